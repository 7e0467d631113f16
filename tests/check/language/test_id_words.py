"""Proposals of ids: words of the heading or of the text, never a number."""

from __future__ import annotations

import re

import pytest

from sayasat.check.language.id_words import proposed_id

TEXT = {
    "ky": "Ар бир адам өз маалыматын билүүгө укуктуу.",
    "ru": "Оператор обязан хранить данные не более одного года.",
    "en": "The operator keeps data for one year.",
    "de": "Jeder hat das Recht auf Auskunft über seine Daten.",
    "tr": "Kişisel veriler korunur.",
}


@pytest.mark.parametrize(
    ("language", "heading", "wanted"),
    [
        ("ru", "Статья 5", "operator-obyazan-hranit-dannye"),
        ("ru", "Статья 5. Права абонента", "prava-abonenta"),
        ("ru", "Статья пятая", "operator-obyazan-hranit-dannye"),
        ("ru", "Глава вторая. Права", "prava"),
        ("ru", "Приложение № 2", "operator-obyazan-hranit-dannye"),
        ("ru", "Приложение", "prilozhenie"),
        ("ru", "Раздел имущества", "razdel-imushestva"),
        ("ru", "Статья 12¹", "operator-obyazan-hranit-dannye"),
        ("ru", "II", "operator-obyazan-hranit-dannye"),
        ("ky", "5-берене", "ar-bir-adam-oz"),
        ("ky", "5-берене. Укуктар", "ukuktar"),
        ("ky", "Бешинчи бөлүм. Жалпы жоболор", "zhalpy-zhobolor"),
        ("en", "§ 10f", "the-operator-keeps-data"),
        ("en", "§ 10f Rights", "rights"),
        ("en", "Article 5 bis", "the-operator-keeps-data"),
        ("en", "Section Twenty-one", "the-operator-keeps-data"),
        ("en", "I. Scope", "scope"),
        ("en", "First aid", "first-aid"),
        ("en", "A right to know", "right-to-know"),
        ("en", "COVID-19 rules", "rules"),
        ("kk", "5-бап. Деректерді қорғау", "derekterdi-korgau"),
        ("uz", "5-modda. O‘zbekiston", "ozbekiston"),
        ("de", "Artikel 5", "jeder-hat-das-recht"),
        ("de", "Artikel 5 Größe und Übermittlung", "grosse-und-ubermittlung"),
        ("tr", "Madde 5", "kisisel-veriler-korunur"),
        ("es", "Artículo 5", ""),
        ("zh", "第五条", ""),
    ],
)
def test_a_number_is_never_proposed(language: str, heading: str, wanted: str) -> None:
    found = proposed_id(heading, TEXT.get(language, ""), language, ())
    assert found == wanted
    assert not re.search(r"\d", found)


def test_a_proposal_that_is_taken_gets_words_of_the_text() -> None:
    assert proposed_id("Rights", "Everyone may ask.", "en", {"rights"}) == "rights-everyone"
    assert proposed_id("Rights", "", "en", {"rights"}) == ""


def test_a_proposal_ends_with_a_whole_word() -> None:
    heading = "Жеке маалыматтарды чогултуу, сактоо жана иштетүү тартиби жөнүндө"
    assert proposed_id(heading, "", "ky", ()) == "zheke-maalymattardy-chogultuu-saktoo"
