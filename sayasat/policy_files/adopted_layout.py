"""The layout of a repository that was not made with Sayasat, given by path patterns. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from msgspec import Struct, field

from sayasat.markdown import heading_ids
from sayasat.policy_files.file_names import FOLDERS_OWN, MARKDOWN, parents_of
from sayasat.policy_files.layout import Name, Published, VersionFile
from sayasat.policy_files.path_patterns import (
    compiled,
    count_alike,
    is_open,
    language_tag,
    parts_of,
    pathspecs,
    without_group,
    written_name_date,
)

if TYPE_CHECKING:  # as in `sayasat.policy_files.layout`
    from sayasat.repository.plumbing import FileChange

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


class _Match(NamedTuple):
    """What a pattern says of a path."""

    pattern: str
    language: str
    slug: str | None
    day: date | None
    rest: str
    """The path without its language."""


class Adopted(Struct, frozen=True, dict=True):
    """Markdown files whose paths match one of the patterns.

    ``*`` and ``?`` match within a name, ``[…]`` matches one of several letters, ``**`` any number of folders.
    A name that begins with a dot, or README, matches only a pattern that names it. Paths and patterns are
    compared composed (NFC); the suffix may be ``.MD``. ``{lang}`` is the language of a text, ``{slug}`` the
    slug of its policy, ``{date}`` the date of the one version that a file is. The first pattern that matches
    counts; a pattern after ``!`` excludes.
    """

    patterns: tuple[str, ...]
    language: str
    """That of the originals, and of texts whose pattern does not name it."""

    translations: tuple[str, ...] = ()
    """The other languages of texts. A text in a language that is not listed is no policy."""

    followed: Mapping[str, str] = field(default_factory=dict)
    """Paths that match no pattern, with those that their texts went on as."""

    tops: frozenset[str] = frozenset()
    """The names that files and folders ever had at the top of the repository, where
    `sayasat.policy_files.path_patterns.needs_tops`."""

    @property
    def under(self) -> tuple[str, ...]:
        """Pathspecs of all texts and of what is followed, and of other files: `is_text` filters the paths."""
        followed = (f":(top,literal){path}" for path in sorted(self.followed))
        return (*pathspecs(self.included, self.tops, self._is_listed), *followed)

    def _is_listed(self, language: str) -> bool:
        return not language or language_tag(language) in {self.language, *self.translations}

    @cached_property
    def included(self) -> tuple[str, ...]:
        """The patterns that do not exclude."""
        return tuple(each for each in self.patterns if not each.startswith("!"))

    @cached_property
    def _common(self) -> tuple[int, int]:
        """How many parts at the start, and at the end, are the same in all patterns. Slugs omit them."""
        all_parts = [parts_of(pattern) for pattern in self.included]
        first = count_alike([parts[:-1] for parts in all_parts])
        last = count_alike([parts[::-1] for parts in all_parts]) if any(map(is_open, all_parts)) else 0
        return first, last

    def matching(self, path: str) -> set[str]:
        """The patterns that do not exclude and that a path matches."""
        return {each.pattern for each in self._matches(path)}

    def is_text(self, path: str) -> bool:
        """Whether a path is that of a text: it matches a pattern, or is followed."""
        return path in self.followed or self._match(path) is not None

    def _match(self, path: str) -> _Match | None:
        if path not in self._known:
            self._known[path] = next(iter(self._matches(path)), None)
        return self._known[path]

    @cached_property
    def _known(self) -> dict[str, _Match | None]:
        return {}

    def _matches(self, path: str) -> Iterator[_Match]:
        composed = unicodedata.normalize("NFC", path)
        name = PurePosixPath(composed)
        negated = (each[1:] for each in self.patterns if each.startswith("!"))
        if name.suffix.lower() not in MARKDOWN or any(compiled(each).fullmatch(composed) for each in negated):
            return
        is_readme = name.stem.lower() == "readme"
        for pattern in self.included:
            found = compiled(pattern).fullmatch(composed)
            if not found or (is_readme and not parts_of(pattern)[-1].lower().startswith("readme")):
                continue
            groups = found.groupdict()
            language = language_tag(groups.get("lang") or self.language)
            day = written_name_date(groups["date"]) if "date" in groups else None
            if self._is_listed(language) and ("date" not in groups or day):
                yield _Match(pattern, language, groups.get("slug"), day, without_group(found, "lang"))

    def text_language(self, path: str) -> str:
        """The language of a text; of one that is followed, that of the path that it goes on as."""
        match = self._match(path)
        if match is None and path in self.followed:
            return self.text_language(self.followed[path])
        return match.language if match else self.language

    def slug(self, path: str) -> str:
        """The slug of a path: its ``{slug}``, else made of its `distinct_parts`.

        A number may be added, see `naming`.
        """
        match = self._match(path)
        parts = (match.slug,) if match and match.slug else self.distinct_parts(path)
        if parts[-1].lower() in FOLDERS_OWN:
            parts = parts[:-1] or tuple(parents_of(path)[-1:])
        slug = _shortened(heading_ids.slug(" ".join(re.sub(r"[^\w]", " ", each) for each in parts)))
        return _NAMELESS if slug in {"", "section", *FOLDERS_OWN} else slug

    def distinct_parts(self, path: str) -> tuple[str, ...]:
        """The parts of a path, without its suffix, that are not the same for all policies; at least one.

        The language of a text is none of them.
        """
        match = self._match(path)
        *folders, name = (match.rest if match else unicodedata.normalize("NFC", path)).split("/")
        parts = (*folders, PurePosixPath(name).stem)
        first, last = self._common
        parts = parts[min(first, len(parts) - 1) :]
        return parts[: max(1, len(parts) - last)]

    def naming(self) -> _Slugs:
        """Slugs that are assigned in the order of the commits."""
        return _Slugs(self)

    def version_file(self, path: str) -> VersionFile | None:
        """The edition and the ``{date}`` of a file that is one version; None if its pattern has no date."""
        match = self._match(path)
        if match is None or match.day is None:
            return None
        return VersionFile(Name(self.slug(path), match.language), match.day)

    def page(self, path: str, name: Name) -> str:  # noqa: ARG002
        """The path of a file that exists only during the build."""
        return f"{name.language}/policies/{name.slug}.md"

    def is_shown(self, path: str) -> bool:
        """Whether a file is an image or a document."""
        return _PUBLISHED.fullmatch(PurePosixPath(path).suffix) is not None


Layout: TypeAlias = Published | Adopted
"""Recognises the files of a repository that are policies."""


class _Slugs(Struct):
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

    left: set[Name] = field(default_factory=set)
    """The policies, by their first names, whose file was deleted."""

    other_paths: set[str] = field(default_factory=set)
    """Paths that match no pattern."""

    def enter(self, changes: Iterable[FileChange]) -> None:
        commit = tuple(changes)
        gone = [each.path for each in commit if each.blob is None and self._is_at(each.path)]
        self.left |= {self.policies[self.names[path]] for path in gone}
        for change in commit:
            if change.blob is None or change.path in self.other_paths:
                continue
            is_text = self.layout.is_text(change.path) and not self.layout.version_file(change.path)
            if change.path not in self.names and not is_text:
                self.other_paths.add(change.path)
            elif change.renamed_from is not None or not self._is_at(change.path):
                self._name(change, gone)

    def name(self, path: str) -> Name | None:
        return self.names.get(path)

    def _is_at(self, path: str) -> bool:
        """Whether a policy is at a path, or was there last."""
        return path in self.names and self.paths[self.policies[self.names[path]]] == path

    def _name(self, change: FileChange, gone: Sequence[str]) -> None:
        """Name the path of a change; ``gone`` are the paths that its commit deletes."""
        slug, language = self.layout.slug(change.path), self.layout.text_language(change.path)
        moved = [change.renamed_from] if change.renamed_from else []
        renamed = [each for each in moved if self._is_at(each) and self.names[each].language == language]
        back = self.names.get(change.path)
        same = next((each for each in renamed or gone if self._is_named(each, slug, language)), None)
        policy = self.policies[self.names[renamed[0]]] if renamed else None
        if same is not None:
            name = self.names[same]
        elif back is not None and policy is None and self._has_left(back):
            name = back
        else:
            name = self._free(slug, language, policy)
        self.names[change.path] = name
        first = self.policies.setdefault(name, policy or name)
        self.paths[first] = change.path
        self.left.discard(first)

    def _is_named(self, path: str, slug: str, language: str) -> bool:
        is_same = self.layout.slug(path) == slug
        return is_same and self._is_at(path) and self.names[path].language == language

    def _has_left(self, name: Name) -> bool:
        """Whether the policy that had a name last is gone: a file at its path is that policy again."""
        policy = self.policies[name]
        return policy in self.left and self.names[self.paths[policy]] == name

    def _free(self, slug: str, language: str, policy: Name | None) -> Name:
        """The first name with a slug that no policy has, or this one."""
        numbered = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
        names = (Name(each, language) for each in numbered)
        return next(name for name in names if self.policies.get(name, policy) == policy)


def _shortened(slug: str) -> str:
    data = slug.encode(errors="replace")
    return slug if len(data) <= _LONGEST_SLUG else data[:_LONGEST_SLUG].decode(errors="ignore").rstrip("-")
