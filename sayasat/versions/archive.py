"""The whole history of a site, read once for each commit: policies with versions, and when pages changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, partial
from itertools import dropwhile
from zoneinfo import ZoneInfo

from sayasat.errors import Fault, HistoryError
from sayasat.policy_files.adopted_layout import Adopted, Layout
from sayasat.policy_files.decoding import LFS
from sayasat.policy_files.facts import Source
from sayasat.policy_files.file_names import is_markdown
from sayasat.policy_files.layout import DOCS
from sayasat.policy_files.path_patterns import needs_tops
from sayasat.repository.plumbing import Commit
from sayasat.repository.reader import Repository
from sayasat.settings import Settings
from sayasat.versions.left_out import LeftOut, beginning_of, part_of, unmatched
from sayasat.versions.lineage import Lineage, Removal
from sayasat.versions.lineage_builder import lineages
from sayasat.versions.path_identity import Join, PathIdentity, Renames
from sayasat.versions.policies import joined_editions, policies_of
from sayasat.versions.policy import Policy
from sayasat.versions.publication_log import PublicationLog
from sayasat.versions.published_times import bounded
from sayasat.versions.shown_images import ImagePaths, image_paths, with_images
from sayasat.versions.source_reading import ReadSources, read_one_by_one
from sayasat.versions.stated_dates import with_stated_dates


@dataclass(frozen=True)
class Archive:
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
        timelines = [each for policy in self.policies for each in (policy.authentic, *policy.translations)]
        files = (head.revision.path for timeline in timelines for head in timeline.heads)
        return frozenset((*files, *(timeline.lineage.path for timeline in timelines)))

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The misfits, and what is wrong in the newest revision of any file: they stop a build (rule 12)."""
        newest = (
            fault
            for policy in self.policies
            for timeline in (policy.authentic, *policy.translations)
            for fault in timeline.faults
        )
        return (*self.misfits, *newest)


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
    layout, log = settings.layout, log or PublicationLog()
    commits, layout, identity = _followed(repository, layout, log, settings.zone, today)
    found, refused, joins = _identified(commits, layout, settings, identity)
    left_out = LeftOut()
    if isinstance(layout, Adopted):
        _refuse_unmatched(repository, layout, found)
    if settings.adoption:
        found, left_out = part_of(found, settings.adoption.only, beginning_of(commits, repository.beginning))
    read = read or partial(read_one_by_one, repository)
    sources = read(found, is_foreign=settings.is_foreign, dates=settings.dates)
    images = ImagePaths(layout.is_shown, is_foreign=settings.is_foreign)
    if isinstance(layout, Adopted) and (shown := image_paths(found, sources, images)):
        commits = _commits(repository, layout, log, settings.zone, today, shown)
        found, refused, joins = _identified(commits, layout, settings, identity)
        if settings.adoption:
            found, _ = part_of(found, settings.adoption.only, left_out.before)
    found, pointers = _without_pointers(found, sources)
    if settings.is_foreign and pointers and not found:
        raise HistoryError([replace(each, code="adopt-lfs") for each in pointers])
    found, unjoined = joined_editions(found, sources, settings)
    if settings.is_foreign and unjoined:
        raise HistoryError(unjoined)
    found, sources = with_images(found, sources, commits, images, settings.day_zone)
    if settings.dates:
        trailers = {commit.sha: commit.trailers for commit in commits}
        found, sources = with_stated_dates(found, sources, settings.dates, trailers, repository.beginning)
    policies, lost = policies_of(found, sources, settings, log)
    misfits = (*refused, *unjoined, *lost, *(() if settings.is_foreign else pointers))
    changes = _last_changes(commits, settings)
    return Archive(repository.head, policies, changes, tuple(pointers), misfits, log, joins, left_out)


