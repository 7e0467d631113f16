"""axe finds nothing on any kind of page, in each language it has, narrow and wide, light and dark."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, Serve
from tests.built_site import Sample

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

KINDS = {
    "home": "",
    "home ru": "ru/",
    "home en": "en/",
    "text in force, the next announced": "policies/privacy/",
    "translation": "ru/policies/privacy/",
    "stub of a missing translation": "en/policies/privacy/",
    "translation of a policy with a table": "en/policies/orders/",
    "superseded version": "policies/privacy/2024-01-01/",
    "upcoming version": "policies/privacy/2026-12-01/",
    "withdrawn version": "policies/orders/2024-10-01/",
    "repealed policy": "policies/archive/",
    "removed policy": "policies/gone/",
    "history": "policies/privacy/history/",
    "history ru": "ru/policies/privacy/history/",
    "history en": "en/policies/orders/history/",
    "redline": "policies/privacy/2025-04-01/changes/",
    "redline against the text in force": "policies/privacy/2024-01-01/to-current/",
    "redline of the first version": "ru/policies/privacy/2025-04-01/changes/",
    "languages side by side": "policies/privacy/parallel/",
    "compare": "policies/privacy/compare/",
    "compare en": "en/policies/orders/compare/",
    "change log": "changes/",
    "change log ru": "ru/changes/",
    "change log en": "en/changes/",
    "about": "about/",
    "about ru": "ru/about/",
    "about en": "en/about/",
    "404": "404.html",
}


@pytest.fixture(scope="module")
def address(every_kind_site: Sample, serve: Serve) -> str:
    return serve(every_kind_site.site)


def faults(page: Page) -> str:
    """What axe finds, a line for each element: rule, what it asks for, where, and the page of help."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return "\n".join(
        f"{violation['id']}: {violation['help']} at {node['target']} ({violation['helpUrl']})"
        for violation in found["violations"]
        for node in violation["nodes"]
    )


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_axe_finds_nothing(open_page: OpenPage, address: str, width: int, scheme: str) -> None:
    page = open_page(viewport={"width": width, "height": 720}, color_scheme=scheme)
    found = {}
    for kind, place in KINDS.items():
        page.goto(f"{address}{place}")
        found[kind] = faults(page)
    assert not {kind: fault for kind, fault in found.items() if fault}


@pytest.mark.browser
def test_a_revision_page_is_clean_too(every_kind_site: Sample, page: Page, address: str) -> None:
    revisions = sorted(every_kind_site.site.glob("policies/privacy/2024-01-01/revisions/*/changes"))
    for place in (revisions[0].parent, revisions[0]):
        page.goto(f"{address}{place.relative_to(every_kind_site.site)}/")
        assert not faults(page)
