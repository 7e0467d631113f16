"""The date of a new version, set in every language, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edit.office import IN_FORCE, Office, announced, in_force, path, recorded, text
from tests.support.repo import PolicyRepo

NEW = ("new-version", "privacy", "--effective", "2026-12-20")


def test_the_date_is_set_in_every_language_and_a_new_version_opens(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.run(*NEW)
    assert office.file("ky") == text(IN_FORCE, "title: P", "effective: 2026-12-20")
    assert office.file("ru") == text(IN_FORCE, "title: P", "effective: 2026-12-20", "translation: unofficial")
    for language in ("ky", "ru", "en"):
        office.edit(language, "Yor data.", "Your data and cookies.")
    office.publish()
    for language in ("ky", "ru", "en"):
        assert office.versions(language) == [
            ("2025-04-01", "in-force", "new"),
            ("2026-12-20", "upcoming", "new"),
        ]


def test_the_text_may_be_written_before_the_date_is_set(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.edit("ky", "Yor data.", "Your data and cookies.")
    answer = office.run(*NEW)
    assert "write the new text" not in answer
    office.publish()
    assert office.versions()[-1] == ("2026-12-20", "upcoming", "new")


def test_texts_are_set_in_their_languages(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    order = ("--adopted", "2026-11-20", "--authority", "№ 5")
    office.run(*NEW, "--summary", "ky=Кукилер: жаңы", "--summary", "en=Cookies", *order)
    shared = ("title: P", "effective: 2026-12-20", "adopted: 2026-11-20", "authority: № 5")
    assert office.file("ky") == text(IN_FORCE, *shared, 'summary: "Кукилер: жаңы"')
    assert office.file("ru") == text(IN_FORCE, *shared, "translation: unofficial")
    assert office.file("en") == text(IN_FORCE, *shared, "summary: Cookies", "translation: unofficial")


def test_what_the_head_said_of_the_version_before_is_taken_out(tmp_path: Path) -> None:
    office = in_force(tmp_path, "2026-11-24", "adopted: 2025-03-01", "summary: old", "editorial: old")
    answer = office.run(*NEW)
    assert office.file("ky") == text(IN_FORCE, "title: P", "effective: 2026-12-20")
    assert "summary: removed (was: old)" in answer


def test_what_the_editor_wrote_for_the_new_version_stays(tmp_path: Path) -> None:
    office = in_force(tmp_path, "2026-11-24", "summary: old")
    office.edit("ky", "summary: old", "summary: new")
    office.run(*NEW)
    assert "summary: new" in office.file("ky")
    assert "summary" not in office.file("ru")


@pytest.mark.parametrize(
    ("given", "statuses"),
    [
        ("2026-12-01", ["in-force", "withdrawn", "upcoming"]),
        ("none", ["in-force", "upcoming", "upcoming"]),
    ],
)
def test_while_one_is_announced_it_is_replaced_or_both_stand(
    tmp_path: Path, given: str, statuses: list[str]
) -> None:
    office = announced(tmp_path)
    office.run(*NEW, "--replaces", given)
    assert f"replaces: {given}" in office.file("ky")
    assert "replaces" not in office.file("ru")
    office.edit("ky", "cookies", "logs")
    office.publish()
    assert [status for _, status, _ in office.versions()] == statuses


def test_a_lingering_replaces_does_not_speak_for_the_next_version(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.run(*NEW, "--replaces", "none")
    office.edit("ky", "cookies", "logs")
    office.publish()
    later = ("new-version", "privacy", "--effective", "2027-03-01")
    assert office.refused(*later) == ["edit-replaces-missing"]
    office.run(*later, "--replaces", "2026-12-01")
    office.publish("2026-11-25")


def test_replaces_none_is_not_written_where_nothing_is_announced(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.run(*NEW, "--replaces", "none")
    assert "replaces" not in office.file("ky")


def test_the_date_of_a_recorded_text_is_stated_without_a_reason(tmp_path: Path) -> None:
    office = recorded(tmp_path)
    answer = office.run("new-version", "privacy", "--effective", "2021-05-01")
    assert "the present text gets the date 1 May 2021" in answer
    office.publish()
    assert office.versions() == [("2021-05-01", "in-force", "new dated")]


def test_a_recorded_text_would_take_a_date_to_come_where_no_word_changes(tmp_path: Path) -> None:
    office = recorded(tmp_path)
    assert "If no word changes" in office.run(*NEW)
    office.edit("ky", "Yor", "Your")
    office.publish()
    assert office.versions() == [("2026-11-10", "in-force", "new"), ("2026-12-20", "upcoming", "new")]


def test_a_translation_that_is_not_ready_is_left_out_and_follows_by_the_same_command(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.run(*NEW)
    office.edit("ky", "Yor data.", "Your data and cookies.")
    office.repo.git("checkout", "--", path("ru"), path("en"))
    office.publish()
    assert office.versions("ru") == [("2025-04-01", "in-force", "new")]
    answer = office.run(*NEW)
    assert path("ru") in answer
    assert path("ky") not in answer
    office.edit("ru", "Yor data.", "Your data and cookies.")
    office.publish("2026-11-25")
    assert office.versions("ru")[-1] == ("2026-12-20", "upcoming", "new")


def test_a_translation_that_is_not_published_yet_is_dated_too(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", IN_FORCE, date="2025-03-01T12:00:00+06:00", effective="2025-04-01")
    repo.write(path("ru"), text(IN_FORCE, "title: P"))
    office = Office(repo)
    office.run(*NEW)
    assert "effective: 2026-12-20" in office.file("ru")
    office.publish()
    assert office.versions("ru") == [("2026-12-20", "upcoming", "new")]


def test_a_repealed_policy_is_adopted_again_only_on_purpose(tmp_path: Path) -> None:
    office = in_force(tmp_path, "2026-11-24", "repealed: 2026-10-01")
    assert office.refused(*NEW) == ["edit-repealed"]
    office.run(*NEW, "--reenact")
    assert "repealed" not in office.file("en")
    office.publish()
    assert office.on("2026-12-20").versions() == [
        ("2025-04-01", "repealed", "new"),
        ("2026-12-20", "in-force", "readopted"),
    ]


# ---------------------------------------------------------------- twice


def test_a_second_run_changes_nothing_before_and_after_publication(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.run(*NEW, "--summary", "ky=Жаңы")
    once = office.files()
    nothing = "Nothing to change: the files already contain this.\n"
    assert office.run(*NEW) == office.run(*NEW, "--summary", "ky=Жаңы") == nothing
    office.publish()
    assert office.run(*NEW) == nothing
    assert office.on("2027-05-05").run(*NEW) == nothing
    assert office.files() == once


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["privcy", "--effective", "2026-12-20"], ["unknown-policy"]),
        (["privacy", "--effective", "20.12.2026"], ["setting-bad"]),
        (["privacy", "--effective", "2026-11-23"], ["edit-date-past", "edit-replaces-missing"]),
        (["privacy", "--effective", "2025-03-31"], ["edit-date-past", "effective-goes-back"]),
        (["privacy", "--effective", "2025-04-01"], ["edit-date-taken", "edit-date-past"]),
        (["privacy", "--effective", "2026-12-20"], ["edit-replaces-missing"]),
        (["privacy", "--effective", "2026-12-20", "--replaces", "2027-01-01"], ["replaces-unknown"]),
        (["privacy", "--effective", "2026-12-20", "--replaces", "2025-04-01"], ["replaces-in-force"]),
        (["privacy", "--effective", "2026-12-20", "--replaces", "both"], ["setting-bad"]),
        (["privacy"], ["edit-missing"]),
        ([], ["edit-missing", "edit-missing"]),
        (
            ["privacy", "--effective", "2026-12-20", "--replaces", "none", "--adopted", "2026-12-01"],
            ["edit-adopted-later"],
        ),
        (
            ["privcy", "--effective", "soon", "--summary", "x", "--summary", "de=x", "--summary", "ky="],
            ["unknown-policy", "setting-bad", "edit-language-missing", "unknown-language", "edit-blank"],
        ),
    ],
)
def test_nonsense_is_refused_with_all_that_is_wrong(
    tmp_path: Path, arguments: list[str], codes: list[str]
) -> None:
    assert announced(tmp_path).refused("new-version", *arguments) == codes


def test_an_unknown_policy_is_answered_with_the_nearest_one(tmp_path: Path) -> None:
    (fault,) = announced(tmp_path).faults("new-version", "privcy", "--effective", "2026-12-20")
    assert fault.facts == (("known", "privacy"),)


def test_a_day_that_has_passed_needs_a_reason(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.run("new-version", "privacy", "--effective", "2026-11-01", "--reason", "published late")
    assert "editorial: published late" in office.file("ky")
    office.edit("ky", "Yor", "Your")
    office.publish()
    assert office.versions()[-1] == ("2026-11-01", "in-force", "new")


def test_a_text_older_than_the_version_before_is_not_gone_on_from(tmp_path: Path) -> None:
    """After a correction the file holds the text in force: the announced changes would be lost."""
    office = announced(tmp_path)
    office.run("correct", "privacy", "2025-04-01", "--reason", "a letter")
    assert office.refused(*NEW, "--replaces", "none") == ["edit-lost"]
    office.edit("ky", "Yor", "Your")
    office.publish()
    assert office.refused(*NEW, "--replaces", "none") == ["edit-not-latest"]
    assert office.on("2026-12-02").refused(*NEW) == ["edit-not-latest"]
    office.run(*NEW, "--replaces", "2026-12-01")


def test_a_removed_policy_has_no_file_to_edit(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.repo.remove(path("ky"), path("ru"), path("en"), date="2026-11-20T12:00:00+06:00")
    assert office.refused(*NEW) == ["edit-removed"]


def test_a_file_that_is_gone_from_the_disk_is_named(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.repo.write(path("ru"), None)
    (fault,) = office.faults(*NEW)
    assert (fault.code, fault.where) == ("edit-file-gone", path("ru"))


def test_a_policy_that_is_not_published_yet_is_said_to_be_so(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.repo.write(path("ky", "orders"), text(IN_FORCE, "title: O"))
    assert office.refused("new-version", "orders", "--effective", "2026-12-20") == ["edit-unpublished"]


def test_heads_that_cannot_be_read_are_named_in_every_language(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.edit("ky", "title: P", "title: 'P")
    office.edit("ru", "title: P", "title: P: Q")
    assert [(fault.code, fault.where) for fault in office.faults(*NEW)] == [
        ("front-matter-syntax", f"{path('ky')}:4"),
        ("front-matter-syntax", f"{path('ru')}:2"),
    ]


def test_what_was_wrong_before_is_told_and_stops_nothing(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.edit("ky", "Yor data.", "Your data.\n\n## A {#a}\n\n## B {#a}")
    answer = office.run(*NEW)
    assert f"{path('ky')}:12: Two headings have the id “a”" in answer


def test_a_bare_repository_has_no_files(tmp_path: Path) -> None:
    office = in_force(tmp_path / "full")
    office.repo.git("clone", "--quiet", "--bare", ".", tmp_path / "bare")
    bare = Office(PolicyRepo(tmp_path / "bare", bare=True))
    assert [fault.code for fault in bare.faults(*NEW)] == ["edit-bare"]
