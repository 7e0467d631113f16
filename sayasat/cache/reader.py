"""The caches of texts and redlines of one process, one of each for a language, and the last texts read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from sayasat.cache.database import Cache, decoded, encoded
from sayasat.cache.redlines import CachedRedline, RedlineCache
from sayasat.cache.texts import Text, TextCache
from sayasat.redline.counts import ChangeCount, count_sections

_RECENT_TEXTS = 8
"""Texts: a version's own, the one before it and the one in force are each asked for by several pages."""

_BATCH = 1_000
"""How many counts are kept at once."""


class CachedReader:
    """Reads and compares texts that are named by their blobs. One thread at a time; `store` what was made."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._text_caches: dict[str, TextCache] = {}
        self._redline_caches: dict[str, RedlineCache] = {}
        self._recent_texts: OrderedDict[tuple[str, str], Text] = OrderedDict()
        self._counts: dict[bytes, bytes] = {}
        self._policy = ""

    def text_cache(self, language: str) -> TextCache:
        """The cache of a language's texts."""
        if language not in self._text_caches:
            self._text_caches[language] = TextCache(self._cache, language)
        return self._text_caches[language]

    def text(self, language: str, blob: str, body: Callable[[], str]) -> Text:
        """The text of a blob; ``body`` gives its Markdown, where it is not in memory."""
        text = self._recent_texts.pop((language, blob), None)
        if text is None:
            text = self.text_cache(language).text(body())
            if len(self._recent_texts) >= _RECENT_TEXTS:
                self._recent_texts.popitem(last=False)
        self._recent_texts[language, blob] = text
        return text

    def redline(self, language: str, old: Text, new: Text) -> CachedRedline:
        """The redline of two texts."""
        if language not in self._redline_caches:
            self._redline_caches[language] = RedlineCache(self._cache, language)
        return self._redline_caches[language].redline(old, new)

    def count(self, blobs: tuple[str, str], texts: Callable[[], tuple[Text | None, Text]]) -> ChangeCount:
        """How much changed between two blobs ("" for none); ``texts`` gives them, where that is not kept."""
        key = self._cache.key("count", *blobs)
        counted = decoded(self._cache.find([key]).get(key), ChangeCount)
        if counted is None:
            old, new = texts()
            counted = count_sections(old.sections if old else (), new.sections)
            self._counts[key] = encoded(counted)
            if len(self._counts) >= _BATCH:
                self._store_counts()
        return counted

    def store(self) -> None:
        """Put what was made into the cache."""
        for text_cache in self._text_caches.values():
            text_cache.store()
        for redline_cache in self._redline_caches.values():
            redline_cache.store()
        self._store_counts()

    def start_policy(self, policy: str) -> None:
        """To another policy: what was made is kept, what was held is let go of. They share little."""
        if policy == self._policy:
            return
        self.store()
        self._policy = policy
        self._text_caches.clear()
        self._redline_caches.clear()
        self._recent_texts.clear()

    def _store_counts(self) -> None:
        counts, self._counts = self._counts, {}
        self._cache.store(counts)
