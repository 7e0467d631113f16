"""The parts of a contract between the site and the handler. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from sayasat_contact.wording import Texts

_Language = Annotated[
    str,
    Meta(
        pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*\Z"
    ),
]
_Path = Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9._~%-]+/)*\Z")]
_Choice = Annotated[str, Meta(pattern=r"^.{1,255}\Z")]
"""A policy is chosen by its slug, which may be in any script."""

_SHELL_MARK = re.compile(r"\[\[(title|content)\]\]")


class FieldKind(StrEnum):
    """What a field takes."""

    LINE = "line"
    EMAIL = "email"
    CHOICE = "choice"
    TEXT = "text"
    AGREEMENT = "agreement"


class PolicyBasis(StrEnum):
    """Where a policy's date comes from: its publisher stated it, or it was recorded in the repository."""

    STATED = "stated"
    RECORDED = "recorded"


class Field(msgspec.Struct, frozen=True):
    """One question of the form."""

    name: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,31}\Z")]
    kind: FieldKind
    required: bool
    min: Annotated[int, Meta(ge=0)] = 0
    max: Annotated[int, Meta(ge=0, le=10_000)] = 0
    """Characters after NFC; 0 where the kind has no length. The most fits a request."""

    choices: tuple[_Choice, ...] = ()

    @property
    def keys(self) -> list[str]:
        """The texts that it needs."""
        keys = [f"field.{self.name}.label", f"field.{self.name}.hint"]
        keys += [f"error.{self.name}.missing"] if self.required else []
        if self.kind is FieldKind.EMAIL:
            keys += [f"error.{self.name}.{fault}" for fault in ("syntax", "letters", "several")]
        if self.kind is FieldKind.CHOICE:
            keys.append(f"error.{self.name}.choice")
            # A policy's title stands in the page, for it comes from the policy's own text
            keys += [f"{self.name}.{choice}" for choice in self.choices if self.name != "policy"]
            keys += [] if self.required else [f"{self.name}.none"]
        return [f"contact.{key}" for key in keys]


class AgreedPolicy(msgspec.Struct, frozen=True):
    """The version of the privacy policy that a visitor agrees to."""

    id: _Choice
    date: date
    basis: PolicyBasis
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
    """Of its visible text in the authentic language."""


class Page(msgspec.Struct, frozen=True):
    """The site in one language, as far as the handler's pages show it."""

    prefix: _Path
    """``""`` for the first language, else ``ru/``."""

    privacy: _Path
    """Where the dated text of the policy stands, from the site's root on, without a slash before it."""

    shell: str
    """The site's page, with marks where a title and a content go."""

    policies: dict[str, str]
    """Titles by id."""

    office: tuple[tuple[str, str], ...] = ()
    """(label, value): how else to reach the publisher. May be empty; nothing is invented."""

    def filled(self, title: str, content: str) -> str:
        """A whole page. Both are HTML already; the parts are joined once, so a mark in a text stays text."""
        return _SHELL_MARK.sub(lambda mark: title if mark[1] == "title" else content, self.shell)


class Contract(msgspec.Struct, frozen=True, dict=True):
    """All of it, as the file has it."""

    schema: Literal[1]
    digest: str
    site_url: Annotated[str, Meta(pattern=r"^https?://[A-Za-z0-9._:\[\]-]+/([A-Za-z0-9._~%-]+/)*\Z")]
    """With a slash at the end, without a login, query or fragment."""

    languages: Annotated[tuple[_Language, ...], Meta(min_length=1)]
    policy: AgreedPolicy
    fields: tuple[Field, ...]
    pages: dict[str, Page]
    """Of every language."""

    written: dict[str, dict[str, str]] = msgspec.field(name="texts")

    @cached_property
    def texts(self) -> Mapping[str, Texts]:
        """The texts of each language."""
        return {each: Texts(each, self.written.get(each, {})) for each in self.languages}

    @cached_property
    def base(self) -> str:
        """The path of the site's root, as ``/`` or ``/policies/``."""
        return urlsplit(self.site_url).path

    @cached_property
    def origin(self) -> str:
        """Scheme and host of the site, as a browser's ``Origin`` says it (RFC 6454)."""
        parts = urlsplit(self.site_url)
        return f"{parts.scheme}://{parts.netloc}"

    @cached_property
    def host(self) -> str:
        """The site's host, without a port."""
        return urlsplit(self.site_url).hostname or ""

    @cached_property
    def prefixes(self) -> Sequence[tuple[str, str]]:
        """(prefix of its addresses, language), the longest first: that of the first language is empty."""
        found = [(self.pages[each].prefix, each) for each in self.languages]
        return sorted(found, key=lambda each: len(each[0]), reverse=True)

    def field(self, name: str) -> Field:
        """The field of a name. Raises KeyError."""
        return {field.name: field for field in self.fields}[name]

    def address(self, language: str, path: str) -> str:
        """A rooted address (``/ru/contact/``) of a path below ``contact/`` in a language."""
        return f"{self.base}{self.pages[language].prefix}contact/{path}"
