"""The change log of the site, and what feeds say of its entries. Pure, except that texts are read."""

from __future__ import annotations

from datetime import date
from operator import itemgetter
from typing import Any
from urllib.parse import quote

from sayasat.i18n.messages import Messages, messages
from sayasat.versions.changelog import Entry
from sayasat.versions.model import Basis, ChangeClass, PlacedRevision
from sayasat.versions.policy import Policy
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.page_frame import PageFrame
from sayasat.website.provenance import provenance
from sayasat.website.status_notice import past_remark
from sayasat.website.year_groups import by_year


def change_log(catalogue: Catalogue, language: str) -> str:
    """The change log of the whole site, newest first, for the page that MkDocs builds."""
    page = PageFrame(catalogue, language, catalogue.urls.changes(language))
    rows = [_row(catalogue, entry, page.t) for entry in catalogue.log(language)]
    return page.fragment(
        "changes.html",
        log=by_year(rows, day=lambda row: row["entry"].day),
        feed=catalogue.urls.feed(language),
        calendar=catalogue.urls.calendar(language),
        policies=sorted({row["policy"]: row["title"] for row in rows}.items(), key=itemgetter(1)),
        kinds=sorted({row["kind"]: row["change"] for row in rows}.items(), key=itemgetter(1)),
    )


def latest_changes(catalogue: Catalogue, language: str, number: int) -> list[dict[str, Any]]:
    """The newest entries of the change log of the whole site."""
    return [_row(catalogue, entry, messages(language)) for entry in catalogue.log(language)[:number]]


def feed_text(catalogue: Catalogue, entry: Entry, language: str) -> tuple[str, str]:
    """An entry's title and summary for a feed, in the reader's language."""
    t = messages(language)
    edition = edition_of(catalogue, entry)
    title = edition.title_of(entry.placed or edition.timeline.newest)
    named = (title, t(f"change.{entry.kind}"), _named_day(entry, t))
    reason, counted = _reason(entry), _counted(catalogue, entry, t)
    sentences = (
        reason and t.sentence(reason),
        *_effects(entry, t),
        _summary(entry),
        counted and t.sentence(counted[:1].upper() + counted[1:]),
        _requested(catalogue, entry, t),
        t("log.untranslated") if edition.language != language else "",
    )
    return ". ".join(filter(None, named)), " ".join(filter(None, sentences))


def _requested(catalogue: Catalogue, entry: Entry, t: Messages) -> str:
    """The pull request of a change in an archive; the texts of a publisher state why they change."""
    origin = provenance(catalogue.settings, entry.event)
    if not catalogue.settings.is_foreign or not origin.request:
        return ""
    return t.sentence(t("provenance.requested", number=origin.request, title=origin.title))


def entry_url(edition: Edition, entry: Entry) -> str:
    """The URL of the page that shows an entry: a version's, a revision's or the history."""
    if entry.version is None or entry.placed is None:
        return edition.urls.history
    return edition.address(entry.version, entry.placed) or edition.urls.history


def edition_of(catalogue: Catalogue, entry: Entry) -> Edition:
    """The edition that an entry is about."""
    edition = catalogue.edition(entry.policy, entry.timeline.lineage.language)
    assert edition is not None
    return edition


def _row(catalogue: Catalogue, entry: Entry, t: Messages) -> dict[str, Any]:
    edition = edition_of(catalogue, entry)
    return {
        "entry": entry,
        "language": edition.language,
        "title": catalogue.listed_title(edition, entry.placed or edition.timeline.newest),
        # As in URLs: a slug of an adopted repository may have controls, which no page must hold
        "policy": quote(entry.policy.slug, safe=""),
        "kind": entry.kind,
        "change": t(f"change.{entry.kind}"),
        "url": entry_url(edition, entry),
        "version": _version_label(edition, entry),
        "reason": _reason(entry),
        "effects": _effects(entry, t),
        "summary": _summary(entry),
        "counted": _counted(catalogue, entry, t),
    }


def effect_sentences(policy: Policy, placed: PlacedRevision, t: Messages) -> list[str]:
    """Sentences about the versions that a revision withdrew and the repeal that it recorded."""
    withdrawn = [t.sentence(f"{t('label.withdraws')}: {t.day(day)}") for day in placed.withdraws]
    repealed = [t.sentence(f"{t('label.repealed-from')}: {t.day(placed.repeals)}")] if placed.repeals else []
    past = [t.sentence(each) for each in past_remark(policy, placed, t)] if placed.is_late else []
    return [*withdrawn, *repealed, *past]


def _effects(entry: Entry, t: Messages) -> list[str]:
    """Those of a revision, or the version that was withdrawn by the deletion of its file."""
    if entry.placed:
        return effect_sentences(entry.policy, entry.placed, t)
    filed = entry.removal and entry.removal.filed
    return [t.sentence(f"{t('label.withdraws')}: {t.day(filed)}")] if filed else []


def _opens(entry: Entry) -> bool:
    return entry.placed is not None and entry.placed.change in {ChangeClass.NEW, ChangeClass.READOPTED}


def _reason(entry: Entry) -> str | None:
    return entry.placed.reason if entry.placed else None


def _summary(entry: Entry) -> str | None:
    return entry.placed.summary if entry.placed and _opens(entry) else None


def _counted(catalogue: Catalogue, entry: Entry, t: Messages) -> str:
    """How much a new version changed; empty for any other change."""
    if entry.version is None or not _opens(entry):
        return ""
    return catalogue.counted(edition_of(catalogue, entry), entry.version, t)


def _named_day(entry: Entry, t: Messages) -> str:
    """The day that a change is about, in words; empty if nobody stated one."""
    stated = _stated(entry)
    if entry.placed is not None and entry.placed.repeals:
        return f"{t('label.repealed-from')}: {t.day(entry.placed.repeals)}"
    if stated and _opens(entry):
        label = "takes-effect" if stated > entry.day else "took-effect"
        return f"{t(f'label.{label}')}: {t.day(stated)}"
    return t("version.stated", day=stated) if stated else ""


def _version_label(edition: Edition, entry: Entry) -> str:
    """The name of the version that a change is about; empty if that says only the day of the change again."""
    stated = _stated(entry)
    return edition.label(stated) if stated and stated != entry.day else ""


def _stated(entry: Entry) -> date | None:
    """The date of the version, where the publisher stated it."""
    return entry.version.date if entry.version and entry.version.basis is Basis.STATED else None
