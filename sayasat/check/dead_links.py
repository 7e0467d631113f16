"""Finds dead links: to files that are not published, and to sections that the linked text does not have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote, urlsplit

from sayasat.builder.publication import Publication
from sayasat.check.finding import Finding, error
from sayasat.check.rule import CheckedText
from sayasat.markdown.links import is_resolved, links
from sayasat.policy_files.file_names import beside


def broken_page_links(publication: Publication, pages: Iterable[CheckedText]) -> Iterator[Finding]:
    """Links of pages that are no policies to a file that is not published, or not with this language.

    MkDocs would stop at them.
    """
    timelines = (edition.timeline for edition in publication.catalogue.editions)
    policies = {each.lineage.path for each in timelines if each.removed is None}
    for page, href, line in ((each, *link) for each in pages for link in links(each.body)):
        path = unquote(urlsplit(href).path) if is_resolved(href) else ""
        target = beside(page.path, path) if path and not path.startswith("/") else path
        is_file = target in publication.tree and not publication.settings.layout.version_file(target)
        is_there = target in policies or is_file
        # MkDocs builds each language from its own folder
        is_near = publication.settings.is_foreign or target.split("/")[1:2] == [page.language]
        if target and not (is_there and is_near):
            code = "link-other-language" if is_there else "link-broken"
            yield error(code, page.path, page.line(line), href, target=href)


_WRITTEN = re.compile(r"""\bid=["']?([^"'\s>]+)|\{[^}\n]*#([\w-]+)""")
"""Ids in HTML, and in attribute lists, which a heading may have too."""


def broken_anchors(
    text: CheckedText, texts: Mapping[str, CheckedText], pages: Mapping[str, CheckedText]
) -> Iterator[Finding]:
    """A finding for each link of a text whose fragment is not a section id of the linked text.

    ``texts``: the newest text of each policy file, by path; ``pages``: the pages beside them, by path. Links
    to anything else are ignored.
    """
    for href, line in links(text.body):
        parts = urlsplit(href)
        target = beside(text.base, unquote(parts.path)) if parts.path else text.path
        linked = texts.get(target) or pages.get(target)
        if parts.scheme or parts.netloc or not parts.fragment or linked is None:
            continue
        if unquote(parts.fragment) not in (_page_ids(linked) if target in pages else _ids(linked)):
            yield error("anchor-broken", text.path, text.line(line), href, target=href, path=target)


def _ids(text: CheckedText) -> set[str]:
    return {section.id for section in text.sections}


def _page_ids(page: CheckedText) -> set[str]:
    """The ids on a page that MkDocs renders: written ones, and those that it makes of headings."""
    written = {one or two for one, two in _WRITTEN.findall(page.body)}
    headings = (re.sub(r"[^\w\- ]", "", each.heading).strip().lower() for each in page.sections)
    made = Counter(each.replace(" ", "-") for each in headings if each)
    return (
        written | _ids(page) | {f"{id_}_{n}" for id_, times in made.items() for n in range(times)} | set(made)
    )
