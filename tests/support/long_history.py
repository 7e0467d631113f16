"""Repositories of policies with very many versions: what a large site is made of. Nothing in them is true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta, timezone

from tests.support.mini_site import furnish
from tests.support.repo import PolicyRepo, policy_text

FIRST_DAY = date(2004, 1, 1)
LAST_DAY = date(2026, 11, 20)
VERSIONS = 60
NOON = time(12, tzinfo=timezone(timedelta(hours=6)))

_Commit = tuple[datetime, str, Mapping[str, str]]


def long_history(
    repo: PolicyRepo, versions: int, *, corrections: int = 0, languages: tuple[str, ...] = ("ky",)
) -> None:
    """``privacy``: versions spread evenly from 2004 to 2026, each corrected so many times on its day."""
    repo.replay(_commits(versions, corrections, languages))


def large_site(repo: PolicyRepo) -> None:
    """A site of many policies, the first with many versions; as of 2026-11-24.

    ``privacy``: `VERSIONS` versions in Kyrgyz and Russian. ``rule-00`` to ``rule-29``: one version each, in
    Kyrgyz; every third was repealed.
    """
    furnish(repo)
    repo.commit("Furnish", date="2003-01-01T12:00:00+06:00")
    long_history(repo, VERSIONS, languages=("ky", "ru"))
    repo.commit(
        "Rules", date="2026-11-21T12:00:00+06:00", files={_rule(each): _rule_text(each) for each in range(30)}
    )


def _rule(number: int) -> str:
    return f"docs/ky/policies/rule-{number:02}.md"


def _rule_text(number: int) -> str:
    repealed = date(2026, 11, 22) if number % 3 == 0 else None
    body = f"# Эреже {number} {{#rule}}\n\nЭреже {number} колдонулат."
    return policy_text(body, title=f"Эреже {number}", effective=date(2025, 1, 1), repealed=repealed)


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
