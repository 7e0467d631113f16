"""What was sent is a submission as the contract wants it, or every error at once, and nothing is lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat_contact.form import FieldError, kept, read_form
from tests.contact.contract_sample import sample_contract
from tests.contact.visitor import GOOD

CONTRACT = sample_contract()


def sent(**changes: object) -> dict[str, list[object]]:
    return {name: [value] for name, value in {**GOOD, **changes}.items()}


def read(**changes: object) -> tuple[dict[str, str], list[FieldError]]:
    return read_form(sent(**changes), CONTRACT)


def wrong(result: tuple[dict[str, str], list[FieldError]]) -> list[FieldError]:
    _, errors = result
    assert errors, result
    return errors


def values_of(result: tuple[dict[str, str], list[FieldError]]) -> dict[str, str]:
    values, errors = result
    assert not errors
    return values


def codes(result: tuple[dict[str, str], list[FieldError]]) -> dict[str, str]:
    return {error.field: error.code for error in wrong(result)}


def test_a_good_one_is_read_without_the_agreement() -> None:
    assert values_of(read()) == {name: value for name, value in GOOD.items() if name != "agreement"}


def test_all_errors_are_told_at_once_in_the_form_s_order() -> None:
    assert codes(read_form({}, CONTRACT)) == {
        "name": "missing",
        "email": "missing",
        "topic": "missing",
        "message": "missing",
        "agreement": "missing",
    }


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", " \u00a0\t\u3000", "missing"),
        ("name", "а" * 101, "long"),
        ("message", "а", "short"),
        ("message", "а" * 5001, "long"),
        ("message", "\r\n \n", "missing"),
        ("email", "a@b", "syntax"),
        ("email", "а@b.kg", "letters"),
        ("email", "a@b.kg, c@d.kg", "several"),
        ("email", "a" * 250 + "@b.kg", "long"),
        ("topic", "none-of-them", "choice"),
        ("policy", "../../etc/passwd", "choice"),
        ("agreement", "no", "missing"),
        ("agreement", False, "missing"),
        ("name", 1, "not-text"),
        ("message", ["a"], "not-text"),
        ("message", {"a": "b"}, "not-text"),
        ("name", None, "missing"),
        ("name", "a\nb", "character"),
        ("message", "a\x00b", "character"),
    ],
)
def test_one_wrong_field_is_one_error(field: str, value: object, code: str) -> None:
    assert codes(read(**{field: value})) == {field: code}


@pytest.mark.parametrize(("length", "is_good"), [(2, True), (5000, True), (5001, False)])
@pytest.mark.parametrize("letter", ["a", "ң", "й", "😀", "\n"])
def test_lengths_count_characters(letter: str, length: int, is_good: bool) -> None:
    text = f"x{letter * (length - 2)}x"
    for form in ("NFC", "NFD"):
        assert (read(message=unicodedata.normalize(form, text))[1] == []) is is_good


def test_a_line_end_counts_once() -> None:
    assert values_of(read(message="x\r\n" * 2499 + "xx"))


def test_what_is_optional_may_be_left_out() -> None:
    values = sent()
    del values["policy"]
    assert values_of(read_form(values, CONTRACT))["policy"] == ""


def test_a_program_may_agree_by_true() -> None:
    assert values_of(read(agreement=True))


def test_a_repeated_field_is_told_and_its_first_value_kept() -> None:
    values = sent() | {"name": ["a", "b"]}
    assert codes(read_form(values, CONTRACT)) == {"name": "repeated"}
    assert kept(values, CONTRACT)["name"] == "a"


def test_unknown_names_are_passed_over() -> None:
    extra: dict[str, list[object]] = {
        "__proto__": ["x"],
        "_cc": ["a@b.kg"],
        "_next": ["//evil"],
        "_subject": ["x"],
        "id": ["1"],
    }
    assert set(values_of(read_form({**sent(), **extra}, CONTRACT))) == set(GOOD) - {"agreement"}
    assert set(kept({**sent(), **extra}, CONTRACT)) == set(GOOD)


def test_every_error_has_its_words_in_every_language() -> None:
    errors = [
        *wrong(read_form({}, CONTRACT)),
        *wrong(read_form(sent(name="а" * 101, message="а", email="x", topic="x", policy="x"), CONTRACT)),
        *wrong(read_form(sent(name=1, message="\u202e", email="a@b.kg,c@d.kg"), CONTRACT)),
        *wrong(read_form(sent(email="а@b.kg") | {"name": ["a", "b"]}, CONTRACT)),
    ]
    for language in CONTRACT.languages:
        messages = [error.message(CONTRACT.texts[language]) for error in errors]
        assert all(message and "{" not in message for message in messages)


def test_a_refused_character_is_named() -> None:
    (error,) = wrong(read(name="a\u202eb"))
    assert error.message(CONTRACT.texts["en"]) == (
        "Your name: delete the character U+202E (it changes the direction of text). It is shown as �"
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
SENT = st.dictionaries(
    st.sampled_from([*GOOD, "website", "__proto__", "token"]) | st.text(), st.lists(JSON, max_size=3)
)


@given(SENT)
def test_whatever_is_sent_is_read_or_has_errors_with_words(values: dict[str, list[object]]) -> None:
    read_values, errors = read_form(values, CONTRACT)
    "".join(read_values.values()).encode()
    assert all(error.message(CONTRACT.texts["ky"]) for error in errors)
    "".join(kept(values, CONTRACT).values()).encode()


@given(st.text(st.characters(codec=None), max_size=200))
def test_a_stored_value_is_read_again_as_itself(text: str) -> None:
    values, errors = read(message=text)
    if not errors:
        assert read(message=values["message"]) == (values, [])
