"""The contract between the site and the handler: fields, limits, texts and the policy in force, written once.

The site's build writes ``contract.json``; the form on the site and the handler both read it here. Its digest
stands in every form, so that the handler knows which form, and which text of the policy, a visitor saw.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from sayasat_contact.contract_parts import SHELL_MARK, AgreedPolicy, Contract, Field, FieldKind, Page
from sayasat_contact.errors import ContactFault, ContractError
from sayasat_contact.wording import Texts

_Language = Annotated[
    str,
    Meta(
        pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*\Z"
    ),
]
_AT = re.compile(r"(?P<what>.*?)( `(?P<name>\w+)`)?( - at `\$\.?(?P<where>.*)`)?")

RESERVED = ("contract", "token", "website", "change")
"""Names of the form's own inputs: no field has them."""


class _Written(msgspec.Struct):
    """The file."""

    schema: Literal[1]
    digest: str
    site_url: str
    languages: Annotated[tuple[_Language, ...], Meta(min_length=1)]
    policy: AgreedPolicy
    fields: tuple[Field, ...]
    texts: dict[str, dict[str, str]]
    pages: dict[str, Page]


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
        written = msgspec.convert(values, _Written)
    except msgspec.ValidationError as error:
        found = _AT.fullmatch(str(error))
        assert found is not None
        place = ".".join(filter(None, (found["where"], found["name"] if "missing" in found["what"] else "")))
        raise ContractError([_fault(place or "contract", f"{str(error).partition(' - at')[0]}.")]) from None
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise ContractError([_fault("contract", "It is not JSON in UTF-8.")]) from None
    texts = {each: Texts(each, written.texts.get(each, {})) for each in written.languages}
    contract = Contract(
        digest(values),
        written.site_url,
        written.languages,
        written.policy,
        written.fields,
        texts,
        written.pages,
    )
    faults = [_fault(where, what) for where, what in _faults(contract)]
    if written.digest != contract.digest:
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


def _faults(contract: Contract) -> Iterator[tuple[str, str]]:
    """(where, what): all that is wrong with a contract whose form is right."""
    parts = urlsplit(contract.site_url if contract.site_url.isascii() else "")
    is_plain = parts.scheme in {"http", "https"} and parts.netloc and "@" not in parts.netloc
    is_root = re.fullmatch(r"/(?:[A-Za-z0-9._~%-]+/)*", parts.path) and not parts.query and not parts.fragment
    if not is_plain or not is_root or not contract.site_url.isprintable():
        yield "site_url", "It is not https://…/ with a slash at the end."
    if len(set(contract.languages)) != len(contract.languages):
        yield "languages", "It is no list of different language codes."
    yield from _field_faults(contract.fields)
    shown = {contract.policy.id}
    shown |= {choice for field in contract.fields if field.name == "policy" for choice in field.choices}
    keys = [key for field in contract.fields for key in field.keys]
    for language in contract.languages:
        yield from ((f"texts.{language}.{key}", what) for key, what in contract.texts[language].faults(keys))
        page = contract.pages.get(language)
        if page is None:
            yield f"pages.{language}", "It is missing."
        elif sorted(set(SHELL_MARK.findall(page.shell))) != ["content", "title"]:
            yield f"pages.{language}.shell", "It lacks [[title]] or [[content]]."
        elif missing := ", ".join(sorted(shown - set(page.policies))):
            yield f"pages.{language}.policies", f"No title for: {missing}."


def _field_faults(fields: tuple[Field, ...]) -> Iterator[tuple[str, str]]:
    kinds = {field.name: (field.kind, field.required) for field in fields}
    if len(kinds) != len(fields):
        yield "fields", "Two have the same name."
    if kinds.get("topic") != (FieldKind.CHOICE, True):
        yield "fields", "topic, a required choice, is not there."
    if [field.required for field in fields if field.kind is FieldKind.AGREEMENT] != [True]:
        yield "fields", "There is not one required agreement."
    for place, field in enumerate(fields):
        where = f"fields[{place}]"
        if field.name in RESERVED:
            yield f"{where}.name", "The form has an input of its own with this name."
        has_length = field.kind in {FieldKind.LINE, FieldKind.EMAIL, FieldKind.TEXT}
        if not field.min <= field.max or has_length is not bool(field.max):
            yield f"{where}.max", "It is out of range for the kind."
        is_list = len(set(field.choices)) == len(field.choices) and all(map(str.isprintable, field.choices))
        if not is_list or bool(field.choices) is not (field.kind is FieldKind.CHOICE):
            yield f"{where}.choices", "A choice has different names to choose from, other kinds have none."
