"""The package of one published text: a bag (BagIt 1.0, RFC 8493) in a tar file, and its verification. Pure.

The same files always give the same bytes: names are sorted, times, owners and modes are fixed.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from sayasat.errors import EditError, Fault, HistoryError
from sayasat.proof.files import OLD, ROOT, authority_root, digest, revocation_list, seals_of, stamps
from sayasat.proof.heads import LogHead, key_lines, read_heads, stem
from sayasat.proof.verdict import Statement, Verdict
from sayasat.repository.log_branch import FILE
from sayasat.versions.log_events import LogEvent
from sayasat.versions.publication_log import PublicationLog, parse_log

SOURCE: Final = "source/"
"""The folder of the text and its attachments, by their paths in Git."""

_DATA: Final = "data/"
_MANIFEST: Final = "manifest-sha256.txt"
_TAG_MANIFEST: Final = "tagmanifest-sha256.txt"
_VERSION: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


class Bag(Struct, frozen=True):
    """What is packed."""

    name: str
    """The folder that it unpacks to."""

    day: date
    """The day on which the text was published."""

    info: tuple[tuple[str, str], ...]
    """Labels and values of ``bag-info.txt``."""

    files: Mapping[str, bytes]
    """The payload, by path below ``data/``."""

    @property
    def tar(self) -> bytes:
        """The bytes of the package."""
        payload = {_DATA + path: data for path, data in self.files.items()}
        oxum = f"{sum(map(len, payload.values()))}.{len(payload)}"
        own = ((label, " ".join(value.split())) for label, value in self.info)
        info = (*own, ("Bagging-Date", self.day.isoformat()), ("Payload-Oxum", oxum))
        tags = {
            "bagit.txt": _VERSION,
            "bag-info.txt": "".join(f"{label}: {value}\n" for label, value in info).encode(),
            _MANIFEST: _manifest(payload),
        }
        return _tar(self.name, {**tags, _TAG_MANIFEST: _manifest(tags), **payload}, self.day)


def _manifest(files: Mapping[str, bytes]) -> bytes:
    lines = (f"{digest(files[path])}  {_encoded(path)}\n" for path in sorted(files))
    return "".join(lines).encode(errors="surrogateescape")


def _encoded(path: str) -> str:
    """A path as a manifest has it (RFC 8493, 2.1.3)."""
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def _tar(folder: str, files: Mapping[str, bytes], day: date) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(files):
            member = tarfile.TarInfo(f"{folder}/{path}")
            member.size, member.mode = len(files[path]), 0o644
            member.mtime = int(datetime.combine(day, time(), UTC).timestamp())
            tar.addfile(member, io.BytesIO(files[path]))
    return written.getvalue()


def proof_files(log: PublicationLog, files: Mapping[str, bytes], head: LogHead) -> dict[str, bytes]:
    """What proves a log up to a head, of the files of the branch: enough for `verify` and ``README.txt``.

    All heads up to that one, with the seal and the timestamps of that one; and wherever a new key was
    confirmed by the former one, those of that head and of the sealed one before it.
    """
    numbers = [each.number for each in read_heads(files) if each.number <= head.number]
    has_seal = [number for number in numbers if f"{stem(number)}.p7s" in files]
    chosen = {head.number}
    for place, number in enumerate(has_seal):
        if f"{stem(number)}{OLD}.p7s" in files:
            chosen |= {number, *has_seal[max(place - 1, 0) : place]}
    names = {f"{stem(number)}.txt" for number in numbers} | {ROOT, "README.txt", "onday.sh"}
    names |= {line.more for line in key_lines(log, head)}
    for number in chosen:
        names.add(revocation_list(number))
        names |= {name for name in files if name.startswith(f"{stem(number)}.")}
        for seal in seals_of(number):
            names |= {authority_root(authority) for authority in stamps(files, seal)}
    kept = {name: files[name] for name in sorted(names) if name in files}
    return {FILE: log.data[: head.length], **kept}


def read_package(data: bytes, file: str) -> tuple[dict[str, bytes], list[Fault]]:
    """The payload of a package, by path below ``data/``, and what its manifests find wrong with it.

    Nothing is written to the disk. Raises EditError if it is no bag in a tar file.
    """
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tar:
            for member in tar:
                # A sparse member names a size that the file does not have
                is_whole = member.isreg() and member.size <= len(data)
                content = tar.extractfile(member) if is_whole else None
                if content is not None:
                    found[member.name.partition("/")[2]] = content.read()
    except (tarfile.TarError, UnicodeError, ValueError) as error:
        raise EditError([Fault("proof-no-package", file)]) from error
    if not {"bagit.txt", _MANIFEST, _TAG_MANIFEST} <= found.keys():
        raise EditError([Fault("proof-no-package", file)])
    payload = {path: each for path, each in found.items() if path.startswith(_DATA)}
    tags = {path: each for path, each in found.items() if path not in payload and path != _TAG_MANIFEST}
    faults = [*_differences(tags, found[_TAG_MANIFEST]), *_differences(payload, found[_MANIFEST])]
    return {path.removeprefix(_DATA): each for path, each in payload.items()}, faults


def _differences(files: Mapping[str, bytes], manifest: bytes) -> Iterator[Fault]:
    listed = {}
    for line in manifest.decode(errors="surrogateescape").splitlines():
        named, _, path = line.partition("  ")
        listed[re.sub("%(25|0A|0D)", lambda code: chr(int(code[1], 16)), path)] = named
    for path in sorted({*listed, *files}):
        if path not in files:
            yield Fault("proof-package-missing", path)
        elif path not in listed:
            yield Fault("proof-package-extra", path)
        elif digest(files[path]) != listed[path]:
            yield Fault("proof-package-altered", path)


def with_text(verdict: Verdict, payload: Mapping[str, bytes]) -> Verdict:
    """A verdict on the log of a package, with a statement or a fault for each text in the package."""
    try:
        log = PublicationLog(parse_log(payload.get(FILE, b"")))
    except HistoryError:  # the verdict has this fault already
        return verdict
    texts = {(line.path, line.sha256): line for line in log.lines if line.event is LogEvent.TEXT}
    named = {path for path, _ in texts}
    proved: list[Statement] = []
    faults: list[Fault] = []
    for path in sorted(payload):
        source = path.removeprefix(SOURCE)
        if source == path or source not in named:
            continue
        line = texts.get((source, digest(payload[path])))
        if line is None:
            faults.append(Fault("proof-package-other", path))
        else:
            facts = {"path": path, "policy": line.policy, "language": line.language, "date": line.date}
            proved.append(Statement.of("package", **facts, day=line.day))
    if not proved and not faults:
        faults.append(Fault("proof-package-textless", SOURCE))
    # What is proved of the text holds only if the log does
    holding = () if verdict.faults or faults else proved
    return replace(verdict, faults=(*verdict.faults, *faults), proved=(*verdict.proved, *holding))
