"""Long lists, folded by year: by keyboard, by address, on paper, without a script, wide and narrow."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from sayasat.i18n.messages import messages
from tests.browser.conftest import OpenPage, Serve
from tests.browser.test_accessibility import faults
from tests.support.built_site import Sample
from tests.support.long_history import VERSIONS, days
from tests.support.looks import every_look

pytestmark = pytest.mark.browser

HISTORY = "policies/privacy/history/"
COMPARE = "policies/privacy/compare/"
OLD = days(VERSIONS)[0].isoformat()
"""In a year that is folded."""

LISTS = {HISTORY: ".timeline__version", "changes/": ".log__entry", COMPARE: ".compare__prepared > li"}
PLACES = ("", *LISTS)


@pytest.fixture(scope="module")
def site(large_site_built: Sample, serve: Serve) -> str:
    """Where the large site is served."""
    return serve(large_site_built.site)


def fold(page: Page, year: str) -> Locator:
    return page.locator(".fold", has=page.locator(f"[id$='{year}']")).locator(".fold__list")


@every_look(PLACES, (HISTORY,))
def test_folded_lists_are_accessible_and_fit(
    open_page: OpenPage, site: str, width: int, scheme: str, places: tuple[str, ...]
) -> None:
    """As they come, and with every year open."""
    page = open_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    for place in places:
        page.goto(f"{site}{place}")
        for state in ("folded", "open"):
            assert not faults(page), (place, state)
            assert page.evaluate("document.documentElement.scrollWidth") == width, (place, state)
            page.evaluate("document.querySelectorAll('.fold__list').forEach((each) => { each.open = true; })")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("place", LISTS)
def test_a_year_opens_and_shuts_by_keyboard(
    open_page: OpenPage, site: str, place: str, scripts: bool
) -> None:
    page = open_page(viewport={"width": 320, "height": 640}, java_script_enabled=scripts)
    page.goto(f"{site}{place}")
    entries = fold(page, "2019").locator(LISTS[place])
    expect(entries.first).to_be_hidden()
    expect(fold(page, "2026").locator(LISTS[place]).first).to_be_visible()
    summary = fold(page, "2019").locator("> summary")
    for key, is_open in (("Enter", True), ("Space", False)):
        summary.press(key)
        for entry in entries.all():
            expect(entry).to_be_visible(visible=is_open)


def test_tab_leads_from_year_to_year(page: Page, site: str) -> None:
    """What is folded takes no stop."""
    page.goto(f"{site}{HISTORY}")
    fold(page, "2025").locator("> summary").focus()
    for year in ("2024", "2023"):
        page.keyboard.press("Tab")
        expect(fold(page, year).locator("> summary")).to_be_focused()


def test_a_year_is_named_in_its_summary(page: Page, site: str) -> None:
    """A screen reader that lists what can be opened says which year."""
    page.goto(f"{site}ru/{HISTORY}")
    expect(fold(page, "2019").locator("> summary")).to_have_accessible_name("2019: 3 редакции")
    expect(page.get_by_role("heading", name="2019", exact=True, level=2)).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_address_into_a_folded_year_opens_it(open_page: OpenPage, site: str, scripts: bool) -> None:
    page = open_page(viewport={"width": 1280, "height": 800}, java_script_enabled=scripts)
    page.goto(f"{site}{HISTORY}#v{OLD}")
    expect(page.locator(f"#v{OLD}")).to_be_visible()
    expect(page.locator(f"#v{OLD}")).to_be_in_viewport()


def test_a_browser_that_opens_nothing_by_itself_is_helped(page: Page, site: str) -> None:
    """The browser's own opening is undone; the script opens it when a link to the address was followed."""
    page.goto(f"{site}{HISTORY}#v{OLD}")
    fold(page, OLD[:4]).evaluate("element => { element.open = false; }")
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator(f"#v{OLD}")).to_be_hidden()
    page.evaluate("dispatchEvent(new HashChangeEvent('hashchange'))")
    expect(page.locator(f"#v{OLD}")).to_be_visible()


def test_the_address_of_a_year_opens_it(page: Page, site: str) -> None:
    page.goto(f"{site}changes/#y2010")
    expect(fold(page, "2010").locator(".log__entry").first).to_be_visible()
    expect(page.locator("#y2010")).to_be_in_viewport()


def test_the_question_finds_a_version_in_a_folded_year(page: Page, site: str) -> None:
    page.goto(f"{site}{HISTORY}")
    page.locator("#held-on-day").fill(OLD)
    page.keyboard.press("Enter")
    answer = page.locator(".held-on output a")
    expect(answer).to_have_attribute("href", f"../{OLD}/")
    answer.click()
    page.wait_for_url(f"{site}policies/privacy/{OLD}/")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("place", LISTS)
def test_paper_has_every_year(open_page: OpenPage, site: str, place: str, scripts: bool) -> None:
    page = open_page(viewport={"width": 1280, "height": 800}, java_script_enabled=scripts)
    page.goto(f"{site}{place}")
    page.emulate_media(media="print")
    oldest = fold(page, "2004")
    expect(oldest.locator(LISTS[place]).last).to_be_visible()
    assert oldest.locator(LISTS[place]).last.bounding_box()["height"] > 0  # type: ignore[index]
    expect(oldest.locator("> summary")).to_be_hidden()


def test_after_printing_the_years_are_folded_again(page: Page, site: str) -> None:
    page.goto(f"{site}{HISTORY}")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(fold(page, "2004")).to_have_attribute("open", "")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".fold__list[open]")).to_have_count(1)


def test_any_of_many_versions_is_chosen_by_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}{HISTORY}")
    page.get_by_label(messages("ky")("compare.from")).select_option(OLD)
    page.get_by_role("button", name=messages("ky")("compare.submit")).press("Enter")
    expect(page.locator("article.redline")).to_be_visible()
    assert f"from={OLD}&to=" in page.url
    assert page.locator("#compare-from").input_value() == OLD


def test_policies_are_found_by_name_the_ended_among_them(page: Page, site: str) -> None:
    """By any of its words, in small letters or capitals; an empty field shows all again."""
    page.goto(site)
    field, seen = page.get_by_label(messages("ky")("policies.find")), page.locator(".policies__item:visible")
    field.fill("ЭРЕЖЕ 27")
    expect(seen).to_have_count(1)
    expect(seen).to_contain_text("Эреже 27")
    expect(page.locator(".find output")).to_have_text(messages("ky")("policies.found", number=1))
    field.fill("мындай жок")
    expect(seen).to_have_count(0)
    expect(page.locator(".find output")).to_have_text(messages("ky")("policies.found", number=0))
    field.press("Enter")
    field.fill("")
    expect(seen).to_have_count(31)
    assert page.url == site


def test_without_a_script_the_home_page_has_no_field_that_does_nothing(
    open_page: OpenPage, site: str
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(site)
    expect(page.locator(".find")).to_be_hidden()
    expect(page.locator(".policies__item:visible")).to_have_count(21)
