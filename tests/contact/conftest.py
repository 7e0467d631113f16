"""What the tests of the contact handler share: real servers, and what they log."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.contact.mailroom import database, mailroom, postgresql_mailroom, sqlite_mailroom
from tests.contact.postgresql import postgresql, postgresql_url
from tests.contact.smtp import certificate, smtp, smtp_with_tls

__all__ = [
    "certificate",
    "database",
    "mailroom",
    "postgresql",
    "postgresql_mailroom",
    "postgresql_url",
    "smtp",
    "smtp_with_tls",
    "sqlite_mailroom",
]


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """The texts of the events that were written to standard error until now."""
    return lambda: [json.loads(line)["text"] for line in capsys.readouterr().err.splitlines()]
