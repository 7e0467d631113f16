"""The whole history of a site, read once for each commit: policies with versions, and when pages changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sayasat.errors import Fault, HistoryError, unlisted
from sayasat.history import Edition, editions, join
from sayasat.layout import DOCS, Adopted, distinct, is_markdown, located, readable
from sayasat.ledger import fold
from sayasat.repository import Commit, Repository
from sayasat.settings import Settings
from sayasat.source import Source, read_source
from sayasat.translations import follow
from sayasat.versions import Placed, Policy, Timeline


class ReadSources(Protocol):
    """Reads the texts of editions."""

    def __call__(self, editions: Iterable[Edition], *, is_foreign: bool) -> Mapping[str, Source]:
        """What there is to know of every blob of these editions."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What one commit of a repository holds."""

    head: str
    policies: tuple[Policy, ...]
    """By slug."""

    changed: Mapping[str, datetime]
    """When each path below docs/ last changed, in the publisher's zone."""

    misfits: tuple[Fault, ...] = ()
    """Editions that do not fit together: a translation without an original, a former name that was none."""

    def policy(self, slug: str) -> Policy | None:
        """The policy of this name, absent where there never was one."""
        return next((policy for policy in self.policies if policy.slug == slug), None)

    @property
    def paths(self) -> frozenset[str]:
        """The file of each edition, where it is now."""
        timelines = (each for policy in self.policies for each in (policy.authentic, *policy.translations))
        return frozenset(timeline.edition.path for timeline in timelines)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The misfits, and what is wrong in any edition's newest revision: they stop a build (rule 10)."""
        newest = (
            fault
            for policy in self.policies
            for timeline in (policy.authentic, *policy.translations)
            if timeline.removed is None
            for fault in timeline.newest.faults
        )
        return (*self.misfits, *newest)


def read_archive(repository: Repository, settings: Settings, read: ReadSources | None = None) -> Archive:
    """Read the archive of the repository's HEAD; ``read`` reads its texts, by default one after the other.

    Raises RepositoryError where the history cannot be read whole, and HistoryError where a pattern of an
    adopted repository matches nothing in it; all other faults are in the archive.
    """
    layout = settings.layout
    commits = repository.log(*layout.under, has_patterns=layout.has_patterns)
    found = editions(commits, layout, settings.zone)
    if isinstance(layout, Adopted):
        _refuse_unmatched(repository, layout, found)
    read = read or _OneByOne(repository)
    sources = read(found, is_foreign=settings.is_foreign)
    found, faults = join(found, _former_names(found, sources))
    policies, lost = _policies(found, sources, settings)
    return Archive(repository.head, policies, _last_changes(commits, settings), (*faults, *lost))


def _refuse_unmatched(repository: Repository, layout: Adopted, found: tuple[Edition, ...]) -> None:
    """A pattern that never matched a file is a slip, whatever the others match."""
    paths = {revision.path for edition in found for revision in edition.revisions}
    matched = [any(each) for each in zip(*map(layout.matches, paths), strict=True)] or [False]
    patterns = zip(layout.patterns, matched if paths else [False] * len(layout.patterns), strict=True)
    missing = [pattern for pattern, is_matched in patterns if not is_matched]
    if missing:
        there = sorted(path for path, _ in repository.tree() if is_markdown(path))
        raise HistoryError([_unmatched(pattern, there) for pattern in missing])


def _unmatched(pattern: str, there: list[str]) -> Fault:
    """With the likeliest files; else some of all there are."""
    fault = unlisted("adopt-unmatched", pattern, there)
    facts = dict(fault.facts)["known"].split(", ") if there else ["-"]
    shown = [*facts[:_LISTED], *(["…"] if len(facts) > _LISTED else [])]
    return Fault(fault.code, fault.where, (("known", ", ".join(shown)),))


_LISTED = 10


@dataclass(frozen=True, slots=True)
class _OneByOne:
    """Reads texts as wholes, as they come out of Git."""

    repository: Repository

    def __call__(self, editions: Iterable[Edition], *, is_foreign: bool) -> Mapping[str, Source]:
        blobs = dict.fromkeys(revision.blob for edition in editions for revision in edition.revisions)
        texts = self.repository.texts(blobs)
        return {blob: read_source(data, is_foreign=is_foreign) for blob, data in texts}


