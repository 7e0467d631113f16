"""A page as Material's search index holds it: its text, section by section. Pure.

The theme's own plugin takes pages apart by the parser of the standard library, which takes longer than
all the rest of a page together. The HTML here is our own, whole and without scripts, so a pattern finds its
tags. What is made of them is what the plugin makes, to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape, unescape

_TAG = re.compile(r'<(/?)([a-z][a-z0-9-]*)((?:[^>"]|"[^"]*")*)>')
_ID = re.compile(r'\sid="([^"]*)"')
_PERMALINK = ' class="headerlink"'
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_KEPT = {"p", "code", "pre", "li", "ol", "ul", "sub", "sup"}
"""Tags that stay in the text."""

_VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input"),
    *("link", "meta", "param", "source", "track", "wbr"),
}


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """A heading with what follows it, to the next one."""

    id: str
    """Empty for what stands before the second heading: the page itself."""

    title: str
    text: str


def search_entries(html: str, title: str) -> tuple[SearchEntry, ...]:
    """The passages of a page's content; ``title``, escaped, is for one without a heading."""
    reading, at = _PageReader(), 0
    for tag in _TAG.finditer(html):
        if tag.start() > at:
            reading.words(unescape(html[at : tag.start()]))
        at = tag.end()
        closing, name, attributes = tag.groups()
        if closing:
            reading.end(name)
        elif name not in _VOID:
            reading.begin(name, attributes)
    if at < len(html):
        reading.words(unescape(html[at:]))
    return tuple(
        SearchEntry(each.id, "".join(each.title or [title]).strip(), "".join(each.text).strip())
        for each in reading.sections
    )


def index_documents(page: str, found: Iterable[SearchEntry]) -> list[dict[str, str]]:
    """Passages of a page as documents of the index; ``page`` is its address."""
    return [
        {"location": f"{page}#{each.id}" if each.id else page, "title": each.title, "text": each.text}
        for each in found
    ]


@dataclass(slots=True)
class _EntryDraft:
    """A passage while it grows."""

    tag: str = ""
    """Of its heading."""

    depth: float = 0
    """How deep the heading stands; without bound once what it stands in has ended."""

    id: str = ""
    title: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _PageReader:
    """A page as far as it was read."""

    sections: list[_EntryDraft] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    """The tags that are open, outermost first."""

    permalink: int = 0
    """How many are open within the link to a heading, that included; none outside of it."""

    section: _EntryDraft | None = None

    def begin(self, tag: str, attributes: str) -> None:
        self.open.append(tag)
        if self.permalink or (tag == "a" and _PERMALINK in attributes):
            self.permalink += 1
        named = _ID.search(attributes) if tag in _HEADINGS else None
        if named:
            self._head(tag, unescape(named[1]))
        if tag in _KEPT:
            self._output().append(f"<{tag}>")

    def end(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            return
        self._leave()
        self.open.pop()
        self.permalink = max(0, self.permalink - 1)
        if tag in _KEPT:
            _close(self._output(), tag)

    def words(self, text: str) -> None:
        is_blank = text.isspace()
        is_preformatted = "pre" in self.open
        if not is_preformatted:
            text = " " if is_blank else text.replace("\n", " ")
        section = self._present()
        if section.tag in self.open:
            if not self.permalink:
                section.title.append(escape(text, quote=False))
        elif not is_blank:
            section.text.append(escape(text, quote=False))
        elif is_preformatted or not section.text or not section.text[-1].isspace():
            section.text.append(text)

    def _head(self, tag: str, id: str) -> None:  # noqa: A002
        if tag != "h1" and not self.sections:
            self._present()
        self.section = _EntryDraft(tag, len(self.open), id if self.sections else "")
        self.sections.append(self.section)

    def _present(self) -> _EntryDraft:
        if self.section is None:
            self.section = _EntryDraft()
            self.sections.append(self.section)
        return self.section

    def _output(self) -> list[str]:
        section = self._present()
        return section.title if section.tag in self.open else section.text

    def _leave(self) -> None:
        """What a heading stands in ends: the section around it goes on."""
        if self.section is None or self.section.depth <= len(self.open):
            return
        around = (each for each in reversed(self.sections) if each.depth <= len(self.open))
        found = next(around, None)
        if found is not None:
            self.section.depth = float("inf")
            self.section = found


def _close(kept: list[str], tag: str) -> None:
    """End a tag; where nothing but white space follows its first opening, take all that away."""
    opening = kept.index(f"<{tag}>")
    if all(each.isspace() for each in kept[opening + 1 :]):
        del kept[opening:]
    else:
        kept.append(f"</{tag}>")
