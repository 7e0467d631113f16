"""The environment is checked whole, every fault is named with its variable, and no secret is repeated."""

from __future__ import annotations

import pytest
from pyrage import x25519  # type: ignore[import-untyped] # it ships no types

from sayasat_contact.errors import HandlerSettingsError
from sayasat_contact.setting_values import Smtp, Tls
from sayasat_contact.settings import VARIABLES, Part, read_settings

SECRET = "0123456789abcdef" * 4
HANDLER = {"CONTACT_CONTRACT": "contract.json", "CONTACT_SECRET": SECRET}
DELIVERY = {
    "CONTACT_CONTRACT": "contract.json",
    "CONTACT_SMTP": "smtp://user:p%40ss@mail.example.org",
    "CONTACT_MAIL_FROM": "form@example.org",
    "CONTACT_MAIL_TO": "office@example.org second@example.org",
}


def where(environ: dict[str, str], part: Part = Part.OPERATION) -> list[str]:
    with pytest.raises(HandlerSettingsError) as error:
        read_settings(environ, part)
    return [fault.where for fault in error.value.faults]


def test_what_is_absent_has_its_default() -> None:
    settings = read_settings(HANDLER, Part.HANDLER)
    assert settings.database == "sqlite:///contact.db"
    assert (settings.limit_address, settings.limit_total, settings.limit_stored) == (20, 500, 1000)
    assert (settings.proxies, settings.zone.key) == (0, "Asia/Bishkek")
    assert (settings.retention_days, settings.answer_days, settings.answer_source) == (None, None, "")
    assert settings.seal_to == ()


@pytest.mark.parametrize(("part", "needed"), [(part, part.required) for part in Part])
def test_each_part_names_all_that_it_lacks(part: Part, needed: tuple[str, ...]) -> None:
    if needed:
        assert where({}, part) == list(needed)
    else:
        read_settings({}, part)


def test_every_part_has_a_name_and_a_list_of_variables() -> None:
    """On CPython 3.11.2, an Enum member whose value is ``()`` gets a bare ``object()`` as its value."""
    assert [part.value for part in Part] == ["handler", "delivery", "operation"]
    for part in Part:
        assert isinstance(part.required, tuple)
        assert set(part.required) <= set(VARIABLES)


def test_an_empty_variable_is_an_absent_one() -> None:
    assert where({"CONTACT_SECRET": "  ", "CONTACT_CONTRACT": "c"}, Part.HANDLER) == ["CONTACT_SECRET"]


def test_all_faults_are_told_at_once() -> None:
    paths = {"CONTACT_CONTRACT", "CONTACT_IDENTITY", "CONTACT_ERASURE_JOURNAL"}
    bad = {name: "\x07" for name in VARIABLES if name not in paths}
    assert sorted(where(bad)) == sorted(bad)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONTACT_DATABASE", "sqlite://"),
        ("CONTACT_DATABASE", "sqlite:///:memory:"),
        ("CONTACT_DATABASE", "postgresql://host/name"),
        ("CONTACT_DATABASE", "postgresql+psycopg://host"),
        ("CONTACT_DATABASE", "mysql://host/name"),
        ("CONTACT_DATABASE", "contact.db"),
        ("CONTACT_SECRET", "short"),
        ("CONTACT_SECRET", f"{SECRET} short"),
        ("CONTACT_SECRET", "a" * 64),
        ("CONTACT_SEAL_TO", "age1x"),
        ("CONTACT_PROXIES", "-1"),
        ("CONTACT_PROXIES", "11"),
        ("CONTACT_PROXIES", "١"),
        ("CONTACT_LIMIT_ADDRESS", "0"),
        ("CONTACT_LIMIT_TOTAL", "1e3"),
        ("CONTACT_SMTP", "mail.example.org"),
        ("CONTACT_SMTP", "smtp://mail.example.org:x"),
        ("CONTACT_SMTP", "smtp://mail.example.org?starttls=no"),
        ("CONTACT_SMTP", "smtp://127.0.0.1.example.org?starttls=no"),
        ("CONTACT_SMTP", "smtps://127.0.0.1?starttls=no"),
        ("CONTACT_SMTP", "smtp://127.0.0.1?tls=no"),
        ("CONTACT_SMTP", "smtp://user@mail.example.org"),
        ("CONTACT_MAIL_FROM", "form"),
        ("CONTACT_MAIL_FROM", "=?utf-8?q?a?=@example.org"),
        ("CONTACT_MAIL_TO", "office@example.org, second@example.org"),
        ("CONTACT_RETENTION_DAYS", "0"),
        ("CONTACT_ZONE", "Asia/Biskek"),
        ("CONTACT_ZONE", "../../etc/passwd"),
    ],
)
def test_a_bad_value_is_named_and_not_repeated(name: str, value: str) -> None:
    with pytest.raises(HandlerSettingsError) as error:
        read_settings({name: value}, Part.OPERATION)
    (fault,) = error.value.faults
    assert fault.where == name
    assert fault.fix
    assert len(value) < 8 or value not in fault.what


def test_an_answer_has_days_and_a_source_or_neither() -> None:
    assert where({"CONTACT_ANSWER_DAYS": "7"}) == ["CONTACT_ANSWER_SOURCE"]
    assert where({"CONTACT_ANSWER_SOURCE": "a rule"}) == ["CONTACT_ANSWER_DAYS"]


def test_an_unknown_variable_is_answered_with_the_nearest() -> None:
    with pytest.raises(HandlerSettingsError) as error:
        read_settings({"CONTACT_SECRETS": SECRET}, Part.OPERATION)
    assert "CONTACT_SECRET?" in str(error.value)


def test_the_variables_of_a_kubernetes_service_are_passed_over() -> None:
    read_settings(
        {"CONTACT_PORT": "tcp://10.0.0.1:80", "CONTACT_SERVICE_HOST": "10.0.0.1", "CONTACT_PORT_80_TCP": "x"},
        Part.OPERATION,
    )


def test_no_secret_is_shown() -> None:
    database = "postgresql+psycopg://contact:hunter2hunter2@db/contact"
    shown = repr(read_settings({**HANDLER, **DELIVERY, "CONTACT_DATABASE": database}, Part.HANDLER))
    assert not any(secret in shown for secret in (SECRET, "p@ss", "hunter2"))


def test_several_secrets_and_recipients_are_parted_by_blanks() -> None:
    recipients = [str(x25519.Identity.generate().to_public()) for _ in range(2)]
    environ = {"CONTACT_SECRET": f"{SECRET}\n {SECRET[::-1]}", "CONTACT_SEAL_TO": " ".join(recipients)}
    settings = read_settings(environ, Part.OPERATION)
    assert settings.secret == (SECRET, SECRET[::-1])
    assert settings.seal_to == tuple(recipients)


@pytest.mark.parametrize(
    ("address", "smtp"),
    [
        ("smtp://mail.example.org", Smtp("mail.example.org", 587, Tls.STARTTLS)),
        ("smtps://u:p@mail.example.org", Smtp("mail.example.org", 465, Tls.IMPLICIT, "u", "p")),
        ("smtp://127.0.0.1:2525?starttls=no", Smtp("127.0.0.1", 2525, Tls.NONE)),
        ("smtp://[::1]:25?starttls=no", Smtp("::1", 25, Tls.NONE)),
        ("smtp://u:a%20b@localhost?starttls=yes", Smtp("localhost", 587, Tls.STARTTLS, "u", "a b")),
    ],
)
def test_a_mail_server_is_read(address: str, smtp: Smtp) -> None:
    assert read_settings({"CONTACT_SMTP": address}, Part.OPERATION).smtp == smtp
