"""The OpenAPI description: ``openapi.json``, the types of the answers, and the fields of the contract."""

from __future__ import annotations

import json
from copy import deepcopy
from http import HTTPStatus
from importlib.resources import files
from typing import Any

from msgspec.json import schema_components

from sayasat_contact.answers import Health, Problem, ReceiptFacts, Sent, Token
from sayasat_contact.contract_parts import Contract, Field, FieldKind
from sayasat_contact.mailbox import MailboxFault
from sayasat_contact.problem import Refusal

ERROR_CODES = ("missing", "short", "long", "choice", "character", "repeated", "not-text", *MailboxFault)
"""What `sayasat_contact.form.FieldError` may have for a code."""

_Schema = dict[str, Any]

_TEXT: _Schema = {"type": "string"}
_OWN: _Schema = {
    "contract": {
        **_TEXT,
        "description": "The digest in the form. One that was replaced less than a day ago is accepted",
        "pattern": "^[0-9a-f]{64}$",
    },
    "token": {**_TEXT, "description": "From the address token, at most a day ago"},
    "website": {**_TEXT, "description": "Left empty: else the message is labelled suspicious"},
}
_REFUSED: _Schema = {
    "text/html": {"schema": _TEXT},
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
}
_CHANGE: _Schema = {"change": {**_TEXT, "description": "Not empty: show the form again, send nothing"}}


def description(contract: Contract) -> _Schema:
    """The description as JSON has it; each language has its own prefix, as a server."""
    whole: _Schema = json.loads((files("sayasat_contact") / "openapi.json").read_bytes())
    types = (Sent, Token, ReceiptFacts, Health, Problem)
    _, schemas = schema_components(types, ref_template="#/components/schemas/{name}")
    for schema in schemas.values():
        if schema.get("type") == "object":
            schema["additionalProperties"] = False
    codes = sorted(refusal.code for refusal in Refusal)
    schemas["Problem"]["properties"]["code"] = {**_TEXT, "enum": codes}
    schemas["ProblemField"]["properties"]["code"] = {**_TEXT, "enum": list(ERROR_CODES)}
    schemas["Form"] = _form(contract, is_json=False)
    schemas["Message"] = _form(contract, is_json=True)
    options = whole["components"].pop("pathItems")["all"]
    whole["components"]["schemas"] = schemas
    whole["info"]["description"] += f" {', '.join(codes)}."
    prefixes = [contract.pages[each].prefix for each in contract.languages]
    always = {name: {"$ref": f"#/components/headers/{name}"} for name in whole["components"]["headers"]}
    for path, item in whole["paths"].items():
        item.update(deepcopy(options))
        for operation in (each for each in item.values() if isinstance(each, dict)):
            for status, response in operation["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    response["content"] = _REFUSED
                response["headers"] = {**always, **response.get("headers", {})}
        # Every language shares these two
        where = prefixes[:1] if path in {"/contact/health", "/contact/openapi.json"} else prefixes
        item["servers"] = [{"url": f"{contract.base}{prefix}".rstrip("/") or "/"} for prefix in where]
    return whole


def _form(contract: Contract, *, is_json: bool) -> _Schema:
    fields = {field.name: _field(field, is_json=is_json) for field in contract.fields}
    required = [field.name for field in contract.fields if field.required]
    return {
        "type": "object",
        "required": [*required, "contract", *(["token"] if is_json else [])],
        "properties": {**fields, **_OWN, **({} if is_json else _CHANGE)},
    }


def _field(field: Field, *, is_json: bool) -> _Schema:
    if field.kind is FieldKind.AGREEMENT:
        return {"enum": ["yes", True]} if is_json else {**_TEXT, "enum": ["yes"]}
    if field.kind is FieldKind.CHOICE:
        return {**_TEXT, "enum": [*field.choices, *([] if field.required else [""])]}
    return {**_TEXT, "minLength": field.min if field.required else 0, "maxLength": field.max}
