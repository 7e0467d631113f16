"""Slips are drawn from a seed, each one change of its kind, and none in the front matter."""

from __future__ import annotations

import difflib
from collections import Counter

import pytest

from bench.check.slips import Kind, Slipped, slips
from sayasat.check.language.prose import prose_sections

KY = """---
title: Саясат
effective: 2026-12-01
---

# Саясат {#policy}

Саясат 2026-жылдын 1-декабрынан баштап колдонулат.

## Маалымат {#data}

Маалымат 30 күн сакталат, [шарттар](terms.md) үчүн.

Экинчи абзац ушул жерде турат.

## Байланыш {#contact}

Бизге жазыңыз.
"""
RU = """# Политика {#policy}

Политика действует с 1 декабря 2026 г.

## Данные {#data}

Данные хранятся 30 дней по [условиям](terms.md).

Второй абзац стоит здесь.

## Связь {#contact}

Напишите нам.
"""
TEXTS = {"ky": KY, "ru": RU}
DRAWN = list(slips(TEXTS, 200, seed=1))


def of(kind: Kind) -> list[Slipped]:
    return [each for each in DRAWN if each.kind is kind]


def changed(each: Slipped) -> tuple[str, str]:
    return TEXTS[each.language], each.texts[each.language]


def test_as_many_as_asked_and_every_kind_alike() -> None:
    counts = Counter(each.kind for each in DRAWN)
    assert sum(counts.values()) == 200
    assert set(counts.values()) == {20}
    assert set(counts) == set(Kind)


def test_the_same_seed_draws_the_same() -> None:
    assert list(slips(TEXTS, 50, seed=3)) == list(slips(TEXTS, 50, seed=3))
    assert list(slips(TEXTS, 50, seed=3)) != list(slips(TEXTS, 50, seed=4))


def test_texts_in_which_nothing_can_slip_give_none() -> None:
    assert not list(slips({"ky": ""}, 5, seed=1))


def test_one_language_changes_and_only_in_one_place() -> None:
    for each in DRAWN:
        others = {language for language in TEXTS if each.texts[language] != TEXTS[language]}
        assert others == {each.language}
        matcher = difflib.SequenceMatcher(None, *changed(each), autojunk=False)
        touched = [code for code in matcher.get_opcodes() if code[0] != "equal"]
        assert len(touched) <= (1 if each.kind is not Kind.DATE else 2)


def test_the_front_matter_is_never_touched() -> None:
    head = KY[: KY.index("# Саясат")]
    assert all(each.texts["ky"].startswith(head) for each in DRAWN)


@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.DATE])
def test_a_slip_of_figures_changes_digits_only(kind: Kind) -> None:
    for each in of(kind):
        before, after = changed(each)
        assert [a for a in before if not a.isdecimal()] == [b for b in after if not b.isdecimal()]


def test_a_look_alike_is_of_another_alphabet() -> None:
    assert all(len(each.was) == len(each.became) for each in of(Kind.LOOK_ALIKE))
    assert all(not each.became.isascii() and each.was != each.became for each in of(Kind.LOOK_ALIKE))


def test_a_kyrgyz_letter_slips_in_kyrgyz_only() -> None:
    assert {each.language for each in of(Kind.KYRGYZ_LETTER)} == {"ky"}


def test_a_missing_section_takes_its_words_with_it() -> None:
    for each in of(Kind.SECTION):
        before, after = (prose_sections(text[text.index("# ") :]) for text in changed(each))
        assert len(after) == len(before) - 1


def test_a_missing_paragraph_leaves_its_heading() -> None:
    for each in of(Kind.PARAGRAPH):
        before, after = (prose_sections(text[text.index("# ") :]) for text in changed(each))
        assert [part.id for part in after] == [part.id for part in before]
        assert sum(len(part.passages) for part in after) == sum(len(part.passages) for part in before) - 1
