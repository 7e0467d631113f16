"""Puts a random history into a repository, with real merges: one process of Git makes all of its commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.support.histories import Tree
from tests.support.main_line import MainLine
from tests.support.repo import PolicyRepo


def committed(repo: PolicyRepo, lines: Sequence[MainLine]) -> list[str]:
    """Commit every main line of a history; returns the head of each."""
    stream = _Stream()
    previous: MainLine | None = None
    for line in lines:
        parent = 0
        for place, each in enumerate(line.commits):
            is_last = place == len(line.commits) - 1
            if each.commit.sha not in stream.marks:
                merged = [*stream.side(line, parent), *stream.swapped(line, previous)] if is_last else []
                stream.marks[each.commit.sha] = stream.commit(each.commit.time, each.tree, parent, merged)
            parent = stream.marks[each.commit.sha]
        previous = line
    marks = repo.path / ".git" / "marks"
    repo.git("fast-import", "--quiet", "--force", f"--export-marks={marks}", stdin=bytes(stream.data))
    named = dict(line.split() for line in marks.read_text(encoding="utf-8").splitlines())
    return [named[f":{stream.marks[line.head]}"] for line in lines]


class _Stream:
    """What `git fast-import` reads."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.marks: dict[str, int] = {}
        """By the ids of the commits in memory."""
        self._last = 0

    def commit(self, time: datetime, tree: Tree, parent: int, merged: Sequence[int]) -> int:
        """Add a commit; returns its mark. ``parent`` 0: it has none."""
        self._last += 1
        who = f"Editor <editor@example.org> {time.timestamp():.0f} +0600"
        head = f"commit refs/heads/main\nmark :{self._last}\nauthor {who}\ncommitter {who}\n"
        parents = [f"from :{parent}\n"] if parent else []
        parents += [f"merge :{each}\n" for each in merged]
        self.data += f"{head}data 4\nEdit\n{''.join(parents)}deleteall\n".encode()
        for path, document in tree.items():
            text = document.text.encode()
            self.data += f"M 100644 inline {path}\ndata {len(text)}\n".encode() + text + b"\n"
        return self._last

    def side(self, line: MainLine, parent: int) -> list[int]:
        """The commits of the branch that a merge brings; returns its head."""
        proposal = line.proposal
        if proposal.method != "merge" or not parent:
            return []
        mark = parent
        for place, tree in enumerate(proposal.trees):
            minutes = len(proposal.trees) - place
            mark = self.commit(proposal.now - timedelta(minutes=minutes), tree, mark, ())
        return [mark]

    def swapped(self, line: MainLine, previous: MainLine | None) -> list[int]:
        """What was published before, where a merge has moved it off the first-parent line."""
        if previous is None or not line.proposal.swaps_parents or previous.commits[-1] in line.commits:
            return []
        return [self.marks[previous.head]]
