"""Texts read by way of the cache: each of their pieces is read and rendered once, whoever asks.

A shelf is what one process knows of one language's pieces; `Cache` is what all builds know. What it makes is
what `sayasat.markdown.html` and `sayasat.markdown.sections` make of the whole text, to the byte, but for the
lines of blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayasat.cache.database import Cache, decoded, digest, encoded
from sayasat.i18n.messages import wording
from sayasat.markdown.chunks import (
    Labels,
    Piece,
    Stretch,
    intro_id,
    is_sound,
    reaches,
    read_piece,
    resolved_html,
    section_of,
    split,
)
from sayasat.markdown.html import Heading, Link, Rendered, Resolve
from sayasat.markdown.parser import normalise
from sayasat.markdown.sections import Section

_PIECES = 2_000
"""How many are held at once: some hundred versions of a long policy; all are let go of together."""

_RESOLVED = 500
"""How many are held with where their links lead: a version's page and its revision's have the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A section, the same object in every text that it stands in unchanged."""

    key: bytes
    """Stands for all that it is made of."""

    section: Section
    """Its lines, and those of its blocks, say nothing."""

    forms: tuple[str, ...]
    """Of its heading, where it has one, and of each block."""


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """A piece on the shelf."""

    key: bytes
    text: str
    piece: Piece


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text (a body, without front matter), read."""

    shelf: Shelf
    pieces: tuple[_Held, ...]
    parts: tuple[Part, ...]
    """Its sections in the order shown."""

    @property
    def sections(self) -> tuple[Section, ...]:
        """As `sayasat.markdown.section_reader.sections` reads them; lines say nothing."""
        return tuple(part.section for part in self.parts)

    @property
    def hrefs(self) -> tuple[str, ...]:
        """Addresses that lead elsewhere from another page, each once."""
        return tuple(dict.fromkeys(href for held in self.pieces for href in held.piece.hrefs))

    @property
    def headings(self) -> tuple[Heading, ...]:
        """As `sayasat.markdown.html.render` tells them."""
        return tuple(heading for held in self.pieces for heading in held.piece.headings)

    @property
    def doubled(self) -> tuple[tuple[str, int], ...]:
        """As `sayasat.markdown.parser.doubled_ids` tells them."""
        return tuple(each for held in self.pieces for each in held.piece.doubled)

    def rendered(self, resolve: Resolve) -> Rendered:
        """As `sayasat.markdown.html.render` makes it, with the labels of the shelf's language."""
        return Rendered("".join(self.shelf.html(self.pieces, resolve)), self.headings)


class Shelf:
    """Reads texts in one language. One thread at a time; `keep` what was made."""

    def __init__(self, cache: Cache, language: str) -> None:
        w = wording(language)
        self._labels = Labels(permalink=w("action.permalink"), table=w("table.label"))
        self._named = (self._labels.permalink, self._labels.table)
        self._cache = cache
        self._held: dict[str, _Held] = {}
        self._apart: set[str] = set()
        """Pieces that nothing reaches out of."""
        self._parts: dict[tuple[object, ...], Part] = {}
        self._resolved: dict[tuple[bytes, tuple[Link, ...]], str] = {}
        self._made: dict[bytes, bytes] = {}

    def text(self, body: str) -> Text:
        """Read a text."""
        if len(self._held) > _PIECES:
            self._let_go()
        held = self._hold_apart(split(body)) or self._hold((normalise(body),))
        return Text(self, held, tuple(self._parts_of(held)))

    def html(self, pieces: Sequence[_Held], resolve: Resolve) -> Iterator[str]:
        """The HTML of pieces in order, their links resolved."""
        for held in pieces:
            yield self._resolve(held, resolve) if held.piece.hrefs else held.piece.html

    def keep(self) -> None:
        """Put what was made into the cache."""
        made, self._made = self._made, {}
        self._cache.keep(made)

    def _hold_apart(self, texts: Sequence[str]) -> tuple[_Held, ...]:
        """The pieces of a text; none where it cannot be parted."""
        new = [text for text in texts if text not in self._apart]
        if any(map(reaches, new)):
            return ()
        self._apart.update(new)
        held = self._hold(texts)
        return held if is_sound([each.piece for each in held]) else ()

    def _hold(self, texts: Sequence[str]) -> tuple[_Held, ...]:
        missing = [text for text in dict.fromkeys(texts) if text not in self._held]
        if missing:
            keys = {text: self._cache.key("piece", *self._named, text) for text in missing}
            kept = self._cache.find(keys.values())
            for text, key in keys.items():
                piece = decoded(kept.get(key), Piece) or self._read(key, text)
                self._held[text] = _Held(key, text, piece)
        return tuple(self._held[text] for text in texts)

    def _read(self, key: bytes, text: str) -> Piece:
        piece = read_piece(text, self._labels)
        self._made[key] = encoded(piece)
        return piece

    def _resolve(self, held: _Held, resolve: Resolve) -> str:
        answers = tuple(map(resolve, held.piece.hrefs))
        html = self._resolved.get((held.key, answers))
        if html is None:
            if len(self._resolved) >= _RESOLVED:
                self._resolved.clear()
            html = resolved_html(held.text, held.piece, self._labels, answers)
            self._resolved[held.key, answers] = html
        return html

    def _parts_of(self, held: Sequence[_Held]) -> Iterator[Part]:
        if len(held) == 1:
            (only,) = held
            for place, stretch in enumerate(only.piece.stretches):
                yield self._part([(only, place, stretch)], stretch.section.id)
            return
        name = intro_id([each.piece for each in held])
        within: list[tuple[_Held, int, Stretch]] = []
        for each in held:
            for place, stretch in enumerate(each.piece.stretches):
                if within and stretch.section.level:
                    yield self._part(within, name)
                    within = []
                within.append((each, place, stretch))
        if within:
            yield self._part(within, name)

    def _part(self, within: Sequence[tuple[_Held, int, Stretch]], name: str) -> Part:
        """The section that these stretches make up; ``name`` is its id where it has no heading."""
        made_of = (name, *((held.key, place) for held, place, _ in within))
        part = self._parts.get(made_of)
        if part is None:
            stretches = [stretch for _, _, stretch in within]
            names = (f"{place}" for _, place, _ in within)
            key = digest(name, *names, *(held.key for held, _, _ in within))
            forms = tuple(form for stretch in stretches for form in stretch.forms)
            part = self._parts[made_of] = Part(key, section_of(stretches, name), forms)
        return part

    def _let_go(self) -> None:
        self.keep()
        self._held.clear()
        self._apart.clear()
        self._parts.clear()
        self._resolved.clear()
