"""The date of a new version is set in every language; faulty requests are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edit.editor_clone import (
    IN_FORCE,
    EditorClone,
    announced,
    announced_without_files,
    in_force,
    path,
    recorded,
    text,
    version_path,
)
from tests.support.repo import PolicyRepo

NEW = ("new-version", "privacy", "--effective", "2026-12-20")


def test_the_date_is_set_in_every_language_and_a_new_version_opens(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.run(*NEW)
    assert clone.file("ky") == text(IN_FORCE, "title: P", "effective: 2026-12-20")
    assert clone.file("ru") == text(IN_FORCE, "title: P", "effective: 2026-12-20", "translation: unofficial")
    for language in ("ky", "ru", "en"):
        clone.edit(language, "Yor data.", "Your data and cookies.")
    clone.publish()
    for language in ("ky", "ru", "en"):
        assert clone.versions(language) == [
            ("2025-04-01", "in-force", "new"),
            ("2026-12-20", "upcoming", "new"),
        ]


def test_the_text_may_be_written_before_the_date_is_set(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.edit("ky", "Yor data.", "Your data and cookies.")
    answer = clone.run(*NEW)
    assert "write the new text" not in answer
    clone.publish()
    assert clone.versions()[-1] == ("2026-12-20", "upcoming", "new")


def test_texts_are_set_in_their_languages(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    order = ("--adopted", "2026-11-20", "--authority", "№ 5")
    clone.run(*NEW, "--summary", "ky=Кукилер: жаңы", "--summary", "en=Cookies", *order)
    shared = ("title: P", "effective: 2026-12-20", "adopted: 2026-11-20", "authority: № 5")
    assert clone.file("ky") == text(IN_FORCE, *shared, 'summary: "Кукилер: жаңы"')
    assert clone.file("ru") == text(IN_FORCE, *shared, "translation: unofficial")
    assert clone.file("en") == text(IN_FORCE, *shared, "summary: Cookies", "translation: unofficial")


def test_keys_of_the_version_before_are_removed(tmp_path: Path) -> None:
    clone = in_force(tmp_path, "2026-11-24", "adopted: 2025-03-01", "summary: old", "editorial: old")
    answer = clone.run(*NEW)
    assert clone.file("ky") == text(IN_FORCE, "title: P", "effective: 2026-12-20")
    assert "summary: removed (was: old)" in answer


def test_keys_written_for_the_new_version_stay(tmp_path: Path) -> None:
    clone = in_force(tmp_path, "2026-11-24", "summary: old")
    clone.edit("ky", "summary: old", "summary: new")
    clone.run(*NEW)
    assert "summary: new" in clone.file("ky")
    assert "summary" not in clone.file("ru")


def test_an_upcoming_version_is_replaced(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run(*NEW, "--replaces", "2026-12-01")
    assert "replaces: 2026-12-01" in clone.file("ky")
    assert "replaces" not in clone.file("ru")
    clone.edit("ky", "cookies", "logs")
    clone.publish()
    assert [status for _, status, _ in clone.versions()] == ["in-force", "withdrawn", "upcoming"]
    assert clone.replaced_by("2026-12-01") == "2026-12-20"


def test_an_upcoming_version_that_stands_beside_a_later_one_gets_its_own_file(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    before = {language: clone.file(language) for language in ("ky", "ru")}
    answer = clone.run(*NEW, "--beside")
    assert "The version announced for 1 December 2026 stands and takes effect on its day" in answer
    assert {each: clone.version_file(each, "2026-12-01") for each in ("ky", "ru")} == before
    assert version_path("en", "2026-12-01") not in clone.files()
    assert "replaces" not in clone.file("ky")
    for language in ("ky", "ru"):
        clone.edit(language, "cookies", "logs")
    clone.publish()
    for language in ("ky", "ru"):
        assert [version[:2] for version in clone.versions(language)] == [
            ("2025-04-01", "in-force"),
            ("2026-12-01", "upcoming"),
            ("2026-12-20", "upcoming"),
        ]
        assert clone.text_of("2026-12-01", language) == "# P {#p}\n\nYor data and cookies.\n"
        assert clone.text_of("2026-12-20", language) == "# P {#p}\n\nYor data and logs.\n"
    assert [status for _, status, _ in clone.on("2026-12-20").versions()] == [
        "superseded",
        "superseded",
        "in-force",
    ]


BEFORE = ("new-version", "privacy", "--effective", "2026-11-28", "--beside")


def test_a_version_put_before_an_announced_one_is_written_into_its_own_file(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    before = clone.files()
    answer = clone.run(*BEFORE)
    assert "The version of 1 December 2026 follows this one." in answer
    made = clone.files()
    for language in ("ky", "ru", "en"):
        new = made.pop(version_path(language, "2026-11-28")).decode()
        assert "effective: 2026-11-28" in new
        assert new.endswith("Yor data.\n")
    assert made == before
    for language in ("ky", "ru", "en"):
        clone.edit_version(language, "2026-11-28", "Yor", "Your")
    clone.publish()
    assert clone.versions() == [
        ("2025-04-01", "in-force", "new"),
        ("2026-11-28", "upcoming", "new"),
        ("2026-12-01", "upcoming", "new"),
    ]
    assert clone.versions("en") == [("2025-04-01", "in-force", "new"), ("2026-11-28", "upcoming", "new")]
    assert clone.text_of("2026-11-28") == "# P {#p}\n\nYour data.\n"


def test_a_version_before_an_announced_one_is_redrafted_for_another_day(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run(*BEFORE)
    clone.edit_version("ky", "2026-11-28", "Yor", "Your")
    clone.publish()
    clone.run("new-version", "privacy", "--effective", "2026-11-30", "--replaces", "2026-11-28")
    assert clone.version_file("ky", "2026-11-30").endswith("Your data.\n")
    assert version_path("ky", "2026-11-28") not in clone.files()
    clone.edit_version("ky", "2026-11-30", "data", "data and logs")
    clone.publish("2026-11-25")
    assert [version[:2] for version in clone.versions()] == [
        ("2025-04-01", "in-force"),
        ("2026-11-28", "withdrawn"),
        ("2026-11-30", "upcoming"),
        ("2026-12-01", "upcoming"),
    ]


def test_a_version_with_its_own_file_is_replaced_by_a_later_one(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run(*NEW, "--beside")
    clone.edit("ky", "cookies", "logs")
    clone.publish()
    clone.run("new-version", "privacy", "--effective", "2027-03-01", "--replaces", "2026-12-01")
    assert version_path("ky", "2026-12-01") not in clone.files()
    clone.edit("ky", "logs", "biscuits")
    clone.publish("2026-11-25")
    assert [version[:2] for version in clone.versions()[1:]] == [
        ("2026-12-01", "withdrawn"),
        ("2026-12-20", "upcoming"),
        ("2027-03-01", "upcoming"),
    ]
    assert clone.replaced_by("2026-12-01") == "2027-03-01"
    assert clone.text_of("2026-12-20") == "# P {#p}\n\nYor data and logs.\n"


def test_the_date_of_a_version_with_its_own_file_gets_a_summary_there(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run(*NEW, "--beside")
    clone.edit("ky", "cookies", "logs")
    clone.publish()
    main = clone.file("ky")
    clone.run("new-version", "privacy", "--effective", "2026-12-01", "--summary", "ky=Кукилер")
    assert "summary: Кукилер" in clone.version_file("ky", "2026-12-01")
    assert clone.file("ky") == main


@pytest.mark.parametrize("day", ["2026-11-29", "2025-04-01"])
def test_only_an_announced_version_can_be_replaced_by_one_before_another(tmp_path: Path, day: str) -> None:
    clone = announced(tmp_path)
    (fault,) = clone.faults("new-version", "privacy", "--effective", "2026-11-28", "--replaces", day)
    assert (fault.code, fault.where) == ("replaces-unknown", "--replaces")


def test_a_version_without_a_file_gets_one_before_another_file_replaces_it(tmp_path: Path) -> None:
    """Earlier releases announced two versions in the same file."""
    clone = announced_without_files(tmp_path)
    before = ("new-version", "privacy", "--effective", "2026-12-10", "--replaces", "2026-12-01")
    assert clone.refused(*before) == ["edit-without-file"]
    clone.run("new-version", "privacy", "--effective", "2026-12-01")
    clone.publish()
    clone.run(*before)
    clone.edit_version("ky", "2026-12-10", "cookies", "logs")
    clone.publish("2026-11-25")
    assert [version[:2] for version in clone.versions()[1:]] == [
        ("2026-12-01", "withdrawn"),
        ("2026-12-10", "upcoming"),
        ("2027-02-01", "upcoming"),
    ]


def test_versions_without_files_get_them_where_another_is_announced_beside_them(tmp_path: Path) -> None:
    clone = announced_without_files(tmp_path)
    clone.run("new-version", "privacy", "--effective", "2027-05-01", "--beside")
    clone.edit("ky", "biscuits", "logs")
    clone.publish()
    assert [version[:2] for version in clone.versions()[1:]] == [
        ("2026-12-01", "upcoming"),
        ("2027-02-01", "upcoming"),
        ("2027-05-01", "upcoming"),
    ]
    assert clone.version_file("ky", "2026-12-01").endswith("Yor data and cookies.\n")
    assert clone.version_file("ky", "2027-02-01").endswith("Yor data and biscuits.\n")
    assert "replaces" not in clone.version_file("ky", "2027-02-01")


def test_a_replaces_key_of_the_version_before_is_removed(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run(*NEW, "--replaces", "2026-12-01")
    clone.edit("ky", "cookies", "logs")
    clone.publish()
    later = ("new-version", "privacy", "--effective", "2027-03-01")
    assert clone.refused(*later) == ["edit-replaces-missing"]
    clone.run(*later, "--beside")
    assert "replaces" not in clone.file("ky")
    assert "replaces" not in clone.version_file("ky", "2026-12-20")
    clone.edit("ky", "logs", "biscuits")
    clone.publish("2026-11-25")
    assert [status for _, status, _ in clone.versions()] == ["in-force", "withdrawn", "upcoming", "upcoming"]


def test_beside_writes_nothing_without_an_upcoming_version(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.run(*NEW, "--beside")
    assert clone.files().keys() == {path(language) for language in ("ky", "ru", "en")}


def test_the_date_of_a_recorded_text_is_stated_without_a_reason(tmp_path: Path) -> None:
    clone = recorded(tmp_path)
    answer = clone.run("new-version", "privacy", "--effective", "2021-05-01")
    assert "the present text gets the date 1 May 2021" in answer
    clone.publish()
    assert clone.versions() == [("2021-05-01", "in-force", "new dated")]


def test_a_future_date_for_an_unchanged_recorded_text_gives_a_remark(tmp_path: Path) -> None:
    clone = recorded(tmp_path)
    assert "If no word changes" in clone.run(*NEW)
    clone.edit("ky", "Yor", "Your")
    clone.publish()
    assert clone.versions() == [("2026-11-10", "in-force", "new"), ("2026-12-20", "upcoming", "new")]


def test_a_translation_left_out_is_dated_later_by_the_same_command(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.run(*NEW)
    clone.edit("ky", "Yor data.", "Your data and cookies.")
    clone.repo.git("checkout", "--", path("ru"), path("en"))
    clone.publish()
    assert clone.versions("ru") == [("2025-04-01", "in-force", "new")]
    answer = clone.run(*NEW)
    assert path("ru") in answer
    assert path("ky") not in answer
    clone.edit("ru", "Yor data.", "Your data and cookies.")
    clone.publish("2026-11-25")
    assert clone.versions("ru")[-1] == ("2026-12-20", "upcoming", "new")


def test_a_translation_that_is_not_published_yet_is_dated_too(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", IN_FORCE, date="2025-03-01T12:00:00+06:00", effective="2025-04-01")
    repo.write(path("ru"), text(IN_FORCE, "title: P"))
    clone = EditorClone(repo)
    clone.run(*NEW)
    assert "effective: 2026-12-20" in clone.file("ru")
    clone.publish()
    assert clone.versions("ru") == [("2026-12-20", "upcoming", "new")]


def test_a_repealed_policy_gets_a_new_version_only_with_reenact(tmp_path: Path) -> None:
    clone = in_force(tmp_path, "2026-11-24", "repealed: 2026-10-01")
    assert clone.refused(*NEW) == ["edit-repealed"]
    clone.run(*NEW, "--reenact")
    assert "repealed" not in clone.file("en")
    clone.publish()
    assert clone.on("2026-12-20").versions() == [
        ("2025-04-01", "repealed", "new"),
        ("2026-12-20", "in-force", "readopted"),
    ]


# ---------------------------------------------------------------- second runs


def test_a_second_run_changes_nothing_before_and_after_publication(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.run(*NEW, "--summary", "ky=Жаңы")
    once = clone.files()
    nothing = "Nothing to change: the files already contain this.\n"
    assert clone.run(*NEW) == clone.run(*NEW, "--summary", "ky=Жаңы") == nothing
    clone.publish()
    assert clone.run(*NEW) == nothing
    assert clone.on("2027-05-05").run(*NEW) == nothing
    assert clone.files() == once


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
            ["privacy", "--effective", "2026-12-20", "--beside", "--adopted", "2026-12-01"],
            ["edit-adopted-later"],
        ),
        (
            ["privcy", "--effective", "soon", "--summary", "x", "--summary", "de=x", "--summary", "ky="],
            ["unknown-policy", "setting-bad", "edit-language-missing", "unknown-language", "edit-blank"],
        ),
    ],
)
def test_faulty_arguments_are_refused_with_all_faults(
    tmp_path: Path, arguments: list[str], codes: list[str]
) -> None:
    assert announced(tmp_path).refused("new-version", *arguments) == codes


def test_an_unknown_policy_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    (fault,) = announced(tmp_path).faults("new-version", "privcy", "--effective", "2026-12-20")
    assert fault.facts == (("known", "privacy"),)


def test_a_day_that_has_passed_needs_the_decision_that_sets_it(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    past = ("new-version", "privacy", "--effective", "2026-11-01")
    assert clone.refused(*past) == ["edit-date-past"]
    assert clone.refused(*past, "--authority", "ru=Приказ 5") == ["edit-date-past"]
    clone.run(*past, "--authority", "Order 5")
    clone.edit("ky", "Yor", "Your")
    clone.publish()
    assert clone.versions()[-1] == ("2026-11-01", "in-force", "new")
    assert not [each for each in clone.check() if each.startswith("error")]


def test_a_new_version_starts_from_the_version_before_it_whatever_policies_holds(tmp_path: Path) -> None:
    """The commands of earlier releases left the corrected text in force in ``policies/``."""
    clone = announced(tmp_path)
    head = ("title: P ky", "effective: 2025-04-01", "editorial: a letter")
    clone.repo.write(path("ky"), text("# P {#p}\n\nYour data.", *head))
    clone.publish()
    clone.run(*NEW, "--beside")
    assert clone.file("ky") == text(
        "# P {#p}\n\nYor data and cookies.", "title: P ky", "effective: 2026-12-20"
    )
    clone.edit("ky", "cookies", "logs")
    clone.publish()
    assert [version[:2] for version in clone.versions()] == [
        ("2025-04-01", "in-force"),
        ("2026-12-01", "upcoming"),
        ("2026-12-20", "upcoming"),
    ]


def test_a_removed_policy_has_no_file_to_edit(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.repo.remove(path("ky"), path("ru"), path("en"), date="2026-11-20T12:00:00+06:00")
    assert clone.refused(*NEW) == ["edit-removed"]


def test_a_file_missing_on_disk_is_named(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.repo.write(path("ru"), None)
    (fault,) = clone.faults(*NEW)
    assert (fault.code, fault.where) == ("edit-file-gone", path("ru"))


def test_an_unpublished_policy_has_its_own_fault(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.repo.write(path("ky", "orders"), text(IN_FORCE, "title: O"))
    assert clone.refused("new-version", "orders", "--effective", "2026-12-20") == ["edit-unpublished"]


def test_invalid_front_matter_is_reported_for_every_language(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.edit("ky", "title: P", "title: 'P")
    clone.edit("ru", "title: P", "title: P: Q")
    assert [(fault.code, fault.where) for fault in clone.faults(*NEW)] == [
        ("front-matter-quote-open", f"{path('ky')}:2"),
        ("front-matter-quotes", f"{path('ru')}:2"),
    ]


def test_old_faults_are_reported_and_do_not_stop_the_command(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.edit("ky", "Yor data.", "Your data.\n\n## A {#a}\n\n## B {#a}")
    answer = clone.run(*NEW)
    assert f"{path('ky')}:12: Two headings have the id “a”" in answer


def test_a_bare_repository_has_no_files(tmp_path: Path) -> None:
    clone = in_force(tmp_path / "full")
    clone.repo.git("clone", "--quiet", "--bare", ".", tmp_path / "bare")
    bare = EditorClone(PolicyRepo(tmp_path / "bare", bare=True))
    assert [fault.code for fault in bare.faults(*NEW)] == ["edit-bare"]
