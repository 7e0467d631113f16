"""The contract between the site and the handler: fields, limits, texts and the policy in force, written once.

The site's build writes ``contract.json``; the form on the site and the handler both read it here. Its digest
stands in every form, so that the handler knows which form, and which text of the policy, a visitor saw.
"""

# Longer than 300 lines because it describes one file format completely: types, texts and reader.

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import urlsplit

from contact.errors import ContactFault, ContractError

SCHEMA = 1

_LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
)
_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PATH = re.compile(r"(?:[A-Za-z0-9._~%-]+/)*")
_CHOICE = re.compile(r".{1,255}")
"""A policy is chosen by its slug, which may be in any script."""
_MARK = re.compile(r"\[\[(title|content)\]\]")
_MONTHS = 12

RESERVED = ("contract", "token", "website", "change")
"""Names of the form's own inputs: no field has them."""


MARKED = ("address", "honeypot", "young")
"""Signs of a machine (`contact.store.Suspicion`) that the subject of a mail names it suspect for."""


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


_Kind = TypeVar("_Kind", bound=StrEnum)
_FORMS = {"ru": ("one", "few", "many", "other")}


@dataclass(frozen=True, slots=True)
class Field:
    """One question of the form."""

    name: str
    kind: FieldKind
    required: bool
    min: int = 0
    max: int = 0
    """Characters after NFC; 0 where the kind has no length."""

    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreedPolicy:
    """The version of the privacy policy that a visitor agrees to."""

    id: str
    date: date
    basis: PolicyBasis
    sha256: str
    """Of its visible text in the authentic language."""


@dataclass(frozen=True, slots=True)
class PageShell:
    """The site's page in one language, cut where a title and a content go."""

    parts: tuple[str, ...]
    """HTML and the names of slots in turn: HTML first and last."""

    def filled(self, title: str, content: str) -> str:
        """A whole page. Both are HTML already; the parts are joined once, so a mark in a text stays text."""
        slots = {"title": title, "content": content}
        return "".join(slots[part] if place % 2 else part for place, part in enumerate(self.parts))


@dataclass(frozen=True, slots=True)
class Texts:
    """What a person reads, in one language."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, /, **facts: object) -> str:
        """The text, filled in. Plain text: whoever puts it on a page escapes it. Raises KeyError."""
        return self.texts[key].format(**facts)

    def count(self, key: str, number: int, /, **facts: object) -> str:
        """The text in the plural form that a number takes in this language (CLDR)."""
        return self(f"{key}.{plural_form(self.language, number)}", number=number, **facts)

    def day(self, day: date) -> str:
        """A date in full; it takes no ending, so it stands after a label."""
        month = self("contact.date.months").split()[day.month - 1]
        return self("contact.date.long", year=day.year, month=month, day=day.day)

    def moment(self, moment: datetime) -> str:
        """A date with its time of day and its distance from UTC."""
        offset = moment.strftime("%z")
        return f"{self.day(moment.date())}, {moment:%H:%M} (UTC{offset[:3]}:{offset[3:5]})"


@dataclass(frozen=True, slots=True)
class Page:
    """The site in one language, as far as the handler's pages show it."""

    prefix: str
    """``""`` for the first language, else ``ru/``."""

    privacy: str
    """Where the dated text of the policy stands, from the site's root on, without a slash before it."""

    shell: PageShell
    policies: Mapping[str, str]
    """Titles by id."""

    office: tuple[tuple[str, str], ...]
    """(label, value): how else to reach the publisher. May be empty; nothing is invented."""


