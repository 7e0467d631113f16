"""The contract between the site and the handler: fields, limits, texts and the policy in force, written once.

The site's build writes ``contract.json``; the form on the site and the handler both read it here. Its digest
stands in every form, so that the handler knows which form, and which text of the policy, a visitor saw.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from sayasat_contact.contract_parts import Contract
from sayasat_contact.errors import ContactFault, ContractError

_AT = re.compile(r"(?P<what>.*?)( `(?P<name>\w+)`)?( - at `\$\.?(?P<where>.*)`)?")


def load_contract(path: Path) -> Contract:
    """The contract in a file. Raises ContractError."""
    return read_contract(contract_bytes(path))


def contract_bytes(path: Path) -> bytes:
    """The content of a contract's file. Raises ContractError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        fix = "Name the file that the build wrote."
        raise ContractError([ContactFault(str(path), f"It cannot be read: {error.strerror}.", fix)]) from None


def read_contract(content: bytes) -> Contract:
    """A contract out of its JSON. Raises ContractError: with the first fault of its form, else all faults."""
    try:
        values = msgspec.json.decode(content)
        contract = msgspec.convert(values, Contract)
    except msgspec.ValidationError as error:
        found = _AT.fullmatch(str(error))
        assert found is not None
        place = ".".join(filter(None, (found["where"], found["name"] if "missing" in found["what"] else "")))
        raise ContractError([_fault(place or "contract", f"{str(error).partition(' - at')[0]}.")]) from None
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise ContractError([_fault("contract", "It is not JSON in UTF-8.")]) from None
    keys = [key for field in contract.fields for key in field.keys]
    faults = [
        _fault(f"texts.{language}.{key}", "The text is missing.")
        for language, texts in contract.texts.items()
        for key in texts.missing(keys)
    ]
    if contract.digest != digest(values):
        faults.append(_fault("digest", "It is not that of the rest: the file was changed."))
    if faults:
        raise ContractError(faults)
    return contract


def digest(values: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of what forms depend on, as canonical JSON: all but ``digest`` and shells.

    What stands around a page changes with every page that is added to the site: no form grows stale by that.
    """
    rest = {key: value for key, value in values.items() if key != "digest"}
    rest["pages"] = {
        language: {key: value for key, value in page.items() if key != "shell"}
        for language, page in rest.get("pages", {}).items()
    }
    canonical = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def write_contract(values: Mapping[str, object]) -> bytes:
    """The file of a contract, its digest computed and itself checked. Raises ContractError."""
    whole = {**values, "digest": digest(values)}
    content = json.dumps(whole, sort_keys=True, ensure_ascii=False, indent=1).encode() + b"\n"
    read_contract(content)
    return content


def _fault(where: str, what: str) -> ContactFault:
    return ContactFault(where, what, "Build the site again and deploy both.")
