"""The shelves and collators of one process, one for each language, with what was read last at hand."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from sayasat.cache.database import Cache, decoded, encoded
from sayasat.cache.redlines import Collated, Collator
from sayasat.cache.texts import Shelf, Text
from sayasat.redline.counts import ChangeCount, count_sections

_AT_HAND = 8
"""Texts: a version's own, the one before it and the one in force are each asked for by several pages."""

_COUNTS = 1_000
"""How many counts are kept at once."""


class Library:
    """Reads and compares texts that are named by their blobs. One thread at a time; `keep` what was made."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._shelves: dict[str, Shelf] = {}
        self._collators: dict[str, Collator] = {}
        self._at_hand: OrderedDict[tuple[str, str], Text] = OrderedDict()
        self._counts: dict[bytes, bytes] = {}
        self._policy = ""

    def shelf(self, language: str) -> Shelf:
        """The shelf of a language."""
        if language not in self._shelves:
            self._shelves[language] = Shelf(self._cache, language)
        return self._shelves[language]

    def text(self, language: str, blob: str, body: Callable[[], str]) -> Text:
        """The text of a blob; ``body`` gives its Markdown, where it is not at hand."""
        text = self._at_hand.pop((language, blob), None)
        if text is None:
            text = self.shelf(language).text(body())
            if len(self._at_hand) >= _AT_HAND:
                self._at_hand.popitem(last=False)
        self._at_hand[language, blob] = text
        return text

    def collate(self, language: str, old: Text, new: Text) -> Collated:
        """The redline of two texts."""
        if language not in self._collators:
            self._collators[language] = Collator(self._cache, language)
        return self._collators[language].collate(old, new)

    def count(self, blobs: tuple[str, str], texts: Callable[[], tuple[Text | None, Text]]) -> ChangeCount:
        """How much changed between two blobs ("" for none); ``texts`` gives them, where that is not kept."""
        key = self._cache.key("count", *blobs)
        counted = decoded(self._cache.find([key]).get(key), ChangeCount)
        if counted is None:
            old, new = texts()
            counted = count_sections(old.sections if old else (), new.sections)
            self._counts[key] = encoded(counted)
            if len(self._counts) >= _COUNTS:
                self._keep_counts()
        return counted

    def keep(self) -> None:
        """Put what was made into the cache."""
        for shelf in self._shelves.values():
            shelf.keep()
        for collator in self._collators.values():
            collator.keep()
        self._keep_counts()

    def turn_to(self, policy: str) -> None:
        """To another policy: what was made is kept, what was held is let go of. They share little."""
        if policy == self._policy:
            return
        self.keep()
        self._policy = policy
        self._shelves.clear()
        self._collators.clear()
        self._at_hand.clear()

    def _keep_counts(self) -> None:
        counts, self._counts = self._counts, {}
        self._cache.keep(counts)
