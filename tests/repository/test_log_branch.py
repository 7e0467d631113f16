"""The branch of the publication log: shared without force, never shortened, and never lost unseen."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from sayasat.errors import LogRaceError, RepositoryError
from sayasat.repository.log_branch import BRANCH, SEEN, LogBranch
from tests.support.repo import PolicyRepo


@pytest.fixture
def remote(tmp_path: Path) -> PolicyRepo:
    return PolicyRepo(tmp_path / "remote.git", bare=True)


def clone(remote: PolicyRepo, name: str) -> PolicyRepo:
    repo = PolicyRepo(remote.path.parent / name)
    repo.git("remote", "add", "origin", remote.path)
    repo.commit("Begin", files={"README": name})
    return repo


def code(error: pytest.ExceptionInfo[RepositoryError]) -> str:
    return error.value.faults[0].code


def add(repo: PolicyRepo, lines: bytes) -> None:
    """What a publisher does: fetch, and add; begin anew after a race."""
    branch = LogBranch(repo.path)
    branch.append(lines, branch.fetch(), "Publish")


def test_a_log_goes_from_one_clone_to_another(remote: PolicyRepo) -> None:
    one, other = clone(remote, "one"), clone(remote, "other")
    assert LogBranch(one.path).fetch() is None
    add(one, b"first\n")
    assert LogBranch(other.path).read() is None
    add(other, b"second\n")
    assert LogBranch(one.path).fetch() == LogBranch(other.path).read() == b"first\nsecond\n"
    assert remote.git("rev-list", "--count", BRANCH) == "2"


@pytest.mark.parametrize("name", ["fetched", "log"])
def test_a_lock_that_a_killed_git_has_left_stops_nobody(remote: PolicyRepo, name: str) -> None:
    repo = clone(remote, "one")
    add(repo, b"first\n")
    lock = repo.path / f".git/refs/sayasat/{name}.lock"
    lock.touch()
    add(repo, b"second\n")
    assert LogBranch(repo.path).fetch() == b"first\nsecond\n"
    assert not lock.exists()


def test_the_users_files_and_index_stay(remote: PolicyRepo) -> None:
    repo = clone(remote, "one")
    repo.write("staged", "text")
    repo.git("add", "staged")
    repo.write("README", "changed")
    before = repo.git("status", "--porcelain", "--branch")
    add(repo, b"first\n")
    add(repo, b"second\n")
    assert repo.git("status", "--porcelain", "--branch") == before
    assert repo.git("branch") == "* main"


def test_the_other_files_of_the_branch_stay(remote: PolicyRepo) -> None:
    repo = clone(remote, "one")
    add(repo, b"first\n")
    repo.git("checkout", "--quiet", "--detach", SEEN)
    repo.commit("Seal", files={"heads/0001.txt": "head", "z": "last"})
    repo.git("push", "--quiet", "origin", f"HEAD:{BRANCH}")
    add(repo, b"second\n")
    assert remote.git("ls-tree", "-r", "--name-only", BRANCH).split() == ["heads/0001.txt", "log.txt", "z"]
    assert remote.git("show", f"{BRANCH}:heads/0001.txt") == "head"


def test_the_loser_of_a_race_is_told_and_begins_anew(remote: PolicyRepo) -> None:
    one, other = LogBranch(clone(remote, "one").path), LogBranch(clone(remote, "other").path)
    read = one.fetch(), other.fetch()
    one.append(b"one\n", read[0], "Publish")
    with pytest.raises(LogRaceError):
        other.append(b"other\n", read[1], "Publish")
    other.append(b"other\n", other.fetch(), "Publish")
    assert one.fetch() == b"one\nother\n"


def test_two_runs_in_one_clone_race_too(remote: PolicyRepo) -> None:
    one = LogBranch(clone(remote, "one").path)
    log = one.fetch()
    one.append(b"one\n", log, "Publish")
    with pytest.raises(LogRaceError):
        one.append(b"other\n", log, "Publish")


def test_without_a_remote_the_local_branch_is_the_log(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "alone")
    repo.commit("Begin", files={"README": ""})
    branch = LogBranch(repo.path)
    add(repo, b"first\n")
    with pytest.raises(LogRaceError):
        branch.append(b"other\n", None, "Publish")
    add(repo, b"second\n")
    assert branch.fetch() == b"first\nsecond\n"
    assert repo.git("rev-list", "--count", "publications") == "2"


def test_a_log_begun_without_a_remote_is_shared_when_there_is_one(remote: PolicyRepo) -> None:
    repo = PolicyRepo(remote.path.parent / "one")
    repo.commit("Begin", files={"README": ""})
    add(repo, b"first\n")
    repo.git("remote", "add", "origin", remote.path)
    add(repo, b"second\n")
    assert LogBranch(clone(remote, "other").path).fetch() == b"first\nsecond\n"


@pytest.mark.parametrize(
    "rewritten",
    [
        pytest.param(b"other\nsecond\n", id="another line"),
        pytest.param(b"first\n", id="shortened"),
        pytest.param(b"", id="emptied"),
    ],
)
@pytest.mark.parametrize("forced", [True, False], ids=["forced", "in a new commit"])
def test_a_rewritten_log_is_refused_until_it_is_fixed(
    remote: PolicyRepo, rewritten: bytes, *, forced: bool
) -> None:
    one, other = clone(remote, "one"), clone(remote, "other")
    add(one, b"first\nsecond\n")
    start = ["--orphan", "new"] if forced else ["--detach", SEEN]
    other.git("fetch", "--quiet", "origin", f"{BRANCH}:{SEEN}")
    other.git("checkout", "--quiet", "--force", *start)
    other.commit("Rewrite", files={"log.txt": rewritten})
    other.git("push", "--quiet", "--force", "origin", f"HEAD:{BRANCH}")
    branch = LogBranch(one.path)
    for _ in range(2):
        with pytest.raises(RepositoryError) as error:
            branch.fetch()
        assert code(error) == "log-rewritten"
    one.git("push", "--quiet", "--force", "origin", f"{SEEN}:{BRANCH}")
    assert branch.fetch() == b"first\nsecond\n"


def test_a_deleted_branch_is_told(remote: PolicyRepo) -> None:
    repo = clone(remote, "one")
    add(repo, b"first\n")
    remote.git("update-ref", "-d", BRANCH)
    with pytest.raises(RepositoryError) as error:
        LogBranch(repo.path).fetch()
    assert code(error) == "log-gone"
    assert LogBranch(repo.path).read() == b"first\n"


@pytest.mark.parametrize("forced", [True, False], ids=["forced", "in a new commit"])
def test_a_shortened_log_is_restored_without_force_and_every_clone_accepts_it(
    remote: PolicyRepo, *, forced: bool
) -> None:
    one, other = clone(remote, "one"), clone(remote, "other")
    add(one, b"first\nsecond\n")
    other.git("fetch", "--quiet", "origin", f"{BRANCH}:{SEEN}")
    other.git("checkout", "--quiet", "--force", *(["--orphan", "new"] if forced else ["--detach", SEEN]))
    other.commit("Shorten", files={"log.txt": b"first\n"})
    other.git("push", "--quiet", "--force", "origin", f"HEAD:{BRANCH}")
    remote.git("config", "receive.denyNonFastForwards", "true")
    LogBranch(one.path).restore(b"first\n")
    for repo in (one, other, clone(remote, "new")):
        assert LogBranch(repo.path).fetch() == b"first\nsecond\n"


def test_a_log_is_restored_in_a_repository_without_a_remote(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "alone")
    repo.commit("Begin", files={"README": ""})
    add(repo, b"first\n")
    repo.git("branch", "--quiet", "-D", "publications")
    LogBranch(repo.path).restore(b"first\n")
    assert LogBranch(repo.path).fetch() == b"first\n"
    with pytest.raises(RepositoryError) as error:
        LogBranch(repo.path).restore(b"other\nand more\n")
    assert code(error) == "log-rewritten"


def test_a_remote_out_of_reach_is_told(remote: PolicyRepo) -> None:
    repo = clone(remote, "one")
    repo.git("remote", "set-url", "origin", remote.path.parent / "none.git")
    with pytest.raises(RepositoryError) as error:
        LogBranch(repo.path).fetch()
    assert code(error) == "log-remote"


def test_a_refused_push_is_no_race_and_changes_nothing(remote: PolicyRepo) -> None:
    repo = clone(remote, "one")
    add(repo, b"first\n")
    refuse = remote.path / "hooks" / "pre-receive"
    refuse.parent.mkdir(exist_ok=True)
    refuse.write_text("#!/bin/sh\necho 'the branch is protected' >&2\nexit 1\n", encoding="utf-8")
    refuse.chmod(refuse.stat().st_mode | stat.S_IXUSR)
    branch = LogBranch(repo.path)
    with pytest.raises(RepositoryError) as error:
        branch.append(b"second\n", branch.fetch(), "Publish")
    assert code(error) == "log-remote"
    assert "the branch is protected" in dict(error.value.faults[0].facts)["detail"]
    assert branch.fetch() == b"first\n"


def test_a_hook_of_the_clone_is_not_run(remote: PolicyRepo, tmp_path: Path) -> None:
    repo = clone(remote, "one")
    hooks = tmp_path / "hooks"
    for name in ("pre-push", "reference-transaction"):
        hook = hooks / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n", encoding="utf-8")
        hook.chmod(0o755)
    repo.git("config", "core.hooksPath", hooks)
    add(repo, b"first\n")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("names", "author"),
    [({}, "sayasat <>"), ({"user.name": "Office", "user.email": "o@example.org"}, "Office <o@example.org>")],
    ids=["none is set", "the user's"],
)
def test_the_commit_has_an_author(
    remote: PolicyRepo, names: dict[str, str], author: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.setenv("HOME", str(tmp_path))
    repo = clone(remote, "one")
    for key, value in names.items():
        repo.git("config", key, value)
    add(repo, b"first\n")
    assert remote.git("log", "-1", "--format=%an <%ae>", BRANCH) == author


def test_a_copy_that_an_ordinary_fetch_brought_is_read(remote: PolicyRepo) -> None:
    one, other = clone(remote, "one"), clone(remote, "other")
    add(one, b"first\n")
    other.git("fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*")
    assert LogBranch(other.path).read() == b"first\n"


def test_files_stand_beside_the_log_and_are_added_in_one_commit_with_its_lines(remote: PolicyRepo) -> None:
    one, other = LogBranch(clone(remote, "one").path), LogBranch(clone(remote, "other").path)
    one.append(b"first\n", one.fetch(), "Publish")
    one.append(b"second\n", one.fetch(), "Seal", {"heads/0001.txt": b"head\r\n\0", "README.txt": b"read"})
    assert other.fetch() == b"first\nsecond\n"
    assert other.files() == {"heads/0001.txt": b"head\r\n\0", "README.txt": b"read"}
    one.append(b"", one.fetch(), "Stamp", {"heads/0001.tsa.tsr": b"stamp"})
    assert other.fetch() == b"first\nsecond\n"
    assert other.files().keys() == {"heads/0001.txt", "heads/0001.tsa.tsr", "README.txt"}
    assert remote.git("rev-list", "--count", BRANCH) == "3"
    assert LogBranch(clone(remote, "third").path).files() == {}


def test_a_publisher_begins_anew_after_a_seal_that_came_between(remote: PolicyRepo) -> None:
    """The log is the same, but the branch is not: the lines go on top of the seal."""
    one, other = LogBranch(clone(remote, "one").path), LogBranch(clone(remote, "other").path)
    one.append(b"first\n", one.fetch(), "Publish")
    log = other.fetch()
    one.append(b"", one.fetch(), "Seal", {"heads/0001.txt": b"head"})
    with pytest.raises(LogRaceError):
        other.append(b"second\n", log, "Publish")
    other.append(b"second\n", other.fetch(), "Publish")
    assert one.fetch() == b"first\nsecond\n"
    assert one.files() == {"heads/0001.txt": b"head"}
