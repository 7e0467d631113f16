"""The application for any WSGI server. It refuses to start unless its settings are whole."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from wsgiref.types import WSGIApplication

from sayasat_contact.application import make_application
from sayasat_contact.contracts import ContractFile
from sayasat_contact.errors import ContactError, ContactFault, collecting
from sayasat_contact.settings import Part, read_settings
from sayasat_contact.store import open_store


def from_environment(environ: Mapping[str, str]) -> WSGIApplication:
    """The application; raises ContactError with the faults of the settings and of the contract they name.

    It does not connect to the database, which may come up later.
    """
    faults: list[ContactFault] = []
    path = environ.get("CONTACT_CONTRACT", "").strip()
    with collecting(faults):
        settings = read_settings(environ, Part.HANDLER)
    with collecting(faults):
        # That the variable is not set is a fault of the settings already
        file = ContractFile(Path(path)) if path else None
    if faults or file is None:
        raise ContactError(faults)
    return make_application(settings, file, open_store(settings))


application = from_environment(os.environ)
