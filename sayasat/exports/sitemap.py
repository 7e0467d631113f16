"""The sitemap (sitemaps.org protocol 0.9): when each page last changed, and its other languages. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page in the sitemap."""

    url: str
    """Absolute."""

    changed: date | None
    """The day of the last change; None if it is unknown."""

    alternates: tuple[tuple[str, str], ...] = ()
    """The page in each language, as (language, absolute URL)."""


def sitemap(entries: Iterable[SitemapEntry]) -> bytes:
    """The sitemap's bytes, sorted by URL."""
    root = ElementTree.Element("urlset", {"xmlns": _SITEMAP, "xmlns:xhtml": _XHTML})
    for entry in sorted(entries, key=lambda entry: entry.url):
        node = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(node, "loc").text = entry.url
        if entry.changed:
            ElementTree.SubElement(node, "lastmod").text = entry.changed.isoformat()
        for language, url in entry.alternates:
            ElementTree.SubElement(node, "xhtml:link", rel="alternate", hreflang=language, href=url)
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def robots(sitemap_url: str) -> bytes:
    """The file ``robots.txt`` (RFC 9309), which lets every crawler in and names the sitemap."""
    return f"User-agent: *\nAllow: /\nSitemap: {sitemap_url}\n".encode()
