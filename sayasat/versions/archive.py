"""The whole history of a site, read once for each commit: policies with versions, and when pages changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cached_property, partial
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from sayasat.errors import Fault, HistoryError
from sayasat.policy_files.adopted_layout import Adopted
from sayasat.policy_files.decoding import LFS
from sayasat.policy_files.facts import Sources, in_all_languages, read_source
from sayasat.policy_files.file_names import is_markdown
from sayasat.policy_files.layout import DOCS
from sayasat.policy_files.path_patterns import needs_tops
from sayasat.repository.plumbing import Commit
from sayasat.repository.reader import Repository
from sayasat.settings import Settings
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.left_out import LeftOut, beginning_of, part_of, unmatched
from sayasat.versions.lineage import Lineage, Lineages, from_first_revision
from sayasat.versions.lineage_builder import lineages
from sayasat.versions.path_identity import Join, PathIdentity
from sayasat.versions.policies import joined_editions, policies_of
from sayasat.versions.policy import Policy
from sayasat.versions.publication_log import PublicationLog
from sayasat.versions.published_times import bounded
from sayasat.versions.shown_images import image_paths, with_images
from sayasat.versions.stated_dates import with_stated_dates


class Archive(Struct, frozen=True, dict=True):
    """What one commit of a repository holds."""

    head: str
    policies: tuple[Policy, ...]
    """By slug."""

    changed: Mapping[str, datetime]
    """When each path below docs/ last changed, in the publisher's zone."""

    pointers: tuple[Fault, ...] = ()
    """Newest revisions that are no texts but pointers of Git LFS. None of these is a revision of a policy."""

    misfits: tuple[Fault, ...] = ()
    """Editions that do not fit together: a translation without an original, a former name that was none."""

    log: PublicationLog = field(default_factory=PublicationLog)
    """What was published before; empty where no log was read."""

    joins: tuple[Join, ...] = ()
    """The joins of paths in a foreign repository that are not Git's own renames, and doubtful cuts."""

    left_out: LeftOut = field(default_factory=LeftOut)
    """What the settings leave out."""

    def policy(self, slug: str) -> Policy | None:
        """The policy that has this name, or once had it; absent where there never was one."""
        return self._by_name.get(slug)

    @cached_property
    def _by_name(self) -> dict[str, Policy]:
        former = {name: policy for policy in self.policies for name in policy.authentic.lineage.former_slugs}
        return former | {policy.slug: policy for policy in self.policies}

    @property
    def paths(self) -> frozenset[str]:
        """The files of each edition, where they are now."""
        files = (head.revision.path for timeline in self._timelines for head in timeline.heads)
        return frozenset((*files, *(timeline.lineage.path for timeline in self._timelines)))

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The misfits, and what is wrong in the newest revision of any file: they stop a build (rule 12)."""
        return (*self.misfits, *(fault for timeline in self._timelines for fault in timeline.faults))

    @property
    def _timelines(self) -> list[Timeline]:
        return [timeline for policy in self.policies for timeline in policy.timelines]


ReadSources: TypeAlias = Callable[[Iterable[Lineage], Settings], Sources]
"""Reads the texts of editions: the facts of every blob."""


def _read_one_by_one(repository: Repository, lineages: Iterable[Lineage], settings: Settings) -> Sources:
    """The facts of every blob of the editions, read in this process as the texts come out of Git."""
    languages: dict[str, dict[str, None]] = {}
    for lineage in lineages:
        for each in lineage.revisions:
            languages.setdefault(each.blob, {})[lineage.language] = None
    read = partial(read_source, is_foreign=settings.is_foreign, dates=settings.dates)
    return {
        blob: in_all_languages(read(data, language=each) for each in languages[blob])
        for blob, data in repository.texts(languages)
    }


def read_archive(
    repository: Repository,
    settings: Settings,
    read: ReadSources | None = None,
    log: PublicationLog | None = None,
    today: date | None = None,
) -> Archive:
    """Read the archive of the repository's HEAD; ``read`` reads its texts, by default one after the other.

    What ``log`` has of a revision is a fact (rule 11). ``today`` is the day on which the archive is
    published: no clock is believed that is ahead of it. None: the newest commits have no such bound.

    Raises RepositoryError where the history cannot be read whole, and HistoryError where a pattern of an
    adopted repository matches nothing in it, or no text but pointers of Git LFS, or where its ``continues``
    joins nothing; all other faults are in the archive.
    """
    log = log or PublicationLog()
    history = _HistoryReading(repository, settings, log, today)
    commits = history.commits
    found, refused, joins = history.editions(commits)
    left_out = LeftOut()
    if isinstance(history.layout, Adopted):
        _refuse_unmatched(repository, history.layout, found)
    if settings.adoption:
        found, left_out = part_of(found, settings.adoption.only, beginning_of(commits, repository.beginning))
    sources = (read or partial(_read_one_by_one, repository))(found, settings)
    if settings.adoption and (shown := image_paths(found, sources, history.layout)):
        commits = history.read(shown)
        found, refused, joins = history.editions(commits)
        found, _ = part_of(found, settings.adoption.only, left_out.before)
    found, pointers = _without_pointers(found, sources)
    if settings.is_foreign and pointers and not found:
        raise HistoryError([replace(each, code="adopt-lfs") for each in pointers])
    found, unjoined = joined_editions(found, sources, settings)
    if settings.is_foreign and unjoined:
        raise HistoryError(unjoined)
    found, sources = with_images(found, sources, commits, history.layout, settings.day_zone)
    if settings.dates:
        trailers = {commit.sha: commit.message.trailers for commit in commits}
        found, sources = with_stated_dates(found, sources, settings.dates, trailers, repository.beginning)
    policies, lost = policies_of(found, sources, settings, log)
    misfits = (*refused, *unjoined, *lost, *(() if settings.is_foreign else pointers))
    changes = ((each.path, commit.time) for commit in commits for each in commit.changes if each.blob)
    changed = {path: time.astimezone(settings.zone) for path, time in changes}
    return Archive(repository.head, policies, changed, tuple(pointers), misfits, log, joins, left_out)


def identified_lineages(
    repository: Repository, settings: Settings
) -> tuple[Lineages, tuple[Join, ...], Mapping[str, tuple[tuple[str, str], ...]]]:
    """The editions of a foreign repository, whose texts are not read, and the joins that Git did not make.

    Then the trailers of the commits. Raises RepositoryError.
    """
    history = _HistoryReading(repository, settings, PublicationLog(), None)
    commits = history.commits
    found, _, joins = history.editions(commits)
    return found, joins, {commit.sha: commit.message.trailers for commit in commits}


class _HistoryReading:
    """Reads the commits of the texts of a site; in a foreign repository, also of the paths they came from."""

    def __init__(
        self, repository: Repository, settings: Settings, log: PublicationLog, today: date | None
    ) -> None:
        self._repository, self._settings, self._log, self._today = repository, settings, log, today
        self.layout = settings.layout
        self._identity: PathIdentity | None = None
        if isinstance(self.layout, Adopted):
            if needs_tops(self.layout.included):
                self.layout = replace(self.layout, tops=repository.top_names())
            self._identity = PathIdentity(repository.history, self.layout)
        self.commits = self.read()
        """The commits of the texts, oldest first."""

        while self._identity and self._identity.follow(self.commits):
            self.layout = self._identity.layout
            self.commits = self.read()

    def read(self, images: Iterable[str] = ()) -> tuple[Commit, ...]:
        """The commits, with those of ``images``, paths that no pattern matches."""
        paths = (*self.layout.under, *(f":(top,literal){path}" for path in sorted(images)))
        has_patterns = self._identity is not None
        commits = self._repository.log(*paths, has_patterns=has_patterns, published=self._log.heads)
        return bounded(commits, self._log, self._settings.zone, self._today)

    def editions(self, commits: tuple[Commit, ...]) -> tuple[Lineages, tuple[Fault, ...], tuple[Join, ...]]:
        """The editions, the files that are none, and the joins of paths that Git did not make."""
        joins: tuple[Join, ...] = ()
        if self._identity is not None:
            commits, joins = self._identity.joined(commits)
        return *lineages(commits, self.layout, self._settings.day_zone), joins


def _without_pointers(found: Lineages, sources: Sources) -> tuple[Lineages, list[Fault]]:
    """The editions without pointers of Git LFS, and a fault for each file whose newest revision is one."""
    kept, faults = [], []
    for lineage in found:
        pointers = {each for each in lineage.revisions if sources[each.blob].is_pointer}
        texts = (event for event in lineage.events if event not in pointers)
        events = from_first_revision(texts)
        if events:
            kept.append(replace(lineage, events=events) if pointers else lineage)
        newest = {event.filed: event for event in lineage.events}
        faults += [Fault(LFS, event.path) for event in newest.values() if event in pointers]
    return tuple(kept), faults


def _refuse_unmatched(repository: Repository, layout: Adopted, found: Lineages) -> None:
    """A pattern that never matched a file is a slip, whatever the others match."""
    paths = {revision.path for lineage in found for revision in lineage.revisions}
    matched = set().union(*map(layout.matching, paths))
    missing = [pattern for pattern in layout.included if pattern not in matched]
    if missing:
        there = sorted(path for path, _ in repository.tree() if is_markdown(path))
        raise HistoryError([unmatched(pattern, there) for pattern in missing])


def policy_path(language: str, slug: str) -> str:
    """Where the file of a policy is, or would be."""
    return f"{DOCS}/{language}/policies/{slug}.md"
