"""Values that are computed once: found in the cache, or made and stored there in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from sayasat.cache.database import Cache, Digest, decoded, encoded

_BATCH = 100
"""Values that are stored in one transaction; a redline takes about 100 KB."""

_READ = 20
"""Values that are read at once: a page takes up to a few megabytes."""

_Value = TypeVar("_Value")


class Memo:
    """Values of frozen structs by cache key. Used by one thread. `store` stores what was made."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self.unsaved: dict[Digest, bytes] = {}
        """What was made and is not stored yet."""

    def get_many(
        self,
        kind: type[_Value],
        keys: Iterable[Digest],
        make: Callable[[list[Digest]], Iterable[_Value]],
    ) -> dict[Digest, _Value]:
        """The values of a type by their keys. ``make`` computes those that the cache lacks, in order."""
        wanted = list(dict.fromkeys(keys))
        found = dict(self.each(kind, wanted, make))
        return {key: found[key] for key in wanted}

    def each(
        self,
        kind: type[_Value],
        keys: Iterable[Digest],
        make: Callable[[list[Digest]], Iterable[_Value]],
    ) -> Iterator[tuple[Digest, _Value]]:
        """The values as `get_many` gets them, one after another: those that ``make`` computes come last."""
        wanted, missing = list(dict.fromkeys(keys)), []
        for start in range(0, len(wanted), _READ):
            part = wanted[start : start + _READ]
            stored = self._cache.find(key for key in part if key not in self.unsaved)
            for key in part:
                value = decoded(self.unsaved.get(key) or stored.pop(key, None), kind)
                if value is None:
                    missing.append(key)
                else:
                    yield key, value
        for key, value in zip(missing, make(missing) if missing else (), strict=True):
            if len(self.unsaved) >= _BATCH:
                self.store()  # before this one is added, which is often needed again at once
            self.unsaved[key] = encoded(value)
            yield key, value

    def get(self, kind: type[_Value], key: Digest, make: Callable[[], _Value]) -> _Value:
        """One value, as `get_many` gets several."""
        return self.get_many(kind, [key], lambda _: [make()])[key]

    def key(self, kind: str, *inputs: str | bytes) -> Digest:
        """See `sayasat.cache.database.Cache.key`."""
        return self._cache.key(kind, *inputs)

    def store(self) -> None:
        """Store what was made."""
        unsaved, self.unsaved = self.unsaved, {}
        self._cache.store(unsaved)
