"""What changed, as Atom (RFC 4287). Pure.

Ids are tag URIs (RFC 4151) made of the language, and of the name and the date that the version was first
published under: a policy that is renamed and a version that is dated later keep theirs. A feed without
entries is dated at the epoch, not now: the same history gives the same bytes.
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
"""How many entries a feed holds, the newest."""

_ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry with its words."""

    entry: Entry
    title: str
    summary: str
    address: str
    """Absolute."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself."""

    id: str
    title: str
    language: str
    author: str
    address: str
    """Its own, absolute."""

    page: str
    """The page that tells the same, absolute."""

    subtitle: str = ""
    """Where it does not hold all changes: that, and where they are."""


def atom(feed: Feed, entries: Iterable[FeedEntry], settings: Settings) -> bytes:
    """The feed's bytes; ``entries`` newest first, at most `LENGTH` of them are in it."""
    newest = list(entries)[:LENGTH]
    root = ElementTree.Element("feed", {"xmlns": _ATOM, _XML_LANG: feed.language})
    subtitle = {"subtitle": feed.subtitle} if feed.subtitle else {}
    _texts(root, id=feed.id, title=feed.title, **subtitle, updated=_updated(newest).isoformat())
    _author(root, feed.author)
    ElementTree.SubElement(root, "link", rel="self", type=MEDIA_TYPE, href=feed.address)
    ElementTree.SubElement(root, "link", rel="alternate", type="text/html", href=feed.page)
    for each in newest:
        _entry(root, each, settings)
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def feed_id(settings: Settings, *names: str) -> str:
    """A lasting id: ``tag:infocom.kg,2026:policy:privacy:ky``."""
    return ":".join(("tag", settings.tag, *names))


def entry_id(entry: Entry, settings: Settings) -> str:
    """A lasting id: the version's first date for what opened it, with the commit for all that came later."""
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
    """What the edition was called before its file went."""
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
    ElementTree.SubElement(node, "link", rel="alternate", type="text/html", href=feed_entry.address)
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
