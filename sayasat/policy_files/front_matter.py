"""What the head of a policy's file may say, and the file as it was read. Pure.

Scalars are kept as the text that was written, so ``effective: 2026-02-30`` can be named in a message, and
``title: No`` stays "No".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from sayasat.conflicts import conflict
from sayasat.errors import Fault

KEYS = (
    "title",
    "effective",
    "adopted",
    "authority",
    "summary",
    "editorial",
    "concerns",
    "replaces",
    "repealed",
    "formerly",
    "translation",
)
"""All that a policy's head may say."""

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a policy's name is made of where it is written by hand."""

HEAD_LIMIT = 64 * 1024
"""Characters; a longer head is not read."""

Translation = Literal["unofficial", "official"]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a head says. A key that is not there, or cannot be read, is None (``formerly``: empty)."""

    title: str | None = None
    effective: date | None = None
    adopted: date | None = None
    authority: str | None = None
    summary: str | None = None
    editorial: str | None = None
    concerns: Literal["translations"] | None = None
    """Whether the correction that ``editorial`` tells of is to be made in translations too."""

    replaces: date | Literal["none"] | None = None
    repealed: date | None = None
    """The first day without force."""

    formerly: tuple[str, ...] = ()
    """Slugs, in the order written."""

    translation: Translation | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A policy's file, read."""

    front_matter: FrontMatter
    body: str
    """The Markdown after the head, with ``\\n`` line ends; all of the file where it has no head."""

    body_line: int
    """The line of the file that the body begins on, from 1."""

    faults: tuple[Fault, ...]
    """In the order of the file. ``where`` is a line of the file as text, or empty for the file as a whole.

    A fact named ``key`` names a key that is there but was not read (or is unknown, or there twice).
    """


@dataclass(frozen=True, slots=True)
class HeadEntry:
    """A top-level key as written. A value is text, a list of texts, or None where it is neither."""

    key: str
    line: int
    value: str | tuple[str, ...] | None


def with_conflict_alone(text: str, document: Document) -> Document:
    """The document with no fault but its conflict markers, where it has them."""
    found = conflict(text)
    if found is None:
        return document
    unread = () if document.front_matter.effective else (("key", "effective"),)
    return replace(document, faults=(replace(found, facts=unread),))


def file_line(line: int) -> str:
    """A line of the head, from 0, as a line of the file: one ``---`` goes before it."""
    return str(line + 2)
