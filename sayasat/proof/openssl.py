"""Runs the machine's ``openssl``: seals, timestamps and certificates are only ever judged by it.

It reads files in a folder. Private keys are passed by their path, and never read or copied.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Final, Self

from msgspec import Struct

from sayasat.errors import Fault, ToolError

_LEAST: Final = (3, 0)
"""The first release with ``cms -sign -cades``."""

BROKEN: Final = "broken"
CAUSES: Final = {
    "certificate (has expired|is not yet valid)": "expired",
    "CRL (is not yet valid|has expired)": "crl-time",
    "certificate revoked": "revoked",
    "unable to get certificate CRL": "crl-other",
    "signer certificate not found|ess signing certificate": "signer",
    "message imprint mismatch|nonce mismatch": "content",
    "Verify error:|certificate verify error": "root",
    "verification failure|content verify error|signature failure|digest": "content",
}
"""What the messages of OpenSSL mean, the most exact first; after anything else, the file is `BROKEN`."""


class OpenSSL(Struct, frozen=True):
    """The program, run in a folder."""

    folder: Path

    @classmethod
    def found(cls, folder: Path) -> Self:
        """The program of this machine. Raises ToolError if it is missing or too old."""
        openssl = cls(folder)
        version = openssl._run("version")[1].decode(errors="replace").strip()
        number = re.match(r"OpenSSL (\d+)\.(\d+)", version)
        if number is None or (int(number[1]), int(number[2])) < _LEAST:
            raise ToolError([Fault("openssl-old", "openssl", (("version", version),))])
        return openssl

    def seal_cause(
        self, seal: str, content: str, certificate: str, roots: Sequence[str], at: datetime, *, has_list: bool
    ) -> str:
        """Why a seal does not hold at a time; empty if it does.

        Only ``certificate`` counts as the signer's: any other one of the same root could have sealed.
        ``roots`` are files of which the last is a revocation list, if ``has_list``.
        """
        anchors = b"\n".join(Path(self.folder, root).read_bytes() for root in roots)
        with NamedTemporaryFile(dir=self.folder, suffix=".pem") as file:
            file.write(anchors)
            file.flush()
            return self._cause(
                *("cms", "-verify", "-binary", "-inform", "DER", "-in", seal, "-content", content),
                *("-nointern", "-certfile", certificate, "-CAfile", file.name, "-no-CApath", "-no-CAstore"),
                *("-purpose", "any", "-out", os.devnull, "-attime", str(int(at.timestamp()))),
                *(["-crl_check"] if has_list else []),
            )

    def stamp_cause(self, stamp: str, data: str, root: str, at: datetime) -> str:
        """Why a timestamp does not hold at a time; empty if it does."""
        verify = ("ts", "-verify", "-data", data, "-in", stamp, "-CAfile", root)
        cause = self._cause(*verify, "-attime", str(int(at.timestamp())))
        return "root" if cause == "signer" else cause

    def stamped_at(self, stamp: str) -> datetime | None:
        """The time that a timestamp names; None if it cannot be read."""
        text = self._run("ts", "-reply", "-in", stamp, "-text")[1].decode(errors="replace")
        found = re.search(r"^Time stamp: (.+)$", text, re.MULTILINE)
        with suppress(ValueError):
            return _time(found[1]) if found else None
        return None

    def query(self, data: str, query: str) -> None:
        """Write the question for a timestamp over a file. Raises ToolError."""
        self._done("ts", "-query", "-data", data, "-sha256", "-cert", "-out", query)

    def answers(self, query: str, stamp: str, root: str) -> bool:
        """Whether a timestamp answers this very question: its digest and its nonce."""
        return self._run("ts", "-verify", "-queryfile", query, "-in", stamp, "-CAfile", root)[0] == 0

    def sign(self, head: str, key: Path, certificate: str, others: str, seal: str) -> None:
        """Seal a head with a key in a file. Raises ToolError, also if the key is not the certificate's."""
        self._done(
            *("cms", "-sign", "-inkey", os.fspath(key.absolute()), "-signer", certificate),
            *("-certfile", others, "-binary", "-cades", "-md", "sha256", "-in", head),
            *("-outform", "DER", "-out", seal),
        )

    def expires(self, file: str) -> datetime | None:
        """When the first certificate of a PEM file, or any in a timestamp, expires; None if unreadable."""
        pem = Path(self.folder, file).read_bytes()
        if file.endswith(".tsr"):
            token = self._run("ts", "-reply", "-in", file, "-token_out")[1]
            pem = self._run("pkcs7", "-inform", "DER", "-print_certs", given=token)[1]
        blocks = re.findall(b"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", pem, re.DOTALL)
        ends = [self._run("x509", "-enddate", "-noout", given=each)[1].decode() for each in blocks]
        times = [_time(end.partition("=")[2].strip()) for end in ends if end.startswith("notAfter=")]
        return min(times if file.endswith(".tsr") else times[:1], default=None)

    def pem(self, data: bytes) -> bytes:
        """A revocation list in DER or PEM as PEM; empty if it is none."""
        form = "PEM" if b"-----BEGIN" in data else "DER"
        return self._run("crl", "-inform", form, "-outform", "PEM", given=data)[1]

    def _cause(self, *arguments: str) -> str:
        code, _, message = self._run(*arguments)
        if code == 0:
            return ""
        text = message.decode(errors="replace")
        return next((cause for form, cause in CAUSES.items() if re.search(form, text)), BROKEN)

    def _done(self, *arguments: str) -> None:
        code, _, message = self._run(*arguments)
        if code:
            detail = " ".join(message.decode(errors="replace").split())
            facts = (("command", " ".join(arguments[:2])), ("detail", detail))
            raise ToolError([Fault("openssl-failed", "openssl", facts)])

    def _run(self, *arguments: str, given: bytes = b"") -> tuple[int, bytes, bytes]:
        try:
            run = subprocess.run(  # noqa: S603 (no shell reads the arguments)
                ["openssl", *arguments],  # noqa: S607 (the machine's own is meant)
                cwd=self.folder,
                input=given,
                capture_output=True,
                check=False,
                env=_environment(os.environ),
            )
        except OSError as error:
            raise ToolError([Fault("openssl-missing", "openssl")]) from error
        return run.returncode, run.stdout, run.stderr


def _environment(environment: Mapping[str, str]) -> dict[str, str]:
    """OpenSSL without the settings of the user or the machine that choose other files; in English."""
    kept = {name: value for name, value in environment.items() if not name.startswith(("OPENSSL_", "SSL_"))}
    return {**kept, "OPENSSL_CONF": os.devnull, "LC_ALL": "C"}


def _time(text: str) -> datetime:
    """``Nov 29 13:32:54 2026 GMT``, with or without parts of a second. Raises ValueError."""
    plain = re.sub(r"\.\d+", "", " ".join(text.split()))
    return datetime.strptime(plain, "%b %d %H:%M:%S %Y %Z").replace(tzinfo=UTC)


@contextmanager
def temporary_folder(files: Mapping[str, bytes]) -> Iterator[Path]:
    """A temporary folder with the files of ``heads/`` and ``certs/``."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path, data in files.items():
            if path.startswith(("heads/", "certs/")):
                (folder / path).parent.mkdir(exist_ok=True)
                (folder / path).write_bytes(data)
        yield folder
