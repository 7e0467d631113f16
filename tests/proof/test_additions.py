"""What is added to the branch with a head, and the certificate of its seal."""

from __future__ import annotations

from datetime import date

import pytest

from sayasat.errors import EditError
from sayasat.proof.additions import prepared, seal_certificate
from sayasat.proof.files import ONDAY, README
from sayasat.versions.log_events import LogEvent
from sayasat.versions.publication_log import PublicationLog
from tests.proof.test_verify import without
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
