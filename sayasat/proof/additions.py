"""What is added to the branch `publications` with a head, and which certificate seals it. Pure.

No file there changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from sayasat.errors import EditError, Fault
from sayasat.proof.files import ONDAY, README, digest
from sayasat.proof.heads import LogHead, key_lines, next_head, read_heads, stem
from sayasat.versions.log_events import LogEvent
from sayasat.versions.log_lines import GENERATOR
from sayasat.versions.publication_log import LogLine, PublicationLog


class Prepared(Struct, frozen=True):
    """The next head, and what is added to the log and to the branch with it."""

    head: LogHead | None
    """None if `next_head` gives none."""

    since: tuple[LogLine, ...]
    """The lines since the last head."""

    lines: tuple[LogLine, ...]
    """What is added to the log: the line of a new key."""

    files: Mapping[str, bytes]
    """What is added to the branch."""


def prepared(
    log: PublicationLog, files: Mapping[str, bytes], certificates: Mapping[str, bytes], today: date
) -> Prepared:
    """The next head over a log.

    ``files`` are those of the branch, ``certificates`` those that the settings name, by their paths on the
    branch. The certificate of a new seal is named by a new line of the log, so that the next seal covers it.
    Raises HistoryError if the log and the heads do not agree, and EditError if a file would change.
    """
    refuse_changes(files, certificates)
    heads = read_heads(files)
    seal = next((name for name in certificates if name.startswith("certs/seal-")), "")
    own = digest(certificates[seal]) if seal else ""
    lines: tuple[LogLine, ...] = ()
    if seal and own not in {line.sha256 for line in log.of_event(LogEvent.KEY)[-1:]}:
        day = max(today, log.lines[-1].day)
        lines = (LogLine(day, LogEvent.KEY, sha256=own, generator=GENERATOR, more=seal),)
    extended = log.extended(lines)
    head = next_head(extended, heads, today)
    since = extended.lines[heads[-1].lines if heads else 0 :]
    if head is None:
        return Prepared(None, since, (), {})
    new = {f"{stem(head.number)}.txt": head.data, **certificates, "README.txt": README, "onday.sh": ONDAY}
    added = {name: data for name, data in new.items() if files.get(name) != data}
    return Prepared(head, since, lines, added)


def refuse_changes(files: Mapping[str, bytes], new: Mapping[str, bytes]) -> None:
    """Raise EditError if a file of ``heads/`` or ``certs/`` would change."""
    changed = [name for name, data in new.items() if files.get(name, data) != data]
    if changed:
        raise EditError(Fault("proof-file-stands", name) for name in changed)


def chosen_head(files: Mapping[str, bytes], number: int | None) -> LogHead:
    """The head of a number, or the last one. Raises EditError if there is none."""
    found = [head for head in read_heads(files) if number in {None, head.number}]
    if not found:
        raise EditError([Fault("proof-no-head", str(number or "heads/"))])
    return found[-1]


def seal_certificate(log: PublicationLog, head: LogHead, *, old: bool) -> str:
    """The certificate that the log names for the seal of a head, or the one before. Raises EditError."""
    keys = key_lines(log, head)
    if len(keys) < 1 + old:
        raise EditError([Fault("proof-no-key", stem(head.number))])
    return keys[-1 - old].more
