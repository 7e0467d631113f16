"""Decodes the bytes of a policy's file. Pure."""

from __future__ import annotations

import codecs
import re

from sayasat.characters import REPLACEMENT
from sayasat.errors import Fault

# Front matter as MkDocs finds it (mkdocs.utils.meta); also empty, or at the end of the file.
HEAD = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


_LFS = re.compile(rb"version https://git-lfs\.github\.com/spec/[^\n]+\n(?:[a-z0-9.-]+ [^\n]*\n)+\Z")
"""A pointer of Git LFS (git-lfs, docs/spec.md): lines of a key and a value, the version first."""

LFS_LIMIT = 1_024
"""Bytes; a pointer of Git LFS is shorter (its specification)."""


def is_lfs_pointer(data: bytes) -> bool:
    """Whether a file is a pointer of Git LFS, in place of a file that Git does not have."""
    return _LFS.match(data) is not None


LFS = "file-lfs"
"""The code of the fault of a file that is such a pointer."""


def decode(data: bytes) -> tuple[str, list[Fault]]:
    """The text of a file with line feeds only, and a fault for each kind of bytes that is no UTF-8 text.

    A pointer of Git LFS stands for a file that Git does not have: there is no text.
    """
    if is_lfs_pointer(data):
        return "", [Fault(LFS, "")]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text, faults = data.decode("utf-16", "replace"), [Fault("file-utf-16", "")]
    else:
        text, faults = data.decode("utf-8", "replace"), _not_utf_8(data)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        faults.append(Fault("file-nul", str(line), (("count", str(text.count("\0"))),)))
        text = text.replace("\0", REPLACEMENT)
    return text, faults


def _not_utf_8(data: bytes) -> list[Fault]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = len(re.findall(rb"\r\n?|\n", data[: error.start])) + 1
        byte = f"0x{data[error.start]:02X}"
        return [Fault("file-not-utf-8", str(line), (("offset", str(error.start)), ("byte", byte)))]
    return []
