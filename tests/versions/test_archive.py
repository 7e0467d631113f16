"""What is no text of a policy: pointers of Git LFS. And what a foreign text is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.adopt.options import AdoptOptions
from sayasat.errors import HistoryError
from sayasat.repository.reader import Repository
from sayasat.settings import Settings
from sayasat.versions.archive import Archive, read_archive
from tests.support.published import SETTINGS
from tests.support.repo import PolicyRepo

POINTER = (
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"
)
PATH = "docs/ky/policies/privacy.md"


def _archive(repo: PolicyRepo, settings: Settings = SETTINGS) -> Archive:
    with Repository.open(repo.path) as repository:
        return read_archive(repository, settings)


def _adopted(repo: PolicyRepo) -> Settings:
    return AdoptOptions(
        str(repo.path), "", ("*.md",), ("en",), "Site", "https://example.org/", "UTC"
    ).settings


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    return PolicyRepo(tmp_path / "repository")


def test_a_pointer_of_git_lfs_stops_the_build_and_is_never_a_revision(repo: PolicyRepo) -> None:
    repo.commit(files={PATH: POINTER})
    archive = _archive(repo)
    assert [(fault.code, fault.where) for fault in archive.misfits] == [("file-lfs", PATH)]
    assert not archive.policies

    repo.policy("ky", "privacy", "The text.", effective="2024-01-01", date="2024-01-02T12:00:00+06:00")
    archive = _archive(repo)
    assert not archive.faults
    assert len(archive.policies[0].authentic.recorded) == 1

    repo.commit(files={PATH: POINTER})
    assert [fault.code for fault in _archive(repo).misfits] == ["file-lfs"]


def test_a_pointer_is_reported_at_its_own_file_also_after_later_commits(repo: PolicyRepo) -> None:
    """Of a version's file, and of a translation."""
    filed, ru = "docs/ky/versions/privacy/2020-01-01.md", "docs/ru/policies/privacy.md"
    repo.policy("ky", "privacy", "The text.", effective="2024-01-01")
    repo.commit(files={filed: POINTER, ru: POINTER}, date="2024-01-02T12:00:00+06:00")
    repo.policy("ky", "privacy", "Another.", effective="2024-02-01", date="2024-01-03T12:00:00+06:00")
    archive = _archive(repo)
    assert {(fault.code, fault.where) for fault in archive.misfits} == {("file-lfs", filed), ("file-lfs", ru)}
    assert len(archive.policies[0].authentic.recorded) == 2


def test_a_foreign_text_that_became_a_pointer_stays_as_it_was(repo: PolicyRepo) -> None:
    """The pointer is reported, with the text before it as the last; a file that was never a text is none."""
    repo.commit(files={"terms.md": "# Terms\n", "data.md": POINTER})
    repo.commit(files={"terms.md": POINTER})
    archive = _archive(repo, _adopted(repo))
    assert [policy.slug for policy in archive.policies] == ["terms"]
    assert [placed.source.front_matter.title for placed in archive.policies[0].authentic.recorded] == [
        "Terms"
    ]
    assert [(fault.code, fault.where) for fault in archive.pointers] == [
        ("file-lfs", "data.md"),
        ("file-lfs", "terms.md"),
    ]


def test_pointers_alone_are_no_site(repo: PolicyRepo) -> None:
    repo.commit(files={"terms.md": POINTER})
    with pytest.raises(HistoryError) as error:
        _archive(repo, _adopted(repo))
    assert [(fault.code, fault.where) for fault in error.value.faults] == [("adopt-lfs", "terms.md")]


def test_a_title_does_not_depend_on_other_policies(repo: PolicyRepo) -> None:
    repo.commit(files={"acme.md": "# Privacy\n\nOne.\n"})
    before = _archive(repo, _adopted(repo)).policy("acme")
    repo.commit(files={"other.md": "# Privacy\n\nTwo.\n"})
    assert _archive(repo, _adopted(repo)).policy("acme") == before
