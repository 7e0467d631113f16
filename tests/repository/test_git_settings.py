"""No program that a repository names in its own files is run.

Each program leaves a mark. In a copy of the same repository plain Git runs it, so the trap is live.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import Struct, field

from sayasat.errors import RepositoryError
from sayasat.forge.preview import changed_files, new_commits
from sayasat.repository.git_settings import ENVIRONMENT
from sayasat.repository.proposed_commit import Uncommitted, propose
from sayasat.repository.reader import Repository
from tests.cli.test_command_line import sayasat
from tests.support.repo import PolicyRepo
from tests.support.samples import four_commits

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
TEXT = "docs/ky/policies/privacy.md"
FILTER = "*.md filter=own\n"
STATUS = ("status", "--porcelain")


class Trap(Struct, frozen=True):
    """A program that a setting of the repository names; ``{mark}`` is its path."""

    trigger: tuple[str, ...]
    """A command of plain Git that runs it."""

    settings: Mapping[str, str] = field(default_factory=dict)
    attributes: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    """In the repository's own folder, ``.git``."""


TRAPS = {
    "clean filter": Trap(STATUS, {"filter.own.clean": "{mark}"}, FILTER),
    "long-running filter": Trap(STATUS, {"filter.own.process": "{mark}"}, FILTER),
    "required filter": Trap(STATUS, {"filter.own.clean": "{mark}", "filter.own.required": "true"}, FILTER),
    "smudge filter": Trap(("checkout", "HEAD", "--", "."), {"filter.own.smudge": "{mark}"}, FILTER),
    "filter with = in its name": Trap(
        STATUS, attributes="*.md filter=a=b.c\n", files={"config": '[filter "a=b.c"]\n clean = {mark}\n'}
    ),
    "filter of an included file": Trap(
        STATUS, {"include.path": "more"}, FILTER, {"more": "[filter.own]\n clean = {mark}\n"}
    ),
    "filter of a file included on a condition": Trap(
        STATUS, {"includeIf.onbranch:main.path": "more"}, FILTER, {"more": "[filter.own]\n clean = {mark}\n"}
    ),
    "filter of one working tree": Trap(
        STATUS,
        {"extensions.worktreeConfig": "true"},
        FILTER,
        {"config.worktree": "[filter.own]\n clean = {mark}\n"},
    ),
    "filter by info/attributes": Trap(
        STATUS, {"filter.own.clean": "{mark}"}, files={"info/attributes": FILTER}
    ),
    "filter by core.attributesFile": Trap(
        STATUS, {"filter.own.clean": "{mark}", "core.attributesFile": ".git/some"}, files={"some": FILTER}
    ),
    "filter in a merge": Trap(
        ("merge-tree", "--write-tree", "main", "side"),
        {"filter.own.clean": "{mark}", "merge.renormalize": "true"},
        FILTER,
    ),
    "file system monitor": Trap(STATUS, {"core.fsmonitor": "{mark}"}),
    "hook": Trap(("add", "--all"), files={"hooks/post-index-change": "#!/bin/sh\n{mark}\n"}),
    "hook in another folder": Trap(
        ("add", "--all"),
        {"core.hooksPath": ".git/own"},
        files={"own/post-index-change": "#!/bin/sh\n{mark}\n"},
    ),
    "merge driver": Trap(
        ("merge-tree", "--write-tree", "main", "side"),
        {"merge.own.driver": "{mark} %A %O %B"},
        "*.md merge=own\n",
    ),
    "default merge driver": Trap(
        ("merge-tree", "--write-tree", "main", "side"),
        {"merge.own.driver": "{mark} %A %O %B", "merge.default": "own"},
    ),
    "program that shows differences": Trap(("diff",), {"diff.external": "{mark}"}),
    "program for one kind of file": Trap(("diff",), {"diff.own.command": "{mark}"}, "*.md diff=own\n"),
    "conversion to text": Trap(("diff",), {"diff.own.textconv": "{mark}"}, "*.md diff=own\n"),
    "program that verifies signatures": Trap(
        ("log", "-1"), {"gpg.program": "{mark}", "log.showSignature": "true"}
    ),
    "file system monitor of a submodule": Trap(
        STATUS,
        {"submodule.sub.ignore": "none"},
        files={"../sub/.git/config": "[core]\n fsmonitor = {mark}\n"},
    ),
}

TRANSPORTS = {
    "remote.origin.uploadpack": {"remote.origin.url": ".", "remote.origin.uploadpack": "{mark}"},
    "core.sshCommand": {"remote.origin.url": "ssh://localhost/x", "core.sshCommand": "{mark}"},
    "core.gitProxy": {"remote.origin.url": "git://localhost/x", "core.gitProxy": "{mark}"},
    "ext::": {"remote.origin.url": "ext::{mark}", "protocol.ext.allow": "always"},
    "insteadOf": {
        "remote.origin.url": "x:y",
        "url.ext::{mark} .insteadOf": "x:",
        "protocol.allow": "always",
    },
}
"""How a partial clone names a program that fetches what it lacks."""


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """A program that leaves a mark beside itself."""
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch '{tmp_path}/marked'\nexit 1\n")
    program.chmod(0o755)
    return program


