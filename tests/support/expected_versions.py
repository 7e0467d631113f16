"""Which text must hold on each day: dates, texts, ends and gaps, no commit. The edits keep it up to date."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class ExpectedVersions:
    """The versions that the edits so far must have made."""

    texts: dict[date, str] = field(default_factory=dict)
    """The body of each version that stands, by its date."""

    ends: list[date] = field(default_factory=list)
    """First days without force."""

    untils: dict[date, date] = field(default_factory=dict)
    """By the date of a text that was found: the first day of which it is not known which text held."""

    gaps: list[tuple[date, date | None]] = field(default_factory=list)
    """Days without a file, and the first day with one again."""

    is_predicted: bool = True
    """False after an edit whose result this model does not predict."""

    def copy(self) -> ExpectedVersions:
        return ExpectedVersions(
            dict(self.texts), [*self.ends], dict(self.untils), [*self.gaps], self.is_predicted
        )

    def answers(self) -> ExpectedAnswers | None:
        """The answers as of now; None where the model does not predict them."""
        if not self.is_predicted:
            return None
        texts, untils = tuple(self.texts.items()), tuple(self.untils.items())
        return ExpectedAnswers(texts, tuple(self.ends), untils, tuple(self.gaps))


@dataclass(frozen=True, slots=True)
class ExpectedAnswers:
    """The text that must hold on each day."""

    texts: tuple[tuple[date, str], ...]
    ends: tuple[date, ...]
    untils: tuple[tuple[date, date], ...]
    gaps: tuple[tuple[date, date | None], ...]

    def on(self, day: date) -> str | None:
        """The body that holds on a day; None where no text does, or where it is not known."""
        version = max(((start, text) for start, text in self.texts if start <= day), default=None)
        if version is None or any(version[0] < end <= day for end in self.ends):
            return None
        is_unknown = any(start == version[0] and until <= day for start, until in self.untils)
        is_gone = any(start <= day and (end is None or day < end) for start, end in self.gaps)
        return None if is_unknown or is_gone else version[1]
