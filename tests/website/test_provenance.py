"""Where texts come from: addresses of remotes, and links to forges."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from sayasat.adopt.options import AdoptOptions
from sayasat.versions.lineage import Revision
from sayasat.website.provenance import provenance, web_url

REVISION = Revision("c0ffee", datetime(2024, 1, 1, tzinfo=UTC), "Editor", "Edit", "a b/ё#.md", "b10b")


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/o/r.git", "https://github.com/o/r"),
        ("https://user:token@GitHub.com/o/r.git\n", "https://github.com/o/r"),
        ("git@github.com:o/r.git", "https://github.com/o/r"),
        ("ssh://git@git.example.org:2222/o/r.git", "https://git.example.org/o/r"),
        ("git://git.example.org/a/b/c/", "https://git.example.org/a/b/c"),
        ("http://git.example.org:3000/o/r", "http://git.example.org:3000/o/r"),
        ("https://github.com/o/site.js.git", "https://github.com/o/site.js"),
        ("", ""),
        ("/srv/policies.git", ""),
        ("../policies.git", ""),
        ("C:/policies", ""),
        ("file:///srv/o/r.git", ""),
        ("https://host/only", ""),
        ("https://github.com/o/../r", ""),
        ("javascript:alert(1)//o/r", ""),
        ("ext::sh -c owned% o/r", ""),
        ('https://github.com/o/r"><script>', ""),
    ],
)
def test_the_address_of_a_remote_has_no_secret_and_is_no_folder(remote: str, address: str) -> None:
    assert web_url(remote) == address


@pytest.mark.parametrize(
    ("repository", "commit", "file", "pull"),
    [
        ("https://github.com/o/r", "/commit/c0ffee", "/blob/c0ffee/a%20b/%D1%91%23.md", "/pull/7"),
        (
            "https://gitlab.example.org/o/p/r",
            "/-/commit/c0ffee",
            "/-/blob/c0ffee/a%20b/%D1%91%23.md",
            "/-/merge_requests/7",
        ),
        ("https://codeberg.org/o/r", "/commit/c0ffee", "/src/commit/c0ffee/a%20b/%D1%91%23.md", "/pulls/7"),
        (
            "https://bitbucket.org/o/r",
            "/commits/c0ffee",
            "/src/c0ffee/a%20b/%D1%91%23.md",
            "/pull-requests/7",
        ),
    ],
)
def test_links_are_those_of_the_forge(repository: str, commit: str, file: str, pull: str) -> None:
    settings = AdoptOptions("x", policies=("*.md",), repository_url=repository).settings
    revision = replace(REVISION, message=replace(REVISION.message, request="7"))
    found = provenance(settings, revision)
    links = (found.commit_url, found.file_url, found.request_url)
    assert links == tuple(repository + each for each in (commit, file, pull))


@pytest.mark.parametrize("repository", ["", "https://git.example.org/o/r"])
def test_an_unknown_forge_gets_no_links(repository: str) -> None:
    settings = AdoptOptions("x", policies=("*.md",), repository_url=repository).settings
    found = provenance(settings, REVISION)
    assert (found.commit_url, found.file_url, found.request_url) == (None, None, None)


def test_a_path_that_is_no_utf_8_can_be_shown_and_linked() -> None:
    settings = AdoptOptions("x", policies=("*.md",), repository_url="https://github.com/o/r").settings
    found = provenance(settings, replace(REVISION, path="a\udcff.md"))
    assert found.path == "a.md"
    assert found.file_url == "https://github.com/o/r/blob/c0ffee/a%FF.md"
