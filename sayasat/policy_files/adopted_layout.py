"""The layout of a repository that was not made with Sayasat, given by path patterns. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import PurePosixPath

from sayasat.markdown import heading_ids
from sayasat.policy_files.file_names import FOLDERS_OWN, MARKDOWN, parents_of
from sayasat.policy_files.layout import Name, Naming, PathChange
from sayasat.policy_files.path_patterns import count_alike, expression, is_open, literal_folders, parts_of

_NAMELESS = "policy"

_LONGEST_SLUG = 150
"""Bytes in UTF-8. A slug is part of a file name, which most file systems limit to 255 bytes."""

_PUBLISHED = re.compile(
    r"\.(?:avif|bmp|gif|ico|jpe?g|png|svg|tiff?|webp|csv|docx?|od[pst]|pdf|pptx?|rtf|txt|xlsx?)",
    re.IGNORECASE,
)
"""Suffixes of files of an adopted repository that are published if a text shows or links to them.

They contain no scripts, and no pages, which would run on the site's own origin.
"""


@dataclass(frozen=True)
class Adopted:
    """Markdown files whose paths match one of the patterns, all in one language.

    ``*`` and ``?`` match within a name, ``[…]`` matches one of several letters, ``**`` any number of folders.
    A name that begins with a dot, or README, matches only a pattern that names it. Paths and patterns are
    compared composed (NFC); the suffix may be ``.MD``.
    """

    patterns: tuple[str, ...]
    language: str

    @property
    def under(self) -> tuple[str, ...]:
        """Pathspecs of all Markdown below the literal folders of the patterns.

        Git does not compose letters (NFC), so `matches` filters the paths.
        """
        folders = dict.fromkeys("/".join(literal_folders(pattern)) for pattern in self.patterns)
        return tuple(
            f":(glob,icase){f'{folder}/' if folder else ''}**/*{ending}"
            for folder in folders
            for ending in MARKDOWN
        )

    @property
    def has_patterns(self) -> bool:
        """True: `under` are pathspecs with wildcards."""
        return True

    @cached_property
    def _expressions(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(expression(parts_of(pattern))) for pattern in self.patterns)

    @cached_property
    def _common(self) -> tuple[int, int]:
        """How many parts at the start, and at the end, are the same in all patterns. Slugs omit them."""
        all_parts = [parts_of(pattern) for pattern in self.patterns]
        first = count_alike([parts[:-1] for parts in all_parts])
        last = count_alike([parts[::-1] for parts in all_parts]) if any(map(is_open, all_parts)) else 0
        return first, last

    def matches(self, path: str) -> tuple[bool, ...]:
        """For each pattern, whether a path matches it."""
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
        """The slug of a path: made of its `distinct_parts`; a number may be added, see `naming`."""
        parts = self.distinct_parts(path)
        if parts[-1].lower() in FOLDERS_OWN:
            parts = parts[:-1] or tuple(parents_of(path)[-1:])
        slug = _shortened(heading_ids.slug(" ".join(re.sub(r"[^\w]", " ", each) for each in parts)))
        return _NAMELESS if slug in {"", "section", *FOLDERS_OWN} else slug

    def distinct_parts(self, path: str) -> tuple[str, ...]:
        """The parts of a path, without its suffix, that are not the same for all policies; at least one."""
        *folders, name = unicodedata.normalize("NFC", path).split("/")
        parts = (*folders, PurePosixPath(name).stem)
        first, last = self._common
        parts = parts[min(first, len(parts) - 1) :]
        return parts[: max(1, len(parts) - last)]

    def naming(self) -> Naming:
        """Slugs that are assigned in the order of the commits."""
        return _Slugs(self)

    def page(self, path: str, name: Name) -> str:  # noqa: ARG002
        """The path of a file that exists only during the build."""
        return f"{name.language}/policies/{name.slug}.md"

    def is_shown(self, path: str) -> bool:
        """Whether a file is an image or a document."""
        return _PUBLISHED.fullmatch(PurePosixPath(path).suffix) is not None


@dataclass(slots=True)
class _Slugs:
    """Assigns a slug to each path. The second policy with the same slug gets ``-2``, the third ``-3``.

    A slug belongs to the policy that first had it, for ever. A policy keeps its slug at another path with the
    same one, where Git says that it was renamed, or where the old path is gone in the same commit.
    """

    layout: Adopted
    names: dict[str, Name] = field(default_factory=dict)
    policies: dict[Name, Name] = field(default_factory=dict)
    """The first name of the policy that each name belongs to."""

    paths: dict[Name, str] = field(default_factory=dict)
    """Where each policy is, or was last, by its first name."""

    other_paths: set[str] = field(default_factory=set)
    """Paths that match no pattern."""

    def enter(self, changes: Iterable[PathChange]) -> None:
        commit = tuple(changes)
        gone = [each.path for each in commit if each.blob is None and self._is_at(each.path)]
        for change in commit:
            if change.blob is None or change.path in self.other_paths:
                continue
            if change.path not in self.names and not any(self.layout.matches(change.path)):
                self.other_paths.add(change.path)
            elif change.renamed_from is not None or not self._is_at(change.path):
                self._name(change, gone)

    def name(self, path: str) -> Name | None:
        return self.names.get(path)

    def _is_at(self, path: str) -> bool:
        """Whether a policy is at a path, or was there last."""
        return path in self.names and self.paths[self.policies[self.names[path]]] == path

    def _name(self, change: PathChange, gone: Sequence[str]) -> None:
        """Name the path of a change; ``gone`` are the paths that its commit deletes."""
        slug = self.layout.slug(change.path)
        renamed = [each for each in [change.renamed_from] if each and self._is_at(each)]
        left = (each for each in renamed or gone if self._is_at(each) and self.layout.slug(each) == slug)
        policy = self.policies[self.names[renamed[0]]] if renamed else None
        same = next(left, None)
        name = self.names[same] if same else self._free(slug, policy)
        self.names[change.path] = name
        self.paths[self.policies.setdefault(name, policy or name)] = change.path

    def _free(self, slug: str, policy: Name | None) -> Name:
        """The first name with a slug that no policy has, or this one."""
        numbered = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
        names = (Name(each, self.layout.language) for each in numbered)
        return next(name for name in names if self.policies.get(name, policy) == policy)


def _shortened(slug: str) -> str:
    data = slug.encode(errors="replace")
    return slug if len(data) <= _LONGEST_SLUG else data[:_LONGEST_SLUG].decode(errors="ignore").rstrip("-")
