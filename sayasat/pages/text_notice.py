"""What a text's page says beside the text: the notice below its title, and the facts at its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from sayasat.i18n.messages import Messages, messages
from sayasat.pages.proof import ProofFacts, proof_facts
from sayasat.settings import DOCX
from sayasat.templating import fragment
from sayasat.versions.model import PlacedRevision, Version
from sayasat.versions.status import Standing, Status, shown
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.outline import Node
from sayasat.website.status_notice import notice, upcoming, without_announced_end
from sayasat.website.translation_lag import TranslationLag, correction_lag, translation_lag
from sayasat.website.urls import relative


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to a page about the text."""

    text: str
    href: str
    language: str = ""
    """The language of the linked page if it differs from this page's; otherwise empty."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A line of the notice: a sentence, and links."""

    text: str
    links: tuple[PageLink, ...] = ()
    kind: str = "warning"
    summary: str = ""
    """What changes in the version that the line announces."""

    language: str = ""
    """The language of the summary if it differs from the page's; otherwise empty."""


@dataclass(frozen=True)
class TextPage:
    """A text, and the page that shows it."""

    catalogue: Catalogue
    edition: Edition
    standing: Standing
    placed: PlacedRevision
    page: str

    @property
    def is_main(self) -> bool:
        """Whether it is the main page, which shows the text in force."""
        return self.page == self.edition.urls.main

    @property
    def t(self) -> Messages:
        """The texts of the page's language."""
        return messages(self.edition.language)

    @property
    def version(self) -> Version:
        """The version that the page shows."""
        return self.standing.version

    @property
    def is_translation(self) -> bool:
        """Whether the text is not in the authentic language."""
        return not self.catalogue.is_authentic(self.edition)

    @cached_property
    def proof(self) -> ProofFacts | None:
        """What proves the text; None where nothing does and nothing will."""
        return proof_facts(self.catalogue, self.edition, self.version, self.placed, self.page)

    @cached_property
    def policy_standing(self) -> Standing:
        """The standing that the badge shows: on the main page of every language the policy's own.

        There it has no end where a line announces the version that ends it. The corrections are those of the
        text that the page shows, unless that translates another version.
        """
        if not self.is_main:
            return self.standing
        original = shown(self.catalogue.original(self.edition.policy).standings) or self.standing
        if original.version.date == self.version.date:
            original = replace(original, version=self.version)
        return without_announced_end(original, self._announced)

    @cached_property
    def coming(self) -> dict[date, Version]:
        """The announced versions of the policy other than the one shown, by date, earliest first."""
        versions = (each.version for each in self._announced)
        return {each.date: each for each in versions if each.date != self.version.date}

    @property
    def _announced(self) -> tuple[Standing, ...]:
        return upcoming(self.catalogue.original(self.edition.policy).standings)

    @cached_property
    def lag(self) -> TranslationLag | None:
        """What the text misses if it is a translation."""
        if not self.is_translation:
            return None
        find = translation_lag if self.is_main else correction_lag
        return find(self.catalogue, self.edition, self.version)

    def link(self, text: str, url: str, language: str = "") -> PageLink:
        """A link with the text of a key."""
        return PageLink(self.t(text), relative(url, self.page), language)

    def link_to(self, day: date, text: str, of: str = "version") -> PageLink:
        """A link to a page of a version: the authentic edition's if this language does not have it."""
        own = self.edition.timeline.version(day)
        authentic = self.catalogue.settings.authentic
        urls = self.edition.urls if own else self.catalogue.urls.policy(self.edition.policy.slug, authentic)
        return self.link(text, getattr(urls, of)(day), "" if own else authentic)

    def source_url(self, placed: PlacedRevision) -> str:
        """The URL of the source of a revision of the version."""
        urls, day = self.edition.urls, self.version.date
        return urls.source(day) if placed is self.version.text else urls.revision_source(day, placed.number)


def notice_html(text_page: TextPage, toc: Sequence[Node], *, is_draft: bool) -> str:
    """The notice below the title: status, announced versions, actions, table of contents, translation."""
    t, shown = text_page.t, notice(text_page.edition.policy, text_page.policy_standing, text_page.t)
    ends = [shown.changes_on] if shown.changes_on else []
    changes = [*text_page.coming, *ends] if text_page.is_main else []
    return fragment(
        "notice.html",
        t,
        notice=shown,
        recorded=shown.status is Status.IN_FORCE and text_page.policy_standing.since is None,
        changes_on=min(changes, default=shown.changes_on),
        draft=is_draft,
        zone=text_page.catalogue.settings.zone.key,
        order=_order(text_page),
        pending=not text_page.is_main and text_page.proof is not None and not text_page.proof.sealed,
        status_links=tuple(_ways_on(text_page)),
        lines=tuple(_lines(text_page)),
        actions=tuple(_actions(text_page)),
        more=tuple(_more(text_page)),
        toc=toc,
        translation=_translation(text_page),
    )


