"""One proposal of four commits, brought to the main line in each way that forges have: the same versions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import permutations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sayasat.repository.reader import Repository
from sayasat.settings import Settings
from sayasat.versions.archive import Archive, read_archive
from tests.support.repo import PolicyRepo, policy_text

SETTINGS = Settings(
    ("ky", "ru", "en"), ZoneInfo("Asia/Bishkek"), "example.org,2024", {}, "https://example.org/"
)
NEW = date(2027, 1, 1)
DAYS = (date(2026, 11, 24), NEW)
COMMITS = ("words ky", "date ky", "ru", "en")
METHODS = ("merge", "squash", "rebase", "fast-forward")


def _text(words: str, day: date) -> str:
    return policy_text(words, title="Privacy", effective=day)


def _path(language: str) -> str:
    return f"docs/{language}/policies/privacy.md"


def _begun(path: Path, *, is_translated: bool) -> PolicyRepo:
    repo = PolicyRepo(path)
    languages = SETTINGS.languages if is_translated else ("ky",)
    files = {_path(language): _text(f"{language}: one year.", date(2024, 2, 1)) for language in languages}
    repo.commit(date="2024-01-10T12:00:00+06:00", files=files)
    return repo


def _propose(repo: PolicyRepo, order: tuple[str, ...]) -> None:
    """Commit the four changes on a branch; the file's words and date change in commits of their own."""
    repo.replay(_changes(order))
    repo.git("branch", "--force", "proposal")
    repo.git("reset", "--quiet", "--hard", f"HEAD~{len(order)}")


def _changes(order: tuple[str, ...]) -> Iterator[tuple[datetime, str, dict[str, str]]]:
    words, day = "ky: one year.", date(2024, 2, 1)
    for minute, commit in enumerate(order):
        language = commit[-2:]
        if commit == "words ky":
            words = "ky: two years."
        elif commit == "date ky":
            day = NEW
        text = _text(words, day) if language == "ky" else _text(f"{language}: two years.", NEW)
        yield datetime(2026, 11, 19, 12, minute, tzinfo=SETTINGS.zone), commit, {_path(language): text}


def _bring(repo: PolicyRepo, method: str) -> None:
    merged = "2026-11-20T12:00:00+06:00"
    if method == "squash":
        repo.git("merge", "--quiet", "--squash", "proposal")
        repo.commit("Squash", date=merged)
    elif method == "rebase":
        # A forge makes the commits anew, with the time of the merge
        repo.git("cherry-pick", "main..proposal", date=merged)
    else:
        repo.merge("proposal", date=merged, fast_forward=method == "fast-forward")


def _versions(archive: Archive) -> list[object]:
    """All that a reader is told of the versions, on the day of the merge and on the new version's."""
    policy = archive.policy("privacy")
    assert policy is not None
    return [
        (
            day,
            language,
            each.version.date,
            each.version.basis,
            each.status,
            each.since,
            each.until,
            each.version.behind,
            each.version.text.source.sha256,
        )
        for day in DAYS
        for language in SETTINGS.languages
        for each in policy.standings(language, day)
    ]


def _read(repo: PolicyRepo) -> Archive:
    with Repository.open(repo.path) as repository:
        return read_archive(repository, SETTINGS)


@pytest.mark.parametrize("is_translated", [True, False], ids=["translated before", "first translations"])
def test_every_merge_method_gives_the_same_versions_whatever_the_order_of_the_commits(
    tmp_path: Path, *, is_translated: bool
) -> None:
    """96 ways: 24 orders of the four commits, four methods. Nothing is at fault in the end."""
    found: dict[str, list[object]] = {}
    repo = _begun(tmp_path, is_translated=is_translated)
    for order in permutations(COMMITS):
        repo.checkout("main")
        _propose(repo, order)
        for method in METHODS:
            repo.git("checkout", "--quiet", "-B", method, "main")
            _bring(repo, method)
            archive = _read(repo)
            assert archive.faults == ()
            found[f"{method}: {', '.join(order)}"] = _versions(archive)
    expected = found["merge: words ky, date ky, ru, en"]
    assert {name: told for name, told in found.items() if told != expected} == {}
    assert len(found) == 96
