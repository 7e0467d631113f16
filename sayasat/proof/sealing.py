"""Seals a head by OpenSSL, and verifies new files of the branch before they are added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sayasat.errors import HistoryError
from sayasat.proof.additions import refuse_changes
from sayasat.proof.files import ROOT, seals_of
from sayasat.proof.heads import LogHead, stem
from sayasat.proof.openssl import OpenSSL, temporary_folder
from sayasat.proof.verdict import Pins, Verdict
from sayasat.proof.verify import verify
from sayasat.repository.log_branch import FILE
from sayasat.versions.publication_log import PublicationLog


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
