"""The list of Kyrgyz words, and the correction of words."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.check.language.kyrgyz import Spelling, plain
from sayasat.check.language.word_lists import word_list

WORDS = [word.removesuffix("*") for word in word_list("kyrgyz")["words"].split()]
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("word", WORDS)
def test_a_listed_word_typed_without_kyrgyz_letters_is_corrected(word: str) -> None:
    assert plain(word) != word
    assert Spelling({}, ()).corrected(plain(word)) == word


@pytest.mark.parametrize("word", WORDS)
def test_a_listed_word_is_right(word: str) -> None:
    assert Spelling({}, ()).corrected(word) == word


def test_no_word_is_listed_twice() -> None:
    assert len(WORDS) == len(set(WORDS))


@pytest.mark.parametrize("word", ["дарегиниз", "ДАРЕГИНИЗ", "Дарегиниз"])
def test_capitals_are_kept(word: str) -> None:
    fixed = Spelling({}, ()).corrected(word)
    assert (fixed.lower(), fixed.isupper(), fixed[0].isupper()) == (
        "дарегиңиз",
        word.isupper(),
        word[0].isupper(),
    )


def test_the_text_shows_the_right_form_only_if_it_is_at_least_as_frequent() -> None:
    often = Spelling({"түтүкчөлөр": 1, "тутукчолор": 2}, ())
    assert often.corrected("тутукчолор") == "тутукчолор"


def test_the_kyrgyz_interface_has_no_misspelled_word() -> None:
    texts = [*(ROOT / "docs" / "ky").glob("*.md"), *ROOT.glob("[a-z]*/**/ky.toml")]
    words = {word for text in texts for word in text.read_text(encoding="utf-8").split()}
    spelling = Spelling({}, ())
    plain_words = {word.strip(".,:;«»()!?\"'{}[]*_`").rstrip("}") for word in words}
    assert {word for word in plain_words if spelling.corrected(word) != word} == set()
