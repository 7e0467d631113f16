"""What the names of files say: whether one is Markdown, and a title made of a path. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePosixPath

from sayasat.characters import showable

MARKDOWN = (".md", ".markdown")

FOLDERS_OWN = frozenset({"index", "_index", "readme"})
"""File names that stand for their folder: for MkDocs and others, and the middle one for Hugo."""


@lru_cache(maxsize=10_000)
def is_markdown(path: str) -> bool:
    """Whether a file is Markdown by its name."""
    return PurePosixPath(path).suffix.lower() in MARKDOWN


def readable(path: str) -> str:
    """A title made of a file's name, where the text has none; that of its folder, for index and README."""
    name = PurePosixPath(path).stem
    if name.lower() in FOLDERS_OWN:
        name = (*parents_of(path), name)[-2 if parents_of(path) else -1]
    return _shown(name)


def distinct(title: str, kept: Sequence[str]) -> str:
    """A title that several policies have, with what their paths tell apart."""
    parts = [_shown(part) for part in kept if part.lower() not in FOLDERS_OWN]
    others = [part for part in parts if part.casefold() != title.casefold()]
    return f"{title} – {' / '.join(others)}" if others else title


def located(path: str) -> str:
    """A path as pages can show it."""
    return showable(path.encode(errors="replace").decode())


def _shown(name: str) -> str:
    words = " ".join(re.sub(r"[-_\s]+", " ", name).split()) or name
    shown = located(words)
    return shown[:1].upper() + shown[1:]


def parents_of(path: str) -> list[str]:
    """The folders that a path is in, composed (NFC)."""
    return unicodedata.normalize("NFC", path).split("/")[:-1]
