"""The mail server that what is installed delivers to."""

from __future__ import annotations

from tests.contact.smtp import smtp

__all__ = ["smtp"]
