"""Random histories of a policy in Kyrgyz and Russian, with reverts: a site is made of every state of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from sayasat.builder.open import open_publication
from sayasat.check.check_yml import CheckSettings
from sayasat.check.report.changes import changed_editions
from sayasat.check.review import ProposedChange, review
from sayasat.check.runner import run_checks
from sayasat.i18n.messages import messages
from sayasat.pages.change_log import change_log
from sayasat.pages.contact_contract import BARE_SHELL, contract_values
from sayasat.pages.policy_list import policy_list
from tests.support.built_site import read_page
from tests.support.published import SETTINGS
from tests.support.repo import PolicyRepo, policy_text
from tests.support.write_site import Around, write_site
from tests.versions.test_timeline_properties import FIRST, HISTORIES, Step, folded

KY, RU = "docs/ky/policies/privacy.md", "docs/ru/policies/privacy.md"
ZONE = ZoneInfo("Asia/Bishkek")
_EFFECTIVE = re.compile(r"effective: (\S+)")
_PART = 10
"""Each example makes some ten sites: as many examples as the profile says would take hours."""

DAYS = st.integers(0, 8).map(lambda weeks: FIRST + timedelta(7 * weeks))
"""Few dates, so that they meet."""


class Edit(Struct, frozen=True):
    """What a commit makes of one file; a date that is absent is the original's, in a translation."""

    path: str
    words: str
    effective: date | None
    keys: tuple[tuple[str, object], ...]
    deletes: bool

    def made(self, files: Mapping[str, str]) -> dict[str, str]:
        """The files after it."""
        others = {path: text for path, text in files.items() if path != self.path}
        if self.deletes:
            return others
        followed = _EFFECTIVE.search(files.get(KY, "")) if self.path == RU else None
        effective = self.effective or (date.fromisoformat(followed[1]) if followed else None)
        body = f"# Privacy {{#privacy}}\n\n{self.words}\n"
        return others | {
            self.path: policy_text(body, effective=effective, title="Privacy", **dict(self.keys))
        }


class Commit(Struct, frozen=True):
    """Some edits, or the revert of the newest commits."""

    later: int
    """Days after the commit before."""

    reverts: int
    edits: tuple[Edit, ...]


def _edits(path: str) -> st.SearchStrategy[Edit]:
    keys = {
        "editorial": st.none() | st.none() | st.sampled_from(["a typo", "a letter"]),
        "replaces": st.none() | st.none() | st.just("none") | DAYS,
        "repealed": st.none() | st.none() | st.none() | DAYS,
    }
    chosen = st.fixed_dictionaries(keys if path == KY else {"editorial": keys["editorial"]})
    dated = DAYS if path == KY else st.none() | st.none() | DAYS
    deletes = st.integers(0, 9).map(lambda chance: chance == 0)
    words = st.sampled_from(["One.", "Two.", "Three."])
    return st.builds(
        Edit, st.just(path), words, dated, chosen.map(lambda found: tuple(found.items())), deletes
    )


_BOTH = st.tuples(_edits(KY), _edits(RU))
_ALONE = st.tuples(st.sampled_from([KY, RU]).flatmap(_edits))
COMMITS = st.builds(Commit, st.sampled_from([0, 1, 7]), st.sampled_from([0, 0, 1, 1, 2]), _BOTH | _ALONE)
FIRSTS = st.builds(Commit, st.just(0), st.just(0), st.tuples(_edits(KY)))


def replayed(repo: PolicyRepo, commits: list[Commit]) -> list[tuple[str, date]]:
    """Commit them; returns the commits with their days."""
    states: list[dict[str, str]] = [{}]
    moment = datetime.combine(FIRST, time(9), ZONE)
    changes: list[tuple[datetime, str, dict[str, str | None]]] = []
    for commit in commits:
        files = states[max(0, len(states) - 1 - commit.reverts)] if commit.reverts else states[-1]
        for edit in () if commit.reverts else commit.edits:
            files = edit.made(files)
        moment += timedelta(commit.later, minutes=1)
        gone = dict.fromkeys(states[-1].keys() - files.keys())
        changes.append((moment, "Edit", {**files, **gone}))
        states.append(files)
    repo.replay(changes)
    found = repo.git("rev-list", "--reverse", "HEAD").split()
    return [(sha, made.date()) for sha, (made, _, _) in zip(found, changes, strict=True)]


def _edit(path: str, words: str, week: int) -> Edit:
    return Edit(path, words, FIRST + timedelta(7 * week), (), deletes=False)


_FIRST_TRANSLATION_REVERTED = (
    Commit(0, 0, (_edit(KY, "One.", 0),)),
    [Commit(1, 0, (_edit(KY, "Two.", 4), _edit(RU, "Two.", 4))), Commit(1, 1, ())],
)


@example(*_FIRST_TRANSLATION_REVERTED)
@settings(max_examples=max(1, settings().max_examples // _PART))
@given(FIRSTS, st.lists(COMMITS, min_size=1, max_size=5))
@pytest.mark.soak
def test_a_site_is_made_of_every_state_of_every_history(first: Commit, rest: list[Commit]) -> None:
    """Faulty or not: what is faulty in one commit stands in the history of the next, which fixes it."""
    with TemporaryDirectory() as folder:
        repo = PolicyRepo(Path(folder) / "repo")
        for place, (sha, day) in enumerate(replayed(repo, [first, *rest])):
            repo.git("update-ref", "refs/heads/main", sha)
            for later in (0, 28):
                _make(repo, Path(folder) / f"site-{place}-{later}", day + timedelta(later))


def _make(repo: PolicyRepo, site: Path, today: date) -> None:
    """All that is made of a state. A translation of nothing is the one state that no site is made of."""
    names = dict.fromkeys(SETTINGS.languages, "Site")
    if not repo.git("log", "--format=%h", "--", KY):
        return
    write_site(repo.path, site, Around(today))
    publication = open_publication(repo.path, SETTINGS, today, names)
    try:
        catalogue = publication.catalogue
        for language in SETTINGS.languages:
            assert policy_list(catalogue, language)
            assert change_log(catalogue, language)
        contract_values(catalogue, dict.fromkeys(SETTINGS.languages, BARE_SHELL))
        found = run_checks(publication, CheckSettings())
        assert review(
            ProposedChange(catalogue, changed_editions(catalogue, repo.head), found), messages("ky")
        )
        for edition in catalogue.editions:
            history = read_page(site / edition.urls.history / "index.html")
            items = history.all("li", "timeline__version")
            shown = [(each["data-date"], each["data-status"]) for each in reversed(items)]
            assert shown == [(str(each.version.date), each.status) for each in edition.standings]
    finally:
        publication.close()


@given(HISTORIES)
def test_an_original_always_has_a_version_that_was_not_withdrawn(history: list[Step]) -> None:
    """Only a translation can be left without one: each withdrawal leaves another of the original's."""
    for length in range(1, len(history) + 1):
        assert any(version.withdrawn_on is None for version in folded(history[:length]).versions)
