"""A file that an argument names."""

from __future__ import annotations

from pathlib import Path

from sayasat.errors import Fault, UnknownError


def read_input(file: Path) -> bytes:
    """The bytes of the file. Raises UnknownError if it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise UnknownError([Fault("side-file", str(file), (("problem", str(error.strerror)),))]) from error
