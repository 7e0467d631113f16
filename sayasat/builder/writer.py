"""Everything that is poured beside what MkDocs builds: paths below the site's folder, and bytes.

Pure, but for reading texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sayasat.exports.api import policies_json, schema, versions_json
from sayasat.exports.api_blocks import blocks_json
from sayasat.exports.atom import LENGTH, Feed, Told, atom, feed_id
from sayasat.i18n.messages import wording
from sayasat.pages.compare import compare_page
from sayasat.pages.history import edition_of, event_address, history_page, told
from sayasat.pages.parallel import parallel_page
from sayasat.pages.redline import changes_page, revision_changes_page, to_current_page
from sayasat.pages.stubs import missing_page, pointer_page
from sayasat.pages.text import main_page, revision_page, version_page
from sayasat.versions.changelog import Entry, entries
from sayasat.versions.model import Placed, Version
from sayasat.website import urls as places
from sayasat.website.catalogue import Edition, Holdings
from sayasat.website.shell import Shell, Slots
from sayasat.website.urls import PolicyAddresses, file_of

KINDS: Mapping[str, str] = {
    "main": "policies/{slug}/",
    "dated": "policies/{slug}/0000-00-00/",
    "revision": "policies/{slug}/0000-00-00/revisions/0/",
    "redline": "policies/{slug}/0000-00-00/changes/",
    "revision-redline": "policies/{slug}/0000-00-00/revisions/0/changes/",
    "list": "policies/",
}
"""Kinds of poured pages, each with an address of the same depth: a shell's links are relative."""


