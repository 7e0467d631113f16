"""An upcoming version is moved to another day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edit.editor_clone import NEXT, EditorClone, announced, path, text

MOVE = ("postpone", "privacy", "2026-12-01", "2027-01-01")
NOTHING = "Nothing to change: the files already contain this.\n"


def test_a_moved_version_with_the_same_words_needs_no_replaces_key(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    english = clone.file("en")
    clone.run(*MOVE)
    assert clone.file("ky") == text(NEXT, "title: P ky", "effective: 2027-01-01")
    assert "effective: 2027-01-01" in clone.file("ru")
    assert clone.file("en") == english
    clone.publish()
    for language in ("ky", "ru"):
        assert [version[:2] for version in clone.versions(language)] == [
            ("2025-04-01", "in-force"),
            ("2026-12-01", "withdrawn"),
            ("2027-01-01", "upcoming"),
        ]


def test_brought_forward_to_this_day_it_takes_effect_at_once(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run("postpone", "privacy", "2026-12-01", "2026-11-24")
    clone.publish()
    assert clone.versions()[1][:2] == ("2026-11-24", "in-force")


def test_a_moved_version_with_other_words_gets_a_replaces_key(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.edit("ky", "cookies", "biscuits")
    clone.run(*MOVE)
    assert "replaces: 2026-12-01" in clone.file("ky")
    clone.publish()
    assert [status for _, status, _ in clone.versions()] == ["in-force", "withdrawn", "upcoming"]


def test_an_old_replaces_key_does_not_prevent_a_move(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run("new-version", "privacy", "--effective", "2026-12-20", "--replaces", "2026-12-01")
    clone.edit("ky", "cookies", "biscuits")
    clone.publish()
    clone.run("postpone", "privacy", "2026-12-20", "2027-01-01")
    assert "replaces" not in clone.file("ky")
    clone.publish("2026-11-25")
    assert [status for _, status, _ in clone.versions()] == [
        "in-force",
        "withdrawn",
        "withdrawn",
        "upcoming",
    ]


def two_announced(folder: Path, words: str = "biscuits") -> EditorClone:
    """The file has the text of a third version, upcoming on 2027-02-01."""
    clone = announced(folder)
    clone.run("new-version", "privacy", "--effective", "2027-02-01", "--replaces", "none")
    clone.edit("ky", "cookies", words)
    clone.publish()
    return clone


@pytest.mark.parametrize("words", ["biscuits", "cookies"])
def test_an_upcoming_version_that_is_not_in_the_file_is_moved_with_its_own_text(
    tmp_path: Path, words: str
) -> None:
    clone = two_announced(tmp_path, words)
    third = clone.file("ky")
    answer = clone.run(*MOVE)
    assert "cookies" in clone.file("ky")
    assert "sayasat resume privacy" in answer
    assert clone.run(*MOVE) == NOTHING
    clone.publish("2026-11-25")
    moved = [("2026-12-01", "withdrawn"), ("2027-01-01", "upcoming"), ("2027-02-01", "upcoming")]
    assert [version[:2] for version in clone.versions()[1:]] == moved
    clone.run("resume", "privacy")
    assert clone.file("ky") == third
    clone.publish("2026-11-26")
    assert [version[:2] for version in clone.versions()[1:]] == moved


def test_the_upcoming_version_in_the_file_is_moved_and_the_other_is_kept(tmp_path: Path) -> None:
    clone = two_announced(tmp_path)
    clone.run("postpone", "privacy", "2027-02-01", "2027-03-01")
    clone.publish("2026-11-25")
    assert [version[:2] for version in clone.versions()[1:]] == [
        ("2026-12-01", "upcoming"),
        ("2027-02-01", "withdrawn"),
        ("2027-03-01", "upcoming"),
    ]


def test_an_upcoming_version_is_moved_after_a_correction_replaced_it_in_the_file(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run("correct", "privacy", "2025-04-01", "--reason", "a letter")
    clone.publish()
    clone.run(*MOVE)
    assert clone.file("ky") == text(NEXT, "title: P ky", "effective: 2027-01-01")
    clone.publish("2026-11-25")
    assert [version[:2] for version in clone.versions()] == [
        ("2025-04-01", "in-force"),
        ("2026-12-01", "withdrawn"),
        ("2027-01-01", "upcoming"),
    ]


def test_a_second_run_changes_nothing_before_and_after_publication(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run(*MOVE)
    once = clone.files()
    assert clone.run(*MOVE) == NOTHING
    clone.publish()
    assert clone.run(*MOVE) == NOTHING
    assert clone.on("2027-02-02").run(*MOVE) == NOTHING
    assert clone.files() == once


def test_another_day_may_be_given_before_it_is_published(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run(*MOVE)
    clone.run("postpone", "privacy", "2026-12-01", "2027-02-02")
    clone.publish()
    assert clone.versions()[-1][:2] == ("2027-02-02", "upcoming")


def test_a_translation_left_out_follows_by_itself(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run(*MOVE)
    clone.repo.git("checkout", "--", path("ru"))
    clone.publish()
    assert clone.versions("ru")[-1][:2] == ("2027-01-01", "upcoming")


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
def test_faulty_arguments_are_refused_with_all_faults(
    tmp_path: Path, arguments: list[str], codes: list[str]
) -> None:
    assert announced(tmp_path).refused("postpone", "privacy", *arguments) == codes


def test_a_version_that_was_moved_is_not_moved_again_under_its_old_date(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run(*MOVE)
    clone.publish()
    assert clone.refused("postpone", "privacy", "2026-12-01", "2027-05-01") == ["edit-withdrawn"]


def test_a_move_is_refused_if_the_file_has_the_text_of_a_new_version(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run("new-version", "privacy", "--effective", "2027-02-01", "--replaces", "none")
    clone.edit("ky", "cookies", "biscuits")
    assert clone.refused(*MOVE) == ["edit-lost"]


def test_a_move_that_would_lose_edits_is_refused(tmp_path: Path) -> None:
    clone = two_announced(tmp_path)
    clone.edit("ky", "biscuits", "cakes")
    assert clone.refused(*MOVE) == ["edit-lost"]
