"""What a reader is told about the standing of a text, before anything else. Pure.

Dates stand after a label, never inside a sentence: Kyrgyz dates take no ending then, and what is said stays
true if a nightly build fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sayasat.i18n.messages import Wording
from sayasat.versions.model import Basis, Version
from sayasat.versions.policy import Policy
from sayasat.versions.status import Standing, Status, in_force


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stands after it."""

    label: str
    value: str
    machine: str | None = None
    """The date in ISO 8601, where the value is one."""


@dataclass(frozen=True, slots=True)
class Notice:
    """The standing of one version in one language."""

    status: Status
    badge: str
    message: str
    """Empty for a text in force with a stated date: the badge and the facts say it all."""

    facts: tuple[Fact, ...]
    remarks: tuple[str, ...] = ()
    """Further sentences, the most important first."""


def notice(policy: Policy, standing: Standing, wording: Wording) -> Notice:
    """The notice of one version."""
    version = standing.version
    return Notice(
        status=standing.status,
        badge=badge(standing, wording),
        message=wording(f"message.{_kind(standing)}"),
        facts=(
            *_dates(standing, policy, wording),
            *_publication(version, wording),
            *_place(standing, wording),
        ),
        remarks=_remarks(version, wording),
    )


def badge(standing: Standing, wording: Wording) -> str:
    """The standing in a word or two."""
    return wording(f"badge.{_kind(standing)}")


def day_fact(label: str, day: date, wording: Wording) -> Fact:
    """A date after its label; ``label`` is a key under ``label.``."""
    return Fact(wording(f"label.{label}"), wording.day(day), day.isoformat())


def last_day(until: date) -> date:
    """The last day a text held, from the first day it no longer did."""
    return until - timedelta(days=1)


def _kind(standing: Standing) -> str:
    is_only_recorded = standing.status is Status.IN_FORCE and standing.version.basis is Basis.RECORDED
    return "recorded" if is_only_recorded else standing.status.value


def _dates(standing: Standing, policy: Policy, wording: Wording) -> list[Fact]:
    version = standing.version
    if standing.status is Status.WITHDRAWN:
        withdrawn = [day_fact("withdrawn-on", version.withdrawn_on, wording)] if version.withdrawn_on else []
        return [day_fact("announced-for", version.date, wording), *withdrawn]
    facts = [_beginning(standing, wording)]
    if standing.until is not None:
        ends = {Status.REPEALED: ("repealed-from", standing.until)}
        label, day = ends.get(standing.status, ("last-day", last_day(standing.until)))
        facts.append(day_fact(label, day, wording))
    if standing.status is Status.REMOVED and policy.authentic.removed:
        facts.append(day_fact("removed-on", policy.authentic.removed.recorded.date(), wording))
    return facts


def _beginning(standing: Standing, wording: Wording) -> Fact:
    if standing.since is None:
        return day_fact("recorded-on", standing.version.date, wording)
    labels = {Status.IN_FORCE: "in-force-since", Status.UPCOMING: "takes-effect"}
    return day_fact(labels.get(standing.status, "took-effect"), standing.since, wording)


def _publication(version: Version, wording: Wording) -> list[Fact]:
    front_matter = version.text.source.front_matter
    facts = [day_fact("published", version.first_published.date(), wording)]
    if front_matter.adopted:
        facts.append(day_fact("adopted", front_matter.adopted, wording))
    if front_matter.authority:
        facts.append(Fact(wording("label.authority"), front_matter.authority))
    return facts


def _place(standing: Standing, wording: Wording) -> list[Fact]:
    if standing.status is Status.WITHDRAWN:
        return []
    place = wording("version.place", number=standing.number, total=standing.total)
    return [Fact(wording("label.version"), place)]


def _remarks(version: Version, wording: Wording) -> tuple[str, ...]:
    corrected = [
        wording("remark.corrected", day=wording.day(placed.day), reason=placed.editorial or "")
        for placed in version.corrections
    ]
    return tuple(corrected)


def upcoming(standings: tuple[Standing, ...]) -> tuple[Standing, ...]:
    """The announced versions that stand, the nearest first; none after a repeal that stands before them."""
    return tuple(each for each in standings if each.status is Status.UPCOMING)


def holding(standings: tuple[Standing, ...]) -> Standing | None:
    """The one that a reader of another version is led to."""
    return in_force(standings)
