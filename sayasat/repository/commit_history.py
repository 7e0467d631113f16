"""Reads the changes and renames of commits from Git, and of commits that a cache has, from the cache."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from msgspec import Struct

from sayasat.repository.commands import GitCommands, repository_error
from sayasat.repository.plumbing import FIELDS, object_id, read_renames, stored_path


class CommitRange(Struct, frozen=True):
    """A part of the main line."""

    base: str
    """The commit before it; empty where it begins with the first commit."""

    tip: str
    """Its newest commit."""

    is_joined: bool = False
    """Whether it is one commit with all changes since the base; else it is a first-parent line."""


class OutputCache(Protocol):
    """Keeps outputs of Git from run to run, because commits never change: `sayasat.cache.database.Cache`."""

    def find_output(self, *name: str) -> bytes | None:
        """The output of this name; None if there is none."""

    def store_output(self, output: bytes, *name: str) -> None:
        """Store an output in the place of the one of this name."""

    def close(self) -> None:
        """Close the cache. The next call of another method opens it again."""


class CommitHistory(Struct, frozen=True):
    """The commits of one repository."""

    commands: GitCommands
    cache: OutputCache | None = None

    def first_parents(self, commit: str) -> frozenset[str]:
        """The commits of the first-parent line of a commit."""
        return frozenset(self.commands.lines("rev_list", "--first-parent", commit))

    def log(self, span: CommitRange, under: Sequence[str], environment: Mapping[str, str]) -> bytes:
        """The output of ``git log`` for a range, and the same for one that is read as one commit."""
        commands = self.commands.with_environment(environment)
        base, tip = span.base, span.tip
        if span.is_joined:
            base = base or object_id(b"", b"tree", len(tip))  # that of no files
            changes = commands.run("diff_tree", "-r", *_CHANGES, base, tip, "--", *under)
            return commands.run("log", "-1", "--no-patch", *_COMMIT, tip) + changes if changes else b""
        name = (*_LOG, *under, *environment)
        return self._up_to(span, name, lambda line: commands.run("log", *_LOG, *line, "--", *under))

    def top_names(self, span: CommitRange) -> frozenset[str]:
        """The names that a first-parent line ever had at the top of the repository."""
        names = self._up_to(span, ("rev_list", *_TOP), self._top_names)
        if span.base:
            names += self.commands.run("ls_tree", "--name-only", "-z", span.base)
        return frozenset(map(stored_path, names.split(b"\0")[:-1]))

    def paths_ever(self, head: str) -> tuple[str, ...]:
        """The paths of all files that there ever were on a first-parent line, sorted."""
        span = CommitRange("", head)
        names = self._up_to(span, _ADDED, lambda line: self.commands.run("log", *_ADDED, *line))
        return tuple(sorted({stored_path(name.lstrip(b"\n")) for name in names.split(b"\0")} - {""}))

    def beginning(self, head: str, since: str | datetime) -> str:
        """The commit of the main line that an archive of its newer part begins with; empty for all of it.

        That is the commit of a name, or the last one before a time. Raises RepositoryError
        (`since-elsewhere`) if it is not on the line.
        """
        if isinstance(since, datetime):
            line = ("--first-parent", f"--before=@{int(since.timestamp())}", head)
            commit = next(iter(self.commands.lines("rev_list", "-1", *line)), "")
        else:
            commit = since
        if commit and commit not in self.first_parents(head):
            raise repository_error("since-elsewhere", Path(self.commands.folder), name=commit)
        parents = self.commands.lines("rev_list", "-1", "--parents", commit) if commit else []
        return commit if any(" " in each for each in parents) else ""

    def _top_names(self, line: Sequence[str]) -> bytes:
        commits = self.commands.lines("rev_list", "--first-parent", "--parents", *line)
        pairs = "".join(f"{' '.join(each.split()[:2])}\n" for each in commits)
        names = self.commands.run("diff_tree", *_TOP, given=pairs.encode()).split(b"\0")[:-1]
        return b"".join(name + b"\0" for name in dict.fromkeys(names))

    def _up_to(self, span: CommitRange, name: Sequence[str], read: Callable[[Sequence[str]], bytes]) -> bytes:
        """An output about each commit of a first-parent line, newest first.

        ``read`` gives that of a line, without the commits after ``^``: those whose output the cache has.
        """
        tip, name = span.tip, (self.commands.folder, span.base, *name)
        known, _, output = (self._find(name) or b"").partition(b"\n")
        until = known.decode()
        if until == tip:
            return output
        if not until or until not in self.first_parents(tip):
            until, output = span.base, b""
        output = read([tip, *([f"^{until}"] if until else [])]) + output
        self._store(b"%s\n%s" % (tip.encode(), output), name)
        return output

    def _find(self, name: Iterable[str]) -> bytes | None:
        return self.cache.find_output(*name) if self.cache else None

    def _store(self, output: bytes, name: Iterable[str]) -> None:
        if self.cache:
            self.cache.store_output(output, *name)

    def renames(self, commits: Iterable[tuple[str, str]]) -> dict[str, dict[str, str]]:
        """The renames in whole commits, new path to old: of each commit, compared with the one beside it."""
        pairs = dict(commits)
        name = (self.commands.folder, *_WHOLE)
        output = self._find(name) or b""
        known = read_renames(output)
        lines = "".join(f"{sha} {parent}\n" for sha, parent in pairs.items() if sha not in known)
        if lines:
            newer = self.commands.run("diff_tree", "--stdin", "-r", "--always", *_WHOLE, given=lines.encode())
            self._store(output + newer, name)
            known |= read_renames(newer)
        return {sha: known[sha] for sha in pairs if sha in known}

    def branch_renames(self, merge: str) -> tuple[dict[str, str], ...]:
        """The renames in each commit of a merged branch, new path to old, oldest first."""
        line = (merge, f"^{merge}^1", "--reverse", "--topo-order", "--no-merges")
        name = (self.commands.folder, *line, *_WHOLE)
        output = self._find(name)
        if output is None:
            output = self.commands.run("log", *line, *_WHOLE, "--format=tformat:%H")
            self._store(output, name)
        return tuple(renames for sha, renames in read_renames(output).items() if sha != merge)

    def merged_main_line(self, head: str, *under: str) -> str:
        """The commit of the main line that the head merged into a local branch, as a plain ``git pull`` does.

        Its changes below ``under`` left the first-parent line, which is now that of the local commits. The
        merge is known by its subject, or by the upstream branch of this clone. Empty if there was none.
        """
        parents, subject = self.commands.run("log", "-1", "--format=%P%x00%s", head).split(b"\0")
        local, _, merged = parents.decode().partition(" ")
        if not merged or " " in merged:
            return ""
        if not self.commands.run("rev_list", "-1", merged, f"^{local}", "--", *under):
            return ""
        _, named, _ = self.commands.ask("symbolic_ref", "--quiet", "--short", "HEAD")
        _, upstream, _ = self.commands.ask("rev_parse", "--verify", "--quiet", "@{upstream}")
        branch = re.escape(named.decode().strip() or "main")
        pulled = rf"Merge (remote-tracking )?branch '([^/']+/)?{branch}'( of .*?)?( into {branch})?\s*"
        is_pulled = re.fullmatch(pulled, subject.decode(errors="replace")) is not None
        return merged if is_pulled or upstream.decode().strip() == merged else ""


AS_STORED: Final = ("--no-show-signature", "--encoding=UTF-8")

_CHANGES: Final = (
    "--raw",
    "-z",
    "--no-abbrev",
    "--find-renames=50%",
    "-l0",  # no limit: beyond diff.renameLimit, Git reports renames as deletions
)

_WHOLE: Final = ("--raw", "-z", "--no-abbrev", "--find-renames=50%", "-l2000", "--diff-filter=R")
"""Renames in whole trees: among more than 2,000 new and gone files, Git finds the unchanged ones only."""

_ADDED: Final = ("--first-parent", "-m", "--no-renames", "--diff-filter=A", "--name-only", "-z", "--format=")

_TOP: Final = ("--stdin", "--root", "--name-only", "-z", "--no-commit-id", "--no-renames")

_COMMIT: Final = ("-z", *AS_STORED, "--format=tformat:" + "%x00".join(FIELDS))

_LOG: Final = ("--first-parent", "--diff-merges=first-parent", *_CHANGES, *_COMMIT)
