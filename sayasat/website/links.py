"""Where a link inside a policy's text leads: resolved at the text's own revision, never at today's. Pure."""

from __future__ import annotations

import posixpath
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Generic, TypeVar
from urllib.parse import SplitResult, unquote, urlsplit

from sayasat.cache.database import digest
from sayasat.errors import Fault
from sayasat.markdown.links import Link, links
from sayasat.policy_files.file_names import is_markdown
from sayasat.versions.archive import Archive
from sayasat.versions.lineage import Revision
from sayasat.versions.model import PlacedRevision, Timeline, Version
from sayasat.website.urls import SiteUrls, relative

_LEFT_OUT = (".md", "/index.md", "/_index.md", "/README.md")
_REMEMBERED_PATHS = 10_000
"""Paths: the revisions of a text have nearly the same links."""


_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class _ValuesByPlace(Generic[_Value]):
    """What there was from each place on the main line on, oldest first."""

    places: tuple[int, ...]
    values: tuple[_Value, ...]

    @classmethod
    def of(cls, held: Iterable[tuple[int, _Value]]) -> _ValuesByPlace[_Value]:
        """In the order of their places; those of one place as they come."""
        ordered = sorted(held, key=itemgetter(0))
        return cls(tuple(place for place, _ in ordered), tuple(each for _, each in ordered))

    @property
    def first(self) -> _Value:
        """What there was at the first place; there is one."""
        return self.values[0]

    def at(self, place: int) -> _Value | None:
        """What there was at a place; absent before the first."""
        until = bisect_right(self.places, place)
        return self.values[until - 1] if until else None


@dataclass(frozen=True)
class LinkTargets:
    """What there is to link to."""

    archive: Archive
    urls: SiteUrls
    pages: Mapping[str, str]
    """The other pages of the newest commit: path in the repository to address."""

    image: Callable[[str, str], str | None]
    """(commit, path) to the address of that image as it was; absent where that commit has no such file."""

    @cached_property
    def _now(self) -> dict[str, Timeline]:
        return {timeline.lineage.path: timeline for timeline in self._timelines}

    @cached_property
    def _then(self) -> dict[str, _ValuesByPlace[Timeline]]:
        """Which texts each path ever held."""
        found: dict[str, list[tuple[int, Timeline]]] = {}
        for timeline in self._timelines:
            for revision in timeline.lineage.revisions:
                found.setdefault(revision.path, []).append((revision.place, timeline))
        return {path: _ValuesByPlace.of(held) for path, held in found.items()}

    @cached_property
    def _versions(self) -> dict[tuple[str, str], _ValuesByPlace[Version]]:
        """The version that each revision of a text is in."""
        return {
            _name(timeline): _ValuesByPlace.of(
                (placed.revision.place, version)
                for version in timeline.versions
                for placed in version.revisions
            )
            for timeline in self._timelines
        }

    @property
    def _timelines(self) -> Iterator[Timeline]:
        for policy in self.archive.policies:
            yield from (policy.authentic, *policy.translations)

    def timeline(self, path: str, place: int) -> Timeline | None:
        """The text that a path named at a place of the main line, else now, else at any time.

        An old text calls others as they were called then.
        """
        held = self._then.get(path)
        if held is None:
            return self._now.get(path)
        return held.at(place) or self._now.get(path) or held.first

    def version(self, timeline: Timeline, place: int) -> Version | None:
        """The version that a text's latest revision was in at a place of the main line."""
        return self._versions[_name(timeline)].at(place)

    def dated(self, path: str, place: int) -> str | None:
        """The dated page that a link of that place led to; absent where there was no such text."""
        timeline = self.timeline(path, place)
        version = self.version(timeline, place) if timeline else None
        if timeline is None or version is None:
            return None
        return self.urls.policy(*_name(timeline)).version(version.date)

    def dated_targets_digest(self, path: str, place: int) -> bytes:
        """Stands for every dated page that links to a path have led to, up to a place of the main line."""
        if path not in self._digests:
            self._digests[path] = self._digests_by_place(path)
        return self._digests[path].at(place) or b""

    @cached_property
    def _digests(self) -> dict[str, _ValuesByPlace[bytes]]:
        return {}

    def _digests_by_place(self, path: str) -> _ValuesByPlace[bytes]:
        """The digests of `dated_targets_digest` by place: a new one where the path or its text changes."""
        held = self._then.get(path)
        texts = {
            _name(each) for each in (*(held.values if held else ()), *filter(None, [self._now.get(path)]))
        }
        turns = {place for text in texts for place in self._versions[text].places}
        ways, until_then = [], b""
        for place in sorted(turns.union(held.places if held else ())):
            until_then = digest(until_then, str(place), self.dated(path, place) or "")
            ways.append((place, until_then))
        return _ValuesByPlace.of(ways)


