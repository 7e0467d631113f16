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
from sayasat.cache.texts import Part, Text
from sayasat.i18n.messages import Wording, wording
from sayasat.markdown.sections import words
from sayasat.redline.alignment import Bulk, are_few
from sayasat.redline.as_html import article_html, changes_in, section_html, written
from sayasat.redline.compare import (
    Fate,
    Meeting,
    Redline,
    SectionChange,
    change,
    compare_blocks,
    has_coarse,
    has_moves,
    lone_texts,
    loose_texts,
    meetings,
)

_MADE = 200
"""How many of those that were made are put into the cache at once."""

_PAIRS = 600
"""How many pairs of sections are held at once."""


@dataclass(frozen=True, slots=True)
class Collated:
    """A redline, ready for a page."""

    html: Markup
    changes: int
    """How many places a reader is led to."""

    fates: Mapping[Fate, int]
    """How many sections that differ were inserted, deleted, edited, or moved here."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """What one meeting of sections comes to."""

    html: str
    is_change: bool
    fate: Fate
    coarse: bool
    gone: Bulk
    """Of what is in the old section only."""

    come: Bulk
    loose_gone: tuple[str, ...]
    """What of it is long enough to be known again elsewhere."""

    loose_come: tuple[str, ...]


class Collator:
    """Compares texts of one language's shelf. One thread at a time; `keep` what was made."""

    def __init__(self, cache: Cache, language: str) -> None:
        self._cache = cache
        self._language = language
        self._words = wording(language)
        self._pairs: dict[bytes, _Pair] = {}
        self._moves: dict[tuple[bytes, bytes], bool] = {}
        self._made: dict[bytes, bytes] = {}

    def collate(self, old: Text, new: Text) -> Collated:
        """The redline of two texts."""
        met = meetings(old.sections, new.sections)
        if not any(meeting.move for meeting in met):
            keys = _keys((*old.parts, *new.parts))
            pairs = self._hold(met, keys)
            if self._is_sum(pairs):
                return self._summed(list(pairs.values()))
        return self._whole(compare_blocks(old.sections, new.sections))

    def keep(self) -> None:
        """Put what was made into the cache."""
        made, self._made = self._made, {}
        self._cache.keep(made)

    def _hold(self, met: Sequence[Meeting], keys: Mapping[int, bytes]) -> dict[bytes, _Pair]:
        if len(self._pairs) > _PAIRS:
            self._pairs.clear()
            self._moves.clear()
        wanted = {self._key(meeting, keys): meeting for meeting in met}
        missing = [key for key in wanted if key not in self._pairs]
        kept = self._cache.find(missing)
        for key in missing:
            self._pairs[key] = decoded(kept.get(key), _Pair) or self._read(key, wanted[key])
        return {key: self._pairs[key] for key in wanted}

    def _key(self, meeting: Meeting, keys: Mapping[int, bytes]) -> bytes:
        old, new = (keys[id(each)] if each else b"" for each in (meeting.old, meeting.new))
        return self._cache.key("redline", self._language, old, new)

    def _read(self, key: bytes, meeting: Meeting) -> _Pair:
        pair = _pair_of(change(meeting), self._words)
        self._made[key] = encoded(pair)
        if len(self._made) >= _MADE:
            self.keep()
        return pair

    def _is_sum(self, pairs: Mapping[bytes, _Pair]) -> bool:
        """Whether nothing may have moved from one section to another, and nothing was too long to tell."""
        every = pairs.values()
        if any(pair.coarse for pair in every):
            return False
        if not are_few(_added(pair.gone for pair in every), _added(pair.come for pair in every)):
            return False
        gone = [key for key, pair in pairs.items() if pair.loose_gone]
        come = [key for key, pair in pairs.items() if pair.loose_come]
        return not any(self._may_move(old, new) for old in gone for new in come)

    def _may_move(self, gone: bytes, come: bytes) -> bool:
        """Whether a passage may have moved from one meeting to another: asked again on many pages."""
        known = self._moves.get((gone, come))
        if known is None:
            texts = self._pairs[gone].loose_gone, self._pairs[come].loose_come
            known = self._moves[gone, come] = has_moves(*texts)
        return known

    def _summed(self, pairs: Sequence[_Pair]) -> Collated:
        sections = [(pair.is_change, pair.html) for pair in pairs]
        return self._collated(sections, (pair.fate for pair in pairs if pair.is_change))

    def _whole(self, redline: Redline) -> Collated:
        sections = written(redline, self._words)
        return self._collated(sections, (each.fate for each in redline.changes), coarse=redline.coarse)

    def _collated(
        self, sections: Sequence[tuple[bool, str]], fates: Iterable[Fate], *, coarse: bool = False
    ) -> Collated:
        html = article_html(sections, self._words, coarse=coarse)
        return Collated(html, changes_in(sections), Counter(fates))


def _keys(parts: Sequence[Part]) -> dict[int, bytes]:
    """Each section's key, by the object that it is."""
    return {id(part.section): part.key for part in parts}


def _pair_of(section: SectionChange, w: Wording) -> _Pair:
    return _Pair(
        html=section_html(section, w),
        is_change=section.is_change,
        fate=section.fate,
        coarse=has_coarse(section),
        gone=_bulk(lone_texts(section, Fate.DELETED)),
        come=_bulk(lone_texts(section, Fate.INSERTED)),
        loose_gone=loose_texts(section, Fate.DELETED),
        loose_come=loose_texts(section, Fate.INSERTED),
    )


def _bulk(texts: Sequence[str]) -> Bulk:
    return Bulk(len(texts), sum(len(words(text)) for text in texts))


def _added(bulks: Iterable[Bulk]) -> Bulk:
    listed = list(bulks)
    return Bulk(sum(each.pieces for each in listed), sum(each.words for each in listed))
