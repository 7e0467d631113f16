"""The policy that each page states itself, where the server sends no header."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import OpenPage
from tests.built_site import Sample

pytestmark = pytest.mark.browser

BLOCKED = "violates the following Content Security Policy directive"
INLINE = "<script>document.title = 'owned'</script>"


def without_header(page: Page, added: str = "") -> None:
    """Let pages come without headers, with something added to their bodies."""

    def answer(route: Route) -> None:
        got = route.fetch()
        kept = {name: value for name, value in got.headers.items() if name == "content-type"}
        body = got.body()
        if "text/html" in kept.get("content-type", ""):
            body = body.replace(b"</body>", f"{added}</body>".encode())
        route.fulfill(status=got.status, headers=kept, body=body)

    page.route("**/*", answer)


def kinds(site: Path) -> list[str]:
    """One address of each kind of page, and the page of each language that does not exist."""
    found: dict[str, str] = {}
    for file in sorted(site.rglob("*.html")):
        address = file.relative_to(site).as_posix().removesuffix("index.html")
        kind = "/".join("0" if each[:1].isdigit() and "-" in each else each for each in address.split("/"))
        found.setdefault(kind, address)
    return list(found.values())


def test_no_page_breaks_its_own_policy(
    every_kind_site: Sample, every_kind_address: str, open_page: OpenPage
) -> None:
    """A violation is told in the console, and fails the test (`open_page`)."""
    page = open_page()
    without_header(page)
    addresses = kinds(every_kind_site.site)
    assert len(addresses) > 20
    for address in addresses:
        page.goto(f"{every_kind_address}{address}", wait_until="load")


@pytest.mark.parametrize(
    "address", ["", "404.html", "about/", "policies/privacy/", "policies/privacy/compare/"]
)
def test_an_inline_script_does_not_run(every_kind_address: str, open_page: OpenPage, address: str) -> None:
    page = open_page(refusals=[BLOCKED])
    without_header(page, INLINE)
    with page.expect_console_message(lambda message: BLOCKED in message.text):
        page.goto(f"{every_kind_address}{address}")
    assert page.title() != "owned"
