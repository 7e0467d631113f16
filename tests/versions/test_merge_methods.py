"""One proposal of four commits, brought to the main line in each way that forges have: the same versions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import permutations
from math import factorial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sayasat.repository.reader import Repository
from sayasat.settings import Settings
from sayasat.versions.archive import Archive, read_archive
from tests.support.merge_ways import SplitProposal, main_lines
from tests.support.repo import PolicyRepo, policy_text
from tests.support.soak import chosen

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
    """All that pages say of the versions, on the day of the merge and on the new version's."""
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


@pytest.mark.parametrize("is_translated", [True, False])
@pytest.mark.soak
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
    assert {name: each for name, each in found.items() if each != expected} == {}
    assert len(found) == 96


def _file(text: str, effective: date | None = None, **keys: object) -> dict[str, object]:
    return {"title": "Privacy", "text": text, "effective": effective, **keys}


def _at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+06:00")


KY, RU, EN = (_path(language) for language in SETTINGS.languages)
FIRST, SECOND, THIRD = date(2024, 2, 1), NEW, date(2027, 6, 1)
FIRST_FILE, SECOND_FILE = (f"docs/ky/versions/privacy/{day}.md" for day in (FIRST, SECOND))
IN_FORCE = (_at("2024-01-10"), {path: _file(f"{path}: one year.", FIRST) for path in (KY, RU, EN)})
ANNOUNCED = (_at("2026-10-01"), {path: _file(f"{path}: two years.", SECOND) for path in (KY, RU, EN)})
BEGUN, MERGED = _at("2026-11-19"), _at("2026-11-20")

SPLIT = (
    SplitProposal(
        "a correction in versions/ beside the announcement in policies/",
        (IN_FORCE,),
        {
            "correction": {FIRST_FILE: _file("ky: just one year.", FIRST, editorial="A word was missing.")},
            "words ky": {KY: {"text": "ky: two years."}},
            "date ky": {KY: {"effective": SECOND}},
            "ru": {RU: _file("ru: two years.", SECOND)},
        },
        BEGUN,
        MERGED,
    ),
    SplitProposal(
        "a correction in versions/ of which the reason comes in a commit of its own",
        (IN_FORCE, (_at("2024-03-01"), {FIRST_FILE: _file(f"{KY}: one year.", FIRST)})),
        {
            "reason": {FIRST_FILE: {"editorial": "A word was missing."}},
            "words": {FIRST_FILE: {"text": "ky: just one year."}},
            "words ky": {KY: {"text": "ky: two years."}},
            "date ky": {KY: {"effective": SECOND}},
        },
        BEGUN,
        MERGED,
    ),
    SplitProposal(
        "an announced version in versions/ beside the next announcement in policies/",
        (IN_FORCE, ANNOUNCED),
        {
            "file": {SECOND_FILE: _file(f"{KY}: two years.", SECOND)},
            "words ky": {KY: {"text": "ky: three years."}},
            "date ky": {KY: {"effective": THIRD}},
            "ru": {RU: _file("ru: three years.", THIRD)},
        },
        BEGUN,
        MERGED,
    ),
    SplitProposal(
        "the same, and the translation does not follow yet",
        (IN_FORCE, ANNOUNCED),
        {
            "file": {SECOND_FILE: _file(f"{KY}: two years.", SECOND)},
            "words ky": {KY: {"text": "ky: three years."}},
            "date ky": {KY: {"effective": THIRD}},
        },
        BEGUN,
        MERGED,
    ),
    SplitProposal(
        "a correction with its reason in policies/",
        (IN_FORCE,),
        {
            "reason ky": {KY: {"editorial": "A word was missing."}},
            "words ky": {KY: {"text": "ky: just one year."}},
            "ru": {RU: {"text": "ru: just one year.", "editorial": "A word was missing."}},
            "en": {EN: {"text": "en: just one year."}},
        },
        BEGUN,
        MERGED,
    ),
    SplitProposal(
        "a version put before an announced one by an older commit",
        (IN_FORCE, ANNOUNCED),
        {
            "words ky": {KY: {"text": "ky: eighteen months."}},
            "date ky": {KY: {"effective": date(2026, 12, 24), "replaces": "none"}},
            "ru": {RU: _file("ru: eighteen months.", date(2026, 12, 24))},
            "en": {EN: _file("en: eighteen months.", date(2026, 12, 24))},
        },
        BEGUN,
        MERGED,
    ),
)


@pytest.mark.parametrize("proposal", chosen(SPLIT, *SPLIT[::4]), ids=str)
def test_files_in_versions_and_reasons_give_the_same_versions_in_all_orders(
    tmp_path: Path, proposal: SplitProposal
) -> None:
    """All orders of the commits, each brought to the main line in four ways."""
    repo = PolicyRepo(tmp_path)
    found: dict[str, list[object]] = {}
    for branch in main_lines(repo, proposal):
        repo.git("symbolic-ref", "HEAD", f"refs/heads/{branch}")
        archive = _read(repo)
        assert archive.faults == (), branch
        found[branch] = _versions(archive)
    expected = next(each for name, each in found.items() if name.startswith("squash/"))
    assert [name for name, each in found.items() if each != expected] == []
    assert len(found) == len(METHODS) * factorial(len(proposal.commits))
