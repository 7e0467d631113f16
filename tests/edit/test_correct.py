"""A text in force is corrected while the next version is upcoming, and then the next text is restored."""

from __future__ import annotations

from pathlib import Path

from tests.edit.editor_clone import announced, in_force, path, recorded, text
from tests.support.repo import PolicyRepo

REASON = ("--reason", "a letter was missing")


def test_the_text_of_the_version_is_restored_with_its_date_and_the_reason_in_every_language(
    tmp_path: Path,
) -> None:
    clone = announced(tmp_path)
    clone.run("correct", "privacy", "2025-04-01", *REASON)
    head = ("effective: 2025-04-01", "editorial: a letter was missing")
    assert clone.file("ky") == text("# P {#p}\n\nYor data.", "title: P ky", *head)
    translation = "translation: unofficial"
    assert clone.file("ru") == text("# P {#p}\n\nYor data.", "title: P ru", *head, translation)
    assert clone.file("en") == text("# P {#p}\n\nYor data.", "title: P en", *head, translation)


def test_the_upcoming_version_is_kept_after_the_correction_and_resumed(tmp_path: Path) -> None:
    """All steps of correcting a typo: correct, publish, resume, correct the next text too, publish."""
    clone = announced(tmp_path)
    next_text = clone.file("ky")
    answer = clone.run("correct", "privacy", "2025-04-01", *REASON)
    assert "but its version remains and takes effect on 1 December 2026." in answer
    assert "sayasat resume privacy" in answer
    for language in ("ky", "ru", "en"):
        clone.edit(language, "Yor", "Your")
    clone.publish("2026-11-24")
    assert clone.versions() == [
        ("2025-04-01", "in-force", "new editorial"),
        ("2026-12-01", "upcoming", "new"),
    ]
    assert clone.versions("ru") == clone.versions()

    answer = clone.run("resume", "privacy")
    assert clone.file("ky") == next_text
    assert "en/policies" not in answer
    clone.edit("ky", "Yor", "Your")
    clone.edit("ru", "Yor", "Your")
    clone.publish("2026-11-25")
    assert clone.on("2026-12-02").versions() == [
        ("2025-04-01", "superseded", "new editorial"),
        ("2026-12-01", "in-force", "new redraft"),
    ]


