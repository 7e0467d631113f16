"""Certification and timestamp authorities, made with ``openssl``."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

from msgspec import Struct

_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
_SIGNS = "keyUsage=critical,digitalSignature,nonRepudiation\n"
_STAMPS = "extendedKeyUsage=critical,timeStamping\n"
_CONFIGURATION = """\
[ca]
default_ca=own
[own]
database=index.txt
crlnumber=crlnumber
default_md=sha256
default_crl_days=30
[tsa]
default_tsa=stamp
[stamp]
serial=serial
signer_digest=sha256
default_policy=1.2.3.4
digests=sha256
accuracy=secs:1
ess_cert_id_alg=sha256
"""


class TestAuthority(Struct, frozen=True):
    """An authority with its root certificate, in a folder."""

    __test__ = False
    folder: Path
    name: str

    @classmethod
    def made(cls, folder: Path, name: str) -> TestAuthority:
        folder.mkdir()
        authority = cls(folder, name)
        (folder / "own.cnf").write_text(_CONFIGURATION, encoding="utf-8")
        for file, text in (("index.txt", ""), ("crlnumber", "01\n"), ("serial", "01\n")):
            (folder / file).write_text(text, encoding="utf-8")
        extensions = ("basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign")
        added = [each for one in extensions for each in ("-addext", one)]
        out = ("-keyout", "root.key", "-out", "root.pem", "-days", "10950", "-subj", f"/CN={name} root")
        authority.openssl("req", "-x509", *_KEY, *out, *added)
        return authority

    def openssl(self, *arguments: str, given: bytes = b"") -> bytes:
        done = subprocess.run(
            ["openssl", *arguments], cwd=self.folder, input=given, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def issue(self, name: str, *, days: int = 700, stamps: bool = False) -> Path:
        """A certificate and its key; gives the certificate's file. With ``days`` below 0 it has expired."""
        request = ("-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        self.openssl("req", "-new", *_KEY, *request)
        (self.folder / f"{name}.ext").write_text(_STAMPS if stamps else _SIGNS, encoding="utf-8")
        serial = "0x" + self.openssl("rand", "-hex", "8").decode().strip()
        by = ("-CA", "root.pem", "-CAkey", "root.key", "-set_serial", serial, "-days", str(days))
        extensions = ("-extfile", f"{name}.ext", "-out", f"{name}.pem")
        self.openssl("x509", "-req", "-in", f"{name}.csr", *by, *extensions)
        return self.folder / f"{name}.pem"

    def key(self, name: str) -> Path:
        return self.folder / f"{name}.key"

    def revoke(self, name: str) -> None:
        self._issuer("-revoke", f"{name}.pem")

    def revocation_list(self, *options: str) -> bytes:
        """The list of the present, PEM."""
        return self._issuer("-gencrl", *options)

    def _issuer(self, *arguments: str) -> bytes:
        own = ("-config", "own.cnf", "-cert", "root.pem", "-keyfile", "root.key")
        return self.openssl("ca", *own, *arguments)

    def seal(self, name: str, data: bytes, *options: str) -> bytes:
        """What ``openssl cms -sign`` makes of some bytes, by the command of the guide."""
        (self.folder / "content").write_bytes(data)
        own = ("-inkey", f"{name}.key", "-signer", f"{name}.pem", "-certfile", "root.pem", *options)
        return self.openssl(
            *("cms", "-sign", *own, "-binary", "-cades", "-md", "sha256"),
            *("-in", "content", "-outform", "DER"),
        )

    def stamp(self, data: bytes, name: str = "tsa") -> bytes:
        """A timestamp of some bytes."""
        query = self.openssl("ts", "-query", "-data", "/dev/stdin", "-sha256", "-cert", given=data)
        return self.answer(query, name)

    def answer(self, query: bytes, name: str = "tsa") -> bytes:
        """The answer to a query."""
        (self.folder / "query.tsq").write_bytes(query)
        by = ("-config", "own.cnf", "-section", "stamp", "-signer", f"{name}.pem", "-inkey", f"{name}.key")
        chain = ("-chain", "root.pem")
        return self.openssl("ts", "-reply", *by, *chain, "-queryfile", "query.tsq")


@contextmanager
def served(authority: TestAuthority) -> Iterator[str]:
    """The URL at which an authority answers queries, and at ``/crl`` serves its revocation list in DER."""
    lock = Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            right = self.headers["Content-Type"] == "application/timestamp-query"
            with lock:
                self._reply(authority.answer(query) if right else b"")

        def do_GET(self) -> None:
            with lock:
                pem = authority.revocation_list()
                self._reply(authority.openssl("crl", "-outform", "DER", given=pem))

        def _reply(self, data: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (its name)
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
