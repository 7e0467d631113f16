"""What the tests of the contact handler share: real servers."""

from __future__ import annotations

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
