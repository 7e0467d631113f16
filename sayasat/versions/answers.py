"""Which text held on a day, as published by another day (rule 10). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sayasat.versions.edition_timeline import Answer
from sayasat.versions.gaps import Gap, gaps, unknown
from sayasat.versions.model import PlacedRevision, Version
from sayasat.versions.policy import Policy


def held(answers: Iterable[Answer], day: date, as_published: date | None = None) -> date | None:
    """The date of the version that held on ``day``, as published by the end of ``as_published``, or now."""
    last = _last(answers, day, as_published)
    return last.version if last else None


def unknown_days(policy: Policy, day: date, as_published: date | None = None) -> Gap | None:
    """The days around ``day`` of which it is not known which text held; None if the answer is known."""
    last = _last(policy.authentic.answers, day, as_published)
    if last is None or last.version:
        return None
    return next((gap for gap in unknown(policy.authentic) if gap.start == last.start), None)


def answer(
    policy: Policy, day: date, as_published: date | None = None, language: str = ""
) -> tuple[Version, PlacedRevision] | None:
    """The version that held on ``day``, with its text, as published by the end of ``as_published``, or now.

    ``language`` is by default the authentic one. None if no text held, or this language had none of it then.
    """
    timeline = policy.timeline(language) if language else policy.authentic
    found = held(policy.authentic.answers, day, as_published)
    version = timeline.version(found) if timeline and found else None
    if timeline is None or version is None:
        return None
    texts = [each for each in version.revisions if each.acts and _is_published(each, as_published)]
    is_gone = any(gap.covers(version, day) for gap in gaps(timeline, as_published))
    return (version, texts[-1]) if texts and not is_gone else None


def shown_until(policy: Policy, placed: PlacedRevision) -> Version | None:
    """What was published until a late revision for the first day that the revision changes.

    None if no text held by what was published.
    """
    day_before = placed.published_on - timedelta(days=1)
    found = answer(policy, placed.repeals or placed.version_date, day_before)
    return found[0] if found else None


def _last(answers: Iterable[Answer], day: date, as_published: date | None) -> Answer | None:
    given = (each for each in answers if each.start <= day and each.is_given_on(as_published))
    return max(given, key=lambda each: each.start, default=None)


def _is_published(placed: PlacedRevision, day: date | None) -> bool:
    return day is None or placed.published_on <= day
