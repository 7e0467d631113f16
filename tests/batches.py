"""Writes batches of values into a cache, in a process of its own that may be killed: ``FILE FIRST COUNT``."""

from __future__ import annotations

import sys
from pathlib import Path

from sayasat.cache import Cache, digest

CODE = b"this code"
_VALUES = 20
"""In a batch."""


def batch(number: int) -> dict[bytes, bytes]:
    """Values that are kept together."""
    names = (f"{number} {place}" for place in range(_VALUES))
    return {digest("batch", name): digest(name) * 200 for name in names}


def main(file: str, first: str, count: str) -> None:
    """Keep so many batches, and tell the number of each that is kept."""
    with Cache(Path(file), CODE) as cache:
        for number in range(int(first), int(first) + int(count)):
            cache.keep(batch(number))
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
