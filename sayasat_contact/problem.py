"""The errors that a client gets that is a program: problem details (RFC 9457). Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING

from sayasat_contact.contract_parts import Contract
from sayasat_contact.form import FieldError

if TYPE_CHECKING:
    from sayasat_contact.answers import Problem, ProblemField

TYPE = "application/problem+json"


class Refusal(Enum):
    """Why a request is not taken: the name of its texts ``contact.<name>.…``, and its status (RFC 9110)."""

    BAD = ("bad", HTTPStatus.BAD_REQUEST)
    CROSS = ("cross", HTTPStatus.FORBIDDEN)
    TOKEN = ("token", HTTPStatus.FORBIDDEN)
    NOT_FOUND = ("not-found", HTTPStatus.NOT_FOUND)
    UNKNOWN = ("unknown", HTTPStatus.NOT_FOUND)
    METHOD = ("method", HTTPStatus.METHOD_NOT_ALLOWED)
    STALE = ("stale", HTTPStatus.CONFLICT)
    OTHER = ("other", HTTPStatus.CONFLICT)
    LENGTH = ("bad", HTTPStatus.LENGTH_REQUIRED)
    LARGE = ("large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    MEDIA = ("media", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    FIELDS = ("form", HTTPStatus.UNPROCESSABLE_ENTITY)
    LIMIT = ("limit", HTTPStatus.TOO_MANY_REQUESTS)
    BROKEN = ("broken", HTTPStatus.SERVICE_UNAVAILABLE)
    """A fault of the handler's own. No 500: for who sent it, it is as if the store had failed."""

    UNAVAILABLE = ("unavailable", HTTPStatus.SERVICE_UNAVAILABLE)
    FULL = ("full", HTTPStatus.SERVICE_UNAVAILABLE)
    """The messages that are kept take the space there is: another try will not help soon."""

    LATER = ("later", HTTPStatus.SERVICE_UNAVAILABLE)
    """The store cannot be asked about a message that was sent before: not the same as one not sent."""

    @property
    def texts(self) -> str:
        """What its texts' keys begin with."""
        return f"contact.{self.value[0]}"

    @property
    def status(self) -> HTTPStatus:
        """The response's."""
        return self.value[1]

    @property
    def code(self) -> str:
        """For programs; it never changes."""
        return self.name.lower().replace("_", "-")


def problem(
    contract: Contract, refusal: Refusal, title: str, detail: str = "", /, **extension: object
) -> bytes:
    """The problem as JSON; ``extension`` adds members. Texts are in the visitor's language."""
    # RFC 9457, 3.1.1: an address that says more; the handler's own description lists the codes
    where = f"{contract.base}contact/openapi.json#{refusal.code}"
    members: Problem = {"type": where, "title": title, "status": refusal.status.value, "code": refusal.code}
    return json_bytes({**members, **({"detail": detail} if detail else {}), **extension})


def field_errors(contract: Contract, language: str, errors: Sequence[FieldError]) -> list[ProblemField]:
    """The errors with the ids of the inputs in the form, in its order."""
    texts = contract.texts[language]
    return [
        {
            "field": each.field,
            "id": f"contact-{each.field}",
            "code": each.code,
            "message": each.message(texts),
        }
        for each in errors
    ]


def json_bytes(members: Mapping[str, object]) -> bytes:
    """JSON in UTF-8, with a line end."""
    return json.dumps(members, ensure_ascii=False).encode() + b"\n"
