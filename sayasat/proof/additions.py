"""What the commands add to the branch `publications`: heads, seals, timestamps. No file there changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from sayasat.errors import EditError, Fault, HistoryError, ToolError
from sayasat.proof.files import (
    ONDAY,
    README,
    ROOT,
    authority_root,
    digest,
    revocation_list,
    seals_of,
    stamps,
)
from sayasat.proof.heads import LogHead, key_lines, next_head, read_heads, stem
from sayasat.proof.openssl import OpenSSL, temporary_folder
from sayasat.proof.stamping import fetch, post_query
from sayasat.proof.verdict import Pins, Verdict
from sayasat.proof.verify import verify
from sayasat.repository.log_branch import FILE
from sayasat.settings import Authority, ProofSettings
from sayasat.versions.log_events import LogEvent
from sayasat.versions.log_lines import GENERATOR
from sayasat.versions.publication_log import LogLine, PublicationLog

NOTICE: Final = timedelta(days=400)
"""A certificate or a timestamp is to be renewed so long before it expires."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The next head, and what is added to the log and to the branch with it."""

    head: LogHead | None
    """None if `next_head` gives none."""

    since: tuple[LogLine, ...]
    """The lines since the last head."""

    lines: tuple[LogLine, ...]
    """What is added to the log: the line of a new key."""

    files: Mapping[str, bytes]
    """What is added to the branch."""


def prepared(
    log: PublicationLog,
    files: Mapping[str, bytes],
    certificates: Mapping[str, bytes],
    today: date,
) -> Prepared:
    """The next head over a log. Pure.

    ``files`` are those of the branch, ``certificates`` those that the settings name, by their paths on the
    branch. The certificate of a new seal is named by a new line of the log, so that the next seal covers it.
    Raises HistoryError if the log and the heads do not agree, and EditError if a file would change.
    """
    refuse_changes(files, certificates)
    heads = read_heads(files)
    seal = next((name for name in certificates if name.startswith("certs/seal-")), "")
    own = digest(certificates[seal]) if seal else ""
    lines: tuple[LogLine, ...] = ()
    if seal and own not in {line.sha256 for line in log.of_event(LogEvent.KEY)[-1:]}:
        day = max(today, log.lines[-1].day)
        lines = (LogLine(day, LogEvent.KEY, sha256=own, generator=GENERATOR, more=seal),)
    extended = log.extended(lines)
    head = next_head(extended, heads, today)
    since = extended.lines[heads[-1].lines if heads else 0 :]
    if head is None:
        return Prepared(None, since, (), {})
    new = {f"{stem(head.number)}.txt": head.data, **certificates, "README.txt": README, "onday.sh": ONDAY}
    added = {name: data for name, data in new.items() if files.get(name) != data}
    return Prepared(head, since, lines, added)


def certificates_of(proof: ProofSettings | None, root: Path) -> dict[str, bytes]:
    """The certificates that the settings name, by their paths on the branch. Raises EditError."""
    if proof is None:
        return {}
    named = {f"certs/{proof.seal.name}": proof.seal, ROOT: proof.root}
    named |= {authority_root(each.name): each.root for each in proof.authorities}
    found = {}
    for name, path in named.items():
        data = read_file(root / path)
        if b"-----BEGIN CERTIFICATE-----" not in data or b"PRIVATE KEY" in data:
            raise EditError([Fault("proof-not-a-certificate", str(path))])
        found[name] = data
    return found


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises EditError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise EditError([Fault("side-file", str(path), (("problem", str(error.strerror)),))]) from error


def refuse_changes(files: Mapping[str, bytes], new: Mapping[str, bytes]) -> None:
    """Raise EditError if a file of ``heads/`` or ``certs/`` would change."""
    changed = [name for name, data in new.items() if files.get(name, data) != data]
    if changed:
        raise EditError(Fault("proof-file-stands", name) for name in changed)


def chosen_head(files: Mapping[str, bytes], number: int | None) -> LogHead:
    """The head of a number, or the last one. Raises EditError if there is none."""
    found = [head for head in read_heads(files) if number in {None, head.number}]
    if not found:
        raise EditError([Fault("proof-no-head", str(number or "heads/"))])
    return found[-1]


def seal_certificate(log: PublicationLog, head: LogHead, *, old: bool) -> str:
    """The certificate that the log names for the seal of a head, or the one before. Raises EditError."""
    keys = key_lines(log, head)
    if len(keys) < 1 + old:
        raise EditError([Fault("proof-no-key", stem(head.number))])
    return keys[-1 - old].more


def sealed(
    files: Mapping[str, bytes], head: LogHead, key: Path, certificate: str, *, old: bool
) -> dict[str, bytes]:
    """The seal of a head, made with a key in a file, by its path on the branch. Raises ToolError."""
    seal = seals_of(head.number)[old]
    with temporary_folder(files) as folder:
        OpenSSL.found(folder).sign(f"{stem(head.number)}.txt", key, certificate, ROOT, seal)
        return {seal: (folder / seal).read_bytes()}


