"""The pages that show a policy's text: the main page, and the pages of versions and revisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import escape

from sayasat.i18n.messages import Messages, messages
from sayasat.markdown.html import Heading
from sayasat.settings import Settings
from sayasat.templating import fragment
from sayasat.versions.model import PlacedRevision, Version
from sayasat.versions.status import Standing, Status
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.citations import citation
from sayasat.website.links import Links
from sayasat.website.outline import outline
from sayasat.website.page_frame import feeds, head, main_alternates, main_switcher, switcher
from sayasat.website.section_history import with_notes
from sayasat.website.shell import Head, Slots
from sayasat.website.status_notice import Fact, day_fact, notice, upcoming
from sayasat.website.urls import relative


@dataclass(frozen=True, slots=True)
class Alert:
    """An important sentence above the text, with a link."""

    text: str
    href: str
    link: str
    language: str = ""
    """The language of the linked page if it differs from this page's; otherwise empty."""

    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class _TextPage:
    """A text, and the page that shows it."""

    catalogue: Catalogue
    edition: Edition
    standing: Standing
    placed: PlacedRevision
    page: str

    @property
    def is_main(self) -> bool:
        return self.page == self.edition.urls.main

    @property
    def t(self) -> Messages:
        return messages(self.edition.language)


def main_page(catalogue: Catalogue, edition: Edition, draft: bytes | None = None) -> Slots | None:
    """The main page with the text in force; None if this language has no text to show.

    ``draft`` are the bytes of an uncommitted edit, shown instead of the text in force and marked as a draft.
    """
    standing = catalogue.current(edition)
    if standing is None:
        return None
    page = edition.urls.main
    title = edition.title_of(standing.version.text)
    alternates = main_alternates(catalogue, edition.policy)
    page_head = replace(head(catalogue, edition.language, title, page, page), alternates=alternates)
    shown = _TextPage(catalogue, edition, standing, standing.version.text, page)
    return _slots(shown, page_head, main_switcher(catalogue, edition.policy, edition.language, page), draft)


def version_page(catalogue: Catalogue, edition: Edition, version: Version) -> Slots:
    """A version's dated page."""
    return _dated(catalogue, edition, version, version.text, edition.urls.version(version.date))


def revision_page(catalogue: Catalogue, edition: Edition, version: Version, placed: PlacedRevision) -> Slots:
    """The page of a revision that is not its version's text."""
    url = edition.urls.revision(version.date, placed.number)
    return _dated(catalogue, edition, version, placed, url)


def _dated(
    catalogue: Catalogue, edition: Edition, version: Version, placed: PlacedRevision, page: str
) -> Slots:
    """A dated page. The main page is the canonical page of the text that it shows.

    All other dated pages are their own canonical pages, and are not indexed.
    """
    current = catalogue.current(edition)
    is_on_main = placed is version.text and current is not None and current.version is version
    title = f"{edition.title_of(placed)}. {edition.label(version.date)}"
    canonical = edition.urls.main if is_on_main else page
    page_head = replace(head(catalogue, edition.language, title, page, canonical), indexed=is_on_main)
    languages = switcher(
        catalogue,
        edition.language,
        page,
        url=lambda each: catalogue.urls.policy(edition.policy.slug, each).version(version.date),
        is_there=lambda each: _has_version(edition, each, version.date),
    )
    return _slots(
        _TextPage(catalogue, edition, edition.standing(version), placed, page), page_head, languages
    )


def _has_version(edition: Edition, language: str, day: date) -> bool:
    timeline = edition.policy.timeline(language)
    return timeline is not None and timeline.version(day) is not None


def _slots(shown: _TextPage, page_head: Head, languages: str, draft: bytes | None = None) -> Slots:
    t, edition, catalogue = shown.t, shown.edition, shown.catalogue
    page_head = replace(page_head, is_text=True, feeds=feeds(catalogue, edition))
    note = t("link.elsewhere" if catalogue.settings.is_foreign else "link.gone")
    resolve = Links(catalogue.link_targets, shown.placed.revision, shown.page, note, dated=not shown.is_main)
    rendered = catalogue.text(edition, shown.placed, draft).rendered(resolve)
    html = rendered.html
    if shown.is_main and draft is None:
        html = with_notes(catalogue, edition, shown.standing.version, rendered, shown.page)
    title = edition.title_of(shown.placed)
    return Slots(
        title=str(escape(f"{page_head.title} – {page_head.site_name}")),
        heading=str(escape(title)),
        head=fragment("head.html", t, head=page_head),
        switcher=languages,
        notice=_notice(shown, is_draft=draft is not None),
        content=html if _is_titled(html, rendered.headings, catalogue.settings) else _titled(title, html),
        toc=fragment("toc.html", t, nodes=outline(rendered.headings), title=t("toc.title")),
        headings=rendered.headings,
    )


def _is_titled(html: str, headings: Sequence[Heading], settings: Settings) -> bool:
    """Whether a text has its own title. A foreign text may have it as HTML."""
    begins_with_title = settings.is_foreign and html.lstrip().startswith("<h1")
    return begins_with_title or any(heading.level == 1 for heading in headings)


