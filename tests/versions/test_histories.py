"""Random histories of one policy in Kyrgyz and Russian: every prefix is read, and an oracle looks at it.

A history contains (`KINDS`; a test counts each):

- first texts with a date and without one, new versions, dates that are stated later, dates of past days with
  and without a decision, repeals, repeals that are called off, re-enactments;
- announced versions, several at a time; they are postponed, redrafted, withdrawn, replaced;
- files in ``versions/``: corrections, announced versions, texts that were found (also with ``until``),
  deleted files, translations;
- translations in time, late, corrected and deleted;
- renames that Git finds and by ``formerly``, also back to an old name; removed policies that come back;
- reverts; faulty edits: unexplained words, a slip in the year, another policy under a name, keys at random;
- proposals of several commits in any order, by each of the four merge methods; merges that swapped their
  parents; clocks that are ahead or behind;
- publications that come late, or not before the next proposal; stops by the gates.

A log that is lost, shortened or changed is for `test_built_histories`: the log is kept by Git.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from hypothesis import Phase, given, seed, settings

from sayasat.versions.archive import Archive
from tests.support.histories import MERGE_METHODS, Proposal
from tests.support.history_soak import Examine, soak
from tests.support.main_line import main_lines
from tests.support.policy_edits import begin_stated
from tests.support.random_histories import (
    FAULTY,
    PREDICTED,
    STATED,
    WITH_LOG,
    WITHOUT_LOG,
    HistoryOptions,
    histories,
)
from tests.support.simulated_publisher import BREACHES, SimulatedPublisher, archive_of, refusals

SOAK = 20_000
"""Histories of each test of `make soak`."""

PARTS = 20
"""Of the soak, each with a seed of its own: one can be run alone, and processes share them."""

KINDS = frozenset(
    [
        *("begin_stated", "begin_recorded"),
        *(edit.__name__ for edit in (*PREDICTED, *FAULTY)),
        *MERGE_METHODS,
        *("clock ahead", "clock behind", "parents swapped", "published late", "not published"),
    ]
)


@given(histories(WITHOUT_LOG))
def test_every_prefix_of_a_history_keeps_what_was_published(proposals: list[Proposal]) -> None:
    """One text a day, past answers, URLs and what the edits expect; and no crash."""
    publisher = SimulatedPublisher(has_log=False)
    for line in main_lines(proposals):
        assert publisher.breaches(line) == []


@given(histories(WITH_LOG))
def test_with_a_log_neither_clocks_nor_swapped_merges_change_what_was_published(
    proposals: list[Proposal],
) -> None:
    """The same with any wrong clocks, and with merges that swap their parents."""
    publisher = SimulatedPublisher(has_log=True)
    for line in main_lines(proposals):
        assert publisher.breaches(line) == []


def versions(archive: Archive) -> list[object]:
    """The versions that the originals make.

    Not the text of a withdrawn one: words that come before their date redraft the version that is replaced.
    """
    return [
        (
            policy.slug,
            version.date,
            version.withdrawn_on,
            None if version.withdrawn_on else version.text.source.content_digest,
            policy.authentic.repeals,
        )
        for policy in archive.policies
        for version in policy.authentic.versions
    ]


def differing_methods(proposals: list[Proposal]) -> list[str]:
    """The first state for which one merge method gives other versions than the others.

    A history counts until something stops a publication.
    """
    found = [[(line, archive_of(line)) for line in main_lines(proposals, each)] for each in MERGE_METHODS]
    for same in zip(*found, strict=True):
        if any(refusals(line, archive) for line, archive in same):
            return []
        if any(versions(archive) != versions(same[0][1]) for _, archive in same):
            return [f"methods: {same[0][0].proposal.edit}"]
    return []


METHODS = HistoryOptions(STATED, (begin_stated,), clocks=())


@given(histories(METHODS))
def test_every_merge_method_gives_the_same_versions(proposals: list[Proposal]) -> None:
    assert differing_methods(proposals) == []


def examined(has_log: bool) -> Examine:
    """Publishes a history."""

    def examine(proposals: list[Proposal], count: Counter[str]) -> Iterator[tuple[int, str]]:
        publisher = SimulatedPublisher(has_log=has_log)
        for length, line in enumerate(main_lines(proposals), 1):
            try:
                yield from ((length, each) for each in publisher.breaches(line))
            except Exception as error:  # noqa: BLE001 (a crash is a breach)
                yield length, f"crash: {error!r}"
        count.update(publisher.count)

    return examine


def compared_methods(proposals: list[Proposal], count: Counter[str]) -> list[tuple[int, str]]:
    """Brings a history to the main line by each merge method."""
    count["states"] += len(proposals)
    return [(len(proposals), each) for each in differing_methods(proposals)]


SOAKS: dict[str, tuple[HistoryOptions, Examine]] = {
    "without a log": (WITHOUT_LOG, examined(has_log=False)),
    "with a log": (WITH_LOG, examined(has_log=True)),
    "merge methods": (METHODS, compared_methods),
}


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", SOAKS)
def test_soak(
    name: str, part: int, record_property: Callable[[str, object], None], pytestconfig: pytest.Config
) -> None:
    """The same on very many histories."""
    options, examine = SOAKS[name]
    count, breaches = soak(histories(options), SOAK // PARTS, part, pytestconfig, examine)
    record_property(f"in random histories: {name}", dict.fromkeys(BREACHES, 0) | count)
    assert breaches == [], "\n".join(breaches)


@pytest.mark.soak
def test_every_kind_of_event_occurs() -> None:
    """In what is not refused; a faulty edit may always be."""
    count = Counter[str]()
    for name in ("without a log", "with a log"):
        options, examine = SOAKS[name]

        @seed(3)
        @settings(max_examples=200, phases=[Phase.generate], derandomize=False)
        @given(histories(options))
        def run(examine: Examine, proposals: list[Proposal]) -> None:
            list(examine(proposals, count))

        run(examine)
    assert {kind for kind in KINDS if not count[kind]} == set()
