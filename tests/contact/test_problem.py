"""A program can tell what went wrong without reading the text (RFC 9457)."""

from __future__ import annotations

import json

import pytest

from sayasat_contact.form import FieldError
from sayasat_contact.problem import Refusal, field_errors, problem
from tests.contact.contract_sample import LANGUAGES, sample_contract

CONTRACT = sample_contract()


@pytest.mark.parametrize("refusal", list(Refusal))
def test_a_problem_has_a_type_a_title_a_status_and_a_code(refusal: Refusal) -> None:
    made = json.loads(problem(CONTRACT, refusal, "Тема"))
    assert made == {
        "type": f"/contact/openapi.json#{refusal.code}",
        "title": "Тема",
        "status": refusal.status.value,
        "code": refusal.code,
    }


def test_what_is_known_of_it_is_added() -> None:
    made = json.loads(problem(CONTRACT, Refusal.STALE, "a", "b", contract="c"))
    assert (made["detail"], made["contract"]) == ("b", "c")


def test_a_field_s_error_has_the_id_of_its_input() -> None:
    errors = field_errors(CONTRACT, "en", [FieldError("email", "several")])
    assert errors == [
        {
            "field": "email",
            "id": "contact-email",
            "code": "several",
            "message": "Enter one e-mail address only",
        }
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("refusal", [each for each in Refusal if each is not Refusal.FIELDS])
def test_every_refusal_has_its_title_in_every_language(refusal: Refusal, language: str) -> None:
    assert CONTRACT.texts[language](f"{refusal.texts}.title")
