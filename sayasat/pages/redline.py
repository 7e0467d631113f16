"""The pages with redlines: of versions against earlier ones and the text in force, and of revisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sayasat.cache.redlines import CachedRedline
from sayasat.i18n.messages import Messages, messages
from sayasat.redline.counts import ChangeCount, count_texts, section_texts
from sayasat.redline.risk_marks import risk_texts
from sayasat.settings import DOCX
from sayasat.templating import fragment
from sayasat.versions.model import PlacedRevision, Version
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.page_frame import feeds, head, slots, switcher
from sayasat.website.shell import Slots
from sayasat.website.status_notice import Fact, day_fact
from sayasat.website.urls import relative


@dataclass(frozen=True, slots=True)
class _ComparedText:
    """One of the two compared texts."""

    placed: PlacedRevision
    label: str
    url: str
    summary: str | None
    """What changes in it; None if the front matter does not say so."""


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Two texts of one edition, and the page that shows their redline."""

    catalogue: Catalogue
    edition: Edition
    old: _ComparedText
    new: _ComparedText
    page: str
    title: str

    @property
    def t(self) -> Messages:
        return messages(self.edition.language)

    @property
    def redline(self) -> CachedRedline:
        old, new = (self.catalogue.text(self.edition, end.placed) for end in (self.old, self.new))
        return self.catalogue.reader.redline(self.edition.language, old, new)


def changes_page(catalogue: Catalogue, edition: Edition, version: Version) -> Slots:
    """The redline of a version against the latest earlier one that was not withdrawn.

    The page of the first version says that it is the first.
    """
    t, page = messages(edition.language), edition.urls.changes(version.date)
    before = catalogue.before(edition, version)
    title = t("redline.changes-title", title=edition.title_of(version.text))
    if before is None:
        href = relative(edition.urls.version(version.date), page)
        content = fragment("first_version.html", t, title=title, href=href)
    else:
        old, new = _version_end(edition, before), _version_end(edition, version)
        comparison = _Comparison(catalogue, edition, old, new, page, title)
        content = _content(
            comparison, version.corrections, _remarks_on_others(catalogue, edition, version, t)
        )
    return _slots(catalogue, edition, version, page, title, content)


def to_current_page(catalogue: Catalogue, edition: Edition, version: Version) -> Slots | None:
    """The redline from a version to the text of the main page; None without another text there."""
    current = catalogue.current(edition)
    if current is None or current.version is version:
        return None
    t, page = messages(edition.language), edition.urls.to_current(version.date)
    title = t("redline.to-current-title", title=edition.title_of(version.text))
    old, new = _version_end(edition, version), _version_end(edition, current.version)
    content = _content(_Comparison(catalogue, edition, old, new, page, title))
    return _slots(catalogue, edition, version, page, title, content)


def revision_changes_page(
    catalogue: Catalogue, edition: Edition, version: Version, placed: PlacedRevision
) -> Slots | None:
    """The redline of a revision against the text before it (`Timeline.previous`); None if there is none."""
    before = edition.timeline.previous(version, placed)
    if before is None:
        return None
    old, new = _revision_end(edition, *before), _revision_end(edition, version, placed)
    page = edition.urls.revision_changes(version.date, placed.number)
    title = messages(edition.language)("redline.revision-title", title=edition.title_of(placed))
    comparison = _Comparison(catalogue, edition, old, new, page, title)
    reasons = (placed,) if placed.editorial else ()
    return _slots(catalogue, edition, version, page, title, _content(comparison, reasons))


def _version_end(edition: Edition, version: Version) -> _ComparedText:
    address = edition.urls.version(version.date)
    return _ComparedText(version.text, edition.label(version.date), address, version.summary)


def _revision_end(edition: Edition, version: Version, placed: PlacedRevision) -> _ComparedText:
    label = messages(edition.language).moment(placed.revision.recorded)
    return _ComparedText(placed, label, edition.address(version, placed), placed.summary)


def _content(
    comparison: _Comparison, reasons: Sequence[PlacedRevision] = (), remarks: Sequence[str] = ()
) -> str:
    edition, page, t = comparison.edition, comparison.page, comparison.t
    redline, settings = comparison.redline, comparison.catalogue.settings
    ends = [{"label": end.label, "href": relative(end.url, page)} for end in (comparison.old, comparison.new)]
    return fragment(
        "redline_page.html",
        t,
        title=comparison.title,
        old=ends[0],
        new=ends[1],
        facts=[*_counts(redline.count, t), *_risks(redline.risks, t), *_record(comparison.new.placed, t)],
        summary=comparison.new.summary,
        reasons=[placed.editorial for placed in reasons],
        remarks=remarks,
        redline=redline.html(relative("", page)),
        total=redline.changes,
        document=relative(edition.urls.document(page), page) if DOCX in settings.documents else "",
        history=relative(edition.urls.history, page),
    )


def _slots(
    catalogue: Catalogue, edition: Edition, version: Version, page: str, title: str, content: str
) -> Slots:
    page_head = head(catalogue, edition.language, f"{title}. {edition.label(version.date)}", page, page)
    page_head = replace(page_head, indexed=False, feeds=feeds(catalogue, edition))
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
    of_version = {edition.urls.to_current(version.date), edition.urls.changes(version.date)}
    return other is not None and other.timeline.version(version.date) is not None and page in of_version


def _counts(count: ChangeCount, t: Messages) -> Iterator[Fact]:
    yield Fact(t("label.words"), ", ".join(count_texts(count, t)))
    if sections := ", ".join(section_texts(count, t)):
        yield Fact(t("label.sections"), sections)


def _risks(risks: Mapping[str, int], t: Messages) -> Iterator[Fact]:
    """How many words changed that may change the law."""
    if risks:
        yield Fact(t("redline.risks"), ", ".join(risk_texts(risks, t)))


def _record(placed: PlacedRevision, t: Messages) -> Iterator[Fact]:
    """When the newer text was recorded, in which commit and by whom."""
    yield day_fact("published", placed.committed_on, t)
    yield Fact(t("label.commit"), placed.revision.commit[:12])
    yield Fact(t("label.author"), placed.revision.author)


def _remarks_on_others(catalogue: Catalogue, edition: Edition, version: Version, t: Messages) -> list[str]:
    """Remarks on other languages that lack this version, or whose text it did not change."""
    others = [each for each in catalogue.settings.languages if each != edition.language]
    return [remark for each in others for remark in _remarks_on_other(catalogue, edition, each, version, t)]


def _remarks_on_other(
    catalogue: Catalogue, edition: Edition, language: str, version: Version, t: Messages
) -> Iterator[str]:
    name = messages(language)("language.name")
    other = catalogue.edition(edition.policy, language)
    own = other.timeline.version(version.date) if other else None
    if other is None or own is None:
        yield t("redline.other-missing", language=name)
        return
    before = catalogue.before(other, own)
    if before and before.text.source.text_digest == own.text.source.text_digest:
        yield t("redline.other-unchanged", language=name)
