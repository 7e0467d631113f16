"""A translation's revisions placed under the versions of the authentic edition (rule 8). Pure."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import date
from itertools import zip_longest

from msgspec.structs import replace

from sayasat.errors import Fault
from sayasat.policy_files.facts import Source, Sources
from sayasat.versions.edition_timeline import Timeline, numbered
from sayasat.versions.handovers import PlacedTranslations, takeovers
from sayasat.versions.lineage import Event, Lineage, Removal, Revision
from sayasat.versions.model import ChangeClass, PlacedRevision, Version
from sayasat.versions.published_facts import NOTHING_PUBLISHED, PublishedFacts
from sayasat.versions.rulings import SAME_READING, facts_of, same_reading
from sayasat.versions.translated_versions import OriginalHistory, translated_version


def follow(
    lineage: Lineage,
    sources: Sources,
    original: Timeline,
    published: PublishedFacts = NOTHING_PUBLISHED,
    dates: Container[date] | None = None,
    *,
    is_foreign: bool = False,
) -> Timeline:
    """The versions of a translation: those of ``original`` that it has a text for.

    ``dates`` are those of the versions that have a page; None: all. No other one takes over a translation.
    Commits are ordered by their place on the main line: times may tie or run backwards. Every revision of the
    edition is in exactly one version, unless a publication passed it over. Raises nothing: faults are in
    `PlacedRevision.faults`. A foreign translation goes by its date only if its original has that date.
    """
    original_history = OriginalHistory(original, is_foreign=is_foreign)
    placed = PlacedTranslations(takeovers(original, published, dates))
    published_until = max((each.revision.place for each in original.recorded if each.logged), default=-1)
    before: PlacedRevision | None = None
    waiting: list[PlacedRevision] = []
    came_back = False
    for event, following in zip_longest(lineage.events, lineage.events[1:]):
        placed.hand_on(event.place)
        if event.filed is None:
            placed.is_gone = isinstance(event, Removal)
        if isinstance(event, Removal):
            came_back = came_back or event.filed is None
            continue
        entered = _place(event, sources[event.text_key], original_history, placed, before, following)
        if came_back and event.filed is None and entered.change in SAME_READING:
            entered = replace(entered, change=ChangeClass.READOPTED)
        # A first one at fault acts, but nothing at fault is published: its version came and went
        is_left_out = bool(entered.faults) and event.place <= published_until and not published.text(event)
        if entered.acts and (is_left_out or published.is_passed_over(event)):
            continue
        entered = published.translated(entered, original)
        if before is None and not entered.acts:
            waiting.append(entered)
            continue
        placed.add(entered.version_date, [*waiting, entered])
        waiting = []
        if entered.acts and event.filed is None:
            before, came_back = entered, False
    placed.hand_on()
    versions = (translated_version(original_history, *each, published) for each in placed.by_date())
    return Timeline(lineage, numbered(versions))


def _place(
    revision: Revision,
    source: Source,
    original_history: OriginalHistory,
    placed: PlacedTranslations,
    before: PlacedRevision | None,
    following: Event | None,
) -> PlacedRevision:
    """``before`` is the last revision of the file in ``policies/`` that acted.

    A revision at fault goes under its date, and is not its text. The first acts, even at fault, unless a
    revision follows it: the fault stopped the build until then. A file in ``versions/`` is compared with the
    version's text, where there is one, or with that of the version that was moved there.
    """
    files = (revision.filed, *original_history.moved_to.get(revision.filed, ())) if revision.filed else ()
    earlier = (each for day in files for each in reversed(placed.of(day)) if each.acts)
    before = next(earlier, before)
    version, fault = _translated_version(revision, source, original_history, before, following)
    faults = tuple(each.at(revision.path) for each in (*source.faults, *([fault] if fault else [])))
    reason = source.front_matter.editorial
    if before is None or reason == before.source.front_matter.editorial:
        reason = None
    change = _change(source, placed.of(version), before, reason)
    is_clear = fault is None and "effective" not in source.unreadable and not source.is_conflicting
    is_clear = is_clear or original_history.is_foreign
    acts = is_clear or (before is None and not isinstance(following, Revision))
    brings = facts_of(source, version, before.source if before else None)
    return PlacedRevision(
        revision, source, version, change, editorial=reason, faults=faults, acts=acts, brings=brings
    )


def _translated_version(
    revision: Revision,
    source: Source,
    original_history: OriginalHistory,
    before: PlacedRevision | None,
    following: Event | None,
) -> tuple[date, Fault | None]:
    """The date of the version it belongs to, and what is wrong; at fault, it stays under the date before.

    It may be ahead of its original, but not where another event followed before that came: the original would
    move a revision that has its place.
    """
    timeline, effective = original_history.timeline, revision.filed or source.front_matter.effective
    at_commit = timeline.recorded_by(revision.place)
    latest = at_commit[0] if at_commit else timeline.versions[0]
    version = timeline.dated(effective) if effective else None
    if original_history.is_foreign:
        return (version or latest).date, None
    fallback = before.version_date if before else latest.date
    if "effective" in source.unreadable:
        return fallback, None
    if effective is not None:
        fault = None
        if version is None or (following and revision.place < following.place <= _named(version, effective)):
            fault = Fault("translation-date-unknown", "", (("effective", effective.isoformat()),))
        elif source.front_matter.effective not in {None, effective}:
            facts = (("effective", str(source.front_matter.effective)), ("file", effective.isoformat()))
            fault = Fault("version-file-date", "", facts)
        return version.date if version and fault is None else fallback, fault
    if at_commit is None:
        return fallback, Fault("translation-before-original", "")
    version, original = at_commit
    stated = original.source.front_matter.effective
    if stated is not None:
        return fallback, Fault("translation-date-missing", "", (("effective", stated.isoformat()),))
    return version.date, None


def _named(version: Version, day: date) -> int:
    """The place on the main line of the revision that gave a version a date."""
    places = (each.revision.place for each in version.revisions if each.version_date == day)
    return next(places, version.revisions[0].revision.place)


def _change(
    source: Source, earlier: Sequence[PlacedRevision], before: PlacedRevision | None, reason: str | None
) -> ChangeClass:
    if not earlier:
        same = before is not None and before.source.content_digest == source.content_digest
        return ChangeClass.READOPTED if same else ChangeClass.NEW
    text = next(each for each in reversed(earlier) if each.acts)
    if text.source.content_digest == source.content_digest:
        return same_reading(text.source, source)
    if source.stated and text.source.stated and source.stated.day == text.source.stated.day:
        return ChangeClass.SILENT
    return ChangeClass.EDITORIAL if reason else ChangeClass.TRANSLATION
