"""A repository with enough texts for many workers: the samples, and a policy of many versions."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta, timezone

from tests.redline.test_properties import MUTATIONS
from tests.support.parted_texts import TEXTS
from tests.support.repo import PolicyRepo, policy_text
from tests.support.samples import every_kind

VERSIONS = 27
"""Of ``terms``: two jobs for each language, and in two languages more texts than one worker takes alone."""

_FIRST = date(2004, 1, 1)
_NOON = time(12, tzinfo=timezone(timedelta(hours=6)))
_LANGUAGES = {"ky": "ky", "ru": "ru"}


def many_versions(repo: PolicyRepo) -> None:
    """As of 2026-11-24: ``terms``, in Kyrgyz and Russian, and then `every_kind`."""
    repo.replay(_commits())
    every_kind(repo)


def one_more_commit(repo: PolicyRepo) -> None:
    """A new version of ``orders``, which no other text links to."""
    body = "# Заказ эрежелери {#orders}\n\nЗаказ 9 жумуш күнүндө аткарылат.\n"
    front_matter = {"title": "Заказ эрежелери", "effective": "2026-11-23"}
    repo.policy("ky", "orders", body, date="2026-11-22T12:00:00+06:00", **front_matter)


def _commits() -> Iterator[tuple[datetime, str, Mapping[str, str]]]:
    chance = random.Random(5)  # noqa: S311 (a test)
    bodies = {language: _opening(language) for language in _LANGUAGES}
    for number in range(VERSIONS):
        day = _FIRST + number * timedelta(days=200)
        files = {
            f"docs/{language}/policies/terms.md": policy_text(body, title=f"Terms {language}", effective=day)
            for language, body in bodies.items()
        }
        yield datetime.combine(day, _NOON), f"Edit {number}", files
        bodies = {language: chance.choice(MUTATIONS)(body, chance) for language, body in bodies.items()}


def _opening(language: str) -> str:
    (text,) = TEXTS[f"docs/{language}/policies/privacy.md"]
    links = "[one](privacy.md#data), [page](../about.md), [none](../later.md)"
    return f"{text[: len(text) // 2]}\n\n## Links {{#links}}\n\n{links}\n"
