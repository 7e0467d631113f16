"""A version is corrected in the file that has its text: in ``policies/``, or its own in ``versions/``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.edit.editor_clone import EditorClone, announced, in_force, path, recorded, text, version_path
from tests.support.repo import PolicyRepo

REASON = ("--reason", "a letter was missing")
ORIGINAL = (*REASON, "--concerns", "original")
ALL = (*REASON, "--concerns", "translations")
FIRST = ("correct", "privacy", "2025-04-01")
NOTHING = "Nothing to change: the files already contain this.\n"


def test_a_version_before_the_announced_one_gets_its_own_file(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    before = clone.files()
    clone.run(*FIRST, *ORIGINAL)
    made = clone.files()
    assert made.pop(version_path("ky", "2025-04-01")).decode() == text(
        "# P {#p}\n\nYor data.", "title: P ky", "effective: 2025-04-01", "editorial: a letter was missing"
    )
    assert made == before
    clone.edit_version("ky", "2025-04-01", "Yor", "Your")
    clone.publish()
    assert clone.versions() == [
        ("2025-04-01", "in-force", "new editorial"),
        ("2026-12-01", "upcoming", "new"),
    ]
    assert clone.text_of("2025-04-01") == "# P {#p}\n\nYour data.\n"
    assert clone.text_of("2026-12-01") == "# P {#p}\n\nYor data and cookies.\n"
    assert clone.on("2026-12-02").versions()[1][:2] == ("2026-12-01", "in-force")


def test_a_correction_that_concerns_translations_prepares_each_that_has_the_version(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    english = clone.file("en")
    clone.run(*FIRST, *ALL)
    assert "concerns: translations" in clone.version_file("ky", "2025-04-01")
    russian = clone.version_file("ru", "2025-04-01")
    assert "concerns" not in russian
    assert "editorial: a letter was missing" in russian
    assert clone.file("en") == english.replace(
        "translation:", "editorial: a letter was missing\ntranslation:"
    )
    for language in ("ky", "ru"):
        clone.edit_version(language, "2025-04-01", "Yor", "Your")
    clone.edit("en", "Yor", "Your")
    clone.publish()
    for language in ("ky", "ru", "en"):
        assert clone.versions(language)[0] == ("2025-04-01", "in-force", "new editorial")
        assert not clone.is_behind(language, "2025-04-01")


@pytest.mark.parametrize(("concerns", "is_behind"), [("original", False), ("translations", True)])
def test_a_translation_left_out_is_behind_only_if_the_correction_concerns_it(
    tmp_path: Path, concerns: str, is_behind: bool
) -> None:
    clone = announced(tmp_path)
    clone.run(*FIRST, *REASON, "--concerns", concerns)
    clone.edit_version("ky", "2025-04-01", "Yor", "Your")
    if concerns == "translations":
        clone.repo.write(version_path("ru", "2025-04-01"), None)
        clone.repo.git("checkout", "--", path("en"))
    clone.publish()
    assert clone.is_behind("ru", "2025-04-01") is is_behind
    assert clone.is_behind("en", "2025-04-01") is is_behind


def test_a_translation_left_out_is_prepared_later_by_the_same_command(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run(*FIRST, *ALL)
    clone.edit_version("ky", "2025-04-01", "Yor", "Your")
    clone.repo.write(version_path("ru", "2025-04-01"), None)
    clone.repo.git("checkout", "--", path("en"))
    clone.publish()
    answer = clone.run(*FIRST, *ALL)
    assert version_path("ru", "2025-04-01") in answer
    assert version_path("ky", "2025-04-01") not in answer
    clone.edit_version("ru", "2025-04-01", "Yor", "Your")
    clone.publish("2026-11-25")
    assert not clone.is_behind("ru", "2025-04-01")


def test_a_mistake_in_one_translation_is_corrected_there_alone(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    before = clone.files()
    clone.run(*FIRST, "--reason", "ru=опечатка", "--concerns", "ru")
    assert clone.files().keys() - before.keys() == {version_path("ru", "2025-04-01")}
    clone.edit_version("ru", "2025-04-01", "Yor", "Your")
    clone.publish()
    assert clone.versions("ru")[0] == ("2025-04-01", "in-force", "new editorial")
    assert clone.versions("ky")[0] == ("2025-04-01", "in-force", "new")


def test_without_a_date_the_version_in_force_is_corrected(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run("correct", "privacy", *ORIGINAL)
    assert "Yor data." in clone.version_file("ky", "2025-04-01")
    clone = clone.on("2026-12-02")
    clone.run("correct", "privacy", *ORIGINAL)
    assert "editorial" in clone.file("ky")


def test_a_correction_published_without_changed_words_withdraws_nothing(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run(*FIRST, *ALL)
    clone.publish()
    assert [(day, status) for day, status, _ in clone.versions()] == [
        ("2025-04-01", "in-force"),
        ("2026-12-01", "upcoming"),
    ]


def test_a_version_is_corrected_again_in_its_own_file(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    for number, reason in enumerate(("a letter", "another letter")):
        clone.run(*FIRST, "--concerns", "original", "--reason", reason)
        clone.edit_version("ky", "2025-04-01", "data", f"data{number}")
        clone.publish(f"2026-11-2{number + 4}")
    assert clone.versions()[0] == ("2025-04-01", "in-force", "new editorial editorial")
    assert clone.text_of("2025-04-01") == "# P {#p}\n\nYor data10.\n"


def test_the_earlier_of_two_upcoming_versions_is_corrected_in_its_file_and_both_are_kept(
    tmp_path: Path,
) -> None:
    clone = announced(tmp_path)
    clone.run("new-version", "privacy", "--effective", "2027-02-01", "--beside")
    clone.edit("ky", "cookies", "cookies and logs")
    clone.publish()
    third = clone.file("ky")
    clone.run("correct", "privacy", "2026-12-01", *ORIGINAL)
    clone.edit_version("ky", "2026-12-01", "Yor", "Your")
    clone.publish("2026-11-25")
    assert clone.file("ky") == third
    assert clone.versions() == [
        ("2025-04-01", "in-force", "new"),
        ("2026-12-01", "upcoming", "new technical editorial"),
        ("2027-02-01", "upcoming", "new"),
    ]


def test_a_file_with_the_versions_text_gets_only_the_reason_and_keeps_its_edits(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.edit("ky", "Yor", "Your")
    clone.run(*FIRST, *ORIGINAL)
    assert "Your data" in clone.file("ky")
    assert "editorial: a letter was missing" in clone.file("ky")
    clone.publish()
    assert clone.versions() == [("2025-04-01", "in-force", "new editorial")]


def test_an_old_concerns_key_is_taken_out_by_a_correction_of_the_original_alone(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.run(*FIRST, *ALL)
    clone.publish()
    clone.run(*FIRST, "--reason", "another letter", "--concerns", "original")
    clone.edit("ky", "Yor", "Your")
    assert "concerns" not in clone.file("ky")
    clone.publish("2026-11-25")
    assert not clone.is_behind("ru", "2025-04-01")


def test_a_superseded_version_is_corrected(tmp_path: Path) -> None:
    clone = announced(tmp_path).on("2026-12-10")
    clone.run(*FIRST, *ORIGINAL)
    clone.edit_version("ky", "2025-04-01", "Yor", "Your")
    clone.publish("2026-12-10")
    assert clone.versions() == [
        ("2025-04-01", "superseded", "new editorial"),
        ("2026-12-01", "in-force", "new"),
    ]


def test_a_recorded_text_is_corrected_without_a_date(tmp_path: Path) -> None:
    clone = recorded(tmp_path)
    clone.run("correct", "privacy", "2026-11-10", *ORIGINAL)
    clone.edit("ky", "Yor", "Your")
    assert "effective" not in clone.file("ky")
    clone.publish()
    assert clone.versions() == [("2026-11-10", "in-force", "new editorial")]


def test_an_older_recorded_version_is_corrected_in_its_file_and_stays_undated(tmp_path: Path) -> None:
    clone = recorded(tmp_path)
    clone.edit("ky", "data", "data and cookies")
    clone.publish("2026-11-20")
    clone.run("correct", "privacy", "2026-11-10", *ORIGINAL)
    assert "effective" not in clone.version_file("ky", "2026-11-10")
    clone.edit_version("ky", "2026-11-10", "Yor", "Your")
    clone.publish()
    assert clone.versions() == [
        ("2026-11-10", "superseded", "new editorial"),
        ("2026-11-20", "in-force", "new"),
    ]


def test_keys_that_act_only_in_policies_are_not_copied_into_the_file(tmp_path: Path) -> None:
    clone = in_force(tmp_path, "2026-11-24", "repealed: 2027-06-01")
    clone.run("new-version", "privacy", "--effective", "2026-12-01")
    clone.edit("ky", "data", "data and cookies")
    clone.publish("2026-11-20")
    clone.run(*FIRST, *ORIGINAL)
    head = ("title: P", "effective: 2025-04-01", "editorial: a letter was missing")
    assert clone.version_file("ky", "2025-04-01") == text("# P {#p}\n\nYor data.", *head)
    clone.publish()
    assert clone.on("2027-06-01").versions()[1][:2] == ("2026-12-01", "repealed")


def test_the_text_of_its_own_file_goes_back_into_policies_when_that_holds_the_version_again(
    tmp_path: Path,
) -> None:
    """As after the "Revert" button, which withdrew the announced version."""
    clone = announced(tmp_path)
    clone.run(*FIRST, *ORIGINAL)
    clone.edit_version("ky", "2025-04-01", "Yor", "Your")
    clone.publish()
    clone.repo.write(path("ky"), clone.version_file("ky", "2025-04-01"))
    clone.publish("2026-11-25")
    clone.run(*FIRST, "--reason", "a comma", "--concerns", "original")
    assert version_path("ky", "2025-04-01") not in clone.files()
    clone.edit("ky", "data", "data,")
    assert clone.run(*FIRST, "--reason", "a comma", "--concerns", "original") == NOTHING
    clone.publish("2026-11-26")
    assert clone.versions()[0][:2] == ("2025-04-01", "in-force")
    assert clone.text_of("2025-04-01") == "# P {#p}\n\nYour data,.\n"


def test_a_file_under_a_former_name_of_the_policy_is_the_one_that_is_corrected(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run(*FIRST, *ORIGINAL)
    clone.edit_version("ky", "2025-04-01", "Yor", "Your")
    clone.publish()
    for language in ("ky", "ru", "en"):
        renamed = clone.file(language).replace("title: P", "formerly: [privacy]\ntitle: P")
        clone.repo.write(path(language), None)
        clone.repo.write(path(language, "data"), renamed)
    clone.publish("2026-11-25")
    clone.run("correct", "data", "2025-04-01", "--concerns", "original", "--reason", "a comma")
    assert "editorial: a comma" in clone.version_file("ky", "2025-04-01")
    clone.edit_version("ky", "2025-04-01", "data", "data,")
    clone.publish("2026-11-26")
    assert clone.text_of("2025-04-01", slug="data") == "# P {#p}\n\nYour data,.\n"


def test_a_reason_may_be_given_in_each_language(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    each = [f"--reason={language}=In {language}: a letter" for language in ("ky", "ru", "en")]
    clone.run(*FIRST, *each, "--concerns", "translations")
    assert [f'editorial: "In {name}: a letter"' in clone.file(name) for name in ("ky", "ru", "en")] == [
        True
    ] * 3


def test_the_later_text_with_the_same_mistake_is_named(tmp_path: Path) -> None:
    answer = announced(tmp_path).run(*FIRST, *ORIGINAL)
    assert f"that of 1 December 2026, correct it there too: {path('ky')}." in answer


# ---------------------------------------------------------------- second runs


@pytest.mark.parametrize("clone", [announced, in_force])
def test_a_second_run_changes_nothing_and_says_so(
    tmp_path: Path, clone: Callable[[Path], EditorClone]
) -> None:
    opened = clone(tmp_path)
    opened.run(*FIRST, *ALL)
    once = opened.files()
    assert opened.run(*FIRST, *ALL) == NOTHING
    assert opened.files() == once


def test_a_second_run_keeps_a_correction_that_was_begun(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run(*FIRST, *ORIGINAL)
    clone.edit_version("ky", "2025-04-01", "Yor", "Your")
    assert clone.run(*FIRST, *ORIGINAL) == NOTHING
    clone.run(*FIRST, "--reason", "two letters", "--concerns", "original")
    assert "Your data." in clone.version_file("ky", "2025-04-01")
    assert "editorial: two letters" in clone.version_file("ky", "2025-04-01")


# ---------------------------------------------------------------- refused


def test_the_same_reason_again_is_refused(tmp_path: Path) -> None:
    clone = in_force(tmp_path / "one")
    clone.run(*FIRST, *ALL)
    clone.publish()
    assert clone.refused(*FIRST, *ALL) == ["edit-reason-not-new"]
    clone = announced(tmp_path / "two")
    clone.run(*FIRST, *ORIGINAL)
    clone.publish()
    assert clone.refused(*FIRST, *ORIGINAL) == ["edit-reason-not-new"]


def test_a_correction_that_would_lose_edits_is_refused_in_every_language(tmp_path: Path) -> None:
    clone = announced(tmp_path).on("2026-12-02")
    for language in ("ky", "ru"):
        clone.edit(language, "effective: 2026-12-01", "effective: 2027-05-01")
    faults = clone.faults("correct", "privacy", "2026-12-01", *ALL)
    assert [(fault.code, fault.where) for fault in faults] == [
        ("edit-lost", path("ky")),
        ("edit-lost", path("ru")),
    ]


def test_edits_of_a_later_text_do_not_hinder_a_correction_in_its_own_file(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.edit("ky", "cookies", "biscuits")
    clone.run(*FIRST, *ORIGINAL)
    assert "biscuits" in clone.file("ky")


def test_a_withdrawn_version_cannot_be_corrected(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run("postpone", "privacy", "2026-12-01", "2027-01-01")
    clone.publish()
    assert clone.refused("correct", "privacy", "2026-12-01", *ALL) == ["edit-withdrawn"]


def test_an_unknown_version_cannot_be_corrected(tmp_path: Path) -> None:
    (fault,) = announced(tmp_path).faults("correct", "privacy", "2025-04-02", *ALL)
    assert (fault.code, dict(fault.facts)["dates"]) == ("edit-no-version", "2025-04-01, 2026-12-01")


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["2025-04-01"], ["edit-missing", "edit-missing"]),
        (["2026-12-01", "--concerns", "en", *REASON], ["edit-not-translated"]),
        (["2025-04-01", "--concerns", "German", *REASON], ["edit-concerns"]),
        (["2025-04-01", "--concerns", "translations", "--reason", "ky=x"], ["edit-missing", "edit-missing"]),
    ],
)
def test_faulty_arguments_are_refused_with_all_faults(
    tmp_path: Path, arguments: list[str], codes: list[str]
) -> None:
    assert announced(tmp_path).refused("correct", "privacy", *arguments) == codes


def test_line_ends_of_the_working_tree_are_kept(tmp_path: Path) -> None:
    """Git on Windows may convert line ends: a copied text has those of the file in ``policies/``."""
    clone = announced(tmp_path)
    PolicyRepo.git(clone.repo, "config", "core.autocrlf", "true")
    for language in ("ky", "ru", "en"):
        clone.repo.write(path(language), clone.file(language).replace("\n", "\r\n"))
    clone.repo.git("add", "--all")
    clone.run(*FIRST, *ORIGINAL)
    made = clone.version_file("ky", "2025-04-01")
    assert made.count("\r\n") == made.count("\n")
