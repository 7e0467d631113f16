"""The archive as seen on one day: every edition with its statuses. Texts are read on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property, partial

from msgspec import Struct

from sayasat.cache.reader import CachedReader
from sayasat.cache.texts import Text
from sayasat.i18n.messages import Messages, messages
from sayasat.markdown.sections import SectionDigests, section_digests
from sayasat.policy_files.adopted_layout import Adopted
from sayasat.policy_files.document import read_body, read_document, read_foreign
from sayasat.policy_files.front_matter import Document
from sayasat.proof.record import ProofRecord
from sayasat.redline.compare import compare_blocks
from sayasat.redline.counts import ChangeCount, count_changes, summary
from sayasat.redline.derivation import Derivation, derivation
from sayasat.settings import Settings
from sayasat.versions.archive import Archive
from sayasat.versions.changelog import Entry, site_entries
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.log_lines import new_lines
from sayasat.versions.model import PlacedRevision, Version
from sayasat.versions.policy import Policy
from sayasat.versions.status import Standing, Status, in_force, shown
from sayasat.versions.titles import ListedTitles, title_of
from sayasat.website.links import Links, LinkTargets
from sayasat.website.urls import PolicyUrls, SiteUrls


class Edition(Struct, frozen=True, dict=True):
    """One policy in one language, as seen on one day."""

    policy: Policy
    timeline: Timeline
    language: str
    standings: tuple[Standing, ...]
    urls: PolicyUrls

    @property
    def title(self) -> str:
        """The title in the newest revision, which need not be in force."""
        return title_of(self.timeline.newest, self.policy.slug)

    def standing(self, version: Version) -> Standing:
        """The standing of one of the edition's versions."""
        return self._by_date[version.date]

    @cached_property
    def _by_date(self) -> Mapping[date, Standing]:
        return {standing.version.date: standing for standing in self.standings}

    def title_of(self, placed: PlacedRevision) -> str:
        """The title in one revision."""
        return title_of(placed, self.policy.slug)

    def address(self, version: Version, placed: PlacedRevision) -> str:
        """The URL of the page that shows a revision: its version's, where it is the version's text.

        "" for a revision that was set aside: it was never published.
        """
        if placed is version.text:
            return self.urls.version(version.date)
        return self.urls.revision(version.date, placed.number) if placed.acts else ""

    def source_of(self, version: Version, placed: PlacedRevision) -> str:
        """The URL of the source of a revision: its version's, where it is the version's text."""
        if placed is version.text:
            return self.urls.source(version.date)
        return self.urls.revision_source(version.date, placed.number)

    def file_of(self, version: Version) -> str:
        """The path of the file to edit for a version's text: its own in ``versions/``, if there is one."""
        heads = (each.revision for each in self.timeline.heads)
        own = (each.path for each in heads if each.filed == version.date)
        return next(own, self.timeline.lineage.path)

    def label(self, day: date) -> str:
        """The name of the version of ``day`` in the edition's language: its date and the basis of the date.

        If only the authentic edition has the version, the basis is the one there.
        """
        version = self.timeline.dated(day) or self.policy.authentic.dated(day)
        return messages(self.language)(f"version.{version.date_kind if version else 'stated'}", day=day)