def _titled(title: str, html: str) -> str:
    """A text with the title of its front matter before it."""
    return f'<h1 id="_title">{escape(title)}</h1>\n{html}'


def _notice(shown: _TextPage, *, is_draft: bool) -> str:
    standing = shown.standing
    return fragment(
        "notice.html",
        shown.t,
        notice=notice(shown.edition.policy, standing, shown.t),
        recorded=standing.since is None and standing.status is Status.IN_FORCE,
        draft=is_draft,
        alerts=_alerts(shown),
        actions=_actions(shown),
        cite=citation(shown.catalogue, shown.edition, shown.standing.version, shown.placed),
    )


def _alerts(shown: _TextPage) -> list[Alert]:
    """The alerts, the most important first."""
    return [
        *_older_revision(shown),
        *_lag(shown),
        *_text_in_force(shown),
        *_announcements(shown),
        *_replaced(shown),
        *_translation(shown),
    ]


def _older_revision(shown: _TextPage) -> list[Alert]:
    version = shown.standing.version
    if shown.placed is version.text:
        return []
    href = relative(shown.edition.urls.version(version.date), shown.page)
    return [Alert(shown.t("alert.older-revision"), href, shown.t("alert.older-revision-link"))]


def _lag(shown: _TextPage) -> list[Alert]:
    """For a translation of a version that is not in force, or of words that have changed since."""
    if shown.catalogue.is_authentic(shown.edition):
        return []
    t, version = shown.t, shown.standing.version
    now = shown.catalogue.in_force(shown.edition.policy)
    if shown.is_main and now and now.version.date != version.date:
        fact = day_fact("translated-version", version.date, t)
        return [_to_original(shown, "alert.not-the-text-in-force", now.version.date, fact)]
    return [_to_original(shown, "alert.behind", version.date)] if version.behind else []


def _text_in_force(shown: _TextPage) -> list[Alert]:
    """The link from a dated page of another version to the text in force."""
    now = shown.catalogue.in_force(shown.edition.policy)
    if shown.is_main or now is None or now.version.date == shown.standing.version.date:
        return []
    return [Alert("", relative(shown.edition.urls.main, shown.page), shown.t("action.text-in-force"))]


def _announcements(shown: _TextPage) -> list[Alert]:
    """The upcoming versions, on the main page."""
    if not shown.is_main:
        return []
    original = shown.catalogue.original(shown.edition.policy)
    days = [coming.version.date for coming in upcoming(original.standings)]
    return [_announcement(shown, day) for day in days if day != shown.standing.version.date]


def _announcement(shown: _TextPage, day: date) -> Alert:
    t = shown.t
    fact = day_fact("next-applies", day, t)
    if not _has_version(shown.edition, shown.edition.language, day):
        return replace(_to_original(shown, "alert.upcoming", day, fact), link=t("alert.upcoming-link"))
    href = relative(shown.edition.urls.version(day), shown.page)
    return Alert(t("alert.upcoming"), href, t("alert.upcoming-link"), fact=fact)


def _replaced(shown: _TextPage) -> list[Alert]:
    day = shown.standing.version.replaced_by
    if day is None:
        return []
    if not _has_version(shown.edition, shown.edition.language, day):
        return [_to_original(shown, "alert.replaced", day)]
    href = relative(shown.edition.urls.version(day), shown.page)
    return [Alert(shown.t("alert.replaced"), href, shown.edition.label(day))]


def _translation(shown: _TextPage) -> list[Alert]:
    if shown.catalogue.is_authentic(shown.edition):
        return []
    kind = shown.placed.source.front_matter.translation or "unofficial"
    return [_to_original(shown, f"alert.translation-{kind}", shown.standing.version.date)]


def _to_original(shown: _TextPage, text: str, day: date, fact: Fact | None = None) -> Alert:
    """An alert with a link to the dated page of the authentic edition."""
    authentic = shown.catalogue.settings.authentic
    original = shown.catalogue.urls.policy(shown.edition.policy.slug, authentic)
    href = relative(original.version(day), shown.page)
    return Alert(shown.t(text), href, shown.t("alert.original"), authentic, fact)


def _actions(shown: _TextPage) -> list[tuple[str, str]]:
    """Links to the other pages of this text, as (text, link)."""
    t, urls, day = shown.t, shown.edition.urls, shown.standing.version.date
    catalogue, policy = shown.catalogue, shown.edition.policy
    is_text = shown.placed is shown.standing.version.text
    actions = [("action.history", urls.history), ("action.changes", urls.changes(day))]
    if _has_to_current(shown):
        actions.append(("action.to-current", urls.to_current(day)))
    if shown.is_main and sum(catalogue.has_main(policy, each) for each in catalogue.settings.languages) > 1:
        actions.append(("action.parallel", urls.parallel))
    actions.append(("action.dated-address", urls.version(day)))
    source = urls.source(day) if is_text else urls.revision_source(day, shown.placed.number)
    actions.append(("action.source", source))
    return [(t(text), relative(url, shown.page)) for text, url in actions if url != shown.page]


def _has_to_current(shown: _TextPage) -> bool:
    current = shown.catalogue.current(shown.edition)
    return current is not None and current.version is not shown.standing.version
