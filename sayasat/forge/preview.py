"""Makes a preview of a proposed change: a copy of the built site, and screenshots of the changed pages.

The command is ``python -m sayasat.forge.preview BASE SITE FOLDER LANGUAGE URL``. It needs Playwright and, in
the environment variable ``CHROMIUM``, a browser. The screenshots are put into the site, so that they are
where the preview is; the folder has a copy of the site. The folder's index.html shows the screenshots and
opens without a server; its preview.json is for the report (`sayasat.check.report.preview`).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
from playwright.sync_api import Browser, sync_playwright

from sayasat.check.report.preview import Preview, PreviewPage
from sayasat.forge.messages import LANGUAGES, messages
from sayasat.repository.commands import GitCommands

HOST = "127.0.0.1"
WIDTHS = (320, 1280)
MOST = 24 // len(WIDTHS)
"""The most pages with screenshots: at most 24 screenshots are made."""

HIGHEST = 8_000
"""The height limit of a screenshot in pixels: browsers cannot paint an image of any height."""

PICTURES = "_pictures"
"""The folder of the screenshots in the site."""

NOWHERE = ".invalid"
"""The end of a host that nobody has (RFC 2606): the preview is a folder, and not on a server."""

SERVE = f"python3 -m http.server --bind {HOST} 8000"


def changed_files(base: str) -> list[str]:
    """Paths below docs/ that HEAD has changed since its merge base with ``base``, in order."""
    listed = _git("diff", "--name-only", "--no-renames", "-z", f"{base}...HEAD", "--", "docs")
    return [each for each in listed.split("\0") if each]


def new_commits(base: str) -> set[str]:
    """The commits of HEAD's main line that are not in ``base``."""
    return set(_git("rev_list", "--first-parent", f"{base}..HEAD").split())


def changed_pages(files: Sequence[str], commits: Collection[str], site: Path) -> list[str]:
    """URLs of the pages that show the change, relative to the site's root: "" or ending with a slash.

    For a changed policy, in every language: its main page, and the page and redline of each version with a
    revision in ``commits``. ``files``: from `changed_files`. ``site``: the folder of the built site.
    """
    policies = json.loads((site / "api" / "policies.json").read_text(encoding="utf-8"))
    slugs = {slug for slug in map(_slug, files) if slug}
    found = [
        url
        for policy in policies["policies"]
        if slugs & {policy["policy"], *policy["formerly"]}
        for edition in policy["editions"]
        for url in _policy_pages(edition, commits, site, policies["site"])
    ]
    found += [_plain_page(file, policies["authentic"]) for file in files if not _slug(file)]
    existing = (url for url in found if (site / unquote(url) / "index.html").is_file())
    return list(dict.fromkeys(existing))


_POLICY = re.compile(r"docs/[^/]+/(?:policies/([^/]+)|versions/([^/]+)/[^/]+)\.md")


def _slug(file: str) -> str:
    """The policy whose text or version a file is; "" for another file."""
    found = _POLICY.fullmatch(file)
    return found[1] or found[2] if found else ""


def _policy_pages(
    edition: Mapping[str, Any], commits: Collection[str], site: Path, root: str
) -> Iterator[str]:
    def relative(url: str) -> str:
        return urlsplit(url).path.removeprefix(urlsplit(root).path)

    yield relative(edition["url"])
    file = site / unquote(relative(edition["versions_url"]))
    for version in json.loads(file.read_text(encoding="utf-8"))["versions"]:
        if any(revision["commit"] in commits for revision in version["revisions"]):
            yield relative(version["url"])
            yield relative(version["changes_url"])


def _plain_page(file: str, authentic: str) -> str:
    """The URL of a page's file, relative to the site's root; for other files, a URL that no page has."""
    _, language, *rest = file.removesuffix(".md").split("/")
    names = [] if language == authentic else [language]
    names += rest[:-1] if rest[-1:] == ["index"] else rest
    return "".join(f"{name}/" for name in names)


