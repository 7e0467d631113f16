"""A proposal of several commits on the main line, in each way that a forge has and in each order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import permutations

from msgspec import Struct

from tests.support.repo import PolicyRepo, policy_text

WAYS = ("merge", "squash", "rebase", "fast-forward")

Change = Mapping[str, Mapping[str, object] | None]
"""By path, the keys of a file that get another value, ``text`` for its body; None deletes the file."""

Files = dict[str, dict[str, object]]


class SplitProposal(Struct, frozen=True):
    """What is published, and one change of it that was split into commits."""

    name: str
    published: tuple[tuple[datetime, Change], ...]
    commits: Mapping[str, Change]
    begun: datetime
    """The time of its first commit; each other one is a minute later."""

    merged: datetime

    def __str__(self) -> str:
        return self.name


def main_lines(repo: PolicyRepo, proposal: SplitProposal) -> list[str]:
    """Make a branch for each way and each order of the commits, in one run of Git; returns their names."""
    stream, files = _Stream(), Files()
    for time, change in proposal.published:
        files = _changed(files, change)
        stream.commit("base", time, files)
    for order in permutations(proposal.commits):
        name = ", ".join(order).replace(" ", "-").replace(",-", "/")
        states = list(_states(files, (proposal.commits[each] for each in order)))
        for way in WAYS:
            stream.start(f"{way}/{name}", "base")
        for minute, state in enumerate(states):
            stream.commit(f"fast-forward/{name}", proposal.begun + timedelta(minutes=minute), state)
            # A forge makes the commits anew, with the time of the merge
            stream.commit(f"rebase/{name}", proposal.merged, state)
        stream.commit(f"merge/{name}", proposal.merged, states[-1], merges=f"fast-forward/{name}")
        stream.commit(f"squash/{name}", proposal.merged, states[-1])
    repo.git("fast-import", "--quiet", "--force", stdin=bytes(stream.data))
    return [name for name in stream.marks if name != "base"]


def _states(files: Files, changes: Iterable[Change]) -> Iterator[Files]:
    for change in changes:
        files = _changed(files, change)
        yield files


def _changed(files: Files, change: Change) -> Files:
    changed = {path: {**files.get(path, {}), **keys} for path, keys in change.items() if keys is not None}
    return {path: keys for path, keys in {**files, **changed}.items() if change.get(path, keys) is not None}


class _Stream:
    """What `git fast-import` reads."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.marks: dict[str, int] = {}
        """The newest commit of each branch."""
        self._last = 0

    def start(self, branch: str, at: str) -> None:
        self.marks[branch] = self.marks[at]

    def commit(self, branch: str, time: datetime, files: Files, merges: str = "") -> None:
        self._last += 1
        who = f"Editor <editor@example.org> {time.timestamp():.0f} {time:%z}"
        head = (
            f"commit refs/heads/{branch}\nmark :{self._last}\nauthor {who}\ncommitter {who}\ndata 4\nEdit\n"
        )
        parents = f"from :{self.marks[branch]}\n" if branch in self.marks else ""
        parents += f"merge :{self.marks[merges]}\n" if merges else ""
        self.data += f"{head}{parents}deleteall\n".encode()
        for path, keys in files.items():
            text = policy_text(str(keys["text"]), **{each: keys[each] for each in keys if each != "text"})
            self.data += f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n".encode()
        self.marks[branch] = self._last
