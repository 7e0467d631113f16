"""A text in force is corrected while the next stands announced, and then the next is taken up again."""

from __future__ import annotations

from pathlib import Path

from tests.edit.office import announced, in_force, path, recorded, text
from tests.support.repo import PolicyRepo

REASON = ("--reason", "a letter was missing")


def test_the_text_of_the_version_comes_back_with_its_date_and_the_reason_in_every_language_that_has_it(
    tmp_path: Path,
) -> None:
    office = announced(tmp_path)
    office.run("correct", "privacy", "2025-04-01", *REASON)
    head = ("effective: 2025-04-01", "editorial: a letter was missing")
    assert office.file("ky") == text("# P {#p}\n\nYor data.", "title: P ky", *head)
    translation = "translation: unofficial"
    assert office.file("ru") == text("# P {#p}\n\nYor data.", "title: P ru", *head, translation)
    assert office.file("en") == text("# P {#p}\n\nYor data.", "title: P en", *head, translation)


def test_the_announced_version_stands_after_the_correction_and_is_taken_up_again(tmp_path: Path) -> None:
    """The whole way of a typo: correct, publish, resume, correct there too, publish."""
    office = announced(tmp_path)
    next_text = office.file("ky")
    answer = office.run("correct", "privacy", "2025-04-01", *REASON)
    assert "but its version remains and takes effect on 1 December 2026." in answer
    assert "sayasat resume privacy" in answer
    for language in ("ky", "ru", "en"):
        office.edit(language, "Yor", "Your")
    office.publish("2026-11-24")
    assert office.versions() == [
        ("2025-04-01", "in-force", "new editorial"),
        ("2026-12-01", "upcoming", "new"),
    ]
    assert office.versions("ru") == office.versions()

    answer = office.run("resume", "privacy")
    assert office.file("ky") == next_text
    assert "en/policies" not in answer
    office.edit("ky", "Yor", "Your")
    office.edit("ru", "Yor", "Your")
    office.publish("2026-11-25")
    assert office.on("2026-12-02").versions() == [
        ("2025-04-01", "superseded", "new editorial"),
        ("2026-12-01", "in-force", "new redraft"),
    ]


