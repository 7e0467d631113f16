"""The gates: what stops a new publication, so that what was published stays true. Pure (decision 0025).

Each function yields a `Stop` for every promise that the publication would break; an entry of
``overrides.yml`` lets one pass.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from sayasat.errors import Fault
from sayasat.publish.overrides import FILE, Gate, Override, logged_overrides
from sayasat.settings import Settings
from sayasat.versions.archive import Archive
from sayasat.versions.log_events import LogEvent, LogMark
from sayasat.versions.log_lines import settings_line
from sayasat.versions.publication_log import LogLine, PublicationLog
from sayasat.versions.published_answers import ChangedDays, answers_of, changed_days, logged_answers, names_of
from sayasat.website.urls import SiteUrls, file_of


class Stop(Struct, frozen=True):
    """Why a gate stops a publication."""

    gate: Gate
    fault: Fault
    day: date
    """The day of the entry that lets it pass, see `Override.day`."""

    policy: str = ""
    url: str = ""

    def passes_by(self, entry: Override) -> bool:
        """Whether an entry of ``overrides.yml`` lets it pass."""
        if (entry.gate, entry.day) != (self.gate, self.day):
            return False
        return entry.covers_url(self.url) if self.url else entry.policy == self.policy

    @property
    def reported(self) -> Fault:
        """The fault, with the entry of ``overrides.yml`` that would let it pass, ready to be copied."""
        names = "".join(
            f"{key}: {value}, " for key, value in (("policy", self.policy), ("url", self.url)) if value
        )
        entry = f"- {{gate: {self.gate}, {names}day: {self.day}, reason: …, authority: …}}"
        return replace(self.fault, facts=(*self.fault.facts, ("file", FILE), ("entry", entry)))


def overridden(
    stops: Sequence[Stop], entries: Iterable[Override], log: PublicationLog
) -> tuple[list[Stop], list[Override]]:
    """The stops that remain, and the entries that let others pass. An entry that the log has was used."""
    used = set(logged_overrides(log.lines))
    fresh = [entry for entry in entries if entry not in used]
    acting = [entry for entry in fresh if any(stop.passes_by(entry) for stop in stops)]
    return [stop for stop in stops if not any(map(stop.passes_by, acting))], acting


def ancestry(log: PublicationLog, head: str, *, is_ancestor: bool, is_older: bool) -> Iterator[Stop]:
    """The last published commit is an ancestor of the head.

    ``is_older``: whether the head is an ancestor of the last published commit.
    """
    last = log.published
    if last and not is_ancestor:
        facts = (("last", last.commit[:12]), ("day", last.day.isoformat()), ("head", head[:12]))
        fault = Fault("gate-older" if is_older else "gate-ancestry", head[:12], facts)
        yield Stop(Gate.ANCESTRY, fault, last.day)


def names(log: PublicationLog, archive: Archive) -> Iterator[Stop]:
    """Each name that the log has of a policy leads to that policy, and to no other one that it has."""
    if log.published is None:
        return
    first, served, day = names_of(log.lines), dict[str, str](), log.published.day
    for name in first:
        policy, owner, url = archive.policy(name), archive.policy(first[name]), f"policies/{name}/"
        if policy is None or policy is not owner:
            facts = {"serves": policy.slug} if policy else {}
            yield _lost("gate-name" if policy else "gate-name-lost", url, day, **facts)
        elif served.setdefault(policy.slug, first[name]) != first[name]:
            yield _lost("gate-name-joined", url, day, name=name, other=served[policy.slug])


def urls(log: PublicationLog, settings: Settings, files: Mapping[str, str]) -> Iterator[Stop]:
    """Each URL that follows from the log's lines is in the site, and each source has the digest of its line.

    ``files`` are the site's files with their SHA-256. URLs that an override gave up are passed over.
    """
    given_up = [each for each in logged_overrides(log.lines) if each.gate is Gate.URLS]
    day = log.published.day if log.published else date.min
    for url, digest in dict(_promised(log, SiteUrls(settings))).items():
        found = files.get(unquote(file_of(url), errors="surrogateescape"))
        if (found is None or digest not in {"", found}) and not any(
            each.covers_url(url) for each in given_up
        ):
            yield _lost("gate-bytes" if found else "gate-url", url, day)


def _promised(log: PublicationLog, site: SiteUrls) -> Iterator[tuple[str, str]]:
    """The URLs that follow from the log, with the SHA-256 of what may never change, else empty."""
    for line in log.lines:
        if line.event is not LogEvent.TEXT or line.date is None or line.number is None:
            continue
        there = site.policy(line.policy, line.language)
        yield from (
            (url, "") for url in (there.main, there.history, there.compare, there.versions, there.feed)
        )
        pages = (there.version, there.source, there.blocks, there.changes, there.to_current)
        yield from ((page(line.date), "") for page in pages)
        yield there.revision(line.date, line.number), ""
        yield there.revision_source(line.date, line.number), line.sha256


def past_answers(
    log: PublicationLog, lines: Sequence[LogLine], archive: Archive, language: str, today: date
) -> Iterator[Stop]:
    """For each day before ``today``, the version that held is the one that the log gave.

    The new ``lines`` may say why it is another: `_explains`. ``language`` is the authentic one.
    """
    first = names_of([*log.lines, *lines])
    before, new = (_by_policy(each, first) for each in (log.lines, lines))
    for policy in archive.policies:
        name = first.get(policy.slug, policy.slug)
        if name not in before:
            continue
        answers = logged_answers(before[name], language), answers_of(policy.authentic)
        for change in changed_days(*answers, today - timedelta(days=1)):
            if not any(_explains(line, change, new[name]) for line in new[name]):
                yield _changed(policy.slug, change)


def _by_policy(lines: Iterable[LogLine], first: Mapping[str, str]) -> dict[str, list[LogLine]]:
    found: dict[str, list[LogLine]] = defaultdict(list)
    for line in lines:
        if line.policy:
            found[first[line.policy]].append(line)
    return found


_REACHING_BACK: Final = frozenset({LogMark.PAST, LogMark.LATE})
"""The marks of a text that may change the answer for a past day. A documented text is always ``past``."""


def _explains(line: LogLine, change: ChangedDays, new: Iterable[LogLine]) -> bool:
    """Whether a line, one of the ``new`` ones, says why past days have another answer.

    What reaches back names its authority or its source in the line of its text; what was late, or is no
    text, is explained by its line.
    """
    dates = {each.isoformat() for each in (change.before, change.now) if each}
    same = [each for each in new if (each.commit, each.path) == (line.commit, line.path)]
    is_unfounded = any(LogMark.PAST in each.marks and not each.more for each in same)
    match line.event:
        case LogEvent.TEXT:
            return line.date == change.now and bool(line.marks & _REACHING_BACK) and not is_unfounded
        case LogEvent.REPEALED | LogEvent.REPEAL_OFF:
            return not is_unfounded
        case LogEvent.DATED:
            return not dates.isdisjoint({str(line.date), line.more})
        case LogEvent.UNTIL if line.more and change.now is None and not is_unfounded:
            # From then on it is not known which text held, whichever was said to hold before
            return line.more <= change.first.isoformat() or line.date == change.before
        case LogEvent.WITHDRAWN | LogEvent.UNTIL:
            return line.date in {change.before, change.now}
        case _:
            return line.event in {LogEvent.REMOVED, LogEvent.RETURNED, LogEvent.RULED, LogEvent.ERASED}


def _changed(policy: str, change: ChangedDays) -> Stop:
    days = {"first": change.first, "last": change.last, "before": change.before, "now": change.now}
    facts = tuple((name, day.isoformat()) for name, day in days.items() if day)
    fault = Fault("gate-past-ended" if change.before else "gate-past-opened", policy, facts)
    if change.before and change.now:
        fault = Fault("gate-past", policy, facts)
    return Stop(Gate.PAST, fault, change.first, policy=policy)


def settings_kept(log: PublicationLog, settings: Settings) -> Iterator[Stop]:
    """The settings that decide URLs and dates are those that were accepted last.

    A language that is added at the end is no change.
    """
    accepted = next((each for each in reversed(log.lines) if each.event is LogEvent.SETTINGS), None)
    before = accepted.settings if accepted else {}
    now = settings_line(settings, date.min).settings
    for key, value in before.items():
        is_longer = key == "languages" and f"{now.get(key)},".startswith(f"{value},")
        if now.get(key) != value and not is_longer:
            facts = (("before", value), ("now", now.get(key, "–")))
            yield Stop(Gate.SETTINGS, Fault("gate-setting", key, facts), log.lines[-1].day)


def _lost(code: str, url: str, day: date, **facts: str) -> Stop:
    return Stop(Gate.URLS, Fault(code, f"/{url}", tuple(facts.items())), day, url=url)
