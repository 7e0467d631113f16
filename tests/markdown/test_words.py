"""Words and tokens in any script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat.markdown import words as module
from sayasat.markdown.words import tokens, words


@pytest.mark.parametrize(
    ("seen_text", "expected"),
    [
        ("Веб-сайт, «кандайдыр-бир» e-mail!", ["Веб-сайт", "кандайдыр-бир", "e-mail"]),
        ("2026-12-01, 01.12.2026; 12:30. 3,5 % 1/2", ["2026-12-01", "01.12.2026", "12:30", "3,5", "1/2"]),
        ("2024–2026", ["2024", "2026"]),
        ("статья 3.1.2.", ["статья", "3.1.2"]),
        ("don't publisher’s", ["don't", "publisher’s"]),
        ("и\u0306од ко\u0301шче", ["йод", "ко\u0301шче"]),
        ("кө\u00adчүрмө", ["көчүрмө"]),
        ("– -- … «»", []),
        ("жана/же (көч., 2.)", ["жана", "же", "көч", "2"]),
        ("a- -b", ["a", "b"]),
        ("1 200 000 сомов, 12 000,50", ["1 200 000", "сомов", "12 000,50"]),
        ("в 2025 100 человек", ["в", "2025", "100", "человек"]),
        ("§ 10f и §§ 12(3), № 5", ["§ 10f", "и", "§§ 12", "3", "№ 5"]),
        ("год[12] и [2]", ["год", "и"]),
        ("ห้าปี", ["ห้", "า", "ปี"]),
        ("宇宙線の", ["宇", "宙", "線", "の"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
    ],
)
def test_words(seen_text: str, expected: list[str]) -> None:
    assert list(words(seen_text)) == expected


@given(st.text())
def test_joined_tokens_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text


@given(st.text(st.characters(max_codepoint=0x2BFF, categories=("L", "Nd", "P", "Z", "Sc"))))
def test_both_patterns_find_the_same_in_common_scripts(text: str) -> None:
    if not module._RARE.search(text):
        assert module._COMMON_WORDS.findall(text) == module._ANY_WORDS.findall(text)
        assert module._COMMON_TOKENS.findall(text) == module._ANY_TOKENS.findall(text)


@pytest.mark.parametrize("text", ["(2)", "(а)", "[3]", "1 200 000", "ปี", "का"])
def test_is_one_token(text: str) -> None:
    assert tokens(text) == [text]
