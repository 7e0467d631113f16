"""What was sent, read by the contract: its values, or all that is wrong with them. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sayasat_contact.characters import CharacterRefusal, composed, marked, refusal
from sayasat_contact.contract_parts import Contract, Field, FieldKind
from sayasat_contact.form_page import Filled
from sayasat_contact.mailbox import mailbox_fault
from sayasat_contact.stamp import YOUNGEST, Stamp, Stamper
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

    character: CharacterRefusal | None = None
    """For ``character``."""

    def message(self, texts: Texts) -> str:
        """In the visitor's language."""
        label = texts(f"contact.field.{self.field}.label").rstrip("?")
        if self.number:
            return texts.count(f"contact.error.{self.code}", self.number, label=label)
        if self.character:
            kind = texts(f"contact.character.{self.character.why}")
            return texts("contact.error.character", label=label, code=self.character.code, kind=kind)
        if self.code in {"repeated", "not-text"}:
            return texts(f"contact.error.{self.code}", label=label)
        return texts(f"contact.error.{self.field}.{self.code}")


Sent = Mapping[str, Sequence[object]]
"""The values of each name, in the order sent: strings from a form, anything from JSON."""


class Incoming:
    """A message on its way in: what was sent, its token, and what of it is shown again."""

    def __init__(
        self, contract: Contract, language: str, sent: Sent, stamper: Stamper, now: datetime
    ) -> None:
        self.contract = contract
        self.language = language
        self.now = now
        self.values, self.errors = read_form(sent, contract)
        self._sent = sent
        self._stamper = stamper

    def one(self, name: str) -> str:
        """The value of a name that was sent once as text; else empty."""
        return one_text(self._sent, name)

    def body(self) -> bytes:
        """What is stored and sealed: a JSON object of strings. The same values give the same bytes."""
        return json.dumps(self.values, ensure_ascii=False, separators=(",", ":")).encode()

    @property
    def trap(self) -> str:
        """What stood where nobody writes anything, cut short."""
        texts = [value for value in self._sent.get("website", ()) if isinstance(value, str)]
        return " ".join(texts).strip()[:100]

    @cached_property
    def stamp(self) -> Stamp | None:
        """None where no token holds."""
        return self._stamper.read(self.one("token"), self.language, self.now)

    def fresh(self) -> str:
        """A token for the page that answers this message: its form was opened before, so it is not young."""
        return self._stamper.issue(self.language, self.now, YOUNGEST)

    def filled(self, errors: Sequence[FieldError] = (), token: str = "") -> Filled:
        """For showing it again. With the token sent, where it holds: so sending again is the same sending."""
        texts = self.contract.texts[self.language]
        return Filled(
            kept(self._sent, self.contract),
            [(error.field, error.message(texts)) for error in errors],
            token or (self.one("token") if self.stamp else self.fresh()),
            marked(self.trap, is_line=True),
        )


def one_text(sent: Sent, name: str) -> str:
    """The value of a name that was sent once as text; else empty."""
    values = sent.get(name, ())
    return values[0] if len(values) == 1 and isinstance(values[0], str) else ""


def read_form(sent: Sent, contract: Contract) -> tuple[dict[str, str], list[FieldError]]:
    """The values composed, without the agreement, and an error for each field that has one, in their order.

    A value is empty where an optional one was left out. Names that the contract does not have are passed
    over: they are neither stored nor shown.
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
    return values, errors


def kept(sent: Sent, contract: Contract) -> Mapping[str, str]:
    """What was typed, by the contract's names, to be shown again; what no page can hold is marked.

    Of a repeated field the first value; the agreement is kept as given.
    """
    texts = {field: _text(field, sent.get(field.name, ())) for field in contract.fields}
    return {field.name: marked(text, is_line=_is_line(field)) for field, text in texts.items()}


def _text(field: Field, given: Sequence[object]) -> str:
    value = given[0] if given else ""
    if value is True and field.kind is FieldKind.AGREEMENT:
        return AGREED
    return composed(value, is_line=_is_line(field)) if isinstance(value, str) else ""


def _is_line(field: Field) -> bool:
    return field.kind is not FieldKind.TEXT


def _error(field: Field, given: Sequence[object], value: str) -> FieldError | None:
    is_box = field.kind is FieldKind.AGREEMENT
    is_ticked = is_box and given and isinstance(given[0], bool)
    code = ""
    if len(given) > 1:
        code = "repeated"
    elif given and given[0] is not None and not isinstance(given[0], str) and not is_ticked:
        code = "not-text"
    elif not value:
        code = "missing" if field.required else ""
    elif is_box:
        code = "" if value == AGREED else "missing"
    elif field.kind is FieldKind.CHOICE:
        code = "" if value in field.choices else "choice"
    else:
        return _content_error(field, value)
    return FieldError(field.name, code) if code else None


def _content_error(field: Field, value: str) -> FieldError | None:
    if refused := refusal(value, is_line=_is_line(field)):
        return FieldError(field.name, "character", character=refused)
    if len(value) > field.max:
        return FieldError(field.name, "long", number=field.max)
    if len(value) < field.min:
        return FieldError(field.name, "short", number=field.min)
    fault = mailbox_fault(value) if field.kind is FieldKind.EMAIL else None
    return FieldError(field.name, fault) if fault else None