def is_marked(mark: Path) -> bool:
    return (mark.parent / "marked").exists()


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    """Two branches that change the same text, a signed commit, a submodule, a file that is edited."""
    repo = PolicyRepo(tmp_path / "texts")
    PolicyRepo(repo.path / "sub").commit(files={"x": "x"})
    repo.commit(files={TEXT: "1\n2\n3\n4\n5\n6\n7\n8\n9\n"})
    repo.branch("side")
    repo.commit(files={TEXT: "one\n2\n3\n4\n5\n6\n7\n8\n9\n"})
    repo.checkout("main")
    repo.commit(files={TEXT: "1\n2\n3\n4\n5\n6\n7\n8\nnine\n"})
    sign(repo)
    repo.write(TEXT, "1\n2\n3\n4\n5\n6\n7\n8\nNINE\n")  # as long as it was: Git has to read it
    return repo


def sign(repo: PolicyRepo) -> None:
    """Put a signature into the newest commit."""
    head, _, message = repo.git("cat-file", "commit", "HEAD").partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----"
    signed = f"{head}\n{signature}\n\n{message}\n".encode()
    repo.git("update-ref", "HEAD", repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=signed))


def set_trap(repo: PolicyRepo, trap: Trap, mark: Path) -> None:
    own = repo.path / ".git"
    for key, value in trap.settings.items():
        repo.git("config", key, value.format(mark=mark))
    if trap.attributes:
        repo.write(".gitattributes", trap.attributes)
    for name, text in trap.files.items():
        file = own / name
        file.parent.mkdir(exist_ok=True)
        with file.open("a") as stream:
            stream.write(text.format(mark=mark))
        file.chmod(0o755)


def is_live(folder: Path, trigger: tuple[str, ...], mark: Path) -> bool:
    """Whether plain Git runs the program, in a copy that is gone afterwards."""
    copy = mark.parent / "copy"
    shutil.copytree(folder, copy, symlinks=True)
    subprocess.run(["git", *trigger], cwd=copy, capture_output=True, check=False)
    shutil.rmtree(copy)
    found = is_marked(mark)
    (mark.parent / "marked").unlink(missing_ok=True)
    return found


def read_all(path: Path) -> tuple[str, ...]:
    """Run every Git command of the product; return the edited paths and those of the proposed commit."""
    with Repository.open(path, "main") as repository:
        for commit in repository.log("docs"):
            list(repository.texts(each.blob for each in commit.changes if each.blob))
        repository.tree()
        edits = repository.edits("docs")
    for base, head in ((None, Uncommitted.FILES), (None, Uncommitted.STAGED), ("main", "side")):
        with propose(path, base, head, NOW) as proposal:
            newest = proposal.repository.log("docs")[-1]
            list(proposal.repository.texts(each.blob for each in newest.changes if each.blob))
    return edits