def test_published_without_another_word_it_withdraws_nothing(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.run("correct", "privacy", "2025-04-01", *REASON)
    office.publish()
    assert [(day, status) for day, status, _ in office.versions()] == [
        ("2025-04-01", "in-force"),
        ("2026-12-01", "upcoming"),
    ]


def test_resuming_after_the_announced_day_changes_nothing_for_readers(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.run("correct", "privacy", "2025-04-01", *REASON)
    office.publish()
    office.on("2026-12-05").run("resume", "privacy")
    office.publish("2026-12-05")
    assert office.on("2026-12-05").versions() == [
        ("2025-04-01", "superseded", "new technical"),
        ("2026-12-01", "in-force", "new technical"),
    ]


def test_of_two_announced_versions_the_latest_is_taken_up_and_neither_is_withdrawn(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.run("new-version", "privacy", "--effective", "2027-02-01", "--replaces", "none")
    office.edit("ky", "cookies", "cookies and logs")
    office.publish()
    third = office.file("ky")
    office.run("correct", "privacy", "2025-04-01", *REASON)
    office.edit("ky", "Yor", "Your")
    office.publish("2026-11-25")
    office.run("resume", "privacy")
    assert office.file("ky") == third
    office.publish("2026-11-26")
    assert office.versions() == [
        ("2025-04-01", "in-force", "new editorial"),
        ("2026-12-01", "upcoming", "new"),
        ("2027-02-01", "upcoming", "new technical"),
    ]


def test_the_earlier_of_two_announced_versions_is_corrected_and_both_stand(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.run("new-version", "privacy", "--effective", "2027-02-01", "--replaces", "none")
    office.edit("ky", "cookies", "cookies and logs")
    office.publish()
    office.run("correct", "privacy", "2026-12-01", *REASON)
    office.edit("ky", "Yor", "Your")
    office.publish("2026-11-25")
    assert [(day, status) for day, status, _ in office.versions()] == [
        ("2025-04-01", "in-force"),
        ("2026-12-01", "upcoming"),
        ("2027-02-01", "upcoming"),
    ]


def test_where_the_file_is_the_text_already_only_the_reason_is_set_and_edits_stay(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.edit("ky", "Yor", "Your")
    answer = office.run("correct", "privacy", "2025-04-01", *REASON)
    assert "Your data" in office.file("ky")
    assert "editorial: a letter was missing" in office.file("ky")
    assert "resume" not in answer
    office.publish()
    assert office.versions() == [("2025-04-01", "in-force", "new editorial")]


def test_a_superseded_version_is_corrected_in_the_archive(tmp_path: Path) -> None:
    office = announced(tmp_path).on("2026-12-10")
    office.run("correct", "privacy", "2025-04-01", *REASON)
    office.edit("ky", "Yor", "Your")
    office.publish("2026-12-10")
    assert office.versions() == [
        ("2025-04-01", "superseded", "new editorial"),
        ("2026-12-01", "in-force", "new"),
    ]


def test_a_recorded_text_is_corrected_without_a_date(tmp_path: Path) -> None:
    office = recorded(tmp_path)
    office.run("correct", "privacy", "2026-11-10", *REASON)
    office.edit("ky", "Yor", "Your")
    assert "effective" not in office.file("ky")
    office.publish()
    assert office.versions() == [("2026-11-10", "in-force", "new editorial")]


def test_a_standing_repeal_is_kept(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.run("repeal", "privacy", "--on", "2027-06-01")
    office.publish()
    office.run("correct", "privacy", "2025-04-01", *REASON)
    office.edit("ky", "Yor", "Your")
    assert "repealed: 2027-06-01" in office.file("ky")
    office.publish("2026-11-25")
    assert office.on("2027-06-01").versions()[1][:2] == ("2026-12-01", "repealed")
    office.run("resume", "privacy")
    assert "repealed: 2027-06-01" in office.file("ky")
    office.publish("2026-11-26")
    assert office.on("2027-06-01").versions()[1][:2] == ("2026-12-01", "repealed")


def test_a_reason_may_be_given_in_each_language(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    each = [f"--reason={language}=In {language}: a letter" for language in ("ky", "ru", "en")]
    office.run("correct", "privacy", "2025-04-01", *each)
    assert [f'editorial: "In {name}: a letter"' in office.file(name) for name in ("ky", "ru", "en")] == [
        True
    ] * 3


# ---------------------------------------------------------------- twice


def test_a_second_run_changes_nothing_and_says_so(tmp_path: Path) -> None:
    office = announced(tmp_path)
    for command in (("correct", "privacy", "2025-04-01", *REASON), ("resume", "privacy")):
        office.run(*command)
        once = office.files()
        assert office.run(*command) == "Nothing to change: the files already contain this.\n"
        assert office.files() == once
        office.publish()


def test_a_second_run_keeps_a_correction_that_was_begun(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.run("correct", "privacy", "2025-04-01", *REASON)
    office.edit("ky", "Yor", "Your")
    office.run("correct", "privacy", "2025-04-01", *REASON)
    assert "Your data." in office.file("ky")
    office.run("correct", "privacy", "2025-04-01", "--reason", "two letters")
    assert "Your data." in office.file("ky")
    assert "editorial: two letters" in office.file("ky")


def test_nothing_is_to_be_resumed_where_the_file_is_the_latest_text(tmp_path: Path) -> None:
    office = announced(tmp_path)
    assert office.run("resume", "privacy") == "Nothing to change: the files already contain this.\n"


# ---------------------------------------------------------------- refused


def test_an_old_reason_would_withdraw_what_is_announced_and_is_refused(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.run("correct", "privacy", "2025-04-01", *REASON)
    office.edit("ky", "Yor", "Your")
    office.publish("2026-11-20")
    text_before = office.file("ky").replace("2025-04-01", "2026-12-01").replace("data.", "data and cookies.")
    office.repo.write(path("ky"), text_before)
    office.publish("2026-11-21")
    assert office.versions()[1][:2] == ("2026-12-01", "upcoming")
    assert office.refused("correct", "privacy", "2025-04-01", *REASON) == ["edit-reason-not-new"]
    office.run("correct", "privacy", "2025-04-01", "--reason", "another letter")


def test_the_same_reason_again_in_a_text_in_force_is_refused(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.run("correct", "privacy", "2025-04-01", *REASON)
    office.publish()
    assert office.refused("correct", "privacy", "2025-04-01", *REASON) == ["edit-reason-not-new"]


def test_edits_that_would_be_lost_are_kept_in_every_language(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.edit("ky", "cookies", "biscuits")
    office.edit("ru", "cookies", "biscuits")
    faults = office.faults("correct", "privacy", "2025-04-01", *REASON)
    assert [(fault.code, fault.where) for fault in faults] == [
        ("edit-lost", path("ky")),
        ("edit-lost", path("ru")),
    ]


def test_resuming_would_lose_an_edit_too(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.run("correct", "privacy", "2025-04-01", *REASON)
    assert office.refused("resume", "privacy") == ["edit-lost", "edit-lost"]


def test_a_withdrawn_version_cannot_be_corrected(tmp_path: Path) -> None:
    office = announced(tmp_path)
    office.run("postpone", "privacy", "2026-12-01", "2027-01-01")
    office.publish()
    assert office.refused("correct", "privacy", "2026-12-01", *REASON) == ["edit-withdrawn"]


def test_a_version_that_never_was_cannot_be_corrected(tmp_path: Path) -> None:
    (fault,) = announced(tmp_path).faults("correct", "privacy", "2025-04-02", *REASON)
    assert (fault.code, dict(fault.facts)["dates"]) == ("edit-no-version", "2025-04-01, 2026-12-01")


def test_an_older_recorded_version_is_not_put_back_for_that_would_state_its_date(tmp_path: Path) -> None:
    office = recorded(tmp_path)
    office.edit("ky", "data", "data and cookies")
    office.publish("2026-11-20")
    assert office.refused("correct", "privacy", "2026-11-10", *REASON) == ["edit-recorded"]


def test_the_reason_is_asked_for(tmp_path: Path) -> None:
    (fault,) = announced(tmp_path).faults("correct", "privacy", "2025-04-01")
    assert (fault.code, fault.where) == ("edit-missing", "--reason")


def test_line_ends_of_the_working_tree_are_kept(tmp_path: Path) -> None:
    """Git on Windows turns line ends: a text that is put back has those that the file had."""
    office = announced(tmp_path)
    PolicyRepo.git(office.repo, "config", "core.autocrlf", "true")
    for language in ("ky", "ru", "en"):
        office.repo.write(path(language), office.file(language).replace("\n", "\r\n"))
    office.repo.git("add", "--all")
    office.run("correct", "privacy", "2025-04-01", *REASON)
    assert office.file("ky").count("\r\n") == office.file("ky").count("\n")
