"""Links that name a place in a policy which is not there. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

from sayasat.check.finding import Finding, Severity
from sayasat.check.rule import CheckedText
from sayasat.errors import Fault
from sayasat.markdown.links import links
from sayasat.website.links import beside


def broken_anchors(text: CheckedText, texts: Mapping[str, CheckedText]) -> Iterator[Finding]:
    """The links of one text to a section that the text it leads to does not have.

    ``texts`` holds the newest text at each path; what leads elsewhere is not looked at.
    """
    for href, line in links(text.body):
        parts = urlsplit(href)
        target = beside(text.path, unquote(parts.path)) if parts.path else text.path
        if parts.scheme or parts.netloc or not parts.fragment or target not in texts:
            continue
        if unquote(parts.fragment) not in {section.id for section in texts[target].sections}:
            place, facts = text.line(line), (("target", href), ("path", target))
            fault = Fault("anchor-broken", f"{text.path}:{place}", facts)
            yield Finding(Severity.ERROR, text.path, place, fault, href)
