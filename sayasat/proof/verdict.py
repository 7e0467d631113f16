"""What a verification found: what is wrong, what is proved, and what is not. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from msgspec import Struct, field

from sayasat.errors import Fault
from sayasat.i18n.messages import Messages, report
from sayasat.proof.heads import LogHead


class Statement(Struct, frozen=True):
    """Something that was proved, or was not; the text is ``proof.statement.CODE``."""

    code: str
    facts: tuple[tuple[str, object], ...] = ()

    @classmethod
    def of(cls, code: str, **facts: object) -> Self:
        """The statement with these facts."""
        return cls(code, tuple(facts.items()))


class Pins(Struct, frozen=True):
    """What a verifier knows from outside the site; empty where it knows nothing."""

    seal: str = ""
    """SHA-256 of a seal's certificate."""

    roots: tuple[str, ...] = ()
    """SHA-256 of each root certificate."""

    heads: Mapping[str, bytes] = field(default_factory=dict)
    """Heads that the verifier has kept, by the names of their files."""


class SealedHead(Struct, frozen=True):
    """A head whose seal holds."""

    head: LogHead
    certificate: str
    """The file of the certificate."""

    times: Mapping[str, datetime]
    """When it was stamped, by authority."""


class Verdict(Struct, frozen=True):
    """The result of a verification."""

    faults: tuple[Fault, ...]
    proved: tuple[Statement, ...] = ()
    open: tuple[Statement, ...] = ()
    """What is not proved although nothing is wrong."""

    sealed: tuple[SealedHead, ...] = ()
    """By number."""

    @property
    def code(self) -> int:
        """The exit code: 0 if nothing is wrong, or 1."""
        return 1 if self.faults else 0

    @property
    def data(self) -> Mapping[str, object]:
        """The result for programs."""
        return {
            "wrong": [{"code": each.code, "where": each.where, **dict(each.facts)} for each in self.faults],
            "proved": [{"code": each.code, **dict(each.facts)} for each in self.proved],
            "open": [{"code": each.code, **dict(each.facts)} for each in self.open],
        }

    def text(self, t: Messages) -> str:
        """The result for people."""
        parts = [("wrong", report(self.faults, t))] if self.faults else []
        for name, statements in (("proved", self.proved), ("open", self.open)):
            lines = (t(f"proof.statement.{each.code}", **dict(each.facts)) for each in statements)
            parts.append((name, "\n".join(f"- {line}" for line in lines)))
        return "\n\n".join(f"{t(f'proof.{name}')}\n{text}" for name, text in parts if text)
