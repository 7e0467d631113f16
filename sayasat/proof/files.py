"""The files that prove a log, as they stand on the branch `publications` and below ``/proof/``. Pure.

A file in ``heads/`` or ``certs/`` never changes; new ones are added.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Final

from msgspec import Struct

from sayasat.errors import Fault
from sayasat.proof.heads import stem

ONDAY: Final = files("sayasat.proof").joinpath("onday.sh").read_bytes()
README: Final = files("sayasat.proof").joinpath("README.txt").read_bytes()
ROOT: Final = "certs/root.pem"
OLD: Final = ".old"
"""After a head's name: its seal by the former key."""

_NUMBER = r"(?P<number>[0-9]{4}|[1-9][0-9]{4,7})"
_KNOWN: Final = re.compile(
    rf"heads/{_NUMBER}(\.txt|(?P<old>\.old)?(\.p7s|\.(?P<authority>(?!old\b)[a-z][a-z0-9-]*)"
    rf"(\.(?P<renewal>[2-9]|[1-9][0-9]+))?\.tsr))"
    rf"|certs/(root|(?P<root>[a-z][a-z0-9-]*)-root|seal-[a-z0-9-]+|crl-[0-9]{{4,8}})\.pem"
)


class StampFile(Struct, frozen=True):
    """A timestamp file."""

    file: str
    data: str
    """The file that it stamps: a seal, or the stamp that it renews."""

    authority: str
    root: str
    """The file of the authority's root certificate."""


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def certificate_digests(pem: bytes) -> frozenset[str]:
    """By which digests a certificate is known: of the PEM file, and of the certificate itself."""
    body = re.search(b"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", pem, re.DOTALL)
    try:
        own = {digest(base64.b64decode(body[1]))} if body else set()
    except ValueError:
        own = set()
    return frozenset({digest(pem), *own})


def revocation_list(number: int) -> str:
    """The path of the revocation list that was kept with a head."""
    return f"certs/crl-{number:04d}.pem"


def authority_root(authority: str) -> str:
    """The path of the root certificate of a timestamp authority."""
    return f"certs/{authority}-root.pem"


def stamps(names: Mapping[str, object], seal: str) -> dict[str, list[StampFile]]:
    """The timestamps of a seal by authority; each after the first renews the one before it."""
    found: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        match = _KNOWN.fullmatch(name)
        if match and match["authority"] and _seal(match) == seal:
            found.setdefault(match["authority"], []).append((int(match["renewal"] or 1), name))
    chains = {}
    for authority, numbered in sorted(found.items()):
        chain = [name for _, name in sorted(numbered)]
        pairs = zip(chain, [seal, *chain], strict=False)
        chains[authority] = [StampFile(name, of, authority, authority_root(authority)) for name, of in pairs]
    return chains


def _seal(match: re.Match[str]) -> str:
    return f"heads/{match['number']}{match['old'] or ''}.p7s"


def seals_of(number: int) -> tuple[str, str]:
    """The paths of the seals that a head may have: by the key in use, and by the former one."""
    return f"{stem(number)}.p7s", f"{stem(number)}{OLD}.p7s"


def name_faults(names: Mapping[str, object]) -> Iterator[Fault]:
    """Files that do not belong into ``heads/`` or ``certs/``, and files that are missing there."""
    missing = set()
    for name in sorted(names):
        match = _KNOWN.fullmatch(name)
        if match:
            missing |= {(needed, name) for needed in _needed(match) if needed not in names}
        elif name.startswith(("heads/", "certs/")):
            again = re.fullmatch(r"heads/0*([0-9]+)\.txt", name)
            other = f"{stem(int(again[1]))}.txt" if again else ""
            is_twice = other in names
            yield Fault("proof-head-twice" if is_twice else "proof-file-extra", name, (("other", other),))
    for name, needs in sorted(missing):
        yield Fault("proof-file-missing", name, (("needs", needs),))


def _needed(match: re.Match[str]) -> Iterator[str]:
    """The files that a file cannot be verified without."""
    if match["number"]:
        yield f"heads/{match['number']}.txt"
    if match[0].endswith(".p7s"):
        yield ROOT
    if match["authority"]:
        yield authority_root(match["authority"])
        renewed = int(match["renewal"] or 1) - 1
        before = f".{renewed}" if renewed > 1 else ""
        start = _seal(match).removesuffix(".p7s")
        yield f"{start}.{match['authority']}{before}.tsr" if renewed else _seal(match)
