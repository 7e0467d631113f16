"""Runs Git commands, whose output no setting of the user, the machine or the calling process can change.

Only the package `sayasat.repository` and `sayasat.forge.preview` use this module.
`sayasat.repository.git_settings` keeps Git from running programs that a repository names.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from subprocess import PIPE

# Without this, the import itself fails on a machine without Git, with a traceback
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

from git import Git, GitCommandNotFound

from sayasat.errors import Fault, RepositoryError
from sayasat.repository.git_settings import ENVIRONMENT, PASSED_ON, is_partial, overrides

GitProcess = Git.AutoInterrupt
"""A running Git process with pipes for its input, output and errors."""

_OBJECT_ID = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b")
_COMMIT_LENGTH = 12

_environment_lock = threading.Lock()


@contextmanager
def _own_environment() -> Iterator[None]:
    """Start Git without the GIT_ variables that a hook, an alias or a CI job has set for its own repository.

    GIT_DIR, GIT_WORK_TREE, GIT_COMMON_DIR and GIT_NAMESPACE select another repository, GIT_INDEX_FILE
    another index, GIT_OBJECT_DIRECTORY and GIT_ALTERNATE_OBJECT_DIRECTORIES other objects, GIT_SHALLOW_FILE
    a shorter history; GIT_CEILING_DIRECTORIES hides the repository; GIT_CONFIG_PARAMETERS and
    GIT_CONFIG_COUNT (`git -c …`) add settings; GIT_TRACE fills a pipe that nobody reads; GIT_EXTERNAL_DIFF
    and GIT_PAGER run programs. GitPython passes os.environ on and can add variables to it, but cannot remove
    any. So they are removed from os.environ, under a lock, while a process starts.
    """
    with _environment_lock:
        names = [name for name in os.environ if name.startswith("GIT_") and name not in PASSED_ON]
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
        """``environment`` has more variables for Git, such as GIT_INDEX_FILE.

        ``keys`` are the names of the settings that Git reads in the directory; None to ask Git, see `_keys`.
        """
        self._folder = folder
        self._environment = dict(environment or {})
        self._known = keys

    @property
    def folder(self) -> str:
        """The path of the directory."""
        return os.fspath(self._folder.absolute())

    def in_folder(self, folder: Path) -> GitCommands:
        """Commands that run in another directory of the same repository."""
        return GitCommands(folder, self._environment, self._keys)

    def with_environment(self, environment: Mapping[str, str]) -> GitCommands:
        """Commands that run with more variables for Git, such as GIT_INDEX_FILE."""
        return GitCommands(self._folder, {**self._environment, **environment}, self._keys)

    def start(self, command: str, *arguments: str) -> GitProcess:
        """Start a Git command. Raises RepositoryError if a settings file of Git cannot be read."""
        return self._start(self._keys, command, *arguments)

    def _start(self, keys: tuple[str, ...], command: str, *arguments: str) -> GitProcess:
        git = Git()
        git.update_environment(**{**ENVIRONMENT, **overrides(keys), **self._environment})
        # `-C`, no working directory: GitPython runs in the caller's one if it cannot enter the given one.
        git.set_persistent_git_options(C=self.folder)
        with _own_environment():
            try:
                process: GitProcess = getattr(git, command)(*arguments, as_process=True, istream=PIPE)
            except GitCommandNotFound as error:
                raise repository_error("git-missing", self._folder) from error
        return process

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        """The names of all settings that Git reads in the directory. Some name programs that must not run.

        ``git config --list`` runs no program. Raises RepositoryError if a settings file cannot be read.
        """
        if self._known is not None:
            return self._known
        process = self._start((), "config", "--list", "--name-only", "-z")
        output, message = process.communicate()
        if process.returncode:
            raise self._error(message.decode(errors="replace"))
        return tuple(dict.fromkeys(os.fsdecode(output).split("\0")[:-1]))

    def run(self, command: str, *arguments: str, given: bytes = b"") -> bytes:
        """The output of a command. Raises RepositoryError with its error message if it fails."""
        code, output, message = self.ask(command, *arguments, given=given)
        if code:
            raise self.error(message.decode(errors="replace"))
        return output

    def ask(self, command: str, *arguments: str, given: bytes = b"") -> tuple[int, bytes, bytes]:
        """The exit code, the output and the error output of a command. ``given`` is its standard input."""
        process = self.start(command, *arguments)
        output, message = process.communicate(given)
        return process.returncode, output, message

    def lines(self, command: str, *arguments: str) -> list[str]:
        """The lines of the output of a command. Raises RepositoryError if it fails."""
        return self.run(command, *arguments).decode().splitlines()

    def commit(self, name: str) -> str:
        """The id of the commit that a name stands for. Raises RepositoryError (`unknown-revision`)."""
        asked = ("--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        code, answer, _ = self.ask("rev_parse", *asked)
        if code:
            raise RepositoryError([Fault("unknown-revision", name, (("name", name),))])
        return answer.decode().strip()

    def error(self, message: str) -> RepositoryError:
        """The error for an error message of Git, which is in English whatever the locale."""
        missing = self.missing()
        named = next((each for each in missing if each in message), (*missing, "")[0])
        if missing:
            return repository_error("partial-clone", self._folder, object=self._placed(named))
        return self._error(_OBJECT_ID.sub(lambda found: self._placed(found[0]), message, count=1))

    def _error(self, message: str) -> RepositoryError:
        if "not a git repository" in message:
            return repository_error("no-repository", self._folder)
        if "does not have any commits yet" in message:
            return repository_error("no-commit", self._folder)
        return repository_error("unreadable", self._folder, detail=" ".join(message.split()))

    def _placed(self, name: str) -> str:
        """An object's id, with ``COMMIT:PATH`` of the first file that had it, if there is one.

        Not by ``--find-object``: in a partial clone it fetches.
        """
        raw = ("-m", "--raw", "-z", "--no-renames", "--no-abbrev", "--format=%H", "--reverse")
        _, output, _ = self.ask("log", "--all", "HEAD", *raw)
        fields, commit = iter(output.decode(errors="replace").split("\0")), ""
        for each in fields:
            if not each.lstrip().startswith(":"):
                commit = each
            else:
                path = next(fields, "")
                if each.split()[3] == name:
                    return f"{name} ({commit[:_COMMIT_LENGTH]}:{path})"
        return name

    def missing(self) -> list[str]:
        """The objects that a partial clone lacks. Git's message need not name one, as after a SIGPIPE."""
        if not is_partial(self._keys):
            return []
        _, listed, _ = self.ask("rev_list", "--objects", "--missing=print", "--all", "HEAD")
        return [line[1:] for line in listed.decode(errors="replace").splitlines() if line.startswith("?")]


def repository_error(code: str, path: Path, **facts: str) -> RepositoryError:
    """An error with one fault, whose `Fault.where` is a folder."""
    return RepositoryError([Fault(code, os.fspath(path), (("path", os.fspath(path)), *facts.items()))])
