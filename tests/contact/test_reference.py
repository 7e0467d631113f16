"""A reference survives being read out and typed."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from sayasat_contact.reference import ALPHABET, new_reference, read_reference

REFERENCES = st.builds(new_reference)


def test_it_has_no_letter_that_is_taken_for_a_digit() -> None:
    assert not set("01ILO") & set(ALPHABET)


def test_it_is_printed_in_three_groups() -> None:
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}", new_reference())


def test_no_two_are_the_same() -> None:
    assert len({new_reference() for _ in range(10_000)}) == 10_000


@given(REFERENCES)
def test_case_blanks_and_hyphens_do_not_matter(reference: str) -> None:
    plain = reference.replace("-", "")
    for typed in (plain, plain.lower(), f" {reference} ", " ".join(plain), reference.replace("-", "–")):
        assert read_reference(typed) == reference


@given(REFERENCES)
def test_cyrillic_letters_that_look_the_same_are_read(reference: str) -> None:
    assert read_reference(reference.translate(str.maketrans("ABEKMHPCTYX", "АВЕКМНРСТУХ"))) == reference


@given(REFERENCES, st.integers(0, 11), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(reference: str, place: int, other: str) -> None:
    plain = reference.replace("-", "")
    typed = plain[:place] + other + plain[place + 1 :]
    assert (read_reference(typed) is None) is (typed != plain)


@given(REFERENCES, st.integers(0, 10))
def test_two_neighbours_swapped_are_noticed(reference: str, place: int) -> None:
    plain = reference.replace("-", "")
    typed = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assert (read_reference(typed) is None) is (typed != plain)


@given(st.text())
def test_what_is_no_reference_is_none(text: str) -> None:
    read = read_reference(text)
    assert read is None or re.fullmatch(r"[2-9A-Z-]{14}", read)
