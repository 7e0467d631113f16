"""A publication is opened from a repository, or with the archive of a previous publication."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from sayasat.builder.open import open_publication
from sayasat.builder.publication import Recipe
from sayasat.settings import Settings
from tests.support.published import SETTINGS
from tests.support.repo import PolicyRepo
from tests.support.samples import every_kind

NAMES = dict.fromkeys(SETTINGS.languages, "Site")


def recipe(repo: PolicyRepo, settings: Settings = SETTINGS, previous: Recipe | None = None) -> Recipe:
    opened = open_publication(repo.path, settings, date(2026, 11, 24), NAMES, previous=previous)
    with closing(opened) as publication:
        return publication.recipe


def test_history_is_read_once_for_each_commit_and_again_for_other_settings(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "repo")
    every_kind(repo)
    first = recipe(repo)
    repo.write("docs/ky/policies/privacy.md", "an edit")
    assert recipe(repo, previous=first).archive is first.archive
    assert recipe(repo).archive is not first.archive
    abroad = replace(SETTINGS, zone=ZoneInfo("Europe/Lisbon"))
    assert recipe(repo, abroad, first).archive is not first.archive
    repo.commit(date="2026-11-22T12:00:00+06:00")
    assert recipe(repo, previous=first).archive.head == repo.head


def test_the_archive_of_another_repository_is_not_used(tmp_path: Path) -> None:
    repos = [PolicyRepo(tmp_path / name) for name in ("one", "other")]
    for repo in repos:
        every_kind(repo)
    one, other = repos
    assert one.head == other.head
    first = recipe(one)
    assert recipe(other, previous=first).archive is not first.archive
