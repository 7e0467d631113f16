"""Makes the contact form work under ``mkdocs serve``: the handler answers on the site's own port.

Messages are stored in ``.cache/contact.db``. A worker process delivers them to a mail server in this process,
which prints them. Nothing leaves the machine.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from email import message_from_bytes, policy
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig

from sayasat.pages.contact_contract import ADDRESS
from sayasat.settings import CACHE_FOLDER
from sayasat_contact.contract import load_contract

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from mkdocs.livereload import LiveReloadServer

HOST = "127.0.0.1"
MAILBOX = "office@example.org"
POLL_SECONDS = "2"
"""How long the worker waits before it looks into the outbox again."""


class _Printer:
    """The mail server's handler: prints every mail."""

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: ANN401, N802
        mail = message_from_bytes(envelope.content, policy=policy.default)
        text = mail.get_body().get_content()  # type: ignore[union-attr] # our own mails have a body
        print(f"\n---- {mail['Subject']}\n{text}----\n", file=sys.stderr, flush=True)
        return "250 OK"


class ContactEvents:
    """MkDocs' events, and the mail server, the store and the worker that run while MkDocs serves.

    `sayasat.mkdocs_plugin.plugin` makes the one instance.
    """

    def __init__(self) -> None:
        self._resources = ExitStack()

    def on_serve(
        self, server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer | None:
        """Pass the requests below contact pages to the handler. Does nothing if the site has no form."""
        contract = Path(config.site_dir) / ADDRESS
        if not contract.is_file():
            return None
        loaded = load_contract(contract)
        handler = self._start(Path(config.config_file_path).parent / CACHE_FOLDER, contract)
        prefixes = tuple(loaded.address(language, "") for language in loaded.languages)
        pages = frozenset(prefixes)

        def dispatch(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            path = environ["PATH_INFO"]
            is_page = path in pages or path.endswith("index.html")
            application = handler if path.startswith(prefixes) and not is_page else server.serve_request
            response: Iterable[bytes] = application(environ, start_response)
            return response

        server.set_app(dispatch)
        return server

    def on_shutdown(self) -> None:
        """End the worker, then the mail server that it delivers to."""
        self._resources.close()

    def _start(self, folder: Path, contract: Path) -> WSGIApplication:
        """Start the mail server and the worker; returns the handler. ``folder`` gets the database.

        The imports are here because builds do not need these packages: `requirements/serve.txt` has them.
        """
        from aiosmtpd.controller import Controller  # noqa: PLC0415

        from sayasat_contact.application import make_application  # noqa: PLC0415
        from sayasat_contact.contracts import ContractFile  # noqa: PLC0415
        from sayasat_contact.settings import Part, read_settings  # noqa: PLC0415
        from sayasat_contact.store import open_store  # noqa: PLC0415

        folder.mkdir(exist_ok=True)
        port = _free_port()
        mail_server = Controller(_Printer(), hostname=HOST, port=port)
        mail_server.start()
        self._resources.callback(mail_server.stop)
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
        self._resources.callback(store.close)
        store.prepare()
        command = [sys.executable, "-m", "sayasat.mkdocs_plugin.end_with_parent", str(os.getpid())]
        command += ["sayasat_contact", "deliver", "--watch", POLL_SECONDS]
        worker = subprocess.Popen(command, env=os.environ | environ)  # noqa: S603 (our own command)
        self._resources.callback(_end, worker)
        return make_application(settings, ContractFile(contract), store)


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.terminate()
    worker.wait()


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listening:
        return int(listening.getsockname()[1])
