"""What was sent, read by the contract: a submission, or all that is wrong with it. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sayasat_contact.characters import composed, marked, refusal
from sayasat_contact.contract_parts import Contract, Field, FieldKind
from sayasat_contact.mailbox import mailbox_fault
from sayasat_contact.wording import Texts

AGREED = "yes"
"""The value of a box that was ticked; JSON's true counts as the same."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field."""

    field: str
    code: str
    """``missing``, ``short``, ``long``, ``choice``, ``character``, ``repeated``, ``not-text``, or one of
    `sayasat_contact.mailbox.MailboxFault`."""

    number: int = 0
    """Of characters, for ``short`` and ``long``."""

    character: str = ""
    """``U+202E``, for ``character``."""

    why: str = ""
    """One of `sayasat_contact.characters.Refused`, for ``character``."""

    def message(self, texts: Texts) -> str:
        """In the visitor's language."""
        label = texts(f"contact.field.{self.field}.label").rstrip("?")
        if self.number:
            return texts.count(f"contact.error.{self.code}", self.number, label=label)
        if self.character:
            kind = texts(f"contact.character.{self.why}")
            return texts("contact.error.character", label=label, code=self.character, kind=kind)
        if self.code in {"repeated", "not-text"}:
            return texts(f"contact.error.{self.code}", label=label)
        return texts(f"contact.error.{self.field}.{self.code}")


@dataclass(frozen=True, slots=True)
class Submission:
    """Fields that are as the contract wants them, composed; the agreement is given."""

    values: Mapping[str, str]
    """By name, in the contract's order, without the agreement; empty where an optional one was left out."""

    @property
    def topic(self) -> str:
        """What it is about: one of the contract's choices."""
        return self.values["topic"]

    def body(self) -> bytes:
        """What is stored and sealed: a JSON object of strings. The same values give the same bytes."""
        return json.dumps(dict(self.values), ensure_ascii=False, separators=(",", ":")).encode()


Sent = Mapping[str, Sequence[object]]
"""The values of each name, in the order sent: strings from a form, anything from JSON."""


def read_form(sent: Sent, contract: Contract) -> Submission | tuple[FieldError, ...]:
    """A submission, or an error for each field that has one, in the contract's order.

    Names that the contract does not have are passed over: they are neither stored nor shown.
    """
    errors: list[FieldError] = []
    values: dict[str, str] = {}
    for field in contract.fields:
        given = sent.get(field.name, ())
        value = _text(field, given)
        error = _error(field, given, value)
        if error:
            errors.append(error)
        elif field.kind is not FieldKind.AGREEMENT:
            values[field.name] = value
    return tuple(errors) or Submission(values)


def kept(sent: Sent, contract: Contract) -> Mapping[str, str]:
    """What was typed, by the contract's names, to be shown again; what no page can hold is marked.

    Of a repeated field the first value; the agreement is kept as given.
    """
    return {
        field.name: marked(_text(field, sent.get(field.name, ())), is_line=_is_line(field))
        for field in contract.fields
    }


def _text(field: Field, given: Sequence[object]) -> str:
    value = given[0] if given else ""
    if value is True and field.kind is FieldKind.AGREEMENT:
        return AGREED
    return composed(value, is_line=_is_line(field)) if isinstance(value, str) else ""


def _is_line(field: Field) -> bool:
    return field.kind is not FieldKind.TEXT


def _error(field: Field, given: Sequence[object], value: str) -> FieldError | None:
    if len(given) > 1:
        return FieldError(field.name, "repeated")
    is_ticked = field.kind is FieldKind.AGREEMENT and given and isinstance(given[0], bool)
    if given and given[0] is not None and not isinstance(given[0], str) and not is_ticked:
        return FieldError(field.name, "not-text")
    if not value:
        return FieldError(field.name, "missing") if field.required else None
    refused = refusal(value, is_line=_is_line(field))
    if refused and field.kind not in {FieldKind.CHOICE, FieldKind.AGREEMENT}:
        return FieldError(field.name, "character", character=refused.code, why=refused.why)
    return _kind_error(field, value)


def _kind_error(field: Field, value: str) -> FieldError | None:
    match field.kind:
        case FieldKind.CHOICE:
            return None if value in field.choices else FieldError(field.name, "choice")
        case FieldKind.AGREEMENT:
            return None if value == AGREED else FieldError(field.name, "missing")
        case FieldKind.EMAIL:
            fault = mailbox_fault(value)
            return _length_error(field, value) or (FieldError(field.name, fault) if fault else None)
        case FieldKind.LINE | FieldKind.TEXT:
            return _length_error(field, value)


def _length_error(field: Field, value: str) -> FieldError | None:
    if len(value) > field.max:
        return FieldError(field.name, "long", number=field.max)
    return FieldError(field.name, "short", number=field.min) if len(value) < field.min else None
