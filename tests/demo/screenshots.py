"""``make screenshots``: takes the guide's pictures from the sample site, always as of the same day."""

from __future__ import annotations

import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct
from playwright.sync_api import Browser, Page, sync_playwright

from sayasat.forge.preview import served
from tests.browser.conftest import ARGUMENTS, chromium
from tests.demo.history import dates
from tests.demo.repository import EDIT_URL, sample_office
from tests.support.mini_site import LANGUAGES, ROOT, build
from tests.support.repo import PolicyRepo

PICTURES = ROOT / "guide" / "pictures"
TODAY = date(2026, 11, 24)
WIDTH, HEIGHT = 640, 620
LARGEST = 60_000
"""Bytes of a picture."""

# Playwright itself writes no WebP; at this quality letters stay sharp
_AS_WEBP = """async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width: image.width, height: image.height});
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", 0.75).split(",")[1];
}"""
_RING = """(element) => {
  element.style.outline = "3px solid #b3261e";
  element.style.outlineOffset = "4px";
}"""


class Picture(Struct, frozen=True):
    """One picture, taken in each language."""

    name: str
    address: str
    """Below the language's root."""

    top: str
    """A CSS selector: the picture begins there."""

    ring: str = ""
    """A CSS selector of what is ringed; empty for nothing."""


def pictures() -> tuple[Picture, ...]:
    """Every picture of the guide, in the order they stand in it."""
    first, *_, coming = dates("privacy", TODAY)
    privacy = "policies/privacy"
    return (
        Picture("edit", f"{privacy}/", ".text h2:last-of-type", "a[rel=edit]"),
        Picture("announced", f"{privacy}/{coming}/", "h1"),
        Picture("redline", f"{privacy}/{coming}/changes/", ".redline__key"),
        Picture("history", f"{privacy}/history/", ".timeline__version"),
        Picture("compare", f"{privacy}/compare/?from={first}&to={coming}", "h1"),
    )


def main() -> int:
    """Build the sample and take every picture anew; returns 1 where one is too large."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with _served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        sizes = {
            file.name: file.stat().st_size
            for language in LANGUAGES
            for picture in pictures()
            for file in [_take(browser, address, picture, language)]
        }
        browser.close()
    for name, size in sizes.items():
        sys.stdout.write(f"{name}: {size:,} bytes\n")
    return int(max(sizes.values()) > LARGEST)


def _take(browser: Browser, address: str, picture: Picture, language: str) -> Path:
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, locale=language, reduced_motion="reduce"
    )
    page = context.new_page()
    prefix = "" if language == LANGUAGES[0] else f"{language}/"
    page.goto(f"{address}{prefix}{picture.address}", wait_until="networkidle")
    page.locator("[data-cookies=hide]").click()
    if picture.ring:
        page.locator(picture.ring).first.evaluate(_RING)
    png = _from(page, picture.top)
    file = PICTURES / f"{picture.name}-{language}.webp"
    page.goto("about:blank")
    file.write_bytes(b64decode(page.evaluate(_AS_WEBP, b64encode(png).decode())))
    context.close()
    return file


def _from(page: Page, top: str) -> bytes:
    """The page from an element down, without the header that stays in view."""
    page.locator(".md-header").evaluate("(header) => { header.style.position = 'static'; }")
    box = page.locator(top).first.bounding_box()
    assert box is not None
    above = box["y"] + page.evaluate("scrollY")
    clip = {"x": 0, "y": above, "width": WIDTH, "height": HEIGHT}
    return page.screenshot(full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]


@contextmanager
def _served() -> Iterator[str]:
    with TemporaryDirectory(prefix="sayasat-demo-") as folder:
        repo = PolicyRepo(Path(folder, "repository"))
        sample_office(repo, TODAY)
        built = build(repo, today=TODAY.isoformat(), edit_url=EDIT_URL)
        assert not built.code, built.log
        with served(built.site) as address:
            yield address


if __name__ == "__main__":
    sys.exit(main())
