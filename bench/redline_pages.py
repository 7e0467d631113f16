"""The worst redlines as pages and pictures, to be read as a lawyer would have marked them.

    python -m bench.redline_pages FOLDER [FIRST SEED]

Of the versions of the demo, the golden cases and generated revisions of all kinds, those with the most marked
words for each that must be marked are written to FOLDER, at most two of a kind, and all of the demo.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.redline_quality import marked_of_least
from sayasat.i18n.messages import messages
from sayasat.redline.as_html import redline_html
from sayasat.redline.compare import compare
from tests.browser.conftest import chromium
from tests.demo.history import history
from tests.support.known_edits import KINDS, revision
from tests.support.redline_notation import golden_cases

_PAGES, _OF_A_KIND, _SEEDS = 20, 2, 60
_STYLE = (
    Path(__file__).parents[1] / "sayasat" / "theme" / "assets" / "stylesheets" / "sayasat" / "redline.css"
)


def revisions(first_seed: int) -> Iterator[tuple[str, str, str]]:
    """The name of each, with its two texts."""
    files: dict[str, str] = {}
    for step in history(date(2026, 11, 29)):
        for path, text in step.files.items():
            body = text.split("\n---\n", 1)[1]
            if path in files and files[path] != body:
                yield f"demo: {path} {step.effective}", files[path], body
            files[path] = body
    for case in golden_cases():
        yield case.name, case.old, case.new
    for kind in KINDS:
        for seed in range(first_seed, first_seed + _SEEDS):
            yield f"{kind}: {seed}", *revision(kind, seed)


def worst(first_seed: int) -> list[tuple[float, str, str, str]]:
    """Those with the most marked words for each that must be marked, at most two of a kind."""
    found: list[tuple[float, str, str, str]] = []
    for name, old, new in revisions(first_seed):
        found.append((marked_of_least(old, new), name, old, new))
    of_kind: Counter[str] = Counter()
    chosen = []
    for each in sorted(found, key=lambda each: (-each[0], each[1])):
        kind = each[1].partition(":")[0]
        of_kind[kind] += 1
        if kind == "demo" or of_kind[kind] <= _OF_A_KIND:
            chosen.append(each)
    return chosen[:_PAGES]


def main(folder: Path, first_seed: int) -> None:
    """Write a page and a picture for each."""
    folder.mkdir(parents=True, exist_ok=True)
    style = _STYLE.read_text("utf-8")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium()) as browser:
        page = browser.new_page(viewport={"width": 900, "height": 600})
        for number, (ratio, name, old, new) in enumerate(worst(first_seed), 1):
            body = redline_html(compare(old, new), messages("en"))
            html = (
                f"<!doctype html><meta charset=utf-8><style>{style}</style><h1>{name}, {ratio:.2f}</h1>{body}"
            )
            (folder / f"{number:02}.html").write_text(html, encoding="utf-8")
            page.set_content(html)
            page.screenshot(path=folder / f"{number:02}.png", full_page=True)
            sys.stdout.write(f"{number:02} {ratio:.2f} {name}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int((*sys.argv[2:], "0")[0]))