def take_screenshots(pages: Sequence[str], site: Path, browser: Browser) -> Iterator[PreviewPage]:
    """Take screenshots of pages of a site, in each of `WIDTHS`, and save them in the site."""
    with served(site) as root:
        for number, url in enumerate(pages, start=1):
            name = re.sub(r"[^\w.-]+", "-", url.strip("/")) or "index"
            pictures = {width: f"{PICTURES}/{number:02}-{name}-{width}.png" for width in WIDTHS}
            titles = [
                _screenshot(browser, root + url, width, site / each) for width, each in pictures.items()
            ]
            yield PreviewPage(titles[0], url, tuple(pictures.values()))


def _screenshot(browser: Browser, url: str, width: int, file: Path) -> str:
    """Save a screenshot; returns the page's title."""
    with browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(url, wait_until="load")
        high = min(page.evaluate("document.documentElement.scrollHeight"), HIGHEST)
        page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": high})
        return page.title()


def index(shown: Sequence[PreviewPage], left_out: int, language: str) -> str:
    """The HTML page that shows the screenshots. Titles and URLs from the site are escaped.

    ``left_out``: the number of changed pages without screenshots.
    """
    t = messages(language)
    parts = [f"<p>{escape(t['preview.intro' if shown else 'preview.nothing'])}</p>"]
    if left_out:
        parts.append(f"<p><strong>{escape(t['preview.left-out'].format(number=left_out))}</strong></p>")
    for each in shown:
        url, title = escape(each.url), escape(each.title)
        link = f'<a href="site/{url}index.html">/{escape(unquote(each.url))}</a>'
        images = (
            f'<a href="site/{picture}"><img src="site/{picture}" alt="{title}, {width}"></a>'
            for width, picture in zip(WIDTHS, map(escape, each.pictures), strict=False)
        )
        parts += [f"<h2>{title}</h2>", f"<p>{link}</p>", "<div>", *images, "</div>"]
    parts.append(f"<p>{escape(t['preview.site'].format(command=SERVE))}</p>")
    page = (files("sayasat.forge") / "texts" / "preview.html").read_text(encoding="utf-8")
    return page.format(language=language, title=escape(t["preview.title"]), content="\n".join(parts))


def main(arguments: Sequence[str]) -> None:
    """Make the preview; the arguments are those of the module's docstring. The folder is emptied first."""
    base, site, folder, language, url = arguments[0], Path(arguments[1]), Path(arguments[2]), *arguments[3:]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (site / PICTURES).mkdir(exist_ok=True)
    pages = changed_pages(changed_files(base), new_commits(base), site)
    shown: list[PreviewPage] = []
    if pages:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ["CHROMIUM"],
                args=[
                    "--no-sandbox",
                    "--disable-gpu",
                    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}",
                ],
            )
            shown += take_screenshots(pages[:MOST], site, browser)
            browser.close()
    shutil.copytree(site, folder / "site")
    (folder / "index.html").write_text(
        index(shown, len(pages) - len(shown), language or LANGUAGES[0]), encoding="utf-8"
    )
    (folder / "preview.json").write_text(described(shown, url, folder), encoding="utf-8")
    print(f"{len(shown)} of {len(pages)} changed pages are in {folder}/index.html")


def described(shown: Sequence[PreviewPage], url: str, folder: Path) -> str:
    """The preview as JSON. ``url``: that of the site; one with the host `NOWHERE` is left out."""
    is_served = not str(urlsplit(url).hostname).endswith(NOWHERE)
    preview = Preview(url if is_served else "", folder.name, tuple(shown))
    return msgspec.json.format(msgspec.json.encode(preview), indent=2).decode()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # the library's name
        """Log nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Within the block, serve a folder over HTTP without log messages; gives its URL."""
    server = ThreadingHTTPServer((HOST, 0), partial(_Silent, directory=site))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _git(command: str, *arguments: str) -> str:
    return os.fsdecode(GitCommands(Path.cwd()).run(command, *arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
