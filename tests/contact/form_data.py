"""A handler that can start, and a form that it takes."""

from __future__ import annotations

import secrets
from pathlib import Path

from sayasat_contact.settings import Part, read_settings
from sayasat_contact.store import open_store
from tests.contact.contract_sample import contract_json, sample_contract

MESSAGE = "Канарейка 5551234: саламатсызбы"


def working_settings(folder: Path) -> dict[str, str]:
    """Settings of the handler, with a contract and a database in the folder."""
    (folder / "contract.json").write_bytes(contract_json())
    settings = {
        "CONTACT_CONTRACT": str(folder / "contract.json"),
        "CONTACT_DATABASE": f"sqlite:///{folder}/contact.db",
        "CONTACT_SECRET": secrets.token_hex(32),
    }
    open_store(read_settings(settings, Part.HANDLER)).prepare()
    return settings


def filled(**changed: str) -> dict[str, str]:
    """The form's fields, those in ``changed`` replaced or added."""
    return {
        "name": "Айсулуу",
        "email": "aisuluu@example.org",
        "topic": "other",
        "message": MESSAGE,
        "agreement": "yes",
        "contract": sample_contract().digest,
        **changed,
    }
