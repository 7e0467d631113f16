"""Reads and compares texts by their blobs, through the cache."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from sayasat.cache.database import Cache
from sayasat.cache.memo import Memo
from sayasat.cache.redlines import CachedRedline
from sayasat.cache.texts import Text, TextCache

_RECENT_CHARACTERS = 2_000_000
"""Of the texts kept in memory: those of all versions of a policy of usual size, which several pages need."""

_Value = TypeVar("_Value")


class CachedReader:
    """Reads and compares texts. Used by one thread at a time. `store` writes new results to the cache."""

    def __init__(self, cache: Cache) -> None:
        self.memo = Memo(cache)
        self._cache = cache
        self._text_caches: dict[str, TextCache] = {}
        self._recent_texts: OrderedDict[tuple[str, str], Text] = OrderedDict()
        self._recent_characters = 0
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
            self._recent_characters += text.size
            while self._recent_texts and self._recent_characters > _RECENT_CHARACTERS:
                self._recent_characters -= self._recent_texts.popitem(last=False)[1].size
        self._recent_texts[language, blob] = text
        return text

    def redline(self, language: str, old: Text, new: Text) -> CachedRedline:
        """The redline of two texts in one language."""
        key = self.memo.key("redline", language, old.key, new.key)
        return self.memo.get(CachedRedline, key, partial(CachedRedline.of, old, new, language))

    def of_texts(self, kind: type[_Value], keys: Sequence[str], make: Callable[[], _Value]) -> _Value:
        """A value that is computed from texts, given by their keys; "" for no text.

        ``make`` computes it, and is called if the cache does not have it.
        """
        return self.memo.get(kind, self.memo.key(kind.__name__, *keys), make)

    def store(self) -> None:
        """Write new results to the cache."""
        for text_cache in self._text_caches.values():
            text_cache.store()
        self.memo.store()

    def start_policy(self, policy: str) -> None:
        """Prepare for the texts of a policy: store new results, and free the memory of other texts."""
        if policy != self._policy:
            self.store()
            self._policy = policy
            self._text_caches.clear()
            self._recent_texts.clear()
            self._recent_characters = 0
