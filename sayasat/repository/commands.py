"""Runs Git: no setting of the user, the machine or the calling process changes what it says.

In the library, only `sayasat.repository.reader` and `sayasat.repository.proposed_commit` use it.
`sayasat.repository.git_settings` says how Git is kept from running what a repository names.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from subprocess import PIPE

from git import Git

from sayasat.errors import Fault, RepositoryError
from sayasat.repository.git_settings import ENVIRONMENT, KEPT, is_partial, overrides

GitProcess = Git.AutoInterrupt
"""A running Git with its three pipes."""

_environment_lock = threading.Lock()


@contextmanager
def _own_environment() -> Iterator[None]:
    """Start Git without the GIT_ variables that a hook, an alias or a CI job has set for its own repository.

    GIT_DIR, GIT_WORK_TREE, GIT_COMMON_DIR and GIT_NAMESPACE lead to another repository, GIT_INDEX_FILE
    to another index, GIT_OBJECT_DIRECTORY and GIT_ALTERNATE_OBJECT_DIRECTORIES to other objects,
    GIT_SHALLOW_FILE to a shorter history; GIT_CEILING_DIRECTORIES hides ours; GIT_CONFIG_PARAMETERS and
    GIT_CONFIG_COUNT (`git -c …`) bring settings; GIT_TRACE fills a pipe that nobody empties;
    GIT_EXTERNAL_DIFF and GIT_PAGER run programs. GitPython passes on os.environ, and can add to it but not
    take away; so they are out of it while a process starts.
    """
    with _environment_lock:
        names = [name for name in os.environ if name.startswith("GIT_") and name not in KEPT]
        foreign = {name: os.environ.pop(name) for name in names}
        try:
            yield
        finally:
            os.environ.update(foreign)


class GitCommands:
    """Runs Git in one directory."""

    def __init__(
        self, folder: Path, environment: Mapping[str, str] | None = None, keys: tuple[str, ...] | None = None
    ) -> None:
        """``environment`` is added to Git's own: other objects, another index.

        ``keys`` are the settings that Git reads there, where they are known already; see `_keys`.
        """
        self._folder = folder
        self._environment = dict(environment or {})
        self._known = keys

    def elsewhere(self, folder: Path) -> GitCommands:
        """The same in another directory of the same repository."""
        return GitCommands(folder, self._environment, self._keys)

    def beside(self, environment: Mapping[str, str]) -> GitCommands:
        """The same with more of Git's own environment: other objects, another index."""
        return GitCommands(self._folder, {**self._environment, **environment}, self._keys)

    def start(self, command: str, *arguments: str) -> GitProcess:
        """A running process with its three pipes. Raises RepositoryError where a settings file is broken."""
        return self._start(self._keys, command, *arguments)

    def _start(self, keys: tuple[str, ...], command: str, *arguments: str) -> GitProcess:
        git = Git()
        git.update_environment(**{**ENVIRONMENT, **overrides(keys), **self._environment})
        # Not a working directory: where GitPython cannot enter the one it is given, it runs in the caller's.
        git.set_persistent_git_options(C=os.fspath(self._folder.absolute()))
        with _own_environment():
            process: GitProcess = getattr(git, command)(*arguments, as_process=True, istream=PIPE)
        return process

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        """The names of all settings that Git reads here: they name the programs that Git must not run.

        ``git config --list`` reads files and runs nothing. Raises RepositoryError where one is broken.
        """
        if self._known is not None:
            return self._known
        process = self._start((), "config", "--list", "--name-only", "-z")
        output, complaint = process.communicate()
        if process.returncode:
            raise self._error(complaint.decode(errors="replace"))
        return tuple(dict.fromkeys(os.fsdecode(output).split("\0")[:-1]))

    def run(self, command: str, *arguments: str, given: bytes = b"") -> bytes:
        """All that a command says. Raises RepositoryError where it fails, with its last words."""
        code, output, complaint = self.ask(command, *arguments, given=given)
        if code:
            raise self.error(complaint.decode(errors="replace"))
        return output

    def ask(self, command: str, *arguments: str, given: bytes = b"") -> tuple[int, bytes, bytes]:
        """The exit code, for a command that answers by it; all that it says, and its complaints.

        ``given`` is the command's standard input.
        """
        process = self.start(command, *arguments)
        output, complaint = process.communicate(given)
        return process.returncode, output, complaint

    def lines(self, command: str, *arguments: str) -> list[str]:
        """The lines that a command answers with."""
        return self.run(command, *arguments).decode().splitlines()

    def error(self, complaint: str) -> RepositoryError:
        """What Git complains of, told in our way; it speaks English here, whatever the locale."""
        missing = self._missing() if is_partial(self._keys) else []
        if missing:
            named = next((each for each in missing if each in complaint), missing[0])
            return repository_error("partial-clone", self._folder, object=named)
        return self._error(complaint)

    def _error(self, complaint: str) -> RepositoryError:
        if "not a git repository" in complaint:
            return repository_error("no-repository", self._folder)
        if "does not have any commits yet" in complaint:
            return repository_error("no-commit", self._folder)
        return repository_error("unreadable", self._folder, detail=" ".join(complaint.split()))

    def _missing(self) -> list[str]:
        """The objects that a partial clone lacks. Git's complaint need not name one (SIGPIPE)."""
        _, listed, _ = self.ask("rev_list", "--objects", "--missing=print", "--all", "HEAD")
        return [line[1:] for line in listed.decode(errors="replace").splitlines() if line.startswith("?")]


def repository_error(code: str, path: Path, **facts: str) -> RepositoryError:
    """The error of one fault, placed at a folder."""
    return RepositoryError([Fault(code, os.fspath(path), (("path", os.fspath(path)), *facts.items()))])
