"""Recognises Markdown files by name, and makes titles from paths. Pure."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePosixPath

from sayasat.characters import showable

MARKDOWN = (".md", ".markdown", ".mdx")

FOLDERS_OWN = frozenset({"index", "_index", "readme"})
"""File names, without suffix, of a folder's own page: in MkDocs and other programs, ``_index`` in Hugo."""


_CACHED_PATHS = 10_000
"""Enough for many revisions, since the revisions of a text have nearly the same links."""


@lru_cache(maxsize=_CACHED_PATHS)
def beside(file: str, written: str) -> str:
    """The path in the repository that a link in ``file`` names; a leading slash is the repository's root."""
    folder = "" if written.startswith("/") else posixpath.dirname(file)
    return posixpath.normpath(posixpath.join(folder, written.lstrip("/")))


@lru_cache(maxsize=_CACHED_PATHS)
def is_markdown(path: str) -> bool:
    """Whether the name of a file has a suffix of Markdown."""
    return PurePosixPath(path).suffix.lower() in MARKDOWN


def readable(path: str) -> str:
    """A title made from a file name, for a text without one; for index and README, from the folder name."""
    name = PurePosixPath(path).stem
    if name.lower() in FOLDERS_OWN:
        name = (*parents_of(path), name)[-2 if parents_of(path) else -1]
    return _shown(name)


def distinct(title: str, parts: Sequence[str]) -> str:
    """A title that several policies have, followed by the parts of a path that distinguish them."""
    shown = [_shown(part) for part in parts if part.lower() not in FOLDERS_OWN]
    others = [part for part in shown if part.casefold() != title.casefold()]
    return f"{title} – {' / '.join(others)}" if others else title


def located(path: str) -> str:
    """A path as text for a page, without characters that a page cannot show."""
    return showable(path.encode(errors="replace").decode())


def _shown(name: str) -> str:
    words = " ".join(re.sub(r"[-_\s]+", " ", name).split()) or name
    shown = located(words)
    return shown[:1].upper() + shown[1:]


def parents_of(path: str) -> list[str]:
    """The names of the folders of a path, outermost first, composed (NFC)."""
    return unicodedata.normalize("NFC", path).split("/")[:-1]
