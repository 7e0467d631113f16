"""A whole log is proved, and the result is plain about what is not."""

from __future__ import annotations

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from sayasat.errors import Fault
from sayasat.i18n.messages import messages
from sayasat.proof.files import OLD, certificate_digests, digest
from sayasat.proof.heads import next_head, stem
from sayasat.proof.verdict import Pins, Verdict
from sayasat.proof.verify import verify
from sayasat.repository.log_branch import FILE
from tests.support.sealed_log import TEXT, Files, SealedLog, publication


def codes(statements: object) -> list[str]:
    return [each.code for each in statements]  # type: ignore[attr-defined]


def without(files: Files, pattern: str) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if not re.search(pattern, name)}


def pins(sealed: SealedLog) -> Pins:
    roots = tuple(digest(data) for name, data in sealed.files.items() if name.endswith("root.pem"))
    return Pins(sealed.pin, roots, {"0002.txt": sealed.heads[1].data})


def checked(sealed: SealedLog, files: Files, known: Pins | None = None, days: float = 0) -> Verdict:
    return verify(files, sealed.now + timedelta(days=days), known or pins(sealed))


def test_a_whole_log_is_proved_up_to_the_day_of_the_first_timestamp(sealed: SealedLog) -> None:
    verdict = checked(sealed, sealed.files)
    assert (verdict.faults, verdict.code) == ((), 0)
    assert codes(verdict.proved) == ["heads", "kept", "sealed", "roots-known", "stamped", "stamped"]
    assert codes(verdict.open) == ["since", "before"]
    assert [each.certificate for each in verdict.sealed] == [
        "certs/seal-2026.pem",
        "certs/seal-2026.pem",
        "certs/seal-2027.pem",
    ]


@pytest.mark.parametrize("name", ["seal-2026", "seal-2027"])
def test_either_key_can_be_known_and_by_either_of_its_digests(sealed: SealedLog, name: str) -> None:
    for known in certificate_digests(sealed.files[f"certs/{name}.pem"]):
        assert checked(sealed, sealed.files, Pins(known)).faults == ()
    der = sealed.ca.openssl("x509", "-in", f"{name}.pem", "-outform", "DER")
    assert digest(der) in certificate_digests(sealed.files[f"certs/{name}.pem"])


def test_without_knowledge_from_outside_origin_is_not_proved(sealed: SealedLog) -> None:
    verdict = checked(sealed, sealed.files, Pins())
    assert verdict.code == 0
    assert "sealed" not in codes(verdict.proved)
    assert codes(verdict.open) == ["origin", "roots", "since", "before", "story"]


def test_a_new_key_alone_needs_no_word_of_the_former_one(sealed: SealedLog) -> None:
    """After a key was stolen, it must not confirm the new one: then the new one is known from outside."""
    files = without(sealed.files, rf"\{OLD}\.")
    new = digest(sealed.files["certs/seal-2027.pem"])
    assert checked(sealed, files, Pins(new)).faults == ()
    assert codes(checked(sealed, files).faults) == ["proof-key-unsealed"]


def test_an_expired_seal_holds_by_its_timestamp(sealed: SealedLog) -> None:
    assert checked(sealed, sealed.files, days=800).faults == ()
    unstamped = without(sealed.files, r"\.tsr$|/crl")
    found = checked(sealed, unstamped, days=800).faults
    assert {each.code for each in found} == {"proof-seal-expired", "proof-pin"}


def test_an_expired_timestamp_holds_if_it_was_renewed_in_time(sealed: SealedLog) -> None:
    late = 3800
    head = without(sealed.files, "0002|0003|2027")
    head |= {"log.txt": sealed.log.data[: sealed.heads[0].length]}
    known = Pins(sealed.pin)
    assert {each.code for each in checked(sealed, head, known, days=late).faults} >= {"proof-stamp-expired"}
    for name, stamper in sealed.stampers.items():
        stamper.issue("later", days=9000, stamps=True)
        first = sealed.files[f"heads/0001.{name}.tsr"]
        head[f"heads/0001.{name}.2.tsr"] = stamper.stamp(first, "later")
    verdict = checked(sealed, head, known, days=late)
    assert verdict.faults == ()
    assert len(verdict.sealed[0].times) == 2


