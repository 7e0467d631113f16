"""The pages with redlines: of versions against earlier ones, and of revisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from markupsafe import Markup

from sayasat.i18n.messages import Messages, messages
from sayasat.redline.counts import count_texts
from sayasat.redline.risk_marks import risk_texts
from sayasat.settings import DOCX
from sayasat.templating import fragment
from sayasat.versions.model import PlacedRevision, Version
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.citations import cited
from sayasat.website.page_frame import PageFrame, feeds
from sayasat.website.provenance import provenance
from sayasat.website.shell import Slots
from sayasat.website.status_notice import corrections, notice, published_fact
from sayasat.website.urls import relative

ComparedPair = tuple[tuple[Version, PlacedRevision], tuple[Version, PlacedRevision]]
"""The older and the newer text of a redline."""


def changes_pair(edition: Edition, version: Version) -> ComparedPair | None:
    """What `changes_page` compares; None for the first version."""
    before = edition.timeline.before(version)
    return ((before, before.text), (version, version.text)) if before else None


def revision_pair(edition: Edition, version: Version, placed: PlacedRevision) -> ComparedPair | None:
    """What `revision_changes_page` compares; None if there is no text before the revision."""
    before = edition.timeline.previous(version, placed)
    return (before, (version, placed)) if before else None


def changes_page(catalogue: Catalogue, edition: Edition, version: Version) -> Slots:
    """The redline of a version against the latest earlier one that was not withdrawn.

    The page of the first version says that it is the first.
    """
    t, page = messages(edition.language), edition.urls.changes(version.date)
    pair = changes_pair(edition, version)
    title = t("redline.changes-title", title=edition.title_of(version.text))
    if pair is None:
        href = relative(edition.urls.version(version.date), page)
        content = fragment("first_version.html", t, title=title, href=href)
        return _slots(catalogue, edition, version, page, title, content)
    remarks = (*corrections(version.corrections, t), *_remarks_on_others(catalogue, edition, version, t))
    texts = {"title": title, "summary": version.summary, "remarks": remarks}
    return _redline_slots(catalogue, edition, pair, version, page, texts)


def revision_changes_page(
    catalogue: Catalogue, edition: Edition, version: Version, placed: PlacedRevision
) -> Slots | None:
    """The redline of a revision against the text before it (`Timeline.previous`); None if there is none."""
    pair = revision_pair(edition, version, placed)
    if pair is None:
        return None
    t, page = messages(edition.language), edition.urls.revision_changes(version.date, placed.number)
    title = t("redline.revision-title", title=edition.title_of(placed))
    remarks = corrections([placed] if placed.editorial else [], t)
    texts = {"title": title, "summary": placed.summary, "remarks": remarks}
    return _redline_slots(catalogue, edition, pair, version, page, texts)


def _redline_slots(
    catalogue: Catalogue,
    edition: Edition,
    pair: ComparedPair,
    version: Version,
    page: str,
    texts: Mapping[str, Any],
) -> Slots:
    """``texts`` are the title, what changes in plain words (None if nobody says so), and remarks."""
    t, settings, title = messages(edition.language), catalogue.settings, str(texts["title"])
    redline = catalogue.reader.redline(
        edition.language, *(catalogue.text(edition, placed) for _, placed in pair)
    )
    sides = [_side(catalogue, edition, pair, place) for place in (0, 1)]
    next_days = [side["notice"].changes_on for side in sides if side["notice"].changes_on]
    list_title = t.count("sections.changed", len(redline.sections))
    listed = Markup(fragment("changed_sections.html", t, sections=redline.sections))  # noqa: S704 (escaped)
    content = fragment(
        "redline_page.html",
        t,
        **texts,
        edition=edition,
        to=partial(relative, page=page),
        sides=sides,
        changes_on=min(next_days, default=None),
        zone=settings.zone.key,
        words=", ".join(count_texts(redline.count, t)),
        risks=", ".join(risk_texts(redline.risks, t)),
        list_title=list_title,
        listed=listed,
        redline=redline,
        document=edition.urls.document(page) if DOCX in settings.documents else "",
        print_title=f"{title}. {edition.label(version.date)}",
        print_url=catalogue.urls.absolute(page),
    )
    page_slots = _slots(catalogue, edition, version, page, title, content)
    return replace(page_slots, toc=Markup('<p class="changed__title">{}</p>{}').format(list_title, listed))


def _side(catalogue: Catalogue, edition: Edition, pair: ComparedPair, place: int) -> dict[str, Any]:
    """One of the compared texts: which it is, its status, and what archivists need.

    ``moment`` distinguishes two revisions of one version; it is empty where the versions differ.
    """
    t, (version, placed) = messages(edition.language), pair[place]
    named = cited(catalogue, version, placed)
    is_last, is_one_version = placed is version.text, pair[0][0] is pair[1][0]
    return {
        "version": version,
        "url": edition.address(version, placed),
        "notice": notice(edition.policy, edition.standing(version), t),
        "is_last": is_last,
        "moment": t.moment(placed.revision.recorded) if is_one_version or not is_last else "",
        "published": published_fact(edition.policy, named.committed_on, t),
        "placed": named,
        "origin": provenance(catalogue.settings, named.revision),
        "source": edition.source_of(version, named),
    }


def _slots(
    catalogue: Catalogue, edition: Edition, version: Version, page: str, title: str, content: str
) -> Slots:
    frame, of = PageFrame(catalogue, edition.language, page), page.removeprefix(edition.urls.main)
    original = catalogue.original(edition.policy).urls.version(version.date)
    languages = frame.policy_switcher(
        edition.policy,
        lambda there: there.main + of,
        lambda each: _has_redline(catalogue, edition, each, version, page),
        lambda _: original,
    )
    dated, own_feeds = edition.label(version.date), feeds(catalogue, edition, edition.title_of(version.text))
    return frame.slots(title, languages, content, title=f"{title}. {dated}", indexed=False, feeds=own_feeds)


def _has_redline(catalogue: Catalogue, edition: Edition, language: str, version: Version, page: str) -> bool:
    other = catalogue.edition(edition.policy, language)
    is_version = page == edition.urls.changes(version.date)
    return is_version and other is not None and other.timeline.version(version.date) is not None


def _remarks_on_others(
    catalogue: Catalogue, edition: Edition, version: Version, t: Messages
) -> Iterator[str]:
    """Remarks on other languages that lack this version, or whose text it did not change."""
    for language in (each for each in catalogue.settings.languages if each != edition.language):
        name, other = messages(language)("language.name"), edition.policy.timeline(language)
        own = other.version(version.date) if other else None
        before = other.before(own) if other and own else None
        if own is None:
            yield t("redline.other-missing", language=name)
        elif before and before.text.source.text_digest == own.text.source.text_digest:
            yield t("redline.other-unchanged", language=name)
