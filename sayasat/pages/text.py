"""The pages that show a policy's text: the main page, and the pages of versions and revisions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import Any

from markupsafe import escape
from msgspec.structs import replace

from sayasat.markdown.html import Heading, Rendered
from sayasat.pages.text_notice import TextPage, about_html, notice_html
from sayasat.settings import Settings
from sayasat.templating import fragment
from sayasat.versions.model import PlacedRevision, Version
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.links import Links
from sayasat.website.outline import outline
from sayasat.website.page_frame import PageFrame, feeds, has_version, main_alternates, memento_links
from sayasat.website.section_history import section_notes
from sayasat.website.shell import Slots
from sayasat.website.structured_data import legislation

_LOWER_TITLE = re.compile(r"\A(\s*)<(h[2-6])\b(.*?)(?:<a class=\"headerlink\".*?</a>)?</\2>", re.DOTALL)
"""A heading below level 1 that a foreign text begins with: its title is one of level 1 on a page."""

_ALIGN = re.compile(r'(<\w+\b[^<>]*?) align="(left|center|right|justify)"')
"""The attribute of Markdown's tables, which HTML has no more, and which no inline style can replace (CSP)."""


def main_page(catalogue: Catalogue, edition: Edition, draft: bytes | None = None) -> Slots | None:
    """The main page with the text in force; None if this language has no text to show.

    ``draft`` are the bytes of an uncommitted edit, shown instead of the text in force and marked as a draft.
    """
    standing = catalogue.current(edition)
    if standing is None:
        return None
    frame = PageFrame(catalogue, edition.language, edition.urls.main)
    text_page = TextPage(frame, edition, standing, standing.version.text)
    languages, alternates = frame.main_switcher(edition.policy), main_alternates(catalogue, edition.policy)
    title = edition.title_of(standing.version.text)
    return _slots(text_page, title, languages, draft, alternates=alternates)


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
    frame = PageFrame(catalogue, edition.language, page)
    languages = frame.policy_switcher(
        edition.policy,
        lambda there: there.version(version.date),
        lambda each: has_version(edition.policy, each, version.date),
    )
    text_page = TextPage(frame, edition, edition.standing(version), placed)
    canonical = catalogue.urls.absolute(edition.urls.main if is_on_main else page)
    return _slots(text_page, title, languages, canonical=canonical, indexed=is_on_main)


def _slots(
    text_page: TextPage,
    head_title: str,
    languages: str,
    draft: bytes | None = None,
    **values: Any,  # noqa: ANN401 (of the page's head)
) -> Slots:
    frame, edition = text_page.frame, text_page.edition
    t, catalogue = frame.t, frame.catalogue
    note = t("link.elsewhere" if catalogue.settings.is_foreign else "link.gone")
    resolve = Links(
        catalogue.link_targets, text_page.placed.revision, frame.url, note, dated=not text_page.is_main
    )
    rendered = catalogue.text(edition, text_page.placed, draft).rendered(resolve)
    title = edition.title_of(text_page.placed)
    html = _annotated(text_page, rendered) if draft is None else rendered.html
    html = _ALIGN.sub(r'\1 class="align-\2"', html)
    if catalogue.settings.is_foreign and rendered.headings and rendered.headings[0].text == title:
        html = _LOWER_TITLE.sub(r"\1<h1\3</h1>", html, count=1)
    if not _is_titled(html, rendered.headings, catalogue.settings):
        html = f'<h1 id="_title">{escape(title)}</h1>\n{html}'
    toc = outline(rendered.headings)
    page_slots = frame.slots(
        title,
        languages,
        _framed(html, notice_html(text_page, toc, is_draft=draft is not None), about_html(text_page)),
        title=head_title,
        is_text=True,
        feeds=feeds(catalogue, edition, "" if text_page.is_main else title),
        description=text_page.version.summary or "",
        mementos=memento_links(catalogue, edition),
        data=legislation(catalogue, edition, text_page.standing, text_page.placed, frame.url),
        **values,
    )
    return replace(
        page_slots,
        # Only the menu of MkDocs' pages has the box that the title's label is for
        toc=fragment("toc.html", t, nodes=toc, title=t("toc.title"), has_toggle=text_page.is_main),
        headings=rendered.headings,
    )


def _annotated(text_page: TextPage, rendered: Rendered) -> str:
    """A text's HTML; on its main page with a note under each heading whose section, or original, changed."""
    if not text_page.is_main:
        return rendered.html
    lag, version, frame = text_page.lag, text_page.version, text_page.frame
    notes = section_notes(frame, text_page.edition, version, rendered)
    if lag is not None:
        named = {"url": lag.url, "language": text_page.frame.catalogue.settings.authentic}
        notes = [
            frame.fragment("section_lag.html", id=heading.id, **named) + note
            if heading.level > 1 and heading.id in lag.sections
            else note
            for heading, note in zip(rendered.headings, notes, strict=True)
        ]
    return "".join(chain.from_iterable(zip(rendered.parts, [*notes, ""], strict=True)))


def _is_titled(html: str, headings: Sequence[Heading], settings: Settings) -> bool:
    """Whether a text has its own title. A foreign text may have it as HTML."""
    begins_with_title = settings.is_foreign and html.lstrip().startswith("<h1")
    return begins_with_title or any(heading.level == 1 for heading in headings)


def _framed(html: str, notice: str, about: str) -> str:
    """A text with the notice below its title, or above the text if that begins otherwise; its facts last."""
    title, end, text = html.partition("</h1>")
    if not html.lstrip().startswith("<h1"):
        return f"{notice}\n{html}\n{about}"
    return f"{title}{end}\n{notice}\n{text}\n{about}"
