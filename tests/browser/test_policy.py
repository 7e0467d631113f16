"""The policy that each page states itself, where the server sends no header."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.browser.conftest import OpenPage, Serve
from tests.support.built_site import Sample
from tests.support.soak import chosen

pytestmark = pytest.mark.browser

BLOCKED = "Content Security Policy directive"
INLINE = "<script>document.title = 'owned'</script>"
ADDRESSES = ["", "404.html", "about/", "policies/privacy/", "policies/privacy/compare/"]


_DATE_OR_COMMIT = re.compile(r"\b[\d-]{10}(?=/)|\b[0-9a-f]{40}(?=/)")
_POLICY = re.compile(r"(?<=policies/)[^/]+(?=/)")


def copied(site: Path, target: Path) -> Path:
    """A copy of a site, to be changed."""
    return Path(shutil.copytree(site, target))


def kinds(site: Path, *, of_each_policy: bool) -> list[str]:
    """One address of each kind of page in each language."""
    found: dict[str, str] = {}
    for file in sorted(site.rglob("*.html")):
        address = file.relative_to(site).as_posix().removesuffix("index.html")
        kind = _DATE_OR_COMMIT.sub("0", address)
        if not of_each_policy:
            kind = _POLICY.sub("0", kind)
        found.setdefault(kind, address)
    return list(found.values())


@pytest.mark.parametrize("of_each_policy", chosen([False, True], False))
def test_no_page_breaks_its_own_policy(
    every_kind_site: Sample, serve: Serve, open_page: OpenPage, tmp_path: Path, *, of_each_policy: bool
) -> None:
    """The browser reports a violation in the console, which fails the test (`open_page`)."""
    page, site = open_page(), copied(every_kind_site.site, tmp_path / "site")
    address = serve(site, ())
    found = kinds(site, of_each_policy=of_each_policy)
    assert len(found) > 20
    for each in found:
        page.goto(f"{address}{each}")
        page.wait_for_load_state("networkidle")  # a pointer leads on to another page


@pytest.mark.parametrize("address", chosen(ADDRESSES, "", "policies/privacy/compare/"))
def test_an_inline_script_does_not_run(
    every_kind_site: Sample, serve: Serve, open_page: OpenPage, tmp_path: Path, address: str
) -> None:
    site = copied(every_kind_site.site, tmp_path / "site")
    file = site / address if address.endswith(".html") else site / address / "index.html"
    file.write_text(file.read_text(encoding="utf-8").replace("</body>", f"{INLINE}</body>"), encoding="utf-8")
    page = open_page(refusals=[BLOCKED])
    with page.expect_console_message(lambda message: BLOCKED in message.text):
        page.goto(f"{serve(site, ())}{address}")
    page.wait_for_load_state("networkidle")
    assert page.title() != "owned"
