"""A contract is whole and unchanged, or nothing starts; each fault is named by its place."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sayasat_contact.contract import digest, load_contract, read_contract, write_contract
from sayasat_contact.errors import ContractError
from sayasat_contact.wording import Texts, plural_form
from tests.contact.contract_sample import LANGUAGES, contract_json, contract_values, sample_contract, texts


def faults(values: dict[str, Any]) -> list[str]:
    with pytest.raises(ContractError) as error:
        write_contract(values)
    return [fault.where for fault in error.value.faults]


def test_it_is_read_as_it_was_written() -> None:
    contract = sample_contract()
    assert contract.digest == digest(contract_values())
    assert contract.languages == LANGUAGES
    assert (contract.base, contract.origin, contract.host) == (
        "/",
        "https://policies.example.org",
        "policies.example.org",
    )
    assert contract.policy.date == date(2026, 11, 24)
    assert contract.field("message").max == 5000
    assert contract.pages["ru"].office == (("Адрес", "город Пример, Первая улица, 1"),)


def test_the_digest_covers_all_but_itself() -> None:
    values = contract_values()
    assert digest(values) == digest({**values, "digest": "x"}) == digest(dict(reversed(values.items())))
    assert digest(values) != digest(contract_values(site_url="https://other.example.org/"))


def test_a_changed_file_is_noticed() -> None:
    content = contract_json().replace(b'"required": true', b'"required": false', 1)
    with pytest.raises(ContractError) as error:
        read_contract(content)
    assert "digest" in [fault.where for fault in error.value.faults]


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"schema": 2}', b"\xff", b"[" * 100_000])
def test_what_is_no_contract_is_refused(content: bytes) -> None:
    with pytest.raises(ContractError):
        read_contract(content)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError):
        load_contract(tmp_path / "none.json")


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "contract.json").write_bytes(contract_json())
    assert load_contract(tmp_path / "contract.json") == sample_contract()


def field(**changes: object) -> dict[str, object]:
    return {"name": "extra", "kind": "line", "required": False, "max": 10, **changes}


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"languages": []}, "languages"),
        ({"languages": ["../etc"]}, "languages[0]"),
        ({"site_url": "example.org"}, "site_url"),
        ({"site_url": "https://example.org"}, "site_url"),
        ({"site_url": "https://example.org?a=b/"}, "site_url"),
        ({"site_url": "https://user@example.org/"}, "site_url"),
        ({"site_url": "https://example.org/?a=b"}, "site_url"),
        ({"policy": {}}, "policy.id"),
        ({"policy": {"id": "privacy", "date": "24.11.2026"}}, "policy.date"),
        ({"fields": [field(kind="file")]}, "fields[0].kind"),
        ({"fields": [field(max=10**9)]}, "fields[0].max"),
        ({"fields": [field(max=True)]}, "fields[0].max"),
        ({"texts": {}}, "texts.ky.contact.title"),
    ],
)
def test_a_fault_is_named_by_its_place(changes: dict[str, object], where: str) -> None:
    assert where in faults(contract_values(**changes))


def test_a_missing_text_is_named() -> None:
    values = contract_values()
    del values["texts"]["ru"]["contact.check.title"]
    del values["texts"]["ky"]["contact.topic.complaint"]
    assert faults(values) == ["texts.ky.contact.topic.complaint", "texts.ru.contact.check.title"]


def test_a_mark_in_a_text_stays_what_it_is() -> None:
    page = sample_contract().pages["en"].filled("[[content]]", "[[title]]")
    assert "<title>[[content]] – Sample</title>" in page
    assert "<main>[[title]]</main>" in page


def test_nothing_is_in_the_texts_that_nobody_needs() -> None:
    keys = [key for field in sample_contract().fields for key in field.keys]
    for language in LANGUAGES:
        assert set(Texts(language, {}).missing(keys)) == set(texts(language))


@pytest.mark.parametrize(
    ("language", "number", "form"),
    [
        ("ru", 1, "one"),
        ("ru", 21, "one"),
        ("ru", 2, "few"),
        ("ru", 24, "few"),
        ("ru", 5, "many"),
        ("ru", 11, "many"),
        ("ru", 12, "many"),
        ("ru", 111, "many"),
        ("ru", 0, "many"),
        ("ky", 1, "one"),
        ("ky", 2, "other"),
        ("en", 0, "other"),
    ],
)
def test_plurals_are_those_of_the_cldr(language: str, number: int, form: str) -> None:
    assert plural_form(language, number) == form


def test_plurals_agree_with_babel() -> None:
    """Babel is the site's; the handler is deployed without it."""
    from babel import Locale  # noqa: PLC0415

    for language in LANGUAGES:
        forms = [Locale.parse(language).plural_form(number) for number in range(1000)]
        assert forms == [plural_form(language, number) for number in range(1000)]


def test_dates_are_those_of_the_language() -> None:
    contract = sample_contract()
    days = [contract.texts[language].day(date(2026, 12, 1)) for language in LANGUAGES]
    assert days == ["2026-жылдын 1-декабры", "1 декабря 2026 г.", "1 December 2026"]
    moment = datetime(2026, 11, 24, 6, 0, tzinfo=UTC).astimezone(ZoneInfo("Asia/Bishkek"))
    assert contract.texts["en"].moment(moment) == "24 November 2026, 12:00 (UTC+06:00)"


def test_a_site_below_a_path_has_its_addresses_there() -> None:
    contract = read_contract(contract_json(site_url="https://example.org/policies/"))
    assert contract.address("ru", "messages") == "/policies/ru/contact/messages"


def test_a_contract_is_plain_json() -> None:
    assert json.loads(contract_json())["schema"] == 1
