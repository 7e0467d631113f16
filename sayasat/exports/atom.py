"""Changes of policies as Atom feeds (RFC 4287). Pure.

Ids are tag URIs (RFC 4151): `sayasat.exports.event_ids`. ``updated`` of a feed without entries is the epoch
instead of the time of the build, so that equal histories give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

from sayasat.characters import showable
from sayasat.settings import Settings

MEDIA_TYPE = "application/atom+xml"
LENGTH = 50
"""The greatest number of entries in a feed."""

_ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An event with its texts for the feed."""

    id: str
    """Permanent."""

    moment: datetime
    """When it happened; aware."""

    title: str
    summary: str
    url: str
    """The absolute URL of the page that shows it."""

    language: str
    policy: str
    kind: str
    """The change class, or another word for what happened."""

    via: str | None = None
    """The URL of the commit; None if it is not known."""

    related: tuple[str, ...] = ()
    """The URLs of its pull request, and those in its message."""


@dataclass(frozen=True, slots=True)
class Feed:
    """The values of a feed beside its entries."""

    id: str
    title: str
    language: str
    author: str
    url: str
    """The feed's own absolute URL."""

    page: str
    """The absolute URL of the page that shows the same changes."""

    contributor: str = ""
    """Who archives the texts of the author; empty if nobody is named."""

    subtitle: str = ""
    """Says that the feed lacks older changes, and where they are; empty if it has all."""


def atom(feed: Feed, entries: Iterable[FeedEntry], settings: Settings) -> bytes:
    """The feed's bytes. ``entries`` are sorted newest first; the first `LENGTH` of them are used."""
    newest = list(entries)[:LENGTH]
    root = ElementTree.Element("feed", {"xmlns": _ATOM, _XML_LANG: feed.language})
    subtitle = {"subtitle": feed.subtitle} if feed.subtitle else {}
    updated = max((each.moment for each in newest), default=_EPOCH)
    _texts(root, id=feed.id, title=feed.title, **subtitle, updated=updated.isoformat())
    _texts(ElementTree.SubElement(root, "author"), name=feed.author)
    if feed.contributor:
        _texts(ElementTree.SubElement(root, "contributor"), name=feed.contributor)
    ElementTree.SubElement(root, "link", rel="self", type=MEDIA_TYPE, href=feed.url)
    ElementTree.SubElement(root, "link", rel="alternate", type="text/html", href=feed.page)
    for each in newest:
        _entry(root, each, settings)
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def feed_id(settings: Settings, *names: str) -> str:
    """A permanent id, such as ``tag:infocom.kg,2026:policy:privacy:ky``."""
    return ":".join(("tag", settings.tag, *names))


def _entry(root: ElementTree.Element, entry: FeedEntry, settings: Settings) -> None:
    node = ElementTree.SubElement(root, "entry", {_XML_LANG: entry.language})
    moment = entry.moment.isoformat()
    _texts(node, id=entry.id, title=entry.title, updated=moment, published=moment)
    ElementTree.SubElement(node, "link", rel="alternate", type="text/html", href=entry.url)
    for url in filter(None, (entry.via, *entry.related)):
        ElementTree.SubElement(node, "link", rel="via" if url == entry.via else "related", href=url)
    categories = (("policy", entry.policy), ("language", entry.language), ("change", entry.kind))
    for scheme, term in categories:
        ElementTree.SubElement(node, "category", scheme=feed_id(settings, scheme), term=showable(term))
    if entry.summary:
        _texts(node, summary=entry.summary)


def _texts(parent: ElementTree.Element, **texts: str) -> None:
    for tag, text in texts.items():
        ElementTree.SubElement(parent, tag).text = showable(text)
