"""The front matter of a policy's file, and the file as it was read. Pure.

Values of YAML are read as the text that was written, so that a message can show ``effective: 2026-02-30``,
and ``title: No`` is the text "No".
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import fields

from sayasat.errors import Fault

BY_DATE = ("adopted", "authority", "summary")
"""The keys whose value may be a map from versions' dates to values: one order may bring several versions."""

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""The form of a slug that an editor writes."""

HEAD_LIMIT = 64 * 1024
"""Characters; longer front matter is not read."""

BODY_LIMIT = 2_000_000
"""Characters; a longer body is not read. It is longer than any law, and some Markdown takes long to parse."""

Translation = Literal["unofficial", "official"]


class FrontMatter(Struct, frozen=True):
    """The values of front matter. A key that is missing or cannot be read is None (``formerly``: empty)."""

    title: str | None = None
    effective: date | None = None
    adopted: date | None = None
    authority: str | None = None
    summary: str | None = None
    editorial: str | None = None
    concerns: Literal["translations"] | None = None
    """Whether the correction that ``editorial`` gives a reason for is to be made in translations too."""

    replaces: date | tuple[()] | None = None
    """The announced version that this one takes the place of; () for ``none``."""

    repealed: date | None = None
    """The first day on which the policy is not in force any more."""

    formerly: tuple[str, ...] = ()
    """Slugs, in the order written."""

    source: str | None = None
    """Where a text comes from that is older than the repository, or was found later."""

    until: date | None = None
    """The end of such a text: from this day on it is not known which text applied."""

    translation: Translation | None = None
    by_date: tuple[tuple[str, date, str], ...] = ()
    """The entries of maps: the key of `BY_DATE`, a version's date, and the value as written."""

    def adopted_for(self, version: date) -> date | None:
        """The day of the decision on the version of a date."""
        mapped = self._mapped("adopted", version)
        return date.fromisoformat(mapped) if mapped else self.adopted

    def text_for(self, key: str, version: date) -> str | None:
        """``authority`` or ``summary`` of the version of a date."""
        value = self._mapped(key, version) or getattr(self, key)
        return str(value) if value else None

    def _mapped(self, key: str, version: date) -> str | None:
        return next((text for name, day, text in self.by_date if (name, day) == (key, version)), None)


KEYS = tuple(each.name for each in fields(FrontMatter) if each.name != "by_date")
"""The keys that front matter may have, in the order in which new ones are written."""


class Document(Struct, frozen=True):
    """A policy's file as it was read."""

    front_matter: FrontMatter
    body: str
    """The Markdown after the front matter, with line feeds; the whole file if it has no front matter."""

    body_line: int
    """The line of the file that the body begins on, from 1."""

    faults: tuple[Fault, ...]
    """In the order of the file. `Fault.where` is a line number, or empty for the file as a whole.

    A fact named ``key`` is a key that was not read, is unknown, or was written twice.
    """

    entries: tuple[HeadEntry, ...] = ()
    """The entries of front matter that was not written for Sayasat."""


HeadValue: TypeAlias = str | tuple[str, ...] | dict[str, str] | None


class HeadEntry(Struct, frozen=True):
    """A top-level key with its value: a text, a list of texts, a map (`BY_DATE`); None if it is none."""

    key: str
    line: int
    """The line in the front matter, from 0."""

    value: HeadValue


def file_line(line: int) -> str:
    """The line of the file, from 1, of a line of the front matter, from 0: the first line is ``---``."""
    return str(line + 2)
