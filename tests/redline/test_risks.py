"""The risks that a text has, and those of two texts that make up for each other."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from sayasat.i18n.messages import LANGUAGES
from sayasat.redline.risks import KINDS, changed_risks, risk_words


def kinds(text: str, language: str) -> list[tuple[str, str]]:
    return [(each.kind, text[each.start : each.end]) for each in risk_words(text, language)]


def test_the_longest_phrase_is_found() -> None:
    assert kinds("не позднее 5 рабочих дней", "ru") == [
        ("limit", "не позднее"),
        ("number", "5"),
        ("unit", "рабочих дней"),
    ]


def test_one_word_can_be_two_risks() -> None:
    assert kinds("it cannot end", "en") == [("negation", "cannot"), ("permission", "cannot")]


@pytest.mark.parametrize("text", ["по № 5.\n\n[1] слово", "Да[2]."])
def test_the_mark_of_a_footnote_is_no_number(text: str) -> None:
    assert ("number", "1") not in kinds(text, "ru")
    assert ("number", "2") not in kinds(text, "ru")


@pytest.mark.parametrize(
    "word",
    [
        *("албайт", "бербейт", "болбойт", "көрбөйт", "дебейт", "айтпайт", "кетпейт", "кошпойт", "өтпөйт"),
        *("сактабаган", "берилбеген", "болбогондо", "көрсөтүлбөсө", "албады", "бербөөгө", "жазбаңыз"),
        *("билдирбестен", "кайталанбашы", "кабарлабайт", "себептелбейт"),
    ],
)
def test_a_kyrgyz_verb_is_negative(word: str) -> None:
    assert kinds(word, "ky") == [("negation", word)]


@pytest.mark.parametrize(
    "word",
    [
        *(
            "байт",
            "килобайтты",
            "башка",
            "компас",
            "запас",
            "паспорт",
            "ковбой",
            "перебой",
            "көбөйт",
            "сабаган",
        ),
        *(
            "чарбаңыз",
            "тажрыйбаңыз",
            "группаңыз",
            "группасын",
            "карабастан",
            "Токтобай",
            "болбосо",
            "баштаган",
        ),
    ],
)
def test_a_kyrgyz_word_is_no_negative_verb(word: str) -> None:
    assert kinds(word, "ky") == []


def test_words_of_one_sense_make_up_for_each_other() -> None:
    old, new = "The user shall pay within 30 days.", "Within thirty days the user must pay."
    assert changed_risks(old, new, "en") == ((), ())


def test_a_language_without_words_has_numbers_alone() -> None:
    assert kinds("nicht 30 Tage", "de") == [("number", "30")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_name_their_sources_and_stand_in_one_kind_each_once(language: str) -> None:
    file = files("sayasat") / "theme" / "assets" / "risk_words" / f"{language}.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    assert data["sources"]
    assert tuple(sorted(data["words"])) == tuple(sorted(KINDS))
    for kind, senses in data["words"].items():
        forms = [form for words in senses.values() for form in words]
        assert len(forms) == len(set(forms)), kind
