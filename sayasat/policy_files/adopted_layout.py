"""The layout of a repository that was not made with Sayasat, told by patterns of paths. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import PurePosixPath

from sayasat.markdown import heading_ids
from sayasat.policy_files.file_names import FOLDERS_OWN, MARKDOWN, parents_of
from sayasat.policy_files.layout import Name, Naming, PathChange
from sayasat.policy_files.path_patterns import count_alike, expression, is_open, parts_of, sure_folders

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
        folders = dict.fromkeys("/".join(sure_folders(pattern)) for pattern in self.patterns)
        return tuple(
            f":(glob,icase){f'{folder}/' if folder else ''}**/*{ending}"
            for folder in folders
            for ending in MARKDOWN
        )

    @property
    def has_patterns(self) -> bool:
        """They are patterns."""
        return True

    @cached_property
    def _expressions(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(expression(parts_of(pattern))) for pattern in self.patterns)

    @cached_property
    def _common(self) -> tuple[int, int]:
        """How many parts all patterns begin, and end, alike with: what says nothing of a single policy."""
        whole = [parts_of(pattern) for pattern in self.patterns]
        first = count_alike([parts[:-1] for parts in whole])
        last = count_alike([parts[::-1] for parts in whole]) if any(map(is_open, whole)) else 0
        return first, last

    def matches(self, path: str) -> tuple[bool, ...]:
        """Which of the patterns a path matches."""
        composed = unicodedata.normalize("NFC", path)
        name = PurePosixPath(composed)
        if name.suffix.lower() not in MARKDOWN:
            return (False,) * len(self.patterns)
        is_readme = name.stem.lower() == "readme"
        return tuple(
            expression.fullmatch(composed) is not None
            and (not is_readme or parts_of(pattern)[-1].lower().startswith("readme"))
            for pattern, expression in zip(self.patterns, self._expressions, strict=True)
        )

    def slug(self, path: str) -> str:
        """What is readable of a path in an address: the part that the patterns leave open."""
        kept = self.kept(path)
        if kept[-1].lower() in FOLDERS_OWN:
            kept = kept[:-1] or tuple(parents_of(path)[-1:])
        slug = _shortened(heading_ids.slug(" ".join(re.sub(r"[^\w]", " ", each) for each in kept)))
        return _NAMELESS if slug in {"", "section", *FOLDERS_OWN} else slug

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
    paths: dict[Name, str] = field(default_factory=dict)
    """The path that has a name now, or had it last."""

    passed_over: set[str] = field(default_factory=set)
    """Paths that are no policies."""

    def enter(self, changes: Iterable[PathChange]) -> None:
        for change in changes:
            if change.blob is None or change.path in self.passed_over:
                continue
            if change.path not in self.names and not any(self.layout.matches(change.path)):
                self.passed_over.add(change.path)
            else:
                self._give(change)

    def name(self, path: str) -> Name | None:
        return self.names.get(path)

    def _give(self, change: PathChange) -> None:
        own = self.names.get(change.path)
        if own is not None and change.renamed_from is None and self.paths[own] == change.path:
            return
        former = self.names.get(change.renamed_from or "")
        slug = self.layout.slug(change.path)
        if former and change.renamed_from and self.layout.slug(change.renamed_from) == slug:
            self._assign(change.path, former)
            return
        if own is None or self.paths[own] != change.path:
            self._assign(change.path, self._free(slug))

    def _free(self, slug: str) -> Name:
        numbered = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
        names = (Name(each, self.layout.language) for each in numbered)
        return next(name for name in names if name not in self.paths)

    def _assign(self, path: str, name: Name) -> None:
        self.names[path] = name
        self.paths[name] = path


def _shortened(slug: str) -> str:
    data = slug.encode(errors="replace")
    return slug if len(data) <= _LONGEST_SLUG else data[:_LONGEST_SLUG].decode(errors="ignore").rstrip("-")
