"""Texts read by way of the cache: each of their pieces is read and rendered once, whoever asks.

A shelf is what one process knows of one language's pieces; `Cache` is what all builds know. What it makes is
what `sayasat.markdown.html` and `sayasat.markdown.sections` make of the whole text, to the byte, but for the
lines of blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayasat.cache.database import Cache, decoded, digest, encoded
from sayasat.i18n.messages import messages
from sayasat.markdown.chunks import (
    Chunk,
    Labels,
    SectionPart,
    are_independent,
    intro_id,
    reaches_out,
    read_chunk,
    resolved_html,
    section_of,
    split_chunks,
)
from sayasat.markdown.html import Heading, Rendered
from sayasat.markdown.links import Link, Resolve
from sayasat.markdown.parser import normalise
from sayasat.markdown.sections import Section

_MOST_CHUNKS = 2_000
"""How many are held at once: some hundred versions of a long policy; all are let go of together."""

_MOST_RESOLVED = 500
"""How many are held with where their links lead: a version's page and its revision's have the same."""


@dataclass(frozen=True, slots=True, eq=False)
class CachedSection:
    """A section, the same object in every text that it stands in unchanged."""

    key: bytes
    """Stands for all that it is made of."""

    section: Section
    """Its lines, and those of its blocks, say nothing."""

    forms: tuple[str, ...]
    """Of its heading, where it has one, and of each block."""


@dataclass(frozen=True, slots=True, eq=False)
class CachedChunk:
    """A chunk with its cache key."""

    key: bytes
    text: str
    chunk: Chunk


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text (a body, without front matter), read."""

    text_cache: TextCache
    chunks: tuple[CachedChunk, ...]
    cached_sections: tuple[CachedSection, ...]
    """Its sections in the order shown."""

    @property
    def sections(self) -> tuple[Section, ...]:
        """As `sayasat.markdown.section_reader.sections` reads them; lines say nothing."""
        return tuple(section.section for section in self.cached_sections)

    @property
    def hrefs(self) -> tuple[str, ...]:
        """Addresses that lead elsewhere from another page, each once."""
        return tuple(dict.fromkeys(href for cached in self.chunks for href in cached.chunk.hrefs))

    @property
    def headings(self) -> tuple[Heading, ...]:
        """As `sayasat.markdown.html.render` tells them."""
        return tuple(heading for cached in self.chunks for heading in cached.chunk.headings)

    @property
    def doubled(self) -> tuple[tuple[str, int], ...]:
        """As `sayasat.markdown.parser.doubled_ids` tells them."""
        return tuple(each for cached in self.chunks for each in cached.chunk.doubled)

    def rendered(self, resolve: Resolve) -> Rendered:
        """As `sayasat.markdown.html.render` makes it, with the labels of the cache's language."""
        return Rendered("".join(self.text_cache.html(self.chunks, resolve)), self.headings)


class TextCache:
    """Reads texts in one language. One thread at a time; `store` what was made."""

    def __init__(self, cache: Cache, language: str) -> None:
        t = messages(language)
        self._labels = Labels(permalink=t("action.permalink"), table=t("table.label"))
        self._label_texts = (self._labels.permalink, self._labels.table)
        self._cache = cache
        self._chunks: dict[str, CachedChunk] = {}
        self._independent: set[str] = set()
        """Pieces that nothing reaches out of."""
        self._sections: dict[tuple[object, ...], CachedSection] = {}
        self._resolved: dict[tuple[bytes, tuple[Link, ...]], str] = {}
        self._unsaved: dict[bytes, bytes] = {}

    def text(self, body: str) -> Text:
        """Read a text."""
        if len(self._chunks) > _MOST_CHUNKS:
            self._clear()
        chunks = self._independent_chunks(split_chunks(body)) or self._cached_chunks((normalise(body),))
        return Text(self, chunks, tuple(self._sections_of(chunks)))

    def html(self, chunks: Sequence[CachedChunk], resolve: Resolve) -> Iterator[str]:
        """The HTML of pieces in order, their links resolved."""
        for cached in chunks:
            yield self._resolve(cached, resolve) if cached.chunk.hrefs else cached.chunk.html

    def store(self) -> None:
        """Put what was made into the cache."""
        unsaved, self._unsaved = self._unsaved, {}
        self._cache.store(unsaved)

    def _independent_chunks(self, texts: Sequence[str]) -> tuple[CachedChunk, ...]:
        """The pieces of a text; none where it cannot be parted."""
        new = [text for text in texts if text not in self._independent]
        if any(map(reaches_out, new)):
            return ()
        self._independent.update(new)
        chunks = self._cached_chunks(texts)
        return chunks if are_independent([each.chunk for each in chunks]) else ()

    def _cached_chunks(self, texts: Sequence[str]) -> tuple[CachedChunk, ...]:
        missing = [text for text in dict.fromkeys(texts) if text not in self._chunks]
        if missing:
            keys = {text: self._cache.key("piece", *self._label_texts, text) for text in missing}
            stored = self._cache.find(keys.values())
            for text, key in keys.items():
                chunk = decoded(stored.get(key), Chunk) or self._read_chunk(key, text)
                self._chunks[text] = CachedChunk(key, text, chunk)
        return tuple(self._chunks[text] for text in texts)

    def _read_chunk(self, key: bytes, text: str) -> Chunk:
        chunk = read_chunk(text, self._labels)
        self._unsaved[key] = encoded(chunk)
        return chunk

    def _resolve(self, cached: CachedChunk, resolve: Resolve) -> str:
        answers = tuple(map(resolve, cached.chunk.hrefs))
        html = self._resolved.get((cached.key, answers))
        if html is None:
            if len(self._resolved) >= _MOST_RESOLVED:
                self._resolved.clear()
            html = resolved_html(cached.text, cached.chunk, self._labels, answers)
            self._resolved[cached.key, answers] = html
        return html

    def _sections_of(self, chunks: Sequence[CachedChunk]) -> Iterator[CachedSection]:
        if len(chunks) == 1:
            (only,) = chunks
            for place, section_part in enumerate(only.chunk.section_parts):
                yield self._section([(only, place, section_part)], section_part.section.id)
            return
        name = intro_id([each.chunk for each in chunks])
        within: list[tuple[CachedChunk, int, SectionPart]] = []
        for each in chunks:
            for place, section_part in enumerate(each.chunk.section_parts):
                if within and section_part.section.level:
                    yield self._section(within, name)
                    within = []
                within.append((each, place, section_part))
        if within:
            yield self._section(within, name)

    def _section(self, within: Sequence[tuple[CachedChunk, int, SectionPart]], name: str) -> CachedSection:
        """The section that these stretches make up; ``name`` is its id where it has no heading."""
        made_of = (name, *((cached.key, place) for cached, place, _ in within))
        section = self._sections.get(made_of)
        if section is None:
            section_parts = [section_part for _, _, section_part in within]
            names = (f"{place}" for _, place, _ in within)
            key = digest(name, *names, *(cached.key for cached, _, _ in within))
            forms = tuple(form for section_part in section_parts for form in section_part.forms)
            section = self._sections[made_of] = CachedSection(key, section_of(section_parts, name), forms)
        return section

    def _clear(self) -> None:
        self.store()
        self._chunks.clear()
        self._independent.clear()
        self._sections.clear()
        self._resolved.clear()