@dataclass(frozen=True, slots=True)
class Contract:
    """All of it. Mappings by language have every language."""

    digest: str
    site_url: str
    """With a slash at the end."""

    languages: tuple[str, ...]
    policy: AgreedPolicy
    fields: tuple[Field, ...]
    texts: Mapping[str, Texts]
    pages: Mapping[str, Page]

    @property
    def base(self) -> str:
        """The path of the site's root, as ``/`` or ``/policies/``."""
        return urlsplit(self.site_url).path

    @property
    def origin(self) -> str:
        """Scheme and host of the site, as a browser's ``Origin`` says it (RFC 6454)."""
        parts = urlsplit(self.site_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def host(self) -> str:
        """The site's host, without a port."""
        return urlsplit(self.site_url).hostname or ""

    def field(self, name: str) -> Field:
        """The field of a name. Raises KeyError."""
        return {field.name: field for field in self.fields}[name]

    def address(self, language: str, path: str) -> str:
        """A rooted address (``/ru/contact/``) of a path below ``contact/`` in a language."""
        return f"{self.base}{self.pages[language].prefix}contact/{path}"


def load_contract(path: Path) -> Contract:
    """The contract in a file. Raises ContractError with all faults at once."""
    return read_contract(contract_bytes(path))


def contract_bytes(path: Path) -> bytes:
    """The content of a contract's file. Raises ContractError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        fault = ContactFault(
            str(path), f"It cannot be read: {error.strerror}.", "Name the file that the build wrote."
        )
        raise ContractError([fault]) from None


def read_contract(content: bytes) -> Contract:
    """A contract out of its JSON. Raises ContractError with all faults at once."""
    try:
        values = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise ContractError([ContactFault("contract", "It is not JSON in UTF-8.", _REBUILD)]) from None
    if not isinstance(values, dict) or values.get("schema") != SCHEMA:
        raise ContractError([ContactFault("schema", f"It is not of schema {SCHEMA}.", _REBUILD)])
    return _Reader().contract(values)


def digest(values: Mapping[str, object]) -> str:
    """SHA-256, in hexadecimal, of what forms depend on, as canonical JSON: all but ``digest`` and shells.

    What stands around a page changes with every page that is added to the site: no form grows stale by that.
    """
    rest = {key: value for key, value in values.items() if key != "digest"}
    pages = _mapping(rest.get("pages"))
    rest["pages"] = {
        language: {key: value for key, value in _mapping(page).items() if key != "shell"}
        for language, page in pages.items()
    }
    canonical = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def write_contract(values: Mapping[str, object]) -> bytes:
    """The file of a contract, its digest computed and itself checked. Raises ContractError."""
    whole = {**values, "digest": digest(values)}
    content = json.dumps(whole, sort_keys=True, ensure_ascii=False, indent=1).encode() + b"\n"
    read_contract(content)
    return content


def plural_form(language: str, number: int) -> str:
    """The CLDR category of a whole number, for the languages here; others know "one" and "other"."""
    if language != "ru":
        return "one" if number == 1 else "other"
    last, last_two = number % 10, number % 100
    if last == 1 and last_two != 11:  # noqa: PLR2004
        return "one"
    return "few" if last in {2, 3, 4} and last_two not in {12, 13, 14} else "many"


def text_keys(fields: Iterable[Field], language: str) -> Mapping[str, frozenset[str]]:
    """Every text that form and handler need, with the facts that it may hold (``{name}``)."""
    needed = _needed()
    keys = {key: frozenset(facts) for key, facts in needed["once"].items()}
    for key, facts in needed["counted"].items():
        keys |= {f"{key}.{form}": frozenset({"number", *facts}) for form in plural_forms(language)}
    for each in fields:
        keys |= {f"contact.{key}": frozenset() for key in _field_keys(each)}
    return MappingProxyType(keys)


def plural_forms(language: str) -> tuple[str, ...]:
    """The categories that a language needs a text for."""
    return _FORMS.get(language, ("one", "other"))


@cache
def _needed() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The texts whatever the fields are: those that occur once, and those with a form for each plural."""
    needed: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(
        files("contact").joinpath("texts/needed.json").read_bytes()
    )
    return needed


def _field_keys(field: Field) -> list[str]:
    keys = [f"field.{field.name}.label", f"field.{field.name}.hint"]
    keys += [f"error.{field.name}.missing"] if field.required else []
    if field.kind is FieldKind.EMAIL:
        keys += [f"error.{field.name}.{fault}" for fault in ("syntax", "letters", "several")]
    if field.kind is FieldKind.CHOICE:
        keys.append(f"error.{field.name}.choice")
        # A policy's title stands in the page, for it comes from the policy's own text
        keys += [f"{field.name}.{choice}" for choice in field.choices if field.name != "policy"]
        keys += [] if field.required else [f"{field.name}.none"]
    return keys


_REBUILD = "Build the site again and deploy both."


class _Reader:
    """Reads the parts of a contract and collects what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[ContactFault] = []

    def contract(self, values: Mapping[str, object]) -> Contract:
        digested = digest(values)
        changed = "It is not that of the rest: the file was changed."
        self.expect(values.get("digest") == digested, "digest", changed)
        languages = self.languages(values.get("languages"))
        fields = tuple(
            self.field(_mapping(each), f"fields[{i}].") for i, each in enumerate(_list(values.get("fields")))
        )
        self.check_fields(fields)
        texts, pages = _mapping(values.get("texts")), _mapping(values.get("pages"))
        contract = Contract(
            digested,
            self.site_url(values.get("site_url")),
            languages,
            self.policy(_mapping(values.get("policy"))),
            fields,
            {each: self.texts(_mapping(texts.get(each)), fields, each) for each in languages},
            {each: self.page(_mapping(pages.get(each)), f"pages.{each}.") for each in languages},
        )
        self.check_policies(contract)
        if self.faults:
            raise ContractError(self.faults)
        return contract

    def expect(self, is_so: object, where: str, what: str) -> None:
        if not is_so:
            self.faults.append(ContactFault(where, what, _REBUILD))

    def text(self, values: Mapping[str, object], name: str, where: str, form: re.Pattern[str]) -> str:
        self.expect(_is(values.get(name), form), f"{where}{name}", f"It is not like {form.pattern}.")
        return str(values.get(name))

    def kind(self, values: Mapping[str, object], name: str, where: str, kinds: type[_Kind]) -> _Kind:
        value = values.get(name)
        kind = next((each for each in kinds if each == value), None)
        self.expect(kind, f"{where}{name}", f"It is none of: {', '.join(kinds)}.")
        return kind or next(iter(kinds))

    def languages(self, value: object) -> tuple[str, ...]:
        codes = tuple(each for each in _list(value) if isinstance(each, str) and _LANGUAGE.fullmatch(each))
        is_list = codes and list(codes) == value and len(set(codes)) == len(codes)
        self.expect(is_list, "languages", "It is no list of different language codes.")
        return codes

    def site_url(self, value: object) -> str:
        text = str(value)
        parts = urlsplit(text if text.isascii() and text.isprintable() else "")
        is_address = parts.scheme in {"http", "https"} and parts.netloc and "@" not in parts.netloc
        is_root = parts.path.startswith("/") and _PATH.fullmatch(parts.path[1:])
        is_plain = is_address and is_root and not parts.query and not parts.fragment
        self.expect(is_plain, "site_url", "It is not https://…/ with a slash at the end.")
        return text

    def policy(self, values: Mapping[str, object]) -> AgreedPolicy:
        day = _day(values.get("date"))
        self.expect(day, "policy.date", "It is not YYYY-MM-DD.")
        return AgreedPolicy(
            self.text(values, "id", "policy.", _CHOICE),
            day or date.min,
            self.kind(values, "basis", "policy.", PolicyBasis),
            self.text(values, "sha256", "policy.", _SHA256),
        )

    def field(self, values: Mapping[str, object], where: str) -> Field:
        name = self.text(values, "name", where, _NAME)
        kind = self.kind(values, "kind", where, FieldKind)
        least, most, required = values.get("min", 0), values.get("max", 0), values.get("required")
        self.expect(name not in RESERVED, f"{where}name", "The form has an input of its own with this name.")
        self.expect(isinstance(required, bool), f"{where}required", "It is neither true nor false.")
        if type(least) is not int or type(most) is not int:
            self.expect(False, f"{where}max", "It is no whole number.")
            least = most = 0
        choices = tuple(map(str, _list(values.get("choices", []))))
        has_length = kind in {FieldKind.LINE, FieldKind.EMAIL, FieldKind.TEXT}
        fits = 0 <= least <= most and 0 < most <= 10_000  # noqa: PLR2004 (fits a request)
        self.expect(fits if has_length else not most, f"{where}max", "It is out of range for the kind.")
        are_names = all(_CHOICE.fullmatch(each) and each.isprintable() for each in choices)
        self.expect(
            are_names and len(set(choices)) == len(choices) and bool(choices) is (kind is FieldKind.CHOICE),
            f"{where}choices",
            "A choice has different names to choose from, other kinds have none.",
        )
        return Field(name, kind, required is True, least, most, choices)

    def check_fields(self, fields: Sequence[Field]) -> None:
        kinds = {field.name: (field.kind, field.required) for field in fields}
        self.expect(len(kinds) == len(fields), "fields", "Two have the same name.")
        is_topic = kinds.get("topic") == (FieldKind.CHOICE, True)
        self.expect(is_topic, "fields", "topic, a required choice, is not there.")
        agreements = [field.required for field in fields if field.kind is FieldKind.AGREEMENT]
        self.expect(agreements == [True], "fields", "There is not one required agreement.")

    def check_policies(self, contract: Contract) -> None:
        shown = {contract.policy.id}
        shown |= {choice for field in contract.fields if field.name == "policy" for choice in field.choices}
        for language, page in contract.pages.items():
            missing = ", ".join(sorted(shown - set(page.policies)))
            self.expect(not missing, f"pages.{language}.policies", f"No title for: {missing}.")

    def texts(self, given: Mapping[str, object], fields: Sequence[Field], language: str) -> Texts:
        where = f"texts.{language}."
        for key, facts in text_keys(fields, language).items():
            text = given.get(key)
            if not isinstance(text, str):
                self.expect(False, f"{where}{key}", "The text is missing.")
            elif (wrong := _placeholders(text)) is None or wrong - facts:
                known = ", ".join(sorted(facts)) or "none"
                what = f"It has a placeholder that is not known here (known: {known})."
                self.expect(False, f"{where}{key}", what)
        months = given.get("contact.date.months")
        are_months = not isinstance(months, str) or len(months.split()) == _MONTHS
        self.expect(are_months, f"{where}contact.date.months", "It has not 12 months.")
        return Texts(language, {str(key): str(text) for key, text in given.items()})

    def page(self, page: Mapping[str, object], where: str) -> Page:
        rows = [each if isinstance(each, list) else [] for each in _list(page.get("office"))]
        office = [(row[0], row[1]) for row in rows if list(map(type, row)) == [str, str]]
        is_office = len(office) == len(rows)
        self.expect(is_office, f"{where}office", "It is no list of [label, value].")
        shell = _MARK.split(str(page.get("shell")))
        has_marks = sorted(set(shell[1::2])) == ["content", "title"]
        self.expect(has_marks, f"{where}shell", "It lacks [[title]] or [[content]].")
        return Page(
            self.text(page, "prefix", where, _PATH),
            self.text(page, "privacy", where, _PATH),
            PageShell(tuple(shell)),
            {str(key): str(title) for key, title in _mapping(page.get("policies")).items()},
            tuple(office),
        )


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _is(value: object, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if len(str(value)) == len("2026-11-24") else None
    except ValueError:
        return None


def _placeholders(text: str) -> set[str] | None:
    """The names in braces; None where the braces do not fit, or reach into what they are given."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return None
    names = {name for _, name, _, _ in parts if name is not None}
    plain = all(name.isidentifier() for name in names) and not any(spec or conv for _, _, spec, conv in parts)
    return names if plain else None
