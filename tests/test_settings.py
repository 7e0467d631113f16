"""Settings are checked whole, and every fault is named with its key."""

from __future__ import annotations

from datetime import date

import pytest

from sayasat.errors import SettingsError
from sayasat.settings import DOCX, read_day, read_settings

GOOD: dict[str, object] = {
    "languages": ["ky", "ru"],
    "zone": "Asia/Bishkek",
    "tag": "example.org,2026",
    "publisher": {"ky": "Уюм", "ru": "Организация"},
}


def test_the_first_language_is_authentic() -> None:
    settings = read_settings(GOOD, "https://example.org")
    assert (settings.authentic, settings.languages) == ("ky", ("ky", "ru"))


def test_the_site_address_ends_with_one_slash() -> None:
    assert read_settings(GOOD, "http://пример.рф:80/a/б").site_url == "http://пример.рф:80/a/б/"
    urls = {read_settings(GOOD, url).site_url for url in ("https://example.org/a", "https://example.org/a/")}
    assert urls == {"https://example.org/a/"}


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"languages": []}, "extra.sayasat.languages"),
        ({"languages": ["ky", "ky"]}, "extra.sayasat.languages"),
        ({"languages": ["../etc"]}, "extra.sayasat.languages"),
        ({"languages": "ky"}, "extra.sayasat.languages"),
        ({"zone": "Asia/Biskek"}, "extra.sayasat.zone"),
        ({"zone": "../../etc/passwd"}, "extra.sayasat.zone"),
        ({"tag": "infocom.kg"}, "extra.sayasat.tag"),
        ({"publisher": {"ky": "Уюм"}}, "extra.sayasat.publisher.ru"),
        ({"publisher": {"ky": " ", "ru": "О"}}, "extra.sayasat.publisher.ky"),
        ({"zones": "x"}, "extra.sayasat.zones"),
    ],
)
def test_a_bad_value_is_named(changed: dict[str, object], where: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings(GOOD | changed, "https://example.org/")
    assert where in [fault.where for fault in error.value.faults]


OFFICE = {"ky": {"Дарек": "Бишкек"}, "ru": {"Адрес": "Бишкек"}}


def test_a_site_has_a_contact_form_only_where_the_settings_say_so() -> None:
    assert read_settings(GOOD, "https://example.org/").contact is None
    contact = {"policy": "privacy", "office": OFFICE}
    contact_settings = read_settings(GOOD | {"contact": contact}, "https://example.org/").contact
    assert contact_settings is not None
    assert (contact_settings.policy, contact_settings.office["ru"]) == ("privacy", (("Адрес", "Бишкек"),))


@pytest.mark.parametrize(
    ("contact", "where"),
    [
        ({"office": OFFICE}, ["contact.policy"]),
        ({"policy": "privacy", "office": {"ky": OFFICE["ky"]}}, ["contact.office.ru"]),
        ({"policy": "privacy", "office": OFFICE | {"ru": {"Телефон": 996}}}, ["contact.office.ru"]),
        ({"policy": "privacy", "office": OFFICE, "offices": {}}, ["contact.offices"]),
        ({"policy": "privacy", "office": OFFICE, "form": "no"}, ["contact.form"]),
        ({"form": False}, ["contact.office.ky", "contact.office.ru"]),
        ("privacy", ["contact.policy", "contact.office.ky", "contact.office.ru"]),
    ],
)
def test_what_is_wrong_with_the_contact_settings_is_named(contact: object, where: list[str]) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings(GOOD | {"contact": contact}, "https://example.org/")
    assert [fault.where for fault in error.value.faults] == [f"extra.sayasat.{each}" for each in where]


@pytest.mark.parametrize(
    "url",
    [
        *(
            None,
            "",
            "example.org",
            "ftp://example.org/",
            "http://[::1",
            "https://:80/",
            "https://exa mple.org/",
        ),
        *("https://example.org/?from=1", "https://example.org/#part", "https://me:secret@example.org/"),
    ],
)
def test_a_site_without_an_address_is_refused(url: str | None) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings(GOOD, url)
    assert [fault.where for fault in error.value.faults] == ["site_url"]


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as error:
        read_settings({}, None)
    assert len(error.value.faults) == len(("languages", "zone", "tag", "site_url"))


def test_an_unknown_key_is_answered_with_the_nearest() -> None:
    with pytest.raises(SettingsError) as error:
        read_settings(GOOD | {"zonee": "Asia/Bishkek"}, "https://example.org/")
    assert error.value.faults[0].facts == (("suggestion", "zone"),)


@pytest.mark.parametrize("value", ["docx", ["pdf"], ["docx", "pdf"], {"docx": True}])
def test_documents_of_unknown_formats_are_refused(value: object) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings(GOOD | {"documents": value}, "https://example.org/")
    assert [fault.where for fault in error.value.faults] == ["extra.sayasat.documents"]


def test_no_documents_are_made_unless_the_setting_names_a_format() -> None:
    assert read_settings(GOOD, "https://example.org/").documents == ()
    named = read_settings(GOOD | {"documents": ["docx"]}, "https://example.org/")
    assert named.documents == (DOCX,)


def test_a_day_is_a_day() -> None:
    assert read_day("2026-12-01") == date(2026, 12, 1)


@pytest.mark.parametrize("value", ["2026-13-01", "1.12.2026", "tomorrow", "2026-02-30", "2026-1-1x"])
def test_anything_else_is_no_day(value: str) -> None:
    with pytest.raises(SettingsError):
        read_day(value)


@pytest.mark.parametrize(
    ("languages", "shown", "expected"),
    [
        (["EN", "ru"], "EN", "en"),
        (["en_gb", "sr-latn"], "en_gb, sr-latn", "en-GB, sr-Latn"),
        (["ky", "ru", "ky"], "ky, ru, ky", "ky, ru"),
        (["english"], "english", "[ky, ru, en]"),
    ],
)
def test_only_the_wrong_languages_are_shown_with_their_right_spelling(
    languages: list[str], shown: str, expected: str
) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings({**GOOD, "languages": languages}, "https://example.org")
    (fault,) = (each for each in error.value.faults if each.where == "extra.sayasat.languages")
    assert dict(fault.facts) == {"value": shown, "expected": expected}


AUTHORITIES = {"tsa": {"url": "https://tsa.example.org/", "root": "proof/tsa-root.pem"}}
SEALED = {"seal": "proof/seal-2026.pem", "root": "proof/root.pem", "authorities": AUTHORITIES}


def test_a_seal_and_its_timestamp_authorities_are_read() -> None:
    assert read_settings(GOOD, "https://example.org/").proof is None
    proof = read_settings(GOOD | {"proof": SEALED}, "https://example.org/").proof
    assert proof is not None
    assert (proof.seal.name, proof.crl) == ("seal-2026.pem", "")
    assert [(each.name, each.url) for each in proof.authorities] == [("tsa", "https://tsa.example.org/")]
    assert read_settings(GOOD | {"proof": SEALED | {"authorities": {}}}, "https://example.org/").proof


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"seal": None}, "proof.seal"),
        ({"seal": "proof/key.pem"}, "proof.seal"),
        ({"root": "root.der"}, "proof.root"),
        ({"crl": "ca.crl"}, "proof.crl"),
        ({"stamps": {}}, "proof.stamps"),
        ({"authorities": ["tsa"]}, "proof.authorities"),
        ({"authorities": {"old": AUTHORITIES["tsa"]}}, "proof.authorities"),
        ({"authorities": {"TSA": AUTHORITIES["tsa"]}}, "proof.authorities"),
        ({"authorities": {"tsa": None}}, "proof.authorities.tsa.url"),
        (
            {"authorities": {"tsa": AUTHORITIES["tsa"] | {"url": "file:///etc/passwd"}}},
            "proof.authorities.tsa.url",
        ),
        ({"authorities": {"tsa": {"url": "https://tsa.example.org/"}}}, "proof.authorities.tsa.root"),
        ({"authorities": {"tsa": AUTHORITIES["tsa"] | {"key": "x"}}}, "proof.authorities.tsa.key"),
    ],
)
def test_a_bad_value_of_the_proof_is_named(changed: dict[str, object], where: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings(GOOD | {"proof": SEALED | changed}, "https://example.org/")
    assert f"extra.sayasat.{where}" in [fault.where for fault in error.value.faults]


def test_a_proof_that_is_no_mapping_is_named() -> None:
    with pytest.raises(SettingsError):
        read_settings(GOOD | {"proof": "seal-2026.pem"}, "https://example.org/")
