"""Each kind of change to the files that prove a log is found, and the message names that kind."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec import Struct
from msgspec.structs import replace

from sayasat.proof.files import OLD, digest, revocation_list
from sayasat.proof.heads import next_head, stem
from sayasat.proof.verdict import Pins
from sayasat.repository.log_branch import FILE
from sayasat.versions.publication_log import PublicationLog
from tests.proof.test_verify import checked, without
from tests.support.sealed_log import Files, SealedLog, publication

Tamper = Callable[[SealedLog], Files]
ONE, TWO, THREE = (f"{stem(number)}.txt" for number in (1, 2, 3))
SEAL, STAMP = f"{stem(1)}.p7s", f"{stem(1)}.tsa.tsr"


class Case(Struct, frozen=True):
    """A kind of tampering, and what has to be said of it: the fault and its place."""

    tamper: Tamper
    code: str
    where: str
    known: Callable[[SealedLog], Pins] | None = None
    """What the verifier knows; by default the certificates and head 2."""
    days: float = 0
    """After so many days more."""


def changed(name: str, change: Callable[[bytes], bytes]) -> Tamper:
    return lambda sealed: {**sealed.files, name: change(sealed.files[name])}


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return change


def rows(change: Callable[[list[bytes]], list[bytes]]) -> Tamper:
    """The log with other lines."""
    return changed(FILE, lambda data: b"".join(change(data.splitlines(keepends=True))))


def removed(pattern: str) -> Tamper:
    return lambda sealed: without(sealed.files, pattern)


def given(name: str, other: str) -> Tamper:
    """One file in the place of another."""
    return lambda sealed: {**sealed.files, name: sealed.files[other]}


def added(name: str, data: bytes = b"x\n") -> Tamper:
    return lambda sealed: {**sealed.files, name: data}


def head(number: int, **facts: object) -> Tamper:
    """A head that says something else, with a seal and timestamps of its own."""

    def tamper(sealed: SealedLog) -> Files:
        altered = replace(sealed.heads[number - 1], **facts)  # as each case gives it
        return sealed.forged(altered, "seal-2027" if number == len(sealed.heads) else "seal-2026")

    return tamper


def cut(sealed: SealedLog) -> Files:
    """All that came with heads 2 and 3 taken away: what is left is whole."""
    return {**without(sealed.files, "000[23]"), FILE: sealed.log.data[: sealed.heads[0].length]}


def other_story(sealed: SealedLog) -> Files:
    """The publisher itself shows another log: with other heads, seals and timestamps, that all hold."""
    lines = sealed.log.lines[: sealed.heads[0].lines]
    log = PublicationLog(lines).extended([publication(9, date(2025, 11, 30))])
    other = next_head(log, sealed.heads[:1], date(2025, 11, 30))
    assert other is not None
    own = {FILE: log.data, TWO: other.data, **sealed.sealed("", "seal-2026", other)}
    return {**without(sealed.files, "000[23]"), **own}


def stolen(sealed: SealedLog) -> Files:
    """A whole archive by somebody with another certificate of the same root."""
    return {**sealed.alone("seal-thief"), revocation_list(1): sealed.ca.revocation_list()}


def middle_of_a_line(sealed: SealedLog) -> Files:
    """A head that names the log up to the middle of a line, with the right digest."""
    length = sealed.heads[0].length - 5
    own = hashlib.sha256(sealed.log.data[:length]).hexdigest()
    return head(1, length=length, sha256=own)(sealed)


def backdated(sealed: SealedLog) -> Files:
    """A line of a day of which a monthly head has said that there was nothing."""
    log = PublicationLog(sealed.log.lines[: sealed.heads[1].lines]).extended(
        [publication(2, date(2025, 11, 20))]
    )
    return {**without(sealed.files, "0003"), FILE: log.data}


def future(sealed: SealedLog) -> Files:
    """A log that was sealed and stamped before the day of its last line."""
    certificate = sealed.files["certs/seal-2026.pem"]
    day = date(9999, 1, 1)
    lines = (*sealed.log.lines[: sealed.heads[0].lines], publication(2, day))
    log = PublicationLog(lines)
    made = next_head(log, sealed.heads[:1], day)
    assert made is not None
    own = {FILE: log.data, TWO: made.data, **sealed.sealed("", "seal-2026", made)}
    return {**without(sealed.files, "000[23]"), **own, "certs/seal-2026.pem": certificate}


def by(name: str, *options: str) -> Tamper:
    """The seal of head 1 made with another certificate or in another way; its timestamps are right."""

    def tamper(sealed: SealedLog) -> Files:
        data = sealed.ca.seal(name, sealed.heads[0].data, *options)
        return {**sealed.files, SEAL: data, **sealed.stamped(data, sealed.heads[0])}

    return tamper


def other_line_ends(sealed: SealedLog) -> Files:
    data = sealed.ca.seal("seal-2026", sealed.heads[0].data.replace(b"\n", b"\r\n"))
    return {**sealed.files, SEAL: data, **sealed.stamped(data, sealed.heads[0])}


def as_pem(sealed: SealedLog) -> Files:
    data = sealed.ca.openssl("cms", "-cmsout", "-inform", "DER", "-outform", "PEM", given=sealed.files[SEAL])
    return {**sealed.files, SEAL: data, **sealed.stamped(data, sealed.heads[0])}


def expired(sealed: SealedLog) -> Files:
    return sealed.alone("seal-expired", days=-1)


def revoked(sealed: SealedLog) -> Files:
    files = sealed.alone("seal-revoked")
    sealed.ca.revoke("seal-revoked")
    listed = sealed.ca.revocation_list("-crl_lastupdate", moment(-1), "-crl_nextupdate", moment(20))
    return {**files, revocation_list(1): listed}


def moment(days: int) -> str:
    return f"{datetime.now(UTC) + timedelta(days):%Y%m%d%H%M%SZ}"


def listed(first: int, last: int) -> Tamper:
    """A revocation list of other days beside head 1."""
    options = ("-crl_lastupdate", "-crl_nextupdate")

    def tamper(sealed: SealedLog) -> Files:
        days = (moment(first), moment(last))
        pem = sealed.ca.revocation_list(*(each for pair in zip(options, days, strict=True) for each in pair))
        return {**sealed.files, revocation_list(1): pem}

    return tamper


def foreign_list(sealed: SealedLog) -> Files:
    return {**sealed.files, revocation_list(1): sealed.stampers["tsa"].revocation_list()}


def renewed_wrongly(sealed: SealedLog) -> Files:
    """A renewal of another timestamp than the one it stands after."""
    return {
        **sealed.files,
        f"{stem(1)}.tsa.2.tsr": sealed.stampers["tsa"].stamp(sealed.files[f"{stem(2)}.tsa.tsr"]),
    }


def refused(sealed: SealedLog) -> Files:
    """The answer of an authority that has refused."""
    return {**sealed.files, STAMP: sealed.stampers["tsa"].answer(b"no query")}


def old_by_thief(sealed: SealedLog) -> Files:
    return {**sealed.files, **sealed.sealed("", "citizen", sealed.heads[2], OLD)}


def pinned(digests: str) -> Callable[[SealedLog], Pins]:
    return lambda _: Pins(digests)


def rooted(sealed: SealedLog) -> Pins:
    return Pins(sealed.pin, (digest(sealed.files["certs/root.pem"]),))


def kept_three(sealed: SealedLog) -> Pins:
    return Pins(sealed.pin, (), {"0003.txt": sealed.heads[2].data})


def flipped(data: bytes) -> bytes:
    """The last byte of a signature changed."""
    return data[:-1] + bytes([data[-1] ^ 1])


CASES = {
    # The log
    "a letter of a line altered": Case(
        changed(FILE, replaced(b"stated", b"Stated")), "log-value", "log.txt:3"
    ),
    "a digest in a line altered": Case(
        changed(
            FILE, lambda data: re.sub(rb"(text.*\t)([0-9a-f])([0-9a-f]{63})\t", rb"\g<1>e\3\t", data, count=1)
        ),
        "proof-log-altered",
        FILE,
    ),
    "a date in a line altered": Case(
        changed(FILE, replaced(b"ky\t2025-11-03", b"ky\t2025-11-02")), "proof-log-altered", FILE
    ),
    "a commit in a line altered": Case(
        changed(FILE, replaced(b"1:privacy.md", b"7:privacy.md")), "proof-log-altered", FILE
    ),
    "the zone in the first line altered": Case(
        changed(FILE, replaced(b"Asia/Bishkek", b"Europe/Paris")), "proof-log-altered", FILE
    ),
    "the languages in the first line altered": Case(
        changed(FILE, replaced(b"ky,ru", b"ru,ky")), "proof-log-altered", FILE
    ),
    "two lines reordered": Case(
        rows(lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]]), "proof-log-altered", FILE
    ),
    "a line inserted": Case(
        rows(lambda lines: [*lines[:3], lines[2], *lines[3:]]), "proof-log-altered", FILE
    ),
    "a line taken out": Case(rows(lambda lines: [*lines[:2], *lines[3:]]), "proof-log-altered", FILE),
    "the last line cut off": Case(rows(lambda lines: lines[:-1]), "proof-log-short", FILE),
    "cut in the middle of a line": Case(changed(FILE, lambda data: data[:-9]), "log-unfinished", "log.txt:7"),
    "the last line end cut off": Case(changed(FILE, lambda data: data[:-1]), "log-unfinished", "log.txt:7"),
    "a line of an earlier day added": Case(
        rows(lambda lines: [*lines, lines[1].replace(b"2025-11-03", b"2025-11-04")]),
        "log-day-order",
        "log.txt:8",
    ),
    "a line of a day with nothing added": Case(backdated, "proof-log-late", "log.txt:5"),
    "a column taken out": Case(
        changed(FILE, replaced(b"privacy\tky", b"privacy")), "log-columns", "log.txt:3"
    ),
    "an event that there is none of": Case(
        changed(FILE, replaced(b"\ttext\t", b"\tbook\t")), "log-value", "log.txt:3"
    ),
    "bytes that are no UTF-8": Case(
        changed(FILE, replaced(b"privacy", b"priv\xe9cy")), "log-encoding", "log.txt:3"
    ),
    "Windows line ends in the log": Case(
        changed(FILE, lambda data: data.replace(b"\n", b"\r\n")), "proof-line-ends", FILE
    ),
    "a byte order mark before the log": Case(
        changed(FILE, lambda data: b"\xef\xbb\xbf" + data), "proof-bom", FILE
    ),
    "no log": Case(removed(r"^log\.txt$"), "proof-file-missing", FILE),
    "an empty log": Case(changed(FILE, lambda _: b""), "proof-file-missing", FILE),
    # Heads
    "Windows line ends in a head": Case(
        changed(TWO, lambda data: data.replace(b"\n", b"\r\n")), "proof-line-ends", TWO
    ),
    "a byte order mark before a head": Case(
        changed(TWO, lambda data: b"\xef\xbb\xbf" + data), "proof-bom", TWO
    ),
    "a head of another form": Case(
        changed(TWO, replaced(b"head 1", b"head 2")), "proof-head-form", f"{TWO}:1"
    ),
    "a line more in a head": Case(
        changed(TWO, lambda data: data + b"more: 1\n"), "proof-head-form", f"{TWO}:10"
    ),
    "two lines of a head swapped": Case(
        changed(TWO, lambda data: re.sub(rb"(number.*\n)(day.*\n)", rb"\2\1", data)),
        "proof-head-form",
        f"{TWO}:3",
    ),
    "no line end after a head": Case(changed(TWO, lambda data: data[:-1]), "proof-head-form", f"{TWO}:10"),
    "a space more in a head": Case(
        changed(TWO, replaced(b"day: ", b"day:  ")), "proof-head-form", f"{TWO}:4"
    ),
    "a head with a wrong number": Case(
        changed(TWO, replaced(b"number: 2", b"number: 5")), "proof-head-number", TWO
    ),
    "a head with wrong lines": Case(head(1, lines=3), "proof-head-value", ONE),
    "a head with wrong bytes": Case(head(1, length=100), "proof-log-altered", FILE),
    "a head with more bytes than the log": Case(head(3, length=10**6), "proof-log-short", FILE),
    "a head up to the middle of a line": Case(middle_of_a_line, "proof-head-value", ONE),
    "a head with a wrong digest": Case(head(1, sha256="0" * 64), "proof-log-altered", FILE),
    "a head with a wrong commit": Case(head(1, commit="f" * 40), "proof-head-value", ONE),
    "a head with another origin": Case(head(1, origin="example.com,2026"), "proof-head-value", ONE),
    "a head with a wrong day": Case(head(3, day=date(2025, 12, 21)), "proof-head-value", THREE),
    "a head with a wrong predecessor": Case(head(3, previous="0" * 64), "proof-head-previous", THREE),
    "a first head with a predecessor": Case(head(1, previous="0" * 64), "proof-head-value", ONE),
    "a later head without a predecessor": Case(head(2, previous="-"), "proof-head-previous", TWO),
    "a head exchanged with its seals": Case(head(1, day=date(2025, 11, 1)), "proof-head-previous", TWO),
    "a head taken out": Case(removed("0002"), "proof-head-gap", TWO),
    "the first head taken out": Case(removed("0001"), "proof-head-gap", ONE),
    "a head taken out and its seal left": Case(removed(r"0002\.txt"), "proof-file-missing", TWO),
    "two heads of one number": Case(given("heads/2.txt", THREE), "proof-head-twice", "heads/2.txt"),
    "two heads of one number with more zeros": Case(
        given("heads/00002.txt", TWO), "proof-head-twice", "heads/00002.txt"
    ),
    "cut back to an older head": Case(cut, "proof-head-lost", "0002.txt"),
    "cut back to an older head, newest kept": Case(cut, "proof-head-lost", "0003.txt", kept_three),
    "another history": Case(other_story, "proof-head-other", TWO),
    # Seals
    "sealed by a citizen of the same root": Case(by("citizen"), "proof-seal-signer", SEAL),
    "sealed by a timestamp authority of the same root": Case(by("stamper"), "proof-seal-signer", SEAL),
    "sealed by the next key before its time": Case(by("seal-2027"), "proof-seal-signer", SEAL),
    "the seal of another head": Case(given(SEAL, f"{stem(2)}.p7s"), "proof-seal-content", SEAL),
    "a head altered under its seal": Case(
        changed(ONE, replaced(b"day: 2025-11-03", b"day: 2025-11-01")), "proof-seal-content", SEAL
    ),
    "a seal over other line ends": Case(other_line_ends, "proof-seal-content", SEAL),
    "a signature altered": Case(changed(SEAL, flipped), "proof-seal-content", SEAL),
    "a truncated seal": Case(changed(SEAL, lambda data: data[:-40]), "proof-seal-broken", SEAL),
    "an empty seal": Case(changed(SEAL, lambda _: b""), "proof-seal-broken", SEAL),
    "a seal as PEM": Case(as_pem, "proof-seal-broken", SEAL),
    "an expired seal": Case(expired, "proof-seal-expired", SEAL, pinned("")),
    "a revoked seal": Case(revoked, "proof-seal-revoked", SEAL, pinned("")),
    "a newer revocation list": Case(listed(1, 20), "proof-seal-crl-time", SEAL),
    "an older revocation list": Case(listed(-20, -1), "proof-seal-crl-time", SEAL),
    "the revocation list of another authority": Case(foreign_list, "proof-seal-crl-other", SEAL),
    "another root": Case(given("certs/root.pem", "certs/tsa-root.pem"), "proof-seal-root", SEAL, pinned("")),
    "another certificate under the name of the seal's": Case(
        given("certs/seal-2026.pem", "certs/seal-2027.pem"), "proof-certificate-missing", "certs/"
    ),
    "no certificate": Case(removed("seal-2026"), "proof-certificate-missing", "certs/"),
    "no root": Case(removed("certs/root"), "proof-file-missing", "certs/root.pem"),
    "a new key that nobody has confirmed": Case(
        removed(rf"\{OLD}\."), "proof-key-unsealed", "certs/seal-2027.pem"
    ),
    "a new key confirmed by somebody else": Case(old_by_thief, "proof-seal-signer", f"{stem(3)}{OLD}.p7s"),
    "a whole archive by somebody else": Case(stolen, "proof-pin", "certs/", lambda sealed: Pins(sealed.pin)),
    "another root than the known one": Case(
        lambda sealed: sealed.files, "proof-root-pin", "certs/tsa-root.pem", rooted
    ),
    # Timestamps
    "the timestamp of another seal": Case(given(STAMP, f"{stem(2)}.tsa.tsr"), "proof-stamp-content", STAMP),
    "the timestamp of another authority": Case(given(STAMP, f"{stem(1)}.tsb.tsr"), "proof-stamp-root", STAMP),
    "a truncated timestamp": Case(changed(STAMP, lambda data: data[:-40]), "proof-stamp-broken", STAMP),
    "an empty timestamp": Case(changed(STAMP, lambda _: b""), "proof-stamp-broken", STAMP),
    "a refusal in the place of a timestamp": Case(refused, "proof-stamp-broken", STAMP),
    "an expired timestamp": Case(lambda sealed: sealed.files, "proof-stamp-expired", STAMP, days=3800),
    "a renewal of another timestamp": Case(renewed_wrongly, "proof-stamp-content", f"{stem(1)}.tsa.2.tsr"),
    "a renewal without the timestamp before": Case(
        given(f"{stem(1)}.tsa.3.tsr", STAMP), "proof-file-missing", f"{stem(1)}.tsa.2.tsr"
    ),
    "a timestamp older than the log's last line": Case(future, "proof-stamp-early", f"{stem(2)}.tsa.tsr"),
    "no root of a timestamp authority": Case(removed("tsb-root"), "proof-file-missing", "certs/tsb-root.pem"),
    "a timestamp without its seal": Case(removed(r"0001\.p7s"), "proof-file-missing", SEAL),
    # Files
    "a file more beside the heads": Case(added("heads/0001.doc"), "proof-file-extra", "heads/0001.doc"),
    "a file more beside the certificates": Case(
        added("certs/root.crt"), "proof-file-extra", "certs/root.crt"
    ),
}


@pytest.mark.parametrize("kind", CASES)
def test_tampering_is_found_and_named(sealed: SealedLog, kind: str) -> None:
    case = CASES[kind]
    known = case.known(sealed) if case.known else None
    verdict = checked(sealed, case.tamper(sealed), known, case.days)
    assert (case.code, case.where) in [(fault.code, fault.where) for fault in verdict.faults]
    assert verdict.code == 1
    assert not {"sealed", "sealed-unpinned"} & {each.code for each in verdict.proved}


def test_the_untampered_files_pass_each_of_these_checks(sealed: SealedLog) -> None:
    assert len(CASES) >= 60
    assert not checked(sealed, sealed.files).faults
