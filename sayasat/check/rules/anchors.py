"""Finds links to a section that the linked policy does not have. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

from sayasat.check.finding import Finding, Severity
from sayasat.check.rule import CheckedText
from sayasat.errors import Fault
from sayasat.markdown.links import links
from sayasat.policy_files.file_names import beside


def broken_anchors(text: CheckedText, texts: Mapping[str, CheckedText]) -> Iterator[Finding]:
    """A finding for each link of a text whose fragment is not a section id of the linked text.

    ``texts``: the newest text of each policy file, by path. Links to anything else are ignored.
    """
    for href, line in links(text.body):
        parts = urlsplit(href)
        target = beside(text.base, unquote(parts.path)) if parts.path else text.path
        if parts.scheme or parts.netloc or not parts.fragment or target not in texts:
            continue
        if unquote(parts.fragment) not in {section.id for section in texts[target].sections}:
            file_line, facts = text.line(line), (("target", href), ("path", target))
            fault = Fault("anchor-broken", f"{text.path}:{file_line}", facts)
            yield Finding(Severity.ERROR, text.path, file_line, fault, href)