def _former_names(
    found: tuple[Edition, ...], sources: Mapping[str, Source]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """What `formerly` ever named: taking the key out later does not part what was joined."""
    names = {}
    for edition in found:
        named = (sources[revision.blob].front_matter.formerly for revision in edition.revisions)
        former = tuple(dict.fromkeys(name for each in named for name in each))
        if former:
            names[edition.slug, edition.language] = former
    return names


def _policies(
    found: tuple[Edition, ...], sources: Mapping[str, Source], settings: Settings
) -> tuple[tuple[Policy, ...], list[Fault]]:
    by_name = {(edition.slug, edition.language): edition for edition in found}
    originals = _originals(found, sources, settings)
    faults = [
        Fault("translation-without-original", edition.path, (("language", settings.authentic),))
        for edition in found
        if edition.slug not in originals and edition.removed is None
    ]
    policies = tuple(
        Policy(slug, original, _translations(slug, original, by_name, sources, settings))
        for slug, original in sorted(originals.items())
    )
    return policies, faults


def _originals(
    found: tuple[Edition, ...], sources: Mapping[str, Source], settings: Settings
) -> dict[str, Timeline]:
    originals = [edition for edition in found if edition.language == settings.authentic]
    if not isinstance(settings.layout, Adopted):
        return {edition.slug: fold(edition, sources) for edition in originals}
    named = _Titles.of(originals, sources, settings.layout)
    return {edition.slug: fold(edition, named.sources(edition), is_foreign=True) for edition in originals}


@dataclass(frozen=True, slots=True)
class _Titles:
    """What the texts of a foreign repository are called: by their own title, or else by their file.

    Where several have the same one, what tells their paths apart goes with it; where that is the same too,
    as of ``privacy.md`` and ``privacy/index.md``, the whole path.
    """

    read: Mapping[str, Source]
    layout: Adopted
    shared: frozenset[str] = frozenset()
    alike: frozenset[str] = frozenset()
    """Titles that several still have with what tells their paths apart."""

    @classmethod
    def of(cls, found: Sequence[Edition], read: Mapping[str, Source], layout: Adopted) -> _Titles:
        newest = [(read[each.blob], each.path) for each in (edition.revisions[-1] for edition in found)]
        titles = cls(read, layout, _several(_title(*each) for each in newest))
        return replace(titles, alike=_several(titles.title(*each) for each in newest))

    def sources(self, edition: Edition) -> dict[str, Source]:
        """The facts of an edition's texts, each with a title."""
        return {each.blob: self._titled(self.read[each.blob], each.path) for each in edition.revisions}

    def title(self, source: Source, path: str) -> str:
        """What a text is called beside the others."""
        own = _title(source, path)
        if own.casefold() not in self.shared:
            return own
        title = distinct(own, self.layout.kept(path))
        return f"{own} – {located(path)}" if title.casefold() in self.alike else title

    def _titled(self, source: Source, path: str) -> Source:
        titled = replace(source.front_matter, title=self.title(source, path))
        return replace(source, front_matter=titled)


def _several(titles: Iterable[str]) -> frozenset[str]:
    """Those that are there more than once, in lower case."""
    counted = Counter(title.casefold() for title in titles)
    return frozenset(title for title, count in counted.items() if count > 1)


def _title(source: Source, path: str) -> str:
    return source.front_matter.title or readable(path)


def _translations(
    slug: str,
    original: Timeline,
    by_name: Mapping[tuple[str, str], Edition],
    sources: Mapping[str, Source],
    settings: Settings,
) -> tuple[Timeline, ...]:
    translated = (by_name.get((slug, language)) for language in settings.languages[1:])
    return tuple(follow(edition, sources, original) for edition in translated if edition is not None)


def _last_changes(commits: tuple[Commit, ...], settings: Settings) -> dict[str, datetime]:
    return {
        change.path: commit.time.astimezone(settings.zone)
        for commit in commits
        for change in commit.changes
        if change.blob is not None
    }


def policy_path(language: str, slug: str) -> str:
    """Where the file of a policy is, or would be."""
    return f"{DOCS}/{language}/policies/{slug}.md"


def title_of(placed: Placed, slug: str) -> str:
    """A revision's title; the slug stands in where an old revision had none."""
    return placed.source.front_matter.title or slug.encode(errors="replace").decode()
