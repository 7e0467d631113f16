"""Compiled Jinja templates, kept in the cache from build to build.

A cache key has the template's name, path and source, and the name of the environment. The cache verifies the
checksum of the compiled code before it is run.
"""

from __future__ import annotations

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from sayasat.cache.database import Cache, Digest


class TemplateCache(BytecodeCache):
    """The compiled templates of one Jinja environment."""

    def __init__(self, cache: Cache, environment: str) -> None:
        """``environment`` names the program that configures the environment, with its release."""
        self._cache = cache
        self._environment = environment

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a template's compiled code from the cache, if it has it."""
        key = self._key(bucket)
        stored = self._cache.find([key]).get(key)
        if stored is not None:
            bucket.bytecode_from_string(stored)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store a template's compiled code."""
        self._cache.store({self._key(bucket): bucket.bytecode_to_string()})

    def _key(self, bucket: Bucket) -> Digest:
        return self._cache.key("template", self._environment, bucket.key, bucket.checksum)
