"""Makes the files that MkDocs does not build: paths relative to the site's folder, and bytes.

`sayasat.builder.build` writes them to the disk.

Pure, except that texts are read from Git.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from sayasat.exports.api import policies_json, status_json, versions_json
from sayasat.exports.api_blocks import blocks_json
from sayasat.exports.api_sections import sections_json
from sayasat.exports.api_types import SCHEMAS, schema
from sayasat.exports.feeds import edition_calendar, edition_feed, silent_feed, site_calendar, site_feed
from sayasat.exports.sitemap import robots
from sayasat.exports.timemap import timemap
from sayasat.exports.word_documents import redline_docx, revision_text, version_docx
from sayasat.i18n.messages import messages
from sayasat.pages.compare import compare_page
from sayasat.pages.history import history_page
from sayasat.pages.parallel import parallel_page
from sayasat.pages.proof import proof_page
from sayasat.pages.redline import changes_page, changes_pair, revision_changes_page, revision_pair
from sayasat.pages.stubs import missing_page, pointer_page
from sayasat.pages.text import main_page, revision_page, version_page
from sayasat.settings import DOCX
from sayasat.versions.model import PlacedRevision, Version
from sayasat.website import urls
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.shell import Shell, Slots
from sayasat.website.urls import PROOF, PolicyUrls, file_of

KINDS: Mapping[str, str] = {
    "main": "policies/{slug}/",
    "proof": PROOF,
    "dated": "policies/{slug}/0000-00-00/",
    "revision": "policies/{slug}/0000-00-00/revisions/0/",
    "redline": "policies/{slug}/0000-00-00/changes/",
    "revision-redline": "policies/{slug}/0000-00-00/revisions/0/changes/",
}
"""Kinds of page shells, each with a URL of the same depth as its pages: the links of a shell are relative."""


class _File(Struct, frozen=True):
    """A file about an edition, at its present URL or at one that it had before."""

    url: str
    kind: str
    """The kind of page shell; empty for data."""

    make: Callable[[], Slots | bytes | None] | None
    """Makes the content. A page without content is a pointer to `target`."""

    target: str = ""
    title: str = ""
    """The name of the target; by default the edition's title."""

    is_copied: bool = False
    """Whether former URLs get a copy: a program may not follow a page that redirects, and a redirect would
    lose the query that the compare page reads."""


