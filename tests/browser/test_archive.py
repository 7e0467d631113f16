"""An archive of a foreign repository in a browser: where its texts come from, folded after each text."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.adopt.test_adopt import run
from tests.browser.conftest import OpenPage, Serve
from tests.browser.test_accessibility import faults
from tests.support import foreign

pytestmark = pytest.mark.browser

HOSTILE = "policies/privacy/2021-04-01/"
PAGES = ("policies/use/", "policies/privacy/2021-02-27/", HOSTILE, "policies/privacy/2021-03-02.2/changes/")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> str:
    folder = tmp_path_factory.mktemp("archive")
    repo = foreign.merged(folder / "repo")
    repo.git("remote", "add", "origin", "https://github.com/publisher/terms.git")
    done = run(folder, "adopt", repo.path, "--policies", *foreign.MERGED_FILES, "--out", "site")
    assert done.code == 0, done.err
    return serve(Path(folder / "site"))


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_the_provenance_is_unfolded(
    open_page: OpenPage, address: str, width: int, scheme: str
) -> None:
    page = open_page(viewport={"width": width, "height": 720}, color_scheme=scheme)
    for place in PAGES:
        page.goto(f"{address}{place}")
        for summary in page.locator("#_about > summary, .provenance > summary").all():
            summary.click()
        assert not faults(page), place
        assert page.evaluate("document.documentElement.scrollWidth") == width, place


def test_it_unfolds_without_a_script_and_runs_none(open_page: OpenPage, address: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{address}{HOSTILE}")
    message = page.locator(".provenance__message")
    expect(message).to_be_hidden()
    page.locator("#_about > summary").click()
    page.locator(".provenance > summary").click()
    expect(message).to_contain_text("<img src=x onerror=owned(2)>")
    expect(page.locator(".provenance")).to_contain_text("The message is longer than what is shown here.")
