"""A program can tell what went wrong without reading the text (RFC 9457)."""

from __future__ import annotations

import json

import pytest

from sayasat_contact.exchange import Exchange
from sayasat_contact.posted import Refusal
from tests.contact.contract_sample import LANGUAGES, sample_contract

CONTRACT = sample_contract()


@pytest.mark.parametrize("refusal", [each for each in Refusal if each is not Refusal.FIELDS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_problem_has_a_type_a_title_a_status_and_a_code(refusal: Refusal, language: str) -> None:
    answer = Exchange(CONTRACT, language, is_json=True)._problem(refusal)
    assert (answer.mimetype, answer.status_code) == ("application/problem+json", refusal.status)
    assert json.loads(answer.data) == {
        "type": f"/contact/openapi.json#{refusal.code}",
        "title": CONTRACT.texts[language](f"{refusal.texts}.title"),
        "status": refusal.status.value,
        "code": refusal.code,
    }


def test_what_is_known_of_it_is_added() -> None:
    answer = Exchange(CONTRACT, "en", is_json=True)._problem(Refusal.STALE, "b", contract="c")
    made = json.loads(answer.data)
    assert (made["detail"], made["contract"]) == ("b", "c")
