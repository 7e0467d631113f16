"""Resolves the links inside policy texts, as of the revision that contains them, not as of today. Pure."""

from __future__ import annotations

import posixpath
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from operator import itemgetter
from pathlib import PurePosixPath
from typing import TypeAlias
from urllib.parse import SplitResult, quote, unquote, urlsplit

from msgspec import Struct

from sayasat.errors import Fault
from sayasat.markdown.active_files import is_active
from sayasat.markdown.links import Link, links
from sayasat.policy_files.adopted_layout import Layout
from sayasat.policy_files.file_names import beside, is_markdown
from sayasat.versions.archive import Archive
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.lineage import Revision
from sayasat.versions.model import PlacedRevision
from sayasat.website.urls import PolicyUrls, SiteUrls, relative


class Attachment(Struct, frozen=True, order=True):
    """A file of one commit that a text shows or links to."""

    url: str
    """From the site's root. It contains the blob's id, so an image that changes gets a new URL."""

    blob: str


class AttachmentFinder(Struct, frozen=True):
    """Finds attachments in the commits of a repository."""

    layout: Layout
    find_blob: Callable[[str, str], str | None]
    """(commit, path) to the blob of that file; None if the commit has no such file."""

    read_blob: Callable[[str], bytes]
    is_whole: Callable[[str], bool] = lambda _: True
    """Whether a blob is there, and no pointer of Git LFS: in a foreign repository, attachments are published
    as far as they are."""

    def find(self, commit: str, path: str) -> Attachment | None:
        """The file that a commit has at ``path``; None if there is none or it is not published.

        Files that a browser would run are not published (`sayasat.markdown.active_files`).
        """
        blob = self.find_blob(commit, path) if self.layout.is_shown(path) else None
        if blob is None or not self.is_whole(blob) or is_active(path, partial(self.read_blob, blob)):
            return None
        return Attachment(file_url(blob, path), blob)


def file_url(blob: str, path: str) -> str:
    """The URL, from the site's root, of a file of a commit: all but the last part is the same for a blob."""
    return f"assets/files/{blob}/{quote(PurePosixPath(path).name)}"


_OMITTED_ENDINGS = (".md", "/index.md", "/_index.md", "/README.md")

Target: TypeAlias = str | Attachment | None
"""Where a link leads: a URL, an attachment, or nowhere."""


class LinkTargets(Struct, frozen=True, dict=True):
    """Everything that a link in a text can lead to."""

    archive: Archive
    urls: SiteUrls
    pages: Mapping[str, str]
    """The URLs of the pages beside policies, by path in the repository at the newest commit."""

    attachments: AttachmentFinder

    @cached_property
    def _now(self) -> dict[str, Timeline]:
        return {timeline.lineage.path: timeline for timeline in self._timelines}

    @cached_property
    def _then(self) -> dict[str, list[tuple[int, Timeline]]]:
        """The editions that each path has held, each with a position on the main line, oldest first."""
        found: dict[str, list[tuple[int, Timeline]]] = {}
        for timeline in self._timelines:
            for revision in timeline.lineage.revisions:
                found.setdefault(revision.path, []).append((revision.place, timeline))
        return {path: sorted(each, key=itemgetter(0)) for path, each in found.items()}

    @property
    def _timelines(self) -> Iterator[Timeline]:
        for policy in self.archive.policies:
            yield from (policy.authentic, *policy.translations)

    def timeline(self, path: str, position: int) -> Timeline | None:
        """The edition at a path at a position of the main line; else the one there now; else the first there.

        An old text links to others by the names that they had then. None if no edition was ever at the path.
        """
        editions = self._then.get(path, [])
        until = bisect_right(editions, position, key=itemgetter(0))
        if until:
            return editions[until - 1][1]
        return self._now.get(path) or (editions[0][1] if editions else None)

    def urls_of(self, timeline: Timeline) -> PolicyUrls:
        """The URLs of an edition."""
        return self.urls.policy(timeline.lineage.slug, timeline.lineage.language)

    def dated(self, path: str, position: int) -> str | None:
        """The URL of the dated page that a path meant at a position; None if it had no text there."""
        timeline = self.timeline(path, position)
        recorded = timeline.recorded_by(position) if timeline else None
        if timeline is None or recorded is None:
            return None
        version, _ = recorded
        return self.urls_of(timeline).version(version.date)


