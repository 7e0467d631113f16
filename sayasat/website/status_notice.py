"""The status of a version in words: a badge, one line after it, and the facts about it. Pure.

Every text names dates (“applies until 31 December 2026”), so that it stays true if a nightly build fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from sayasat.characters import showable
from sayasat.i18n.messages import Messages
from sayasat.version_days import UndatedDay, is_before_1970
from sayasat.versions.model import Basis, PlacedRevision, Version
from sayasat.versions.policy import Policy, shown_until
from sayasat.versions.publication_log import PublicationLog
from sayasat.versions.status import Standing, Status


class Fact(Struct, frozen=True):
    """A label and its value."""

    label: str
    value: str
    machine: str | None = None
    """The date in ISO 8601 if the value is a date; the URL if it is a link."""


class StatusNotice(Struct, frozen=True):
    """The texts about a version's status, in one language."""

    status: Status
    badge: str
    line: str
    """What follows the badge: since when, until when."""

    facts: tuple[Fact, ...] = ()
    remarks: tuple[str, ...] = ()
    """Sentences about what was published after its day."""

    changes_on: date | None = None
    """The day on which the status becomes another one; None if no such day is known."""


def notice(policy: Policy, standing: Standing, t: Messages) -> StatusNotice:
    """The notice of one version."""
    version = standing.version
    original = policy.authentic.version(version.date) or version
    changes_on = {Status.UPCOMING: version.date, Status.IN_FORCE: standing.until}
    source = original.documented_source  # of a text from before the repository
    document = [Fact(t("label.document"), source)] if source else []
    silent = version.silent_changes  # of the words of an adopted archive, whose dates did not change
    remarks = [t.count("remark.silent", len(silent), last=silent[-1].committed_on)] if silent else []
    return StatusNotice(
        status=standing.status,
        badge=badge(standing, t),
        line=" · ".join(_line(standing, policy, t)),
        facts=(*_dates(standing, policy, t), *_publication(version, policy, t), *document),
        remarks=(*past_remarks(policy, original, t), *remarks),
        changes_on=changes_on.get(standing.status),
    )


def corrections(revisions: Iterable[PlacedRevision], t: Messages) -> list[str]:
    """A sentence for each correction, with its day and reason."""
    facts = ({"day": placed.committed_on, "reason": placed.editorial or ""} for placed in revisions)
    return [t.sentence(t("remark.corrected", **each)) for each in facts]


def timeline_line(standing: Standing, policy: Policy, t: Messages) -> str:
    """What a time line says of a version below its date: until when it applied, whether it was corrected."""
    on = standing.version.withdrawn_on
    parts = [t("status.until", last=last_day(standing.until))] if standing.until and not on else []
    parts += [t("status.called-off", on=on)] if on else []
    return " · ".join((*parts, *_events(standing, policy, t)))


def badge(standing: Standing, t: Messages) -> str:
    """The status in one or two words."""
    is_only_recorded = standing.status is Status.IN_FORCE and standing.version.basis is not Basis.STATED
    return t(f"badge.{'recorded' if is_only_recorded else standing.status.value}")


def day_fact(label: str, day: date, t: Messages) -> Fact:
    """A date with its label; ``label`` is the text key without its prefix ``label.``."""
    machine = None if isinstance(day, UndatedDay) else day.isoformat()[: len("2023-12-27")]
    return Fact(t(f"label.{label}"), t.day(day), machine)


def last_day(until: date) -> date:
    """The last day on which a text was in force, given the first day on which it was not."""
    return until - timedelta(days=1)


def _line(standing: Standing, policy: Policy, t: Messages) -> Iterator[str]:
    version, end = standing.version, standing.until
    since, last = standing.since or version.date, last_day(end) if end else None
    on = version.withdrawn_on
    stated = version.text.source.stated
    facts = {"since": since, "last": last, "on": on, "stated": stated and stated.day}
    yield t(f"status.{_line_key(standing, policy)}", **facts)
    yield from _events(standing, policy, t)


def _events(standing: Standing, policy: Policy, t: Messages) -> Iterator[str]:
    version = standing.version
    if standing.status is Status.REMOVED and policy.authentic.removed:
        yield t("status.removed", on=policy.authentic.removed.recorded.date())
    if version.corrections:
        yield t("status.corrected", on=version.corrections[-1].committed_on)


