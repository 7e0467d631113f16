"""The pages that show a policy's text: the main page, a version's, a revision's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import escape

from sayasat.i18n.messages import Wording, wording
from sayasat.markdown.html import Heading
from sayasat.policy_files.document import read_body
from sayasat.settings import Settings
from sayasat.templating import fragment
from sayasat.versions.model import Placed, Version
from sayasat.versions.status import Standing, Status
from sayasat.website.catalogue import Edition, Holdings
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
    """A sentence that a reader must not miss, and where it leads."""

    text: str
    href: str
    link: str
    language: str = ""
    """Of the page it leads to, where that is another one."""

    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class _Shown:
    """One text on one page."""

    holdings: Holdings
    edition: Edition
    standing: Standing
    placed: Placed
    page: str

    @property
    def is_main(self) -> bool:
        return self.page == self.edition.addresses.main

    @property
    def words(self) -> Wording:
        return wording(self.edition.language)


def main_page(holdings: Holdings, edition: Edition, draft: bytes | None = None) -> Slots | None:
    """The text in force at the policy's main address; absent where this language has none to show.

    ``draft`` are the bytes of an uncommitted edit, shown in its place and marked as what they are.
    """
    standing = holdings.current(edition)
    if standing is None:
        return None
    page = edition.addresses.main
    title = edition.title_of(standing.version.text)
    alternates = main_alternates(holdings, edition.policy)
    around = replace(head(holdings, edition.language, title, page, page), alternates=alternates)
    shown = _Shown(holdings, edition, standing, standing.version.text, page)
    return _slots(shown, around, main_switcher(holdings, edition.policy, edition.language, page), draft)


def version_page(holdings: Holdings, edition: Edition, version: Version) -> Slots:
    """A version's dated page."""
    return _dated(holdings, edition, version, version.text, edition.addresses.version(version.date))


def revision_page(holdings: Holdings, edition: Edition, version: Version, placed: Placed) -> Slots:
    """One revision's page."""
    address = edition.addresses.revision(version.date, placed.revision.commit)
    return _dated(holdings, edition, version, placed, address)


def _dated(holdings: Holdings, edition: Edition, version: Version, placed: Placed, page: str) -> Slots:
    """Its own canonical and outside the index, but for the text in force: that one's is the main page."""
    current = holdings.current(edition)
    is_on_main = placed is version.text and current is not None and current.version is version
    title = f"{edition.title_of(placed)}. {edition.label(version.date)}"
    canonical = edition.addresses.main if is_on_main else page
    around = replace(head(holdings, edition.language, title, page, canonical), indexed=is_on_main)
    languages = switcher(
        holdings,
        edition.language,
        page,
        address=lambda each: holdings.addresses.policy(edition.policy.slug, each).version(version.date),
        is_there=lambda each: _has_version(edition, each, version.date),
    )
    return _slots(_Shown(holdings, edition, edition.standing(version), placed, page), around, languages)


def _has_version(edition: Edition, language: str, day: date) -> bool:
    timeline = edition.policy.timeline(language)
    return timeline is not None and timeline.version(day) is not None


def _slots(shown: _Shown, around: Head, languages: str, draft: bytes | None = None) -> Slots:
    w, edition, holdings = shown.words, shown.edition, shown.holdings
    around = replace(around, is_text=True, feeds=feeds(holdings, edition))
    shelf = holdings.library.shelf(edition.language)
    text = holdings.text(edition, shown.placed) if draft is None else shelf.text(read_body(draft))
    note = w("link.elsewhere" if holdings.settings.is_foreign else "link.gone")
    resolve = Links(holdings.site, shown.placed.revision, shown.page, note, dated=not shown.is_main)
    rendered = text.rendered(resolve)
    html = rendered.html
    if shown.is_main and draft is None:
        html = with_notes(holdings, edition, shown.standing.version, html, shown.page)
    title = edition.title_of(shown.placed)
    return Slots(
        title=str(escape(f"{around.title} – {around.site_name}")),
        heading=str(escape(title)),
        head=fragment("head.html", w, head=around),
        switcher=languages,
        notice=_notice(shown, is_draft=draft is not None),
        content=html if _is_titled(html, rendered.headings, holdings.settings) else _titled(title, html),
        toc=fragment("toc.html", w, nodes=outline(rendered.headings), title=w("toc.title")),
        headings=rendered.headings,
    )


def _is_titled(html: str, headings: Sequence[Heading], settings: Settings) -> bool:
    """Whether a text shows its own title; one of a foreign repository may do so in HTML."""
    begins_with_one = settings.is_foreign and html.lstrip().startswith("<h1")
    return begins_with_one or any(heading.level == 1 for heading in headings)


def _titled(title: str, html: str) -> str:
    """The text after its title."""
    return f'<h1 id="_title">{escape(title)}</h1>\n{html}'


