"""Numbers in digits and in words are read into the same form in all languages."""

from __future__ import annotations

import pytest

from sayasat.check.language.numerals import amount, digits, numbers_in_words


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("100 000", "100000"),
        ("100\u00a0000", "100000"),
        ("100,000", "100000"),
        ("1,234.50", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,5", "1.5"),
        ("1.50", "1.5"),
        ("007", "7"),
        ("0,125", "0.125"),
        ("18:00", "18"),
        ("9:30", "9.3"),
        ("3.2.1", "3.2.1"),
    ],
)
def test_a_number_in_digits_has_one_form(written: str, form: str) -> None:
    assert digits(written) == form


@pytest.mark.parametrize(
    ("number", "factor", "form"),
    [
        ("100", " миң", "100000"),
        ("1,5", " млн.", "1500000"),
        ("2", " тысячи", "2000"),
        ("1.5", " billion", "1500000000"),
        ("5", "", "5"),
        ("1" * 40, " миң", "1" * 40),
    ],
)
def test_a_word_multiplies_a_number(number: str, factor: str, form: str) -> None:
    assert amount(number, factor) == form


@pytest.mark.parametrize(
    ("language", "words", "number"),
    [
        ("ky", "үчүнчү күндөн", "3"),
        ("ky", "отуз беш", "35"),
        ("ky", "эки жүз", "200"),
        ("ky", "жыйырмадан", "20"),
        ("ru", "в течение трёх дней", "3"),
        ("ru", "двадцати пяти", "25"),
        ("ru", "пятнадцатого", "15"),
        ("ru", "сто пятьдесят тысяч", "150000"),
        ("en", "twenty-five", "25"),
        ("en", "the fifth", "5"),
        ("en", "two thousand", "2000"),
    ],
)
def test_number_words_are_read(language: str, words: str, number: str) -> None:
    assert numbers_in_words(words, language)[number] == 1


@pytest.mark.parametrize(
    ("language", "words"), [("ky", "онлайн бирок"), ("ru", "стол"), ("en", "tend onesome")]
)
def test_words_that_begin_like_a_number_word_are_not_numbers(language: str, words: str) -> None:
    assert not numbers_in_words(words, language)