@pytest.mark.parametrize("trap", TRAPS.values(), ids=list(TRAPS))
def test_no_program_that_a_repository_names_is_run(
    repo: PolicyRepo, mark: Path, trap: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_trap(repo, trap, mark)
    assert is_live(repo.path, trap.trigger, mark)
    assert read_all(repo.path) == (TEXT,)
    monkeypatch.chdir(repo.path)
    assert changed_files("side") == [TEXT]
    assert len(new_commits("side")) == 1
    assert not is_marked(mark)


@pytest.mark.parametrize("protection", ["GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL"])
@pytest.mark.parametrize("is_bare", [True, False], ids=["bare", "with a working tree"])
@pytest.mark.parametrize("settings", TRANSPORTS.values(), ids=list(TRANSPORTS))
def test_nothing_is_run_that_would_fetch_what_a_partial_clone_lacks(
    tmp_path: Path,
    mark: Path,
    settings: Mapping[str, str],
    is_bare: bool,
    protection: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each of the two protections is enough: older Gits know only one."""
    for name in {"GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL"} - {protection}:
        monkeypatch.delitem(ENVIRONMENT, name)
    clone, blob = partial_clone(tmp_path, mark, settings, is_bare=is_bare)
    assert is_live(clone.path, ("cat-file", "blob", blob), mark)
    with pytest.raises(RepositoryError) as caught:
        read_all(clone.path)
    (fault,) = caught.value.faults
    head = clone.git("rev-parse", "HEAD")
    assert (fault.code, fault.facts) == (
        "partial-clone",
        (("path", str(clone.path)), ("object", f"{blob} ({head[:12]}:{TEXT})")),
    )
    assert not is_marked(mark)


def partial_clone(
    folder: Path, mark: Path, settings: Mapping[str, str], *, is_bare: bool
) -> tuple[PolicyRepo, str]:
    """A clone that lacks every text, with these settings; and the text that it lacks."""
    origin = PolicyRepo(folder / "origin")
    origin.git("config", "uploadpack.allowFilter", "true")
    origin.commit(files={TEXT: "# Privacy\n\nOne.\n"})
    way = "--bare" if is_bare else "--no-checkout"
    origin.git("clone", "--quiet", "--filter=blob:none", way, origin.path.as_uri(), folder / "clone")
    clone = PolicyRepo(folder / "clone", bare=is_bare)
    for key, value in settings.items():
        clone.git("config", key.format(mark=mark), value.format(mark=mark))
    return clone, origin.blob(TEXT)


@pytest.mark.parametrize(
    ("file", "text", "code"),
    [(".git/config", "[broken\n", "unreadable"), ("sub/.git", "gitdir: /nowhere\n", "no-repository")],
)
def test_settings_that_cannot_be_read_are_an_error(repo: PolicyRepo, file: str, text: str, code: str) -> None:
    """They might name programs."""
    shutil.rmtree(repo.path / "sub/.git")
    repo.write(file, text)
    with pytest.raises(RepositoryError) as caught:
        Repository.open((repo.path / file).parent if file.startswith("sub") else repo.path)
    assert [each.code for each in caught.value.faults] == [code]


def test_a_filter_that_is_not_run_is_none_that_was_required(repo: PolicyRepo) -> None:
    """As with Git LFS, whose files are in Git by name only: what was not touched is not taken for edited."""
    repo.write(".gitattributes", "*.png filter=lfs\n")
    repo.git("config", "filter.lfs.clean", "sed s/.*/pointer/")
    repo.git("config", "filter.lfs.required", "true")
    repo.commit(files={"docs/a.png": "large\n"})
    os.utime(repo.path / "docs/a.png", (1_700_000_000, 1_700_000_000))
    repo.git("status")  # as Git does by and by: it knows the file by its time and size
    with Repository.open(repo.path) as repository:
        assert repository.text(repo.blob("docs/a.png")) == b"pointer\n"
        assert repository.edits("docs") == ()
    with propose(repo.path, None, Uncommitted.FILES, NOW) as proposal:
        assert proposal.is_empty


def test_a_merge_driver_that_is_not_run_merges_as_git_does(repo: PolicyRepo) -> None:
    repo.write(".gitattributes", "*.md merge=own\n")
    repo.git("config", "merge.own.driver", "false")
    with propose(repo.path, "main", "side", NOW) as proposal:
        blob = proposal.repository.find(proposal.repository.head, TEXT)
        assert proposal.repository.text(str(blob)) == b"one\n2\n3\n4\n5\n6\n7\n8\nnine\n"
    repo.git("config", "merge.own.driver", "true")
    repo.git("checkout", "--quiet", "--force", "side")
    repo.commit(files={TEXT: "1\n2\n3\n4\n5\n6\n7\n8\nother\n"})
    with pytest.raises(RepositoryError) as caught, propose(repo.path, "main", "side", NOW):
        pass
    assert [each.code for each in caught.value.faults] == ["merge-conflict"]


# -- the commands, as a shell runs them


@pytest.fixture
def office(tmp_path: Path, mark: Path) -> PolicyRepo:
    """A publisher's own clone with every trap that goes with the others."""
    repo = PolicyRepo(tmp_path / "office")
    four_commits(repo)
    for name in ("clean filter", "hook", "default merge driver", "program that shows differences"):
        set_trap(repo, TRAPS[name], mark)
    assert is_live(repo.path, STATUS, mark) or is_live(repo.path, ("add", "--all"), mark)
    return repo


@pytest.mark.parametrize(
    "arguments",
    [
        ("versions", "privacy"),
        ("show", "privacy", "2024-01-01"),
        ("diff", "privacy", "2024-01-01", "2025-04-01"),
        ("check",),
        ("review", "HEAD~1"),
        ("repeal", "privacy", "--on", "2027-01-01"),
        ("adopt", ".", "--policies", "docs/ky/policies/*.md", "--language", "ky", "--out", "../site"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_no_command_runs_a_program_that_the_repository_names(
    office: PolicyRepo, mark: Path, arguments: tuple[str, ...]
) -> None:
    office.write(TEXT, (office.path / TEXT).read_text() + "\n")
    ran = sayasat(office.path, *arguments)
    assert (ran.code, ran.error) == (0, "")
    assert not is_marked(mark)


def test_adopting_a_partial_clone_says_what_is_missing(tmp_path: Path, mark: Path) -> None:
    clone, blob = partial_clone(tmp_path, mark, TRANSPORTS["remote.origin.uploadpack"], is_bare=True)
    ran = sayasat(tmp_path, "adopt", clone.path, "--policies", "docs/*/policies/*.md", "--out", "site")
    assert (ran.code, ran.out, is_marked(mark)) == (3, b"", False)
    assert blob in ran.error
    assert "Clone the repository again without “--filter”" in ran.error
    assert "Traceback" not in ran.error
    assert not (tmp_path / "site").exists()
