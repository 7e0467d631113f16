"""The sample of `make demo` in a browser: every address that it lists shows what it says there."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Serve
from tests.browser.test_accessibility import faults
from tests.conftest import AS_OF
from tests.demo.sights import Sight, sights
from tests.support.built_site import Sample

pytestmark = pytest.mark.browser

SIGHTS = sights(date.fromisoformat(AS_OF))


@pytest.fixture(scope="module")
def address(demo_site: Sample, serve: Serve) -> str:
    return serve(demo_site.site)


@pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: sight.shows)
def test_every_address_answers_and_shows_what_it_says(page: Page, address: str, sight: Sight) -> None:
    for language, place in sight.addresses():
        answer = page.goto(f"{address}{place}")
        assert answer is not None
        assert answer.status == 200
        expect(page.locator("html")).to_have_attribute("lang", language)
        said = page.locator(sight.where).filter(has_text=sight.words(language)).first
        expect(said).to_be_visible()


@pytest.mark.parametrize("place", ["", "policies/privacy/", "en/policies/access/", "ru/contact/"])
def test_axe_finds_nothing_where_the_page_can_be_edited(
    open_page: OpenPage, address: str, place: str
) -> None:
    page = open_page(viewport={"width": 320, "height": 720}, color_scheme="dark")
    page.goto(f"{address}{place}")
    expect(page.locator("a[rel=edit]")).to_have_attribute("href", re.compile(r"/docs/(ky|ru|en)/"))
    assert not faults(page)
