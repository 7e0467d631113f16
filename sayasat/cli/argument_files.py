"""Reads the files that arguments name, and writes those that a command was asked for."""

from __future__ import annotations

from pathlib import Path

from sayasat.errors import Fault, UnknownError


def read_input(file: Path) -> bytes:
    """The bytes of the file. Raises UnknownError if it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise UnknownError([Fault("side-file", str(file), (("problem", str(error.strerror)),))]) from error


def write_output(file: Path, data: bytes, *, makes_folder: bool = False) -> None:
    """Write a file, and with ``makes_folder`` its folder. Raises UnknownError if it cannot be written."""
    try:
        if makes_folder:
            file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    except OSError as error:
        facts = (("problem", str(error.strerror)),)
        raise UnknownError([Fault("output-file", str(file), facts)]) from error
