"""Looks for breaches in very many random histories, counts them, and shows one history of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from random import SystemRandom

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis.strategies import SearchStrategy

from tests.support.histories import Proposal, described

Examine = Callable[[list[Proposal], Counter[str]], Iterable[tuple[int, str]]]
"""Counts what it does with a history; returns its breaches, each after how many proposals."""


def soak(
    histories: SearchStrategy[list[Proposal]], number: int, part: int, config: pytest.Config, examine: Examine
) -> tuple[Counter[str], list[str]]:
    """Examine so many histories. Returns the counts, and the shortest history of each kind of breach.

    A breach begins with its kind and a colon. The seed is new each time, unless pytest is given
    ``--hypothesis-seed``; each part has another one.
    """
    count, shortest = Counter[str](), dict[str, tuple[int, str]]()
    base = int(config.getoption("--hypothesis-seed") or SystemRandom().randrange(10**6))

    @seeded(base * 1_000 + part)
    @settings(
        max_examples=number,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        derandomize=False,
        suppress_health_check=[*HealthCheck],
    )
    @given(histories)
    def run(proposals: list[Proposal]) -> None:
        count["histories"] += 1
        for length, breach in examine(proposals, count):
            kind = breach.partition(":")[0]
            count[kind] += 1
            if kind not in shortest or length < shortest[kind][0]:
                story = described(proposals[:length])
                shortest[kind] = length, f"seed {base}, part {part}: {breach}\n{story}"

    run()
    return count, [found for _, found in shortest.values()]