class Links(Struct, frozen=True):
    """Resolves the links of one revision for the page that shows it."""

    targets: LinkTargets
    revision: Revision
    page: str = ""
    """The URL of the page that shows the text."""

    note: str = ""
    """The text after a link whose target is no longer published."""

    dated: bool = True
    """Whether links lead to the dated pages of other policies at the time, instead of to their main pages."""

    def __call__(self, href: str) -> Link:
        """The link on the page for an address as written in the text."""
        parts = urlsplit(href)
        if self._is_unchanged(parts, href):
            return Link(href)
        target = self._target(parts)
        if target is None:
            return Link(None, self.note)
        anchor = f"#{parts.fragment}" if parts.fragment else ""
        url = target.url if isinstance(target, Attachment) else target
        return Link(relative(url, self.page) + anchor)

    def target_of(self, href: str) -> Target:
        """Where a link leads: a URL from the site's root or an attachment; None if nothing is published.

        The target is the same on every page.
        """
        parts = urlsplit(href)
        return href if self._is_unchanged(parts, href) else self._target(parts)

    def images(self) -> dict[str, str]:
        """The URLs, from the site's root, of the files that the revision's images show: by URL as written."""
        found = ((url, self.target_of(url)) for url, _ in self.revision.images)
        return {url: target.url for url, target in found if isinstance(target, Attachment)}

    def files(self, hrefs: Iterable[str]) -> dict[str, str]:
        """The blobs of the attachments among these links, by their paths in the repository."""
        found = ((href, self.target_of(href)) for href in hrefs)
        return {
            beside(self.revision.text_path, unquote(urlsplit(href).path)): target.blob
            for href, target in found
            if isinstance(target, Attachment)
        }

    def text(self, href: str) -> str | None:
        """The path in the repository of the Markdown file that a link names; None if it names none."""
        parts = urlsplit(href)
        path = beside(self.revision.text_path, unquote(parts.path))
        return path if is_markdown(path) and not self._is_unchanged(parts, href) else None

    def _is_unchanged(self, parts: SplitResult, href: str) -> bool:
        """Whether the page shows the link as written: an absolute URL, a fragment, a path on the server.

        In a foreign repository, a path that begins with a slash is one in the repository.
        """
        is_server_path = href.startswith("/") and not self.targets.urls.settings.is_foreign
        return bool(parts.scheme or parts.netloc or href.startswith("#") or is_server_path)

    def _target(self, parts: SplitResult) -> Target:
        path = beside(self.revision.text_path, unquote(parts.path))
        if is_markdown(path):
            return self.page_at(path)
        if self.targets.urls.settings.is_foreign:
            # Site generators allow links without the file's ending, and to a folder for its index file
            named = (self._policy(posixpath.normpath(f"{path}{ending}")) for ending in _OMITTED_ENDINGS)
            if (url := next(filter(None, named), None)) is not None:
                return url
        return self.targets.attachments.find(self.revision.commit, path)

    def page_at(self, path: str) -> str | None:
        """The URL of the page of a Markdown file; None if it is not published."""
        return self._policy(path) or self.targets.pages.get(path)

    def _policy(self, path: str) -> str | None:
        if self.dated:
            return self.targets.dated(path, self.revision.place)
        timeline = self.targets.timeline(path, self.revision.place)
        if timeline is None or timeline.removed is not None:
            return None
        return self.targets.urls_of(timeline).main


def broken(placed: PlacedRevision, body: str, first_line: int, resolve: Links) -> tuple[Fault, ...]:
    """A fault for each link without a published target; ``body`` begins on ``first_line`` of the file."""
    path, found = placed.revision.path, links(body)
    dead = ((href, f"{path}:{first_line + line - 1}") for href, line in found if resolve(href).href is None)
    return tuple(Fault("link-broken", where, (("target", href),)) for href, where in dead)
