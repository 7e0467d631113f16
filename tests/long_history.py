"""Repositories of policies with very many versions: what a large site is made of. Nothing in them is true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta, timezone

from tests.repo import PolicyRepo, policy_text

FIRST_DAY = date(2004, 1, 1)
LAST_DAY = date(2026, 11, 20)
NOON = time(12, tzinfo=timezone(timedelta(hours=6)))

_Commit = tuple[datetime, str, Mapping[str, str]]


def long_history(
    repo: PolicyRepo, versions: int, *, corrections: int = 0, languages: tuple[str, ...] = ("ky",)
) -> None:
    """``privacy``: versions spread evenly from 2004 to 2026, each corrected so many times on its day."""
    repo.replay(_commits(versions, corrections, languages))


def days(versions: int) -> list[date]:
    """The dates of the versions, the earliest first."""
    step = (LAST_DAY - FIRST_DAY) / max(versions - 1, 1)
    return [FIRST_DAY + number * step for number in range(versions)]


def _commits(versions: int, corrections: int, languages: tuple[str, ...]) -> Iterator[_Commit]:
    for number, day in enumerate(days(versions)):
        for correction in range(corrections + 1):
            moment = datetime.combine(day, NOON) + timedelta(minutes=correction)
            files = {
                f"docs/{language}/policies/privacy.md": _text(language, number, correction, day)
                for language in languages
            }
            yield moment, f"Edit {number}.{correction}", files


def _text(language: str, number: int, correction: int, day: date) -> str:
    body = (
        f"# Privacy {language} {{#privacy}}\n\nData is kept for {number} days.\n\n"
        f"## Cookies {{#cookies}}\n\nRule {number % 7} applies, spelled in way {correction}."
    )
    return policy_text(
        body,
        title=f"Privacy {language}",
        effective=day,
        summary=f"The time of keeping is {number} days now.",
        editorial=f"spelling {number}.{correction}" if correction else None,
    )
