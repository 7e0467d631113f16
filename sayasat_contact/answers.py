"""The types of what a program is answered; the OpenAPI description is made from them.

Loaded only for that description, and by the type checker: a cold start does not pay for it.
"""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from msgspec import Meta

from sayasat_contact.arrival import MessageStatus


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
