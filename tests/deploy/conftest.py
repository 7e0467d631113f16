"""The mail server that what is installed delivers to."""

from tests.contact.smtp import smtp

__all__ = ["smtp"]