class Catalogue(Struct, frozen=True, dict=True):
    """The archive as seen on one day, `today`."""

    archive: Archive
    settings: Settings
    link_targets: LinkTargets
    today: date
    read_blob: Callable[[str], bytes]
    """Returns a blob's bytes, given its object name."""

    site_names: Mapping[str, str]
    """The site's name in each language."""

    reader: CachedReader
    """Reads and compares the editions' texts."""

    proof: ProofRecord | None = None
    """What proves the texts; None where no head was sealed and the settings have no proof."""

    @property
    def urls(self) -> SiteUrls:
        """The URLs of the site."""
        return self.link_targets.urls

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """Every edition, grouped by policy, the authentic edition first."""
        return tuple(self._by_name.values())

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], Edition]:
        return {
            (policy.slug, language): Edition(
                policy,
                timeline,
                language,
                policy.standings(language, self.today),
                self.urls.policy(policy.slug, language),
            )
            for policy in self.archive.policies
            for language in self.settings.languages
            if (timeline := policy.timeline(language)) is not None
        }

    def edition(self, policy: Policy, language: str) -> Edition | None:
        """One policy in one language; None if that edition has never existed."""
        return self._by_name.get((policy.slug, language))

    def original(self, policy: Policy) -> Edition:
        """The authentic edition."""
        edition = self.edition(policy, self.settings.authentic)
        assert edition is not None
        return edition

    def in_force(self, policy: Policy) -> Standing | None:
        """The version of the authentic edition that is in force; None if none is."""
        return self._in_force[policy.slug]

    @cached_property
    def _in_force(self) -> Mapping[str, Standing | None]:
        # Cached, as `_current` is: nearly every page of every version reads both.
        return {policy.slug: in_force(self.original(policy).standings) for policy in self.archive.policies}

    def current(self, edition: Edition) -> Standing | None:
        """The version that the main page shows.

        That is the version in force, else the last that was in force, else the first upcoming one. A
        translation shows its latest version up to that one. None if all are withdrawn, or if the translation
        was removed.
        """
        return self._current[edition.policy.slug, edition.language]

    @cached_property
    def _current(self) -> Mapping[tuple[str, str], Standing | None]:
        return {name: self._find_current(edition) for name, edition in self._by_name.items()}

    def _find_current(self, edition: Edition) -> Standing | None:
        original = shown(self.original(edition.policy).standings)
        if original is None or (edition.timeline.removed and not self.is_authentic(edition)):
            return None
        for each in reversed(edition.standings):
            if each.version.date <= original.version.date and each.status is not Status.WITHDRAWN:
                return each
        return None

    @cached_property
    def publication(self) -> int | None:
        """The number of the publication that this is, or would be; None without a publication log."""
        archive = self.archive
        if not archive.log.lines:
            return None
        lines = new_lines(archive, self.settings, archive.log, self.today, archive.head)
        published = lines[0] if lines else archive.log.published
        return published.number if published else None

    def is_authentic(self, edition: Edition) -> bool:
        """Whether an edition is in the authentic language."""
        return edition.language == self.settings.authentic

    def has_main(self, policy: Policy, language: str) -> bool:
        """Whether the policy's main page in this language shows a text."""
        edition = self.edition(policy, language)
        return edition is not None and self.current(edition) is not None

    def listed_title(self, edition: Edition, placed: PlacedRevision | None = None) -> str:
        """The title of a revision in a list of all policies: no two of a foreign repository have the same.

        Without ``placed``, that of the text that the main page shows.
        """
        current = self.current(edition)
        placed = placed or (current.version.text if current else edition.timeline.newest)
        title = edition.title_of(placed)
        return self._titles.listed(title, placed.revision.path) if self._titles else title

    @cached_property
    def _titles(self) -> ListedTitles | None:
        layout = self.settings.layout
        newest = ((each.title, each.timeline.newest.revision.path) for each in self.editions)
        return ListedTitles.of(newest, layout) if isinstance(layout, Adopted) else None

    def log(self, language: str) -> tuple[Entry, ...]:
        """The change log of all policies for readers of one language, newest entry first."""
        if language not in self._logs:
            self._logs[language] = site_entries(self.archive.policies, language)
        return self._logs[language]

    @cached_property
    def _logs(self) -> dict[str, tuple[Entry, ...]]:
        return {}

    def document(self, placed: PlacedRevision) -> Document:
        """The parsed file of a revision."""
        read = read_foreign if self.settings.is_foreign else read_document
        return read(self.read_blob(placed.revision.blob))

    def text(self, edition: Edition, placed: PlacedRevision, draft: bytes | None = None) -> Text:
        """The text of a revision, or of ``draft``, the bytes of an uncommitted edit of its file."""
        if draft is not None:
            return self.reader.text_cache(edition.language).text(read_body(draft))
        blob, is_foreign = placed.revision.blob, self.settings.is_foreign
        text = self.reader.text(
            edition.language, blob, lambda: read_body(self.read_blob(blob), is_foreign=is_foreign)
        )
        return text.showing(self.files(placed))

    def files(self, placed: PlacedRevision) -> dict[str, str]:
        """The files that the images of a revision show: URLs from the site's root, by the URL as written."""
        return Links(self.link_targets, placed.revision).images()

    def counts(self, edition: Edition, version: Version) -> ChangeCount:
        """Words and sections changed since the latest earlier version that was not withdrawn.

        For the first version, the whole text counts as added.
        """
        before, new = edition.timeline.before(version), version.text
        old = before.text if before else None
        keys = _keys(old, new)
        if keys not in self._counts:
            counted = partial(self._counted, edition, old, new)
            self._counts[keys] = self.reader.of_texts(ChangeCount, keys, counted)
        return self._counts[keys]

    def _counted(self, edition: Edition, old: PlacedRevision | None, new: PlacedRevision) -> ChangeCount:
        text = self.text(edition, new)
        if old is None:
            return count_changes(compare_blocks((), text.sections))
        return self.reader.redline(edition.language, self.text(edition, old), text).count

    @cached_property
    def _counts(self) -> dict[tuple[str, str], ChangeCount]:
        """By the keys of the two texts: histories, change logs, feeds and the API show the same counts."""
        return {}

    def add_counts(self, edition: Edition, counts: Sequence[ChangeCount]) -> None:
        """Add counts that a worker has made: the result of `counts` for each version, earliest date first."""
        for version, count in zip(edition.timeline.versions, counts, strict=True):
            before = edition.timeline.before(version)
            self._counts[_keys(before.text if before else None, version.text)] = count

    def derivation(self, edition: Edition, old: PlacedRevision | None, new: PlacedRevision) -> Derivation:
        """Which section of a text comes from which of an older one; None if there is no older text."""

        def derived() -> Derivation:
            text = self.text(edition, new)
            if old is None:
                return derivation((), text.sections)
            return self.reader.redline(edition.language, self.text(edition, old), text).derivation

        return self.reader.of_texts(Derivation, _keys(old, new), derived)

    def section_digests(self, edition: Edition, placed: PlacedRevision) -> SectionDigests:
        """The digests of the sections of a text."""
        return self.reader.of_texts(
            SectionDigests,
            (placed.revision.text_key,),
            lambda: section_digests(self.text(edition, placed).sections),
        )

    def counted(self, edition: Edition, version: Version, t: Messages) -> str:
        """The result of `counts` as text in the language of ``t``; for the first version, that it is that."""
        if edition.timeline.before(version) is None:
            return t("version.first")
        return summary(self.counts(edition, version), t)


def _keys(old: PlacedRevision | None, new: PlacedRevision) -> tuple[str, str]:
    """The key of a count; "" if there is no older text."""
    return old.revision.text_key if old else "", new.revision.text_key