def link_target_digests(site: LinkTargets, texts: Iterable[PlacedRevision]) -> Iterator[str | bytes | None]:
    """Stands for where all links of dated texts lead: it differs where one of them leads elsewhere.

    Every version of a text names the same few others. So each path is followed along the main line once, not
    from every version anew; what is no Markdown is looked up as it is.
    """
    paths: dict[tuple[str, str], str | None] = {}
    last: dict[tuple[str, str], int] = {}
    for placed in texts:
        links = Links(site, placed.revision, "", "", dated=True)
        folder = posixpath.dirname(placed.revision.path)
        for href in placed.source.hrefs:
            link = folder, href
            if link not in paths:
                paths[link] = links.text(href)
            if paths[link] is None:
                yield links.target_of(href)
            else:
                last[link] = placed.revision.place
    for link, place in last.items():
        path = paths[link]
        assert path is not None
        yield site.dated_targets_digest(path, place)
        yield site.pages.get(path)


@dataclass(frozen=True, slots=True)
class Links:
    """Resolves the links of one text for the page it is shown on."""

    targets: LinkTargets
    revision: Revision
    page: str
    """The address of the page that shows the text."""

    note: str
    """What stands after a link whose target is no longer published."""

    dated: bool
    """Lead to other policies' dated pages of that time, not to their texts in force."""

    def __call__(self, href: str) -> Link:
        """A link as written, as it is to stand on the page."""
        parts = urlsplit(href)
        if self._stays(parts, href):
            return Link(href)
        target = self._target(parts)
        if target is None:
            return Link(None, self.note)
        anchor = f"#{parts.fragment}" if parts.fragment else ""
        return Link(relative(target, self.page) + anchor)

    def target_of(self, href: str) -> str | None:
        """Where a link leads, from the site's root; absent as in `Link`. The same on every page."""
        parts = urlsplit(href)
        return href if self._stays(parts, href) else self._target(parts)

    def text(self, href: str) -> str | None:
        """The path in the repository of the text that a link names; absent where it names none."""
        parts = urlsplit(href)
        path = None if self._stays(parts, href) else beside(self.revision.path, unquote(parts.path))
        return path if path and is_markdown(path) else None

    def _stays(self, parts: SplitResult, href: str) -> bool:
        """Whether it stands on the page as written."""
        return bool(parts.scheme or parts.netloc or href.startswith("#") or self._is_server_path(href))

    def _is_server_path(self, href: str) -> bool:
        """From the root: of the server, in a text written for this site; elsewhere, of the repository."""
        return href.startswith("/") and not self.targets.urls.settings.is_foreign

    def _target(self, parts: SplitResult) -> str | None:
        path = beside(self.revision.path, unquote(parts.path))
        if is_markdown(path):
            return self._policy(path) or self.targets.pages.get(path)
        if self.targets.urls.settings.is_foreign:
            # As generators of sites have it: an address without the ending, or a folder for its index
            named = (self._policy(posixpath.normpath(f"{path}{ending}")) for ending in _LEFT_OUT)
            return next(filter(None, named), None) or self.targets.image(self.revision.commit, path)
        return self.targets.image(self.revision.commit, path)

    def _policy(self, path: str) -> str | None:
        if self.dated:
            return self.targets.dated(path, self.revision.place)
        timeline = self.targets.timeline(path, self.revision.place)
        if timeline is None or timeline.removed is not None:
            return None
        return self.targets.urls.policy(timeline.lineage.slug, timeline.lineage.language).main


def _name(timeline: Timeline) -> tuple[str, str]:
    return timeline.lineage.slug, timeline.lineage.language


@lru_cache(maxsize=_REMEMBERED_PATHS)
def beside(file: str, written: str) -> str:
    """The path that a link names: from the file that it stands in, or with a slash, from the top."""
    folder = "" if written.startswith("/") else posixpath.dirname(file)
    return posixpath.normpath(posixpath.join(folder, written.lstrip("/")))


def broken(placed: PlacedRevision, body: str, first_line: int, resolve: Links) -> tuple[Fault, ...]:
    """The links of a newest text that lead nowhere, each with its line in the file."""
    return tuple(
        Fault("link-broken", f"{placed.revision.path}:{first_line + line - 1}", (("target", href),))
        for href, line in links(body)
        if resolve(href).href is None
    )
