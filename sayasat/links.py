"""Where a link inside a policy's text leads: resolved at the text's own revision, never at today's. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from sayasat.addresses import Addresses, relative
from sayasat.archive import DOCS, Archive
from sayasat.errors import Fault
from sayasat.history import Revision
from sayasat.render import Link, links
from sayasat.versions import Placed, Timeline, Version


@dataclass(frozen=True, slots=True)
class Site:
    """What there is to link to."""

    archive: Archive
    addresses: Addresses
    pages: Mapping[str, str]
    """The other pages of the newest commit: path in the repository to address."""

    image: Callable[[str, str], str | None]
    """(commit, path) to the address of that image as it was; absent where that commit has no such file."""


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
        if parts.scheme or parts.netloc or href.startswith(("/", "#")):
            return Link(href)
        target = self._target(unquote(parts.path))
        if target is None:
            return Link(None, self.note)
        anchor = f"#{parts.fragment}" if parts.fragment else ""
        return Link(relative(target, self.page) + anchor)

    def _target(self, written: str) -> str | None:
        path = beside(self.revision.path, written)
        if not path.endswith(".md"):
            return self.site.image(self.revision.commit, path)
        return self._policy(path) or self.site.pages.get(path)

    def _policy(self, path: str) -> str | None:
        folder, name = posixpath.split(path)
        language = posixpath.relpath(folder, DOCS).split("/")[0]
        if folder != f"{DOCS}/{language}/policies":
            return None
        timeline = self._timeline(path, name.removesuffix(".md"), language)
        if timeline is None:
            return None
        addresses = self.site.addresses.policy(timeline.edition.slug, language)
        if not self.dated:
            return addresses.main if timeline.removed is None else None
        version = self._at_the_time(timeline)
        return addresses.version(version.date) if version else None

    def _timeline(self, path: str, slug: str, language: str) -> Timeline | None:
        """By the name it has now, else by one it had: an old text names policies as they were called then."""
        timelines = [policy.timeline(language) for policy in self.site.archive.policies]
        known = [timeline for timeline in timelines if timeline is not None]
        now = [timeline for timeline in known if timeline.edition.slug == slug]
        then = [
            timeline
            for timeline in known
            if any(revision.path == path for revision in timeline.edition.revisions)
        ]
        return next(iter([*now, *then]), None)

    def _at_the_time(self, timeline: Timeline) -> Version | None:
        """The version that the target's latest text had when this one was recorded."""
        recorded = timeline.recorded_by(self.revision.place)
        return recorded[0] if recorded else None


def beside(file: str, written: str) -> str:
    """The path that a relative link names, from the file that it stands in."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), written))


def broken(placed: Placed, body: str, first_line: int, resolve: Links) -> tuple[Fault, ...]:
    """The links of a newest text that lead nowhere, each with its line in the file."""
    return tuple(
        Fault("link-broken", f"{placed.revision.path}:{first_line + line - 1}", (("target", href),))
        for href, line in links(body)
        if resolve(href).href is None
    )
