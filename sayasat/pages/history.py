"""The history page of each edition. Pure, except that texts are read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import json

from sayasat.characters import showable
from sayasat.i18n.messages import Messages, messages
from sayasat.pages.change_log import effect_sentences
from sayasat.pages.compare import newest_first
from sayasat.version_days import UndatedDay, as_name, calendar_day
from sayasat.versions.changelog import entries
from sayasat.versions.edition_timeline import gaps, unknown
from sayasat.versions.left_out import LeftOut
from sayasat.versions.model import PlacedRevision
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.page_frame import PageFrame, feeds, history_alternates
from sayasat.website.provenance import provenance
from sayasat.website.shell import Slots
from sayasat.website.status_notice import badge, last_day, notice, reckoned, timeline_line
from sayasat.website.year_groups import by_year


def history_page(catalogue: Catalogue, edition: Edition) -> Slots:
    """The timeline and change log of one edition, newest version first."""
    page = PageFrame(catalogue, edition.language, edition.urls.history)
    t, policy = page.t, edition.policy
    content = page.fragment(
        "history.html",
        edition=edition,
        original=catalogue.original(policy),
        last_day=last_day,
        file=showable(f"{policy.slug}.md"),
        timeline=by_year(_items(catalogue, edition, t), day=lambda item: item["version"].date),
        removals=[each for each in entries(policy, edition.timeline) if each.kind == "removal"],
        left_out=_left_out(catalogue, edition, t),
        answers=_answers(edition),
        nothing=_nothing(catalogue, edition, t),
        reckoned=reckoned(catalogue.archive.log, t),
        prepared=newest_first(edition),
        badge=badge,
    )
    title, alternates = t("history.title", title=edition.title), history_alternates(catalogue, policy)
    languages = page.policy_switcher(policy, lambda there: there.history)
    return page.slots(title, languages, content, feeds=feeds(catalogue, edition), alternates=alternates)


def _items(catalogue: Catalogue, edition: Edition, t: Messages) -> Iterator[dict[str, Any]]:
    unknown_days = {gap.start: gap for gap in unknown(edition.policy.authentic)}
    for standing in reversed(edition.standings):
        version = standing.version
        yield {
            "version": version,
            "unknown": unknown_days.get(standing.until) if standing.until else None,
            "notice": notice(edition.policy, standing, t),
            "line": timeline_line(standing, edition.policy, t),
            "counted": catalogue.counted(edition, version, t),
            "revisions": [_revision(catalogue, edition, each) for each in version.revisions],
        }


def _answers(edition: Edition) -> str:
    """What the page's script reads: the fields of each `edition_timeline.Answer`, as JSON."""
    answers = edition.policy.authentic.answers
    rows = [(calendar_day(each.start), each.version, each.published, each.withdrawn) for each in answers]
    return json.encode(rows, enc_hook=as_name).decode()


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


def _revision(catalogue: Catalogue, edition: Edition, placed: PlacedRevision) -> dict[str, Any]:
    t = messages(edition.language)
    # Marks of other programs stay for many revisions, and no editor of this text wrote them for Sayasat
    faults = [each for each in placed.faults if not each.code.startswith("foreign-")]
    return {
        "placed": placed,
        "effects": effect_sentences(edition.policy, placed, t),
        "origin": provenance(catalogue.settings, placed.revision),
        "faults": [showable(f"{t.what(fault)} ({fault.where})") for fault in faults],
    }


def left_out_sentences(left_out: LeftOut, t: Messages) -> Iterator[str]:
    """A sentence for the earlier history, and one for other policies, as far as they are left out."""
    if left_out.before is not None:
        yield t("adopted.left-out-before", commit=left_out.before.commit[:12], day=left_out.before.day)
    if left_out.policies:
        yield t.count("adopted.left-out-policies", left_out.policies)
