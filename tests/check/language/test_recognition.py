"""Scripts and languages are recognised."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sayasat.check.language.prose import prose
from sayasat.check.language.recognition import CERTAIN, Script, alike, language_of, rewritten, script


@pytest.mark.parametrize(
    ("letter", "name"), [("a", "latin"), ("а", "cyrillic"), ("ң", "cyrillic"), ("ο", "greek"), ("5", "other")]
)
def test_a_letter_is_of_one_script(letter: str, name: str) -> None:
    assert script(letter) == name


@pytest.mark.parametrize("letter", sorted(CERTAIN))
def test_a_letter_and_its_look_alike_stand_for_each_other(letter: str) -> None:
    cyrillic = alike(letter, Script.CYRILLIC)
    assert cyrillic is not None
    assert alike(cyrillic, Script.LATIN) == letter


def test_a_word_is_rewritten_whole_or_not_at_all() -> None:
    assert rewritten("pecypc", Script.CYRILLIC) == "ресурс"
    assert rewritten("site", Script.CYRILLIC) is None


ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_no_passage_of_the_published_texts_is_taken_for_another_language(language: str) -> None:
    for file in (*ROOT.glob(f"docs/{language}/**/*.md"), *ROOT.glob(f"tests/demo/texts/*.{language}.md")):
        body = re.sub(r"\A---\n.*?\n---\n", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert {language_of(passage.text) for passage in prose(body)} <= {language, ""}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Арыз канча убакытта каралат, ошону билгиңиз келсе, бизге жазыңыз.", "ky"),
        ("Чтобы узнать, когда рассмотрят заявление, напишите нам.", "ru"),
        ("Write to us if you want to know when it is decided.", "en"),
    ],
)
def test_the_language_is_told(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text",
    ["", "Ушул үчүн.", "Google Analytics, Яндекс Метрика, Telegram, WhatsApp, Zoom, Skype", "1 2 3 4 5 6 7"],
)
def test_nothing_is_told_of_names_numbers_and_few_words(text: str) -> None:
    assert not language_of(text)
