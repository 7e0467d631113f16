"""A translation's revisions placed under the versions of the authentic edition (rule 8). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sayasat.errors import Fault
from sayasat.policy_files.facts import Source
from sayasat.versions.lineage import Lineage, Removal, Revision
from sayasat.versions.model import ChangeClass, PlacedRevision, Timeline, Version, brought, numbered
from sayasat.versions.published_facts import NOTHING_PUBLISHED, PublishedFacts


def follow(
    lineage: Lineage,
    sources: Mapping[str, Source],
    original: Timeline,
    published: PublishedFacts = NOTHING_PUBLISHED,
) -> Timeline:
    """The versions of a translation: those of ``original`` that it has a text for.

    Commits are ordered by their place on the main line: times may tie or run backwards. Every revision of the
    edition is in exactly one version, unless a publication passed it over. Raises nothing: faults are in
    `PlacedRevision.faults`.
    """
    original_history = _OriginalHistory(original)
    placed: dict[date, list[PlacedRevision]] = {}
    before: PlacedRevision | None = None
    came_back = False
    for event in lineage.events:
        if isinstance(event, Removal):
            came_back = True
            continue
        entered = _place(event, sources[event.blob], original_history, placed, before)
        if came_back and entered.change is ChangeClass.TECHNICAL:
            entered = replace(entered, change=ChangeClass.READOPTED)
        told = published.text(event)
        if entered.acts and published.is_passed_over(event):
            continue
        if told and told.date and told.change and (version := original.dated(told.date)):
            entered = replace(
                entered,
                version_date=version.date,
                change=told.change,
                faults=(),
                acts=True,
                number=told.number,
            )
        placed.setdefault(entered.version_date, []).append(entered)
        if entered.acts:
            before, came_back = entered, False
    named = _handed_on(original, placed)
    versions = (
        _version(original_history, day, named[day], tuple(placed[named[day]])) for day in sorted(named)
    )
    return Timeline(lineage, tuple(versions))


def _handed_on(original: Timeline, placed: Mapping[date, list[PlacedRevision]]) -> dict[date, date]:
    """The versions that have a translation: each with the date that the translation names.

    A version that was replaced by one of the same reading hands on its translation, where that has none.
    """
    named = {day: day for day in placed}
    for day in sorted(placed):
        version = original.version(day)
        while version is not None and version.replaced_by is not None:
            version = original.version(version.replaced_by)
        if (
            version is not None
            and version.date not in named
            and version.revisions[0].change is ChangeClass.READOPTED
        ):
            named[version.date] = named.pop(day)
    return named


_REWORDS = frozenset({ChangeClass.NEW, ChangeClass.REDRAFT, ChangeClass.EDITORIAL})


@dataclass(frozen=True, slots=True)
class _OriginalHistory:
    """The original as its commits went by."""

    timeline: Timeline

    def translated(self, version: Version, place: int, *, has_new_words: bool) -> PlacedRevision:
        """The version's text that a translation made at ``place`` had before it.

        A translation that was ahead of its original is taken to be of the first text with the words that it
        is ahead of: where the original stated the date in one commit and changed its words in a later one, a
        translation with new words between the two is of those.
        """
        texts = [each for each in version.revisions if each.acts]
        first = texts[0]
        if has_new_words and first.change is ChangeClass.READOPTED:
            digest = first.source.content_digest
            first = next((each for each in texts if each.source.content_digest != digest), first)
        earlier = [each for each in texts if first.revision.place <= each.revision.place <= place]
        return earlier[-1] if earlier else first


def _place(
    revision: Revision,
    source: Source,
    original_history: _OriginalHistory,
    placed: Mapping[date, list[PlacedRevision]],
    before: PlacedRevision | None,
) -> PlacedRevision:
    """``before`` is the last revision that acted; one at fault goes under its date, and is not its text."""
    version, fault = _translated_version(revision, source, original_history, before)
    faults = tuple(each.at(revision.path) for each in (*source.faults, *([fault] if fault else [])))
    reason = _new_reason(source, before)
    change = _change(source, placed.get(version, []), before, reason)
    is_clear = fault is None and "effective" not in source.unreadable and not source.is_conflicting
    acts = before is None or is_clear
    brings = brought(source, before.source if before else None)
    return PlacedRevision(
        revision, source, version, change, editorial=reason, faults=faults, acts=acts, brings=brings
    )


def _translated_version(
    revision: Revision, source: Source, original_history: _OriginalHistory, before: PlacedRevision | None
) -> tuple[date, Fault | None]:
    """The date of the version it belongs to, and what is wrong; at fault, it stays under the date before."""
    effective = source.front_matter.effective
    at_commit = original_history.timeline.recorded_by(revision.place)
    fallback = (
        before.version_date
        if before
        else (at_commit[0] if at_commit else original_history.timeline.versions[0]).date
    )
    if "effective" in source.unreadable:
        return fallback, None
    if effective is not None:
        version = original_history.timeline.dated(effective)
        if version is None:
            return fallback, Fault("translation-date-unknown", "", (("effective", effective.isoformat()),))
        return version.date, None
    if at_commit is None:
        return fallback, Fault("translation-before-original", "")
    version, original = at_commit
    stated = original.source.front_matter.effective
    if stated is not None:
        return fallback, Fault("translation-date-missing", "", (("effective", stated.isoformat()),))
    return version.date, None


def _change(
    source: Source, earlier: list[PlacedRevision], before: PlacedRevision | None, reason: str | None
) -> ChangeClass:
    if not earlier:
        same = before is not None and before.source.content_digest == source.content_digest
        return ChangeClass.READOPTED if same else ChangeClass.NEW
    text = next(each for each in reversed(earlier) if each.acts)
    if text.source.content_digest == source.content_digest:
        return ChangeClass.TECHNICAL
    return ChangeClass.EDITORIAL if reason else ChangeClass.TRANSLATION


def _new_reason(source: Source, before: PlacedRevision | None) -> str | None:
    reason = source.front_matter.editorial
    if before is None or reason == before.source.front_matter.editorial:
        return None
    return reason


def _version(
    original_history: _OriginalHistory, day: date, named: date, revisions: tuple[PlacedRevision, ...]
) -> Version:
    """``named`` is the version that the translation names; another where that handed it on to this one."""
    version, of = original_history.timeline.version(day), original_history.timeline.version(named)
    assert version is not None
    assert of is not None
    looked_at = _last_looked_at(revisions, of)
    translated = original_history.translated(
        of, looked_at.revision.place, has_new_words=looked_at.change is ChangeClass.NEW
    )
    return Version(
        date=day,
        basis=version.basis,
        revisions=numbered(replace(each, version_date=day) for each in revisions),
        withdrawn_on=version.withdrawn_on,
        replaced_by=version.replaced_by,
        formerly_dated=(*version.formerly_dated, *([named] if named != day else [])),
        behind=_is_behind(translated, of, version),
        translates=translated,
    )


def _is_behind(translated: PlacedRevision, of: Version, version: Version) -> bool:
    """Whether the original says something else than when it was translated.

    A correction with a reason changes how it says it, unless it says that it concerns translations.
    """
    revisions = of.revisions if of is version else (*of.revisions, *version.revisions)
    texts = [each for each in revisions if each.acts]
    same, is_behind = {translated.source.content_digest}, False
    for each in texts[texts.index(translated) + 1 :]:
        is_correction = each.change is ChangeClass.EDITORIAL and each.source.front_matter.concerns is None
        if is_correction and not is_behind:
            same.add(each.source.content_digest)
        is_behind = each.source.content_digest not in same
    return is_behind


def _last_looked_at(revisions: tuple[PlacedRevision, ...], original: Version) -> PlacedRevision:
    """The last that changed words, or that says in a new ``editorial`` why none had to change.

    So does one in a commit that changed the original too: they belong together. Any other technical one says
    nothing of the original: after it, the translation is as far behind as before.
    """
    together = {each.revision.place for each in original.revisions if each.acts and each.change in _REWORDS}
    looked = [
        each
        for each in revisions
        if each.editorial or each.change is not ChangeClass.TECHNICAL or each.revision.place in together
    ]
    return next(each for each in reversed(looked) if each.acts)
