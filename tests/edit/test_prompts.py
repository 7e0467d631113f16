"""A missing argument is asked for in the editor's language until the answer is valid."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edit.editor_clone import announced, answers, in_force


def test_a_new_version_can_be_begun_by_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = announced(tmp_path)
    answers(monkeypatch, "privacy", "2026-12-20", "2026-12-01", "Жаңы", "", "New")
    said = clone.run("new-version")
    assert said.startswith(
        "Policy [privacy]: First day the new version applies (YYYY-MM-DD): Another version is"
    )
    assert "effective: 2026-12-20" in clone.file("ky")
    assert "summary: Жаңы" in clone.file("ky")
    assert "replaces: 2026-12-01" in clone.file("ky")
    assert "summary" not in clone.file("ru")
    assert "summary: New" in clone.file("en")


def test_a_given_argument_is_not_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = in_force(tmp_path)
    answers(monkeypatch)
    assert "[" not in clone.run("new-version", "privacy", "--effective", "2026-12-20").splitlines()[0]


def test_a_faulty_answer_is_asked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = in_force(tmp_path)
    answers(monkeypatch, "privcy", "", "privacy", "1 January", "2027-01-01")
    said = clone.run("repeal", "--language", "ru")
    assert "privcy: Политики с таким именем нет. Известные имена: privacy." in said
    assert "«1 January» здесь недопустимо" in said
    assert "repealed: 2027-01-01" in clone.file("ky")


@pytest.mark.parametrize(
    ("language", "question"), [("ky", "Саясат [privacy]: "), ("ru", "Политика [privacy]: ")]
)
def test_questions_are_in_the_language_of_the_editor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, question: str
) -> None:
    clone = announced(tmp_path)
    answers(monkeypatch, "privacy", "2026-12-01", "2027-01-01")
    assert clone.run("postpone", "--language", language).startswith(question)
    assert "effective: 2027-01-01" in clone.file("ky")


def test_a_question_shows_the_known_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = announced(tmp_path)
    answers(monkeypatch, "both", "translations", "2025-04-01", "тамга катасы")
    said = clone.run("correct", "privacy")
    assert "one language [original  translations  ru  en]: " in said
    assert "(YYYY-MM-DD; leave empty for the one in force) [2025-04-01  2026-12-01]: " in said
    assert "editorial: тамга катасы" in clone.version_file("ru", "2025-04-01")


def test_an_empty_answer_means_the_version_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = announced(tmp_path)
    answers(monkeypatch, "original", "", "тамга катасы")
    clone.run("correct", "privacy")
    assert "editorial: тамга катасы" in clone.version_file("ky", "2025-04-01")


def test_what_was_announced_may_be_kept_by_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = announced(tmp_path)
    answers(monkeypatch, "privacy", "2026-12-20", "beside", "", "", "")
    said = clone.run("new-version")
    assert "or “beside” to keep what is announced [2026-12-01]: " in said
    assert "effective: 2026-12-01" in clone.version_file("ky", "2026-12-01")


def test_a_past_version_can_be_entered_by_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = in_force(tmp_path / "clone")
    file = tmp_path / "old.md"
    file.write_text("# Old {#p}\n\nAll.\n", encoding="utf-8")
    answers(monkeypatch, "privacy", "2020-03-01", str(file), "Archive", "2021-01-01")
    clone.run("add-past-version")
    assert "until: 2021-01-01" in clone.version_file("ky", "2020-03-01")


def test_titles_are_asked_for_in_every_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = in_force(tmp_path)
    answers(monkeypatch, "Orders", "orders", "Заказдар", "", "Заказы", "Orders", "")
    said = clone.run("new-policy")
    assert "Orders: A policy cannot have this name." in said
    assert ["title: Заказ" in clone.file(language, "orders") for language in ("ky", "ru")] == [True, True]
    assert "effective" not in clone.file("ky", "orders")


def test_the_end_of_the_input_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = in_force(tmp_path)
    answers(monkeypatch, "privacy")
    (fault,) = clone.faults("new-version")
    assert (fault.code, fault.where) == ("edit-missing", "--effective")
