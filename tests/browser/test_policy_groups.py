"""The home page of more than a hundred policies: groups that open, with and without a script."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from bench.scale import archive
from bench.scale.shape import laws
from tests.adopt.test_adopt import run
from tests.browser.conftest import OpenPage, Serve
from tests.browser.test_accessibility import faults

pytestmark = pytest.mark.browser

POLICIES = 110
ENTRIES = ".policies__item:visible"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> str:
    """A hundred laws in one folder, and ten in another."""
    folder, shape = tmp_path_factory.mktemp("laws"), replace(laws(POLICIES), size=100)
    archive.repository(folder / "laws", shape)
    done = run(folder, "adopt", "laws", "--policies", shape.pattern("en"), "--out", "site")
    assert done.code == 0, done.err
    return serve(folder / "site")


@pytest.mark.parametrize("width", [320, 1280])
def test_groups_are_accessible_and_fit(open_page: OpenPage, site: str, width: int) -> None:
    """Closed, and open."""
    page = open_page(viewport={"width": width, "height": 800})
    page.goto(site)
    for _ in ("closed", "open"):
        assert not faults(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.evaluate("document.querySelectorAll('.fold__list').forEach((each) => { each.open = true; })")


def test_without_a_script_each_group_opens_by_keyboard(open_page: OpenPage, site: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(site)
    expect(page.locator(ENTRIES)).to_have_count(0)
    page.locator(".fold", has_text="title-2").locator("summary").press("Enter")
    expect(page.locator(ENTRIES)).to_have_count(10)


def test_finding_a_policy_opens_its_group_and_hides_the_others(page: Page, site: str) -> None:
    page.goto(site)
    last = page.locator(".policies__name").last
    name = last.text_content() or ""
    page.locator(".find input").fill(name.upper())
    expect(last).to_be_visible()
    expect(page.get_by_role("heading", name="title-2")).to_be_visible()
    expect(page.get_by_role("heading", name="title-1")).to_be_hidden()
    page.locator(".find input").fill("")
    expect(page.get_by_role("heading", name="title-1")).to_be_visible()
