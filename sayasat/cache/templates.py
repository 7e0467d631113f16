"""Jinja's templates, compiled once and kept from build to build.

A kept one is found by the template's name, place and source, and by what else its code depends on. What the
cache holds is checked whole before it is run.
"""

from __future__ import annotations

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from sayasat.cache.database import Cache


class TemplateCache(BytecodeCache):
    """The compiled templates of one environment, in a cache."""

    def __init__(self, cache: Cache, environment: str) -> None:
        """``environment`` names who sets up the environment, with its release."""
        self._cache = cache
        self._environment = environment

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template's code out of the cache, if it is there."""
        key = self._key(bucket)
        stored = self._cache.find([key]).get(key)
        if stored is not None:
            bucket.bytecode_from_string(stored)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        self._cache.store({self._key(bucket): bucket.bytecode_to_string()})

    def _key(self, bucket: Bucket) -> bytes:
        return self._cache.key("template", self._environment, bucket.key, bucket.checksum)
