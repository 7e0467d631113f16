"""What the tests of the contact handler share: real servers."""

from __future__ import annotations

from tests.contact.postgresql import postgresql, postgresql_url
from tests.contact.smtp import certificate, smtp, smtp_with_tls

__all__ = ["certificate", "postgresql", "postgresql_url", "smtp", "smtp_with_tls"]
