"""A handler over a real store, and a visitor who sends to it as a browser or a program does."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from werkzeug.test import Client, TestResponse

from sayasat_contact.application import make_application
from sayasat_contact.contract import load_contract
from sayasat_contact.contract_parts import Contract
from sayasat_contact.contracts import ContractFile
from sayasat_contact.database import Row
from sayasat_contact.settings import HandlerSettings, Part, read_settings
from sayasat_contact.store import MessageStore, open_store
from tests.contact.contract_sample import contract_json

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
SECRET = "0123456789abcdef" * 4
ORIGIN = "https://policies.example.org"
BROWSER = {"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN}
PATH = "/contact/messages"

GOOD = {
    "name": "Айгүл",
    "email": "aigul@example.org",
    "topic": "data-access",
    "policy": "privacy",
    "message": "Саламатсызбы!\nМенин маалыматтарымды көрсөтүңүз.",
    "agreement": "yes",
}


@dataclass
class Visit:
    """A handler with its store, and a clock that stands until it is moved."""

    store: MessageStore
    settings: HandlerSettings
    file: Path
    """Of the contract."""

    now: datetime = NOW
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Start the handler, or start it again over the same store, as a new process does."""
        file = ContractFile(self.file)
        self.client = Client(make_application(self.settings, file, self.store, lambda: self.now))

    def publish(self, contract: bytes) -> None:
        """Put another contract in place of the one that the handler has loaded."""
        fresh = self.file.with_suffix(".new")
        fresh.write_bytes(contract)
        fresh.replace(self.file)

    @property
    def contract(self) -> Contract:
        """The one in the file."""
        return load_contract(self.file)

    def wait(self, seconds: float = 10) -> None:
        self.now += timedelta(seconds=seconds)

    def token(self, prefix: str = "") -> str:
        """A fresh one, ten seconds old: what was filled in by a person."""
        token: str = self.client.get(f"/{prefix}contact/token").get_json()["token"]
        self.wait()
        return token

    def values(self, **changes: object) -> dict[str, Any]:
        """What a form with a token sends; None leaves a name out."""
        values = {**GOOD, "contract": self.contract.digest, "token": self.token(), **changes}
        return {name: value for name, value in values.items() if value is not None}

    def post(
        self,
        values: Mapping[str, Any] | bytes,
        *,
        path: str = PATH,
        headers: Mapping[str, str] | None = None,
        **more: Any,  # noqa: ANN401 (as Werkzeug's client has it)
    ) -> TestResponse:
        """As a browser sends a form."""
        return self.client.post(path, data=values, headers=BROWSER if headers is None else headers, **more)

    def post_json(
        self, values: object, *, path: str = PATH, headers: Mapping[str, str] | None = None
    ) -> TestResponse:
        """As the site's script sends it."""
        return self.client.post(path, json=values, headers={**BROWSER, **(headers or {})})

    def post_body(self, body: bytes, content_type: str, **headers: str) -> TestResponse:
        """A body as it is."""
        return self.client.post(PATH, data=body, content_type=content_type, headers={**BROWSER, **headers})

    def stored(self) -> list[Row]:
        """Messages with the state of their mail, in the order received."""
        query = "SELECT messages.*, state, message_id FROM messages JOIN outbox ON message = id ORDER BY id"
        with self.store.transaction(write=False) as connection:
            return connection.rows(query)


def visit(folder: Path, contract: bytes | None = None, *, url: str = "", **environ: str) -> Visit:
    """A handler with its contract, and its database unless another is named, in a folder; the tables made."""
    settings = read_settings(
        {
            "CONTACT_CONTRACT": str(folder / "contract.json"),
            "CONTACT_SECRET": SECRET,
            "CONTACT_DATABASE": url or f"sqlite:///{folder}/contact.db",
            **environ,
        },
        Part.HANDLER,
    )
    store = open_store(settings)
    store.prepare()
    file = folder / "contract.json"
    file.write_bytes(contract or contract_json())
    return Visit(store, settings, file)


def hidden(page: str) -> dict[str, str]:
    """The hidden inputs of the form in a page: what a press on its button sends."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def shown_errors(page: str) -> dict[str, str]:
    """The errors beside the fields."""
    found = re.findall(r'data-contact-error="([^"]+)">([^<]+)</p>', page)
    return {name: html.unescape(text) for name, text in found}
