"""Verifies a log and its heads, seals and timestamps from their files alone, without trust in the publisher.

``README.txt`` has the same steps for stock tools. Those steps are the proof; this module is a convenience.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from sayasat.errors import Fault, HistoryError
from sayasat.proof.files import (
    OLD,
    ROOT,
    StampFile,
    authority_root,
    certificate_digests,
    digest,
    name_faults,
    revocation_list,
    stamps,
)
from sayasat.proof.heads import LogHead, head_faults, key_lines, parse_head, read_heads, stem
from sayasat.proof.openssl import BROKEN, OpenSSL, temporary_folder
from sayasat.proof.verdict import Pins, SealedHead, Statement, Verdict
from sayasat.repository.log_branch import FILE
from sayasat.versions.log_events import LogEvent
from sayasat.versions.publication_log import PublicationLog, parse_log

Source = Callable[[str, str], str | None]
"""The SHA-256 of the file of a commit and path in Git; None if the repository does not have it."""

_TWO: Final = 2


def verify(files: Mapping[str, bytes], now: datetime, pins: Pins, source: Source | None = None) -> Verdict:
    """Verify the files of a folder ``proof``, by their paths.

    ``source`` is asked for every text that the log names; None without a repository. Raises ToolError if
    OpenSSL is missing or too old.
    """
    faults = [*_form_faults(files), *name_faults(files)]
    try:
        log = PublicationLog(parse_log(files.get(FILE, b"")))
        heads = read_heads(files)
    except HistoryError as error:
        return Verdict((*faults, *error.faults))
    if not log.lines:
        return Verdict((*faults, Fault("proof-file-missing", FILE, (("needs", "heads/"),))))
    faults += head_faults(heads, log)
    faults += _kept_faults(heads, pins)
    with temporary_folder(files) as folder:
        check = _Check(files, OpenSSL.found(folder), now, pins, log, faults)
        if not any(fault.code == "proof-file-missing" for fault in faults):
            check.seals(heads)
            check.pins()
    if source:
        check.sources(source)
    check.conclude(heads)
    return Verdict(tuple(faults), tuple(check.proved), tuple(check.open), tuple(check.sealed))


def _form_faults(files: Mapping[str, bytes]) -> Iterator[Fault]:
    """Files that a program has changed on the way: an editor, or Git's conversion of line ends."""
    for name, data in sorted(files.items()):
        if name == FILE or (name.startswith("heads/") and name.endswith(".txt")):
            if data.startswith(b"\xef\xbb\xbf"):
                yield Fault("proof-bom", name)
            if b"\r" in data:
                yield Fault("proof-line-ends", name)


def _kept_faults(heads: Sequence[LogHead], pins: Pins) -> Iterator[Fault]:
    """Heads that the verifier has kept, and that are other ones here or are not here."""
    numbered = {head.number: head for head in heads}
    for name, data in pins.heads.items():
        kept = parse_head(data, name)
        here = numbered.get(kept.number)
        if here is None:
            yield Fault("proof-head-lost", name, (("number", str(kept.number)),))
        elif here.data != data:
            yield Fault("proof-head-other", f"{stem(kept.number)}.txt", (("kept", name),))


