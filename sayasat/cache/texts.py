"""Reads texts through the cache: each chunk is parsed and rendered once.

`TextCache` keeps the chunks of one language in memory, `Cache` keeps those of all builds. HTML and sections
are byte for byte those that `sayasat.markdown.html` and `sayasat.markdown.section_reader` make from the whole
text, but for the line numbers of blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from sayasat.cache.database import Cache, Digest, digest
from sayasat.cache.memo import Memo
from sayasat.i18n.messages import messages
from sayasat.markdown.chunks import (
    Chunk,
    Labels,
    are_independent,
    intro_id,
    reaches_out,
    read_chunk,
    resolved_html,
    section_of,
    split_chunks,
)
from sayasat.markdown.html import HEADING_END, Heading, Rendered
from sayasat.markdown.links import Link, Resolve
from sayasat.markdown.parser import normalise
from sayasat.markdown.sections import Section, with_files

_MOST_CHUNKS = 2_000
"""Chunks kept in memory: those of some hundred versions of a long policy. Then all are dropped."""

_MOST_RESOLVED = 500
"""Chunks with resolved links kept in memory: a version's page and its revision's page have the same."""


class CachedSection(Struct, frozen=True, eq=False):
    """A section: the same object in every text that has it unchanged."""

    key: Digest
    """Digest of everything that the section is read from."""

    section: Section
    """Its line numbers, and those of its blocks, have no meaning."""


class CachedChunk(Struct, frozen=True, eq=False):
    """A chunk with its cache key."""

    key: Digest
    text: str
    chunk: Chunk


class Text(Struct, frozen=True, eq=False):
    """A parsed text, without front matter."""

    text_cache: TextCache
    chunks: tuple[CachedChunk, ...]
    cached_sections: tuple[CachedSection, ...]
    """In the order of the text."""

    @property
    def key(self) -> Digest:
        """Equal for texts with equal sections."""
        return digest(*(section.key for section in self.cached_sections))

    @property
    def size(self) -> int:
        """Its characters."""
        return sum(len(cached.text) for cached in self.chunks)

    @property
    def sections(self) -> tuple[Section, ...]:
        """As `sayasat.markdown.section_reader.sections` reads them, but line numbers have no meaning."""
        return tuple(section.section for section in self.cached_sections)

    def showing(self, files: Mapping[str, str]) -> Text:
        """The text with the files that its images show (`sayasat.markdown.sections.with_files`)."""
        shown = tuple(_showing(each, files) for each in self.cached_sections) if files else ()
        return replace(self, cached_sections=shown or self.cached_sections)

    @property
    def hrefs(self) -> tuple[str, ...]:
        """Link targets as written that depend on the page, each once."""
        return tuple(dict.fromkeys(href for cached in self.chunks for href in cached.chunk.hrefs))

    @property
    def headings(self) -> tuple[Heading, ...]:
        """As `sayasat.markdown.html.render` returns them."""
        return tuple(heading for cached in self.chunks for heading in cached.chunk.headings)

    @property
    def doubled(self) -> tuple[tuple[str, int], ...]:
        """As `sayasat.markdown.parser.doubled_ids` returns them."""
        return tuple(each for cached in self.chunks for each in cached.chunk.doubled)

    def rendered(self, resolve: Resolve) -> Rendered:
        """As `sayasat.markdown.html.render` renders the text, with the labels of the cache's language."""
        html = "".join(self.text_cache.html(self.chunks, resolve))
        return Rendered(tuple(html.split(HEADING_END)), self.headings)


def _showing(cached: CachedSection, files: Mapping[str, str]) -> CachedSection:
    section = with_files(cached.section, files)
    if section is cached.section:
        return cached
    details = (each for block in (section.heading_block, *section.blocks) for each in block.details)
    return CachedSection(digest(cached.key, *(each.file for each in details)), section)


class TextCache:
    """Reads texts in one language. Used by one thread at a time. `store` writes new results to the cache."""

    def __init__(self, cache: Cache, language: str) -> None:
        t = messages(language)
        self._labels = Labels(permalink=t("action.permalink"), table=t("table.label"))
        self._label_texts = (self._labels.permalink, self._labels.table)
        self.memo = Memo(cache)
        self._chunks: dict[str, CachedChunk] = {}
        self._independent: set[str] = set()
        """Chunks that affect no other chunk."""
        self._sections: dict[tuple[object, ...], CachedSection] = {}
        self._resolved: dict[tuple[Digest, tuple[Link, ...]], str] = {}

    def text(self, body: str) -> Text:
        """Parse a text; ``body`` is its Markdown without front matter."""
        if len(self._chunks) > _MOST_CHUNKS:
            self._clear()
        chunks = self._independent_chunks(split_chunks(body)) or self._cached_chunks((normalise(body),))
        return Text(self, chunks, tuple(self._sections_of(chunks)))

    def html(self, chunks: Sequence[CachedChunk], resolve: Resolve) -> Iterator[str]:
        """The HTML of each chunk, with resolved links."""
        for cached in chunks:
            yield self._resolve(cached, resolve) if cached.chunk.hrefs else cached.chunk.html

    def store(self) -> None:
        """Write new results to the cache."""
        self.memo.store()

    def _independent_chunks(self, texts: Sequence[str]) -> tuple[CachedChunk, ...]:
        """The chunks of a text; none if one chunk affects another, so that the text is a single chunk."""
        new = [text for text in texts if text not in self._independent]
        if any(map(reaches_out, new)):
            return ()
        self._independent.update(new)
        chunks = self._cached_chunks(texts)
        return chunks if are_independent([each.chunk for each in chunks]) else ()

    def _cached_chunks(self, texts: Sequence[str]) -> tuple[CachedChunk, ...]:
        new = (text for text in dict.fromkeys(texts) if text not in self._chunks)
        missing = {self.memo.key("chunk", *self._label_texts, text): text for text in new}
        found = self.memo.get_many(
            Chunk, missing, lambda keys: (read_chunk(missing[key], self._labels) for key in keys)
        )
        self._chunks |= {missing[key]: CachedChunk(key, missing[key], chunk) for key, chunk in found.items()}
        return tuple(self._chunks[text] for text in texts)

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
            for position, section_part in enumerate(only.chunk.section_parts):
                yield self._section([(only, position, section_part)], section_part.id)
            return
        name = intro_id([each.chunk for each in chunks])
        within: list[tuple[CachedChunk, int, Section]] = []
        for each in chunks:
            for position, section_part in enumerate(each.chunk.section_parts):
                if within and section_part.level:
                    yield self._section(within, name)
                    within = []
                within.append((each, position, section_part))
        if within:
            yield self._section(within, name)

    def _section(self, within: Sequence[tuple[CachedChunk, int, Section]], name: str) -> CachedSection:
        """The section that these parts of chunks make up. ``name`` is its id if it has no heading."""
        inputs = (name, *((cached.key, position) for cached, position, _ in within))
        section = self._sections.get(inputs)
        if section is None:
            section_parts = [section_part for _, _, section_part in within]
            positions = (f"{position}" for _, position, _ in within)
            key = digest(name, *positions, *(cached.key for cached, _, _ in within))
            section = self._sections[inputs] = CachedSection(key, section_of(section_parts, name))
        return section

    def _clear(self) -> None:
        self.store()
        self._chunks.clear()
        self._independent.clear()
        self._sections.clear()
        self._resolved.clear()