class SiteWriter(Struct, frozen=True):
    """Makes the files of a site as (path, bytes). A page is a page shell with its slots filled in.

    The same methods list the files of an edition at their present and former URLs, which have another slug or
    date: so no kind of file is left out where a policy was renamed or a version was given another date.
    """

    catalogue: Catalogue
    shells: Mapping[tuple[str, str], Shell]
    """By language and kind."""

    def site_files(self) -> Iterator[tuple[str, bytes]]:
        """The files that are not about one edition, and main pages that MkDocs does not build.

        If two files have the same path, the first is written; a page of an edition precedes both.
        """
        yield from self._stubs()
        for language in self.catalogue.settings.languages:
            yield self.catalogue.urls.feed(language), site_feed(self.catalogue, language)
            if self.catalogue.settings.is_foreign:
                yield silent_feed(self.catalogue, language)
            yield self.catalogue.urls.calendar(language), site_calendar(self.catalogue, language)
            url = f"{self.catalogue.urls.prefix(language)}policies/"
            home = self.catalogue.urls.home(language)
            title = messages(language)("policies.title")
            yield file_of(url), pointer_page(self.catalogue, language, url, home, title)
        if self.catalogue.proof is not None:
            for language in self.catalogue.settings.languages:
                slots = proof_page(self.catalogue, self.catalogue.proof, language)
                yield self._page(language, "proof", self.catalogue.urls.proof(language), slots)
        yield urls.STATUS, status_json(self.catalogue)
        yield "robots.txt", robots(self.catalogue.urls.absolute("sitemap.xml"))
        for url in (urls.POLICIES, urls.FORMER_POLICIES):
            yield url, policies_json(self.catalogue)
        for name, document in SCHEMAS.items():
            yield urls.schema(name), schema(document)
        yield from self._versions()

    def _page(self, language: str, kind: str, url: str, slots: Slots) -> tuple[str, bytes]:
        return file_of(url), self.shells[language, kind].fill(slots).encode()

    def edition_files(self, edition: Edition) -> Iterator[tuple[str, bytes]]:
        """The files about all versions of an edition, and what is at all former URLs of the edition."""
        files = {file.url: file for file in self._former(edition)}
        files |= {file.url: file for file in self._general(edition, edition.urls)}
        for file in files.values():
            yield self._made(edition, file)

    def version_files(self, edition: Edition, version: Version) -> Iterator[tuple[str, bytes]]:
        """The pages of a version and of its revisions: texts, redlines, sources and data."""
        for file in self._of_version(edition, version, edition.urls, version.date):
            yield self._made(edition, file)

    def _made(self, edition: Edition, file: _File) -> tuple[str, bytes]:
        made = file.make() if file.make else None
        if isinstance(made, bytes):
            return file.url, made
        if made is None:
            title = file.title or edition.title
            return file_of(file.url), pointer_page(
                self.catalogue, edition.language, file.url, file.target, title
            )
        return self._page(edition.language, file.kind, file.url, made)

    def _general(self, edition: Edition, there: PolicyUrls) -> Iterator[_File]:
        """The files about all versions, at the edition's URLs or at others that it had."""
        of = self.catalogue, edition
        parallel = partial(parallel_page, self.catalogue, edition.policy, edition.language)
        yield _File(there.history, "dated", partial(history_page, *of))
        yield _File(there.parallel, "dated", parallel, edition.urls.main)
        yield _File(there.compare, "dated", partial(compare_page, *of, there.compare), is_copied=True)
        yield _data(there.sections, partial(sections_json, *of))
        yield _data(there.feed, partial(edition_feed, *of))
        yield _data(there.calendar, partial(edition_calendar, *of))
        yield _data(there.timemap, partial(timemap, *of))
        if self._has_word:
            yield from self._word_redlines_to_current(edition, there)

    def _of_version(
        self, edition: Edition, version: Version, there: PolicyUrls, day: date
    ) -> Iterator[_File]:
        """The files about a version and its revisions, at its URLs or at others that it had."""
        of = self.catalogue, edition, version
        urls, title = edition.urls, edition.title_of(version.text)
        dated = urls.version(version.date)
        yield _File(there.version(day), "dated", partial(version_page, *of))
        yield self._source(there.source(day), version.text)
        if self._has_word:
            yield _data(there.document(there.version(day)), partial(version_docx, *of))
            yield from self._word_redlines(edition, version, there, day)
        yield _data(there.blocks(day), partial(blocks_json, *of))
        yield _File(there.changes(day), "redline", partial(changes_page, *of))
        since = urls.since(version.date)
        yield _File(there.to_current(day), "redline", None, since, _redline_title(edition, title))
        for placed in version.revisions:
            if placed.acts:
                page = None if placed is version.text else partial(revision_page, *of, placed)
                yield _File(there.revision(day, placed.number), "revision", page, dated, title)
                yield self._source(there.revision_source(day, placed.number), placed)
                proof = self.catalogue.proof.of(placed) if self.catalogue.proof else None
                if proof and proof.package:
                    package = partial(self.catalogue.read_blob, proof.package)
                    yield _data(there.package(day, placed.number), package)
                yield self._revision_changes(
                    edition, version, placed, there.revision_changes(day, placed.number)
                )

    def _revision_changes(
        self, edition: Edition, version: Version, placed: PlacedRevision, url: str
    ) -> _File:
        """The redline of a revision; a pointer if the version's redline shows the same, or there is none."""
        pair, title = revision_pair(edition, version, placed), edition.title_of(placed)
        if pair is None:
            return _File(url, "revision-redline", None, edition.address(version, placed), title)
        if pair == changes_pair(edition, version):
            return _File(url, "revision-redline", None, edition.urls.changes(version.date), title)
        page = partial(revision_changes_page, self.catalogue, edition, version, placed)
        return _File(url, "revision-redline", page)

    @property
    def _has_word(self) -> bool:
        return DOCX in self.catalogue.settings.documents

    def _word_redlines(
        self, edition: Edition, version: Version, there: PolicyUrls, day: date
    ) -> Iterator[_File]:
        """The Word documents of a version's redlines, each beside its page."""
        pairs = [
            (there.changes(day), changes_pair(edition, version)),
            *(
                (there.revision_changes(day, placed.number), revision_pair(edition, version, placed))
                for placed in version.revisions
                if placed.acts
            ),
        ]
        for page, pair in pairs:
            if pair is not None:
                yield _data(there.document(page), partial(self._word_redline, edition, *pair))

    def _word_redlines_to_current(self, edition: Edition, there: PolicyUrls) -> Iterator[_File]:
        """The Word documents that compare each version with the text of the main page: published since 0.1.

        They change with each publication, so they are not among the files of a version.
        """
        current = self.catalogue.current(edition)
        for version in edition.timeline.versions if current else ():
            if current and current.version is not version:
                for day in dict.fromkeys((*version.formerly_dated, version.date)):
                    ends = (version, version.text), (current.version, current.version.text)
                    url = there.document(there.to_current(day))
                    yield _data(url, partial(self._word_redline, edition, *ends))

    def _word_redline(self, edition: Edition, *ends: tuple[Version, PlacedRevision]) -> bytes:
        old, new = (revision_text(self.catalogue, edition, *end) for end in ends)
        return redline_docx(self.catalogue, edition, old, new)

    def _source(self, url: str, placed: PlacedRevision) -> _File:
        return _data(url, partial(self.catalogue.read_blob, placed.revision.blob))

    def _former(self, edition: Edition) -> Iterator[_File]:
        """What is at former URLs of an edition's files; where two have the same one, the later goes first."""
        versions = edition.timeline.versions
        moved = [(version, day) for version in versions for day in (*version.formerly_dated, version.date)]
        for version, day in sorted(moved, key=lambda each: each[0].date == each[1]):
            for there in self._names(edition, version.revisions[0].revision.place, day != version.date):
                now = self._of_version(edition, version, edition.urls, version.date)
                yield from _redirected(now, self._of_version(edition, version, there, day))
        for there in self._former_names(edition):
            yield from _redirected(self._general(edition, edition.urls), self._general(edition, there))

    def _names(self, edition: Edition, place: int, with_present: bool = False) -> Iterator[PolicyUrls]:
        """The URLs under each slug that the policy had before, but not before a place on the main line."""
        slugs = edition.policy.former_slugs(place)
        for slug in (*slugs, *([edition.policy.slug] if with_present else [])):
            yield self.catalogue.urls.policy(slug, edition.language)

    def _stubs(self) -> Iterator[tuple[str, bytes]]:
        """Main pages that MkDocs has no file for: not translated, removed, withdrawn, or at a former URL."""
        for policy in self.catalogue.archive.policies:
            for language in self.catalogue.settings.languages:
                edition = self.catalogue.edition(policy, language)
                shown = main_page(self.catalogue, edition) if edition and edition.timeline.removed else None
                url = self.catalogue.urls.policy(policy.slug, language).main
                if shown is not None or not self.catalogue.has_main(policy, language):
                    slots = shown or missing_page(self.catalogue, policy, language)
                    yield self._page(language, "main", url, slots)
                title = (edition or self.catalogue.original(policy)).title
                for slug in policy.former_slugs():
                    former = self.catalogue.urls.policy(slug, language).main
                    yield file_of(former), pointer_page(self.catalogue, language, former, url, title)

    def _former_names(self, edition: Edition) -> Iterator[PolicyUrls]:
        """The URLs under each slug that the policy had while it had this edition."""
        return self._names(edition, edition.timeline.lineage.events[0].place)

    def _versions(self) -> Iterator[tuple[str, bytes]]:
        """Every ``versions.json``, also at former URLs. The page folders, which are kept, are without it.

        It names the day of the build.
        """
        editions = self.catalogue.editions
        present = [(edition.urls, edition) for edition in editions]
        former = [(there, each) for each in editions for there in self._former_names(each)]
        for there, edition in (*present, *former):
            yield there.versions, versions_json(self.catalogue, edition)


def _redline_title(edition: Edition, title: str) -> str:
    return messages(edition.language)("redline.to-current-title", title=title)


def _data(url: str, make: Callable[[], bytes]) -> _File:
    return _File(url, "", make, is_copied=True)


def _redirected(present: Iterable[_File], former: Iterable[_File]) -> Iterator[_File]:
    """The files at former URLs, each with a redirect to its present URL unless it is copied."""
    for now, then in zip(present, former, strict=True):
        target = now.url if now.make else now.target
        yield then if then.is_copied else replace(then, make=None, target=target)
