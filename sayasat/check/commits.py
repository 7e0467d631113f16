"""The commits of a proposal one by one: what is left of each in the history, and where merge methods differ.

A squash and a merge commit put one commit on the main line; a rebase merge and a fast-forward put each commit
of the proposal there. The rules give the same versions wherever they can (rule 1), but a date that a commit
states acts, even if the next commit states another. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from sayasat.check.finding import Finding, Severity, error
from sayasat.check.history_rules import past_without_authority, placed_fault
from sayasat.errors import Fault
from sayasat.i18n.messages import Messages
from sayasat.policy_files.decoding import decode
from sayasat.policy_files.document import key_line
from sayasat.redline.as_markdown import escaped
from sayasat.versions.archive import Archive
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.model import Day, PlacedRevision
from sayasat.versions.policy import Policy


class CommitByCommit(Struct, frozen=True):
    """A proposal on the main line in both ways."""

    joined: Archive
    """As one commit."""

    split: Archive
    """With each of its commits."""

    originals: Mapping[str, str]
    """The commit of the proposal for each of those commits, oldest first."""

    newest: str
    """The last commit of the proposal."""

    read_blob: Callable[[str], bytes]

    def findings(self) -> Iterator[Finding]:
        """What only the commits one by one leave in the history, each cause once."""
        known = set(self.joined.misfits)
        for fault in self.split.misfits:
            if fault not in known:
                yield replace(placed_fault(fault), commit=self.newest)
        for policy in self.split.policies:
            yield from self._of_policy(policy, self.joined.policy(policy.slug))

    def _of_policy(self, policy: Policy, joined: Policy | None) -> Iterator[Finding]:
        timeline = policy.authentic
        if joined is None:
            proposed = (each for each in timeline.recorded if each.revision.commit in self.originals)
            first = next(proposed, timeline.newest)
            yield self._error(first, "commits-leave-policy", name=policy.slug)
            return
        for name in timeline.lineage.former_slugs:
            if name not in joined.authentic.lineage.former_slugs:
                named = next(each for each in timeline.recorded if each.revision.slug == name)
                yield self._error(named, "commits-leave-name", name=name)
        found = _EditionInBoth(self, timeline, joined.authentic)
        own = [*found.past(), *found.faults()] or [*found.differences()]
        yield from own
        for each in policy.translations:
            other = joined.timeline(each.lineage.language)
            if other is not None:
                found = _EditionInBoth(self, each, other)
                # A translation follows the versions of its original
                yield from [*found.faults()] or (() if own else found.differences())

    def at(self, placed: PlacedRevision, finding: Finding, key: str = "") -> Finding:
        """The finding at a revision, and at the line of a key."""
        text, _ = decode(self.read_blob(placed.revision.blob))
        line = finding.line or (key_line(text, key) if key else 0)
        commit = self.originals.get(placed.revision.commit, self.newest)
        return replace(finding, line=line, commit=commit)

    def _error(self, placed: PlacedRevision, code: str, **facts: str) -> Finding:
        return self.at(placed, error(code, placed.revision.path, **facts))


class _EditionInBoth(Struct, frozen=True):
    """One edition in both histories."""

    proposal: CommitByCommit
    split: Timeline
    joined: Timeline

    @property
    def proposed(self) -> list[PlacedRevision]:
        """The revisions of the proposal, oldest first."""
        return [each for each in self.split.recorded if each.revision.commit in self.proposal.originals]

    def past(self) -> Iterator[Finding]:
        """Past days without authority, unless the proposal as one commit states them too."""
        joined = (past_without_authority(self.joined, placed) for _, placed in self.joined.placed)
        stated = {found.fault for found in joined if found}
        for placed in self.proposed:
            found = past_without_authority(self.split, placed)
            if found and found.fault not in stated:
                yield self.proposal.at(placed, found, "repealed" if placed.repeals else "effective")

    def faults(self) -> Iterator[Finding]:
        """Revisions that a later commit fixes: they stay in the history, set aside, with their fault.

        What a past day without authority brings about later is not reported.
        """
        heads = {head.revision for head in self.split.heads}
        known = {_cause(fault) for fault in self.joined.faults}
        for placed in self.proposed:
            for fault in placed.faults:
                if _cause(fault) not in known:
                    known.add(_cause(fault))
                    found = self.proposal.at(placed, placed_fault(fault))
                    is_last = placed.revision in heads
                    yield found if is_last else replace(found, severity=Severity.WARNING)
            if past_without_authority(self.split, placed):
                return

    def differences(self) -> Iterator[Finding]:
        """Where the two histories do not have the same versions and repeals."""
        if self.joined.faults:
            return
        opening = {each.version_date: each for each in reversed(self.proposed) if each.acts}
        withdrawing = {day: each for each in reversed(self.proposed) for day in each.withdraws}
        for day in sorted({each.date for each in (*self.split.versions, *self.joined.versions)}):
            split, joined = self.split.version(day), self.joined.version(day)
            stands, stood = (each is not None and each.withdrawn_on is None for each in (split, joined))
            if stands and not stood:
                yield self._error(opening.get(day), "commits-open-version", day)
            elif stood and not stands:
                yield self._error(withdrawing.get(day), "commits-lose-version", day)
            elif stands and split and joined and split.text.source.sha256 != joined.text.source.sha256:
                yield self._error(opening.get(day), "commits-text-differs", day)
            elif split and not joined:
                left = self._error(opening.get(day), "commits-leave-version", day)
                yield replace(left, severity=Severity.WARNING)
        repealing = {each.repeals: each for each in reversed(self.proposed)}
        for day in sorted({*self.split.repeals} ^ {*self.joined.repeals}):
            yield self._error(repealing.get(day), "commits-repeal-differs", day, "repealed")

    def _error(self, placed: PlacedRevision | None, code: str, day: Day, key: str = "effective") -> Finding:
        at = placed or self.split.newest
        return self.proposal.at(at, error(code, at.revision.path, day=day), key)


def _cause(fault: Fault) -> tuple[object, ...]:
    """What stays the same where the lines of a file move."""
    path, _, line = fault.where.rpartition(":")
    return fault.code, path if line.isdecimal() else fault.where, fault.facts


Left = tuple[str, Day | str, int]
"""What is left of a policy: the last part of a message's key, and its facts: a day or name, and a number."""


