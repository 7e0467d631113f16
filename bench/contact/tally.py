"""What a trial of faults comes to. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted when all had settled. Messages, where nothing else is said."""

    store: str
    kills: Counter[str]
    store_faults: Counter[str]
    mail_faults: Counter[str]
    answers: Counter[tuple[str, str]]
    written: int
    received: int
    """A visitor was shown a receipt."""

    stored: int
    untold: int
    """Stored, though nobody was shown a receipt: the answer was lost, and the visitor gave up."""

    mails: int
    delivered: int
    """By Message-ID."""

    dead: int
    both: int
    """Dead letters that had been delivered too: the 250 was lost, and the next attempt refused for good."""

    lost: list[str]
    """Marks with a receipt, and neither in the mail nor in the dead letter."""

    stuck: list[str]
    """Stored, and not in any end state."""

    false_claims: list[str]
    """Shown as sent without a receipt, or with one of a message that is not stored."""

    doubled: list[str]
    """Stored twice, or with two Message-IDs in the mailbox: who drops repeats has it twice."""

    changed: list[str]
    """Message-IDs whose repeats are not byte for byte the same."""

    alarms: list[str]
    """Lines in which the handler tells of faults of its own."""

    @property
    def repeats(self) -> int:
        """Mails beyond the first of each Message-ID."""
        return self.mails - self.delivered

    @property
    def unannounced(self) -> int:
        """Answers 5xx other than 503."""
        return sum(
            count for (_, status), count in self.answers.items() if status[0] == "5" and status != "503"
        )

    @property
    def is_kept(self) -> bool:
        """Whether every promise was."""
        broken = (self.lost, self.stuck, self.false_claims, self.doubled, self.changed, self.alarms)
        return not any(broken) and not self.unannounced

    def __str__(self) -> str:
        by_weather: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for (weather, status), count in sorted(self.answers.items()):
            by_weather[weather][status] += count
        rows = [
            ("kill -9", _listed(self.kills)),
            ("faults of the database", _listed(self.store_faults)),
            ("faults of the mail server", _listed(self.mail_faults)),
            *((f"answers, {weather}", _listed(counts)) for weather, counts in by_weather.items()),
            ("messages written", self.written),
            ("shown as received", self.received),
            ("stored", f"{self.stored} ({self.untold} of them without a receipt shown)"),
            ("delivered, by Message-ID", f"{self.delivered} ({self.repeats} mails were repeats)"),
            ("in the dead letter", f"{self.dead} ({self.both} of them delivered before)"),
            ("lost", len(self.lost)),
            ("stuck in the outbox", len(self.stuck)),
            ("shown as sent without a receipt", len(self.false_claims)),
            ("more than once after dropping repeats", len(self.doubled)),
            ("repeats that differ", len(self.changed)),
            ("5xx other than 503", self.unannounced),
            ("faults of the handler's own", len(self.alarms)),
        ]
        wrong = [*self.lost, *self.stuck, *self.false_claims, *self.doubled, *self.changed, *self.alarms]
        lines = [f"{self.store}", *(f"  {name + ':':40} {value}" for name, value in rows)]
        return "\n".join([*lines, *(f"  BROKEN: {each}" for each in wrong[:20])])


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "none"
