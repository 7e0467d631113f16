"""The OpenAPI description: ``openapi.json``, the types of the answers, and the fields of the contract.

Loaded only for a request for it: a cold start does not pay for it.
"""

from __future__ import annotations

import json
from copy import deepcopy
from http import HTTPStatus
from importlib.resources import files
from typing import Annotated, Any, Literal, NotRequired, TypedDict

from msgspec import Meta
from msgspec.json import schema_components

from sayasat_contact.arrival import MessageStatus
from sayasat_contact.contract_parts import Contract, Field, FieldKind
from sayasat_contact.mailbox import MailboxFault
from sayasat_contact.posted import Refusal

ERROR_CODES = ("missing", "short", "long", "choice", "character", "repeated", "not-text", *MailboxFault)
"""What `sayasat_contact.form.FieldError` may have for a code."""

_Schema = dict[str, Any]

_TEXT: _Schema = {"type": "string"}


class Sent(TypedDict):
    """The message is stored for good."""

    reference: str
    receipt: Annotated[str, Meta(description="Its address from the site's root on")]


class Token(TypedDict):
    """A fresh token."""

    token: str


class ReceiptFacts(TypedDict):
    """What became of a message."""

    reference: str
    received: Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
    status: MessageStatus


class ContractDigests(TypedDict):
    """The digests of contracts."""

    served: Annotated[
        str | None,
        Meta(description="In the site's file; null where the file cannot be used, and somebody has to look"),
    ]
    loaded: Annotated[str, Meta(description="In use")]
    earlier: Annotated[list[str], Meta(description="Before it; their forms are accepted for a day")]


class Health(TypedDict):
    """Messages can be stored."""

    status: Literal["ok"]
    contract: ContractDigests


class ProblemField(TypedDict):
    """A field that has an error."""

    field: str
    id: Annotated[str, Meta(description="Of the input in the form")]
    code: str
    message: str


class ProblemPolicy(TypedDict):
    """The version that a visitor has to agree to."""

    id: str
    date: Annotated[str, Meta(extra_json_schema={"format": "date"})]
    address: str


class ProblemOffice(TypedDict):
    """How else to reach the publisher."""

    label: str
    value: str


class Problem(TypedDict):
    """Problem details (RFC 9457)."""

    type: Annotated[str, Meta(extra_json_schema={"format": "uri-reference"})]
    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    code: str
    detail: NotRequired[str]
    errors: NotRequired[
        Annotated[list[ProblemField], Meta(min_length=1, description="With code fields, in the form's order")]
    ]
    token: NotRequired[Annotated[str, Meta(description="With codes token and other: a fresh one")]]
    reference: NotRequired[Annotated[str, Meta(description="With code other: of what was received")]]
    contract: NotRequired[Annotated[str, Meta(description="With code stale: the digest of the form now")]]
    policy: NotRequired[Annotated[ProblemPolicy, Meta(description="With code stale")]]
    office: NotRequired[Annotated[list[ProblemOffice], Meta(description="With codes unavailable and full")]]


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
    for name in ("Form", "Message"):
        schemas[name] = _form(contract, whole["components"]["schemas"][name], is_json=name == "Message")
    refused = whole["components"].pop("responses")["refused"]
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
                    response["content"] = refused["content"]
                response["headers"] = {**always, **response.get("headers", {})}
        # Every language shares these two
        where = prefixes[:1] if path in {"/contact/health", "/contact/openapi.json"} else prefixes
        item["servers"] = [{"url": f"{contract.base}{prefix}".rstrip("/") or "/"} for prefix in where]
    return whole


def _form(contract: Contract, own: _Schema, *, is_json: bool) -> _Schema:
    """``own``: the schema with the names that are no fields of the contract."""
    fields = {field.name: _field(field, is_json=is_json) for field in contract.fields}
    required = [field.name for field in contract.fields if field.required]
    properties = {**fields, **own["properties"]}
    return {"type": "object", "required": [*required, *own["required"]], "properties": properties}


def _field(field: Field, *, is_json: bool) -> _Schema:
    if field.kind is FieldKind.AGREEMENT:
        return {"enum": ["yes", True]} if is_json else {**_TEXT, "enum": ["yes"]}
    if field.kind is FieldKind.CHOICE:
        return {**_TEXT, "enum": [*field.choices, *([] if field.required else [""])]}
    return {**_TEXT, "minLength": field.min if field.required else 0, "maxLength": field.max}
