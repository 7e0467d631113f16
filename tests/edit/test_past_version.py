"""A text from before the repository, or one found later, is entered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edit.editor_clone import (
    IN_FORCE,
    EditorClone,
    announced,
    in_force,
    recorded,
    text,
    version_path,
)
from tests.support.repo import PolicyRepo

NOTHING = "Nothing to change: the files already contain this.\n"
SOURCE = ("--source", "Archive, box 7")


def entering(day: str, *given: str | Path) -> tuple[str, ...]:
    """The command's arguments."""
    return ("add-past-version", "privacy", day, *map(str, given), *SOURCE)


def found(folder: Path, body: str = "# Old {#p}\n\nWe keep all data.\n", name: str = "old.md") -> Path:
    """A file outside the repository."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(body, encoding="utf-8")
    return file


def test_a_text_without_front_matter_is_entered_under_its_first_heading(tmp_path: Path) -> None:
    clone = announced(tmp_path / "clone")
    before = clone.files()
    command = entering("2020-03-01", found(tmp_path / "box"))
    answer = clone.run(*command)
    assert "Enters a text that applied from 1 March 2020." in answer
    assert "It applied until the next version, that of 1 April 2025." in answer
    head = ("title: Old", "effective: 2020-03-01", "source: Archive, box 7")
    made = clone.files()
    assert made.pop(version_path("ky", "2020-03-01")).decode() == text(
        "# Old {#p}\n\nWe keep all data.", *head
    )
    assert made == before
    assert clone.run(*command) == NOTHING
    clone.publish()
    assert clone.run(*command) == NOTHING
    assert clone.versions() == [
        ("2020-03-01", "superseded", "documented"),
        ("2025-04-01", "in-force", "new"),
        ("2026-12-01", "upcoming", "new"),
    ]
    assert clone.on("2021-01-01").versions()[0][:2] == ("2020-03-01", "in-force")
    assert clone.text_of("2020-03-01") == "# Old {#p}\n\nWe keep all data.\n"


def test_front_matter_of_the_text_is_kept_but_for_keys_that_act_only_in_policies(tmp_path: Path) -> None:
    clone = in_force(tmp_path / "clone")
    given = text("# Old {#p}\n\nAll.", "title: Rules", "authority: Order 3", "repealed: 2021-01-01")
    clone.run(*entering("2020-03-01", found(tmp_path / "box", given)))
    head = ("title: Rules", "effective: 2020-03-01", "authority: Order 3", "source: Archive, box 7")
    assert clone.version_file("ky", "2020-03-01") == text("# Old {#p}\n\nAll.", *head)
    clone.publish()
    assert clone.versions()[0] == ("2020-03-01", "superseded", "documented")


def test_from_the_end_of_the_text_on_it_is_not_known_which_applied(tmp_path: Path) -> None:
    clone = in_force(tmp_path / "clone")
    command = (*entering("2020-03-01", found(tmp_path / "box")), "--until", "2022-01-01")
    answer = clone.run(*command)
    assert "From 1 January 2022 until the next version, that of 1 April 2025, the site says" in answer
    clone.publish()
    assert clone.on("2021-06-01").versions()[0][:2] == ("2020-03-01", "in-force")
    assert clone.on("2023-01-01").versions()[0][:2] == ("2020-03-01", "superseded")


def test_a_text_that_was_found_between_two_versions_is_entered(tmp_path: Path) -> None:
    clone = announced(tmp_path / "clone").on("2026-12-05")
    clone.run(*entering("2026-02-01", found(tmp_path / "box")))
    clone.publish("2026-12-05")
    assert [version[:2] for version in clone.versions()] == [
        ("2025-04-01", "superseded"),
        ("2026-02-01", "superseded"),
        ("2026-12-01", "in-force"),
    ]


def test_its_translation_is_entered_with_it(tmp_path: Path) -> None:
    clone = in_force(tmp_path / "clone")
    box = tmp_path / "box"
    russian = found(box, "# Прежняя {#p}\n\nХраним всё.\n", "ru.md")
    clone.run(*entering("2020-03-01", found(box), f"ru={russian}"))
    assert "translation: unofficial" in clone.version_file("ru", "2020-03-01")
    clone.publish()
    assert clone.versions("ru")[0] == ("2020-03-01", "superseded", "new")
    assert clone.text_of("2020-03-01", "ru") == "# Прежняя {#p}\n\nХраним всё.\n"


def test_a_translation_found_later_is_entered_alone(tmp_path: Path) -> None:
    clone = in_force(tmp_path / "clone")
    box = tmp_path / "box"
    clone.run(*entering("2020-03-01", found(box)))
    clone.publish()
    russian = found(box, "# Прежняя {#p}\n\nХраним всё.\n", "ru.md")
    clone.run(*entering("2020-03-01", f"ru={russian}"))
    clone.publish("2026-11-25")
    assert clone.versions("ru")[0][:2] == ("2020-03-01", "superseded")


def test_a_policy_without_stated_dates_stays_undated(tmp_path: Path) -> None:
    clone = recorded(tmp_path / "clone")
    clone.run(*entering("2020-03-01", found(tmp_path / "box")))
    clone.publish()
    clone.edit("ky", "Yor", "Your")
    clone.publish("2026-11-25")
    assert [version[:2] for version in clone.on("2026-11-26").versions()] == [
        ("2020-03-01", "superseded"),
        ("2026-11-10", "superseded"),
        ("2026-11-25", "in-force"),
    ]


def test_the_result_has_no_error_in_the_check(tmp_path: Path) -> None:
    clone = in_force(tmp_path / "clone")
    clone.run(*entering("2020-03-01", found(tmp_path / "box")))
    clone.publish()
    assert not [each for each in clone.check() if each.startswith("error")]


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("day", "more", "codes"),
    [
        ("2025-04-01", [], ["edit-date-taken"]),
        ("2026-12-01", [], ["edit-date-taken"]),
        ("2025-05-01", [], ["edit-not-past"]),
        ("2026-11-30", [], ["edit-not-past"]),
        ("2027-05-01", [], ["edit-not-past"]),
        ("2020-03-01", ["--until", "2020-03-01"], ["version-file-until"]),
        ("2020-03-01", ["--until", "2025-04-02"], ["version-file-until"]),
        ("1 March", ["--until", "later"], ["setting-bad", "setting-bad"]),
    ],
)
def test_dates_that_no_past_text_can_have_are_refused(
    tmp_path: Path, day: str, more: list[str], codes: list[str]
) -> None:
    clone = announced(tmp_path / "clone")
    assert clone.refused(*entering(day, found(tmp_path / "box")), *more) == codes


def test_the_date_of_a_version_that_never_took_effect_is_refused(tmp_path: Path) -> None:
    clone = announced(tmp_path / "clone")
    clone.run("postpone", "privacy", "2026-12-01", "2027-01-01")
    clone.publish()
    later = clone.on("2027-02-01")
    assert later.refused(*entering("2026-12-01", found(tmp_path / "box"))) == ["edit-date-had"]


def test_a_recorded_date_that_was_given_up_is_refused(tmp_path: Path) -> None:
    clone = recorded(tmp_path / "clone")
    clone.run("new-version", "privacy", "--effective", "2026-11-20")
    clone.publish()
    assert clone.refused(*entering("2026-11-10", found(tmp_path / "box"))) == ["edit-date-had"]


def test_a_text_without_a_heading_needs_front_matter_with_a_title(tmp_path: Path) -> None:
    file = found(tmp_path / "box", "We keep all data.\n")
    (fault,) = in_force(tmp_path / "clone").faults(*entering("2020-03-01", file))
    assert fault.code == "front-matter-missing"
    assert fault.where.startswith(str(file))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    clone = in_force(tmp_path / "clone")
    assert clone.refused(*entering("2020-03-01", tmp_path / "none.md")) == ["edit-file"]
    empty = found(tmp_path / "box", "")
    assert clone.refused(*entering("2020-03-01", empty)) == ["file-empty"]
    assert clone.refused(*entering("2020-03-01", f"de={empty}")) == ["unknown-language"]


def test_faults_of_the_text_are_named_before_it_is_entered(tmp_path: Path) -> None:
    clone = in_force(tmp_path / "clone")
    box = found(tmp_path / "box", text("# Old {#p}", "title: Old", "effective: 2019-01-01"))
    (fault,) = clone.faults(*entering("2020-03-01", box))
    assert (fault.code, fault.where) == ("version-file-date", str(box))
    box.write_bytes("# Эски {#p}\n\nБардык маалымат.\n".encode("cp1251"))
    assert all(fault.where.startswith(str(box)) for fault in clone.faults(*entering("2020-03-01", box)))


def test_a_byte_order_mark_is_not_kept_inside_the_file(tmp_path: Path) -> None:
    clone = in_force(tmp_path / "clone")
    box = found(tmp_path / "box", "\ufeff# Old {#p}\n\nAll.\n")
    clone.run(*entering("2020-03-01", box))
    assert "\ufeff" not in clone.version_file("ky", "2020-03-01")


def test_a_policy_whose_first_version_is_announced_may_have_had_texts_before(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "clone")
    repo.policy("ky", "privacy", IN_FORCE, date="2026-11-01T12:00:00+06:00", effective="2026-12-01")
    clone = EditorClone(repo)
    old = found(tmp_path / "box")
    assert clone.refused(*entering("2026-11-24", old)) == ["edit-not-past"]
    clone.run(*entering("2020-03-01", old))
    clone.publish()
    assert clone.versions()[0][:2] == ("2020-03-01", "in-force")


def test_everything_that_is_missing_is_named(tmp_path: Path) -> None:
    clone = in_force(tmp_path / "clone")
    faults = clone.faults("add-past-version", "privacy", "2020-03-01")
    assert [(fault.code, fault.where) for fault in faults] == [
        ("edit-missing", "FILE"),
        ("edit-missing", "--source"),
    ]
    russian = found(tmp_path / "box")
    assert clone.refused(*entering("2020-03-01", f"ru={russian}")) == ["edit-missing"]


def test_a_file_that_is_there_and_differs_is_not_overwritten(tmp_path: Path) -> None:
    clone: EditorClone = in_force(tmp_path / "clone")
    clone.repo.write(version_path("ky", "2020-03-01"), "mine")
    assert clone.refused(*entering("2020-03-01", found(tmp_path / "box"))) == ["edit-file-there"]
