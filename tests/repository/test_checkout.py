"""A checked out commit is a repository of its own, and nothing of the working tree is in it."""

from __future__ import annotations

from pathlib import Path

from sayasat.repository.checkout import check_out
from sayasat.repository.reader import Repository
from tests.support.repo import PolicyRepo


def test_a_commit_is_checked_out_with_its_history_and_without_uncommitted_edits(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "repo")
    commits = [repo.commit(files={"docs/a.md": word, "mkdocs.yml": word}) for word in "abc"]
    repo.write("mkdocs.yml", "uncommitted")
    folder = tmp_path / "cache/commit"
    for commit, word in ((commits[1], "b"), (commits[2], "c")):
        check_out(repo.path, commit, folder)
        assert (folder / "mkdocs.yml").read_text(encoding="utf-8") == word
        with Repository.open(folder) as repository:
            assert repository.head == commit
            assert len(repository.log("docs")) == commits.index(commit) + 1
    assert (repo.path / "mkdocs.yml").read_text(encoding="utf-8") == "uncommitted"


def test_a_commit_that_no_branch_names_is_checked_out_and_no_hook_of_the_repository_runs(
    tmp_path: Path,
) -> None:
    repo = PolicyRepo(tmp_path / "repo")
    commit = repo.commit(files={"docs/a.md": "a"})
    repo.git("checkout", "--quiet", "--detach")
    detached = repo.commit(files={"docs/a.md": "b"})
    repo.git("checkout", "--quiet", "main")
    hook = repo.path / ".git/hooks/post-checkout"
    hook.write_text("#!/bin/sh\ntouch ran\n", encoding="utf-8")
    hook.chmod(0o755)
    check_out(repo.path, detached, tmp_path / "commit")
    assert (tmp_path / "commit/docs/a.md").read_text(encoding="utf-8") == "b"
    assert repo.head == commit
    assert not list(tmp_path.rglob("ran"))
