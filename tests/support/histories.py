"""Histories of one policy in Kyrgyz and Russian, as plain values.

A history is a list of proposals. Each has the files of its commits, one after the other, and the way in which
it comes to the main line (`tests.support.main_line`). What the editors do in them is in
`tests.support.policy_edits`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from tests.support.expected_versions import ExpectedAnswers
from tests.support.repo import policy_text

ZONE = ZoneInfo("Asia/Bishkek")
LANGUAGES = ("ky", "ru")
MERGE_METHODS = ("merge", "squash", "rebase", "fast-forward")
COMMENT = "\n\n<!--"
"""Where the comment begins that an edit puts after the text."""


class Document(Struct, frozen=True):
    """A policy's file: the front matter without what is None, and the body."""

    keys: tuple[tuple[str, object], ...]
    body: str

    def __getitem__(self, key: str) -> object:
        return dict(self.keys).get(key)

    def day(self, key: str) -> date | None:
        """A key's value, where that is a day."""
        value = self[key]
        return value if isinstance(value, date) else None

    def edited(self, body: str = "", /, **keys: object) -> Document:
        """The document with other keys, and with another body where one is given."""
        edited = {name: value for name, value in {**dict(self.keys), **keys}.items() if value is not None}
        return Document(tuple(edited.items()), body or self.body)

    @property
    def text(self) -> str:
        return _text(self)

    @property
    def words(self) -> str:
        """The body without the comment after it."""
        return self.body.partition(COMMENT)[0]


@lru_cache(maxsize=10_000)
def _text(document: Document) -> str:
    return policy_text(document.body, **dict(document.keys))


@lru_cache(maxsize=50_000)
def blob_id(document: Document) -> str:
    """An id of the document's bytes."""
    return hashlib.sha1(document.text.encode(), usedforsecurity=False).hexdigest()


Tree = Mapping[str, Document]
"""The files of a commit, by path."""


class LogDamage(StrEnum):
    """What happened to the publication log at the remote before a publication."""

    LOST = "lost"
    SHORTENED = "shortened"
    CHANGED = "changed"


class Proposal(Struct, frozen=True):
    """Commits that come to the main line at one time."""

    edit: str
    """What the editors did: the name of a function of `tests.support.policy_edits` or its neighbours."""

    now: datetime
    """When it is merged or pushed, by a clock that is right."""

    trees: tuple[Tree, ...]
    method: str = "squash"
    clock: timedelta = timedelta()
    """By how much the clock of the computer that makes its first commit is wrong."""

    lag: int | None = 0
    """Days until the site is published; None: not before the next proposal comes."""

    expected: ExpectedAnswers | None = None
    """Which text holds on each day after it; None where the model cannot say."""

    swaps_parents: bool = False
    """Whether it was begun before the newest proposal, and `git pull` merged that one into it (foxtrot)."""

    log_damage: LogDamage | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """What random histories are to contain that this proposal has an example of."""
        found = {self.edit, self.method}
        if self.clock:
            found.add("clock ahead" if self.clock > timedelta() else "clock behind")
        if self.lag is None or self.lag:
            found.add("published late" if self.lag else "not published")
        if self.swaps_parents:
            found.add("parents swapped")
        return frozenset(found | ({f"log {self.log_damage}"} if self.log_damage else set()))


def described(proposals: Iterable[Proposal]) -> str:
    """A history as a person reads it: each proposal with its day, and what its commits change."""
    lines, before = list[str](), dict[str, Document]()
    for each in proposals:
        lag = "is not published" if each.lag is None else f"is published {each.lag} days later"
        clock = f", clock {each.clock.days:+} days" if each.clock else ""
        swaps = ", parents swapped" if each.swaps_parents else ""
        log = f", log {each.log_damage}" if each.log_damage else ""
        lines.append(f"{each.now:%Y-%m-%d} {each.edit}, {each.method}{clock}{swaps}{log}; {lag}")
        for tree in each.trees:
            changed = [path for path in {**before, **tree} if before.get(path) != tree.get(path)]
            lines += [f"    {_described(path, tree.get(path))}" for path in changed]
            before = dict(tree)
    return "\n".join(lines)


def _described(path: str, document: Document | None) -> str:
    if document is None:
        return f"{path}: removed"
    keys = ", ".join(f"{name}: {value}" for name, value in document.keys if name != "title")
    words = next(line for line in document.body.splitlines()[1:] if line)
    return f"{path}: {words} {document.body.partition('<!--')[2]} ({keys})"
