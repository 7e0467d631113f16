"""What is added to the branch: heads with their certificates, seals that hold, timestamps that are due."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from sayasat.errors import EditError, HistoryError
from sayasat.proof.additions import (
    attached,
    brought,
    certificates_of,
    expiring,
    prepared,
    seal_certificate,
    stamped,
)
from sayasat.proof.files import OLD, ONDAY, README
from sayasat.proof.heads import stem
from sayasat.repository.log_branch import FILE
from sayasat.settings import Authority, ProofSettings
from sayasat.versions.log_events import LogEvent
from sayasat.versions.publication_log import PublicationLog
from tests.proof.test_verify import without
from tests.support.authorities import served
from tests.support.sealed_log import SealedLog, publication, settings

DAY = date(2025, 12, 28)


def certificates(sealed: SealedLog, seal: str) -> dict[str, bytes]:
    kept = without(sealed.files, rf"^(?!certs/)|crl|seal-(?!{seal})")
    assert len(kept) == 4
    return kept


def test_the_first_head_comes_with_the_line_of_its_key_and_with_what_a_verifier_needs(
    sealed: SealedLog,
) -> None:
    log = PublicationLog((settings(DAY), publication(1, DAY)))
    named = certificates(sealed, "2026")
    done = prepared(log, {}, named, DAY)
    assert done.head is not None
    assert [(line.event, line.more) for line in done.lines] == [(LogEvent.KEY, "certs/seal-2026.pem")]
    assert done.head.lines == 3
    assert done.files == {
        **named,
        "heads/0001.txt": done.head.data,
        "README.txt": README,
        "onday.sh": ONDAY,
    }
    again = prepared(log.extended(done.lines), done.files, named, DAY)
    assert (again.head, again.lines, again.files) == (None, (), {})


def test_a_head_needs_no_seal() -> None:
    done = prepared(PublicationLog((settings(DAY), publication(1, DAY))), {}, {}, DAY)
    assert done.lines == ()
    assert done.files.keys() == {"heads/0001.txt", "README.txt", "onday.sh"}


def test_a_new_certificate_under_an_old_name_is_refused(sealed: SealedLog) -> None:
    named = certificates(sealed, "2027")
    named["certs/seal-2026.pem"] = named.pop("certs/seal-2027.pem")
    with pytest.raises(EditError, match="proof-file-stands"):
        prepared(sealed.log, sealed.files, named, DAY)


def test_the_log_names_the_certificate_of_a_seal(sealed: SealedLog) -> None:
    names = [seal_certificate(sealed.log, head, old=False) for head in sealed.heads]
    assert names == ["certs/seal-2026.pem", "certs/seal-2026.pem", "certs/seal-2027.pem"]
    assert seal_certificate(sealed.log, sealed.heads[2], old=True) == "certs/seal-2026.pem"
    with pytest.raises(EditError, match="proof-no-key"):
        seal_certificate(sealed.log, sealed.heads[0], old=True)


def test_a_private_key_is_no_certificate(tmp_path: Path, sealed: SealedLog) -> None:
    proof = ProofSettings(Path("seal-2026.pem"), Path("root.pem"), "", ())
    pem = sealed.files["certs/root.pem"]
    (tmp_path / "root.pem").write_bytes(pem)
    for wrong in (pem + b"-----BEGIN PRIVATE KEY-----", b"", b"\x30\x82"):
        (tmp_path / "seal-2026.pem").write_bytes(wrong)
        with pytest.raises(EditError, match="proof-not-a-certificate"):
            certificates_of(proof, tmp_path)
    with pytest.raises(EditError, match="side-file"):
        certificates_of(proof, tmp_path / "elsewhere")


def test_a_seal_that_does_not_hold_is_refused_and_one_that_holds_is_kept(sealed: SealedLog) -> None:
    files = without(sealed.files, rf"^{FILE}|0003\.")
    own = without(sealed.files, r"^(?!heads/0003\.)|\.txt")
    files[f"{stem(3)}.txt"] = sealed.files[f"{stem(3)}.txt"]
    assert attached(sealed.log, files, own, sealed.now).faults == ()
    foreign = {f"{stem(3)}.p7s": sealed.ca.seal("citizen", sealed.heads[2].data)}
    with pytest.raises(HistoryError, match="proof-seal-signer"):
        attached(sealed.log, files, foreign, sealed.now)
    with pytest.raises(HistoryError, match="proof-seal-signer"):
        attached(sealed.log, files, {f"{stem(3)}{OLD}.p7s": foreign[f"{stem(3)}.p7s"]}, sealed.now)
    with pytest.raises(EditError, match="proof-file-stands"):
        attached(sealed.log, sealed.files, foreign, sealed.now)


def test_what_was_wrong_before_keeps_no_new_seal_away(sealed: SealedLog) -> None:
    files = without(sealed.files, rf"^{FILE}|0003\.")
    files |= {f"{stem(3)}.txt": sealed.files[f"{stem(3)}.txt"], f"{stem(1)}.tsa.tsr": b"damaged"}
    own = without(sealed.files, r"^(?!heads/0003\.)|\.txt")
    verdict = attached(sealed.log, files, own, sealed.now)
    assert [fault.where for fault in verdict.faults] == [f"{stem(1)}.tsa.tsr"]


def test_what_an_officer_brings_is_found_by_the_number(sealed: SealedLog, tmp_path: Path) -> None:
    for name in ("0003.txt", "0003.p7s", "0003.tsa.tsr", "crl-0003.pem", "0002.p7s", "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    found = brought(tmp_path, sealed.heads[2])
    assert found.keys() == {"heads/0003.p7s", "heads/0003.tsa.tsr", "certs/crl-0003.pem"}
    with pytest.raises(EditError, match="proof-nothing-brought"):
        brought(tmp_path, sealed.heads[0])


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
