"""Under ``mkdocs serve`` the contact form works: the handler answers on the site's own port.

Messages go into ``.cache/contact.db``, and from there to a mail server in this process that prints what
arrives. Nothing leaves the machine.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable
from email import message_from_bytes, policy
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig

from contact.contract_file import ContractFile
from sayasat.pages.contact_contract import ADDRESS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from mkdocs.livereload import LiveReloadServer

__all__ = ["on_serve", "on_shutdown"]

HOST = "127.0.0.1"
MAILBOX = "office@example.org"
EVERY = "2"
"""Seconds between two looks into the outbox."""

_WORKERS: list[subprocess.Popen[bytes]] = []


class _Sink:
    """Takes every mail and prints it."""

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: ANN401, N802
        mail = message_from_bytes(envelope.content, policy=policy.default)
        text = mail.get_body().get_content()  # type: ignore[union-attr] # our own letters have one
        print(f"\n---- {mail['Subject']}\n{text}----\n", file=sys.stderr, flush=True)
        return "250 OK"


def on_serve(
    server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., None]
) -> LiveReloadServer | None:
    """Put the handler before the site, and start the mail server and the worker."""
    contract = Path(config.site_dir) / ADDRESS
    if not contract.is_file():
        return None
    root = Path(config.config_file_path).parent
    file = ContractFile(contract)
    handler = _start(root / ".cache", contract, file)
    loaded = file.loaded().contract
    prefixes = tuple(loaded.address(language, "") for language in loaded.languages)
    pages = frozenset(prefixes)

    def dispatch(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        is_handlers = path.startswith(prefixes) and path not in pages and not path.endswith("index.html")
        answer: Iterable[bytes] = (handler if is_handlers else server.serve_request)(environ, start_response)
        return answer

    server.set_app(dispatch)
    return server


def on_shutdown() -> None:
    """End the worker with the command."""
    for worker in _WORKERS:
        worker.terminate()
        worker.wait()
    _WORKERS.clear()


def _start(folder: Path, contract: Path, file: ContractFile) -> WSGIApplication:
    """Imported here: building the site needs none of these."""
    from aiosmtpd.controller import Controller  # noqa: PLC0415

    from contact.application import make_application  # noqa: PLC0415
    from contact.settings import Part, read_settings  # noqa: PLC0415
    from contact.store import open_store  # noqa: PLC0415

    folder.mkdir(exist_ok=True)
    port = _free_port()
    Controller(_Sink(), hostname=HOST, port=port).start()
    environ = {
        "CONTACT_CONTRACT": str(contract),
        "CONTACT_DATABASE": f"sqlite:///{folder / 'contact.db'}",
        "CONTACT_SECRET": token_hex(32),
        "CONTACT_SMTP": f"smtp://{HOST}:{port}?starttls=no",
        "CONTACT_MAIL_FROM": MAILBOX,
        "CONTACT_MAIL_TO": MAILBOX,
    }
    settings = read_settings(environ, Part.HANDLER)
    store = open_store(settings)
    store.prepare()
    command = [sys.executable, "-m", "contact", "deliver", "--watch", EVERY]
    _WORKERS.append(subprocess.Popen(command, env=os.environ | environ))  # noqa: S603 (our own command)
    return make_application(settings, file, store)


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listening:
        return int(listening.getsockname()[1])