def test_a_correction_published_without_changed_words_withdraws_nothing(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run("correct", "privacy", "2025-04-01", *REASON)
    clone.publish()
    assert [(day, status) for day, status, _ in clone.versions()] == [
        ("2025-04-01", "in-force"),
        ("2026-12-01", "upcoming"),
    ]


def test_resuming_after_the_announced_day_changes_nothing_for_readers(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run("correct", "privacy", "2025-04-01", *REASON)
    clone.publish()
    clone.on("2026-12-05").run("resume", "privacy")
    clone.publish("2026-12-05")
    assert clone.on("2026-12-05").versions() == [
        ("2025-04-01", "superseded", "new technical"),
        ("2026-12-01", "in-force", "new technical"),
    ]


def test_the_latest_of_two_upcoming_versions_is_resumed_and_neither_is_withdrawn(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run("new-version", "privacy", "--effective", "2027-02-01", "--replaces", "none")
    clone.edit("ky", "cookies", "cookies and logs")
    clone.publish()
    third = clone.file("ky")
    clone.run("correct", "privacy", "2025-04-01", *REASON)
    clone.edit("ky", "Yor", "Your")
    clone.publish("2026-11-25")
    clone.run("resume", "privacy")
    assert clone.file("ky") == third
    clone.publish("2026-11-26")
    assert clone.versions() == [
        ("2025-04-01", "in-force", "new editorial"),
        ("2026-12-01", "upcoming", "new"),
        ("2027-02-01", "upcoming", "new technical"),
    ]


def test_the_earlier_of_two_upcoming_versions_is_corrected_and_both_are_kept(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run("new-version", "privacy", "--effective", "2027-02-01", "--replaces", "none")
    clone.edit("ky", "cookies", "cookies and logs")
    clone.publish()
    clone.run("correct", "privacy", "2026-12-01", *REASON)
    clone.edit("ky", "Yor", "Your")
    clone.publish("2026-11-25")
    assert [(day, status) for day, status, _ in clone.versions()] == [
        ("2025-04-01", "in-force"),
        ("2026-12-01", "upcoming"),
        ("2027-02-01", "upcoming"),
    ]


def test_a_file_with_the_versions_text_gets_only_the_reason_and_keeps_its_edits(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.edit("ky", "Yor", "Your")
    answer = clone.run("correct", "privacy", "2025-04-01", *REASON)
    assert "Your data" in clone.file("ky")
    assert "editorial: a letter was missing" in clone.file("ky")
    assert "resume" not in answer
    clone.publish()
    assert clone.versions() == [("2025-04-01", "in-force", "new editorial")]


def test_a_superseded_version_is_corrected(tmp_path: Path) -> None:
    clone = announced(tmp_path).on("2026-12-10")
    clone.run("correct", "privacy", "2025-04-01", *REASON)
    clone.edit("ky", "Yor", "Your")
    clone.publish("2026-12-10")
    assert clone.versions() == [
        ("2025-04-01", "superseded", "new editorial"),
        ("2026-12-01", "in-force", "new"),
    ]


def test_a_recorded_text_is_corrected_without_a_date(tmp_path: Path) -> None:
    clone = recorded(tmp_path)
    clone.run("correct", "privacy", "2026-11-10", *REASON)
    clone.edit("ky", "Yor", "Your")
    assert "effective" not in clone.file("ky")
    clone.publish()
    assert clone.versions() == [("2026-11-10", "in-force", "new editorial")]


def test_a_stated_repeal_is_kept(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run("repeal", "privacy", "--on", "2027-06-01")
    clone.publish()
    clone.run("correct", "privacy", "2025-04-01", *REASON)
    clone.edit("ky", "Yor", "Your")
    assert "repealed: 2027-06-01" in clone.file("ky")
    clone.publish("2026-11-25")
    assert clone.on("2027-06-01").versions()[1][:2] == ("2026-12-01", "repealed")
    clone.run("resume", "privacy")
    assert "repealed: 2027-06-01" in clone.file("ky")
    clone.publish("2026-11-26")
    assert clone.on("2027-06-01").versions()[1][:2] == ("2026-12-01", "repealed")


def test_a_reason_may_be_given_in_each_language(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    each = [f"--reason={language}=In {language}: a letter" for language in ("ky", "ru", "en")]
    clone.run("correct", "privacy", "2025-04-01", *each)
    assert [f'editorial: "In {name}: a letter"' in clone.file(name) for name in ("ky", "ru", "en")] == [
        True
    ] * 3


# ---------------------------------------------------------------- second runs


def test_a_second_run_changes_nothing_and_says_so(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    for command in (("correct", "privacy", "2025-04-01", *REASON), ("resume", "privacy")):
        clone.run(*command)
        once = clone.files()
        assert clone.run(*command) == "Nothing to change: the files already contain this.\n"
        assert clone.files() == once
        clone.publish()


def test_a_second_run_keeps_a_correction_that_was_begun(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run("correct", "privacy", "2025-04-01", *REASON)
    clone.edit("ky", "Yor", "Your")
    clone.run("correct", "privacy", "2025-04-01", *REASON)
    assert "Your data." in clone.file("ky")
    clone.run("correct", "privacy", "2025-04-01", "--reason", "two letters")
    assert "Your data." in clone.file("ky")
    assert "editorial: two letters" in clone.file("ky")


def test_a_file_with_the_latest_text_is_not_changed_by_resume(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    assert clone.run("resume", "privacy") == "Nothing to change: the files already contain this.\n"


# ---------------------------------------------------------------- refused


def test_an_old_reason_is_refused_because_it_would_withdraw_the_upcoming_version(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.run("correct", "privacy", "2025-04-01", *REASON)
    clone.edit("ky", "Yor", "Your")
    clone.publish("2026-11-20")
    text_before = clone.file("ky").replace("2025-04-01", "2026-12-01").replace("data.", "data and cookies.")
    clone.repo.write(path("ky"), text_before)
    clone.publish("2026-11-21")
    assert clone.versions()[1][:2] == ("2026-12-01", "upcoming")
    assert clone.refused("correct", "privacy", "2025-04-01", *REASON) == ["edit-reason-not-new"]
    clone.run("correct", "privacy", "2025-04-01", "--reason", "another letter")


def test_the_same_reason_again_in_a_text_in_force_is_refused(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.run("correct", "privacy", "2025-04-01", *REASON)
    clone.publish()
    assert clone.refused("correct", "privacy", "2025-04-01", *REASON) == ["edit-reason-not-new"]


def test_a_correction_that_would_lose_edits_is_refused_in_every_language(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.edit("ky", "cookies", "biscuits")
    clone.edit("ru", "cookies", "biscuits")
    faults = clone.faults("correct", "privacy", "2025-04-01", *REASON)
    assert [(fault.code, fault.where) for fault in faults] == [
        ("edit-lost", path("ky")),
        ("edit-lost", path("ru")),
    ]


def test_resume_is_refused_if_it_would_lose_an_edit(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run("correct", "privacy", "2025-04-01", *REASON)
    assert clone.refused("resume", "privacy") == ["edit-lost", "edit-lost"]


def test_a_withdrawn_version_cannot_be_corrected(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    clone.run("postpone", "privacy", "2026-12-01", "2027-01-01")
    clone.publish()
    assert clone.refused("correct", "privacy", "2026-12-01", *REASON) == ["edit-withdrawn"]


def test_an_unknown_version_cannot_be_corrected(tmp_path: Path) -> None:
    (fault,) = announced(tmp_path).faults("correct", "privacy", "2025-04-02", *REASON)
    assert (fault.code, dict(fault.facts)["dates"]) == ("edit-no-version", "2025-04-01, 2026-12-01")


def test_an_older_recorded_version_is_refused_because_that_would_state_its_date(tmp_path: Path) -> None:
    clone = recorded(tmp_path)
    clone.edit("ky", "data", "data and cookies")
    clone.publish("2026-11-20")
    assert clone.refused("correct", "privacy", "2026-11-10", *REASON) == ["edit-recorded"]


def test_the_reason_is_asked_for(tmp_path: Path) -> None:
    (fault,) = announced(tmp_path).faults("correct", "privacy", "2025-04-01")
    assert (fault.code, fault.where) == ("edit-missing", "--reason")


def test_line_ends_of_the_working_tree_are_kept(tmp_path: Path) -> None:
    """Git on Windows may convert line ends: a restored text has those of the file."""
    clone = announced(tmp_path)
    PolicyRepo.git(clone.repo, "config", "core.autocrlf", "true")
    for language in ("ky", "ru", "en"):
        clone.repo.write(path(language), clone.file(language).replace("\n", "\r\n"))
    clone.repo.git("add", "--all")
    clone.run("correct", "privacy", "2025-04-01", *REASON)
    assert clone.file("ky").count("\r\n") == clone.file("ky").count("\n")