def identified_lineages(
    repository: Repository, settings: Settings
) -> tuple[tuple[Lineage, ...], tuple[Join, ...], Mapping[str, tuple[tuple[str, str], ...]]]:
    """The editions of a foreign repository, whose texts are not read, and the joins that Git did not make.

    Then the trailers of the commits. Raises RepositoryError.
    """
    log = PublicationLog()
    commits, layout, identity = _followed(repository, settings.layout, log, settings.zone, None)
    found, _, joins = _identified(commits, layout, settings, identity)
    return found, joins, {commit.sha: commit.trailers for commit in commits}


def _followed(
    repository: Repository, layout: Layout, log: PublicationLog, zone: ZoneInfo, today: date | None
) -> tuple[tuple[Commit, ...], Layout, PathIdentity | None]:
    """The commits of a layout; in a foreign repository, with those of the paths that texts came from."""
    if isinstance(layout, Adopted) and needs_tops(layout.included):
        layout = replace(layout, tops=repository.top_names())
    commits = _commits(repository, layout, log, zone, today)
    if not isinstance(layout, Adopted):
        return commits, layout, None
    identity = PathIdentity(Renames(repository.history.renames, repository.history.branch_renames))
    is_translation = partial(_is_translation, layout)
    while followed := identity.outside(commits, layout.is_text, is_translation):
        layout = replace(layout, followed={**layout.followed, **followed})
        commits = _commits(repository, layout, log, zone, today)
    return commits, layout, identity


def _is_translation(layout: Adopted, path: str) -> bool:
    return layout.text_language(path) != layout.language


def _identified(
    commits: tuple[Commit, ...], layout: Layout, settings: Settings, identity: PathIdentity | None
) -> tuple[tuple[Lineage, ...], tuple[Fault, ...], tuple[Join, ...]]:
    """The editions, the files that are none, and the joins of paths that Git did not make."""
    joins: tuple[Join, ...] = ()
    if isinstance(layout, Adopted) and identity is not None:
        commits, joins = identity.joined(commits, layout.is_text)
    return *lineages(commits, layout, settings.day_zone), joins


def _commits(
    repository: Repository,
    layout: Layout,
    log: PublicationLog,
    zone: ZoneInfo,
    today: date | None,
    images: Iterable[str] = (),
) -> tuple[Commit, ...]:
    """The commits of the texts of a layout; with those of ``images``, paths that no pattern matches."""
    paths = (*layout.under, *(f":(top,literal){path}" for path in sorted(images)))
    commits = repository.log(*paths, has_patterns=isinstance(layout, Adopted), published=log.heads)
    return bounded(commits, log, zone, today)


def _without_pointers(
    found: tuple[Lineage, ...], sources: Mapping[str, Source]
) -> tuple[tuple[Lineage, ...], list[Fault]]:
    """The editions without pointers of Git LFS, and a fault for each file whose newest revision is one."""
    kept, faults = [], []
    for lineage in found:
        pointers = {each for each in lineage.revisions if sources[each.blob].is_pointer}
        texts = (event for event in lineage.events if event not in pointers)
        events = tuple(dropwhile(lambda event: isinstance(event, Removal), texts))
        if events:
            kept.append(replace(lineage, events=events) if pointers else lineage)
        newest = {event.filed: event for event in lineage.events}
        faults += [Fault(LFS, event.path) for event in newest.values() if event in pointers]
    return tuple(kept), faults


def _refuse_unmatched(repository: Repository, layout: Adopted, found: tuple[Lineage, ...]) -> None:
    """A pattern that never matched a file is a slip, whatever the others match."""
    paths = {revision.path for lineage in found for revision in lineage.revisions}
    matched = [any(each) for each in zip(*map(layout.matches, paths), strict=True)] or [False]
    patterns = zip(layout.included, matched if paths else [False] * len(layout.included), strict=True)
    missing = [pattern for pattern, is_matched in patterns if not is_matched]
    if missing:
        there = sorted(path for path, _ in repository.tree() if is_markdown(path))
        raise HistoryError([unmatched(pattern, there) for pattern in missing])


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
