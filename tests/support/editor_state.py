"""What the editors of a random history have before them: their files, the day, and what is drawn next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st
from msgspec import Struct, field

from tests.support.expected_versions import ExpectedVersions
from tests.support.histories import ZONE, Document, Tree

_T = TypeVar("_T")
FIRST = datetime(2026, 1, 5, 8, tzinfo=ZONE)
_AHEAD = (0, 1, 7, 30, 60, 90)
"""Days. Few, so that dates meet."""


class EditorState(Struct):
    """The newest files of the editors, and the choices that they make."""

    draw: st.DrawFn
    now: datetime = FIRST
    slug: str = "privacy"
    trees: list[Tree] = field(default_factory=lambda: [{}])
    """After each proposal."""

    expected: ExpectedVersions = field(default_factory=ExpectedVersions)
    words: int = 0
    """How many texts there were."""

    @property
    def today(self) -> date:
        return self.now.astimezone(ZONE).date()

    @property
    def tree(self) -> Tree:
        return self.trees[-1]

    @property
    def ky(self) -> Document | None:
        """The original's file in ``policies/``."""
        return self.tree.get(path("ky", self.slug))

    def day(self, key: str) -> date | None:
        """The day that a key of the original's file states."""
        return self.ky.day(key) if self.ky else None

    @property
    def announced(self) -> list[date]:
        """The dates of the announced versions, earliest first."""
        return sorted(day for day in self.expected.texts if day > self.today)

    @property
    def holding(self) -> date | None:
        """The date of the version in force, whether it was repealed or not."""
        return max((day for day in self.expected.texts if day <= self.today), default=None)

    @property
    def repeal(self) -> date | None:
        return self.day("repealed")

    def pick(self, options: Sequence[_T]) -> _T:
        """Draw one of some options."""
        return self.draw(st.sampled_from(options))

    def ahead(self) -> date:
        """Draw a day from today on."""
        return self.today + timedelta(self.pick(_AHEAD))

    def body(self) -> str:
        """A text that no other version has."""
        self.words += 1
        words = f"Маалымат {self.words} жыл сакталат."
        return f"# Эреже {{#rule}}\n\n{words}\n\n## Кукилер {{#cookies}}\n\nКуки жок."

    def with_ky(self, document: Document) -> Tree:
        """The files with a new original."""
        return {**self.tree, path("ky", self.slug): document}

    def with_both(self, document: Document) -> Tree:
        """The files with a new original, and perhaps its translation in the same proposal."""
        tree = self.with_ky(document)
        return {**tree, path("ru", self.slug): translated(document)} if self.pick((True, False)) else tree


Edit = Callable[[EditorState], Tree | None]
"""What editors do in one proposal: see `tests.support.policy_edits`."""


def path(language: str, slug: str) -> str:
    """Where the file of a policy is."""
    return f"docs/{language}/policies/{slug}.md"


def translated(document: Document) -> Document:
    """The Russian text of a Kyrgyz one."""
    body = document.body.replace("жыл сакталат", "года хранятся").replace("Маалымат", "Данные")
    return Document((("title", "Правила"), ("effective", document["effective"])), body).edited()
