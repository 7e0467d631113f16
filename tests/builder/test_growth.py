"""The pages of a history cost with its length, never with its square: steps are counted, nothing is timed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from msgspec.structs import replace

from sayasat.exports.api import policies_json, versions_json
from sayasat.pages.change_log import change_log
from sayasat.pages.compare import compare_page
from sayasat.pages.history import history_page
from sayasat.pages.policy_list import policy_list
from sayasat.pages.redline import changes_page
from sayasat.pages.text import version_page
from sayasat.policy_files.facts import Source
from sayasat.versions.changelog import entries, site_entries
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.timeline import fold
from sayasat.versions.translations import follow
from sayasat.website.catalogue import Catalogue
from tests.support.long_history import long_history
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo

SIZES = (100, 200, 300)
STRAY = 0.02
"""A table that grows, a number with one more digit: what differs without being a square."""

OF_ALL: Mapping[str, Callable[[Catalogue], object]] = {
    "history": lambda catalogue: history_page(catalogue, edition(catalogue, language="ru")),
    "compare": lambda catalogue: compare_page(catalogue, edition(catalogue, language="ru"), "compare/"),
    "versions.json": lambda catalogue: versions_json(catalogue, edition(catalogue, language="ru")),
    "policies.json": policies_json,
    "change log": lambda catalogue: change_log(catalogue, "ru"),
    "entries": lambda catalogue: entries(
        edition(catalogue).policy, edition(catalogue, language="ru").timeline
    ),
    "entries in a language that has none": lambda catalogue: site_entries(catalogue.archive.policies, "en"),
    "home page": lambda catalogue: policy_list(catalogue, "ru"),
    "standings": lambda catalogue: edition(catalogue).policy.standings("ru", catalogue.today),
    "versions": lambda catalogue: fold(edition(catalogue).timeline.lineage, sources(catalogue, "ky")),
    "translations": lambda catalogue: follow(
        edition(catalogue, language="ru").timeline.lineage,
        sources(catalogue, "ru"),
        edition(catalogue).timeline,
    ),
}
"""What tells of every version."""

OF_ONE: Mapping[str, Callable[[Catalogue, Timeline], object]] = {
    "a version": lambda catalogue, timeline: version_page(
        catalogue, edition(catalogue, language="ru"), timeline.versions[50]
    ),
    "its redline": lambda catalogue, timeline: changes_page(
        catalogue, edition(catalogue, language="ru"), timeline.versions[50]
    ),
    "what was recorded before": lambda _, timeline: timeline.recorded_by(50),
    "the version before": lambda _, timeline: timeline.before(timeline.versions[50]),
    "the newest": lambda _, timeline: timeline.newest_version,
}
"""What tells of one version: the same whether there are a hundred or three."""


def sources(catalogue: Catalogue, language: str) -> dict[str, Source]:
    versions = edition(catalogue, language=language).timeline.versions
    return {placed.revision.blob: placed.source for version in versions for placed in version.revisions}


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Catalogue]]:
    """One of each size; every text was read and counted before."""
    with _all_open(tmp_path_factory.mktemp("growth")) as opened:
        yield opened


@contextmanager
def _all_open(folder: Path, sizes: tuple[int, ...] = SIZES) -> Iterator[list[Catalogue]]:
    if not sizes:
        yield []
        return
    repo = PolicyRepo(folder / str(sizes[0]))
    long_history(repo, sizes[0], languages=("ky", "ru"))
    with published(repo) as catalogue, _all_open(folder, sizes[1:]) as others:
        for language in ("ky", "ru"):
            versions_json(catalogue, edition(catalogue, language=language))
        yield [catalogue, *others]


def steps(action: Callable[[], object]) -> int:
    """How many instructions Python runs, the third time.

    The first call compiles and stores, and the second is the first to decode what was stored: both look at
    types once for the process.
    """
    counted = 0

    def trace(frame: FrameType, event: str, _: object) -> Callable[..., Any]:
        nonlocal counted
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        counted += event == "opcode"
        return trace

    action()
    action()
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        action()
    finally:
        sys.settrace(before)
    return counted


@pytest.mark.parametrize("page", OF_ALL)
def test_what_tells_of_every_version_grows_evenly(histories: list[Catalogue], page: str) -> None:
    """The third hundred of versions costs what the second did."""
    few, more, most = (steps(partial(OF_ALL[page], each)) for each in histories)
    assert few > 0
    assert abs((most - more) - (more - few)) < STRAY * most, (few, more, most)


@pytest.mark.parametrize("page", OF_ONE)
def test_what_tells_of_one_version_does_not_grow(histories: list[Catalogue], page: str) -> None:
    few, *_, most = (
        steps(partial(OF_ONE[page], each, edition(each, language="ru").timeline)) for each in histories
    )
    assert abs(most - few) < STRAY * most + 20, (few, most)


@pytest.mark.parametrize("page", ["history", "compare", "change log", "versions.json", "home page"])
def test_a_list_reads_no_text_once_its_changes_are_counted(histories: list[Catalogue], page: str) -> None:
    read: list[str] = []
    catalogue = histories[0]

    def reading(blob: str) -> bytes:
        read.append(blob)
        return catalogue.read_blob(blob)

    watched = replace(catalogue, read_blob=reading)
    for language in ("ky", "ru"):
        versions_json(watched, edition(watched, language=language))
    read.clear()
    OF_ALL[page](watched)
    assert not read
