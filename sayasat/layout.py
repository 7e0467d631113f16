"""Where a repository keeps its policies: which files they are, and what each is called. Pure, without Git.

`Published` is the layout of a site that is made with Sayasat; `Adopted` that of any other repository, told by
patterns of paths. A slug is made of the path alone, so that a new file never changes another's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import count, takewhile
from pathlib import PurePosixPath
from typing import NamedTuple, Protocol

from sayasat import dialect
from sayasat.characters import showable

DOCS = "docs"
"""Where a site made with Sayasat keeps its texts."""

_MARKDOWN = (".md", ".markdown")
_FOLDERS_OWN = frozenset({"index", "_index", "readme"})
"""File names that stand for their folder: for MkDocs and others, and the middle one for Hugo."""

_NAMELESS = "policy"
_LONGEST_SLUG = 150
"""Bytes in UTF-8: a slug is a file name, with something after it."""

_PUBLISHED = re.compile(
    r"\.(?:avif|bmp|gif|ico|jpe?g|png|svg|tiff?|webp|csv|docx?|od[pst]|pdf|pptx?|rtf|txt|xlsx?)",
    re.IGNORECASE,
)
"""Endings of a foreign repository's files that are published with the texts that show or link to them.

No programs, and no pages that would run on the site's own origin.
"""


class Name(NamedTuple):
    """What an edition is called."""

    slug: str
    language: str


class Change(Protocol):
    """What one commit did to one file, as `sayasat.repository` tells it."""

    @property
    def path(self) -> str:
        """After the change."""

    @property
    def blob(self) -> str | None:
        """Absent where no file is left."""

    @property
    def renamed_from(self) -> str | None:
        """The path it had before, where it is another."""


class Naming(Protocol):
    """Says which edition a path is for, as the commits go by, oldest first."""

    def enter(self, changes: Iterable[Change]) -> None:
        """Take note of what the next commit did."""

    def name(self, path: str) -> Name | None:
        """The edition that a path is for since the last commit entered; absent for any other file."""


class Layout(Protocol):
    """Where a repository keeps its policies."""

    @property
    def under(self) -> tuple[str, ...]:
        """What Git is asked for: paths, or patterns of its own where `has_patterns`."""

    @property
    def has_patterns(self) -> bool:
        """Whether `under` are patterns."""

    def naming(self) -> Naming:
        """Names for one reading of the history."""

    def page(self, path: str, name: Name) -> str:
        """The file below MkDocs' docs folder that stands for an edition; ``path`` is where its text is."""

    def is_shown(self, path: str) -> bool:
        """Whether a file that is no text is published where a text shows or links to it."""


@dataclass(frozen=True, slots=True)
class Published:
    """``docs/LANGUAGE/policies/SLUG.md``: Markdown files in the folder itself.

    What MkDocs takes for the folder's own page (index, README) or hides (a dot before the name) is none.
    """

    languages: tuple[str, ...]

    @property
    def under(self) -> tuple[str, ...]:
        """The folder of all texts."""
        return (DOCS,)

    @property
    def has_patterns(self) -> bool:
        """They are paths."""
        return False

    def naming(self) -> Published:
        """Names do not depend on history here."""
        return self

    def enter(self, changes: Iterable[Change]) -> None:
        """See `naming`."""

    def name(self, path: str) -> Name | None:
        """The edition that a path is for, absent for any other file."""
        folder, _, file = path.rpartition("/")
        language = folder.removeprefix(f"{DOCS}/").removesuffix("/policies")
        slug = file.removesuffix(".md")
        if language not in self.languages or folder != f"{DOCS}/{language}/policies":
            return None
        if slug == file or slug in {"index", "README"} or slug.startswith(".") or not slug:
            return None
        return Name(slug, language)

    def page(self, path: str, name: Name) -> str:  # noqa: ARG002
        """The text's own file."""
        return path.removeprefix(f"{DOCS}/")

    def is_shown(self, path: str) -> bool:
        """Whatever lies below docs/."""
        return path.startswith(f"{DOCS}/")


