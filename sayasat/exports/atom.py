"""Changes of policies as Atom feeds (RFC 4287). Pure.

Ids are tag URIs (RFC 4151). They contain the slug, the language and the date under which a version was first
published, so they stay the same when the policy is renamed or the version gets another date. ``updated`` of a
feed without entries is the epoch instead of the time of the build, so that equal histories give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

from sayasat.characters import showable
from sayasat.settings import Settings
from sayasat.versions.changelog import Entry
from sayasat.versions.lineage import Lineage, Removal

MEDIA_TYPE = "application/atom+xml"
LENGTH = 50
"""The greatest number of entries in a feed."""

_ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A change log entry with its texts for the feed."""

    entry: Entry
    title: str
    summary: str
    url: str
    """The absolute URL of the page that shows the change."""


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

    subtitle: str = ""
    """Says that the feed lacks older changes, and where they are; empty if it has all."""


def atom(feed: Feed, entries: Iterable[FeedEntry], settings: Settings) -> bytes:
    """The feed's bytes. ``entries`` are sorted newest first; the first `LENGTH` of them are used."""
    newest = list(entries)[:LENGTH]
    root = ElementTree.Element("feed", {"xmlns": _ATOM, _XML_LANG: feed.language})
    subtitle = {"subtitle": feed.subtitle} if feed.subtitle else {}
    _texts(root, id=feed.id, title=feed.title, **subtitle, updated=_updated(newest).isoformat())
    _author(root, feed.author)
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


def entry_id(entry: Entry, settings: Settings) -> str:
    """The permanent id of an entry.

    The id of a version's first revision ends with the version's first date; the ids of its later revisions
    and of removals end with the commit.
    """
    language = entry.timeline.lineage.language
    if entry.removal is not None:
        policy = feed_id(settings, "policy", _name_at(entry.removal, entry.timeline.lineage), language)
        return f"{policy}:removal:{entry.commit}"
    assert entry.version is not None
    first = entry.version.revisions[0]
    day = (*entry.version.formerly_dated, entry.version.date)[0].isoformat()
    version = feed_id(settings, "policy", first.revision.slug, language, day)
    return version if entry.placed is first else f"{version}:{entry.commit}"


def _name_at(removal: Removal, lineage: Lineage) -> str:
    """The slug of the edition before its file was removed."""
    return next(each.slug for each in reversed(lineage.revisions) if each.place < removal.place)


def _entry(root: ElementTree.Element, feed_entry: FeedEntry, settings: Settings) -> None:
    node = ElementTree.SubElement(root, "entry", {_XML_LANG: feed_entry.entry.timeline.lineage.language})
    recorded = feed_entry.entry.recorded.isoformat()
    _texts(
        node,
        id=entry_id(feed_entry.entry, settings),
        title=feed_entry.title,
        updated=recorded,
        published=recorded,
    )
    ElementTree.SubElement(node, "link", rel="alternate", type="text/html", href=feed_entry.url)
    for scheme, term in _categories(feed_entry.entry):
        ElementTree.SubElement(node, "category", scheme=feed_id(settings, scheme), term=showable(term))
    if feed_entry.summary:
        _texts(node, summary=feed_entry.summary)


def _categories(entry: Entry) -> tuple[tuple[str, str], ...]:
    return (
        ("policy", entry.policy.slug),
        ("language", entry.timeline.lineage.language),
        ("change", entry.kind),
    )


def _updated(entries: list[FeedEntry]) -> datetime:
    return max((each.entry.recorded for each in entries), default=_EPOCH)


def _texts(parent: ElementTree.Element, **texts: str) -> None:
    for tag, text in texts.items():
        ElementTree.SubElement(parent, tag).text = showable(text)


def _author(parent: ElementTree.Element, name: str) -> None:
    ElementTree.SubElement(ElementTree.SubElement(parent, "author"), "name").text = showable(name)
