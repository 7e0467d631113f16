"""Compares texts through the cache: each pair of sections is compared and rendered once.

The redlines are byte for byte those of `sayasat.redline.compare` and `sayasat.redline.as_html`. If a section,
or a passage from one section to another, may have moved, the whole texts are compared: such a redline cannot
be joined from pairs of sections.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sayasat.cache.database import Cache, Digest, decoded, encoded
from sayasat.cache.texts import CachedSection, Text
from sayasat.i18n.messages import Messages, messages
from sayasat.markdown.words import words
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
"""Comparisons that are stored in one transaction."""

_MOST_PAIRS = 600
"""Pairs of sections that are kept in memory."""


@dataclass(frozen=True, slots=True)
class CachedRedline:
    """A rendered redline."""

    html: Markup
    changes: int
    """The number of changes that a reader can step through."""

    fates: Mapping[ChangeStatus, int]
    """The number of changed sections that were inserted, deleted, edited or moved here."""


@dataclass(frozen=True, slots=True)
class _CachedPair:
    """The comparison of one pair of sections."""

    html: str
    is_change: bool
    fate: ChangeStatus
    coarse: bool
    deleted: Bulk
    """The amount of text that only the old section has."""

    inserted: Bulk
    deleted_texts: tuple[str, ...]
    """The deleted passages that are long enough to be recognised in another section."""

    inserted_texts: tuple[str, ...]


class RedlineCache:
    """Compares texts of one language. Used by one thread at a time. `store` caches new results."""

    def __init__(self, cache: Cache, language: str) -> None:
        self._cache = cache
        self._language = language
        self._t = messages(language)
        self._pairs: dict[Digest, _CachedPair] = {}
        self._moves: dict[tuple[Digest, Digest], bool] = {}
        self._unsaved: dict[Digest, bytes] = {}

    def redline(self, old: Text, new: Text) -> CachedRedline:
        """The redline of two texts."""
        pairs_of_sections = match_sections(old.sections, new.sections)
        if not any(section_pair.move for section_pair in pairs_of_sections):
            keys = _keys((*old.cached_sections, *new.cached_sections))
            pairs = self._cached_pairs(pairs_of_sections, keys)
            if self._can_be_joined(pairs):
                return self._joined(list(pairs.values()))
        return self._whole(compare_blocks(old.sections, new.sections))

    def store(self) -> None:
        """Write new results to the cache."""
        unsaved, self._unsaved = self._unsaved, {}
        self._cache.store(unsaved)

    def _cached_pairs(
        self, pairs_of_sections: Sequence[SectionPair], keys: Mapping[int, Digest]
    ) -> dict[Digest, _CachedPair]:
        if len(self._pairs) > _MOST_PAIRS:
            self._pairs.clear()
            self._moves.clear()
        wanted = {self._key(section_pair, keys): section_pair for section_pair in pairs_of_sections}
        missing = [key for key in wanted if key not in self._pairs]
        stored = self._cache.find(missing)
        for key in missing:
            self._pairs[key] = decoded(stored.get(key), _CachedPair) or self._compare(key, wanted[key])
        return {key: self._pairs[key] for key in wanted}

    def _key(self, section_pair: SectionPair, keys: Mapping[int, Digest]) -> Digest:
        old, new = (keys[id(each)] if each else b"" for each in (section_pair.old, section_pair.new))
        return self._cache.key("redline", self._language, old, new)

    def _compare(self, key: Digest, section_pair: SectionPair) -> _CachedPair:
        pair = _pair_of(compare_pair(section_pair), self._t)
        self._unsaved[key] = encoded(pair)
        if len(self._unsaved) >= _BATCH:
            self.store()
        return pair

    def _can_be_joined(self, pairs: Mapping[Digest, _CachedPair]) -> bool:
        """Whether the redline can be joined from the pairs.

        It cannot if a passage may have moved between sections, or if a section was too long to compare.
        """
        every = pairs.values()
        if any(pair.coarse for pair in every):
            return False
        if not are_few(_added(pair.deleted for pair in every), _added(pair.inserted for pair in every)):
            return False
        deleted = [key for key, pair in pairs.items() if pair.deleted_texts]
        inserted = [key for key, pair in pairs.items() if pair.inserted_texts]
        return not any(self._may_move(old, new) for old in deleted for new in inserted)

    def _may_move(self, old: Digest, new: Digest) -> bool:
        """Whether a passage may have moved from one pair to another; many redlines have the same pairs."""
        known = self._moves.get((old, new))
        if known is None:
            texts = self._pairs[old].deleted_texts, self._pairs[new].inserted_texts
            known = self._moves[old, new] = has_moves(*texts)
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


def _keys(parts: Sequence[CachedSection]) -> dict[int, Digest]:
    """The keys of sections, by the identity of the section object."""
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
