"""The handler's OpenAPI description, made from the types of its answers and the contract's fields. Pure."""

from __future__ import annotations

from msgspec.json import schema_components

from contact.answers import Health, Problem, ReceiptFacts, Sent, Token
from contact.contract import Contract, Field, FieldKind
from contact.mailbox import MailboxFault
from contact.posted import FORM, FORM_DATA, JSON, MOST_BYTES, MOST_FIELDS
from contact.problem import TYPE, Refusal
from contact.reference import ALPHABET
from contact.routes import METHODS

ERROR_CODES = ("missing", "short", "long", "choice", "character", "repeated", "not-text", *MailboxFault)
"""What `contact.form.FieldError` may have for a code."""

_Schema = dict[str, object]

_TEXT: _Schema = {"type": "string"}
_GROUP = f"[{ALPHABET}]{{4}}"
_HEADERS = ("Cache-Control", "Content-Security-Policy", "X-Content-Type-Options", "X-Robots-Tag")
_ALLOW = {"Allow": "The methods that are taken"}
_PLACE = {"Location": "The receipt's address, from the site's root on"}
_PATHS = {
    "messages": "/contact/messages",
    "token": "/contact/token",
    "receipt": "/contact/receipts/{reference}",
    "health": "/contact/health",
    "openapi": "/contact/openapi.json",
}
_ONCE = ("health", "openapi")
"""Routes that every language shares."""

_DESCRIPTION = (
    "Fields, limits and choices are those of the contract that the site was built with. Lengths count "
    "characters after NFC. Texts in answers are in the language of the address. An answer 201 or 303 is "
    "given only when the message is stored for good. Programs ask for JSON by the header Accept, or by "
    "sending it; problems are as in RFC 9457, and their type names the code after the #: "
)


def description(contract: Contract) -> _Schema:
    """The description as JSON has it; each language has its own prefix, as a server."""
    types = (Sent, Token, ReceiptFacts, Health, Problem)
    _, components = schema_components(types, ref_template="#/components/schemas/{name}")
    for schema in components.values():
        if schema.get("type") == "object":
            schema["additionalProperties"] = False
    codes = sorted(refusal.code for refusal in Refusal)
    components["Problem"]["properties"]["code"] = {"type": "string", "enum": codes}
    components["ProblemField"]["properties"]["code"] = {"type": "string", "enum": list(ERROR_CODES)}
    components["Form"] = _form(contract, is_json=False)
    components["Message"] = _form(contract, is_json=True)
    paths = {_PATHS[name]: _path(contract, name) for name in METHODS}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Contact form",
            "version": "1",
            "summary": "Takes messages from the site's contact form, and tells what became of them.",
            "description": f"{_DESCRIPTION}{', '.join(codes)}.",
        },
        "paths": paths,
        "components": {"schemas": components},
    }


def _form(contract: Contract, *, is_json: bool) -> _Schema:
    digest = "The digest in the form. One that was replaced less than a day ago is accepted"
    properties = {field.name: _field(field, is_json=is_json) for field in contract.fields}
    properties |= {
        "contract": {"type": "string", "description": digest, "pattern": "^[0-9a-f]{64}$"},
        "token": {"type": "string", "description": "From the address token, at most a day ago"},
        "website": {"type": "string", "description": "Left empty: else the message is labelled suspicious"},
    }
    if not is_json:
        change = "Not empty: show the form again, send nothing"
        properties["change"] = {"type": "string", "description": change}
    required = [field.name for field in contract.fields if field.required]
    required += ["contract", *(["token"] if is_json else [])]
    return {"type": "object", "required": required, "properties": properties}


def _field(field: Field, *, is_json: bool) -> _Schema:
    if field.kind is FieldKind.AGREEMENT:
        return {"enum": ["yes", True]} if is_json else {"type": "string", "enum": ["yes"]}
    if field.kind is FieldKind.CHOICE:
        return {"type": "string", "enum": [*field.choices, *([] if field.required else [""])]}
    return {"type": "string", "minLength": field.min if field.required else 0, "maxLength": field.max}


