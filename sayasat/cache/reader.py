"""Reads and compares texts by their blobs, with one cache of texts and one of redlines for each language."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TypeVar

from sayasat.cache.database import Cache, Digest, decoded, encoded
from sayasat.cache.redlines import CachedRedline, RedlineCache
from sayasat.cache.texts import Text, TextCache
from sayasat.redline.compare import compare_blocks
from sayasat.redline.counts import ChangeCount, count_changes

_RECENT_TEXTS = 8
"""Texts kept in memory: several pages need a version, the version before it and the version in force."""

_BATCH = 1_000
"""Values that are stored in one transaction."""

_Value = TypeVar("_Value")


class CachedReader:
    """Reads and compares texts. Used by one thread at a time. `store` writes new results to the cache."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._text_caches: dict[str, TextCache] = {}
        self._redline_caches: dict[str, RedlineCache] = {}
        self._recent_texts: OrderedDict[tuple[str, str], Text] = OrderedDict()
        self._unsaved: dict[Digest, bytes] = {}
        self._policy = ""

    def text_cache(self, language: str) -> TextCache:
        """The cache of texts in one language."""
        if language not in self._text_caches:
            self._text_caches[language] = TextCache(self._cache, language)
        return self._text_caches[language]

    def text(self, language: str, blob: str, body: Callable[[], str]) -> Text:
        """The text of a blob. ``body`` returns its Markdown, and is called if the text is not in memory."""
        text = self._recent_texts.pop((language, blob), None)
        if text is None:
            text = self.text_cache(language).text(body())
            if len(self._recent_texts) >= _RECENT_TEXTS:
                self._recent_texts.popitem(last=False)
        self._recent_texts[language, blob] = text
        return text

    def redline(self, language: str, old: Text, new: Text) -> CachedRedline:
        """The redline of two texts in one language."""
        if language not in self._redline_caches:
            self._redline_caches[language] = RedlineCache(self._cache, language)
        return self._redline_caches[language].redline(old, new)

    def count(
        self, language: str, keys: tuple[str, str], texts: Callable[[], tuple[Text | None, Text]]
    ) -> ChangeCount:
        """How much changed between two texts, which ``keys`` identify ("" for no older text).

        ``texts`` returns both texts; called if the cache does not have the count.
        """

        def counted() -> ChangeCount:
            old, new = texts()
            if old is None:
                return count_changes(compare_blocks((), new.sections))
            return self.redline(language, old, new).count

        return self.of_texts(ChangeCount, keys, counted)

    def of_texts(self, kind: type[_Value], keys: Sequence[str], make: Callable[[], _Value]) -> _Value:
        """A value that is computed from texts, given by their keys; "" for no text.

        ``make`` computes it, and is called if the cache does not have it.
        """
        key = self._cache.key(kind.__name__, *keys)
        value = decoded(self._unsaved.get(key) or self._cache.find([key]).get(key), kind)
        if value is None:
            value = make()
            self._unsaved[key] = encoded(value)
            if len(self._unsaved) >= _BATCH:
                self._store_values()
        return value

    def store(self) -> None:
        """Write new results to the cache."""
        for text_cache in self._text_caches.values():
            text_cache.store()
        for redline_cache in self._redline_caches.values():
            redline_cache.store()
        self._store_values()

    def start_policy(self, policy: str) -> None:
        """Prepare for the texts of a policy: store new results, and free the memory of other texts."""
        if policy == self._policy:
            return
        self.store()
        self._policy = policy
        self._text_caches.clear()
        self._redline_caches.clear()
        self._recent_texts.clear()

    def _store_values(self) -> None:
        unsaved, self._unsaved = self._unsaved, {}
        self._cache.store(unsaved)
