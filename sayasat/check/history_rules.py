"""Findings from the version rules: faults of front matter, unexplained changes, deleted files. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from sayasat.check.check_yml import NoticePeriod
from sayasat.check.finding import Finding, Severity, error, warning
from sayasat.errors import Fault
from sayasat.versions.archive import Archive, policy_path
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.model import Basis, ChangeClass, PlacedRevision, Version
from sayasat.versions.policy import Policy
from sayasat.versions.status import in_force, standings

FAR = 400
"""Days: a date farther ahead than that is warned of."""

_OPENS = {ChangeClass.NEW, ChangeClass.READOPTED}


class ProposedHistory(Struct, frozen=True):
    """The archive as it would be after the proposed change."""

    archive: Archive
    today: date
    languages: tuple[str, ...]
    """The languages of the site, the authentic one first."""

    def findings(self, notice: NoticePeriod | None) -> Iterator[Finding]:
        """The findings on every policy, in the archive's order. ``notice``: the required notice period."""
        for policy in self.archive.policies:
            for timeline in (policy.authentic, *policy.translations):
                yield from (placed_fault(_repeated(fault, timeline)) for fault in timeline.faults)
                yield from self._removal(timeline, policy)
            for timeline in policy.translations:
                yield from self._ends(timeline)
            yield from self._translations(policy)
            if policy.authentic.removed is None:
                yield from self._past(policy.authentic)
                yield from self._far(policy.authentic)
                yield from self._late(policy.authentic)
                yield from self._in_two_files(policy.authentic)
                yield from self._without_file(policy)
            yield from self._opening(policy.authentic, notice)

    def _removal(self, timeline: Timeline, policy: Policy) -> Iterator[Finding]:
        """A finding if the head commit deleted the file; earlier deletions cannot be corrected any more."""
        removed = timeline.removed
        if removed is None or removed.commit != self.archive.head:
            return
        if timeline is not policy.authentic:
            yield warning("translation-removed", removed.path)
        elif not _is_ended(timeline):
            yield error("policy-removed", removed.path)

    def _ends(self, timeline: Timeline) -> Iterator[Finding]:
        """Rule 8: a translation never ends or replaces a version; one that says so misleads its readers."""
        newest = timeline.newest
        head = newest.source.front_matter
        if timeline.removed is None and newest.revision.commit == self.archive.head:
            for key in ("repealed", "replaces"):
                if getattr(head, key) is not None:
                    yield error("translation-ends", newest.revision.path, key=key)

    def _translations(self, policy: Policy) -> Iterator[Finding]:
        original, day = policy.authentic, policy.authentic.newest.version_date
        for language in () if original.removed else self.languages[1:]:
            timeline = policy.timeline(language)
            if timeline is None or timeline.removed:
                yield warning("translation-missing", policy_path(language, policy.slug))
            elif _is_only_redated(timeline, original):
                yield warning("translation-redated", timeline.newest.revision.path, effective=day)
            elif lags(timeline, original):
                yield warning("translation-behind", timeline.newest.revision.path, original=day)

    def _past(self, original: Timeline) -> Iterator[Finding]:
        """Rule 10. What an earlier commit published is only marked."""
        for placed in original.recorded:
            is_newest = placed.revision.commit == self.archive.head
            found = past_without_authority(original, placed) if is_newest else None
            if found:
                yield found

    def _far(self, original: Timeline) -> Iterator[Finding]:
        """A day more than a year ahead is often a slip in the year."""
        for head in original.heads:
            filed = head.revision.filed
            days = {"effective": filed or head.source.front_matter.effective, "repealed": head.repeals}
            for key, day in days.items():
                if day is not None and (day - head.committed_on).days > FAR:
                    yield warning("date-far", head.revision.path, key=key, value=day, days=FAR)

    def _late(self, original: Timeline) -> Iterator[Finding]:
        """Rule 6: what has taken effect cannot be postponed; a new date adopts the same words again."""
        newest = original.newest
        is_again = newest.change is ChangeClass.READOPTED and not newest.source.front_matter.editorial
        is_stated = {"authority", "adopted", "summary"} & newest.brings
        if newest.revision.commit != self.archive.head or not is_again or is_stated:
            return
        held = in_force(standings(original, newest.committed_on))
        if held is None or held.version.text.source.content_digest != newest.source.content_digest:
            return
        before, effective = held.version.date, newest.version_date
        if before < effective:
            yield warning("postponed-too-late", newest.revision.path, before=before, effective=effective)

    def _in_two_files(self, original: Timeline) -> Iterator[Finding]:
        """Rule 4: the file in ``versions/`` is the text of its date, whatever ``policies/`` says of it."""
        main, filed = original.newest, {head.revision.filed: head for head in original.heads}
        own = filed.get(main.version_date)
        if own is None or self.archive.head not in {main.revision.commit, own.revision.commit}:
            return
        if main.acts and own.acts and own.source.content_digest != main.source.content_digest:
            yield warning("version-has-file", main.revision.path, effective=main.version_date)

    def _without_file(self, policy: Policy) -> Iterator[Finding]:
        """Rule 6: ``replaces: none`` keeps what was announced; now a file in ``versions/`` does so."""
        original = policy.authentic
        newest = original.newest
        filed = {newest.version_date, *(head.revision.filed for head in original.heads)}
        for version in original.versions:
            is_announced = version.withdrawn_on is None and version.date > self.today
            if newest.source.front_matter.replaces == () and is_announced and version.date not in filed:
                facts = {"announced": version.date, "policy": policy.slug}
                yield warning("replaces-none", newest.revision.path, **facts)

    def _opening(self, original: Timeline, notice: NoticePeriod | None) -> Iterator[Finding]:
        opened = self._opened(original)
        if opened is None:
            return
        newest, effective = original.newest, opened.date
        days = (effective - newest.committed_on).days
        if days < 0 and newest.authority:
            day = newest.committed_on
            yield warning("effective-past", newest.revision.path, effective=effective, day=day)
        if notice is not None and days < notice.days:
            facts = {"effective": effective, "days": max(days, 0), "least": notice.days}
            yield warning("notice-short", newest.revision.path, **facts, source=notice.source)

    def _opened(self, original: Timeline) -> Version | None:
        """The version that the newest revision opens; None if it opens none, or the policy's first one.

        Also None if an earlier commit opened it and it has taken effect: it is too late for a longer notice.
        """
        newest, version = original.newest, original.newest_version
        if original.removed or version is None or newest.change not in _OPENS:
            return None
        is_first = version is original.versions[0]
        is_settled = newest.revision.commit != self.archive.head and version.date <= self.today
        return None if is_first or is_settled or version.basis is not Basis.STATED else version


