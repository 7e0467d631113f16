"""The handler is what its OpenAPI description says, whatever is sent: schemathesis makes requests from it.

`make test` runs a seeded sample, `make soak` 100,000 requests and more; how many is said at the end of a run.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from sayasat_contact.contract_parts import FieldKind
from sayasat_contact.openapi import description
from sayasat_contact.posted import Refusal
from tests.contact.contract_sample import sample_contract
from tests.contact.visitor import BROWSER, GOOD, PATH, Visit, visit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

DESCRIPTION: dict[str, Any] = description(sample_contract())
UNLIMITED = {"CONTACT_LIMIT_TOTAL": "1000000", "CONTACT_LIMIT_ADDRESS": "1000000"}


@dataclass
class Counted:
    """The application, its answers counted by status."""

    application: WSGIApplication
    answers: Counter[str] = field(default_factory=Counter)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, *rest: Any) -> Any:  # noqa: ANN401 (as PEP 3333 has it)
            self.answers[status[:3]] += 1
            return start_response(status, *rest)

        return self.application(environ, start)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    made = visit(tmp_path_factory.mktemp("openapi"), None, **UNLIMITED)
    made.client.application = Counted(made.client.application)
    yield made
    made.store.close()


@pytest.fixture
def guest(host: Visit, record_property: Callable[[str, object], None]) -> Iterator[Visit]:
    """Of one test; how many requests it made is recorded, for the run's summary to add up."""
    counted = host.client.application
    assert isinstance(counted, Counted)
    counted.answers.clear()
    yield host
    record_property("requests to the contact handler", dict(counted.answers))


def tried(soaked: int) -> settings:
    """So many examples under `make soak`; else as many as the profile says."""
    usual = settings.default
    assert usual is not None
    is_soaking = usual.max_examples >= 1000
    return settings(
        max_examples=soaked if is_soaking else usual.max_examples, suppress_health_check=list(HealthCheck)
    )


def operations(guest: Visit) -> dict[str, Any]:
    schema = schemathesis.openapi.from_wsgi("/contact/openapi.json", guest.client.application)
    found = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    return {operation.label: operation for operation in found}


def test_every_route_and_method_is_described(guest: Visit) -> None:
    """All but the description itself, which schemathesis leaves out."""
    assert set(operations(guest)) == {
        "POST /contact/messages",
        "GET /contact/token",
        "GET /contact/receipts/{reference}",
        "GET /contact/health",
        *(f"OPTIONS {path}" for path in DESCRIPTION["paths"]),
    }


@pytest.mark.parametrize(
    "label",
    [
        f"{method.upper()} {path}"
        for path, item in DESCRIPTION["paths"].items()
        for method in item
        if method in {"get", "post", "options"} and (method, path) != ("get", "/contact/openapi.json")
    ],
)
@pytest.mark.hypothesis
def test_it_answers_as_described(guest: Visit, label: str) -> None:
    @given(operations(guest)[label].as_strategy())
    @tried(1_000 if label.startswith("OPTIONS") else 5_000)
    def answers(case: Case[Any]) -> None:
        response = case.call()
        assert response.status_code < 500
        case.validate_response(response)

    answers()


@pytest.mark.hypothesis
def test_it_answers_as_described_to_those_who_know_the_contract(guest: Visit) -> None:
    """Else no case would come by the guards at the door."""
    statuses: set[int] = set()

    @given(operations(guest)["POST /contact/messages"].as_strategy(), st.sampled_from([*GOOD, ""]))
    @tried(5_000)
    def answers(case: Case[Any], changed: str) -> None:
        if isinstance(case.body, dict):
            known = {"contract": guest.contract.digest, "token": guest.token()}
            good = {name: value for name, value in GOOD.items() if name != changed}
            case.body = {**case.body, **good, **known}
            case.body.pop("change", None)
        response = case.call(headers=BROWSER)
        statuses.add(response.status_code)
        assert response.status_code < 500
        # What was left out here was not left out by schemathesis, which would expect all to be well
        case.validate_response(response, excluded_checks=[positive_data_acceptance])

    answers()
    assert statuses >= {201, 303, 422}
    assert guest.stored()


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None))
NAMES = st.sampled_from([*GOOD, "contract", "token", "website", "change", "__proto__"])
TYPES = st.sampled_from(
    [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "",
    ]
) | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)


@pytest.mark.hypothesis
def test_no_body_breaks_it(guest: Visit) -> None:
    @given(st.binary(max_size=2000), TYPES, st.sampled_from(["", "ru/", "en/"]))
    @tried(45_000)
    def holds(sent: bytes, content_type: str, prefix: str) -> None:
        path = f"/{prefix}contact/messages"
        answer = guest.client.post(path, data=sent, content_type=content_type, headers=BROWSER)
        assert answer.status_code < 500

    holds()


@pytest.mark.hypothesis
def test_no_value_breaks_it(guest: Visit) -> None:
    @given(st.dictionaries(NAMES, VALUES), st.booleans())
    @tried(15_000)
    def holds(changes: Mapping[str, object], is_json: bool) -> None:
        values = {**guest.values(), **changes}
        if is_json:
            answer = guest.client.post(
                PATH, data=json.dumps(values), content_type="application/json", headers=BROWSER
            )
        else:
            texts = {name: str(value).encode(errors="surrogatepass") for name, value in values.items()}
            answer = guest.post(texts)
        assert answer.status_code < 500

    holds()


@pytest.mark.hypothesis
def test_no_address_or_header_breaks_it(guest: Visit) -> None:
    @given(
        st.text(st.characters(codec="utf-8"), max_size=60),
        st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=60),
    )
    @tried(10_000)
    def holds(path: str, value: str) -> None:
        names = ("Accept", "Origin", "Sec-Fetch-Site", "Idempotency-Key", "X-Forwarded-For", "Host")
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name in names}
        environ = {"PATH_INFO": f"/contact/{path}".encode().decode("latin-1"), **headers}
        assert guest.client.get("/", environ_overrides=environ).status_code < 500
        assert guest.client.post(PATH, data=GOOD, environ_overrides=headers).status_code < 500

    holds()


def test_every_code_of_a_problem_is_described() -> None:
    codes = DESCRIPTION["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]
    assert set(codes) == {refusal.code for refusal in Refusal}
    assert all(f" {code}" in DESCRIPTION["info"]["description"] for code in codes)


def test_the_fields_are_those_of_the_contract() -> None:
    """Its defaults: a site may have others."""
    described = DESCRIPTION["components"]["schemas"]["Form"]["properties"]
    for each in sample_contract().fields:
        assert described[each.name].get("maxLength", 0) == each.max
        if each.kind is FieldKind.CHOICE and each.required:
            assert described[each.name]["enum"] == list(each.choices)


def test_each_language_is_a_server(guest: Visit) -> None:
    paths = guest.client.get("/contact/openapi.json").get_json()["paths"]
    servers = {path: [each["url"] for each in item["servers"]] for path, item in paths.items()}
    assert servers["/contact/messages"] == ["/", "/ru", "/en"]
    assert servers["/contact/health"] == ["/"]