def _order(text_page: TextPage) -> str:
    """That a version is the first, or on the main page the only one; empty for any other."""
    edition, version = text_page.edition, text_page.version
    if edition.timeline.before(version) is not None or version.withdrawn_on is not None:
        return ""
    is_only = text_page.is_main and len(edition.timeline.versions) == 1
    return text_page.t("version.only" if is_only else "version.first")


def _ways_on(text_page: TextPage) -> Iterator[PageLink]:
    """The links from a dated page of another version to the text in force."""
    now = text_page.catalogue.in_force(text_page.edition.policy)
    if text_page.is_main or now is None or now.version.date == text_page.version.date:
        return
    yield text_page.link("action.text-in-force", text_page.edition.urls.main)
    current = text_page.catalogue.current(text_page.edition)
    never_applied = text_page.standing.status in {Status.UPCOMING, Status.WITHDRAWN}
    if not never_applied and current is not None and current.version is not text_page.version:
        yield text_page.link(
            "action.changed-since", text_page.edition.urls.to_current(text_page.version.date)
        )


def _lines(text_page: TextPage) -> Iterator[NoticeLine]:
    t, version, edition = text_page.t, text_page.version, text_page.edition
    if text_page.placed is not version.text:
        link = text_page.link("alert.older-revision-link", edition.urls.version(version.date))
        yield NoticeLine(t("alert.older-revision"), (link,))
    if version.replaced_by is not None:
        link = text_page.link_to(version.replaced_by, "alert.replaced-link")
        yield NoticeLine(t("alert.replaced", day=version.replaced_by), (link,))
    if text_page.is_main:
        yield from (_announced(text_page, each) for each in text_page.coming.values())


def _announced(text_page: TextPage, coming: Version) -> NoticeLine:
    own = text_page.edition.timeline.version(coming.date)
    language = "" if own else text_page.catalogue.settings.authentic
    links = (
        text_page.link_to(coming.date, "action.will-change", "changes"),
        text_page.link_to(coming.date, "alert.upcoming-link"),
    )
    summary = (own or coming).summary or ""
    return NoticeLine(text_page.t("alert.upcoming", day=coming.date), links, "next", summary, language)


def _translation(text_page: TextPage) -> NoticeLine | None:
    """What kind of translation the text is, and of which version if it misses changes."""
    if not text_page.is_translation:
        return None
    t, lag, day = text_page.t, text_page.lag, text_page.version.date
    kind = text_page.placed.source.front_matter.translation or "unofficial"
    authentic = text_page.catalogue.settings.authentic
    urls = text_page.catalogue.urls.policy(text_page.edition.policy.slug, authentic)
    original = relative(urls.version(day), text_page.page)
    links = [PageLink(messages(authentic)("language.name"), original, authentic)]
    if lag is None:
        return NoticeLine(t(f"alert.translation-{kind}"), tuple(links), "translation")
    links.insert(0, text_page.link("alert.changed-since", lag.url, authentic))
    return NoticeLine(t(f"alert.translation-{kind}-of", day=day), tuple(links), "lag")


def _actions(text_page: TextPage) -> Iterator[PageLink]:
    """The links to the other pages about this text."""
    catalogue, edition, day = text_page.catalogue, text_page.edition, text_page.version.date
    if edition.timeline.before(text_page.version) is not None:
        is_upcoming = text_page.standing.status is Status.UPCOMING
        yield text_page.link(
            "action.will-change" if is_upcoming else "action.changes", edition.urls.changes(day)
        )
    yield text_page.link("action.history", edition.urls.history)
    languages = catalogue.settings.languages
    if text_page.is_main and sum(catalogue.has_main(edition.policy, each) for each in languages) > 1:
        yield text_page.link("action.parallel", edition.urls.parallel)


def _more(text_page: TextPage) -> Iterator[PageLink]:
    """The links in the menu “More”."""
    urls, day = text_page.edition.urls, text_page.version.date
    yield text_page.link("action.source", text_page.source_url(text_page.placed))
    if DOCX in text_page.catalogue.settings.documents and text_page.placed is text_page.version.text:
        yield text_page.link("action.document", urls.document(urls.version(day)))
    if not text_page.is_main:
        return
    yield text_page.link("action.dated-address", urls.version(day))
    yield text_page.link("action.follow-feed", urls.feed)
    yield text_page.link("action.follow-calendar", urls.calendar)


def section_lag_note(text_page: TextPage, lag: TranslationLag, section: str) -> str:
    """The note under the heading of a translated section; "" if the original has not changed since."""
    if section not in lag.sections:
        return ""
    authentic = text_page.catalogue.settings.authentic
    link = text_page.link("alert.changed-since", f"{lag.url}#{section}", authentic)
    return fragment("section_lag.html", text_page.t, link=link)
