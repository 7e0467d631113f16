"""What proves a text is read on a phone, in the dark, on paper and without JavaScript."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenPage, Serve
from tests.browser.test_accessibility import faults
from tests.support.sealed_site import SealedSite

pytestmark = pytest.mark.browser

VERSION = "policies/privacy/2024-01-01/"
PLACES = ("proof/", "ru/proof/", "en/proof/", VERSION)


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    sealed_pages: SealedSite, serve: Serve, open_page: OpenPage, width: int, scheme: str
) -> None:
    address = serve(sealed_pages.site)
    page = open_page(viewport={"width": width, "height": 720}, color_scheme=scheme)
    for place in PLACES:
        page.goto(f"{address}{place}")
        for summary in page.locator("details.about summary").all():
            summary.click()
        assert faults(page) == "", place
        assert page.evaluate("document.documentElement.scrollWidth") == width, place
        readme = page.locator(".proof__readme")
        if readme.count():
            assert readme.evaluate("(each) => each.scrollWidth <= each.clientWidth"), place


def test_without_javascript_a_reader_gets_from_a_text_to_its_package_and_to_the_page_on_the_proof(
    sealed_pages: SealedSite, serve: Serve, open_page: OpenPage
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{serve(sealed_pages.site)}{VERSION}")
    page.locator("details.about > summary").click()
    package = page.get_by_role("link", name="Топтом (tar)")
    with page.expect_download() as waiting:
        package.click()
    wanted = sealed_pages.site / VERSION / "revisions/2/proof.tar"
    assert waiting.value.path().read_bytes() == wanted.read_bytes()
    page.get_by_role("link", name="Кантип текшерүү керек").click()
    assert page.locator("h1").inner_text().startswith("Далил")
    assert page.locator(".proof__readme").is_visible()


def test_the_proof_is_printed_with_the_text(
    sealed_pages: SealedSite, serve: Serve, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(f"{serve(sealed_pages.site)}{VERSION}")
    page.emulate_media(media="print")
    assert page.get_by_text("1-баш жазуу, ").is_visible()
