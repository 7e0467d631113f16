"""A newest commit whose clock was wrong, or that merged what was published into a local branch."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from sayasat.check.newest_commit import wrong_clock
from sayasat.repository.reader import Repository
from tests.support.proposed import TODAY, check, rule_places
from tests.support.repo import PolicyRepo

NOW = datetime.fromisoformat("2026-11-24T12:00:00+06:00")


@pytest.mark.parametrize(
    ("commits", "found"),
    [
        pytest.param(["2026-11-24T12:05:00+06:00"], [], id="five minutes ahead"),
        pytest.param(["2026-11-24T12:05:01+06:00"], ["clock-ahead"], id="more than that"),
        pytest.param(
            ["2026-11-24T11:00:00+06:00", "2026-11-24T10:59:59+06:00"], ["clock-behind"], id="behind"
        ),
        pytest.param(["2026-11-24T11:00:00+06:00", "2026-11-24T11:00:00+06:00"], [], id="the same second"),
        pytest.param(["2036-02-01T12:00:00+06:00", "2026-11-24T11:00:00+06:00"], [], id="after one ahead"),
        pytest.param(
            ["2026-11-24T11:00:00+06:00", "2001-01-01T00:00:00+06:00", "2002-01-01T00:00:00+06:00"],
            ["clock-behind"],
            id="behind, after another that was behind",
        ),
        pytest.param(["2001-01-01T00:00:00+06:00", "2026-11-24T11:00:00+06:00"], [], id="after an old one"),
    ],
)
def test_a_newest_commit_with_a_wrong_clock_is_refused(
    tmp_path: Path, commits: list[str], found: list[str]
) -> None:
    repo = PolicyRepo(tmp_path / "repo")
    for place, date in enumerate(commits):
        repo.commit(date=date, files={"docs/ky/policies/privacy.md": str(place)})
    with Repository.open(repo.path) as repository:
        findings = list(wrong_clock(repository, NOW))
    assert [finding.rule for finding in findings] == found
    assert all(finding.path == repo.head[:12] for finding in findings)


def test_of_a_merge_the_first_parent_counts(tmp_path: Path) -> None:
    """The branch has a commit that is newer than the merge; no clock of the main line was wrong."""
    repo = PolicyRepo(tmp_path / "repo")
    repo.commit(date="2026-11-24T09:00:00+06:00", files={"a": "1"})
    repo.branch("proposal")
    repo.commit(date="2026-11-24T11:00:00+06:00", files={"b": "1"})
    repo.checkout("main")
    repo.merge("proposal", date="2026-11-24T10:00:00+06:00")
    with Repository.open(repo.path) as repository:
        assert list(wrong_clock(repository, NOW)) == []


BODY = "# Саясат {#privacy}\n\nБиринчи текст."
OTHER = "# Саясат {#privacy}\n\nЭкинчи текст."
NINE, TEN, ELEVEN = (f"{TODAY}T{hour}:00:00+06:00" for hour in ("09", "10", "11"))


@pytest.fixture
def published(tmp_path: Path) -> PolicyRepo:
    repo = PolicyRepo(tmp_path / "published")
    repo.policy("ky", "privacy", BODY, effective="2024-01-01")
    return repo


@pytest.fixture
def local(published: PolicyRepo, tmp_path: Path) -> PolicyRepo:
    """A clone with a commit of its own; meanwhile a version was published."""
    published.git("clone", "--quiet", str(published.path), str(tmp_path / "local"))
    local = PolicyRepo(tmp_path / "local")
    local.policy("ky", "orders", BODY, effective="2024-01-01", date=NINE)
    published.policy("ky", "privacy", OTHER, effective="2026-12-24", date=TEN)
    return local


def swapped(repo: PolicyRepo) -> bool:
    return "merge-swapped!" in dict(rule_places(check(repo)))


def test_a_pull_that_merges_the_published_branch_is_an_error_before_and_after_its_push(
    local: PolicyRepo, published: PolicyRepo
) -> None:
    assert not swapped(local)
    local.git("pull", "--quiet", "--no-rebase", "--no-edit", date=ELEVEN)
    assert swapped(local)
    published.git("fetch", "--quiet", str(local.path), "main")
    published.git("reset", "--quiet", "--hard", "FETCH_HEAD")
    assert swapped(published)


def test_a_merge_with_a_subject_of_its_own_is_known_by_the_upstream_branch(local: PolicyRepo) -> None:
    local.git("fetch", "--quiet")
    local.merge("origin/main", date=ELEVEN, message="Take over the news")
    assert swapped(local)


def test_a_pull_that_rebases_is_no_error(local: PolicyRepo) -> None:
    local.git("pull", "--quiet", "--rebase", date=ELEVEN)
    assert not swapped(local)


def test_a_merge_of_a_branch_and_a_branch_that_merged_main_are_no_errors(published: PolicyRepo) -> None:
    """The forge's button "Update branch" merges the main line into a branch."""
    published.branch("next")
    published.policy("ky", "orders", BODY, effective="2024-01-01", date=NINE)
    published.checkout("main")
    published.policy("ky", "privacy", OTHER, effective="2026-12-24", date=TEN)
    published.checkout("next")
    published.git("merge", "--quiet", "--no-edit", "main", date=ELEVEN)
    assert not swapped(published)
    published.checkout("main")
    published.merge("next", date=ELEVEN, message="Merge branch 'next'")
    assert not swapped(published)


def test_a_pull_that_brought_no_text_is_no_error(published: PolicyRepo, tmp_path: Path) -> None:
    published.git("clone", "--quiet", str(published.path), str(tmp_path / "local"))
    local = PolicyRepo(tmp_path / "local")
    local.policy("ky", "orders", BODY, effective="2024-01-01", date=NINE)
    published.commit(date=TEN, files={"README.md": "A"})
    local.git("pull", "--quiet", "--no-rebase", "--no-edit", date=ELEVEN)
    assert not swapped(local)