@dataclass(frozen=True)
class Adopted:
    """Markdown files whose paths match one of the patterns, all in one language.

    ``*`` and ``?`` stand for anything within a name, ``[…]`` for one of several letters, ``**`` for any
    folders or none. Names that begin with a dot, and README, are meant only where a pattern names them.
    Letters are the same however they are composed; the ending may be written ``.MD``.
    """

    patterns: tuple[str, ...]
    language: str

    @property
    def under(self) -> tuple[str, ...]:
        """All Markdown below what the patterns have for sure: Git composes and compares letters otherwise."""
        folders = dict.fromkeys("/".join(_sure_folders(pattern)) for pattern in self.patterns)
        return tuple(
            f":(glob,icase){f'{folder}/' if folder else ''}**/*{ending}"
            for folder in folders
            for ending in _MARKDOWN
        )

    @property
    def has_patterns(self) -> bool:
        """They are patterns."""
        return True

    @cached_property
    def _expressions(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(_expression(_parts(pattern))) for pattern in self.patterns)

    @cached_property
    def _common(self) -> tuple[int, int]:
        """How many parts all patterns begin, and end, alike with: what says nothing of a single policy."""
        whole = [_parts(pattern) for pattern in self.patterns]
        first = _alike([parts[:-1] for parts in whole])
        last = _alike([parts[::-1] for parts in whole]) if any(map(_is_open, whole)) else 0
        return first, last

    def matches(self, path: str) -> tuple[bool, ...]:
        """Which of the patterns a path matches."""
        composed = unicodedata.normalize("NFC", path)
        name = PurePosixPath(composed)
        if name.suffix.lower() not in _MARKDOWN:
            return (False,) * len(self.patterns)
        is_readme = name.stem.lower() == "readme"
        return tuple(
            expression.fullmatch(composed) is not None
            and (not is_readme or _parts(pattern)[-1].lower().startswith("readme"))
            for pattern, expression in zip(self.patterns, self._expressions, strict=True)
        )

    def slug(self, path: str) -> str:
        """What is readable of a path in an address: the part that the patterns leave open."""
        kept = self.kept(path)
        if kept[-1].lower() in _FOLDERS_OWN:
            kept = kept[:-1] or tuple(_parents(path)[-1:])
        slug = _shortened(dialect.slug(" ".join(re.sub(r"[^\w]", " ", each) for each in kept)))
        return _NAMELESS if slug in {"", "section", *_FOLDERS_OWN} else slug

    def kept(self, path: str) -> tuple[str, ...]:
        """The parts of a path, without its ending, that are not alike for all policies; at least one."""
        *folders, name = unicodedata.normalize("NFC", path).split("/")
        parts = (*folders, PurePosixPath(name).stem)
        first, last = self._common
        kept = parts[min(first, len(parts) - 1) :]
        return kept[: max(1, len(kept) - last)]

    def naming(self) -> Naming:
        """Names given in the order of history."""
        return _Slugs(self)

    def page(self, path: str, name: Name) -> str:  # noqa: ARG002
        """A file that is there only while the site is built."""
        return f"{name.language}/policies/{name.slug}.md"

    def is_shown(self, path: str) -> bool:
        """Pictures and documents."""
        return _PUBLISHED.fullmatch(PurePosixPath(path).suffix) is not None


@dataclass(slots=True)
class _Slugs:
    """Which slug each path has: where two paths make the same one, the first keeps it, the next gets ``-2``.

    A file that is renamed to a path with the same slug keeps its own.
    """

    layout: Adopted
    names: dict[str, Name] = field(default_factory=dict)
    holders: dict[Name, str] = field(default_factory=dict)
    """The path that has a name now, or had it last."""

    passed_over: set[str] = field(default_factory=set)
    """Paths that are no policies."""

    def enter(self, changes: Iterable[Change]) -> None:
        for change in changes:
            if change.blob is None or change.path in self.passed_over:
                continue
            if change.path not in self.names and not any(self.layout.matches(change.path)):
                self.passed_over.add(change.path)
            else:
                self._give(change)

    def name(self, path: str) -> Name | None:
        return self.names.get(path)

    def _give(self, change: Change) -> None:
        own = self.names.get(change.path)
        if own is not None and change.renamed_from is None and self.holders[own] == change.path:
            return
        former = self.names.get(change.renamed_from or "")
        slug = self.layout.slug(change.path)
        if former and change.renamed_from and self.layout.slug(change.renamed_from) == slug:
            self._hold(change.path, former)
            return
        if own is None or self.holders[own] != change.path:
            self._hold(change.path, self._free(slug))

    def _free(self, slug: str) -> Name:
        numbered = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
        names = (Name(each, self.layout.language) for each in numbered)
        return next(name for name in names if name not in self.holders)

    def _hold(self, path: str, name: Name) -> None:
        self.names[path] = name
        self.holders[name] = path