def _repeated(fault: Fault, timeline: Timeline) -> Fault:
    """The fault; of words without a new reason, whether the file has the reason of an earlier correction."""
    named = (each for each in timeline.heads if each.revision.path == fault.where)
    reason = next((each.source.front_matter.editorial for each in named), None)
    if fault.code != "words-unexplained" or not reason:
        return fault
    return replace(fault, code="editorial-again", facts=(*fault.facts, ("reason", reason)))


def placed_fault(fault: Fault) -> Finding:
    """An error for a fault whose ``where`` is ``path:line`` or ``path``."""
    path, _, line = fault.where.rpartition(":")
    if not path or not line.isdecimal():
        return Finding(Severity.ERROR, fault.where, 0, fault)
    return Finding(Severity.ERROR, path, int(line), fault)


def past_without_authority(original: Timeline, placed: PlacedRevision) -> Finding | None:
    """Rule 10: what held on a past day is changed only by a decision that is named; None if it is so.

    A policy's first date changes no answer, nor does a date for the text of a recorded one.
    """
    is_dated = placed.change is ChangeClass.DATED and placed.repeals is None
    if not placed.past or is_dated or placed is next(each for each in original.recorded if each.acts):
        return None
    if any(each is placed and version.founded_on(placed) for version, each in original.placed):
        return None
    day = placed.repeals or placed.version_date
    return error("past-without-authority", placed.revision.path, stated=day, day=placed.committed_on)


def lags(timeline: Timeline, original: Timeline) -> bool:
    """Whether the original has changed since the translation's newest text was written."""
    newest, version = timeline.newest, timeline.newest_version
    return newest.version_date < original.newest.version_date or (version is not None and version.behind)


def _is_ended(timeline: Timeline) -> bool:
    """Whether the policy was repealed by the day on which its file was deleted."""
    dates = [version.date for version in timeline.versions if version.withdrawn_on is None]
    is_repealed = bool(timeline.repeals) and (not dates or timeline.repeals[-1] > dates[-1])
    removed = timeline.removed
    return is_repealed and removed is not None and timeline.repeals[-1] <= removed.recorded.date()


def _is_only_redated(timeline: Timeline, original: Timeline) -> bool:
    """Whether a translation took over a new version's date while its own words stayed the same."""
    newest, change = timeline.newest, original.newest
    is_redated = newest.change is ChangeClass.READOPTED and not newest.editorial
    return is_redated and change.change is ChangeClass.NEW and newest.version_date == change.version_date
