"""The pages with redlines: of versions against earlier ones, and of revisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup
from msgspec.structs import replace

from sayasat.i18n.messages import Messages, messages
from sayasat.redline.counts import count_texts
from sayasat.redline.risk_marks import risk_texts
from sayasat.settings import DOCX
from sayasat.versions.model import PlacedRevision, Version
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.citations import cited
from sayasat.website.page_frame import PageFrame, feeds, has_version
from sayasat.website.provenance import provenance
from sayasat.website.shell import Slots
from sayasat.website.status_notice import corrections, notice, published_fact

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
    frame = PageFrame(catalogue, edition.language, edition.urls.changes(version.date))
    t, pair = frame.t, changes_pair(edition, version)
    title = t("redline.changes-title", title=edition.title_of(version.text))
    if pair is None:
        content = frame.fragment("first_version.html", title=title, url=edition.urls.version(version.date))
        return _slots(frame, edition, version, title, content)
    remarks = (*corrections(version.corrections, t), *_remarks_on_others(catalogue, edition, version, t))
    return _redline_slots(frame, edition, pair, title, version.summary, remarks)


def revision_changes_page(
    catalogue: Catalogue, edition: Edition, version: Version, placed: PlacedRevision
) -> Slots | None:
    """The redline of a revision against the text before it (`Timeline.previous`); None if there is none."""
    pair = revision_pair(edition, version, placed)
    if pair is None:
        return None
    url = edition.urls.revision_changes(version.date, placed.number)
    frame = PageFrame(catalogue, edition.language, url)
    title = frame.t("redline.revision-title", title=edition.title_of(placed))
    remarks = corrections([placed] if placed.editorial else [], frame.t)
    return _redline_slots(frame, edition, pair, title, placed.summary, remarks)


def _redline_slots(
    frame: PageFrame,
    edition: Edition,
    pair: ComparedPair,
    title: str,
    summary: str | None,
    remarks: Sequence[str],
) -> Slots:
    """``summary``: what changes in plain words; None if nobody says so."""
    t, catalogue, version = frame.t, frame.catalogue, pair[1][0]
    texts = (catalogue.text(edition, placed) for _, placed in pair)
    redline = catalogue.reader.redline(edition.language, *texts)
    sides = [_side(catalogue, edition, pair, place) for place in (0, 1)]
    next_days = [side["notice"].changes_on for side in sides if side["notice"].changes_on]
    list_title = t.count("sections.changed", len(redline.sections))
    listed = Markup(frame.fragment("changed_sections.html", sections=redline.sections))  # noqa: S704 (escaped)
    content = frame.fragment(
        "redline_page.html",
        title=title,
        summary=summary,
        remarks=remarks,
        edition=edition,
        sides=sides,
        changes_on=min(next_days, default=None),
        zone=catalogue.settings.zone.key,
        words=", ".join(count_texts(redline.count, t)),
        risks=", ".join(risk_texts(redline.risks, t)),
        list_title=list_title,
        listed=listed,
        redline=redline,
        document=edition.urls.document(frame.url) if DOCX in catalogue.settings.documents else "",
        print_title=f"{title}. {edition.label(version.date)}",
        print_url=catalogue.urls.absolute(frame.url),
    )
    page_slots = _slots(frame, edition, version, title, content)
    return replace(page_slots, toc=Markup('<p class="changed__title">{}</p>{}').format(list_title, listed))


def _side(catalogue: Catalogue, edition: Edition, pair: ComparedPair, place: int) -> dict[str, Any]:
    """One of the compared texts: which it is, its status, and what archivists need.

    ``has_moment``: the time distinguishes two revisions of one version, and is not shown of two versions.
    """
    t, (version, placed) = messages(edition.language), pair[place]
    named = cited(catalogue, version, placed)
    is_one_version = pair[0][0] is pair[1][0]
    return {
        "version": version,
        "text": placed,
        "notice": notice(edition.policy, edition.standing(version), t),
        "has_moment": is_one_version or placed is not version.text,
        "published": published_fact(edition.policy, named.committed_on, t),
        "placed": named,
        "origin": provenance(catalogue.settings, named.revision),
    }


def _slots(frame: PageFrame, edition: Edition, version: Version, title: str, content: str) -> Slots:
    catalogue, day, policy = frame.catalogue, version.date, edition.policy
    is_of_version, of = frame.url == edition.urls.changes(day), frame.url.removeprefix(edition.urls.main)
    original = catalogue.original(policy).urls.version(day)
    languages = frame.policy_switcher(
        policy,
        lambda there: there.main + of,
        lambda each: is_of_version and has_version(policy, each, day),
        lambda _: original,
    )
    long_title = f"{title}. {edition.label(day)}"
    own_feeds = feeds(catalogue, edition, edition.title_of(version.text))
    return frame.slots(title, languages, content, title=long_title, indexed=False, feeds=own_feeds)


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
