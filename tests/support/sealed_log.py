"""A log with three heads, sealed and stamped by real authorities; the third is sealed by a new key too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from sayasat.proof.files import OLD, digest, revocation_list
from sayasat.proof.heads import LogHead, next_head, stem
from sayasat.repository.log_branch import FILE
from sayasat.versions.log_events import LogEvent
from sayasat.versions.model import Basis
from sayasat.versions.publication_log import LogLine, PublicationLog
from tests.support.authorities import TestAuthority

Files = Mapping[str, bytes]
ZONE = "tag=example.org,2026 zone=Asia/Bishkek languages=ky,ru site_url=https://example.org/"
TEXT = b"---\ntitle: Policy\n---\n\n# Policy\n"
STAMPERS = ("tsa", "tsb")


def settings(day: date) -> LogLine:
    return LogLine(day, LogEvent.SETTINGS, generator="1.0.0", more=ZONE)


def publication(number: int, day: date) -> LogLine:
    return LogLine(day, LogEvent.PUBLISHED, number=number, commit=f"{number:040x}", generator="1.0.0")


def text(number: int, day: date) -> LogLine:
    """A version of a policy from this day on."""
    facts = {"basis": Basis.STATED, "kind": "new", "number": 1, "sha256": digest(TEXT), "generator": "1.0.0"}
    line = LogLine(day, LogEvent.TEXT, "privacy", "ky", day, commit=f"{number:040x}", path="privacy.md")
    return replace(line, **facts)  # each is of its column's type


def key(day: date, certificate: bytes, name: str) -> LogLine:
    return LogLine(day, LogEvent.KEY, sha256=digest(certificate), generator="1.0.0", more=name)


class SealedLog(Struct, frozen=True):
    """The authorities, and the files that they made."""

    ca: TestAuthority
    stampers: Mapping[str, TestAuthority]
    files: Files
    log: PublicationLog
    heads: tuple[LogHead, ...]

    @property
    def now(self) -> datetime:
        """A day after all was made."""
        return datetime.now(UTC) + timedelta(days=1)

    @property
    def pin(self) -> str:
        """The digest of the first seal's certificate."""
        return digest(self.files["certs/seal-2026.pem"])

    def sealed(self, seal: str, name: str, head: LogHead, which: str = "") -> dict[str, bytes]:
        """A seal of a head and its timestamps, made with a certificate, with the list of the day."""
        data = self.ca.seal(name, head.data)
        return {seal or f"{stem(head.number)}{which}.p7s": data, **self.stamped(data, head, which)}

    def stamped(self, data: bytes, head: LogHead, which: str = "") -> dict[str, bytes]:
        """The timestamps of a seal, and the revocation list of the day."""
        listed = {revocation_list(head.number): self.ca.revocation_list()}
        start = f"{stem(head.number)}{which}"
        return listed | {f"{start}.{name}.tsr": each.stamp(data) for name, each in self.stampers.items()}

    def alone(self, name: str, *, days: int = 700) -> dict[str, bytes]:
        """A log with one head, whose seal is made with a new certificate: everything but its list."""
        certificate = self.ca.issue(name, days=days).read_bytes()
        day = self.heads[0].day
        lines = (settings(day), publication(1, day), key(day, certificate, f"certs/{name}.pem"))
        log = PublicationLog(lines)
        head = next_head(log, (), day)
        assert head is not None
        roots = {file: data for file, data in self.files.items() if file.endswith("root.pem")}
        files = {**roots, FILE: log.data, f"certs/{name}.pem": certificate, f"{stem(1)}.txt": head.data}
        found = {**files, **self.sealed("", name, head)}
        del found[revocation_list(1)]
        return found

    def forged(self, head: LogHead, name: str = "seal-2026") -> dict[str, bytes]:
        """A head in the place of the one of its number, with a seal and timestamps of its own."""
        return {**self.files, f"{stem(head.number)}.txt": head.data, **self.sealed("", name, head)}


def sealed_log(folder: Path) -> SealedLog:
    """Made once for a session: no test changes it."""
    ca = TestAuthority.made(folder / "ca", "CA")
    stampers = {name: TestAuthority.made(folder / name, name) for name in STAMPERS}
    for each in stampers.values():
        each.issue("tsa", days=3650, stamps=True)
    seals = {name: ca.issue(name).read_bytes() for name in ("seal-2026", "seal-2027")}
    ca.issue("citizen")
    ca.issue("stamper", stamps=True)
    certificates = {f"certs/{name}.pem": data for name, data in seals.items()}
    certificates["certs/root.pem"] = (ca.folder / "root.pem").read_bytes()
    for name, each in stampers.items():
        certificates[f"certs/{name}-root.pem"] = (each.folder / "root.pem").read_bytes()
    one, two = date(2025, 11, 3), date(2025, 12, 20)
    first = PublicationLog(
        (
            settings(one),
            publication(1, one),
            text(1, one),
            key(one, seals["seal-2026"], "certs/seal-2026.pem"),
        )
    )
    log = first.extended(
        [publication(2, two), text(2, two), key(two, seals["seal-2027"], "certs/seal-2027.pem")]
    )
    heads: tuple[LogHead, ...] = ()
    for of in (first, first, log):
        made = next_head(of, heads, date(2025, 12, 9))
        assert made is not None
        heads = (*heads, made)
    whole = SealedLog(ca, stampers, {}, log, heads)
    files = {FILE: log.data, **certificates, **{f"{stem(head.number)}.txt": head.data for head in heads}}
    for head, name in zip(heads, ("seal-2026", "seal-2026", "seal-2027"), strict=True):
        files |= whole.sealed("", name, head)
    # The revocation list stays the one that is older than all timestamps of the head
    files = whole.sealed("", "seal-2026", heads[2], OLD) | files
    return replace(whole, files=files)
