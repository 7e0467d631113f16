"""Every page is valid by the Nu HTML Checker of the W3C. Part of `make soak`, for the checker needs Java."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.soak


def faults(folder: Path) -> set[str]:
    """What the checker calls an error, with the page and the markup."""
    jar = os.environ.get("VNU")
    assert jar, "the checker was not found: run the test by `make soak`, or set VNU"
    # The checker warns of blocks of JSON as of scripts that the policy forbids: these are no errors
    options = ("--skip-non-html", "--errors-only", "--format", "json")
    run = subprocess.run(
        ["java", "-Xss4m", "-jar", jar, *options, folder], capture_output=True, check=False, text=True
    )
    messages = json.loads(run.stderr)["messages"]
    return {
        f"{Path(each['url']).relative_to(f'file:{folder}')}: {each['message']} {each.get('extract', '')!r}"
        for each in messages
    }


def test_what_is_not_valid_is_found(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        '<!doctype html><html lang="en"><title>Page</title><p><a hreflang="ky">x</a>'
    )
    (fault,) = faults(tmp_path)
    assert "missing required attribute “href”" in fault


@pytest.mark.parametrize("sample", ["every_kind_site", "compared_site", "demo_site", "sealed_pages"])
def test_every_page_is_valid(sample: str, request: pytest.FixtureRequest) -> None:
    assert faults(request.getfixturevalue(sample).site) == set()
