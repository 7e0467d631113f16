"""Which text must hold on each day: dates, texts, ends and gaps, no commit. The edits keep it up to date."""

from __future__ import annotations

from datetime import date

from msgspec import Struct, field


class ExpectedVersions(Struct):
    """The versions that the edits so far must have made."""

    texts: dict[date, str] = field(default_factory=dict)
    """The body of each version that stands, by its date."""

    ends: list[date] = field(default_factory=list)
    """First days without force."""

    untils: dict[date, date] = field(default_factory=dict)
    """By the date of a text that was found: the first day of which it is not known which text held."""

    gaps: list[tuple[date, date | None]] = field(default_factory=list)
    """Days without a file, and the first day with one again."""

    unpublished: set[date] | None = None
    """The dates of recorded texts that no publication has yet; None before the first publication."""

    overtaken: set[date] = field(default_factory=set)
    """Those that another recorded text followed before a publication."""

    is_predicted: bool = True
    """False after an edit whose result this model does not predict."""

    def copy(self) -> ExpectedVersions:
        unpublished = None if self.unpublished is None else {*self.unpublished}
        days = dict(self.untils), [*self.gaps], unpublished, {*self.overtaken}
        return ExpectedVersions(dict(self.texts), [*self.ends], *days, self.is_predicted)

    def record(self, day: date, text: str) -> None:
        """Enter a text without a date, which is recorded on a day."""
        if self.unpublished is not None:
            self.overtaken |= self.unpublished - {day}
            self.unpublished = self.unpublished & {day} if day in self.texts else {day}
        self.texts[day] = text

    def publish(self) -> None:
        """Enter a publication."""
        self.unpublished = set()

    def answers(self) -> ExpectedAnswers | None:
        """The answers as of now; None where the model does not predict them."""
        if not self.is_predicted:
            return None
        texts, untils = tuple(self.texts.items()), tuple(self.untils.items())
        return ExpectedAnswers(texts, tuple(self.ends), untils, tuple(self.gaps), frozenset(self.overtaken))


class ExpectedAnswers(Struct, frozen=True):
    """The text that must hold on each day."""

    texts: tuple[tuple[date, str], ...]
    ends: tuple[date, ...]
    untils: tuple[tuple[date, date], ...]
    gaps: tuple[tuple[date, date | None], ...]
    overtaken: frozenset[date] = frozenset()

    def on(self, day: date, *, has_log: bool = False) -> str | None:
        """The body that holds on a day; None where no text does, or where it is not known.

        Rule 1: what was recorded and overtaken between two publications was never published. Only a log knows
        that.
        """
        texts = [each for each in self.texts if not (has_log and each[0] in self.overtaken)]
        version = max(((start, text) for start, text in texts if start <= day), default=None)
        if version is None or any(version[0] < end <= day for end in self.ends):
            return None
        is_unknown = any(start == version[0] and until <= day for start, until in self.untils)
        is_gone = any(start <= day and (end is None or day < end) for start, end in self.gaps)
        return None if is_unknown or is_gone else version[1]