def _notice(shown: _Shown, *, is_draft: bool) -> str:
    standing = shown.standing
    return fragment(
        "notice.html",
        shown.words,
        notice=notice(shown.edition.policy, standing, shown.words),
        recorded=standing.since is None and standing.status is Status.IN_FORCE,
        draft=is_draft,
        alerts=_alerts(shown),
        actions=_actions(shown),
        cite=citation(shown.holdings, shown.edition, shown.standing.version, shown.placed),
    )


def _alerts(shown: _Shown) -> list[Alert]:
    """The most important first."""
    return [
        *_older_revision(shown),
        *_lag(shown),
        *_text_in_force(shown),
        *_announcements(shown),
        *_replaced(shown),
        *_translation(shown),
    ]


def _older_revision(shown: _Shown) -> list[Alert]:
    version = shown.standing.version
    if shown.placed is version.text:
        return []
    href = relative(shown.edition.addresses.version(version.date), shown.page)
    return [Alert(shown.words("alert.older-revision"), href, shown.words("alert.older-revision-link"))]


def _lag(shown: _Shown) -> list[Alert]:
    """A translation that is not of the text in force, or not of its present words."""
    if shown.holdings.is_authentic(shown.edition):
        return []
    w, version = shown.words, shown.standing.version
    holding = shown.holdings.in_force(shown.edition.policy)
    if shown.is_main and holding and holding.version.date != version.date:
        fact = day_fact("translated-version", version.date, w)
        return [_to_original(shown, "alert.not-the-text-in-force", holding.version.date, fact)]
    return [_to_original(shown, "alert.behind", version.date)] if version.behind else []


def _text_in_force(shown: _Shown) -> list[Alert]:
    """From a text that does not hold to the one that does."""
    holding = shown.holdings.in_force(shown.edition.policy)
    if shown.is_main or holding is None or holding.version.date == shown.standing.version.date:
        return []
    return [
        Alert("", relative(shown.edition.addresses.main, shown.page), shown.words("action.text-in-force"))
    ]


def _announcements(shown: _Shown) -> list[Alert]:
    """What is to come, on the page of what holds until then."""
    if not shown.is_main:
        return []
    original = shown.holdings.original(shown.edition.policy)
    days = [coming.version.date for coming in upcoming(original.standings)]
    return [_announcement(shown, day) for day in days if day != shown.standing.version.date]


def _announcement(shown: _Shown, day: date) -> Alert:
    w = shown.words
    fact = day_fact("next-applies", day, w)
    if not _has_version(shown.edition, shown.edition.language, day):
        return replace(_to_original(shown, "alert.upcoming", day, fact), link=w("alert.upcoming-link"))
    href = relative(shown.edition.addresses.version(day), shown.page)
    return Alert(w("alert.upcoming"), href, w("alert.upcoming-link"), fact=fact)


def _replaced(shown: _Shown) -> list[Alert]:
    day = shown.standing.version.replaced_by
    if day is None:
        return []
    if not _has_version(shown.edition, shown.edition.language, day):
        return [_to_original(shown, "alert.replaced", day)]
    href = relative(shown.edition.addresses.version(day), shown.page)
    return [Alert(shown.words("alert.replaced"), href, shown.edition.label(day))]


def _translation(shown: _Shown) -> list[Alert]:
    if shown.holdings.is_authentic(shown.edition):
        return []
    kind = shown.placed.source.front_matter.translation or "unofficial"
    return [_to_original(shown, f"alert.translation-{kind}", shown.standing.version.date)]


def _to_original(shown: _Shown, text: str, day: date, fact: Fact | None = None) -> Alert:
    """To the dated page of the original."""
    authentic = shown.holdings.settings.authentic
    original = shown.holdings.addresses.policy(shown.edition.policy.slug, authentic)
    href = relative(original.version(day), shown.page)
    return Alert(shown.words(text), href, shown.words("alert.original"), authentic, fact)


def _actions(shown: _Shown) -> list[tuple[str, str]]:
    """(text, link): the history, the lasting address where this is another one, the source."""
    w, addresses, day = shown.words, shown.edition.addresses, shown.standing.version.date
    holdings, policy = shown.holdings, shown.edition.policy
    source = addresses.revision_source(day, shown.placed.revision.commit)
    actions = [("action.history", addresses.history), ("action.changes", addresses.changes(day))]
    if _has_to_current(shown):
        actions.append(("action.to-current", addresses.to_current(day)))
    if shown.is_main and sum(holdings.has_main(policy, each) for each in holdings.settings.languages) > 1:
        actions.append(("action.parallel", addresses.parallel))
    actions.append(("action.dated-address", addresses.version(day)))
    actions.append(
        ("action.source", addresses.source(day) if shown.placed is shown.standing.version.text else source)
    )
    return [(w(text), relative(address, shown.page)) for text, address in actions if address != shown.page]


def _has_to_current(shown: _Shown) -> bool:
    current = shown.holdings.current(shown.edition)
    return current is not None and current.version is not shown.standing.version
