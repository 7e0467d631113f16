"""A repeal is stated, moved or cancelled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edit.editor_clone import IN_FORCE, announced, in_force, text

NOTHING = "Nothing to change: the files already contain this.\n"


def test_the_first_day_without_force_is_set_in_the_original_alone(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.run("repeal", "privacy", "--on", "2027-01-01")
    assert clone.file("ky") == text(IN_FORCE, "title: P", "effective: 2025-04-01", "repealed: 2027-01-01")
    assert ["repealed: 2027-01-01" in clone.file(language) for language in ("ru", "en")] == [False, False]
    clone.publish()
    assert clone.on("2026-12-31").versions() == [("2025-04-01", "in-force", "new repeal")]
    assert clone.on("2027-01-01").versions() == [("2025-04-01", "repealed", "new repeal")]


def test_later_upcoming_versions_are_withdrawn_with_a_remark(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    answer = clone.run("repeal", "privacy", "--on", "2026-12-01")
    assert "Withdraws the version announced for 1 December 2026." in answer
    clone.publish()
    assert [version[:2] for version in clone.versions()] == [
        ("2025-04-01", "in-force"),
        ("2026-12-01", "withdrawn"),
    ]


def test_a_cancelled_repeal_restores_the_upcoming_version(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    before = clone.files()
    clone.run("repeal", "privacy", "--on", "2026-12-01")
    clone.publish()
    answer = clone.run("repeal", "privacy", "--cancel")
    assert "Cancels the repeal of 1 December 2026." in answer
    assert clone.files() == before
    clone.publish("2026-11-25")
    assert clone.versions()[1][:2] == ("2026-12-01", "upcoming")


def test_versions_with_their_own_files_are_withdrawn_and_stand_again(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run("new-version", "privacy", "--effective", "2027-02-01", "--beside")
    clone.edit("ky", "cookies", "biscuits")
    clone.publish()
    before = clone.files()
    stood = [version[:2] for version in clone.versions()]
    answer = clone.run("repeal", "privacy", "--on", "2026-12-01")
    for day in ("1 December 2026", "1 February 2027"):
        assert f"Withdraws the version announced for {day}." in answer
    clone.publish("2026-11-25")
    assert [status for _, status, _ in clone.versions()] == ["in-force", "withdrawn", "withdrawn"]
    clone.run("repeal", "privacy", "--on", "2027-01-01")
    clone.publish("2026-11-26")
    assert [status for _, status, _ in clone.versions()] == ["in-force", "upcoming", "withdrawn"]
    clone.run("repeal", "privacy", "--cancel")
    assert clone.files() == before
    clone.publish("2026-11-27")
    assert [version[:2] for version in clone.versions()] == stood


def test_a_repeal_can_be_moved_before_its_day(tmp_path: Path) -> None:
    clone = in_force(tmp_path, "2026-11-24", "repealed: 2027-01-01")
    clone.run("repeal", "privacy", "--on", "2027-02-01")
    clone.publish()
    assert clone.on("2027-01-15").versions() == [("2025-04-01", "in-force", "new repeal")]


def test_a_day_that_has_passed_needs_the_decision_that_sets_it(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    past = ("repeal", "privacy", "--on", "2026-11-01")
    assert clone.refused(*past) == ["edit-date-past"]
    clone.run(*past, "--authority", "order No. 5 of 31 October")
    assert "authority: order No. 5 of 31 October" in clone.file("ky")
    clone.publish()
    assert clone.versions() == [("2025-04-01", "repealed", "new repeal")]
    assert not [each for each in clone.check() if each.startswith("error")]


def test_a_second_run_changes_nothing_before_and_after_publication(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    assert clone.run("repeal", "privacy", "--cancel") == NOTHING
    clone.run("repeal", "privacy", "--on", "2027-01-01")
    once = clone.files()
    assert clone.run("repeal", "privacy", "--on", "2027-01-01") == NOTHING
    clone.publish()
    assert clone.on("2027-05-05").run("repeal", "privacy", "--on", "2027-01-01") == NOTHING
    assert clone.files() == once


def test_a_repeal_cancelled_before_publication_restores_the_files(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    before = clone.files()
    clone.run("repeal", "privacy", "--on", "2027-01-01")
    clone.run("repeal", "privacy", "--cancel")
    assert clone.files() == before


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["--on", "2025-04-01"], ["edit-date-past", "repeal-too-early"]),
        (["--on", "2025-04-01", "--authority", "x"], ["repeal-too-early"]),
        (["--on", "2027-01-01", "--cancel"], ["edit-either"]),
        ([], ["edit-missing"]),
        (["--on", "31 December"], ["setting-bad"]),
        (["--on", "2027-01-01", "--authority", "de=x"], ["unknown-language"]),
    ],
)
def test_faulty_arguments_are_refused_with_all_faults(
    tmp_path: Path, arguments: list[str], codes: list[str]
) -> None:
    assert in_force(tmp_path).refused("repeal", "privacy", *arguments) == codes


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [(["--cancel"], ["repeal-removed"]), (["--on", "2027-01-01"], ["repeal-moved"])],
)
def test_a_repeal_that_took_effect_cannot_be_moved_or_cancelled(
    tmp_path: Path, arguments: list[str], codes: list[str]
) -> None:
    clone = in_force(tmp_path, "2026-11-24", "repealed: 2026-10-01")
    assert clone.refused("repeal", "privacy", *arguments) == codes
