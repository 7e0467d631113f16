"""Seals heads, gets the timestamps that are due, names what expires soon, and verifies what is added.

Runs OpenSSL, uses HTTP.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sayasat.errors import Fault, HistoryError, ToolError
from sayasat.proof.additions import refuse_changes
from sayasat.proof.authority_requests import fetch, post_query
from sayasat.proof.files import ROOT, authority_root, revocation_list, seals_of, stamps
from sayasat.proof.heads import LogHead, read_heads, stem
from sayasat.proof.openssl import OpenSSL, temporary_folder
from sayasat.proof.verdict import Pins, Verdict
from sayasat.proof.verify import verify
from sayasat.repository.log_branch import FILE
from sayasat.settings import Authority, ProofSettings
from sayasat.versions.log_events import LogEvent
from sayasat.versions.publication_log import PublicationLog

NOTICE: Final = timedelta(days=400)
"""A certificate or a timestamp is to be renewed so long before it expires."""


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
                try:
                    new[revocation_list(number)] = _list(openssl, proof.crl)
                except ToolError as error:
                    faults += error.faults
            for seal in seals:
                for authority in proof.authorities:
                    due = _due(files, openssl, seal, authority.name, now)
                    if not due:
                        continue
                    data, name = due
                    try:
                        new[name] = _stamp(openssl, authority, data, name)
                    except ToolError as error:
                        faults += error.faults
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


def _list(openssl: OpenSSL, url: str) -> bytes:
    """The revocation list at a URL, as PEM. Raises ToolError."""
    pem = openssl.pem(fetch(url))
    if not pem:
        raise ToolError([Fault("proof-not-a-list", url)])
    return pem


def _stamp(openssl: OpenSSL, authority: Authority, data: str, name: str) -> bytes:
    """The timestamp of an authority for a file, which gets a name in OpenSSL's folder. Raises ToolError."""
    openssl.query(data, "query.tsq")
    answer = post_query(authority.url, (openssl.folder / "query.tsq").read_bytes())
    (openssl.folder / name).write_bytes(answer)
    if not openssl.answers("query.tsq", name, authority_root(authority.name)):
        raise ToolError([Fault("proof-stamp-refused", authority.url, (("name", authority.name),))])
    return answer


def expiring(log: PublicationLog, files: Mapping[str, bytes], now: datetime) -> Iterator[Fault]:
    """The certificate that the log names last, and the timestamps of the newest sealed head.

    There is a fault for each that expires within `NOTICE`.

    Raises ToolError if OpenSSL is missing or too old, and HistoryError for a bad head.
    """
    heads = [head for head in read_heads(files) if f"{stem(head.number)}.p7s" in files]
    seals = [line.more for line in log.of_event(LogEvent.KEY)[-1:] if line.more in files]
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
                is_stamp = name.endswith(".tsr")
                yield Fault("proof-stamp-ends" if is_stamp else "proof-certificate-ends", name, day)
