"""All faults of the settings are reported at once, with remarks on allowed but risky values."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat_contact.command import texts_of
from sayasat_contact.commands import faults_of, remarks_on
from sayasat_contact.settings import Part, read_settings
from tests.contact.mailroom import environment


def ours(environ: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name.startswith("CONTACT_")}


def whole(folder: Path, **settings: str) -> dict[str, str]:
    given = {"CONTACT_SECRET": "0123456789abcdef" * 2, **settings}
    return ours(environment(f"sqlite:///{folder}/contact.db", folder, 25, **given))


def test_settings_in_order_have_no_fault(tmp_path: Path) -> None:
    assert faults_of(whole(tmp_path)) == []


def test_nothing_set_is_every_part_s_fault_once() -> None:
    where = [fault.where for fault in faults_of({})]
    assert len(where) == len(set(where))
    assert set(where) >= {"CONTACT_CONTRACT", "CONTACT_SECRET", "CONTACT_SMTP", "CONTACT_MAIL_TO"}


@pytest.mark.parametrize("name", ["CONTACT_CONTRACT", "CONTACT_IDENTITY", "CONTACT_SMTP_CA"])
@pytest.mark.parametrize("content", [None, "", "nonsense", "-----BEGIN CERTIFICATE-----\nnonsense"])
def test_a_file_that_is_none_is_a_fault(tmp_path: Path, name: str, content: str | None) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    assert faults_of(whole(tmp_path) | {name: str(file)})


def test_what_is_allowed_and_should_be_known_is_told(tmp_path: Path) -> None:
    settings = read_settings(whole(tmp_path), Part.DELIVERY)
    lines = remarks_on(settings, texts_of("en"))
    assert [line.partition(" ")[0] for line in lines] == [
        "CONTACT_SEAL_TO",
        "CONTACT_RETENTION_DAYS",
        "CONTACT_ERASURE_JOURNAL",
        "CONTACT_ANSWER_DAYS",
        "CONTACT_SMTP",
    ]
