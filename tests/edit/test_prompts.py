"""What is missing is asked for, in the editor's language, until the answer will do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edit.office import announced, answers, in_force


def test_a_new_version_is_begun_by_answers_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = announced(tmp_path)
    answers(monkeypatch, "privacy", "2026-12-20", "none", "Жаңы", "", "New")
    said = office.run("new-version")
    assert said.startswith(
        "Policy [privacy]: First day the new version applies (YYYY-MM-DD): Another version is"
    )
    assert "effective: 2026-12-20" in office.file("ky")
    assert "summary: Жаңы" in office.file("ky")
    assert "replaces: none" in office.file("ky")
    assert "summary" not in office.file("ru")
    assert "summary: New" in office.file("en")


def test_what_is_given_is_not_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = in_force(tmp_path)
    answers(monkeypatch)
    assert "[" not in office.run("new-version", "privacy", "--effective", "2026-12-20").splitlines()[0]


def test_an_answer_that_will_not_do_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = in_force(tmp_path)
    answers(monkeypatch, "privcy", "", "privacy", "1 January", "2027-01-01")
    said = office.run("repeal", "--language", "ru")
    assert "privcy: Политики с таким именем нет. Есть такие политики: privacy." in said
    assert "«1 January» здесь недопустимо" in said
    assert "repealed: 2027-01-01" in office.file("ky")


@pytest.mark.parametrize(
    ("language", "question"), [("ky", "Саясат [privacy]: "), ("ru", "Политика [privacy]: ")]
)
def test_questions_are_in_the_language_of_the_editor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, question: str
) -> None:
    office = announced(tmp_path)
    answers(monkeypatch, "privacy", "2026-12-01", "2027-01-01")
    assert office.run("postpone", "--language", language).startswith(question)
    assert "effective: 2027-01-01" in office.file("ky")


def test_the_dates_there_are_stand_beside_the_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = announced(tmp_path)
    answers(monkeypatch, "2025-04-01", "тамга катасы")
    said = office.run("correct", "privacy")
    assert said.startswith("Date of the version to correct (YYYY-MM-DD) [2025-04-01  2026-12-01]: ")
    assert "editorial: тамга катасы" in office.file("ru")


def test_titles_are_asked_for_in_every_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = in_force(tmp_path)
    answers(monkeypatch, "Orders", "orders", "Заказдар", "", "Заказы", "Orders", "")
    said = office.run("new-policy")
    assert "Orders: A policy cannot have this name." in said
    assert ["title: Заказ" in office.file(language, "orders") for language in ("ky", "ru")] == [True, True]
    assert "effective" not in office.file("ky", "orders")


def test_where_the_answers_end_nothing_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = in_force(tmp_path)
    answers(monkeypatch, "privacy")
    (fault,) = office.faults("new-version")
    assert (fault.code, fault.where) == ("edit-missing", "--effective")
