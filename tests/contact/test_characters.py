"""What a person types passes, whatever its letters; what hides or turns text is named."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat_contact.characters import MARK, Refused, composed, marked, refusal


@pytest.mark.parametrize("letters", ["ң", "ө", "ү", "Ң", "й", "ё", "é", "ế"])
def test_a_letter_of_one_or_two_code_points_is_the_same(letters: str) -> None:
    decomposed = unicodedata.normalize("NFD", letters)
    assert composed(decomposed, is_line=True) == composed(letters, is_line=True) == letters


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\x85", "\u2028", "\u2029"])
def test_every_line_end_of_a_text_is_one(end: str) -> None:
    assert composed(f"a{end}b", is_line=False) == "a\nb"


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0", "\u3000", "\u2003", "\n", "\r\n"])
def test_blanks_at_the_ends_go(blank: str) -> None:
    assert composed(f"{blank}a{blank}", is_line=True) == composed(f"{blank}a{blank}", is_line=False) == "a"


@pytest.mark.parametrize(
    "text",
    [
        "Ңөү, Өмүрбек уулу Нурбек!",
        "👨‍👩‍👧‍👦 ❤️",
        "می‌خواهم",
        "क्‍ष",
        "שָׁלוֹם",
        "a\tb\n\n.\n",
        "{{7*7}} %s =cmd() <script>",
        "zero\u200bwidth from a word processor\u00ad, \u2066isolated\u2069",
    ],
)
def test_a_message_takes_what_people_write(text: str) -> None:
    assert refusal(composed(text, is_line=False), is_line=False) is None


@pytest.mark.parametrize(
    ("text", "code", "why"),
    [
        ("a\x00b", "U+0000", Refused.CONTROL),
        ("a\x1bb", "U+001B", Refused.CONTROL),
        ("a\x9bb", "U+009B", Refused.CONTROL),
        ("a\u202eb", "U+202E", Refused.DIRECTION),
        ("a\ud800b", "U+D800", Refused.UNREADABLE),
        ("a\ufffeb", "U+FFFE", Refused.UNREADABLE),
        ("a\U0010ffffb", "U+10FFFF", Refused.UNREADABLE),
        (f"a{MARK}b", "U+FFFD", Refused.UNREADABLE),
        ("a\U000e0041b", "U+E0041", Refused.INVISIBLE),
        ("a" + "\u0321" * 9, "U+0321", Refused.MARKS),
    ],
)
def test_what_no_text_takes_is_named(text: str, code: str, why: Refused) -> None:
    for is_line in (False, True):
        found = refusal(composed(text, is_line=is_line), is_line=is_line)
        assert found is not None
        assert (found.code, found.why) == (code, why)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a\nb", Refused.LINE_END),
        ("a\r\nBcc: x@example.org", Refused.LINE_END),
        ("a\x85b", Refused.LINE_END),
        ("a\u2028b", Refused.LINE_END),
        ("a\u2029b", Refused.LINE_END),
        ("a\u2066b", Refused.DIRECTION),
        ("a\u200fb", Refused.DIRECTION),
        ("a\u200bb", Refused.INVISIBLE),
        ("a\u200db", Refused.INVISIBLE),
        ("\ufeffab", Refused.INVISIBLE),
        ("\u3164", Refused.INVISIBLE),
    ],
)
def test_a_line_takes_neither_line_ends_nor_what_hides(text: str, why: Refused) -> None:
    found = refusal(composed(text, is_line=True), is_line=True)
    assert found is not None
    assert found.why is why


def test_the_first_of_several_is_named() -> None:
    found = refusal("a" + "\u0321" * 9 + "\x00", is_line=False)
    assert found is not None
    assert found.why is Refused.MARKS


def test_a_refused_character_is_shown_where_it_stood() -> None:
    assert marked("a\u202eb\x00", is_line=False) == f"a{MARK}b{MARK}"


@given(st.text(), st.booleans())
def test_what_is_marked_can_be_sent_as_utf_8(text: str, is_line: bool) -> None:
    marked(composed(text, is_line=is_line), is_line=is_line).encode()


@given(st.text(st.characters(codec=None)), st.booleans())
def test_composing_twice_changes_nothing(text: str, is_line: bool) -> None:
    once = composed(text, is_line=is_line)
    assert composed(once, is_line=is_line) == once
