"""Puts a random history into a repository, with real merges: one process of Git makes all of its commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.support.histories import State, Tree
from tests.support.repo import PolicyRepo


def committed(repo: PolicyRepo, states: Sequence[State]) -> list[str]:
    """Commit every state of a history; returns the head of each."""
    stream = _Stream()
    previous: State | None = None
    for state in states:
        parent = 0
        for place, each in enumerate(state.line):
            is_last = place == len(state.line) - 1
            if each.commit.sha not in stream.marks:
                merged = [*stream.side(state, parent), *stream.swapped(state, previous)] if is_last else []
                stream.marks[each.commit.sha] = stream.commit(each.commit.time, each.tree, parent, merged)
            parent = stream.marks[each.commit.sha]
        previous = state
    marks = repo.path / ".git" / "marks"
    repo.git("fast-import", "--quiet", "--force", f"--export-marks={marks}", stdin=bytes(stream.data))
    named = dict(line.split() for line in marks.read_text(encoding="utf-8").splitlines())
    return [named[f":{stream.marks[state.head]}"] for state in states]


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

    def side(self, state: State, parent: int) -> list[int]:
        """The commits of the branch that a merge brings; returns its head."""
        proposal = state.proposal
        if proposal.way != "merge" or not parent:
            return []
        mark = parent
        for place, tree in enumerate(proposal.trees):
            minutes = len(proposal.trees) - place
            mark = self.commit(proposal.now - timedelta(minutes=minutes), tree, mark, ())
        return [mark]

    def swapped(self, state: State, previous: State | None) -> list[int]:
        """What was published before, where a merge has moved it off the first-parent line."""
        is_swapped = state.proposal.swaps and previous is not None and previous.line[-1] not in state.line
        return [self.marks[previous.head]] if is_swapped and previous else []
