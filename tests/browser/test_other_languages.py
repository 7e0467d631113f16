"""A site in languages that Sayasat has no texts in, one of them written from right to left."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from sayasat.adopt.new_site import NewSite
from tests.browser.conftest import OpenPage, Serve
from tests.browser.test_accessibility import faults
from tests.support.mini_site import build
from tests.support.repo import PolicyRepo

pytestmark = pytest.mark.browser

LANGUAGES = ("ar", "sah", "pt-BR", "ky")
ARABIC = "# الخصوصية {{#p}}\n\n## البيانات {{#data}}\n\nنحتفظ بالبيانات {days} يومًا.\n\n- الاسم\n"
SAKHA = "# Кистэлэҥ {#p}\n\n## Дааннайдар {#data}\n\nДааннайдары 60 күн тутабыт.\n\n- Аат\n"
PAGES = (
    "",
    "policies/privacy/",
    "policies/privacy/2026-06-01/changes/",
    "policies/privacy/history/",
    "policies/privacy/parallel/",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> str:
    repo = PolicyRepo(tmp_path_factory.mktemp("languages"))
    site = NewSite(LANGUAGES, "السياسات", "الناشر", "https://example.org/", "Asia/Riyadh", "", 2026, "0.1.0")
    for path, text in site.files():
        if not path.endswith("first.md"):
            repo.write(path, text.encode())
    for number, (day, days) in enumerate((("2026-01-01", 90), ("2026-06-01", 60)), start=1):
        repo.policy(
            "ar",
            "privacy",
            ARABIC.format(days=days),
            date=f"{day}T09:0{number}:00+03:00",
            title="الخصوصية",
            effective=day,
            summary="مدة أقصر" if days < 90 else None,
        )
    repo.policy(
        "sah", "privacy", SAKHA, date="2026-06-02T09:00:00+03:00", title="Кистэлэҥ", effective="2026-06-01"
    )
    built = build(repo, today="2026-11-24")
    assert built.code == 0, built.log
    return serve(Path(built.site))


def middle(element: Locator) -> float:
    box = element.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


@pytest.mark.parametrize(
    ("place", "width"), [*((place, 320) for place in PAGES), ("policies/privacy/2026-06-01/changes/", 1280)]
)
def test_a_page_from_right_to_left_is_whole(
    open_page: OpenPage, address: str, place: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 900})
    page.goto(f"{address}{place}")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is cut at a side"
    assert faults(page) == ""


def test_the_page_begins_on_the_right(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}policies/privacy/")
    assert middle(page.locator(".md-sidebar--primary")) > middle(page.locator("article"))
    page.goto(f"{address}policies/privacy/parallel/")
    row = page.locator(".parallel__row--heading").first.locator(".parallel__cell:visible")
    expect(row).to_have_count(2)
    assert middle(row.nth(0)) > middle(row.nth(1))
    assert [each.get_attribute("dir") for each in row.all()] == ["rtl", "ltr"]


def test_the_search_finds_words_of_a_language_without_stems(open_page: OpenPage, address: str) -> None:
    for place, word in (("", "البيانات"), ("sah/", "дааннайдары")):
        page = open_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{address}{place}")
        page.locator("[data-search] input").first.fill(word)
        expect(page.locator("[data-search] a[href*='policies/privacy']").first).to_be_visible()


def test_any_two_versions_are_compared(open_page: OpenPage, address: str) -> None:
    page = open_page()
    page.goto(f"{address}policies/privacy/compare/?from=2026-01-01&to=2026-06-01")
    expect(page.locator("[data-compare-result] del").first).to_contain_text("90")
    expect(page.locator("[data-compare-result] ins").first).to_contain_text("60")