class _Check(Struct):
    """Collects what is found of seals and timestamps."""

    files: Mapping[str, bytes]
    openssl: OpenSSL
    now: datetime
    known: Pins
    log: PublicationLog
    faults: list[Fault]
    proved: list[Statement] = field(default_factory=list)
    open: list[Statement] = field(default_factory=list)
    sealed: list[SealedHead] = field(default_factory=list)
    linked: dict[str, bool] = field(default_factory=dict)
    """For each certificate after the first, whether the former key has sealed the head that brings it."""

    def seals(self, heads: Sequence[LogHead]) -> None:
        """Check each seal, with the certificate that the log names for it, and its timestamps."""
        before = ""
        for head in heads:
            if f"{stem(head.number)}.p7s" not in self.files:
                if before:
                    self._is_linked(head, before)  # a former key's seal that came first is judged too
                continue
            certificate = self._certificate(head)
            if certificate is None:
                continue
            times = self._sealed(head, "", certificate)
            if before and certificate != before:
                self.linked[certificate] = self._is_linked(head, before)
            before = certificate
            if times is not None:
                self.sealed.append(SealedHead(head, certificate, times))

    def _is_linked(self, head: LogHead, before: str) -> bool:
        has_old = f"{stem(head.number)}{OLD}.p7s" in self.files
        return has_old and self._sealed(head, OLD, before) is not None

    def _certificate(self, head: LogHead) -> str | None:
        """The file of the certificate that seals a head: the last that the log names in the head's lines."""
        keys = key_lines(self.log, head)
        names = sorted(name for name in self.files if name.startswith("certs/seal-"))
        digests = {name: certificate_digests(self.files[name]) for name in names}
        wanted = keys[-1].sha256 if keys else self.known.seal
        found = [name for name in names if not wanted or wanted in digests[name]]
        if not found:
            self._fault("proof-certificate-missing", "certs/", digest=wanted, head=stem(head.number))
        return found[0] if found else None

    def _sealed(self, head: LogHead, which: str, certificate: str) -> dict[str, datetime] | None:
        """The times at which a seal was stamped, if it holds; else None, and why."""
        start = stem(head.number)
        seal = f"{start}{which}.p7s"
        times = self._times(head, seal)
        at = min(times.values(), default=self.now)
        listed = revocation_list(head.number)
        has_list = listed in self.files
        roots = [ROOT, *([listed] if has_list else [])]
        cause = self.openssl.seal_cause(seal, f"{start}.txt", certificate, roots, at, has_list=has_list)
        if cause:
            facts = {"certificate": certificate, "list": listed, "at": _shown(at), "root": ROOT}
            self._fault(f"proof-seal-{cause}", seal, **facts)
        return None if cause else times

    def _times(self, head: LogHead, seal: str) -> dict[str, datetime]:
        """The times of the timestamps of a seal that hold, by authority."""
        times = {}
        for authority, chain in stamps(self.files, seal).items():
            at = self._first_time(chain)
            if at is not None:
                times[authority] = at
                if at.astimezone(self._zone).date() < head.day:
                    day = head.day.isoformat()
                    self._fault("proof-stamp-early", chain[0].file, at=_shown(at), day=day)
        return times

    def _first_time(self, chain: Sequence[StampFile]) -> datetime | None:
        """The time of the first timestamp, if all hold: each was renewed by the next before it expired."""
        at = self.now
        for stamp in reversed(chain):
            cause = self.openssl.stamp_cause(stamp.file, stamp.data, stamp.root, at)
            made = self.openssl.stamped_at(stamp.file)
            if cause or made is None:
                facts = {"of": stamp.data, "root": stamp.root, "at": _shown(at)}
                self._fault(f"proof-stamp-{cause or BROKEN}", stamp.file, **facts)
                return None
            at = made
        return at

    def _fault(self, code: str, where: str, **facts: str) -> None:
        self.faults.append(Fault(code, where, tuple(facts.items())))

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.log.lines[0].settings.get("zone", "UTC"))

    def pins(self) -> None:
        """Compare the certificates with what the verifier knows from outside the site."""
        used = list(dict.fromkeys(each.certificate for each in self.sealed))
        pinned = [name for name in used if self.known.seal in certificate_digests(self.files[name])]
        if self.known.seal and not pinned:
            self._fault("proof-pin", "certs/", digest=self.known.seal)
        elif used and not self.known.seal:
            shown = ", ".join(f"{name} {digest(self.files[name])}" for name in used)
            self.open.append(Statement.of("origin", certificates=shown))
        following = used[used.index(pinned[0]) + 1 :] if pinned else used[1:]
        for name in following:
            if not self.linked.get(name):
                self._fault("proof-key-unsealed", name, pinned=pinned[0] if pinned else used[0])
        if used:
            self._root_pins(sorted(name for name in self.files if name == ROOT or name.endswith("-root.pem")))

    def _root_pins(self, roots: Sequence[str]) -> None:
        known = {*self.known.roots}
        if not known:
            self.open.append(Statement.of("roots", files=", ".join(roots)))
            return
        for name in roots:
            if not certificate_digests(self.files[name]) & known:
                self._fault("proof-root-pin", name, digest=digest(self.files[name]))

    def sources(self, source: Source) -> None:
        """Compare every text that the log names with the file in Git."""
        texts = [line for line in self.log.present if line.event is LogEvent.TEXT]
        wrong = 0
        for line in texts:
            found = source(line.commit, line.path)
            if found != line.sha256:
                wrong += 1
                self._fault(
                    "proof-commit-missing" if found is None else "proof-text-other",
                    f"{FILE}:{self.log.present.index(line) + 1}",
                    commit=line.commit,
                    path=line.path,
                )
        if not wrong:
            self.proved.append(Statement.of("texts", number=len(texts)))

    def conclude(self, heads: Sequence[LogHead]) -> None:
        """Add a statement for each thing that the checks prove, and for each that they do not."""
        lines = len(self.log.lines)
        if heads and not self.faults:
            last = heads[-1]
            facts = {"number": last.number, "lines": last.lines, "bytes": last.length, "day": last.day}
            self.proved.append(Statement.of("heads", **facts))
            if self.known.heads:
                self.proved.append(Statement.of("kept", files=", ".join(self.known.heads)))
        if not self.sealed:
            self.open.append(Statement.of("unsealed", lines=lines))
            return
        first, last_sealed = self.sealed[0], self.sealed[-1]
        head = last_sealed.head
        if not self.faults:
            code = "sealed" if self.known.seal else "sealed-unpinned"
            facts = {"number": head.number, "lines": head.lines, "certificate": last_sealed.certificate}
            self.proved.append(Statement.of(code, **facts))
            if self.known.roots:
                self.proved.append(Statement("roots-known"))
            self.proved += [
                Statement.of("stamped", number=head.number, authority=name, at=_shown(at))
                for name, at in sorted(last_sealed.times.items())
            ]
        self.open += self._not_proved(first, last_sealed, lines)

    def _not_proved(self, first: SealedHead, last: SealedHead, lines: int) -> Iterator[Statement]:
        roots = {self.files[authority_root(name)] for name in last.times}
        if len(roots) < _TWO:
            yield Statement.of("authorities", number=len(roots), head=last.head.number)
        if revocation_list(last.head.number) not in self.files:
            yield Statement.of("list", head=last.head.number)
        if lines > last.head.lines:
            yield Statement.of("lines", lines=lines - last.head.lines, first=last.head.lines + 1)
        if last.head.day < self.now.astimezone(self._zone).date().replace(day=1):
            yield Statement.of("since", day=last.head.day)
        begun = [each.astimezone(self._zone).date() for each in first.times.values()]
        if begun:
            yield Statement.of("before", day=min(begun))
        if not self.known.heads:
            yield Statement("story")


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
