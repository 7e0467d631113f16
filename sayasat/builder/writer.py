"""Makes the files that MkDocs does not build: paths relative to the site's folder, and bytes.

`sayasat.builder.build` writes them to the disk.

Pure, except that texts are read from Git.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sayasat.exports.api import policies_json, status_json, versions_json
from sayasat.exports.api_blocks import blocks_json
from sayasat.exports.api_types import SCHEMAS, schema
from sayasat.exports.atom import LENGTH, Feed, FeedEntry, atom, feed_id
from sayasat.i18n.messages import messages
from sayasat.pages.compare import compare_page
from sayasat.pages.history import edition_of, entry_url, feed_text, history_page
from sayasat.pages.parallel import parallel_page
from sayasat.pages.redline import changes_page, revision_changes_page, to_current_page
from sayasat.pages.stubs import missing_page, pointer_page
from sayasat.pages.text import main_page, revision_page, version_page
from sayasat.versions.changelog import Entry, entries
from sayasat.versions.model import PlacedRevision, Version
from sayasat.website import urls
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.shell import Shell, Slots
from sayasat.website.urls import PolicyUrls, file_of

KINDS: Mapping[str, str] = {
    "main": "policies/{slug}/",
    "dated": "policies/{slug}/0000-00-00/",
    "revision": "policies/{slug}/0000-00-00/revisions/0/",
    "redline": "policies/{slug}/0000-00-00/changes/",
    "revision-redline": "policies/{slug}/0000-00-00/revisions/0/changes/",
    "list": "policies/",
}
"""Kinds of page shells, each with a URL of the same depth as its pages: the links of a shell are relative."""


@dataclass(frozen=True, slots=True)
class SiteWriter:
    """Makes the files of a site as (path, bytes). A page is a page shell with its slots filled in."""

    catalogue: Catalogue
    shells: Mapping[tuple[str, str], Shell]
    """By language and kind."""

    def site_files(self) -> Iterator[tuple[str, bytes]]:
        """The files that are not about one edition, and redirects from former URLs.

        If two files have the same path, the first is written; a page of an edition precedes both.
        """
        yield from self._stubs()
        for language in self.catalogue.settings.languages:
            yield self.catalogue.urls.feed(language), self._site_feed(language)
            url = f"{self.catalogue.urls.prefix(language)}policies/"
            home = self.catalogue.urls.home(language)
            title = messages(language)("policies.title")
            yield self._page(language, "list", url, pointer_page(self.catalogue, language, url, home, title))
        yield urls.STATUS, status_json(self.catalogue)
        for url in (urls.POLICIES, urls.FORMER_POLICIES):
            yield url, policies_json(self.catalogue)
        for name, document in SCHEMAS.items():
            yield urls.schema(name), schema(document)
        for edition in self.catalogue.editions:
            # Not in the page folders, which are kept: it names the day of the build
            yield edition.urls.versions, versions_json(self.catalogue, edition)
        yield from self._pointers()

    def _page(self, language: str, kind: str, url: str, slots: Slots) -> tuple[str, bytes]:
        return file_of(url), self.shells[language, kind].fill(slots).encode()

    def edition_files(self, edition: Edition) -> Iterator[tuple[str, bytes]]:
        """The pages about all versions of an edition, with their feed."""
        language = edition.language
        yield self._page(language, "dated", edition.urls.history, history_page(self.catalogue, edition))
        parallel = parallel_page(self.catalogue, edition.policy, language)
        if parallel is not None:
            yield self._page(language, "dated", edition.urls.parallel, parallel)
        yield self._compare(edition, edition.urls)
        yield edition.urls.feed, self._policy_feed(edition)

    def version_files(self, edition: Edition, version: Version) -> Iterator[tuple[str, bytes]]:
        """The pages of a version and of its revisions: texts, redlines, sources and data."""
        there = edition.urls
        yield self._page(
            edition.language,
            "dated",
            there.version(version.date),
            version_page(self.catalogue, edition, version),
        )
        yield there.source(version.date), self.catalogue.read_blob(version.text.revision.blob)
        yield there.blocks(version.date), blocks_json(self.catalogue, edition, version)
        yield from self._redlines(edition, version)
        for placed in version.revisions:
            yield from self._revision(edition, version, placed)

    def _revision(
        self, edition: Edition, version: Version, placed: PlacedRevision
    ) -> Iterator[tuple[str, bytes]]:
        there, day, commit = edition.urls, version.date, placed.revision.commit
        page = revision_page(self.catalogue, edition, version, placed)
        yield self._page(edition.language, "revision", there.revision(day, commit), page)
        yield there.revision_source(day, commit), self.catalogue.read_blob(placed.revision.blob)
        changes = revision_changes_page(self.catalogue, edition, version, placed)
        if changes is not None:
            url = there.revision_changes(day, commit)
            yield self._page(edition.language, "revision-redline", url, changes)

    def _compare(self, edition: Edition, there: PolicyUrls) -> tuple[str, bytes]:
        """The page to compare versions; also at former URLs, since a redirect would lose the query."""
        slots = compare_page(self.catalogue, edition, there.compare)
        return self._page(edition.language, "dated", there.compare, slots)

    def _redlines(self, edition: Edition, version: Version) -> Iterator[tuple[str, bytes]]:
        there, language = edition.urls, edition.language
        changes = changes_page(self.catalogue, edition, version)
        yield self._page(language, "redline", there.changes(version.date), changes)
        to_current = to_current_page(self.catalogue, edition, version)
        if to_current is not None:
            yield self._page(language, "redline", there.to_current(version.date), to_current)

    def _stubs(self) -> Iterator[tuple[str, bytes]]:
        """Main pages that MkDocs has no file for: the text is not translated, removed, or withdrawn."""
        for policy in self.catalogue.archive.policies:
            for language in self.catalogue.settings.languages:
                edition = self.catalogue.edition(policy, language)
                shown = main_page(self.catalogue, edition) if edition and edition.timeline.removed else None
                url = self.catalogue.urls.policy(policy.slug, language).main
                if shown is not None or not self.catalogue.has_main(policy, language):
                    slots = shown or missing_page(self.catalogue, policy, language)
                    yield self._page(language, "main", url, slots)

    def _pointers(self) -> Iterator[tuple[str, bytes]]:
        """Redirects from former URLs: a policy was renamed, or the date of a version was changed."""
        for edition in self.catalogue.editions:
            for slug in edition.timeline.lineage.former_slugs:
                yield from self._renamed(edition, self.catalogue.urls.policy(slug, edition.language))
            for version in edition.timeline.versions:
                for former, day in self._former_urls(edition, version):
                    yield from self._moved_version(edition, version, former, day)

    def _renamed(self, edition: Edition, former: PolicyUrls) -> Iterator[tuple[str, bytes]]:
        now = edition.urls
        yield self._pointer(edition, "main", former.main, now.main)
        yield self._pointer(edition, "dated", former.history, now.history)
        yield self._compare(edition, former)
        yield former.feed, self._policy_feed(edition)
        yield former.versions, versions_json(self.catalogue, edition)

    def _former_urls(self, edition: Edition, version: Version) -> Iterator[tuple[PolicyUrls, date]]:
        """The URLs that the version had under former slugs, with its former dates."""
        for slug in (edition.policy.slug, *edition.timeline.lineage.former_slugs):
            former = self.catalogue.urls.policy(slug, edition.language)
            for day in (version.date, *version.formerly_dated):
                is_present = former == edition.urls and day == version.date
                if not is_present and _was_published(version, slug):
                    yield former, day

    def _moved_version(
        self, edition: Edition, version: Version, former: PolicyUrls, day: date
    ) -> Iterator[tuple[str, bytes]]:
        """Redirects of pages. Sources and data are copied: a program may not follow a page that redirects."""
        now = edition.urls
        yield self._pointer(edition, "dated", former.version(day), now.version(version.date))
        yield former.source(day), self.catalogue.read_blob(version.text.revision.blob)
        yield former.blocks(day), blocks_json(self.catalogue, edition, version)
        for placed in version.revisions:
            commit = placed.revision.commit
            target = now.revision(version.date, commit)
            yield self._pointer(edition, "revision", former.revision(day, commit), target)
            yield former.revision_source(day, commit), self.catalogue.read_blob(placed.revision.blob)

    def _pointer(self, edition: Edition, kind: str, url: str, target: str) -> tuple[str, bytes]:
        slots = pointer_page(self.catalogue, edition.language, url, target, edition.title)
        return self._page(edition.language, kind, url, slots)

    def _policy_feed(self, edition: Edition) -> bytes:
        changes = [entry for entry in entries(edition.policy, edition.timeline) if not entry.is_silent]
        first_slug = (*edition.timeline.lineage.former_slugs, edition.policy.slug)[0]
        name = feed_id(self.catalogue.settings, "policy", first_slug, edition.language)
        there = edition.urls
        return self._feed(name, edition.title, edition.language, (there.feed, there.history), changes)

    def _site_feed(self, language: str) -> bytes:
        changes = self.catalogue.log(language)
        name = feed_id(self.catalogue.settings, "site", language)
        there = self.catalogue.urls
        feed_and_page = (there.feed(language), there.changes(language))
        return self._feed(name, messages(language)("feed.site-title"), language, feed_and_page, changes)

    def _feed(
        self, name: str, title: str, language: str, feed_and_page: tuple[str, str], changes: Sequence[Entry]
    ) -> bytes:
        own_url, page = (self.catalogue.urls.absolute(url) for url in feed_and_page)
        is_partial = len(changes) > LENGTH
        subtitle = messages(language)("feed.partial", number=LENGTH, page=page) if is_partial else ""
        feed = Feed(
            name, title, language, self.catalogue.settings.publisher[language], own_url, page, subtitle
        )
        return atom(
            feed, [self._feed_entry(entry, language) for entry in changes[:LENGTH]], self.catalogue.settings
        )

    def _feed_entry(self, entry: Entry, language: str) -> FeedEntry:
        title, summary = feed_text(self.catalogue, entry, language)
        url = entry_url(edition_of(self.catalogue, entry), entry)
        return FeedEntry(entry, title, summary, self.catalogue.urls.absolute(url))


def _was_published(version: Version, slug: str) -> bool:
    """Whether the version was published while the policy had this slug."""
    return any(placed.revision.slug == slug for placed in version.revisions)
