"""A redline with moves and risks in a real browser: readable without colour, by keyboard, on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Serve
from tests.browser.test_accessibility import faults
from tests.conftest import AS_OF
from tests.support.mini_site import build
from tests.support.redrafted import DATES, redrafted
from tests.support.repo import PolicyRepo

pytestmark = pytest.mark.browser

PLACES = {
    "redline": f"policies/access/{DATES[1]}/changes/",
    "comparison": f"policies/access/compare/?from={DATES[0]}&to={DATES[1]}",
}
TWICE = """[...document.querySelectorAll("[id]")].map(({id}) => id)
  .filter((id, place, all) => all.indexOf(id) !== place)"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> str:
    repo = PolicyRepo(tmp_path_factory.mktemp("redrafted"))
    redrafted(repo)
    built = build(repo, today=AS_OF)
    assert built.code == 0, built.log
    return serve(repo.path / "site")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_inline_or_side_by_side(
    open_page: OpenPage, address: str, width: int, scheme: str
) -> None:
    page = open_page(viewport={"width": width, "height": 720}, color_scheme=scheme)
    found = {}
    for prefix in ("", "ru/", "en/"):
        for name, place in PLACES.items():
            page.goto(f"{address}{prefix}{place}")
            expect(page.locator(".redline__moved").first).to_be_visible()
            found[prefix + name] = faults(page)
            assert page.evaluate("document.documentElement.scrollWidth") == width
            if width > 320:
                page.locator("[data-columns]").click()
                found[f"{prefix}{name} side by side"] = faults(page)
                assert page.evaluate(TWICE) == []
    assert not {name: fault for name, fault in found.items() if fault}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("columns", [False, True], ids=["inline", "side by side"])
def test_the_label_of_a_move_leads_to_its_other_place_and_back(
    open_page: OpenPage, address: str, place: str, columns: bool
) -> None:
    page = open_page(viewport={"width": 1280, "height": 400})
    page.goto(f"{address}en/{place}")
    if columns:
        page.locator("[data-columns]").click()
    jumps = page.locator(".redline__jump:visible[id]")
    expect(jumps.first).to_be_visible()
    names = jumps.evaluate_all("(all) => all.map(({id}) => id)")
    assert names
    assert len(names) % 2 == 0
    for name in names:
        page.locator(f"#{name}").press("Enter")
        there = name.replace("-from", "-to") if name.endswith("-from") else name.replace("-to", "-from")
        expect(page.locator(f"#{there}")).to_be_in_viewport()


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_words_that_change_the_meaning_are_marked_and_counted(
    open_page: OpenPage, address: str, place: str
) -> None:
    page = open_page()
    page.goto(f"{address}en/{place}")
    marked = page.locator("#access .redline__risk")
    expect(marked).to_have_text(["shall", "may", "30", "days", "60", "months"])
    expect(page.get_by_text("Words that change the meaning").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("1 obligation, 1 permission")
