"""The application for any WSGI server. It refuses to start unless its settings are whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sayasat_contact.application import make_application
from sayasat_contact.contracts import ContractFile
from sayasat_contact.errors import ContactError, ContactFault
from sayasat_contact.settings import Part, read_settings
from sayasat_contact.store import open_store

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_Made = TypeVar("_Made")


def from_environment(environ: Mapping[str, str]) -> WSGIApplication:
    """The application; raises ContactError with the faults of the settings and of the contract they name.

    It does not connect to the database, which may come up later.
    """
    faults: list[ContactFault] = []
    settings = _made(faults, lambda: read_settings(environ, Part.HANDLER))
    path = environ.get("CONTACT_CONTRACT", "").strip()
    # That the variable is not set is a fault of the settings already
    file = _made(faults, lambda: ContractFile(Path(path))) if path else None
    if settings is None or file is None:
        raise ContactError(faults)
    return make_application(settings, file, open_store(settings))


def _made(faults: list[ContactFault], make: Callable[[], _Made]) -> _Made | None:
    try:
        return make()
    except ContactError as error:
        faults += error.faults
        return None


application = from_environment(os.environ)
