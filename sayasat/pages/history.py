"""The history page of each edition. Pure, except that texts are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from msgspec import json

from sayasat.characters import showable
from sayasat.i18n.messages import Messages, messages
from sayasat.pages.change_log import effect_sentences
from sayasat.pages.compare import choices
from sayasat.pages.left_out import left_out_sentences
from sayasat.templating import fragment
from sayasat.version_days import UndatedDay, as_name, calendar_day
from sayasat.versions.changelog import entries
from sayasat.versions.edition_timeline import Gap, gaps, unknown
from sayasat.versions.model import PlacedRevision, Version
from sayasat.versions.status import Standing, Status
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.page_frame import feeds, head, history_alternates, slots, switcher
from sayasat.website.provenance import provenance
from sayasat.website.shell import Slots
from sayasat.website.status_notice import notice, reckoned, timeline_line
from sayasat.website.urls import relative
from sayasat.website.year_groups import by_year


def history_page(catalogue: Catalogue, edition: Edition) -> Slots:
    """The timeline and change log of one edition, newest version first."""
    t, page = messages(edition.language), edition.urls.history
    title = t("history.title", title=edition.title)
    page_head = replace(
        head(catalogue, edition.language, title, page, page),
        feeds=feeds(catalogue, edition),
        alternates=history_alternates(catalogue, edition.policy),
    )
    languages = switcher(
        catalogue,
        edition.language,
        page,
        url=lambda each: catalogue.urls.policy(edition.policy.slug, each).history,
        is_there=lambda each: edition.policy.timeline(each) is not None,
    )
    content = fragment(
        "history.html",
        t,
        title=edition.title,
        main=relative(edition.urls.main, page),
        timeline=by_year(_items(catalogue, edition, t), day=lambda item: item["version"].date),
        removals=_removals(edition, t),
        left_out=_left_out(catalogue, edition, t),
        answers=_answers(edition),
        nothing=_nothing(catalogue, edition, t),
        reckoned=reckoned(catalogue.archive.log, t),
        choices=choices(edition, page),
        data={
            "versions": relative(edition.urls.versions, page),
            "sections": relative(edition.urls.sections, page),
            "feed": relative(edition.urls.feed, page),
            "calendar": relative(edition.urls.calendar, page),
        },
    )
    return slots(edition.language, page_head, title, languages, content)


def _items(catalogue: Catalogue, edition: Edition, t: Messages) -> Iterator[dict[str, Any]]:
    unknown_days = {gap.start: gap for gap in unknown(edition.policy.authentic)}
    for standing in reversed(edition.standings):
        gap = unknown_days.get(standing.until) if standing.until else None
        yield {
            **_item(catalogue, edition, standing, t),
            "unknown": {"text": t("history.unknown", days=_days(gap, t)), "gap": gap} if gap else None,
        }


def _days(gap: Gap, t: Messages) -> str:
    """The first and the last day of a gap that has ended."""
    assert gap.end is not None
    return f"{t.day(gap.start)} – {t.day(gap.end - timedelta(days=1))}"


def _item(catalogue: Catalogue, edition: Edition, standing: Standing, t: Messages) -> dict[str, Any]:
    version, page = standing.version, edition.urls.history
    shown = notice(edition.policy, standing, t)
    has_redline = edition.timeline.before(version) is not None
    return {
        "version": version,
        "notice": shown,
        "facts": [fact for fact in shown.facts if fact.machine != version.date.isoformat()],
        "line": timeline_line(standing, edition.policy, t),
        "is_now": standing.status is Status.IN_FORCE and len(edition.standings) > 1,
        "label": edition.label(version.date),
        "href": relative(edition.urls.version(version.date), page),
        "summary": version.summary,
        "counted": catalogue.counted(edition, version, t),
        "changes": relative(edition.urls.changes(version.date), page) if has_redline else "",
        "source": relative(edition.urls.source(version.date), page),
        "file": showable(f"{edition.policy.slug}.md"),
        "replaced": _replaced(catalogue, edition, version),
        "behind": version.behind,
        "revisions": [_revision(catalogue, edition, version, placed) for placed in version.revisions],
    }


def _answers(edition: Edition) -> str:
    """What the page's script reads: the fields of each `edition_timeline.Answer`, as JSON."""
    answers = edition.policy.authentic.answers
    return json.encode(
        [(calendar_day(each.start), each.version, each.published, each.withdrawn) for each in answers],
        enc_hook=as_name,
    ).decode()


def _nothing(catalogue: Catalogue, edition: Edition, t: Messages) -> str:
    """Why some days have no answer, as JSON: the first day, the day after the last, and a sentence."""
    authentic = edition.policy.authentic
    removed = [(gap.start, gap.end, t("held-on.removed", on=gap.start)) for gap in gaps(authentic)]
    first = authentic.versions[0].date
    is_undated = isinstance(first, UndatedDay)
    left_out = catalogue.archive.left_out
    early = [(date.min, calendar_day(first), t("held-on.unrecorded"))] if is_undated else []
    if left_out.before and left_out.has_before(authentic.lineage):
        early = [(date.min, calendar_day(first), t("held-on.left-out", day=left_out.before.day))]
    return json.encode([*early, *removed]).decode()


def _left_out(catalogue: Catalogue, edition: Edition, t: Messages) -> str:
    """The sentence on earlier versions that were left out; "" if none were."""
    left_out = catalogue.archive.left_out
    is_cut = left_out.has_before(edition.timeline.lineage)
    return next(left_out_sentences(left_out, t)) if is_cut else ""


def _replaced(catalogue: Catalogue, edition: Edition, version: Version) -> dict[str, str] | None:
    day = version.replaced_by
    if day is None:
        return None
    target = edition if edition.timeline.version(day) else catalogue.original(edition.policy)
    href = relative(target.urls.version(day), edition.urls.history)
    t = messages(edition.language)
    return {"href": href, "text": t.sentence(t("alert.replaced", day=day))}


def _revision(
    catalogue: Catalogue, edition: Edition, version: Version, placed: PlacedRevision
) -> dict[str, Any]:
    t, url = messages(edition.language), edition.address(version, placed)
    origin = provenance(catalogue.settings, placed.revision)
    return {
        "placed": placed,
        "href": relative(url, edition.urls.history) if url else "",
        "changes": _revision_changes(edition, version, placed),
        "recorded": t.moment(placed.revision.recorded),
        "change": t(f"change.{placed.kind}"),
        "effects": effect_sentences(edition.policy, placed, t),
        "title": origin.title,
        "commit_url": origin.commit_url,
        # Marks of other programs stay for many revisions, and no editor of this text wrote them for Sayasat
        "faults": [
            showable(f"{t.what(fault)} ({fault.where})")
            for fault in placed.faults
            if not fault.code.startswith("foreign-")
        ],
    }


def _revision_changes(edition: Edition, version: Version, placed: PlacedRevision) -> str:
    """The link to a revision's redline; empty where there is no text before it, or no page."""
    if not placed.acts or edition.timeline.previous(version, placed) is None:
        return ""
    return relative(edition.urls.revision_changes(version.date, placed.number), edition.urls.history)


def _removals(edition: Edition, t: Messages) -> list[dict[str, str]]:
    return [
        {
            "recorded": t.moment(entry.recorded),
            "machine": entry.recorded.isoformat(),
            "commit": entry.commit,
            "subject": entry.removal.message.title or entry.removal.subject,
        }
        for entry in entries(edition.policy, edition.timeline)
        if entry.kind == "removal" and entry.removal is not None
    ]