@dataclass(frozen=True, slots=True)
class Press:
    """Pours pages into shells."""

    holdings: Holdings
    shells: Mapping[tuple[str, str], Shell]
    """By language and kind."""

    def rest(self) -> Iterator[tuple[str, bytes]]:
        """What is not about one edition, and pointers from where pages were.

        Of two files for one path the first counts, and a page of an edition counts before both.
        """
        yield from self._stubs()
        for language in self.holdings.settings.languages:
            yield self.holdings.addresses.feed(language), self._site_feed(language)
            address = f"{self.holdings.addresses.prefix(language)}policies/"
            home = self.holdings.addresses.home(language)
            title = wording(language)("policies.title")
            yield self._page(
                language, "list", address, pointer_page(self.holdings, language, address, home, title)
            )
        yield places.API, policies_json(self.holdings)
        yield places.API_SCHEMA, schema(places.API_SCHEMA)
        yield places.VERSIONS_SCHEMA, schema(places.VERSIONS_SCHEMA)
        yield places.BLOCKS_SCHEMA, schema(places.BLOCKS_SCHEMA)
        yield from self._pointers()

    def _page(self, language: str, kind: str, address: str, slots: Slots) -> tuple[str, bytes]:
        return file_of(address), self.shells[language, kind].pour(slots).encode()

    def overview(self, edition: Edition) -> Iterator[tuple[str, bytes]]:
        """The pages about all versions of an edition, and their data."""
        language = edition.language
        yield self._page(language, "dated", edition.addresses.history, history_page(self.holdings, edition))
        parallel = parallel_page(self.holdings, edition.policy, language)
        if parallel is not None:
            yield self._page(language, "dated", edition.addresses.parallel, parallel)
        yield self._compare(edition, edition.addresses)
        yield edition.addresses.versions, versions_json(self.holdings, edition)
        yield edition.addresses.feed, self._policy_feed(edition)

    def version(self, edition: Edition, version: Version) -> Iterator[tuple[str, bytes]]:
        """The pages of a version and of its revisions, its redlines, its source and its data."""
        there = edition.addresses
        yield self._page(
            edition.language,
            "dated",
            there.version(version.date),
            version_page(self.holdings, edition, version),
        )
        yield there.source(version.date), self.holdings.read(version.text.revision.blob)
        yield there.blocks(version.date), blocks_json(self.holdings, edition, version)
        yield from self._redlines(edition, version)
        for placed in version.revisions:
            yield from self._revision(edition, version, placed)

    def _revision(self, edition: Edition, version: Version, placed: Placed) -> Iterator[tuple[str, bytes]]:
        there, day, commit = edition.addresses, version.date, placed.revision.commit
        page = revision_page(self.holdings, edition, version, placed)
        yield self._page(edition.language, "revision", there.revision(day, commit), page)
        yield there.revision_source(day, commit), self.holdings.read(placed.revision.blob)
        changes = revision_changes_page(self.holdings, edition, version, placed)
        if changes is not None:
            address = there.revision_changes(day, commit)
            yield self._page(edition.language, "revision-redline", address, changes)

    def _compare(self, edition: Edition, there: PolicyAddresses) -> tuple[str, bytes]:
        """At a former address it stands whole: a pointer would lose the two dates in the query."""
        slots = compare_page(self.holdings, edition, there.compare)
        return self._page(edition.language, "dated", there.compare, slots)

    def _redlines(self, edition: Edition, version: Version) -> Iterator[tuple[str, bytes]]:
        there, language = edition.addresses, edition.language
        changes = changes_page(self.holdings, edition, version)
        yield self._page(language, "redline", there.changes(version.date), changes)
        to_current = to_current_page(self.holdings, edition, version)
        if to_current is not None:
            yield self._page(language, "redline", there.to_current(version.date), to_current)

    def _stubs(self) -> Iterator[tuple[str, bytes]]:
        """Main pages that MkDocs has no file for: not translated, removed, or all withdrawn."""
        for policy in self.holdings.archive.policies:
            for language in self.holdings.settings.languages:
                edition = self.holdings.edition(policy, language)
                shown = main_page(self.holdings, edition) if edition and edition.timeline.removed else None
                address = self.holdings.addresses.policy(policy.slug, language).main
                if shown is not None or not self.holdings.has_main(policy, language):
                    slots = shown or missing_page(self.holdings, policy, language)
                    yield self._page(language, "main", address, slots)

    def _pointers(self) -> Iterator[tuple[str, bytes]]:
        """Addresses that were published and moved: a policy was renamed, or a version dated later."""
        for edition in self.holdings.editions:
            for slug in edition.timeline.edition.former_slugs:
                yield from self._renamed(edition, self.holdings.addresses.policy(slug, edition.language))
            for version in edition.timeline.versions:
                for was, day in self._former_places(edition, version):
                    yield from self._moved_version(edition, version, was, day)

    def _renamed(self, edition: Edition, was: PolicyAddresses) -> Iterator[tuple[str, bytes]]:
        now = edition.addresses
        yield self._pointer(edition, "main", was.main, now.main)
        yield self._pointer(edition, "dated", was.history, now.history)
        yield self._compare(edition, was)
        yield was.feed, self._policy_feed(edition)
        yield was.versions, versions_json(self.holdings, edition)

    def _former_places(self, edition: Edition, version: Version) -> Iterator[tuple[PolicyAddresses, date]]:
        """Every name and date that the version was published under, but for its present ones."""
        for slug in (edition.policy.slug, *edition.timeline.edition.former_slugs):
            was = self.holdings.addresses.policy(slug, edition.language)
            for day in (version.date, *version.formerly_dated):
                is_present = was == edition.addresses and day == version.date
                if not is_present and _was_published(version, slug):
                    yield was, day

    def _moved_version(
        self, edition: Edition, version: Version, was: PolicyAddresses, day: date
    ) -> Iterator[tuple[str, bytes]]:
        """Pages lead to the new address; a source stands at both, since a program may not follow a page."""
        now = edition.addresses
        yield self._pointer(edition, "dated", was.version(day), now.version(version.date))
        yield was.source(day), self.holdings.read(version.text.revision.blob)
        yield was.blocks(day), blocks_json(self.holdings, edition, version)
        for placed in version.revisions:
            commit = placed.revision.commit
            target = now.revision(version.date, commit)
            yield self._pointer(edition, "revision", was.revision(day, commit), target)
            yield was.revision_source(day, commit), self.holdings.read(placed.revision.blob)

    def _pointer(self, edition: Edition, kind: str, address: str, target: str) -> tuple[str, bytes]:
        slots = pointer_page(self.holdings, edition.language, address, target, edition.title)
        return self._page(edition.language, kind, address, slots)

    def _policy_feed(self, edition: Edition) -> bytes:
        changes = [entry for entry in entries(edition.policy, edition.timeline) if not entry.is_silent]
        first_slug = (*edition.timeline.edition.former_slugs, edition.policy.slug)[0]
        name = feed_id(self.holdings.settings, "policy", first_slug, edition.language)
        there = edition.addresses
        return self._feed(name, edition.title, edition.language, (there.feed, there.history), changes)

    def _site_feed(self, language: str) -> bytes:
        changes = self.holdings.log(language)
        name = feed_id(self.holdings.settings, "site", language)
        there = self.holdings.addresses
        addresses = (there.feed(language), there.changes(language))
        return self._feed(name, wording(language)("feed.site-title"), language, addresses, changes)

    def _feed(
        self, name: str, title: str, language: str, addresses: tuple[str, str], changes: Sequence[Entry]
    ) -> bytes:
        itself, page = (self.holdings.addresses.absolute(address) for address in addresses)
        is_partial = len(changes) > LENGTH
        subtitle = wording(language)("feed.partial", number=LENGTH, page=page) if is_partial else ""
        feed = Feed(name, title, language, self.holdings.settings.publisher[language], itself, page, subtitle)
        return atom(feed, [self._told(entry, language) for entry in changes[:LENGTH]], self.holdings.settings)

    def _told(self, entry: Entry, language: str) -> Told:
        title, summary = told(self.holdings, entry, language)
        address = event_address(edition_of(self.holdings, entry), entry)
        return Told(entry, title, summary, self.holdings.addresses.absolute(address))


def _was_published(version: Version, slug: str) -> bool:
    """Whether it was published while the policy had this name."""
    return any(placed.revision.slug == slug for placed in version.revisions)
