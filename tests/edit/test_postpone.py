"""An announced version is moved to another day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edit.office import NEXT, Office, announced, path, text

MOVE = ("postpone", "privacy", "2026-12-01", "2027-01-01")
NOTHING = "Nothing to change: the files already say so.\n"


def test_the_same_words_replace_by_themselves(tmp_path: Path) -> None:
    office = announced(tmp_path)
    english = office.file("en")
    office.run(*MOVE)
    assert office.file("ky") == text(NEXT, "title: P ky", "effective: 2027-01-01")
    assert "effective: 2027-01-01" in office.file("ru")
    assert office.file("en") == english
    office.publish()
    for language in ("ky", "ru"):
        assert [version[:2] for version in office.versions(language)] == [
            ("2025-04-01", "in-force"),
            ("2026-12-01", "withdrawn"),
            ("2027-01-01", "upcoming"),
        ]


def test_brought_forward_to_this_day_it_takes_effect_at_once(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.run("postpone", "privacy", "2026-12-01", "2026-11-24")
    office.publish()
    assert office.versions()[1][:2] == ("2026-11-24", "in-force")


def test_with_other_words_the_head_says_what_it_replaces(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.edit("ky", "cookies", "biscuits")
    office.run(*MOVE)
    assert "replaces: 2026-12-01" in office.file("ky")
    office.publish()
    assert [status for _, status, _ in office.versions()] == ["in-force", "withdrawn", "upcoming"]


def test_a_lingering_replaces_does_not_get_in_the_way(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.run("new-version", "privacy", "--effective", "2026-12-20", "--replaces", "2026-12-01")
    office.edit("ky", "cookies", "biscuits")
    office.publish()
    office.run("postpone", "privacy", "2026-12-20", "2027-01-01")
    assert "replaces" not in office.file("ky")
    office.publish("2026-11-25")
    assert [status for _, status, _ in office.versions()] == [
        "in-force",
        "withdrawn",
        "withdrawn",
        "upcoming",
    ]


def two_announced(folder: Path, words: str = "biscuits") -> Office:
    """A third version, announced for 2027-02-01, stands in the file."""
    office = announced(folder)
    office.run("new-version", "privacy", "--effective", "2027-02-01", "--replaces", "none")
    office.edit("ky", "cookies", words)
    office.publish()
    return office


@pytest.mark.parametrize("words", ["biscuits", "cookies"])
def test_of_two_announced_versions_the_one_not_in_the_file_is_moved_with_its_own_text(
    tmp_path: Path, words: str
) -> None:
    office = two_announced(tmp_path, words)
    third = office.file("ky")
    answer = office.run(*MOVE)
    assert "cookies" in office.file("ky")
    assert "sayasat resume privacy" in answer
    assert office.run(*MOVE) == NOTHING
    office.publish("2026-11-25")
    moved = [("2026-12-01", "withdrawn"), ("2027-01-01", "upcoming"), ("2027-02-01", "upcoming")]
    assert [version[:2] for version in office.versions()[1:]] == moved
    office.run("resume", "privacy")
    assert office.file("ky") == third
    office.publish("2026-11-26")
    assert [version[:2] for version in office.versions()[1:]] == moved


def test_the_one_in_the_file_is_moved_and_the_other_stands(tmp_path: Path) -> None:
    office = two_announced(tmp_path)
    office.run("postpone", "privacy", "2027-02-01", "2027-03-01")
    office.publish("2026-11-25")
    assert [version[:2] for version in office.versions()[1:]] == [
        ("2026-12-01", "upcoming"),
        ("2027-02-01", "withdrawn"),
        ("2027-03-01", "upcoming"),
    ]


def test_an_announced_version_that_a_correction_took_out_of_the_file_is_moved(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.run("correct", "privacy", "2025-04-01", "--reason", "a letter")
    office.publish()
    office.run(*MOVE)
    assert office.file("ky") == text(NEXT, "title: P ky", "effective: 2027-01-01")
    office.publish("2026-11-25")
    assert [version[:2] for version in office.versions()] == [
        ("2025-04-01", "in-force"),
        ("2026-12-01", "withdrawn"),
        ("2027-01-01", "upcoming"),
    ]


def test_a_second_run_changes_nothing_before_and_after_publication(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.run(*MOVE)
    once = office.files()
    assert office.run(*MOVE) == NOTHING
    office.publish()
    assert office.run(*MOVE) == NOTHING
    assert office.on("2027-02-02").run(*MOVE) == NOTHING
    assert office.files() == once


def test_another_day_may_be_given_before_it_is_published(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.run(*MOVE)
    office.run("postpone", "privacy", "2026-12-01", "2027-02-02")
    office.publish()
    assert office.versions()[-1][:2] == ("2027-02-02", "upcoming")


def test_a_translation_left_out_follows_by_itself(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.run(*MOVE)
    office.repo.git("checkout", "--", path("ru"))
    office.publish()
    assert office.versions("ru")[-1][:2] == ("2027-01-01", "upcoming")


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["2025-04-01", "2027-01-01"], ["edit-took-effect"]),
        (["2025-04-01", "2026-01-01"], ["edit-took-effect", "edit-postpone-past"]),
        (["2026-12-01", "2026-11-23"], ["edit-postpone-past"]),
        (["2026-12-01", "2025-04-01"], ["edit-postpone-past", "edit-date-taken"]),
        (["2026-12-02", "2027-01-01"], ["edit-no-version"]),
        (["2026-12-01"], ["edit-missing"]),
        (["1 December", "tomorrow"], ["setting-bad", "setting-bad"]),
    ],
)
def test_nonsense_is_refused_with_all_that_is_wrong(
    tmp_path: Path, arguments: list[str], codes: list[str]
) -> None:
    assert announced(tmp_path).refused("postpone", "privacy", *arguments) == codes


def test_a_version_that_was_moved_is_not_moved_again_under_its_old_date(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.run(*MOVE)
    office.publish()
    assert office.refused("postpone", "privacy", "2026-12-01", "2027-05-01") == ["edit-withdrawn"]


def test_a_new_text_that_was_begun_in_the_file_is_not_moved_in_its_place(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.run("new-version", "privacy", "--effective", "2027-02-01", "--replaces", "none")
    office.edit("ky", "cookies", "biscuits")
    assert office.refused(*MOVE) == ["edit-lost"]


def test_edits_are_not_lost_where_a_text_is_put_back(tmp_path: Path) -> None:
    office = two_announced(tmp_path)
    office.edit("ky", "biscuits", "cakes")
    assert office.refused(*MOVE) == ["edit-lost"]
