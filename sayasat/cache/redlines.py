"""Two texts compared by way of the cache: each pair of sections is compared and written once.

What comes out is what `sayasat.redline.compare` and `sayasat.redline.as_html` make of whole texts, to the
byte. Where something moved from section to section, or a whole section, they are asked: that redline is no
sum of parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sayasat.cache.database import Cache, decoded, encoded
from sayasat.cache.texts import CachedSection, Text
from sayasat.i18n.messages import Messages, messages
from sayasat.markdown.sections import words
from sayasat.redline.alignment import Bulk, are_few
from sayasat.redline.as_html import article_html, changes_in, section_html, sections_html
from sayasat.redline.compare import (
    ChangeStatus,
    Redline,
    SectionChange,
    SectionPair,
    compare_blocks,
    compare_pair,
    has_coarse,
    has_moves,
    lone_texts,
    loose_texts,
    match_sections,
)

_BATCH = 200
"""How many of those that were made are put into the cache at once."""

_MOST_PAIRS = 600
"""How many pairs of sections are held at once."""


@dataclass(frozen=True, slots=True)
class CachedRedline:
    """A redline, ready for a page."""

    html: Markup
    changes: int
    """How many places a reader is led to."""

    fates: Mapping[ChangeStatus, int]
    """How many sections that differ were inserted, deleted, edited, or moved here."""


@dataclass(frozen=True, slots=True)
class _CachedPair:
    """The comparison of one pair of sections."""

    html: str
    is_change: bool
    fate: ChangeStatus
    coarse: bool
    deleted: Bulk
    """Of what is in the old section only."""

    inserted: Bulk
    deleted_texts: tuple[str, ...]
    """What of it is long enough to be known again elsewhere."""

    inserted_texts: tuple[str, ...]


class RedlineCache:
    """Compares texts of one language. One thread at a time; `store` what was made."""

    def __init__(self, cache: Cache, language: str) -> None:
        self._cache = cache
        self._language = language
        self._t = messages(language)
        self._pairs: dict[bytes, _CachedPair] = {}
        self._moves: dict[tuple[bytes, bytes], bool] = {}
        self._unsaved: dict[bytes, bytes] = {}

    def redline(self, old: Text, new: Text) -> CachedRedline:
        """The redline of two texts."""
        pairs_of_sections = match_sections(old.sections, new.sections)
        if not any(section_pair.move for section_pair in pairs_of_sections):
            keys = _keys((*old.cached_sections, *new.cached_sections))
            pairs = self._cached_pairs(pairs_of_sections, keys)
            if self._is_sum(pairs):
                return self._joined(list(pairs.values()))
        return self._whole(compare_blocks(old.sections, new.sections))

    def store(self) -> None:
        """Put what was made into the cache."""
        unsaved, self._unsaved = self._unsaved, {}
        self._cache.store(unsaved)

    def _cached_pairs(
        self, pairs_of_sections: Sequence[SectionPair], keys: Mapping[int, bytes]
    ) -> dict[bytes, _CachedPair]:
        if len(self._pairs) > _MOST_PAIRS:
            self._pairs.clear()
            self._moves.clear()
        wanted = {self._key(section_pair, keys): section_pair for section_pair in pairs_of_sections}
        missing = [key for key in wanted if key not in self._pairs]
        stored = self._cache.find(missing)
        for key in missing:
            self._pairs[key] = decoded(stored.get(key), _CachedPair) or self._compare(key, wanted[key])
        return {key: self._pairs[key] for key in wanted}

    def _key(self, section_pair: SectionPair, keys: Mapping[int, bytes]) -> bytes:
        old, new = (keys[id(each)] if each else b"" for each in (section_pair.old, section_pair.new))
        return self._cache.key("redline", self._language, old, new)

    def _compare(self, key: bytes, section_pair: SectionPair) -> _CachedPair:
        pair = _pair_of(compare_pair(section_pair), self._t)
        self._unsaved[key] = encoded(pair)
        if len(self._unsaved) >= _BATCH:
            self.store()
        return pair

    def _is_sum(self, pairs: Mapping[bytes, _CachedPair]) -> bool:
        """Whether nothing may have moved from one section to another, and nothing was too long to tell."""
        every = pairs.values()
        if any(pair.coarse for pair in every):
            return False
        if not are_few(_added(pair.deleted for pair in every), _added(pair.inserted for pair in every)):
            return False
        gone = [key for key, pair in pairs.items() if pair.deleted_texts]
        come = [key for key, pair in pairs.items() if pair.inserted_texts]
        return not any(self._may_move(old, new) for old in gone for new in come)

    def _may_move(self, gone: bytes, come: bytes) -> bool:
        """Whether a passage may have moved from one pair to another: asked again on many pages."""
        known = self._moves.get((gone, come))
        if known is None:
            texts = self._pairs[gone].deleted_texts, self._pairs[come].inserted_texts
            known = self._moves[gone, come] = has_moves(*texts)
        return known

    def _joined(self, pairs: Sequence[_CachedPair]) -> CachedRedline:
        sections = [(pair.is_change, pair.html) for pair in pairs]
        return self._redline(sections, (pair.fate for pair in pairs if pair.is_change))

    def _whole(self, redline: Redline) -> CachedRedline:
        sections = sections_html(redline, self._t)
        return self._redline(sections, (each.fate for each in redline.changes), coarse=redline.coarse)

    def _redline(
        self, sections: Sequence[tuple[bool, str]], fates: Iterable[ChangeStatus], *, coarse: bool = False
    ) -> CachedRedline:
        html = article_html(sections, self._t, coarse=coarse)
        return CachedRedline(html, changes_in(sections), Counter(fates))


def _keys(parts: Sequence[CachedSection]) -> dict[int, bytes]:
    """Each section's key, by the object that it is."""
    return {id(part.section): part.key for part in parts}


def _pair_of(section: SectionChange, t: Messages) -> _CachedPair:
    return _CachedPair(
        html=section_html(section, t),
        is_change=section.is_change,
        fate=section.fate,
        coarse=has_coarse(section),
        deleted=_bulk(lone_texts(section, ChangeStatus.DELETED)),
        inserted=_bulk(lone_texts(section, ChangeStatus.INSERTED)),
        deleted_texts=loose_texts(section, ChangeStatus.DELETED),
        inserted_texts=loose_texts(section, ChangeStatus.INSERTED),
    )


def _bulk(texts: Sequence[str]) -> Bulk:
    return Bulk(len(texts), sum(len(words(text)) for text in texts))


def _added(bulks: Iterable[Bulk]) -> Bulk:
    listed = list(bulks)
    return Bulk(sum(each.pieces for each in listed), sum(each.words for each in listed))
