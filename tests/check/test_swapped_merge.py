"""A plain ``git pull`` that merged the published branch into a local one, in real clones without a log."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.proposed import TODAY, check, rule_places
from tests.support.repo import PolicyRepo

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
