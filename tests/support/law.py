"""What a lawyer expects of a history: dates, texts, ends and gaps, and no commit. The acts keep it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class Law:
    """What a lawyer expects of the acts so far."""

    texts: dict[date, str] = field(default_factory=dict)
    """The body of each version that stands, by its date."""

    ends: list[date] = field(default_factory=list)
    """First days without force."""

    gaps: list[tuple[date, date | None]] = field(default_factory=list)
    """Days without a file, and the first day with one again."""

    is_certain: bool = True
    """False after an act of which this model does not know what it means."""

    def copy(self) -> Law:
        return Law(dict(self.texts), [*self.ends], [*self.gaps], self.is_certain)

    def told(self) -> LawTold | None:
        """As it is now; None where nobody knows."""
        return (
            LawTold(tuple(self.texts.items()), tuple(self.ends), tuple(self.gaps))
            if self.is_certain
            else None
        )


@dataclass(frozen=True, slots=True)
class LawTold:
    """What is expected to hold on each day."""

    texts: tuple[tuple[date, str], ...]
    ends: tuple[date, ...]
    gaps: tuple[tuple[date, date | None], ...]

    def on(self, day: date) -> str | None:
        """The body that holds on a day."""
        begun = max(((start, text) for start, text in self.texts if start <= day), default=None)
        if begun is None or any(begun[0] < end <= day for end in self.ends):
            return None
        is_gone = any(start <= day and (end is None or day < end) for start, end in self.gaps)
        return None if is_gone else begun[1]
