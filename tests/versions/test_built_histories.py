"""Random histories in real repositories: the site of every prefix, and every URL that was ever published.

The histories are those of `test_histories`. Half of them are published with a log, which a remote repository
keeps: there it is lost, shortened or changed at random, and each such publication must be stopped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from tests.support.git_histories import committed
from tests.support.histories import Proposal
from tests.support.history_soak import Examine, soak
from tests.support.main_line import main_lines
from tests.support.random_histories import WITH_LOG, HistoryOptions, histories
from tests.support.site_publisher import BREACHES, SitePublisher

SOAK = 500
"""Histories of each test of `make soak`."""

PARTS = 20

WITHOUT_LOG = HistoryOptions(clocks=())
"""Only a log can tell wrong clocks from right ones."""


def examined(has_log: bool) -> Examine:
    """Builds and publishes the sites of a history. A crash ends it."""

    def examine(proposals: list[Proposal], count: Counter[str]) -> Iterator[tuple[int, str]]:
        lines = main_lines(proposals)
        with TemporaryDirectory() as folder:
            publisher = SitePublisher(Path(folder), has_log=has_log)
            heads = committed(publisher.repo, lines)
            for length, (line, head) in enumerate(zip(lines, heads, strict=True), 1):
                try:
                    yield from ((length, each) for each in publisher.breaches(line, head))
                except Exception as error:  # noqa: BLE001 (a crash is what is looked for)
                    yield length, f"crash: {error!r}"
                    break
            count.update(publisher.count)

    return examine


SOAKS: dict[str, tuple[HistoryOptions, Examine]] = {
    "without a log": (WITHOUT_LOG, examined(has_log=False)),
    "with a log": (WITH_LOG, examined(has_log=True)),
}


@settings(max_examples=2)
@given(histories(WITHOUT_LOG, most=5))
def test_every_url_of_a_published_site_answers_for_ever(proposals: list[Proposal]) -> None:
    """The site of every prefix is built, faulty or not."""
    assert list(examined(has_log=False)(proposals, Counter())) == []


@settings(max_examples=2)
@given(histories(WITH_LOG, most=5))
def test_with_a_log_every_url_answers_for_ever(proposals: list[Proposal]) -> None:
    assert list(examined(has_log=True)(proposals, Counter())) == []


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", SOAKS)
def test_soak(
    name: str, part: int, record_property: Callable[[str, object], None], pytestconfig: pytest.Config
) -> None:
    """The same of very many histories."""
    options, examine = SOAKS[name]
    count, breaches = soak(histories(options), SOAK // PARTS, part, pytestconfig, examine)
    record_property(f"in built histories: {name}", dict.fromkeys(BREACHES, 0) | count)
    assert breaches == [], "\n".join(breaches)
