"""axe finds nothing on any kind of page, in each language it has, narrow and wide, light and dark."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.support.built_site import Sample
from tests.support.looks import every_look
from tests.support.soak import chosen

pytestmark = pytest.mark.browser

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIOLATIONS = """async (rules) =>
  (await axe.run(document, { runOnly: rules, resultTypes: ["violations"] })).violations"""
"""Asks axe for violations alone: describing every element that passes takes longer than the check itself."""

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
    "contact": "contact/",
    "contact ru": "ru/contact/",
    "contact en": "en/contact/",
    "cookies": "cookies/",
    "cookies ru": "ru/cookies/",
    "cookies en": "en/cookies/",
    "404": "404.html",
    "404 ru": "ru/404.html",
    "404 en": "en/404.html",
}
AUTHENTIC = {kind: place for kind, place in KINDS.items() if not kind.endswith((" ru", " en"))}
"""Each kind once."""

LONG_KINDS = {
    "recorded text": "policies/privacy/",
    "recorded text ru": "ru/policies/privacy/",
    "recorded text en": "en/policies/privacy/",
    "recorded version": "policies/privacy/2026-02-01/",
    "words longer than a phone": "policies/wide/",
    "their redline": "policies/wide/2026-03-02/changes/",
    "their history": "policies/wide/history/",
}
"""The kinds that only `long_texts` has."""

POINTER = "policies/rules/"
REFRESH = re.compile(rb"<meta http-equiv=.refresh.[^>]*>")

STRUCTURE = """() => ({
  lang: document.documentElement.lang,
  title: document.title.length > 0,
  h1: document.querySelectorAll("h1").length,
  main: document.querySelectorAll("main").length,
  headings: [...document.querySelectorAll(".md-content :is(h1, h2, h3, h4, h5, h6)")]
    .filter((each) => each.checkVisibility()).map((each) => Number(each.tagName[1])),
  unnamed: [...document.querySelectorAll("nav:not([aria-label]):not([aria-labelledby])")].length,
  choices: [...document.querySelectorAll(".languages a")].filter((each) => each.checkVisibility()).length,
  foot: [...document.querySelectorAll(".footer-links a")].filter((each) => each.checkVisibility()).length,
  dead: [...document.querySelectorAll("[data-needs-script], .md-search, [for=__search]")]
    .filter((each) => each.checkVisibility({visibilityProperty: true}))
    .map((each) => each.outerHTML.slice(0, 80)),
})"""


def faults(page: Page) -> str:
    """What axe finds, a line for each element: rule, what it asks for, where, and the page of help."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(VIOLATIONS, RULES)
    return "\n".join(
        f"{violation['id']}: {violation['help']} at {node['target']} ({violation['helpUrl']})"
        for violation in found
        for node in violation["nodes"]
    )


@every_look(KINDS, AUTHENTIC)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    open_page: OpenPage,
    every_kind_address: str,
    long_texts_address: str,
    width: int,
    scheme: str,
    places: dict[str, str],
) -> None:
    page = open_page(viewport={"width": width, "height": 720}, color_scheme=scheme)
    found = {}
    for address, kinds in ((every_kind_address, places), (long_texts_address, LONG_KINDS)):
        for kind, place in kinds.items():
            page.goto(f"{address}{place}")
            found[kind] = faults(page)
            assert page.evaluate("document.documentElement.scrollWidth") == width, kind
    assert not {kind: fault for kind, fault in found.items() if fault}


def test_a_revision_page_is_clean_too(every_kind_site: Sample, page: Page, every_kind_address: str) -> None:
    """The first of two: the page of the last revision is a pointer to the version's."""
    revisions = every_kind_site.site / "policies/privacy/2024-01-01/revisions"
    for place in (revisions / "1", revisions / "2/changes"):
        page.goto(f"{every_kind_address}{place.relative_to(every_kind_site.site)}/")
        assert not faults(page)


def test_a_pointer_is_clean_for_who_stays_on_it(page: Page, every_kind_address: str) -> None:
    """A reader can switch off pages that move on by themselves."""
    where = f"{every_kind_address}{POINTER}"

    def stay(route: Route) -> None:
        answer = route.fetch()
        body, stopped = REFRESH.subn(b"", answer.body())
        assert stopped == 1
        route.fulfill(response=answer, body=body)

    page.route(where, stay)
    page.goto(where)
    expect(page.locator("#moved")).to_be_visible()
    assert not faults(page)


@pytest.mark.parametrize("place", chosen(["about/", "ru/about/", "en/about/"], "ru/about/"))
def test_the_open_menu_is_clean(open_page: OpenPage, every_kind_address: str, place: str) -> None:
    page = open_page(viewport={"width": 320, "height": 720}, reduced_motion="reduce")
    page.goto(f"{every_kind_address}{place}")
    page.locator(".md-header button[for=__drawer]").click()
    expect(page.locator(".md-nav--primary .md-nav__link").first).to_be_in_viewport()
    assert not faults(page)
    page.locator("button.md-nav__link[for=__toc]").click()
    assert not faults(page)


@pytest.mark.parametrize("open_by", ["citation", "more", "life", "answer", "redline"])
def test_what_opens_is_clean(open_page: OpenPage, every_kind_address: str, open_by: str) -> None:
    # High enough for all of it: what the header covers has no size to axe
    page = open_page(viewport={"width": 1280, "height": 3000}, color_scheme="dark")
    places = {"answer": "policies/privacy/history/", "redline": "policies/privacy/2025-04-01/changes/"}
    page.goto(f"{every_kind_address}{places.get(open_by, 'policies/privacy/')}")
    if open_by == "answer":
        page.locator("#held-on-day").fill("2024-06-01")
        page.locator(".held-on button").click()
        expect(page.locator(".held-on output a")).to_be_visible()
    elif open_by == "redline":
        page.locator("[data-columns]").click()
        for fold in page.locator("details").all():
            fold.evaluate("element => element.open = true")
    else:
        page.locator({"citation": ".about", "more": ".standing__menu", "life": ".life"}[open_by]).locator(
            "summary"
        ).first.click()
    assert not faults(page)


@pytest.mark.parametrize("width", chosen([320, 1280], 320))
def test_without_javascript_every_page_has_its_structure_and_nothing_dead(
    open_page: OpenPage, every_kind_address: str, width: int
) -> None:
    """axe is a script itself; what it would look at first is looked at here."""
    page = open_page(viewport={"width": width, "height": 720}, java_script_enabled=False)
    for kind, place in KINDS.items():
        page.goto(f"{every_kind_address}{place}")
        found = page.evaluate(STRUCTURE)
        language = place[:2] if place[2:3] == "/" else "ky"
        headings = found.pop("headings")
        assert headings[0] == 1, kind
        assert all(after - before <= 1 for before, after in pairwise(headings)), (kind, headings)
        assert found == {
            "lang": language,
            "title": True,
            "h1": 1,
            "main": 1,
            "unnamed": 0,
            "choices": 3,
            "foot": 5,
            "dead": [],
        }, kind
