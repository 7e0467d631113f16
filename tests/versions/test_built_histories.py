"""Random histories in real repositories: the site of every prefix, and every URL that was ever published."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from sayasat.repository.reader import Repository
from sayasat.versions.archive import read_archive
from tests.support.built_site import contents
from tests.support.git_histories import committed
from tests.support.histories import Proposal, State, described, states
from tests.support.random_histories import HistoryOptions, histories
from tests.support.repo import PolicyRepo
from tests.support.write_site import Around, write_site
from tests.versions.test_histories import OFFICE, refusals

SOAK = 500
PARTS = 4
_LASTING = re.compile(r"(ru/)?policies/[^/]+/(?!index\.html).+")
"""The pages, sources and data of a policy; its main page is MkDocs'."""

_FIXED = re.compile(r".*/revisions/[^/]+/[^/]+\.md")
"""The source of a revision has the same bytes for ever."""


STEADY = HistoryOptions(clocks=())
"""Sites are built without a log, which alone can tell wrong clocks from right ones."""


class BuiltSites:
    """The sites of a history's publications, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.count = Counter[str]()
        self.repo = PolicyRepo(folder / "repo")
        self._folder = folder
        self._promised: dict[str, bytes] = {}

    def breaches(self, state: State, head: str) -> list[str]:
        """Build the site of a state; what is wrong with it."""
        self.repo.git("update-ref", "refs/heads/main", head)
        with Repository.open(self.repo.path) as repository:
            archive = read_archive(repository, OFFICE)
        self.count["states"] += 1
        if archive.misfits or not archive.policies:
            return []
        files = self._built(state.today)
        if state.proposal.lag is None or refusals(state, archive):
            return []
        self.count["publications"] += 1
        lost = [f"url: {path} is lost" for path in sorted(self._promised.keys() - files.keys())]
        fixed = {path for path in self._promised if _FIXED.fullmatch(path)}
        changed = [path for path in fixed & files.keys() if files[path] != self._promised[path]]
        self._promised |= {path: data for path, data in files.items() if _LASTING.fullmatch(path)}
        return [*lost, *(f"url: {path} has other bytes" for path in sorted(changed))]

    def _built(self, today: date) -> dict[str, bytes]:
        self.count["sites"] += 1
        site = self._folder / f"site-{self.count['sites']}"
        write_site(self.repo.path, site, Around(today, OFFICE))
        return contents(site)


def breaches(proposals: list[Proposal]) -> tuple[list[str], Counter[str]]:
    """What is wrong with the sites of a history: a crash ends it."""
    found: list[str] = []
    with TemporaryDirectory() as folder:
        sites = BuiltSites(Path(folder))
        line = states(proposals)
        for state, head in zip(line, committed(sites.repo, line), strict=True):
            try:
                found += sites.breaches(state, head)
            except Exception as error:  # noqa: BLE001 (a crash is what is looked for)
                return [*found, f"crash: {error!r}"], sites.count
    return found, sites.count


@settings(max_examples=3)
@given(histories(STEADY, most=5))
def test_every_url_of_a_published_site_answers_for_ever(proposals: list[Proposal]) -> None:
    """The site of every prefix is built, faulty or not."""
    assert breaches(proposals)[0] == []


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
def test_soak(part: int, record_property: Callable[[str, object], None]) -> None:
    """The same of very many histories; it counts what it finds, and shows one of each kind."""
    count, shortest = Counter[str](), dict[str, str]()

    @settings(max_examples=SOAK // PARTS, deadline=None, database=None, suppress_health_check=[*HealthCheck])
    @given(histories(STEADY))
    def run(proposals: list[Proposal]) -> None:
        found, counted = breaches(proposals)
        count.update(counted, histories=1)
        for each in found:
            kind = each.partition(":")[0]
            count[kind] += 1
            shortest.setdefault(kind, f"part {part}: {each}\n{described(proposals)}")

    run()
    record_property("built histories", {"crash": 0, "url": 0, **count})
    assert not shortest, "\n".join(shortest.values())