def test_what_was_stamped_before_a_revocation_stands(sealed: SealedLog) -> None:
    """The list beside the head is that of its day; a later one names the certificate."""
    listed = {"certs/crl-0001.pem": sealed.ca.revocation_list()}
    files = sealed.alone("seal-lost")  # stamped after the list was made: a later list is not valid yet
    sealed.ca.revoke("seal-lost")
    later = {"certs/crl-0001.pem": sealed.ca.revocation_list()}
    assert checked(sealed, files | listed, Pins()).faults == ()
    unstamped = without(files | later, "tsr")
    assert codes(checked(sealed, unstamped, Pins()).faults) == ["proof-seal-revoked"]


def test_lines_after_the_last_seal_are_named_as_not_sealed(sealed: SealedLog) -> None:
    longer = sealed.log.extended([publication(3, date(2025, 12, 28))])
    verdict = checked(sealed, {**sealed.files, FILE: longer.data})
    assert verdict.faults == ()
    (lines,) = [each for each in verdict.open if each.code == "lines"]
    assert dict(lines.facts) == {"lines": 1, "first": len(longer.lines)}
    head = next_head(longer, sealed.heads, date(2025, 12, 28))
    assert head is not None
    pending = {**sealed.files, FILE: longer.data, f"{stem(4)}.txt": head.data}
    assert "lines" in codes(checked(sealed, pending).open)


def test_what_is_missing_without_being_wrong_is_named(sealed: SealedLog) -> None:
    assert codes(checked(sealed, without(sealed.files, r"p7s|tsr|crl"), Pins()).open) == ["unsealed"]
    one = checked(sealed, without(sealed.files, r"\.tsb\.tsr"))
    assert "authorities" in codes(one.open)
    same = {**sealed.files, "certs/tsb-root.pem": sealed.files["certs/tsa-root.pem"]}
    same |= {name.replace("tsa.tsr", "tsb.tsr"): data for name, data in same.items() if "tsa.tsr" in name}
    assert "authorities" in codes(checked(sealed, same, Pins(sealed.pin)).open)
    assert "list" in codes(checked(sealed, without(sealed.files, "crl-0003")).open)


def test_a_pin_is_not_satisfied_by_a_log_without_seals(sealed: SealedLog) -> None:
    assert "proof-pin" in codes(checked(sealed, without(sealed.files, r"p7s|tsr|crl")).faults)


def test_every_text_is_compared_with_git(sealed: SealedLog) -> None:
    texts = {f"{number:040x}": digest(TEXT) for number in (1, 2)}
    found = verify(sealed.files, sealed.now, pins(sealed), lambda commit, _: texts.get(commit))
    assert "texts" in codes(found.proved)
    swapped = verify(sealed.files, sealed.now, pins(sealed), lambda *_: digest(b"other"))
    assert [each.where for each in swapped.faults] == ["log.txt:3", "log.txt:6"]
    assert codes(swapped.faults) == ["proof-text-other"] * 2
    gone = verify(sealed.files, sealed.now, pins(sealed), lambda *_: None)
    assert codes(gone.faults) == ["proof-commit-missing"] * 2


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_result_reads_in_each_language(sealed: SealedLog, language: str) -> None:
    t = messages(language)
    verdict = checked(sealed, sealed.files, Pins())
    text = verdict.text(t)
    assert t("proof.proved") in text
    assert t("proof.open") in text
    wrong = Verdict((Fault("proof-bom", "log.txt"),)).text(t)
    assert t("proof.wrong") in wrong


def test_a_month_without_a_sealed_head_is_named(sealed: SealedLog) -> None:
    """The head of a month says that nothing was published; the next month has none."""
    this_month = sealed.now.astimezone(ZoneInfo("Asia/Bishkek")).date().replace(day=1)
    head = next_head(sealed.log, sealed.heads, this_month)
    assert head is not None
    files = {**sealed.files, f"{stem(4)}.txt": head.data, **sealed.sealed("", "seal-2027", head)}
    assert "since" not in codes(checked(sealed, files).open)
    assert "since" in codes(checked(sealed, files, days=32).open)
