"""``sayasat publish --preview``: the site of a proposal, marked as a draft, at a URL of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.publisher import Publisher, open_publisher

URL = "https://preview.example.net/"
DRAFT = "бул сунуш жарыяланган эмес"


@pytest.fixture(scope="module")
def previewed(tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    """A publisher with a preview of a proposal that changes a page; its log is not begun."""
    publisher = open_publisher(tmp_path_factory.mktemp("previewed"))
    publisher.clone.commit(
        files={"docs/en/about.md": "# About\n\nProposed.\n"}, date="2026-11-22T12:00:00+06:00"
    )
    done = publisher.run("publish", "--to", "previews", "--preview", "pr-7", "--url", URL)
    assert done.returncode == 0, done.stderr
    assert f"{URL}pr-7/" in done.stdout
    return publisher


def folder_of(publisher: Publisher) -> Path:
    return publisher.clone.path / "previews"


def test_every_page_says_that_it_is_a_draft_and_is_not_indexed(previewed: Publisher) -> None:
    site = folder_of(previewed) / "pr-7"
    pages = [page.read_text(encoding="utf-8") for page in sorted(site.rglob("*.html"))]
    assert len(pages) > 20
    assert all('<meta name="robots" content="noindex' in page for page in pages)
    kyrgyz = (site / "policies/privacy/index.html").read_text(encoding="utf-8")
    assert DRAFT in kyrgyz
    assert "Proposed." in (site / "en/about/index.html").read_text(encoding="utf-8")


def test_its_urls_are_those_of_the_preview(previewed: Publisher) -> None:
    page = (folder_of(previewed) / "pr-7/policies/privacy/index.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{URL}pr-7/policies/privacy/">' in page
    assert "https://example.org/" not in page


def test_nothing_else_is_left_beside_it(previewed: Publisher) -> None:
    assert {each.name for each in folder_of(previewed).iterdir()} <= {"pr-7", ".pr-7.lock"}
    assert not list((previewed.clone.path / ".cache").glob("replaced-preview*"))


@pytest.mark.parametrize(
    ("name", "url", "named"),
    [
        ("../site", URL, "--preview"),
        (".", URL, "--preview"),
        ("PR 7", URL, "--preview"),
        ("pr-7", "", "--url"),
        ("pr-7", "preview.example.net", "--url"),
        ("pr-7", "https://example.org:8080/previews/", "https://example.org:8080/previews/"),
    ],
)
def test_a_name_or_a_url_that_is_not_its_own_is_refused(
    previewed: Publisher, name: str, url: str, named: str
) -> None:
    done = previewed.run("publish", "--to", "others", "--preview", name, "--url", url)
    assert done.returncode == 2
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    assert not (previewed.clone.path / "others").exists()


def test_a_folder_that_is_no_site_is_not_replaced(previewed: Publisher) -> None:
    kept = folder_of(previewed) / "notes"
    kept.mkdir()
    (kept / "notes.txt").write_text("kept")
    for options in (("--url", URL), ("--remove",)):
        done = previewed.run("publish", "--to", "previews", "--preview", "notes", *options)
        assert done.returncode == 1
    assert (kept / "notes.txt").read_text() == "kept"
    shutil.rmtree(kept)


def test_it_is_removed_when_its_proposal_is_closed(previewed: Publisher) -> None:
    copy = folder_of(previewed).with_name("closed")
    shutil.copytree(folder_of(previewed), copy)
    for _ in range(2):  # a workflow may run twice
        assert previewed.run("publish", "--to", "closed", "--preview", "pr-7", "--remove").returncode == 0
    assert list(copy.iterdir()) == []
