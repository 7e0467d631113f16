"""Finds links to a section that the linked text does not have. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

from sayasat.check.finding import Finding, error
from sayasat.check.rule import CheckedText
from sayasat.markdown.links import links
from sayasat.policy_files.file_names import beside

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
