"""How pages read: narrow and wide, dark, on paper, by keyboard, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Serve
from tests.browser.test_accessibility import KINDS
from tests.built_site import Sample

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 800}
PRIVACY = "policies/privacy/"

LONGEST_LINE = """element => {
  const range = document.createRange();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const lines = new Map();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (let place = 0; place < node.length; place++) {
      range.setStart(node, place);
      range.setEnd(node, place + 1);
      const box = range.getBoundingClientRect();
      if (box.width) lines.set(Math.round(box.bottom), (lines.get(Math.round(box.bottom)) ?? 0) + 1);
    }
  }
  return Math.max(...lines.values());
}"""


@pytest.fixture(scope="module")
def address(every_kind_site: Sample, serve: Serve) -> str:
    return serve(every_kind_site.site)


def test_no_page_scrolls_sideways_on_a_phone(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=NARROW)
    widths = {}
    for kind, place in KINDS.items():
        page.goto(f"{address}{place}")
        widths[kind] = page.evaluate("document.documentElement.scrollWidth")
    assert set(widths.values()) == {NARROW["width"]}, widths


def test_a_long_word_does_not_widen_the_page(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=NARROW)
    page.goto(f"{address}{PRIVACY}")
    page.evaluate("document.querySelector('.text h2').textContent = 'ң'.repeat(256)")
    page.evaluate("document.querySelector('.text p').textContent = 'ө'.repeat(256)")
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


@pytest.mark.parametrize(
    ("place", "badge"),
    [
        ("policies/privacy/2024-01-01/", "Күчүн жоготкон"),
        ("policies/privacy/2026-12-01/", "Али күчүнө кире элек"),
        ("policies/orders/2024-10-01/", "Кайтарып алынган"),
        ("policies/archive/", "Жокко чыгарылган"),
        ("policies/gone/", "Өчүрүлгөн"),
        ("ru/policies/privacy/", "Действует"),
    ],
)
def test_the_standing_is_seen_without_scrolling(
    open_page: OpenPage, address: str, place: str, badge: str
) -> None:
    page = open_page(viewport=NARROW)
    page.goto(f"{address}{place}")
    standing = page.locator(".standing__badge")
    expect(standing).to_have_text(badge)
    expect(standing).to_be_in_viewport(ratio=1)
    expect(page.locator(".standing__status")).to_be_in_viewport(ratio=1)


def test_the_way_to_the_text_in_force_is_seen_without_scrolling(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=NARROW)
    page.goto(f"{address}policies/privacy/2024-01-01/")
    expect(page.get_by_role("link", name="Ушул саясаттын учурдагы тексти")).to_be_in_viewport(ratio=1)


def test_lines_hold_at_most_75_characters(page: Page, address: str) -> None:
    page.goto(f"{address}about/")
    assert page.locator(".text").evaluate(LONGEST_LINE) <= 75


def test_dark_follows_the_readers_system_without_a_script(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=WIDE, color_scheme="dark", java_script_enabled=False)
    page.goto(f"{address}{PRIVACY}")
    expect(page.locator("body")).to_have_css("background-color", "rgb(20, 25, 30)")


def test_paper_has_the_standing_and_the_text_and_no_navigation(page: Page, address: str) -> None:
    page.goto(f"{address}{PRIVACY}")
    page.emulate_media(media="print")
    for seen in (".standing", ".text h1", ".text p"):
        expect(page.locator(seen).first).to_be_visible()
    for unseen in (".languages", ".md-header", ".md-sidebar", "[data-print]"):
        expect(page.locator(unseen).first).to_be_hidden()


def test_the_languages_come_by_keyboard_and_keep_version_and_section(page: Page, address: str) -> None:
    page.goto(f"{address}policies/privacy/2025-04-01/#data")
    page.get_by_role("navigation", name="Тил").locator("a[lang=ru]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}ru/policies/privacy/2025-04-01/#data")
    expect(page.locator("html")).to_have_attribute("lang", "ru")


def test_the_first_tab_stop_skips_to_the_text(page: Page, address: str) -> None:
    page.goto(f"{address}{PRIVACY}")
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip")).to_be_focused()
    expect(page.locator(".md-skip")).to_have_attribute("href", "#privacy")


def test_focus_is_seen(page: Page, address: str) -> None:
    page.goto(f"{address}{PRIVACY}")
    link = page.locator(".standing__actions a").first
    page.keyboard.press("Tab")
    for _ in range(60):
        if link.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(link).to_be_focused()
    assert float(link.evaluate("element => parseFloat(getComputedStyle(element).outlineWidth)")) > 0


def test_the_citation_opens_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}{PRIVACY}")
    page.locator(".cite summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cite__text")).to_contain_text("https://example.org/policies/privacy/2025-04-01/")


def test_a_missing_translation_says_so_and_leads_to_the_kyrgyz(page: Page, address: str) -> None:
    page.goto(f"{address}policies/privacy/2026-12-01/")
    link = page.locator(".languages a[lang=en]")
    expect(link).to_contain_text("которулган эмес")
    expect(link).to_have_attribute("hreflang", "ky")
    link.click()
    expect(page.locator("html")).to_have_attribute("lang", "ky")


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        ("2023-12-31", "Ал күнү бул сайттагы бир да редакция күчүндө болгон эмес."),
        ("2024-01-01", "Редакциянын күнү: 2024-жылдын 1-январы"),
        ("2025-03-31", "Редакциянын күнү: 2024-жылдын 1-январы"),
        ("2025-04-01", "Редакциянын күнү: 2025-жылдын 1-апрели"),
        ("2026-12-01", "Редакциянын күнү: 2026-жылдын 1-декабры"),
    ],
)
def test_which_text_held_on_a_day(page: Page, address: str, day: str, answer: str) -> None:
    page.goto(f"{address}policies/privacy/history/")
    page.locator("#held-on-day").fill(day)
    page.get_by_role("button", name="Көрсөтүү").click()
    expect(page.locator(".held-on output")).to_have_text(answer)


def test_a_withdrawn_version_never_held_and_a_repealed_one_held_until_its_end(
    page: Page, address: str
) -> None:
    page.goto(f"{address}policies/orders/history/")
    page.locator("#held-on-day").fill("2024-10-02")
    page.keyboard.press("Enter")
    expect(page.locator(".held-on output")).to_contain_text("2024-жылдын 1-июну")
    page.goto(f"{address}policies/archive/history/")
    for day, said in (("2025-12-31", "2024-жылдын 3-марты"), ("2026-01-01", "болгон эмес")):
        page.locator("#held-on-day").fill(day)
        page.keyboard.press("Enter")
        expect(page.locator(".held-on output")).to_contain_text(said)


def test_without_javascript_everything_is_there_and_nothing_dead(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=WIDE, java_script_enabled=False)
    page.goto(f"{address}{PRIVACY}")
    expect(page.locator("[data-print]")).to_be_hidden()
    expect(page.locator(".text")).to_contain_text("60 күн сактайбыз")
    page.locator(".languages a[lang=ru]").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    page.goto(f"{address}policies/privacy/history/")
    expect(page.locator(".held-on")).to_be_hidden()
    page.goto(f"{address}policies/privacy/2025-04-01/changes/")
    expect(page.locator("ins")).to_have_count(2)
    expect(page.locator("[data-redline-tools]")).to_be_hidden()
    page.locator(".redline__folded summary").first.click()
    expect(page.locator(".redline__folded section").first).to_be_visible()


def test_changes_are_walked_by_button_and_by_key(page: Page, address: str) -> None:
    page.goto(f"{address}policies/privacy/2025-04-01/changes/")
    expect(page.locator("[data-place]")).to_have_text("1 өзгөртүү")
    page.get_by_role("button", name="Кийинки өзгөртүү").click()
    expect(page.locator("#_c1")).to_be_focused()
    expect(page.locator("[data-place]")).to_have_text("1 ичинен 1")
    page.keyboard.press("p")
    expect(page.locator("#_c1")).to_be_focused()


def test_side_by_side_has_the_old_left_and_the_new_right_and_goes_back(page: Page, address: str) -> None:
    page.goto(f"{address}policies/privacy/2025-04-01/changes/")
    button = page.get_by_role("button", name="Катар көрсөтүү")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    columns = page.locator(".redline__columns > *")
    expect(columns.nth(0)).to_contain_text("30 күн")
    expect(columns.nth(0)).not_to_contain_text("60")
    expect(columns.nth(1).locator("del")).to_be_hidden()
    button.click()
    expect(page.locator(".redline__columns")).to_have_count(0)
    expect(page.locator("#_c1 del")).to_be_visible()


def top(page: Page, language: str) -> float:
    """Where a language's first heading begins."""
    box = page.locator(f".parallel__row--heading [data-language={language}]").first.bounding_box()
    assert box is not None
    return box["y"]


def test_two_languages_are_chosen_with_css_alone(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=WIDE, java_script_enabled=False)
    page.goto(f"{address}policies/privacy/parallel/")
    expect(page.locator("[data-language=ru]").first).to_be_visible()
    assert top(page, "ky") == top(page, "ru")


def test_two_languages_are_stacked_on_a_phone(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=NARROW)
    page.goto(f"{address}policies/privacy/parallel/")
    assert top(page, "ky") < top(page, "ru")


def test_badges_are_seen_in_forced_colours(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=WIDE, forced_colors="active")
    page.goto(f"{address}policies/privacy/2024-01-01/")
    badge = page.locator(".standing__badge")
    expect(badge).to_be_visible()
    assert badge.evaluate("element => getComputedStyle(element).borderTopStyle") == "solid"
