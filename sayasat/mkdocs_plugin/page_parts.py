"""The parts of pages that MkDocs renders: front matter, escaped titles, contents, slots, search entries."""

from __future__ import annotations

import logging
from html import unescape
from pathlib import Path

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from sayasat.characters import showable, visible
from sayasat.exports.search_entries import SearchText, search_entries
from sayasat.markdown.page_html import plain
from sayasat.mkdocs_plugin.build_state import BuildState, language_of
from sayasat.pages.stubs import plain_page
from sayasat.policy_files.layout import DOCS
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.outline import Node
from sayasat.website.shell import Slots

_META = ("title", "description", "template", "search", "hide")
"""The keys that a page's front matter may have: the theme's templates do not escape the others they read."""

_TEMPLATES = ("home.html", "changes.html", "contact.html", "cookies.html", "main.html")
"""The templates that a page may name: the theme's redirect.html writes front matter into a script."""


def clean_front_matter(page: Page, log: logging.Logger) -> None:
    """Remove the front matter of a page that its templates must not read, and escape its title.

    A template that a page may not name is removed with a warning.
    """
    page.meta = {key: page.meta[key] for key in _META if page.meta.get(key)}
    if "title" in page.meta:
        page.meta["title"] = str(escape(showable(str(page.meta["title"]))))
    template = page.meta.get("template", "main.html")
    if template not in _TEMPLATES:
        known = ", ".join(_TEMPLATES)
        log.warning(
            "%s: unknown template %s; name one of %s", page.file.src_uri, visible(str(template)), known
        )
        del page.meta["template"]


def plain_slots(build: BuildState, page: Page, config: MkDocsConfig) -> Slots:
    """The slots of a page that is not a policy."""
    publication, language = build.publication, language_of(config)
    path = page.file.src_uri.removeprefix(f"{language}/")
    present = [
        each for each in publication.settings.languages if (Path(config.docs_dir) / each / path).is_file()
    ]
    title, description = unescape(str(page.title)), showable(str(page.meta.get("description", "")))
    return plain_page(publication.catalogue, language, page.url, title, description, present)


def edited_file(catalogue: Catalogue, edition: Edition) -> str:
    """The file that “Edit this page” leads to, below docs/: that of the text that the main page shows."""
    shown = catalogue.current(edition)
    path = edition.file_of(shown.version) if shown else edition.timeline.lineage.path
    return path.removeprefix(f"{DOCS}/")


def index_page(build: BuildState, page: Page, markdown: str, language: str) -> None:
    """Put a page that is no policy into the search index, unless its front matter excludes it.

    The theme's own search plugin gets no page: Sayasat makes the index.
    """
    search = page.meta.get("search")
    page.meta["search"] = {"exclude": True}
    if isinstance(search, dict) and search.get("exclude"):
        return
    title = unescape(str(page.title))
    sections = build.publication.reader.text_cache(language).text(markdown).sections
    text = SearchText(page.url, title, sections=search_entries(sections, title))
    build.searched_pages.setdefault(language, []).append(text)


def escape_section_titles(item: object) -> None:
    """Escape the title of a section of the navigation and of the sections below it."""
    if isinstance(item, Section):
        item.title = plain(item.title)
        for child in item.children:
            escape_section_titles(child)


def escape_link_titles(link: AnchorLink) -> None:
    """Escape the title of an entry in a page's table of contents and of the entries below it."""
    link.title = plain(link.title)
    for child in link.children:
        escape_link_titles(child)


def anchor_of(node: Node) -> AnchorLink:
    """An entry of a policy's table of contents, with the entries below it."""
    anchor = AnchorLink(str(escape(node.heading.text)), node.heading.id, node.heading.level)
    anchor.children = [anchor_of(child) for child in node.children]
    return anchor
