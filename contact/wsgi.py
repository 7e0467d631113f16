"""``contact.wsgi:application`` for any WSGI server. It refuses to start unless its settings are whole."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from contact.application import make_application
from contact.contract import load_contract
from contact.settings import Part, read_settings
from contact.store import open_store

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def _from_environment() -> WSGIApplication:
    settings = read_settings(os.environ, Part.HANDLER)
    assert settings.contract is not None
    return make_application(settings, load_contract(settings.contract), open_store(settings))


application = _from_environment()
