"""Reads the package of one revision, a tar file with a bag (BagIt 1.0). Pure.

``data/`` has the files of a folder ``proof`` as they stood at one head (``log.txt``, ``heads/``, ``certs/``,
``onday.sh``, ``README.txt``), and ``text/``: the source of the revision, with its attachments.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterator, Mapping

from sayasat.errors import EditError, Fault
from sayasat.proof.files import digest
from sayasat.proof.verdict import Statement
from sayasat.repository.log_branch import FILE
from sayasat.versions.log_events import LogEvent
from sayasat.versions.publication_log import parse_log

_LARGEST = 64 << 20
_MANIFEST = "manifest-sha256.txt"


def read_package(data: bytes, name: str) -> dict[str, bytes]:
    """The files of a package by their paths in the bag. Raises EditError if it is no tar file."""
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tar:
            members = [each for each in tar.getmembers() if each.isfile() and each.size < _LARGEST]
            opened = ((each.name, tar.extractfile(each)) for each in members)
            files = {path: file.read() for path, file in opened if file}
    except (tarfile.TarError, EOFError) as error:
        raise EditError([Fault("proof-package-broken", name)]) from error
    bags = [path.removesuffix("bagit.txt") for path in files if path.endswith("bagit.txt")]
    if len(bags) != 1 or f"{bags[0]}{_MANIFEST}" not in files:
        raise EditError([Fault("proof-package-broken", name)])
    return {path.removeprefix(bags[0]): each for path, each in files.items()}


def bag_faults(files: Mapping[str, bytes]) -> Iterator[Fault]:
    """The files of a bag that its manifest does not name as they are."""
    rows = files[_MANIFEST].decode(errors="replace").splitlines()
    named = {path: own for own, path in (row.split(maxsplit=1) for row in rows if " " in row)}
    found = {path: digest(data) for path, data in files.items() if path.startswith("data/")}
    for path in sorted(named.keys() | found.keys()):
        if named.get(path) != found.get(path):
            yield Fault("proof-package-manifest", path)


def proof_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that prove the log, by their paths in a folder ``proof``."""
    return {path.removeprefix("data/"): data for path, data in files.items() if path.startswith("data/")}


def texts_of(files: Mapping[str, bytes]) -> Iterator[Statement | Fault]:
    """For each source in the package, the line of the log that records it; a fault if none does.

    Raises HistoryError for a damaged log.
    """
    lines = parse_log(files[f"data/{FILE}"])
    known = {line.sha256: place for place, line in enumerate(lines, 1) if line.event is LogEvent.TEXT}
    for path, data in sorted(files.items()):
        if re.fullmatch(r"data/text/[^/]+\.md", path):
            place = known.get(digest(data))
            if place is None:
                yield Fault("proof-package-text", path)
                continue
            line = lines[place - 1]
            facts = {"file": path, "line": place, "policy": line.policy, "language": line.language}
            yield Statement("package-text", tuple({**facts, "day": line.date}.items()))
