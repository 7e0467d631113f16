"""What pages that MkDocs renders are given: escaped titles, contents, slots, search entries."""

from __future__ import annotations

from html import unescape
from pathlib import Path

from markupsafe import escape
from material.plugins.search.plugin import SearchPlugin
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from sayasat.characters import showable
from sayasat.exports.search_entries import index_documents
from sayasat.markdown.page_html import plain
from sayasat.mkdocs_plugin.build_state import language_of, running_build
from sayasat.pages.stubs import plain_page
from sayasat.website.outline import Node
from sayasat.website.shell import Slots


def plain_slots(page: Page, config: MkDocsConfig) -> Slots:
    """The slots of a page that is no policy."""
    publication, language = running_build().publication, language_of(config)
    rest = page.file.src_uri.removeprefix(f"{language}/")
    present = [
        each for each in publication.settings.languages if (Path(config.docs_dir) / each / rest).is_file()
    ]
    title, description = unescape(str(page.title)), showable(str(page.meta.get("description", "")))
    return plain_page(publication.catalogue, language, page.url, title, description, present)


def index_page(page: Page, config: MkDocsConfig) -> None:
    """Put a policy's passages where the theme's plugin has put the pages before."""
    plugin = config.plugins.get("material/search")
    found = running_build().search_entries.get(page.file.dest_uri, ())
    if plugin is not None and plugin.config.enabled:
        assert isinstance(plugin, SearchPlugin)
        plugin.search_index.entries += index_documents(page.url, found)


def escape_section_titles(item: object) -> None:
    """Escape the title of a section of the navigation, and those below it."""
    if isinstance(item, Section):
        item.title = plain(item.title)
        for child in item.children:
            escape_section_titles(child)


def escape_link_titles(link: AnchorLink) -> None:
    """Escape the title of an entry of a page's contents, and those below it."""
    link.title = plain(link.title)
    for child in link.children:
        escape_link_titles(child)


def anchor_of(node: Node) -> AnchorLink:
    """An entry of a policy's contents, with those below it."""
    anchor = AnchorLink(str(escape(node.heading.text)), node.heading.id, node.heading.level)
    anchor.children = [anchor_of(child) for child in node.children]
    return anchor