class MergeWays(Struct, frozen=True):
    """What a proposal leaves of one edition in both ways; they differ."""

    title: str
    joined: tuple[Left, ...]
    """As one commit."""

    split: tuple[Left, ...]
    """With each of its commits."""


def merge_ways(joined: Archive, split: Archive, commits: Collection[str]) -> tuple[MergeWays, ...]:
    """The editions of which the two ways leave something else; one for each policy.

    ``commits``: those of the proposal in ``split``. The newest one of ``joined`` is its commit, or, where it
    changes nothing, the base, which is in both.
    """
    return tuple(way for policy in split.policies for way in _of_policy(policy.slug, joined, split, commits))


def _of_policy(slug: str, joined: Archive, split: Archive, commits: Collection[str]) -> Iterator[MergeWays]:
    own, other = split.policy(slug), joined.policy(slug)
    assert own is not None
    for timeline in (own.authentic, *own.translations):
        same = other.timeline(timeline.lineage.language) if other else None
        if same and same.faults:
            continue
        one_by_one = _left(timeline, commits)
        proposed = {joined.head} - {each.revision.commit for each in timeline.recorded}
        as_one = _left(same, proposed) if same else {}
        left = [_named(each, one_by_one[each], as_one) for each in one_by_one]
        former = same.lineage.former_slugs if same else timeline.lineage.former_slugs
        left += [("name", name, 1) for name in timeline.lineage.former_slugs if name not in former]
        if same is None and timeline is own.authentic:
            left = [("removed", slug, 1)]
        if set(left) != set(as_one):
            title = timeline.newest.source.front_matter.title or slug
            yield MergeWays(title, tuple(as_one), tuple(left))
            return


def _named(left: Left, digest: str, as_one: dict[Left, str]) -> Left:
    """A version that has another text as one commit is named so."""
    return ("other-text", *left[1:]) if as_one.get(left, digest) != digest else left


def _left(timeline: Timeline, commits: Collection[str]) -> dict[Left, str]:
    """What some commits left of an edition, in the order of days; of a version, the digest of its text."""
    own = [each for each in timeline.recorded if each.revision.commit in commits]
    touched = {each.version_date for each in own if each.acts}.union(*(each.withdraws for each in own))
    left: dict[Left, str] = {}
    for version in timeline.versions:
        if version.date in touched:
            entries = sum(each.acts and each.version_date == version.date for each in own)
            stands = ("entries", entries) if entries > 1 else ("version", 1)
            key, number = stands if version.withdrawn_on is None else ("withdrawn", 1)
            left[key, version.date, number] = version.text.source.sha256
    left |= {("repeal", day, 1): "" for day in timeline.repeals if day in {each.repeals for each in own}}
    faulty = sum(not each.acts for each in own)
    return left | ({("set-aside", "", faulty): ""} if faulty else {})


def merge_ways_markdown(ways: Sequence[MergeWays], t: Messages) -> Iterator[str]:
    """The lines of the table; one sentence if the ways do not differ."""
    yield f"**{t('ways.title')}**\n"
    if not ways:
        yield t("ways.same")
        return
    yield f"| {t('ways.policy')} | {t('ways.joined')} | {t('ways.split')} |"
    yield "|---|---|---|"
    for way in ways:
        yield f"| {escaped(way.title)} | {_cell(way.joined, t)} | {_cell(way.split, t)} |"


def merge_ways_text(ways: Sequence[MergeWays], t: Messages) -> Iterator[str]:
    """The same as lines of plain text; none if the ways do not differ."""
    for way in ways:
        yield f"{t('ways.title')}: {way.title}"
        for key, left in (("joined", way.joined), ("split", way.split)):
            found = "; ".join(_text(*each, t) for each in left) or t("ways.nothing")
            yield f"  {t(f'ways.{key}')}: {found}"


def _cell(left: Sequence[Left], t: Messages) -> str:
    return "<br>".join(escaped(_text(*each, t)) for each in left) or t("ways.nothing")


def _text(key: str, fact: Day | str, number: int, t: Messages) -> str:
    if key == "set-aside":
        return t.count(f"ways.{key}", number)
    return t(f"ways.{key}", name=fact, day=fact, number=number)
