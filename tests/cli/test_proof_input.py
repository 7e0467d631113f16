"""Certificates that the settings name, and the files that an officer brings."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.cli.proof_commands import brought, certificates_of
from sayasat.errors import EditError, UnknownError
from sayasat.settings import ProofSettings
from tests.support.sealed_log import SealedLog


def test_a_private_key_is_no_certificate(tmp_path: Path, sealed: SealedLog) -> None:
    proof = ProofSettings(Path("seal-2026.pem"), Path("root.pem"), "", ())
    pem = sealed.files["certs/root.pem"]
    (tmp_path / "root.pem").write_bytes(pem)
    for wrong in (pem + b"-----BEGIN PRIVATE KEY-----", b"", b"\x30\x82"):
        (tmp_path / "seal-2026.pem").write_bytes(wrong)
        with pytest.raises(EditError, match="proof-not-a-certificate"):
            certificates_of(proof, tmp_path)
    with pytest.raises(UnknownError, match="side-file"):
        certificates_of(proof, tmp_path / "elsewhere")


def test_what_an_officer_brings_is_found_by_the_number(sealed: SealedLog, tmp_path: Path) -> None:
    for name in ("0003.txt", "0003.p7s", "0003.tsa.tsr", "crl-0003.pem", "0002.p7s", "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    found = brought(tmp_path, sealed.heads[2])
    assert found.keys() == {"heads/0003.p7s", "heads/0003.tsa.tsr", "certs/crl-0003.pem"}
    with pytest.raises(EditError, match="proof-nothing-brought"):
        brought(tmp_path, sealed.heads[0])
