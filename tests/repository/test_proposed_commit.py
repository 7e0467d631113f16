"""Changes that are not published yet, read as one proposed commit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sayasat.errors import RepositoryError
from sayasat.repository.plumbing import Commit
from sayasat.repository.proposed_commit import Uncommitted, propose
from tests.support.repo import PolicyRepo

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
PATH = "docs/ky/policies/privacy.md"
OTHER = "docs/ky/policies/orders.md"


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    repo = PolicyRepo(tmp_path / "texts")
    repo.commit("First", files={PATH: "one\n", OTHER: "a\nb\nc\nd\ne\n"})
    return repo


def log(
    repo: PolicyRepo, base: str | None = None, head: str | Uncommitted = Uncommitted.FILES
) -> list[Commit]:
    with propose(repo.path, base, head, NOW) as proposal:
        return list(proposal.repository.log("docs"))


def text(repo: PolicyRepo, path: str, head: str | Uncommitted = Uncommitted.FILES) -> str | None:
    with propose(repo.path, None, head, NOW) as proposal:
        blob = proposal.repository.find(proposal.repository.head, path)
        return None if blob is None else proposal.repository.text(blob).decode()


def everything_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    yield from ((str(file), file.read_bytes()) for file in sorted(folder.rglob("*")) if file.is_file())


def test_edits_of_the_working_tree_are_one_commit_on_head(repo: PolicyRepo) -> None:
    repo.write(PATH, "two\n")
    repo.write("docs/ky/policies/new.md", "new\n")
    repo.write(OTHER, None)
    before, proposed = log(repo)
    assert before.sha == repo.head
    assert proposed.time == NOW
    assert [(change.path, change.blob is None) for change in proposed.changes] == [
        ("docs/ky/policies/new.md", False),
        (OTHER, True),
        (PATH, False),
    ]


def test_without_an_edit_nothing_is_proposed(repo: PolicyRepo) -> None:
    with propose(repo.path, None, Uncommitted.FILES, NOW) as proposal:
        assert proposal.is_empty
        assert proposal.repository.head == proposal.base == repo.head


def test_the_repository_is_not_written_to(repo: PolicyRepo) -> None:
    repo.write(PATH, "two\n")
    repo.git("add", "--all")
    before = dict(everything_in(repo.path))
    log(repo)
    assert dict(everything_in(repo.path)) == before


def test_what_git_ignores_is_not_proposed(repo: PolicyRepo) -> None:
    repo.write(".git/info/exclude", "draft.md\n")
    repo.write("docs/ky/policies/draft.md", "x\n")
    assert len(log(repo)) == 1


def test_what_is_staged_is_told_from_what_is_not(repo: PolicyRepo) -> None:
    repo.write(PATH, "staged\n")
    repo.git("add", "--all")
    repo.write(PATH, "not staged\n")
    assert text(repo, PATH, Uncommitted.STAGED) == "staged\n"
    assert text(repo, PATH, Uncommitted.FILES) == "not staged\n"


def test_the_commits_of_a_branch_are_one(repo: PolicyRepo) -> None:
    """::

        main   A
                \\
        edit     B───C
    """
    repo.branch("edit")
    repo.commit("B", files={PATH: "two\n"})
    repo.commit("C", files={PATH: "three\n"})
    with propose(repo.path, "main", "edit", NOW) as proposal:
        *_, proposed = proposal.repository.log("docs")
        assert proposal.base == repo.git("rev-parse", "main")
        assert proposal.repository.text(str(proposed.changes[0].blob)) == b"three\n"
    assert len(log(repo, "main", "edit")) == 2


def test_a_branch_that_lags_behind_is_merged_as_git_would(repo: PolicyRepo) -> None:
    """::

        main   A───C
                \\
        edit     B
    """
    repo.branch("edit")
    repo.commit("B", files={OTHER: "a\nb\nc\nd\nE\n"})
    repo.checkout("main")
    repo.commit("C", files={PATH: "from main\n"})
    with propose(repo.path, "main", "edit", NOW) as proposal:
        *_, proposed = proposal.repository.log("docs")
        assert [change.path for change in proposed.changes] == [OTHER], "main's own change is not undone"


def test_the_working_tree_is_proposed_on_another_base(repo: PolicyRepo) -> None:
    repo.branch("edit")
    repo.commit("B", files={PATH: "two\n"})
    repo.write(OTHER, "edited\n")
    *_, proposed = log(repo, "main")
    assert [change.path for change in proposed.changes] == [OTHER, PATH]


def test_conflicts_are_named_file_by_file(repo: PolicyRepo) -> None:
    repo.branch("edit")
    repo.commit("B", files={PATH: "theirs\n", OTHER: "theirs\n"})
    repo.checkout("main")
    repo.commit("C", files={PATH: "ours\n", OTHER: "ours\n"})
    with pytest.raises(RepositoryError) as error, propose(repo.path, "main", "edit", NOW):
        pass
    assert [(fault.code, fault.where) for fault in error.value.faults] == [
        ("merge-conflict", OTHER),
        ("merge-conflict", PATH),
    ]


@pytest.mark.parametrize("name", ["nowhere", "--help", "", "HEAD~5"])
def test_a_name_that_git_does_not_know_is_an_error(repo: PolicyRepo, name: str) -> None:
    with pytest.raises(RepositoryError) as error, propose(repo.path, "HEAD", name, NOW):
        pass
    assert [(fault.code, fault.where) for fault in error.value.faults] == [("unknown-revision", name)]


def test_a_bare_repository_proposes_its_branches(repo: PolicyRepo, tmp_path: Path) -> None:
    repo.branch("edit")
    repo.commit("B", files={PATH: "two\n"})
    bare = PolicyRepo(tmp_path / "bare: copy.git", bare=True)
    bare.git("fetch", "--quiet", repo.path, "+refs/heads/*:refs/heads/*")
    assert len(log(bare, "main", "edit")) == 2
    assert len(log(bare)) == 1


def test_a_linked_working_tree_is_proposed_too(repo: PolicyRepo, tmp_path: Path) -> None:
    repo.git("worktree", "add", "--quiet", "-b", "edit", tmp_path / "linked")
    (tmp_path / "linked" / PATH).write_text("two\n", encoding="utf-8")
    with propose(tmp_path / "linked", None, Uncommitted.FILES, NOW) as proposal:
        assert not proposal.is_empty


def test_a_rename_is_seen(repo: PolicyRepo) -> None:
    (repo.path / OTHER).rename(repo.path / "docs/ky/policies/rules.md")
    *_, proposed = log(repo)
    assert [(change.path, change.renamed_from) for change in proposed.changes] == [
        ("docs/ky/policies/rules.md", OTHER)
    ]
