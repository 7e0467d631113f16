"""Runs Git: no setting of the user, the machine or the calling process changes what it says.

Nothing but `sayasat.repository` and `sayasat.proposal` asks it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE
from typing import Final

from git import Git

from sayasat.errors import Fault, RepositoryError

GitProcess = Git.AutoInterrupt
"""A running Git with its three pipes."""

_CONFIGURATION: Final = (
    "log.showRoot=true",  # else the first commit would have changed nothing
    "log.follow=false",  # it would leave the main line for the history of a single file
    "core.fileMode=false",  # an executable text is not an edited one
    "core.deltaBaseCacheLimit=8m",  # every process that reads texts would fill 96 MB by and by
    "core.fsmonitor=false",  # it may name a program to run
    f"diff.orderFile={os.devnull}",  # it may name a file that is not there
)
"""Settings of a user that change answers and have no option to override them."""

_ENVIRONMENT: Final = {
    "GIT_NO_REPLACE_OBJECTS": "1",  # replace refs and
    "GIT_GRAFT_FILE": os.devnull,  # grafts show another history than the one that was published
    "GIT_LITERAL_PATHSPECS": "1",  # a path with * or : in it is a path
    "GIT_OPTIONAL_LOCKS": "0",  # `serve` must not get in the way of the commits that it watches
    "GIT_TERMINAL_PROMPT": "0",  # a partial clone that needs a password fails; it does not wait
}

_KEPT: Final = frozenset({
    # Which settings to read is the user's to say: safe.directory can be nowhere else.
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    # How to reach the remote of a partial clone.
    "GIT_ALLOW_PROTOCOL",
    "GIT_ASKPASS",
    "GIT_EXEC_PATH",
    "GIT_PROXY_COMMAND",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSL_CAINFO",
    "GIT_SSL_NO_VERIFY",
})  # fmt: skip

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
        names = [name for name in os.environ if name.startswith("GIT_") and name not in _KEPT]
        foreign = {name: os.environ.pop(name) for name in names}
        try:
            yield
        finally:
            os.environ.update(foreign)


class GitCommands:
    """Runs Git in one directory."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        """``environment`` is added to Git's own: other objects, another index."""
        self._folder = folder
        self._environment = dict(environment or {})
        self._git = Git()
        self._git.update_environment(**{**_ENVIRONMENT, **self._environment})
        # Not a working directory: where GitPython cannot enter the one it is given, it runs in the caller's.
        self._git.set_persistent_git_options(C=os.fspath(folder.absolute()), c=list(_CONFIGURATION))

    def elsewhere(self, folder: Path) -> GitCommands:
        """The same in another directory."""
        return GitCommands(folder, self._environment)

    def beside(self, environment: Mapping[str, str]) -> GitCommands:
        """The same with more of Git's own environment: other objects, another index."""
        return GitCommands(self._folder, {**self._environment, **environment})

    def start(self, command: str, *arguments: str) -> GitProcess:
        """A running process with its three pipes."""
        with _own_environment():
            git = getattr(self._git, command)
            process: GitProcess = git(*arguments, as_process=True, istream=PIPE)
        return process

    def run(self, command: str, *arguments: str) -> bytes:
        """All that a command says. Raises RepositoryError where it fails, with its last words."""
        code, output, complaint = self.ask(command, *arguments)
        if code:
            raise self.error(complaint.decode(errors="replace"))
        return output

    def ask(self, command: str, *arguments: str) -> tuple[int, bytes, bytes]:
        """The exit code, for a command that answers by it; all that it says, and its complaints."""
        process = self.start(command, *arguments)
        output, complaint = process.communicate()
        return process.returncode, output, complaint

    def lines(self, command: str, *arguments: str) -> list[str]:
        """The lines that a command answers with."""
        return self.run(command, *arguments).decode().splitlines()

    def error(self, complaint: str) -> RepositoryError:
        """What Git complains of, told in our way; it speaks English here, whatever the locale."""
        if "not a git repository" in complaint:
            return repository_error("no-repository", self._folder)
        if "does not have any commits yet" in complaint:
            return repository_error("no-commit", self._folder)
        return repository_error("unreadable", self._folder, detail=" ".join(complaint.split()))


def repository_error(code: str, path: Path, **facts: str) -> RepositoryError:
    """The error of one fault, placed at a folder."""
    return RepositoryError([Fault(code, os.fspath(path), (("path", os.fspath(path)), *facts.items()))])
