"""An announced version is dropped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edit.editor_clone import (
    EditorClone,
    announced,
    announced_without_files,
    in_force,
    path,
    version_path,
)
from tests.support.published import SETTINGS
from tests.support.repo import PolicyRepo

NOTHING = "Nothing to change: the files already contain this.\n"


def two_announced(folder: Path) -> EditorClone:
    """A version of 2026-12-01 has a file, and ``policies/`` the text of a third one, of 2027-02-01."""
    clone = announced(folder)
    clone.run("new-version", "privacy", "--effective", "2027-02-01", "--beside")
    for language in ("ky", "ru"):
        clone.edit(language, "cookies", "biscuits")
    clone.publish()
    return clone


def test_the_text_in_force_goes_back_into_policies(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    answer = clone.run("withdraw", "privacy", "2026-12-01")
    assert "Withdraws the version announced for 1 December 2026." in answer
    assert clone.run("withdraw", "privacy", "2026-12-01") == NOTHING
    clone.publish()
    for language in ("ky", "ru"):
        assert [version[:2] for version in clone.versions(language)] == [
            ("2025-04-01", "in-force"),
            ("2026-12-01", "withdrawn"),
        ]
    assert "Yor data." in clone.file("ky")
    assert clone.run("withdraw", "privacy", "2026-12-01") == NOTHING
    assert clone.check() == []


def test_a_corrected_text_in_force_goes_back_into_policies_with_its_correction(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run("correct", "privacy", "--concerns", "original", "--reason", "a letter")
    clone.edit_version("ky", "2025-04-01", "Yor", "Your")
    clone.publish()
    clone.run("withdraw", "privacy", "2026-12-01")
    assert version_path("ky", "2025-04-01") not in clone.files()
    assert "Your data." in clone.file("ky")
    clone.publish("2026-11-25")
    assert [version[:2] for version in clone.versions()] == [
        ("2025-04-01", "in-force"),
        ("2026-12-01", "withdrawn"),
    ]
    assert clone.text_of("2025-04-01") == "# P {#p}\n\nYour data.\n"


def test_the_file_of_a_version_is_deleted(tmp_path: Path) -> None:
    clone = two_announced(tmp_path)
    before = clone.files()
    clone.run("withdraw", "privacy", "2026-12-01")
    gone = {version_path(language, "2026-12-01") for language in ("ky", "ru")}
    assert clone.files() == {file: data for file, data in before.items() if file not in gone}
    clone.publish("2026-11-25")
    for language in ("ky", "ru"):
        assert [version[:2] for version in clone.versions(language)[1:]] == [
            ("2026-12-01", "withdrawn"),
            ("2027-02-01", "upcoming"),
        ]


def test_the_version_before_the_latest_moves_into_policies(tmp_path: Path) -> None:
    clone = two_announced(tmp_path)
    clone.run("withdraw", "privacy", "2027-02-01")
    for language in ("ky", "ru"):
        assert clone.file(language).endswith("Yor data and cookies.\n")
        assert version_path(language, "2026-12-01") not in clone.files()
    clone.publish("2026-11-25")
    for language in ("ky", "ru"):
        assert [version[:2] for version in clone.versions(language)[1:]] == [
            ("2026-12-01", "upcoming"),
            ("2027-02-01", "withdrawn"),
        ]


def test_a_translation_without_another_version_is_left_alone(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", "# P", date="2025-03-01T12:00:00+06:00", effective="2025-04-01")
    for language in SETTINGS.languages[:2]:
        repo.policy(language, "privacy", "# Q", date="2026-11-01T12:00:00+06:00", effective="2026-12-01")
    clone = EditorClone(repo)
    russian = clone.file("ru")
    clone.run("withdraw", "privacy", "2026-12-01")
    assert clone.file("ru") == russian
    clone.publish()
    assert clone.versions("ru") == [("2026-12-01", "withdrawn", "new")]


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["2025-04-01"], ["edit-in-force"]),
        (["2026-12-02"], ["edit-no-version"]),
        ([], ["edit-missing"]),
        (["tomorrow"], ["setting-bad"]),
    ],
)
def test_faulty_arguments_are_refused(tmp_path: Path, arguments: list[str], codes: list[str]) -> None:
    assert announced(tmp_path).refused("withdraw", "privacy", *arguments) == codes


def test_the_only_version_of_a_policy_is_not_withdrawn(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", "# P", date="2026-11-01T12:00:00+06:00", effective="2026-12-01")
    assert EditorClone(repo).refused("withdraw", "privacy", "2026-12-01") == ["edit-only-version"]


def test_a_version_without_a_file_gets_one_before_it_is_withdrawn(tmp_path: Path) -> None:
    clone = announced_without_files(tmp_path)
    assert clone.refused("withdraw", "privacy", "2026-12-01") == ["edit-without-file"]
    clone.run("new-version", "privacy", "--effective", "2026-12-01")
    clone.publish()
    clone.run("withdraw", "privacy", "2026-12-01")
    clone.publish("2026-11-25")
    assert [version[:2] for version in clone.versions()[1:]] == [
        ("2026-12-01", "withdrawn"),
        ("2027-02-01", "upcoming"),
    ]


def test_edits_on_disk_are_not_lost(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.edit("ky", "cookies", "biscuits")
    (fault,) = clone.faults("withdraw", "privacy", "2026-12-01")
    assert (fault.code, fault.where) == ("edit-lost", path("ky"))


def test_the_version_in_force_has_no_announced_one_to_withdraw(tmp_path: Path) -> None:
    assert in_force(tmp_path).refused("withdraw", "privacy", "2025-04-01") == ["edit-in-force"]