@lru_cache(maxsize=10_000)
def is_markdown(path: str) -> bool:
    """Whether a file is Markdown by its name."""
    return PurePosixPath(path).suffix.lower() in _MARKDOWN


def readable(path: str) -> str:
    """A title made of a file's name, where the text has none; that of its folder, for index and README."""
    name = PurePosixPath(path).stem
    if name.lower() in _FOLDERS_OWN:
        name = (*_parents(path), name)[-2 if _parents(path) else -1]
    return _shown(name)


def distinct(title: str, kept: Sequence[str]) -> str:
    """A title that several policies have, with what their paths tell apart."""
    parts = [_shown(part) for part in kept if part.lower() not in _FOLDERS_OWN]
    others = [part for part in parts if part.casefold() != title.casefold()]
    return f"{title} – {' / '.join(others)}" if others else title


def located(path: str) -> str:
    """A path as pages can show it."""
    return showable(path.encode(errors="replace").decode())


def _shown(name: str) -> str:
    words = " ".join(re.sub(r"[-_\s]+", " ", name).split()) or name
    shown = located(words)
    return shown[:1].upper() + shown[1:]


def _parents(path: str) -> list[str]:
    return unicodedata.normalize("NFC", path).split("/")[:-1]


def _parts(pattern: str) -> list[str]:
    parts = [part for part in unicodedata.normalize("NFC", pattern).split("/") if part not in {"", "."}]
    if pattern.endswith("/") or not parts:
        parts += ["**", "*.md"]
    return parts


def _is_open(parts: Sequence[str]) -> bool:
    return any(map(_is_wild, parts))


def _is_wild(part: str) -> bool:
    return any(character in part for character in "*?[\\")


def _sure_folders(pattern: str) -> list[str]:
    # Git refuses to look above a repository: a pattern that does matches nothing
    sure = takewhile(
        lambda part: part.isascii() and part != ".." and not _is_wild(part), _parts(pattern)[:-1]
    )
    return list(sure)


def _alike(whole: Sequence[Sequence[str]]) -> int:
    """How many literal parts all of these begin alike with."""
    columns = zip(*whole, strict=False)
    return sum(1 for _ in takewhile(lambda each: len(set(each)) == 1 and not _is_wild(each[0]), columns))


def _expression(parts: Sequence[str]) -> str:
    *folders, last = parts
    written = "".join(
        r"(?:(?!\.)[^/]+/)*" if part == "**" else f"{_part_expression(part)}/" for part in folders
    )
    if last == "**":
        return written + r"(?:(?!\.)[^/]+/)*(?!\.)[^/]+"
    ending = next((each for each in _MARKDOWN if last.lower().endswith(each)), "")
    stem = last[: len(last) - len(ending)]
    return f"{written}{_part_expression(stem)}(?i:{re.escape(ending)})"


def _part_expression(part: str) -> str:
    pieces = re.findall(r"\*+|\?|\[[!^]?\]?[^\]]*\]|.", part, re.DOTALL)
    guard = "" if part.startswith(".") else r"(?!\.)"
    return guard + "".join(map(_piece_expression, pieces))


def _piece_expression(piece: str) -> str:
    if piece.startswith("*"):
        return "[^/]*"
    if piece == "?":
        return "[^/]"
    if piece.startswith("[") and len(piece) > 1:
        negated = piece[1] in "!^"
        letters = piece[2 if negated else 1 : -1].replace("\\", r"\\").replace("[", r"\[").replace("]", r"\]")
        return f"(?!/)[{'^' if negated else ''}{letters}]"
    return re.escape(piece)


def _shortened(slug: str) -> str:
    data = slug.encode(errors="replace")
    return slug if len(data) <= _LONGEST_SLUG else data[:_LONGEST_SLUG].decode(errors="ignore").rstrip("-")
