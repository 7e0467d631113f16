"""A message on its way in: what was sent, its token, and what of it is shown again."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from sayasat_contact.characters import marked
from sayasat_contact.contract_parts import Contract
from sayasat_contact.form import FieldError, Sent, Submission, kept, read_form
from sayasat_contact.form_page import Filled
from sayasat_contact.stamp import YOUNGEST, Stamp, Stamper


def one_text(sent: Sent, name: str) -> str:
    """The value of a name that was sent once as text; else empty."""
    values = sent.get(name, ())
    return values[0] if len(values) == 1 and isinstance(values[0], str) else ""


class Incoming:
    """A message on its way in."""

    def __init__(
        self, contract: Contract, language: str, sent: Sent, stamper: Stamper, now: datetime, key: str
    ) -> None:
        self.language = language
        self.now = now
        self.key = key
        """The client's own, or empty."""

        self.contract = contract
        self._sent = sent
        self._stamper = stamper

    def one(self, name: str) -> str:
        """The value of a name that was sent once as text; else empty."""
        return one_text(self._sent, name)

    @property
    def trap(self) -> str:
        """What stood where nobody writes anything, cut short."""
        return " ".join(value for value in self._sent.get("website", ()) if isinstance(value, str)).strip()[
            :100
        ]

    @cached_property
    def stamp(self) -> Stamp | None:
        """None where no token holds."""
        return self._stamper.read(self.one("token"), self.language, self.now)

    @cached_property
    def read(self) -> Submission | tuple[FieldError, ...]:
        """By the contract."""
        return read_form(self._sent, self.contract)

    @cached_property
    def token(self) -> str:
        """The one sent, where it holds: so sending again is the same sending. Else a fresh one."""
        return self.one("token") if self.stamp else self.fresh()

    def fresh(self) -> str:
        """A token for the page that answers this message: its form was opened before, so it is not young."""
        return self._stamper.issue(self.language, self.now, YOUNGEST)

    def filled(self, errors: tuple[FieldError, ...] = (), token: str = "") -> Filled:
        """For showing it again."""
        texts = self.contract.texts[self.language]
        return Filled(
            kept(self._sent, self.contract),
            [(error.field, error.message(texts)) for error in errors],
            token or self.token,
            marked(self.trap, is_line=True),
        )
