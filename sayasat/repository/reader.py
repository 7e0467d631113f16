"""Reads commits, trees and blobs of a repository as plain values. An object id is an opaque string.

No setting of the user, the machine or the calling process changes the output of Git. A history that Git
cannot read completely is an error, because a part of it must not be taken for a shorter history.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from msgspec.structs import replace

from sayasat.repository.commands import GitCommands, GitProcess, repository_error
from sayasat.repository.commit_history import AS_STORED, CommitHistory, CommitRange, OutputCache
from sayasat.repository.commit_message import NO_MESSAGE
from sayasat.repository.plumbing import (
    Commit,
    is_file,
    read_entries,
    read_log,
    read_object,
    read_tree,
    stored_path,
)


class Repository:
    """A repository at the commit that was HEAD when it was opened. A context manager, not thread-safe."""

    def __init__(self, history: CommitHistory, head: str, root: Path | None, beginning: str = "") -> None:
        self._commands = history.commands
        self.history: Final = history
        """The changes and renames of its commits."""

        self._objects: GitProcess | None = None
        self._trees: dict[str, dict[bytes, tuple[bytes, str]]] = {}
        self.head: Final = head
        """The id of the commit that is read."""

        self.root: Final = root
        """The top folder of the working tree; None in a bare repository."""

        self.beginning: Final = beginning
        """The commit whose texts the main line begins with; empty if it begins with the first commit."""

    @classmethod
    def open(
        cls, path: Path, branch: str = "", cache: OutputCache | None = None, since: str | datetime = ""
    ) -> Self:
        """Open the repository that a directory is in, or a bare repository.

        ``branch`` is any name of the commit to read; if empty, HEAD is read. The history is not read again
        as far as the ``cache`` has it; with ``since``, it begins with the texts as they were then.
        Raises RepositoryError: `no-repository`, `no-commit`, `shallow`, `unknown-revision`,
        `partial-clone` or `unreadable`.
        """
        if not path.is_dir():
            raise repository_error("no-repository", path)
        commands = GitCommands(path)
        facts = ("--is-shallow-repository", "--is-inside-work-tree")
        shallow, in_work_tree = commands.lines("rev_parse", *facts)
        if shallow == "true":
            raise repository_error("shallow", path)
        root = None
        if in_work_tree == "true":
            root = Path(os.fsdecode(commands.run("rev_parse", "--show-toplevel").removesuffix(b"\n")))
            commands = commands.in_folder(root)
        # Not rev-parse, which fails in the same way for a branch without a commit and for a broken one.
        (head,) = [commands.commit(branch)] if branch else commands.lines(*_NEWEST)
        named = commands.commit(since) if since and isinstance(since, str) else since
        history = CommitHistory(commands, cache)
        return cls(history, head, root, history.beginning(head, named) if named else "")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def at(self, head: str) -> Repository:
        """The same repository at another commit; it is closed on its own."""
        return Repository(self.history, head, self.root, self.beginning)

    def close(self) -> None:
        """Close the cache, and end the process that reads objects. Another read starts a new one."""
        if self.history.cache:
            self.history.cache.close()
        process, self._objects = self._objects, None
        if process is not None:
            process.communicate()

    def log(
        self, *under: str, has_patterns: bool = False, published: Sequence[str] = ()
    ) -> tuple[Commit, ...]:
        """The commits on the main line that changed a path below ``under``, oldest first.

        The main line is the first-parent line of the head, as far as it holds every commit of ``published``
        (oldest first): see `main_line`. With ``has_patterns``, ``under`` are pathspecs of Git, ``:(glob)…``.
        Renames are detected below ``under`` only: a file that was moved into it is new, one that was moved
        out of it is deleted. Raises RepositoryError if any part of the history is missing.
        """
        environment = _PATTERNS if has_patterns else {}
        parts = (self.history.log(each, under, environment) for each in self.main_line(published))
        output = b"".join(parts)
        try:
            commits = tuple(reversed(list(read_log(output))))
        except (ValueError, OverflowError) as error:
            # A broken commit, such as one without a date.
            raise self._commands.error(f"git log: {error}") from error
        if not commits or commits[0].sha != self.beginning:
            return commits
        # It stands for all before it: it has no parent to ask, and says nothing of most of these texts
        return replace(commits[0], parent="", is_merge=False, message=NO_MESSAGE), *commits[1:]

    def top_names(self) -> frozenset[str]:
        """The names that files and folders ever had at the top of the repository, on the main line."""
        return self.history.top_names(CommitRange(self.beginning, self.head))

    def times(self) -> tuple[datetime, ...]:
        """The committer's date of each commit on the first-parent line, in UTC, the newest first."""
        seconds = self._commands.lines("log", "--first-parent", "--no-patch", "--format=%ct", self.head)
        return tuple(datetime.fromtimestamp(int(each), UTC) for each in seconds)

    def main_line(self, published: Sequence[str]) -> Iterator[CommitRange]:
        """The parts of the main line, newest first.

        A plain ``git pull`` merges what is published into a local branch, and moves it off the first-parent
        line. It stays on the main line: the published commit above it, or the head, is read as one commit
        after it. Commits that are no ancestors of the head, as after a rewritten history, are passed over.
        """
        above = tip = self.head
        line = self.history.first_parents(tip) if published else frozenset()
        for commit in reversed(published):
            if commit not in line and self.is_ancestor(commit, above):
                if above != tip:
                    yield CommitRange(above, tip)
                yield CommitRange(commit, above, is_joined=True)
                tip, line = commit, self.history.first_parents(commit)
            if commit in line:
                above = commit
        yield CommitRange(self.beginning, tip)
        if self.beginning:
            yield CommitRange("", self.beginning, is_joined=True)

    @property
    def origin(self) -> str:
        """The URL of the remote ``origin``; empty if there is none."""
        _, url, _ = self._commands.ask("config", "--get", "remote.origin.url")
        return url.decode(errors="replace").strip()

    def is_ancestor(self, commit: str, of: str) -> bool:
        """Whether a commit is an ancestor of another, or the same one. False for one that is not there."""
        code, _, _ = self._commands.ask("merge_base", "--is-ancestor", commit, of)
        return code == 0

    def texts(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Each blob id with its bytes, in the given order. Only one is in memory at a time.

        Raises RepositoryError at the first blob that is missing or damaged.
        """
        for blob in blobs:
            yield blob, self.text(blob)

    def text(self, blob: str) -> bytes:
        """The bytes of one blob, as Git stores them. Raises RepositoryError as `texts` does."""
        return self._object(blob, b"blob")

    def has(self, blob: str) -> bool:
        """Whether the repository has an object; a partial clone may lack some."""
        code, _, _ = self._commands.ask("cat_file", "-e", blob)
        return code == 0

    def _object(self, name: str, kind: bytes) -> bytes:
        process = self._objects or self._commands.start("cat_file", "--batch")
        # Stored again only after a complete answer: the rest of a broken one would be read as the next.
        self._objects = None
        try:
            data = read_object(process, name, kind)
        except (ValueError, OSError) as error:
            process.communicate()
            raise self._commands.error(f"{name}: {error}") from error
        self._objects = process
        return data

    def tree(self, *under: str) -> tuple[tuple[str, str], ...]:
        """The regular files below ``under``, or all files: (path, blob), sorted by path."""
        return tuple(sorted(read_tree(self._commands.run("ls_tree", *_TREE, "-r", self.head, "--", *under))))

    def sizes(self) -> tuple[tuple[str, str, int | None], ...]:
        """The path, the blob and the size of each regular file; None as the size of one that is missing."""
        tree, missing = self.tree(), set(self._commands.missing())  # Git stops at one that is promised
        asked = [blob for _, blob in tree if blob not in missing]
        given = "".join(f"{blob}\n" for blob in asked).encode()
        answers = self._commands.run("cat_file", "--batch-check", given=given).decode().splitlines()
        sizes = {blob: answer.split()[-1] for blob, answer in zip(asked, answers, strict=True)}
        known = {blob: int(size) for blob, size in sizes.items() if size.isdigit()}
        return tuple((path, blob, known.get(blob)) for path, blob in tree)

    def find(self, commit: str, path: str) -> str | None:
        """The blob of the regular file at ``path`` in a commit; None if there is none."""
        *folders, name = path.encode(errors="surrogateescape").split(b"/")
        if not name or b"" in folders or b".." in folders or name == b"..":
            return None
        data = self._object(commit, b"commit")
        tree: str | None = data[len(b"tree ") : data.index(b"\n")].decode()
        for folder in folders:
            mode, tree = self._entries(tree).get(folder, (b"", None)) if tree else (b"", None)
            tree = tree if mode == _FOLDER else None
        mode, blob = self._entries(tree).get(name, (b"", None)) if tree else (b"", None)
        return blob if is_file(mode) else None

    def _entries(self, tree: str) -> dict[bytes, tuple[bytes, str]]:
        """The entries of a tree: name to mode and id. The last trees are cached, because lookups repeat."""
        if tree not in self._trees:
            if len(self._trees) >= _CACHED_TREES:
                self._trees.clear()
            self._trees[tree] = dict(read_entries(self._object(tree, b"tree"), len(tree) // 2))
        return self._trees[tree]

    def edits(self, *under: str) -> tuple[str, ...]:
        """Paths below ``under`` whose files in the working tree or the index differ from HEAD, sorted.

        New and deleted files are among them, ignored ones are not. A line ending or mode that Git would
        convert is no difference. Empty in a bare repository.
        """
        if self.root is None:
            return ()
        entries = self._commands.run("status", *_EDITS, "--", *under).split(b"\0")[:-1]
        paths = {stored_path(entry[len(b"XY ") :]) for entry in entries}
        # Git lists another repository inside the working tree as a folder: it is not part of this one.
        return tuple(sorted(path for path in paths if not path.endswith("/")))


_FOLDER: Final = b"40000"

_CACHED_TREES: Final = 256

_NEWEST: Final = ("log", "-1", "--no-patch", *AS_STORED, "--format=%H")

_PATTERNS: Final = {"GIT_LITERAL_PATHSPECS": "0"}

_TREE: Final = ("-z", "--full-tree")

# Not `git diff`, which locks the index, so that a commit at the same moment fails.
_EDITS: Final = ("--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=all")
