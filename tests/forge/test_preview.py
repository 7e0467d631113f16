"""The pages of a preview, and the page with their screenshots."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.check.report.preview import PreviewPage
from sayasat.forge.preview import (
    MOST,
    SERVE,
    WIDTHS,
    changed_files,
    changed_pages,
    index,
    new_commits,
)
from tests.support.built_site import Sample
from tests.support.repo import PolicyRepo


def pages(sample: Sample, *files: str, commits: frozenset[str] = frozenset()) -> list[str]:
    return changed_pages(files, commits, sample.site)


def test_a_policy_is_shown_in_every_language_that_has_it(every_kind_site: Sample) -> None:
    assert pages(every_kind_site, "docs/ky/policies/privacy.md") == [
        "policies/privacy/",
        "ru/policies/privacy/",
    ]


def test_the_version_of_a_new_commit_is_shown_with_its_redline(every_kind_site: Sample) -> None:
    repo = every_kind_site.repo
    announced = repo.git("log", "-1", "--format=%H", "--", "docs/ky/policies/privacy.md")
    assert pages(every_kind_site, "docs/ky/policies/privacy.md", commits=frozenset({announced})) == [
        "policies/privacy/",
        "policies/privacy/2026-12-01/",
        "policies/privacy/2026-12-01/changes/",
        "ru/policies/privacy/",
    ]


def test_a_file_in_versions_is_one_of_its_policy(every_kind_site: Sample) -> None:
    assert pages(every_kind_site, "docs/ky/versions/privacy/2025-04-01.md") == [
        "policies/privacy/",
        "ru/policies/privacy/",
    ]


def test_a_renamed_policy_is_shown_once_under_its_new_name(every_kind_site: Sample) -> None:
    shown = pages(every_kind_site, "docs/ky/policies/rules.md", "docs/ky/policies/orders.md")
    assert shown == ["policies/orders/", "en/policies/orders/"]


@pytest.mark.parametrize(
    ("file", "address"),
    [
        ("docs/ky/index.md", ""),
        ("docs/en/index.md", "en/"),
        ("docs/ky/about.md", "about/"),
        ("docs/ru/about.md", "ru/about/"),
    ],
)
def test_a_changed_page_is_shown(every_kind_site: Sample, file: str, address: str) -> None:
    assert pages(every_kind_site, file) == [address]


@pytest.mark.parametrize(
    "file", ["docs/ky/images/seal.png", "docs/en/policies/privacy.md/x.md", "docs/ru/gone.md", "docs/README"]
)
def test_a_file_without_a_page_is_not_shown(every_kind_site: Sample, file: str) -> None:
    assert pages(every_kind_site, file) == []


def test_later_changes_of_the_base_are_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", "Текст")
    repo.branch("change")
    repo.policy("ky", "жаңы «саясат»", "Текст")
    repo.checkout("main")
    repo.policy("ky", "orders", "Текст")
    repo.checkout("change")
    monkeypatch.chdir(tmp_path)
    assert changed_files("main") == ["docs/ky/policies/жаңы «саясат».md"]
    assert new_commits("main") == {repo.head}


def test_only_the_merge_commit_of_a_merge_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", "Текст")
    repo.branch("change")
    repo.policy("ky", "privacy", "Башка текст")
    repo.checkout("main")
    repo.git("checkout", "--quiet", "--detach")
    repo.merge("change")
    monkeypatch.chdir(tmp_path)
    assert new_commits("main") == {repo.head}
    assert changed_files("main") == ["docs/ky/policies/privacy.md"]


def test_there_are_at_most_24_screenshots() -> None:
    assert MOST * len(WIDTHS) <= 24


def test_the_page_has_the_number_of_pages_left_out() -> None:
    shown = PreviewPage("About", "about/", ("_pictures/01-about-320.png",))
    assert "Не показано страниц: 3" in index([shown], 3, "ru")
    assert "Не попало" not in index([shown], 0, "ru")


def test_a_proposal_that_changes_no_page_says_so() -> None:
    html = index([], 0, "en")
    assert "changes no text on the pages" in html
    assert SERVE in html


def test_titles_and_urls_of_the_site_are_escaped() -> None:
    shown = PreviewPage("<script>alert(1)</script>", 'a"b<i>/', ('"onerror="x',))
    html = index([shown], 0, "ky")
    assert "<script" not in html
    assert "<i>" not in html
    assert '"onerror' not in html
