"""An upcoming version is moved to another day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edit.editor_clone import (
    NEXT,
    EditorClone,
    announced,
    announced_without_files,
    path,
    text,
    version_path,
)

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
    """A version of 2026-12-01 has a file, and ``policies/`` the text of a third one, of 2027-02-01."""
    clone = announced(folder)
    clone.run("new-version", "privacy", "--effective", "2027-02-01", "--beside")
    clone.edit("ky", "cookies", words)
    clone.publish()
    return clone


@pytest.mark.parametrize("words", ["biscuits", "cookies"])
def test_the_file_of_a_version_gets_the_name_of_the_new_day(tmp_path: Path, words: str) -> None:
    clone = two_announced(tmp_path, words)
    before = clone.files()
    answer = clone.run(*MOVE)
    assert f"{version_path('ky', '2026-12-01')}\n    is deleted" in answer
    moved = {version_path(language, "2026-12-01") for language in ("ky", "ru")}
    added = {version_path(language, "2027-01-01") for language in ("ky", "ru")}
    assert clone.files().keys() == (before.keys() - moved) | added
    assert clone.file("ky") == before[path("ky")].decode()
    assert clone.run(*MOVE) == NOTHING
    clone.publish("2026-11-25")
    for language in ("ky", "ru"):
        assert [version[:2] for version in clone.versions(language)[1:]] == [
            ("2026-12-01", "withdrawn"),
            ("2027-01-01", "upcoming"),
            ("2027-02-01", "upcoming"),
        ]
    assert clone.replaced_by("2026-12-01") == "2027-01-01"
    assert clone.run(*MOVE) == NOTHING


def test_a_version_that_becomes_the_latest_moves_into_policies(tmp_path: Path) -> None:
    clone = two_announced(tmp_path)
    third = clone.file("ky")
    later = ("postpone", "privacy", "2026-12-01", "2027-03-01")
    clone.run(*later)
    assert clone.file("ky") == text(NEXT, "title: P ky", "effective: 2027-03-01")
    assert clone.version_file("ky", "2027-02-01") == third
    assert version_path("ky", "2026-12-01") not in clone.files()
    assert clone.run(*later) == NOTHING
    clone.publish("2026-11-25")
    assert [version[:2] for version in clone.versions()[1:]] == [
        ("2026-12-01", "withdrawn"),
        ("2027-02-01", "upcoming"),
        ("2027-03-01", "upcoming"),
    ]
    assert clone.replaced_by("2026-12-01") == "2027-03-01"
    assert clone.text_of("2027-02-01") == "# P {#p}\n\nYor data and biscuits.\n"


def test_the_latest_version_that_becomes_an_earlier_one_moves_into_its_own_file(tmp_path: Path) -> None:
    clone = two_announced(tmp_path)
    clone.run("postpone", "privacy", "2027-02-01", "2026-11-28")
    assert clone.file("ky") == text(NEXT, "title: P ky", "effective: 2026-12-01")
    assert clone.version_file("ky", "2026-11-28").endswith("Yor data and biscuits.\n")
    clone.publish("2026-11-25")
    assert [version[:2] for version in clone.versions()[1:]] == [
        ("2026-11-28", "upcoming"),
        ("2026-12-01", "upcoming"),
        ("2027-02-01", "withdrawn"),
    ]
    assert clone.replaced_by("2027-02-01") == "2026-11-28"
    assert clone.text_of("2026-11-28") == "# P {#p}\n\nYor data and biscuits.\n"


def test_the_upcoming_version_in_policies_is_moved_and_the_other_is_kept(tmp_path: Path) -> None:
    clone = two_announced(tmp_path)
    clone.run("postpone", "privacy", "2027-02-01", "2027-03-01")
    clone.publish("2026-11-25")
    assert [version[:2] for version in clone.versions()[1:]] == [
        ("2026-12-01", "upcoming"),
        ("2027-02-01", "withdrawn"),
        ("2027-03-01", "upcoming"),
    ]


def test_a_version_without_a_file_gets_one_before_it_is_moved(tmp_path: Path) -> None:
    """Earlier releases announced two versions in the same file."""
    clone = announced_without_files(tmp_path)
    assert clone.refused(*MOVE) == ["edit-without-file"]
    clone.run("new-version", "privacy", "--effective", "2026-12-01")
    clone.publish()
    clone.run(*MOVE)
    clone.publish("2026-11-25")
    assert [version[:2] for version in clone.versions()[1:]] == [
        ("2026-12-01", "withdrawn"),
        ("2027-01-01", "upcoming"),
        ("2027-02-01", "upcoming"),
    ]


def test_a_version_is_moved_where_policies_holds_the_corrected_text_before_it(tmp_path: Path) -> None:
    """As the commands of earlier releases left it."""
    clone = announced(tmp_path)
    head = ("title: P ky", "effective: 2025-04-01", "editorial: a letter")
    clone.repo.write(path("ky"), text("# P {#p}\n\nYour data.", *head))
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
    clone.run("new-version", "privacy", "--effective", "2027-02-01", "--beside")
    clone.edit("ky", "cookies", "biscuits")
    assert clone.refused(*MOVE) == ["edit-lost"]


def test_a_move_that_would_lose_edits_is_refused(tmp_path: Path) -> None:
    clone = two_announced(tmp_path)
    clone.edit("ky", "biscuits", "cakes")
    assert clone.refused("postpone", "privacy", "2026-12-01", "2027-03-01") == ["edit-lost"]
    clone.run(*MOVE)


def test_a_text_that_shows_an_image_is_postponed_like_any_other(tmp_path: Path) -> None:
    """The dry run knows what the text shows: nothing that a reader sees changes."""
    clone = announced(tmp_path)
    clone.repo.write("docs/assets/stamp.png", b"stamp")
    clone.edit("ky", "Yor data and cookies.", "Yor data.\n\n![Stamp](../../assets/stamp.png)")
    clone.publish()
    clone.run(*MOVE)
    clone.publish()
    assert clone.replaced_by("2026-12-01") == "2027-01-01"
