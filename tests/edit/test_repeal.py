"""A policy's end is stated, moved, or called off."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edit.office import IN_FORCE, announced, in_force, text

NOTHING = "Nothing to change: the files already say so.\n"


def test_the_first_day_without_force_is_set_in_the_original_alone(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.run("repeal", "privacy", "--on", "2027-01-01")
    assert office.file("ky") == text(IN_FORCE, "title: P", "effective: 2025-04-01", "repealed: 2027-01-01")
    assert ["repealed: 2027-01-01" in office.file(language) for language in ("ru", "en")] == [False, False]
    office.publish()
    assert office.on("2026-12-31").versions() == [("2025-04-01", "in-force", "new repeal")]
    assert office.on("2027-01-01").versions() == [("2025-04-01", "repealed", "new repeal")]


def test_versions_announced_for_later_are_withdrawn_and_it_is_said(tmp_path: Path) -> None:
    office = announced(tmp_path)
    answer = office.run("repeal", "privacy", "--on", "2026-12-01")
    assert "Withdraws the version announced for 1 December 2026." in answer
    office.publish()
    assert [version[:2] for version in office.versions()] == [
        ("2025-04-01", "in-force"),
        ("2026-12-01", "withdrawn"),
    ]


def test_called_off_the_announced_version_comes_back(tmp_path: Path) -> None:
    office = announced(tmp_path)
    before = office.files()
    office.run("repeal", "privacy", "--on", "2026-12-01")
    office.publish()
    answer = office.run("repeal", "privacy", "--cancel")
    assert "Calls off the repeal of 1 December 2026." in answer
    assert office.files() == before
    office.publish("2026-11-25")
    assert office.versions()[1][:2] == ("2026-12-01", "upcoming")


def test_before_its_day_a_repeal_is_moved(tmp_path: Path) -> None:
    office = in_force(tmp_path, "2026-11-24", "repealed: 2027-01-01")
    office.run("repeal", "privacy", "--on", "2027-02-01")
    office.publish()
    assert office.on("2027-01-15").versions() == [("2025-04-01", "in-force", "new repeal")]


def test_a_day_that_has_passed_needs_a_reason(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    assert office.refused("repeal", "privacy", "--on", "2026-11-01") == ["edit-date-past"]
    office.run("repeal", "privacy", "--on", "2026-11-01", "--reason", "order No. 5 of 31 October")
    assert "editorial: order No. 5 of 31 October" in office.file("ky")
    office.publish()
    assert office.versions() == [("2025-04-01", "repealed", "new repeal")]


def test_a_second_run_changes_nothing_before_and_after_publication(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    assert office.run("repeal", "privacy", "--cancel") == NOTHING
    office.run("repeal", "privacy", "--on", "2027-01-01")
    once = office.files()
    assert office.run("repeal", "privacy", "--on", "2027-01-01") == NOTHING
    office.publish()
    assert office.on("2027-05-05").run("repeal", "privacy", "--on", "2027-01-01") == NOTHING
    assert office.files() == once


def test_stated_and_called_off_before_publication_leaves_the_files_as_they_were(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    before = office.files()
    office.run("repeal", "privacy", "--on", "2027-01-01")
    office.run("repeal", "privacy", "--cancel")
    assert office.files() == before


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["--on", "2025-04-01"], ["edit-date-past", "repeal-too-early"]),
        (["--on", "2025-04-01", "--reason", "x"], ["repeal-too-early"]),
        (["--on", "2027-01-01", "--cancel"], ["edit-either"]),
        ([], ["edit-missing"]),
        (["--on", "31 December"], ["setting-bad"]),
        (["--on", "2027-01-01", "--reason", "de=x"], ["unknown-language"]),
    ],
)
def test_nonsense_is_refused_with_all_that_is_wrong(
    tmp_path: Path, arguments: list[str], codes: list[str]
) -> None:
    assert in_force(tmp_path).refused("repeal", "privacy", *arguments) == codes


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [(["--cancel"], ["repeal-removed"]), (["--on", "2027-01-01"], ["repeal-moved"])],
)
def test_a_repeal_that_took_effect_is_neither_moved_nor_called_off(
    tmp_path: Path, arguments: list[str], codes: list[str]
) -> None:
    office = in_force(tmp_path, "2026-11-24", "repealed: 2026-10-01")
    assert office.refused("repeal", "privacy", *arguments) == codes
