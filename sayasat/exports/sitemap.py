"""The sitemap (sitemaps.org protocol 0.9): when each page last changed, and its other languages. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """A page that search engines are told of."""

    address: str
    """Absolute."""

    changed: date | None
    """Absent where nobody knows: no date is made up."""

    alternates: tuple[tuple[str, str], ...] = ()


def sitemap(places: Iterable[OutputFolder]) -> bytes:
    """The sitemap's bytes, by address."""
    root = ElementTree.Element("urlset", {"xmlns": _SITEMAP, "xmlns:xhtml": _XHTML})
    for place in sorted(places, key=lambda place: place.address):
        node = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(node, "loc").text = place.address
        if place.changed:
            ElementTree.SubElement(node, "lastmod").text = place.changed.isoformat()
        for language, address in place.alternates:
            ElementTree.SubElement(node, "xhtml:link", rel="alternate", hreflang=language, href=address)
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