def _line_key(standing: Standing, policy: Policy) -> str:
    status, has_end = standing.status, standing.until is not None
    if status is Status.UPCOMING:
        return "upcoming"
    if status is Status.WITHDRAWN:
        return "withdrawn-on" if standing.version.withdrawn_on else "withdrawn"
    basis = standing.version.date_kind if standing.since is None else "stated"
    when = "current" if status is Status.IN_FORCE else "ended"
    if (when, basis) == ("current", "recorded") and policy.is_adopted:
        basis = "recorded-bearing" if standing.version.text.source.stated else "archived"
    return f"{when}-{basis}{'-until' if has_end else ''}"


def _dates(standing: Standing, policy: Policy, t: Messages) -> list[Fact]:
    version = standing.version
    if standing.status is Status.WITHDRAWN:
        withdrawn = [day_fact("withdrawn-on", version.withdrawn_on, t)] if version.withdrawn_on else []
        return [day_fact("announced-for", version.date, t), *withdrawn]
    facts = [_beginning(standing, policy, t), *_stated(version, t)]
    if standing.until is not None:
        ends = {Status.REPEALED: ("repealed-from", standing.until)}
        label, day = ends.get(standing.status, ("last-day", last_day(standing.until)))
        facts.append(day_fact(label, day, t))
    if standing.status is Status.REMOVED and policy.authentic.removed:
        facts.append(day_fact("removed-on", policy.authentic.removed.recorded.date(), t))
    return facts


def _beginning(standing: Standing, policy: Policy, t: Messages) -> Fact:
    if standing.since is None:
        recorded = "archived-on" if policy.is_adopted else "recorded-on"
        return day_fact("dated" if standing.version.is_dated else recorded, standing.version.date, t)
    labels = {Status.IN_FORCE: "in-force-since", Status.UPCOMING: "takes-effect"}
    return day_fact(labels.get(standing.status, "took-effect"), standing.since, t)


def _stated(version: Version, t: Messages) -> Iterator[Fact]:
    """The date that the text of an adopted archive bears, and where it was read."""
    stated = version.text.source.stated
    if stated is None:
        return
    if stated.day != version.date:
        yield day_fact("dated", stated.day, t)
    yield Fact(t("label.date-read"), showable(stated.where))


def published_fact(policy: Policy, day: date, t: Messages) -> Fact:
    """The day of a commit: of an own text that of its publication, of an adopted one that of its record."""
    return day_fact("archived-on" if policy.is_adopted else "published", day, t)


def _publication(version: Version, policy: Policy, t: Messages) -> list[Fact]:
    first = version.first_published.date()
    is_known = is_before_1970(first) or (policy.is_adopted and version.date_kind == "recorded")
    facts = [] if is_known else [published_fact(policy, first, t)]
    if version.adopted:
        facts.append(day_fact("adopted", version.adopted, t))
    if version.authority:
        facts.append(Fact(t("label.authority"), version.authority))
    return facts


def past_remarks(policy: Policy, version: Version, t: Messages) -> list[str]:
    """What was published after its day, and what was published until then, of an authentic version.

    Before its first version a policy had no other text here, so none was shown for the days before.
    """
    is_first = version.date == policy.authentic.versions[0].date
    past = [each for each in version.revisions if each.is_late and (each.repeals or not is_first)]
    return [remark for placed in past for remark in past_remark(policy, placed, t)]


def past_remark(policy: Policy, placed: PlacedRevision, t: Messages) -> tuple[str, str]:
    """The same of one revision that is late."""
    before = shown_until(policy, placed)
    shown = t(f"version.{before.date_kind}", day=before.date) if before else t("remark.no-text")
    late = t("remark.past-repeal" if placed.repeals else "remark.past", day=t.day(placed.published_on))
    return late, t("remark.until-then", text=shown)


def reckoned(log: PublicationLog, t: Messages) -> str:
    """How it is known what was published on a day."""
    return t("held-on.reckoned-before", day=t.day(log.lines[0].day)) if log.lines else t("held-on.reckoned")


def upcoming(standings: tuple[Standing, ...]) -> tuple[Standing, ...]:
    """The upcoming versions, earliest date first."""
    return tuple(each for each in standings if each.status is Status.UPCOMING)


def without_announced_end(standing: Standing, coming: Iterable[Standing]) -> Standing:
    """A standing without its end if that is the day of an announced version, which the page names anyway."""
    is_named = standing.until in {each.version.date for each in coming}
    return replace(standing, until=None) if is_named else standing
