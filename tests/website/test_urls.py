"""Addresses never change once published: these are the published ones."""

from __future__ import annotations

import posixpath
from datetime import date
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat.settings import read_settings
from sayasat.website.urls import SiteUrls, file_of, relative

DAY = date(2026, 12, 1)
ADDRESSES = SiteUrls(
    read_settings(
        {
            "languages": ["ky", "ru", "en"],
            "zone": "Asia/Bishkek",
            "tag": "example.org,2026",
            "publisher": {"ky": "Уюм", "ru": "Организация", "en": "Organisation"},
        },
        "https://example.org/",
    )
)


def test_the_kyrgyz_addresses_are_at_the_root() -> None:
    privacy = ADDRESSES.policy("privacy", "ky")
    assert (
        privacy.main,
        privacy.version(DAY),
        privacy.source(DAY),
        privacy.revision(DAY, 2),
        privacy.revision_source(DAY, 2),
        privacy.history,
        privacy.versions,
        privacy.feed,
    ) == (
        "policies/privacy/",
        "policies/privacy/2026-12-01/",
        "policies/privacy/2026-12-01/privacy.md",
        "policies/privacy/2026-12-01/revisions/2/",
        "policies/privacy/2026-12-01/revisions/2/privacy.md",
        "policies/privacy/history/",
        "policies/privacy/versions.json",
        "policies/privacy/feed.atom",
    )


def test_other_languages_are_below_their_code() -> None:
    found = (
        ADDRESSES.policy("privacy", "ru").main,
        ADDRESSES.home("en"),
        ADDRESSES.changes("ru"),
        ADDRESSES.feed("en"),
    )
    assert found == ("ru/policies/privacy/", "en/", "ru/changes/", "en/feed.atom")


def test_a_name_that_is_not_latin_is_encoded() -> None:
    assert ADDRESSES.policy("эреже 1", "ky").main == "policies/%D1%8D%D1%80%D0%B5%D0%B6%D0%B5%201/"


@pytest.mark.parametrize(
    ("target", "page", "link"),
    [
        ("policies/a/", "policies/a/", "./"),
        ("policies/a/", "policies/a/2026-12-01/", "../"),
        ("", "", "./"),
        ("", "ru/", "../"),
        ("ru/feed.atom", "ru/", "feed.atom"),
        ("assets/x.svg", "404.html", "assets/x.svg"),
    ],
)
def test_links_are_relative_to_the_page(target: str, page: str, link: str) -> None:
    assert relative(target, page) == link


SEGMENTS = st.lists(st.sampled_from(["a", "b", "ru"]), max_size=5).map(
    lambda parts: "".join(f"{part}/" for part in parts)
)


@given(SEGMENTS, SEGMENTS)
def test_a_relative_link_leads_where_the_absolute_one_does(target: str, page: str) -> None:

    root = "https://example.org/"
    assert urljoin(root + page, relative(target, page)) == root + target


@pytest.mark.parametrize(
    ("address", "file"), [("", "index.html"), ("a/", "a/index.html"), ("a/b.json", "a/b.json")]
)
def test_a_page_is_a_folder_with_an_index(address: str, file: str) -> None:
    assert file_of(address) == file


_PATHS = st.lists(st.sampled_from(["a", "b", "ү", "index.html", "x.y", ".", "..", ""]), max_size=5).map(
    "/".join
)


@given(target=_PATHS, page=_PATHS)
def test_a_relative_link_is_the_one_that_the_standard_library_finds(target: str, page: str) -> None:
    folder = page if page.endswith("/") else posixpath.dirname(page)
    found = posixpath.relpath(f"/{target}", f"/{folder}")
    assert relative(target, page) == (f"{found}/" if target.endswith("/") or not target else found)