def _path(contract: Contract, name: str) -> _Schema:
    prefixes = [contract.pages[each].prefix for each in contract.languages]
    where = prefixes[:1] if name in _ONCE else prefixes
    options = {"summary": "Which methods are taken", "responses": {"204": _response("", headers=_ALLOW)}}
    path: _Schema = {
        "servers": [{"url": f"{contract.base}{prefix}".rstrip("/") or "/"} for prefix in where],
        METHODS[name][0].lower(): _OPERATIONS[name],
        "options": options,
    }
    if name == "receipt":
        pattern = f"^{_GROUP}-{_GROUP}-{_GROUP}$"
        shown = {
            "name": "reference",
            "in": "path",
            "required": True,
            "description": "As printed, or as typed",
        }
        path["parameters"] = [{**shown, "schema": {"type": "string", "pattern": pattern}}]
    return path


def _response(what: str, *types: str, schema: str = "", headers: dict[str, str] | None = None) -> _Schema:
    """A response of these media types; JSON is of the schema, where it is named."""
    named = {JSON: {"$ref": f"#/components/schemas/{schema}"} if schema else {"type": "object"}}
    named[TYPE] = {"$ref": "#/components/schemas/Problem"}
    told = dict.fromkeys(_HEADERS, "On every answer") | (headers or {})
    return {
        "description": what or "In the headers",
        "headers": {
            name: {"description": text, "required": True, "schema": _TEXT} for name, text in told.items()
        },
        **({"content": {each: {"schema": named.get(each, _TEXT)} for each in types}} if types else {}),
    }


def _refused(what: str, headers: dict[str, str] | None = None) -> _Schema:
    return _response(what, "text/html", TYPE, headers=headers)


def _read(summary: str, *types: str, schema: str = "", **more: object) -> _Schema:
    """An operation that changes nothing."""
    responses = {
        "200": _response(summary, *types, schema=schema),
        "405": _refused("Another method", _ALLOW),
        "503": _refused("The store cannot be asked, or a fault of the handler's"),
    }
    return {"summary": summary, "responses": responses, **more}


def _send() -> _Schema:
    key = {"type": "string", "pattern": "^[!#-~]{16,128}$"}
    body = {each: {"schema": {"$ref": "#/components/schemas/Form"}} for each in (FORM, FORM_DATA)}
    retry = {"Retry-After": "Seconds until more are taken"}
    return {
        "operationId": "send",
        "summary": "Send a message",
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "Beside the token, what makes a repeated sending the same",
                "schema": key,
            }
        ],
        "requestBody": {
            "required": True,
            "description": f"At most {MOST_BYTES:,} bytes and {MOST_FIELDS} fields",
            "content": {**body, JSON: {"schema": {"$ref": "#/components/schemas/Message"}}},
        },
        "responses": {
            "200": _response(
                "Nothing is sent yet: a page to check what was written, or the form", "text/html"
            ),
            "201": _response("Received: stored for good", JSON, schema="Sent", headers=_PLACE),
            "303": _response("Received, for a browser", "text/html", headers=_PLACE),
            "400": _refused("A body that cannot be read, or an Idempotency-Key that is none"),
            "403": _refused("From another site, or without a token that holds"),
            "405": _refused("Another method", _ALLOW),
            "409": _refused(
                "From a form that was built anew since, or other content under a key that was used"
            ),
            "411": _refused("A body without a length"),
            "413": _refused("A body that is too large"),
            "415": _refused("Of a type that is not taken, or with a file"),
            "422": _refused("Fields have errors"),
            "429": _refused("Too many messages of one network in this hour", retry),
            "503": _refused("Nothing was stored"),
        },
    }


_OPENED = {"name": "opened", "in": "query", "schema": _TEXT, "description": "Seconds that the form was open"}
_OPERATIONS: dict[str, _Schema] = {
    "messages": _send(),
    "token": _read(
        "A token that holds for a day", JSON, schema="Token", operationId="token", parameters=[_OPENED]
    ),
    "receipt": _read(
        "What became of a message", "text/html", JSON, schema="ReceiptFacts", operationId="receipt"
    ),
    "health": _read("Whether messages can be stored", JSON, schema="Health", operationId="health"),
    "openapi": _read("This description", JSON, operationId="description"),
}
_OPERATIONS["receipt"]["responses"] |= {"404": _refused("No message has this reference")}  # type: ignore[operator]
