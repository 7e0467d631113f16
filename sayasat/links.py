"""Where a link inside a policy's text leads: resolved at the text's own revision, never at today's. Pure."""

from __future__ import annotations

import posixpath
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, urlsplit

from sayasat.addresses import Addresses, relative
from sayasat.archive import Archive
from sayasat.errors import Fault
from sayasat.history import Revision
from sayasat.layout import is_markdown
from sayasat.render import Link, links
from sayasat.versions import Placed, Timeline, Version

_LEFT_OUT = (".md", "/index.md", "/_index.md", "/README.md")


@dataclass(frozen=True)
class Site:
    """What there is to link to."""

    archive: Archive
    addresses: Addresses
    pages: Mapping[str, str]
    """The other pages of the newest commit: path in the repository to address."""

    image: Callable[[str, str], str | None]
    """(commit, path) to the address of that image as it was; absent where that commit has no such file."""

    @cached_property
    def _now(self) -> dict[str, Timeline]:
        return {timeline.edition.path: timeline for timeline in self._timelines}

    @cached_property
    def _then(self) -> dict[str, list[tuple[int, Timeline]]]:
        """Which texts each path ever held: with the commit's place on the main line, oldest first."""
        found: dict[str, list[tuple[int, Timeline]]] = {}
        for timeline in self._timelines:
            for revision in timeline.edition.revisions:
                found.setdefault(revision.path, []).append((revision.place, timeline))
        for held in found.values():
            held.sort(key=_place)
        return found

    @cached_property
    def _versions(self) -> dict[tuple[str, str], list[tuple[int, Version]]]:
        """The version that each revision of a text is in, oldest first."""
        return {
            (timeline.edition.slug, timeline.edition.language): sorted(
                (
                    (placed.revision.place, version)
                    for version in timeline.versions
                    for placed in version.revisions
                ),
                key=_place,
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
        held = self._then.get(path, [])
        until = bisect_right(held, place, key=_place)
        if until:
            return held[until - 1][1]
        return self._now.get(path) or next((timeline for _, timeline in held), None)

    def version(self, timeline: Timeline, place: int) -> Version | None:
        """The version that a text's latest revision was in at a place of the main line."""
        recorded = self._versions[timeline.edition.slug, timeline.edition.language]
        until = bisect_right(recorded, place, key=_place)
        return recorded[until - 1][1] if until else None


def _place(recorded: tuple[int, object]) -> int:
    return recorded[0]


@dataclass(frozen=True, slots=True)
class Links:
    """Resolves the links of one text for the page it is shown on."""

    site: Site
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
        if parts.scheme or parts.netloc or href.startswith("#") or self._leaves(href):
            return Link(href)
        target = self._target(unquote(parts.path))
        if target is None:
            return Link(None, self.note)
        anchor = f"#{parts.fragment}" if parts.fragment else ""
        return Link(relative(target, self.page) + anchor)

    def _leaves(self, href: str) -> bool:
        """From the root: of the server, in a text written for this site; elsewhere, of the repository."""
        return href.startswith("/") and not self.site.addresses.settings.is_foreign

    def _target(self, written: str) -> str | None:
        path = beside(self.revision.path, written)
        if is_markdown(path):
            return self._policy(path) or self.site.pages.get(path)
        if self.site.addresses.settings.is_foreign:
            # As generators of sites have it: an address without the ending, or a folder for its index
            named = (self._policy(posixpath.normpath(f"{path}{ending}")) for ending in _LEFT_OUT)
            return next(filter(None, named), None) or self.site.image(self.revision.commit, path)
        return self.site.image(self.revision.commit, path)

    def _policy(self, path: str) -> str | None:
        timeline = self.site.timeline(path, self.revision.place)
        if timeline is None:
            return None
        addresses = self.site.addresses.policy(timeline.edition.slug, timeline.edition.language)
        if not self.dated:
            return addresses.main if timeline.removed is None else None
        version = self.site.version(timeline, self.revision.place)
        return addresses.version(version.date) if version else None


def beside(file: str, written: str) -> str:
    """The path that a link names: from the file that it stands in, or with a slash, from the top."""
    folder = "" if written.startswith("/") else posixpath.dirname(file)
    return posixpath.normpath(posixpath.join(folder, written.lstrip("/")))


def broken(placed: Placed, body: str, first_line: int, resolve: Links) -> tuple[Fault, ...]:
    """The links of a newest text that lead nowhere, each with its line in the file."""
    return tuple(
        Fault("link-broken", f"{placed.revision.path}:{first_line + line - 1}", (("target", href),))
        for href, line in links(body)
        if resolve(href).href is None
    )
