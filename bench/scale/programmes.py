"""Runs each programme on an archive, and counts the pages and bytes of the site."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from sysconfig import get_path

from msgspec import Struct
from msgspec.structs import replace

from bench.scale import archive
from bench.scale.metering import Taken, measured
from bench.scale.shape import TODAY, Shape

ROOT = Path(__file__).parents[2]
LANGUAGES = ("ky", "ru", "en")
ENVIRONMENT: Mapping[str, str] = {
    "PYTHONPATH": str(ROOT),
    "SAYASAT_TODAY": TODAY.isoformat(),
    "SITE_URL": "https://example.org/",
    "EDIT_URL": "",
    "NO_MKDOCS_2_WARNING": "1",
    "PYTHONDONTWRITEBYTECODE": "",  # an installed program is compiled once
}

_PAGES = ("index", "changes", "about", "contact", "cookies")

# All kinds of pages but the texts' own are off, which is the least work for Hugo.
_HUGO = {
    "baseURL": "https://example.org/",
    "disableKinds": ["404", "home", "RSS", "robotsTXT", "section", "sitemap", "taxonomy", "term"],
    "markup": {"goldmark": {"parser": {"attribute": {"title": True}}}},
}
_HUGO_PAGE = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>\n'
    "<body><main>{{ .Content }}</main></body></html>\n"
)

# Less work for MkDocs: no search index, and the texts are not in the navigation, which every page contains.
_MKDOCS = """site_name: Policies
site_url: https://example.org/
theme:
  name: material
  font: false
plugins: []
nav: [index.md]
markdown_extensions: [attr_list, tables]
validation:
  nav: {omitted_files: ignore, not_found: ignore}
  links: {not_found: ignore, anchors: ignore, absolute_links: ignore, unrecognized_links: ignore}
"""


# The arguments: the repository, the clone, the packed cache or "", its folder, and the command to build with.
_JOB = """set -e
git clone --quiet "$1" "$2"
[ -z "$3" ] || tar xf "$3" -C "$4"
cd "$2"
shift 4
exec "$@"
"""


class ProgrammeError(Exception):
    """A programme failed. The message has the end of its output."""


class Run(Struct, frozen=True):
    """One run of a programme on one archive."""

    what: str
    texts: int
    taken: Taken
    pages: int
    """The number of HTML files in the site."""

    written: int
    """The total size of the site's files, in bytes; a file with several names counts once."""

    home: int = 0
    """The size of the home page, compressed with gzip, in bytes; 0 if there is none."""


def run(
    what: str,
    texts: int,
    command: Sequence[str | Path],
    folders: tuple[Path, Path],
    *,
    environment: Mapping[str, str] | None = None,
    limit: float | None = None,
) -> Run:
    """Run a command and count the files of the site. ``folders``: where it runs, and the site's.

    Raises ProgrammeError if the command fails before the limit of time.
    """
    folder, site = folders
    log = site.parent / f"{site.name}.log"
    variables = {**ENVIRONMENT, **(environment or {})}
    taken = measured(command, folder=folder, log=log, environment=variables, limit=limit)
    if taken.code and not taken.stopped:
        output = log.read_text(encoding="utf-8", errors="replace")
        raise ProgrammeError(f"{what} ended with {taken.code}:\n{output[-3000:]}")
    pages, written = _counted(site)
    home = site / "index.html"
    compressed = len(gzip.compress(home.read_bytes())) if home.is_file() else 0
    return Run(what, texts, taken, pages, written, compressed)


def _counted(site: Path) -> tuple[int, int]:
    """The number of pages, and the bytes of all files; those of a file with several names count once."""
    files = [file for file in site.rglob("*") if file.is_file()]
    sizes = {(status.st_dev, status.st_ino): status.st_size for status in map(Path.stat, files)}
    return sum(file.suffix == ".html" for file in files), sum(sizes.values())


