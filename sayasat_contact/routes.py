"""Where a request leads: what is answered in which language. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sayasat_contact.contract_parts import Contract

METHODS = {
    "messages": ("POST",),
    "token": ("GET", "HEAD"),
    "receipt": ("GET", "HEAD"),
    "health": ("GET", "HEAD"),
    "openapi": ("GET", "HEAD"),
}
"""What each route is asked by."""

_RECEIPT = re.compile(r"receipts/([^/]{1,64})")


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request leads."""

    language: str
    name: str
    """A key of the methods; empty where there is nothing."""

    argument: str = ""


def route_of(contract: Contract, path: str) -> Route:
    """The route of a path. What is below no prefix of a language is in the first one."""
    first = contract.languages[0]
    below = path.removeprefix(contract.base) if path.startswith(contract.base) else ""
    fixed = {"contact/health": "health", "contact/openapi.json": "openapi"}
    if below in fixed:
        return Route(first, fixed[below])
    prefix, language = next(each for each in contract.prefixes if below.startswith(each[0]))
    if not below.startswith(f"{prefix}contact/"):
        return Route(language, "")
    rest = below.removeprefix(f"{prefix}contact/")
    receipt = _RECEIPT.fullmatch(rest)
    if receipt:
        return Route(language, "receipt", receipt[1])
    return Route(language, rest if rest in {"messages", "token"} else "")
