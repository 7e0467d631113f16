"""Makes what is kept, in a process of its own that may be killed: ``values|units FILE FIRST COUNT``."""

from __future__ import annotations

import sys
from pathlib import Path

from sayasat.cache.database import Cache, Digest, digest
from sayasat.cache.page_folders import PageFolders

CODE = Digest(b"this code")
UNITS = "pages"
"""The folder beside the cache's file."""

_EACH = 20
"""Values or files in a batch."""


def batch(number: int) -> dict[Digest, bytes]:
    """Values that are kept together."""
    names = (f"{number} {place}" for place in range(_EACH))
    return {digest("batch", name): digest(name) * 200 for name in names}


def unit(number: int) -> tuple[Digest, dict[str, bytes]]:
    """A key, and the files that are made under it."""
    files = {
        f"a%20b/{place % 3}/{place}.html": f"<p>{number} {place}</p>".encode() * 50 for place in range(_EACH)
    }
    return digest("unit", str(number)), files


def main(what: str, file: str, first: str, count: str) -> None:
    """Make so many batches, or units, and tell the number of each that is kept."""
    with Cache(Path(file), CODE) as cache:
        units = PageFolders(Path(file).parent / UNITS, cache)
        for number in range(int(first), int(first) + int(count)):
            if what == "values":
                cache.store(batch(number))
            else:
                key, files = unit(number)
                units.make(key, files.items())
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
