"""The branch `publications`, which keeps the publication log and what proves it: reads, fetches, adds to it.

Nothing of the user's working tree or index is touched. This is the only module of the library that talks to
a remote (decision 0024), and only in `LogBranch.fetch`, `append`, `restore` and `is_newest`.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sayasat.errors import Fault, LogRaceError, RepositoryError
from sayasat.repository.commands import GitCommands
from sayasat.repository.plumbing import read_tree

FILE: Final = "log.txt"
PACKAGES: Final = "packages/"
BRANCH: Final = "refs/heads/publications"
SEEN: Final = "refs/sayasat/log"
"""The last log that was seen at the remote: one that does not extend it is refused."""

_FETCHED: Final = "refs/sayasat/fetched"
NEXT: Final = "refs/sayasat/next"
"""The log with the lines of a publication that another process pushes."""

_FROM_REMOTE: Final = (SEEN, "refs/remotes/origin/publications")
_COPIES: Final = (*_FROM_REMOTE, BRANCH)
_FETCH: Final = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=")
_PUSH: Final = ("--quiet", "--no-follow-tags", "--no-signed", "--recurse-submodules=no", "origin")
_LEFT_LOCK: Final = re.compile(
    rb"Unable to create '(.*/refs/(?:sayasat/\w+|heads/publications)\.lock)': File exists"
)
"""The lock of a reference that only this module writes. It exists for milliseconds, unless Git was killed."""

_LOGIN: Final = ("GIT_ASKPASS", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_TERMINAL_PROMPT")
"""The variables of the calling process that say how to log in at the remote."""


class LogBranch:
    """The log of the repository that a folder is in.

    It is shared through the remote `origin`; in a repository without one, the local branch is the log.
    """

    def __init__(self, folder: Path) -> None:
        self._git = GitCommands(folder)
        login = {name: os.environ[name] for name in _LOGIN if name in os.environ}
        self._remote = self._git.with_environment({**login, "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh"})

    def read(self) -> bytes | None:
        """The newest copy of the log in this repository, as it was last fetched; None if there is none.

        Raises RepositoryError (`log-rewritten`) if one copy does not extend the other.
        """
        return self._newest()[1]

    def files(self) -> dict[str, bytes]:
        """The files beside the log in its newest copy in this repository: heads, seals, certificates.

        Without `packages`, which are many. Raises RepositoryError as `read` does.
        """
        blobs = self._blobs()
        paths = [each for each in blobs if each != FILE and not each.startswith(PACKAGES)]
        return dict(zip(paths, self._read_blobs(blobs[path] for path in paths), strict=True))

    def packages(self) -> dict[str, str]:
        """The blobs of the packages, by path. Raises RepositoryError as `read` does."""
        return {path: blob for path, blob in self._blobs().items() if path.startswith(PACKAGES)}

    def _blobs(self) -> dict[str, str]:
        tip = self._newest()[0]
        return dict(read_tree(self._git.run("ls_tree", "-r", "-z", tip))) if tip else {}

    def _read_blobs(self, blobs: Iterable[str]) -> Iterator[bytes]:
        """The bytes of blobs, read by one process: every build reads those of all heads."""
        asked = "".join(f"{blob}\n" for blob in blobs).encode()
        output = io.BytesIO(self._git.run("cat_file", "--batch", given=asked) if asked else b"")
        while header := output.readline():
            yield output.read(int(header.split()[2]))
            output.readline()

    def lent(self, folder: Path) -> LogBranch:
        """The branch in a clone that shares this repository's objects and has no `origin`, set to this one.

        Raises RepositoryError.
        """
        there = LogBranch(folder)
        there._update(BRANCH, self._newest()[0])
        return there

    def fetch(self) -> bytes | None:
        """The log as it is at the remote now; None if nobody has begun one.

        Raises RepositoryError: `log-remote` (the remote cannot be reached), `log-gone` (it has no such branch
        any more), `log-rewritten` (it does not extend the log that was seen last).
        """
        if not self._has_remote():
            return self.read()
        fetched, seen = self._at_remote(), self._commit(SEEN)
        if not fetched:
            # Without these two the log may have been begun here, before there was a remote
            if any(map(self._commit, _FROM_REMOTE)):
                raise _error("log-gone")
            return self.read()
        is_other = seen and self._git.ask("merge_base", "--is-ancestor", seen, fetched)[0]
        if is_other or not self._file(fetched).startswith(self._file(seen) if seen else b""):
            raise _error("log-rewritten")
        self._update(SEEN, fetched)
        return self.read()

    def restore(self, log: bytes) -> None:
        """Share a log whose branch was lost or shortened, or a copy of it that is longer than ``log``.

        Raises RepositoryError: `log-rewritten` if a copy here or at the remote is no part of the longest one,
        and `log-remote`. Nothing is overwritten: the branch at the remote is only extended.
        """
        tips = [self._newest()[0], self._at_remote() if self._has_remote() else ""]
        copies = [log, *(self._file(tip) for tip in tips if tip)]
        whole = max(copies, key=len)
        if not all(map(whole.startswith, copies)):
            raise _error("log-rewritten")
        parents = dict.fromkeys(filter(None, tips))
        commit = self._committed({FILE: whole}, "Restore the publication log", *parents)
        if not self._has_remote():
            self._update(BRANCH, commit)
            return
        code, _, refused = self._remote.ask("push", *_PUSH, f"{commit}:{BRANCH}")
        if code:
            raise _error("log-remote", refused)
        self._update(SEEN, commit)

    def append(
        self, lines: bytes, after: bytes | None, message: str, files: Mapping[str, bytes] | None = None
    ) -> None:
        """Add lines to the log, which was ``after`` when it was fetched, and files, in one commit; share it.

        Raises LogRaceError if somebody else added to the log since: fetch it again, and begin anew. Raises
        RepositoryError (`log-remote`) if the remote refuses it or cannot be reached: nothing has changed.
        """
        local, (tip, data) = self._commit(BRANCH), self._newest()
        if data != after:
            raise _race()
        commit = self._committed(
            {**(files or {}), FILE: (data or b"") + lines}, message, *filter(None, [tip])
        )
        if not self._has_remote():
            if _asked(self._git, "update_ref", BRANCH, commit, local)[0]:
                raise _race()
            return
        code, _, refused = self._remote.ask("push", *_PUSH, f"{commit}:{BRANCH}")
        # After a lost connection only the remote knows whether it took the commit
        if code:
            self.fetch()
            now = self._newest()[0]
            if now == tip:
                raise _error("log-remote", refused)
            if now != commit:
                raise _race()
        self._update(SEEN, commit)

    def bundle(self, lines: bytes, after: bytes | None, message: str, file: Path) -> None:
        """Write what `append` would push to a Git bundle, as the reference `NEXT`; nothing is shared.

        Raises LogRaceError as `append` does, and RepositoryError if the file cannot be written.
        """
        tip, data = self._newest()
        if data != after:
            raise _race()
        log = {FILE: (data or b"") + lines}
        new = self._committed(log, message, *filter(None, [tip])) if lines else tip
        self._update(NEXT, new)
        self._git.run("bundle", "create", "--quiet", os.fspath(file.absolute()), NEXT)

    def is_newest(self, commit: str) -> bool:
        """Whether a commit is the remote's newest of the branch that is checked out; true without a remote.

        With a detached HEAD, the remote's default branch is asked about. Raises RepositoryError
        (`log-remote`) if the remote cannot be reached.
        """
        if not self._has_remote():
            return True
        name = self._git.ask("symbolic_ref", "--quiet", "HEAD")[1].decode().strip() or "HEAD"
        code, listed, message = self._remote.ask("ls_remote", "origin", name)
        if code:
            raise _error("log-remote", message)
        return f"{commit}\t{name}" in listed.decode(errors="replace").splitlines()

    def _at_remote(self) -> str:
        """Fetch the branch; its newest commit, or "" if there is no such branch."""
        code, _, message = _asked(self._remote, "fetch", *_FETCH, "origin", f"+{BRANCH}:{_FETCHED}")
        if b"couldn't find remote ref" in message:
            return ""
        if code:
            raise _error("log-remote", message)
        return self._commit(_FETCHED)

    def _has_remote(self) -> bool:
        return self._git.ask("config", "--get", "remote.origin.url")[0] == 0

    def _commit(self, name: str) -> str:
        """The commit of a reference; empty if there is none."""
        return self._git.ask("rev_parse", "--verify", "--quiet", name)[1].decode().strip()

    def _newest(self) -> tuple[str, bytes | None]:
        """The longest copy: its commit and its log."""
        commits = [commit for name in _COPIES if (commit := self._commit(name))]
        copies = [(commit, self._file(commit)) for commit in commits]
        newest = max(copies, key=lambda copy: len(copy[1]), default=("", None))
        if not all((newest[1] or b"").startswith(data) for _, data in copies):
            raise _error("log-rewritten")
        return newest

    def _update(self, name: str, commit: str) -> None:
        code, _, message = _asked(self._git, "update_ref", name, commit)
        if code:
            raise self._git.error(message.decode(errors="replace"))

    def _file(self, commit: str) -> bytes:
        """The log in a commit; empty if it has no such file."""
        return self._git.ask("cat_file", "blob", f"{commit}:{FILE}")[1]

    def _committed(self, files: Mapping[str, bytes], message: str, *parents: str) -> str:
        """A commit of files, by path, on top of others; the other files of the first one stay."""
        git = self._git
        if any(git.ask("config", "--get", key)[0] for key in ("user.name", "user.email")):
            names = {f"GIT_{role}_NAME": "sayasat" for role in ("AUTHOR", "COMMITTER")}
            git = git.with_environment({**names, **{f"{name[:-4]}EMAIL": "" for name in names}})
        blobs = (git.run("hash_object", "-w", "--stdin", given=data).strip() for data in files.values())
        pairs = zip(files, blobs, strict=True)
        entries = b"".join(b"100644 blob %s\t%s\0" % (blob, path.encode()) for path, blob in pairs)
        with TemporaryDirectory() as folder:
            own = git.with_environment({"GIT_INDEX_FILE": os.fspath(Path(folder, "index"))})
            if parents:
                own.run("read_tree", parents[0])
            own.run("update_index", "-z", "--index-info", given=entries)
            (made,) = own.run("write_tree").decode().split()
        above = [argument for parent in parents for argument in ("-p", parent)]
        return git.run("commit_tree", made, *above, "-m", message).decode().strip()


def _asked(git: GitCommands, command: str, *arguments: str) -> tuple[int, bytes, bytes]:
    """As `GitCommands.ask`; the lock that a killed Git has left is removed."""
    asked = git.ask(command, *arguments)
    while asked[0] and (left := _LEFT_LOCK.search(asked[2])):
        Path(os.fsdecode(left[1])).unlink(missing_ok=True)
        asked = git.ask(command, *arguments)
    return asked


def _error(code: str, message: bytes = b"") -> RepositoryError:
    detail = " ".join(message.decode(errors="replace").split())
    return RepositoryError([Fault(code, BRANCH, (("detail", detail),))])


def _race() -> LogRaceError:
    return LogRaceError([Fault("log-race", BRANCH)])
