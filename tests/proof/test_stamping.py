"""Timestamps that are due, and what expires soon."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sayasat.proof.sealing import attached, expiring, stamped
from sayasat.repository.log_branch import FILE
from sayasat.settings import Authority, ProofSettings
from sayasat.versions.publication_log import PublicationLog
from tests.proof.test_verify import without
from tests.support.authorities import served
from tests.support.sealed_log import SealedLog


def test_timestamps_are_renewed_400_days_before_they_expire(sealed: SealedLog) -> None:
    stamper = sealed.stampers["tsa"]
    with served(stamper) as url:
        proof = ProofSettings(Path(), Path(), "", (Authority("tsa", url, Path()),))
        assert stamped(sealed.files, proof, [1], sealed.now) == ({}, [])
        late = sealed.now + timedelta(days=3650 - 399)
        new, faults = stamped(sealed.files, proof, [1], late)
    assert (list(new), faults) == (["heads/0001.tsa.2.tsr"], [])
    assert attached(sealed.log, without(sealed.files, f"^{FILE}"), new, sealed.now).faults == ()


@pytest.mark.parametrize(
    ("days", "named"),
    [
        (250, []),
        (350, ["certs/seal-2027.pem"]),
        (3300, ["certs/seal-2027.pem", "heads/0003.tsa.tsr", "heads/0003.tsb.tsr"]),
    ],
)
def test_what_expires_within_400_days_is_named(sealed: SealedLog, days: int, named: list[str]) -> None:
    found = expiring(sealed.log, sealed.files, sealed.now + timedelta(days=days))
    assert [fault.where for fault in found] == named


def test_what_is_not_there_does_not_expire(sealed: SealedLog) -> None:
    assert list(expiring(PublicationLog(), {}, sealed.now)) == []
