"""Compares two folders of outputs, file by file."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

LINES = 20
"""How many lines of a file's difference are printed at most."""

_WIDTH = 240


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder, by its path, sorted."""
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    return {
        each.relative_to(folder).as_posix(): hashlib.sha256(each.read_bytes()).hexdigest() for each in files
    }


def checksums(found: dict[str, str]) -> str:
    """A list that ``sha256sum --check`` reads."""
    return "".join(f"{digest}  {path}\n" for path, digest in found.items())


def differences(old: dict[str, str], new: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The paths that are not the same on both sides, sorted, each with what is wrong with it."""
    for path in sorted(old.keys() | new.keys()):
        if path not in new:
            yield path, "only old"
        elif path not in old:
            yield path, "only new"
        elif old[path] != new[path]:
            yield path, "differs"


def shown(old: Path, new: Path) -> Iterator[str]:
    """The first lines of the difference of two files; nothing where either is missing or is no text."""
    try:
        before, after = (each.read_text(encoding="utf-8").splitlines() for each in (old, new))
    except (UnicodeDecodeError, FileNotFoundError):
        return
    lines = difflib.unified_diff(before, after, "old", "new", lineterm="", n=0)
    yield from (line[:_WIDTH] for line in islice(lines, LINES))
