"""The terms of a text: folded words, and pairs of characters where a script has no spaces."""

from __future__ import annotations

import re
import sys

import pytest
import regex

from sayasat.exports.search_terms import _PLAIN, _PLAIN_WORDS, fold, terms


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Мөөнөтү, мөөнөтү!", {"мооноту": 2}, id="words"),
        pytest.param("Wi-Fi 2026", {"wi": 1, "fi": 1, "2026": 1}, id="signs part words"),
        pytest.param("个人信息", {"个人": 1, "人信": 1, "信息": 1, "息": 1}, id="Chinese"),
        pytest.param("法。法", {"法": 2}, id="a character alone"),
        pytest.param("AI技术2024", {"ai": 1, "技术": 1, "术": 1, "2024": 1}, id="scripts mixed"),
        pytest.param("データ", {"テ\u3099ー": 1, "ータ": 1, "タ": 1}, id="a mark of length"),
        pytest.param("ﾃﾞｰﾀ", {"テ\u3099ー": 1, "ータ": 1, "タ": 1}, id="half width"),
        pytest.param("ที่นี้", {"ที่นี้": 1, "นี้": 1}, id="Thai marks stay with their letters"),
        pytest.param("बच्चों", {"बच्चों": 1}, id="a script with spaces and marks"),
    ],
)
def test_a_text_has_these_terms(text: str, found: dict[str, int]) -> None:
    assert terms(text) == found


@pytest.mark.parametrize(
    ("word", "same"),
    [
        ("كِتَابٌ", "كتاب"),
        ("إيمان", "ايمان"),
        ("מֵידָע", "מידע"),
        ("Ёлка", "елка"),
        ("ΛΌΓΟΣ", "λογος"),
        ("Й", "й"),
    ],
)
def test_optional_marks_and_other_spellings_are_one_word(word: str, same: str) -> None:
    assert fold(word) == fold(same)


def test_both_patterns_of_words_agree_wherever_the_fast_one_is_used() -> None:
    any_word = regex.compile(r"[\p{L}\p{M}\p{N}]+")
    plain = [chr(code) for code in range(sys.maxunicode) if _PLAIN.fullmatch(chr(code))]
    assert len(plain) > 1000
    text = " ".join(f"a{each}b" for each in plain)
    assert re.findall(_PLAIN_WORDS, text) == any_word.findall(text)
