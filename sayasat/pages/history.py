"""The time line of each edition, and the change log of the site. Pure, but for reading texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import Any

from sayasat.characters import showable
from sayasat.i18n.messages import Wording, wording
from sayasat.pages.compare import choices
from sayasat.templating import fragment
from sayasat.versions.changelog import Entry, entries
from sayasat.versions.model import Basis, ChangeClass, Placed, Version
from sayasat.versions.status import Standing, Status
from sayasat.website.catalogue import Edition, Holdings
from sayasat.website.page_frame import feeds, head, history_alternates, slots, switcher
from sayasat.website.shell import Slots
from sayasat.website.status_notice import Fact, day_fact, notice
from sayasat.website.urls import relative
from sayasat.website.year_groups import by_year


def history_page(holdings: Holdings, edition: Edition) -> Slots:
    """The time line and change log of one edition, newest version first."""
    w, page = wording(edition.language), edition.addresses.history
    title = w("history.title", title=edition.title)
    around = replace(
        head(holdings, edition.language, title, page, page),
        feeds=feeds(holdings, edition),
        alternates=history_alternates(holdings, edition.policy),
    )
    languages = switcher(
        holdings,
        edition.language,
        page,
        address=lambda each: holdings.addresses.policy(edition.policy.slug, each).history,
        is_there=lambda each: edition.policy.timeline(each) is not None,
    )
    content = fragment(
        "history.html",
        w,
        title=edition.title,
        main=relative(edition.addresses.main, page),
        timeline=by_year(_items(holdings, edition, w), day=lambda item: item["version"].date),
        removals=_removals(edition, w),
        choices=choices(edition, page),
        data={
            "versions": relative(edition.addresses.versions, page),
            "feed": relative(edition.addresses.feed, page),
        },
    )
    return slots(edition.language, around, title, languages, content)


def change_log(holdings: Holdings, language: str) -> str:
    """The change log of the whole site, newest first, for the page that MkDocs builds."""
    w, page = wording(language), holdings.addresses.changes(language)
    rows = [_row(holdings, entry, page, w) for entry in holdings.log(language)]
    feed = relative(holdings.addresses.feed(language), page)
    return fragment("changes.html", w, log=by_year(rows, day=lambda row: row["on"]), feed=feed)


def told(holdings: Holdings, entry: Entry, language: str) -> tuple[str, str]:
    """An entry's title and summary for a feed, in the reader's language."""
    w = wording(language)
    edition = edition_of(holdings, entry)
    dated = _dated(entry, w)
    says = (
        w.sentence(f"{dated.label}: {dated.value}") if dated else "",
        w.sentence(_reason(entry) or "") if _reason(entry) else "",
        *(_says(entry.placed, w) if entry.placed else ()),
        _summary(entry) or "",
        w.sentence(_counted(holdings, entry, w)) if _opens(entry) else "",
        w("log.untranslated") if edition.language != language else "",
    )
    return f"{_title(edition, entry)}. {w(f'change.{entry.kind}')}", " ".join(each for each in says if each)


def event_address(edition: Edition, entry: Entry) -> str:
    """Where an entry is read: a version's page, a revision's, or the history."""
    if entry.version is None or entry.placed is None:
        return edition.addresses.history
    if entry.placed is entry.version.text:
        return edition.addresses.version(entry.version.date)
    return edition.addresses.revision(entry.version.date, entry.commit)


def edition_of(holdings: Holdings, entry: Entry) -> Edition:
    """The edition that an entry tells of."""
    edition = holdings.edition(entry.policy, entry.timeline.edition.language)
    assert edition is not None
    return edition


def _items(holdings: Holdings, edition: Edition, w: Wording) -> Iterator[dict[str, Any]]:
    ends = _ends(edition)
    for standing in reversed(edition.standings):
        end = ends.get(standing.version.date, "")
        yield {**_item(holdings, edition, standing, w), "ends": end}


def _item(holdings: Holdings, edition: Edition, standing: Standing, w: Wording) -> dict[str, Any]:
    version, page = standing.version, edition.addresses.history
    return {
        "version": version,
        "notice": notice(edition.policy, standing, w),
        "label": edition.label(version.date),
        "href": relative(edition.addresses.version(version.date), page),
        "summary": version.text.source.front_matter.summary,
        "counted": holdings.counted(edition, version, w),
        "changes": relative(edition.addresses.changes(version.date), page),
        "source": relative(edition.addresses.source(version.date), page),
        "file": showable(f"{edition.policy.slug}.md"),
        "replaced": _replaced(holdings, edition, version),
        "behind": version.behind,
        "revisions": [_revision(edition, version, placed, w) for placed in version.revisions],
    }


def _ends(edition: Edition) -> Mapping[date, str]:
    """The first day another answer holds, for the reader's question "which text held on …?".

    By the version's date; a version that was withdrawn, or that holds without an end, has none. All versions
    of a translation are withdrawn where the commit that brought the first one was reverted.
    """
    held = [each for each in edition.standings if each.status is not Status.WITHDRAWN]
    ends = {
        standing.version.date: [day for day in (later and later.version.date, standing.until) if day]
        for standing, later in zip_longest(held, held[1:])
    }
    return {day: min(found).isoformat() for day, found in ends.items() if found}


def _replaced(holdings: Holdings, edition: Edition, version: Version) -> dict[str, str] | None:
    day = version.replaced_by
    if day is None:
        return None
    target = edition if edition.timeline.version(day) else holdings.original(edition.policy)
    href = relative(target.addresses.version(day), edition.addresses.history)
    return {"href": href, "label": edition.label(day)}


def _revision(edition: Edition, version: Version, placed: Placed, w: Wording) -> dict[str, Any]:
    address = edition.addresses.revision(version.date, placed.revision.commit)
    return {
        "placed": placed,
        "href": relative(address, edition.addresses.history),
        "changes": _revision_changes(edition, version, placed),
        "recorded": w.moment(placed.revision.recorded),
        "change": w(f"change.{placed.kind}"),
        "says": _says(placed, w),
        "faults": [showable(f"{w.what(fault)} ({fault.where})") for fault in placed.faults],
    }


def _revision_changes(edition: Edition, version: Version, placed: Placed) -> str:
    """The link to its redline; empty for the first of all, which has none."""
    if placed.revision is edition.timeline.edition.events[0]:
        return ""
    address = edition.addresses.revision_changes(version.date, placed.revision.commit)
    return relative(address, edition.addresses.history)


def _removals(edition: Edition, w: Wording) -> list[dict[str, str]]:
    return [
        {
            "recorded": w.moment(entry.recorded),
            "machine": entry.recorded.isoformat(),
            "commit": entry.commit,
            "subject": entry.removal.subject,
        }
        for entry in entries(edition.policy, edition.timeline)
        if entry.removal is not None
    ]


def _row(holdings: Holdings, entry: Entry, page: str, w: Wording) -> dict[str, Any]:
    edition = edition_of(holdings, entry)
    return {
        "on": entry.day,
        "machine": entry.day.isoformat(),
        "day": w.day(entry.day),
        "language": edition.language,
        "title": _title(edition, entry),
        "kind": entry.kind,
        "change": w(f"change.{entry.kind}"),
        "href": relative(event_address(edition, entry), page),
        "dated": _dated(entry, w),
        "reason": _reason(entry),
        "says": _says(entry.placed, w) if entry.placed else [],
        "summary": _summary(entry),
        "counted": _counted(holdings, entry, w) if _opens(entry) else "",
    }


def _title(edition: Edition, entry: Entry) -> str:
    return edition.title_of(entry.placed) if entry.placed else edition.title


def _says(placed: Placed, w: Wording) -> list[str]:
    """What a revision did beside its own text."""
    withdrawn = [w.sentence(f"{w('label.withdraws')}: {w.day(day)}") for day in placed.withdraws]
    repealed = [w.sentence(f"{w('label.repealed-from')}: {w.day(placed.repeals)}")] if placed.repeals else []
    return [*withdrawn, *repealed]


def _opens(entry: Entry) -> bool:
    return entry.placed is not None and entry.placed.change in {ChangeClass.NEW, ChangeClass.READOPTED}


def _reason(entry: Entry) -> str | None:
    is_correction = entry.placed is not None and entry.placed.change is ChangeClass.EDITORIAL
    return entry.placed.editorial if entry.placed and is_correction else None


def _summary(entry: Entry) -> str | None:
    return entry.placed.source.front_matter.summary if entry.placed and _opens(entry) else None


def _counted(holdings: Holdings, entry: Entry, w: Wording) -> str:
    assert entry.version is not None
    return holdings.counted(edition_of(holdings, entry), entry.version, w)


def _dated(entry: Entry, w: Wording) -> Fact | None:
    if entry.version is None or entry.version.basis is Basis.RECORDED:
        return None
    return day_fact("version-date", entry.version.date, w)