def attached(
    log: PublicationLog, files: Mapping[str, bytes], new: Mapping[str, bytes], now: datetime
) -> Verdict:
    """Verify new files of the branch together with all others, without any pins.

    Raises HistoryError with everything that is wrong because of them, and EditError if a file would change.
    What was wrong before, such as a timestamp that nobody has renewed, does not prevent a new seal.
    """
    refuse_changes(files, new)
    verdict = verify({**files, **new, FILE: log.data}, now, Pins())
    before = verify({**files, FILE: log.data}, now, Pins()).faults if verdict.faults else ()
    faults = [fault for fault in verdict.faults if fault not in before]
    if faults:
        raise HistoryError(faults)
    return verdict


def brought(folder: Path, head: LogHead) -> dict[str, bytes]:
    """The files of a head that an officer brings in a folder, by their paths on the branch.

    Raises EditError if there are none.
    """
    name = stem(head.number).removeprefix("heads/")
    found = {f"heads/{each.name}": each for each in sorted(folder.glob(f"{name}.*")) if each.suffix != ".txt"}
    listed = folder / Path(revocation_list(head.number)).name
    if listed.is_file():
        found[revocation_list(head.number)] = listed
    if not found:
        raise EditError([Fault("proof-nothing-brought", str(folder), (("name", f"{name}.p7s"),))])
    return {path: read_file(each) for path, each in found.items()}


def stamped(
    files: Mapping[str, bytes], proof: ProofSettings, numbers: Collection[int], now: datetime
) -> tuple[dict[str, bytes], list[Fault]]:
    """New timestamps of the seals of some heads, by their paths on the branch, and what went wrong.

    Each seal is stamped by each authority once, and again before that timestamp expires (`NOTICE`). With its
    first timestamp comes the revocation list of the day. One authority that fails does not stop the others.
    Raises ToolError if OpenSSL is missing or too old.
    """
    new: dict[str, bytes] = {}
    faults: list[Fault] = []
    with temporary_folder(files) as folder:
        openssl = OpenSSL.found(folder)
        for number in numbers:
            seals = [seal for seal in seals_of(number) if seal in files]
            if proof.crl and not any(stamps(files, seal) for seal in seals):
                faults += _listed(openssl, proof.crl, number, new)
            for seal in seals:
                for authority in proof.authorities:
                    due = _due(files, openssl, seal, authority.name, now)
                    faults += _stamped(openssl, authority, *due, new) if due else ()
    return new, faults


def _due(
    files: Mapping[str, bytes], openssl: OpenSSL, seal: str, authority: str, now: datetime
) -> tuple[str, str] | None:
    """What an authority has to stamp now for a seal, and the name of that timestamp; None if nothing."""
    chain = stamps(files, seal).get(authority, [])
    start = seal.removesuffix(".p7s")
    if not chain:
        return seal, f"{start}.{authority}.tsr"
    expires = openssl.expires(chain[-1].file)
    if expires is None or expires - now > NOTICE:
        return None
    return chain[-1].file, f"{start}.{authority}.{len(chain) + 1}.tsr"


def _listed(openssl: OpenSSL, url: str, number: int, new: dict[str, bytes]) -> Iterator[Fault]:
    """Add the revocation list to the new files, or give the fault."""
    try:
        pem = openssl.pem(fetch(url))
    except ToolError as error:
        yield from error.faults
        return
    if pem:
        new[revocation_list(number)] = pem
    else:
        yield Fault("proof-not-a-list", url)


def _stamped(
    openssl: OpenSSL, authority: Authority, data: str, name: str, new: dict[str, bytes]
) -> Iterator[Fault]:
    """Add a timestamp to the new files, or give the fault."""
    openssl.query(data, "query.tsq")
    try:
        answer = post_query(authority.url, (openssl.folder / "query.tsq").read_bytes())
    except ToolError as error:
        yield from error.faults
        return
    (openssl.folder / name).write_bytes(answer)
    if openssl.answers("query.tsq", name, authority_root(authority.name)):
        new[name] = answer
    else:
        yield Fault("proof-stamp-refused", authority.url, (("name", authority.name),))


def expiring(files: Mapping[str, bytes], now: datetime) -> Iterator[Fault]:
    """The certificates in use and the timestamps of the newest sealed head that expire within `NOTICE`.

    Raises ToolError if OpenSSL is missing or too old, and HistoryError for a bad head.
    """
    heads = [head for head in read_heads(files) if f"{stem(head.number)}.p7s" in files]
    seals = sorted(name for name in files if name.startswith("certs/seal-"))[-1:]
    chains = [stamps(files, f"{stem(head.number)}.p7s").values() for head in heads[-1:]]
    last = [chain[-1].file for each in chains for chain in each]
    if not seals and not last:
        return
    with temporary_folder(files) as folder:
        openssl = OpenSSL.found(folder)
        for name in (*seals, *last):
            end = openssl.expires(name)
            if end is not None and end - now < NOTICE:
                day = (("day", end.date().isoformat()),)
                if name.endswith(".tsr"):
                    yield Fault("proof-stamp-ends", name, day)
                else:
                    yield Fault("proof-certificate-ends", name, day)