class Sayasat(Struct, frozen=True):
    """Sayasat on a repository: ``sayasat adopt`` if the archive has one language, else ``mkdocs build``."""

    folder: Path
    shape: Shape
    workers: str = ""
    """The number of worker processes; empty for Sayasat's default."""

    @property
    def site(self) -> Path:
        """The folder of the site."""
        return self.folder / "sayasat"

    @property
    def repository(self) -> Path:
        """The folder of the repository."""
        return self.folder / "repository"

    def prepare(self) -> None:
        """Write the repository."""
        is_adopted = len(self.shape.languages) == 1
        archive.repository(self.repository, self.shape, None if is_adopted else own_files())

    def cold(self) -> Run:
        """Build with an empty cache."""
        shutil.rmtree(self._cache, ignore_errors=True)
        shutil.rmtree(self.site, ignore_errors=True)
        return self._run("sayasat, cold")

    def warm(self) -> Run:
        """Build again without a change."""
        return self._run("sayasat, warm")

    def after_one_commit(self) -> Run:
        """Commit one more version of one policy, and build again."""
        archive.one_more(self.repository, self.shape)
        return self._run("sayasat, after one commit")

    def from_merge(self) -> Iterator[Run]:
        """A forge's job after a merge: on an empty cache, and a commit later on that of the first."""
        name = "sayasat, from merge to published"
        for cache, what in (("", f"{name}, empty cache"), (self._packed_cache, f"{name}, warm cache")):
            if cache:
                archive.one_more(self.repository, self.shape, 1)
            job = replace(self, folder=self.folder / "job")
            shutil.rmtree(job.folder, ignore_errors=True)
            job.folder.mkdir()
            command = [
                "sh",
                "-c",
                _JOB,
                "job",
                self.repository,
                job.repository,
                cache,
                job.folder,
                *job.command,
            ]
            folders = (job.folder, job.site)
            yield run(what, self.shape.texts, command, folders, environment=job.environment)
            self._packed_cache.unlink(missing_ok=True)
            packed = str(self._packed_cache)
            pack = ["tar", "--posix", "-cf", packed, "-C", str(job.folder), "cache"]
            subprocess.run(pack, check=True)  # noqa: S603

    @property
    def _packed_cache(self) -> Path:
        return self.folder / "cache.tar"

    @property
    def command(self) -> list[str | Path]:
        """The command that builds the site."""
        if len(self.shape.languages) > 1:
            return mkdocs_build(self.site)
        (language,) = self.shape.languages
        texts = ["--policies", self.shape.pattern(language), "--language", language]
        folders: list[str | Path] = [
            "--out",
            self.site,
            "--cache",
            self._cache,
            "--site-url",
            "https://example.org/",
        ]
        workers = ["--workers", self.workers] if self.workers else []
        return [sys.executable, "-m", "sayasat", "adopt", self.repository, *texts, *folders, *workers]

    @property
    def environment(self) -> dict[str, str]:
        """The variables of Sayasat's build options."""
        return {"SAYASAT_CACHE": str(self._cache), "SAYASAT_WORKERS": self.workers}

    @property
    def _cache(self) -> Path:
        return self.folder / "cache"

    def _run(self, what: str) -> Run:
        folders = (self.repository, self.site)
        return run(what, self.shape.texts, self.command, folders, environment=self.environment)


def hugo(folder: Path, shape: Shape, limit: float) -> Run:
    """Build with Hugo: a page for each text, with a minimal template."""
    source, site = folder / "hugo-source", folder / "hugo"
    if not source.exists():
        archive.plain_files(source / "content", shape)
        (source / "layouts").mkdir()
        (source / "layouts" / "page.html").write_text(_HUGO_PAGE, encoding="utf-8")
        (source / "hugo.json").write_text(json.dumps(_HUGO), encoding="utf-8")
    shutil.rmtree(site, ignore_errors=True)
    binary = Path(get_path("scripts")) / "hugo"
    command: list[str | Path] = [
        binary,
        "build",
        "--quiet",
        "--noBuildLock",
        "--destination",
        site.absolute(),
    ]
    return run("Hugo, plain pages", shape.texts, command, (source, site), limit=limit)


def mkdocs(folder: Path, shape: Shape, limit: float) -> Run:
    """Build with MkDocs and Material: a page for each text."""
    source, site = folder / "mkdocs-source", folder / "mkdocs"
    archive.plain_files(source / "docs", shape)
    (source / "docs" / "index.md").write_text("# Policies\n", encoding="utf-8")
    (source / "mkdocs.yml").write_text(_MKDOCS, encoding="utf-8")
    command = mkdocs_build(site)
    return run("MkDocs with Material, plain pages", shape.texts, command, (source, site), limit=limit)


def mkdocs_build(site: Path) -> list[str | Path]:
    """The command that builds a site with MkDocs."""
    return [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", site.absolute()]


def own_files() -> dict[str, bytes]:
    """The configuration, overrides and plain pages of the project's own site, by path."""
    files = list((ROOT / "overrides").rglob("*"))
    files += [ROOT / "mkdocs.yml", ROOT / "cookies.yml", ROOT / "search.yml"]
    files += [ROOT / "docs" / language / f"{page}.md" for language in LANGUAGES for page in _PAGES]
    return {file.relative_to(ROOT).as_posix(): file.read_bytes() for file in files if file.is_file()}
