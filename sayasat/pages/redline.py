"""The pages with redlines: of versions against earlier ones, and of revisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from sayasat.cache.redlines import CachedRedline
from sayasat.i18n.messages import Messages, messages
from sayasat.redline.counts import count_texts
from sayasat.redline.risk_marks import risk_texts
from sayasat.settings import DOCX
from sayasat.templating import fragment
from sayasat.versions.model import PlacedRevision, Version
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.citations import cited
from sayasat.website.page_frame import feeds, head, slots, switcher
from sayasat.website.provenance import provenance
from sayasat.website.shell import Slots
from sayasat.website.status_notice import corrections, notice, published_fact
from sayasat.website.urls import relative


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Two texts of one edition, and the page that shows their redline."""

    catalogue: Catalogue
    edition: Edition
    old: tuple[Version, PlacedRevision]
    new: tuple[Version, PlacedRevision]
    page: str
    title: str
    summary: str | None
    """What changes in plain words; None if the front matter does not say so."""

    @property
    def t(self) -> Messages:
        return messages(self.edition.language)

    @property
    def redline(self) -> CachedRedline:
        old, new = (self.catalogue.text(self.edition, placed) for _, placed in (self.old, self.new))
        return self.catalogue.reader.redline(self.edition.language, old, new)


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
    comparison = _Comparison(catalogue, edition, *pair, page, title, version.summary)
    remarks = (*corrections(version.corrections, t), *_remarks_on_others(catalogue, edition, version, t))
    return _redline_slots(comparison, version, remarks)


def revision_changes_page(
    catalogue: Catalogue, edition: Edition, version: Version, placed: PlacedRevision
) -> Slots | None:
    """The redline of a revision against the text before it (`Timeline.previous`); None if there is none."""
    pair = revision_pair(edition, version, placed)
    if pair is None:
        return None
    t, page = messages(edition.language), edition.urls.revision_changes(version.date, placed.number)
    title = t("redline.revision-title", title=edition.title_of(placed))
    comparison = _Comparison(catalogue, edition, *pair, page, title, placed.summary)
    return _redline_slots(comparison, version, corrections([placed] if placed.editorial else [], t))


def _redline_slots(comparison: _Comparison, version: Version, remarks: Sequence[str] = ()) -> Slots:
    edition, page, t, title = comparison.edition, comparison.page, comparison.t, comparison.title
    redline, settings = comparison.redline, comparison.catalogue.settings
    sides = [_side(comparison, *text) for text in (comparison.old, comparison.new)]
    next_days = [side["notice"].changes_on for side in sides if side["notice"].changes_on]
    list_title = t.count("sections.changed", len(redline.sections))
    listed = Markup(fragment("changed_sections.html", t, sections=redline.sections))  # noqa: S704 (escaped)
    content = fragment(
        "redline_page.html",
        t,
        title=title,
        summary=comparison.summary,
        sides=sides,
        changes_on=min(next_days, default=None),
        zone=settings.zone.key,
        words=", ".join(count_texts(redline.count, t)),
        risks=", ".join(risk_texts(redline.risks, t)),
        remarks=remarks,
        sections=redline.sections,
        list_title=list_title,
        listed=listed,
        redline=redline.html(relative("", page)),
        total=redline.changes,
        document=relative(edition.urls.document(page), page) if DOCX in settings.documents else "",
        history=relative(edition.urls.history, page),
        print_title=f"{title}. {edition.label(version.date)}",
        print_url=comparison.catalogue.urls.absolute(page),
    )
    framed = _slots(comparison.catalogue, edition, version, page, title, content)
    return replace(framed, toc=Markup('<p class="changed__title">{}</p>{}').format(list_title, listed))


def _side(comparison: _Comparison, version: Version, placed: PlacedRevision) -> dict[str, Any]:
    """One of the compared texts: which it is, its status, and what archivists need.

    ``moment`` distinguishes two revisions of one version; it is empty where the versions differ.
    """
    edition, page, t = comparison.edition, comparison.page, comparison.t
    is_last, day = placed is version.text, version.date
    named = cited(comparison.catalogue, version, placed)
    is_own = named is version.text
    urls, moment = edition.urls, t.moment(placed.revision.recorded)
    return {
        "label": edition.label(day),
        "href": relative(edition.address(version, placed), page),
        "notice": notice(edition.policy, edition.standing(version), t),
        "is_last": is_last,
        "moment": moment if comparison.old[0] is comparison.new[0] or not is_last else "",
        "published": published_fact(edition.policy, named.committed_on, t),
        "placed": named,
        "origin": provenance(comparison.catalogue.settings, named.revision),
        "source": relative(urls.source(day) if is_own else urls.revision_source(day, named.number), page),
    }


def _slots(
    catalogue: Catalogue, edition: Edition, version: Version, page: str, title: str, content: str
) -> Slots:
    page_head = head(catalogue, edition.language, f"{title}. {edition.label(version.date)}", page, page)
    page_head = replace(
        page_head, indexed=False, feeds=feeds(catalogue, edition, edition.title_of(version.text))
    )
    of = page.removeprefix(edition.urls.main)
    there = catalogue.urls
    languages = switcher(
        catalogue,
        edition.language,
        page,
        url=lambda each: there.policy(edition.policy.slug, each).main + of,
        is_there=lambda each: _has_redline(catalogue, edition, each, version, page),
        instead=lambda _: there.policy(edition.policy.slug, catalogue.settings.authentic).version(
            version.date
        ),
    )
    return slots(edition.language, page_head, title, languages, content)


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
