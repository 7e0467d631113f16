"""What a translation was made from, and whether its original has another reading now (rule 8). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.model import ChangeClass, PlacedRevision, Version
from sayasat.versions.published_facts import PublishedFacts
from sayasat.versions.rulings import SAME_READING

_REWORDS = frozenset({ChangeClass.NEW, ChangeClass.REDRAFT, ChangeClass.EDITORIAL})


class OriginalHistory(Struct, frozen=True, dict=True):
    """The original as its commits went by."""

    timeline: Timeline
    is_foreign: bool = False
    """Whether the texts were not written for Sayasat."""

    def version(self, day: date) -> Version:
        """The version with this date, which there is."""
        version = self.timeline.version(day)
        assert version is not None
        return version

    @cached_property
    def moved_to(self) -> Mapping[date | None, list[date]]:
        """For the date of a version, those of the versions whose place it took."""
        found: dict[date | None, list[date]] = {}
        for each in self.timeline.versions:
            found.setdefault(each.replaced_by, []).append(each.date)
        return found

    @cached_property
    def texts(self) -> Mapping[tuple[str, str], tuple[Version, PlacedRevision]]:
        """By commit and path, each acting revision with its version.

        One that came and went between two publications is not among them: it has no page.
        """
        acting = (each for each in reversed(self.timeline.placed) if each[1].acts)
        return {(each[1].revision.commit, each[1].revision.path): each for each in acting}

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


def translated_version(
    original_history: OriginalHistory,
    day: date,
    revisions: Sequence[PlacedRevision],
    formerly: Sequence[date],
    published: PublishedFacts,
) -> Version:
    """A version of a translation, made from its revisions.

    ``formerly`` are the versions that handed on their translations to this one.
    """
    version, looked_at = original_history.version(day), _last_looked_at(revisions, original_history)
    of = original_history.version(looked_at.version_date)
    is_new = looked_at.change is ChangeClass.NEW
    translated = original_history.translated(of, looked_at.revision.place, has_new_words=is_new)
    logged = published.translates(day, looked_at.revision)
    found = original_history.texts.get(logged) if logged else None
    of, translated = found or (of, translated)
    former = (date for old in formerly for date in (old, *original_history.version(old).formerly_dated))
    return replace(
        version,
        revisions=tuple(replace(each, version_date=day) for each in revisions),
        formerly_dated=(*version.formerly_dated, *former),
        behind=(logged is not None and found is None) or _is_behind(translated, of, version),
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


def _last_looked_at(revisions: Sequence[PlacedRevision], original_history: OriginalHistory) -> PlacedRevision:
    """The last that changed words, or that says in a new ``editorial`` why none had to change.

    So does one in a commit that changed the original too: they belong together. Any other technical one says
    nothing of the original: after it, the translation is as far behind as before.
    """
    acting = [each for each in revisions if each.acts]
    looked = (
        each
        for each in reversed(acting)
        if each.editorial
        or each.change not in SAME_READING
        or any(
            one.acts and one.change in _REWORDS and one.revision.place == each.revision.place
            for one in original_history.version(each.version_date).revisions
        )
    )
    return next(looked, acting[0])
