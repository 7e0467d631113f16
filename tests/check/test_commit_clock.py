"""The clock of the newest commit, in real repositories."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from sayasat.check.newest_commit import wrong_clock
from sayasat.repository.reader import Repository
from tests.support.repo import PolicyRepo

NOW = datetime.fromisoformat("2026-11-24T12:00:00+06:00")


@pytest.mark.parametrize(
    ("commits", "found"),
    [
        pytest.param(["2026-11-24T12:05:00+06:00"], [], id="five minutes ahead"),
        pytest.param(["2026-11-24T12:05:01+06:00"], ["clock-ahead"], id="more than that"),
        pytest.param(
            ["2026-11-24T11:00:00+06:00", "2026-11-24T10:59:59+06:00"], ["clock-behind"], id="behind"
        ),
        pytest.param(["2026-11-24T11:00:00+06:00", "2026-11-24T11:00:00+06:00"], [], id="the same second"),
        pytest.param(["2036-02-01T12:00:00+06:00", "2026-11-24T11:00:00+06:00"], [], id="after one ahead"),
        pytest.param(
            ["2026-11-24T11:00:00+06:00", "2001-01-01T00:00:00+06:00", "2002-01-01T00:00:00+06:00"],
            ["clock-behind"],
            id="behind, after another that was behind",
        ),
        pytest.param(["2001-01-01T00:00:00+06:00", "2026-11-24T11:00:00+06:00"], [], id="after an old one"),
    ],
)
def test_a_newest_commit_with_a_wrong_clock_is_refused(
    tmp_path: Path, commits: list[str], found: list[str]
) -> None:
    repo = PolicyRepo(tmp_path / "repo")
    for place, date in enumerate(commits):
        repo.commit(date=date, files={"docs/ky/policies/privacy.md": str(place)})
    with Repository.open(repo.path) as repository:
        findings = list(wrong_clock(repository, NOW))
    assert [finding.rule for finding in findings] == found
    assert all(finding.path == repo.head[:12] for finding in findings)


def test_of_a_merge_the_first_parent_counts(tmp_path: Path) -> None:
    """The branch has a commit that is newer than the merge; no clock of the main line was wrong."""
    repo = PolicyRepo(tmp_path / "repo")
    repo.commit(date="2026-11-24T09:00:00+06:00", files={"a": "1"})
    repo.branch("proposal")
    repo.commit(date="2026-11-24T11:00:00+06:00", files={"b": "1"})
    repo.checkout("main")
    repo.merge("proposal", date="2026-11-24T10:00:00+06:00")
    with Repository.open(repo.path) as repository:
        assert list(wrong_clock(repository, NOW)) == []
