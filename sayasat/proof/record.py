"""What proves each published text, for the pages: heads, seals, timestamps, packages. Pure, without OpenSSL.

What is on the branch was verified when it was added (`sayasat.proof.sealing`); nothing is verified here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct, field

from sayasat.errors import HistoryError
from sayasat.proof.files import README, StampFile, digest, stamps
from sayasat.proof.heads import LogHead, read_heads, stem
from sayasat.repository.log_branch import PACKAGES
from sayasat.versions.log_events import LogEvent
from sayasat.versions.model import PlacedRevision
from sayasat.versions.publication_log import PublicationLog

_PACKAGE: Final = re.compile(rf"{PACKAGES}(?P<line>\d{{6,}})-(?P<head>\d{{4,}})\.tar")
_TIME: Final = re.compile(rb"\x18[\x0f-\x17](\d{14})(?:\.\d+)?Z")
"""The first GeneralizedTime of a timestamp: ``genTime`` (RFC 3161, 2.4.2). No other one precedes it."""


class SealedBy(Struct, frozen=True):
    """A head with its seal and timestamps."""

    head: LogHead
    files: tuple[str, ...]
    """Its files on the branch, below ``/proof/``."""

    stamps: tuple[tuple[str, datetime], ...] = ()
    """When its seal was stamped first, by authority."""

    @property
    def is_sealed(self) -> bool:
        """Whether it has its seal."""
        return f"{stem(self.head.number)}.p7s" in self.files


class TextProof(Struct, frozen=True):
    """What proves one published text."""

    line: int
    """Of the log, from 1."""

    sealed: SealedBy | None = None
    """The head that proves it; None while no sealed head has its line."""

    package: str = ""
    """The blob of its package; empty if it has none yet."""


class ProofRecord(Struct, frozen=True):
    """What the branch `publications` has."""

    texts: Mapping[tuple[str, str], TextProof] = field(default_factory=dict)
    """By commit and path."""

    heads: tuple[SealedBy, ...] = ()
    """By number."""

    certificates: tuple[tuple[str, str], ...] = ()
    """The path and the SHA-256 of each certificate."""

    readme: str = README.decode()

    def of(self, placed: PlacedRevision) -> TextProof | None:
        """What proves a revision; None if it is not in the log."""
        return self.texts.get((placed.revision.commit, placed.revision.path))


def package_path(line: int, head: int) -> str:
    """The path of the package of a text, by the number of its line, with what proves it by a head."""
    return f"{PACKAGES}{line:06d}-{head:04d}.tar"


def stamped_at(stamp: bytes) -> datetime | None:
    """The time that a timestamp names; None if it is none."""
    found = _TIME.search(stamp)
    return datetime.strptime(found[1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC) if found else None


def read_record(log: PublicationLog, files: Mapping[str, bytes], packages: Mapping[str, str]) -> ProofRecord:
    """What the branch has: ``files``, by path, and the blobs of ``packages``, by path.

    Bad heads keep no site from being built: they count as missing, and `sayasat verify` names them.
    """
    try:
        heads = tuple(_sealed_by(head, files) for head in read_heads(files))
    except HistoryError:
        heads = ()
    blobs = {}
    for path, blob in packages.items():
        if match := _PACKAGE.fullmatch(path):
            blobs[int(match["line"])] = int(match["head"]), blob
    texts: dict[tuple[str, str], TextProof] = {}
    for number, line in enumerate(log.present, 1):
        if line.event is LogEvent.TEXT:
            named, blob = blobs.get(number, (0, ""))
            proof = TextProof(number, _first(heads, number, named), blob)
            texts.setdefault((line.commit, line.path), proof)
    certificates = [name for name in sorted(files) if re.fullmatch(r"certs/(?!crl-).+\.pem", name)]
    digests = tuple((name, digest(files[name])) for name in certificates)
    readme = files.get("README.txt", README).decode(errors="replace")
    return ProofRecord(texts, heads, digests, readme)


def _sealed_by(head: LogHead, files: Mapping[str, bytes]) -> SealedBy:
    names = tuple(name for name in sorted(files) if name.startswith(f"{stem(head.number)}."))
    firsts = (chain[0] for chain in stamps(files, f"{stem(head.number)}.p7s").values())
    return SealedBy(head, names, tuple(_times(firsts, files)))


def _times(firsts: Iterable[StampFile], files: Mapping[str, bytes]) -> list[tuple[str, datetime]]:
    times = ((each.authority, stamped_at(files[each.file])) for each in firsts)
    return [(authority, at) for authority, at in times if at is not None]


def _first(heads: Sequence[SealedBy], line: int, named: int) -> SealedBy | None:
    """The head that a package names, else the first sealed one that has the line."""
    packed = (each for each in heads if each.head.number == named)
    having = (each for each in heads if each.is_sealed and each.head.lines >= line)
    return next(packed, None) or next(having, None)
