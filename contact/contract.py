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
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from urllib.parse import urlsplit

from contact.errors import ContactFault, ContractError

SCHEMA = 1

_LANGUAGE = re.compile(r"[a-z]{2,3}")
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
        return next((field for field in self.fields if field.name == name), None) or _no_such(name)

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
    keys = {key: frozenset(facts) for key, facts in _KEYS.items()}
    for key, facts in _COUNTED.items():
        keys |= {f"{key}.{form}": frozenset({"number", *facts}) for form in plural_forms(language)}
    for each in fields:
        keys |= {f"contact.{key}": frozenset() for key in _field_keys(each)}
    return MappingProxyType(keys)


def plural_forms(language: str) -> tuple[str, ...]:
    """The categories that a language needs a text for."""
    return _FORMS.get(language, ("one", "other"))


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


_KEYS: Mapping[str, tuple[str, ...]] = {
    "contact.date.long": ("year", "month", "day"),
    "contact.date.months": (),
    "contact.title": (),
    "contact.title-error": ("title",),
    "contact.form.summary": (),
    "contact.form.optional": ("label",),
    "contact.form.honeypot": (),
    "contact.form.send": (),
    "contact.form.sending": (),
    "contact.form.offline": (),
    "contact.form.failed": (),
    "contact.policy.stated": ("title", "date"),
    "contact.policy.recorded": ("title", "date"),
    "contact.error.character": ("label", "code", "kind"),
    "contact.error.repeated": ("label",),
    "contact.error.not-text": ("label",),
    "contact.character.control": (),
    "contact.character.direction": (),
    "contact.character.invisible": (),
    "contact.character.line-end": (),
    "contact.character.marks": (),
    "contact.character.unreadable": (),
    "contact.check.title": (),
    "contact.check.text": (),
    "contact.check.send": (),
    "contact.check.change": (),
    "contact.check.nothing": (),
    "contact.check.agreed": (),
    "contact.receipt.title": (),
    "contact.receipt.erased": (),
    "contact.receipt.reference": (),
    "contact.receipt.keep": (),
    "contact.receipt.received": (),
    "contact.receipt.status": (),
    "contact.receipt.again": (),
    "contact.status.received": (),
    "contact.status.passed": (),
    "contact.status.erased": (),
    "contact.unknown.title": (),
    "contact.unknown.text": (),
    "contact.stale.title": (),
    "contact.stale.text": (),
    "contact.stale.policy": (),
    "contact.other.title": (),
    "contact.other.text": ("reference",),
    "contact.other.send": (),
    "contact.limit.title": (),
    "contact.unavailable.title": (),
    "contact.unavailable.text": (),
    "contact.office.title": (),
    "contact.back": (),
    "contact.mail.subject": ("reference",),
    "contact.mail.reference": (),
    "contact.mail.received": (),
    "contact.mail.language": (),
    "contact.mail.agreed": (),
    "contact.mail.suspect-subject": ("reference",),
    "contact.mail.suspect": (),
    **{f"contact.mail.suspect-{sign}": () for sign in MARKED},
    "contact.mail.sealed": (),
    **{
        f"contact.{refusal}.{part}": ()
        for refusal in ("bad", "broken", "cross", "large", "later", "media", "method", "not-found", "token")
        for part in ("title", "text")
    },
}

_COUNTED: Mapping[str, tuple[str, ...]] = {
    "contact.error.long": ("label",),
    "contact.error.short": ("label",),
    "contact.limit.text": (),
    "contact.receipt.answer": ("source",),
}

_REBUILD = "Build the site again and deploy both."


class _Reader:
    """Reads the parts of a contract and collects what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[ContactFault] = []

    def contract(self, values: Mapping[str, object]) -> Contract:
        digested = digest(values)
        self.expect(
            values.get("digest") == digested, "digest", "It is not that of the rest: the file was changed."
        )
        languages = self.languages(values.get("languages"))
        fields = tuple(self.field(each, f"fields[{i}]") for i, each in enumerate(_list(values.get("fields"))))
        self.check_fields(fields)
        contract = Contract(
            digested,
            self.site_url(values.get("site_url")),
            languages,
            self.policy(_mapping(values.get("policy"))),
            fields,
            {each: self.texts(_mapping(values.get("texts")), fields, each) for each in languages},
            {each: self.page(_mapping(values.get("pages")), each) for each in languages},
        )
        self.check_policies(contract)
        if self.faults:
            raise ContractError(self.faults)
        return contract

    def expect(self, is_so: bool, where: str, what: str) -> None:
        if not is_so:
            self.faults.append(ContactFault(where, what, _REBUILD))

    def languages(self, value: object) -> tuple[str, ...]:
        codes = tuple(each for each in _list(value) if isinstance(each, str) and _LANGUAGE.fullmatch(each))
        is_list = bool(codes) and list(codes) == value and len(set(codes)) == len(codes)
        self.expect(is_list, "languages", "It is no list of different language codes.")
        return codes

    def site_url(self, value: object) -> str:
        text = str(value)
        parts = urlsplit(text if text.isascii() and text.isprintable() else "")
        is_address = parts.scheme in {"http", "https"} and bool(parts.netloc) and "@" not in parts.netloc
        is_root = parts.path.startswith("/") and bool(_PATH.fullmatch(parts.path[1:]))
        self.expect(
            is_address and is_root and not parts.query and not parts.fragment,
            "site_url",
            "It is not https://…/ with a slash at the end.",
        )
        return text

    def policy(self, values: Mapping[str, object]) -> AgreedPolicy:
        day = _day(values.get("date"))
        basis = values.get("basis")
        is_basis = basis in list(PolicyBasis)
        self.expect(_is(values.get("id"), _CHOICE), "policy.id", "It is no id of a policy.")
        self.expect(day is not None, "policy.date", "It is not YYYY-MM-DD.")
        self.expect(is_basis, "policy.basis", "It is neither stated nor recorded.")
        self.expect(_is(values.get("sha256"), _SHA256), "policy.sha256", "It is not 64 hexadecimal digits.")
        return AgreedPolicy(
            str(values.get("id")),
            day or date.min,
            PolicyBasis(str(basis)) if is_basis else PolicyBasis.RECORDED,
            str(values.get("sha256")),
        )

    def field(self, value: object, where: str) -> Field:
        values = _mapping(value)
        name, kind = values.get("name"), values.get("kind")
        least, most = values.get("min", 0), values.get("max", 0)
        choices = tuple(str(each) for each in _list(values.get("choices", [])))
        is_kind = kind in list(FieldKind)
        is_number = type(least) is int and type(most) is int
        self.expect(_is(name, _NAME) and name not in RESERVED, f"{where}.name", "It cannot name a field.")
        self.expect(is_kind, f"{where}.kind", "No such kind is known.")
        self.expect(
            isinstance(values.get("required"), bool), f"{where}.required", "It is neither true nor false."
        )
        self.expect(is_number, f"{where}.max", "It is no whole number.")
        field = Field(
            str(name),
            FieldKind(str(kind)) if is_kind else FieldKind.LINE,
            values.get("required") is True,
            int(str(least)) if is_number else 0,
            int(str(most)) if is_number else 0,
            choices,
        )
        self.check_field(field, where)
        return field

    def check_field(self, field: Field, where: str) -> None:
        has_length = field.kind in {FieldKind.LINE, FieldKind.EMAIL, FieldKind.TEXT}
        fits = 0 <= field.min <= field.max and 0 < field.max <= 10_000  # noqa: PLR2004 (fits a request)
        self.expect(fits if has_length else not field.max, f"{where}.max", "It is out of range for the kind.")
        distinct = len(set(field.choices)) == len(field.choices) and all(
            _is(each, _CHOICE) and each.isprintable() for each in field.choices
        )
        self.expect(
            distinct and bool(field.choices) is (field.kind is FieldKind.CHOICE),
            f"{where}.choices",
            "A choice has different names to choose from, other kinds have none.",
        )

    def check_fields(self, fields: Sequence[Field]) -> None:
        names = [field.name for field in fields]
        self.expect(len(set(names)) == len(names), "fields", "Two have the same name.")
        kinds = {field.name: (field.kind, field.required) for field in fields}
        self.expect(
            kinds.get("topic") == (FieldKind.CHOICE, True),
            "fields",
            "topic, a required choice, is not there.",
        )
        agreements = [field for field in fields if field.kind is FieldKind.AGREEMENT]
        self.expect(
            len(agreements) == 1 and agreements[0].required, "fields", "There is not one required agreement."
        )

    def check_policies(self, contract: Contract) -> None:
        shown = {contract.policy.id}
        shown |= {choice for field in contract.fields if field.name == "policy" for choice in field.choices}
        for language, page in contract.pages.items():
            missing = ", ".join(sorted(shown - set(page.policies)))
            self.expect(not missing, f"pages.{language}.policies", f"No title for: {missing}.")

    def texts(self, values: Mapping[str, object], fields: Sequence[Field], language: str) -> Texts:
        given = _mapping(values.get(language))
        for key, facts in text_keys(fields, language).items():
            text = given.get(key)
            where = f"texts.{language}.{key}"
            if not isinstance(text, str):
                self.expect(False, where, "The text is missing.")
            elif (wrong := _placeholders(text)) is None or wrong - facts:
                known = ", ".join(sorted(facts)) or "none"
                self.expect(False, where, f"It has a placeholder that is not known here (known: {known}).")
        months = given.get("contact.date.months")
        if isinstance(months, str):
            self.expect(
                len(months.split()) == _MONTHS,
                f"texts.{language}.contact.date.months",
                "It has not 12 months.",
            )
        return Texts(language, {str(key): str(text) for key, text in given.items()})

    def page(self, values: Mapping[str, object], language: str) -> Page:
        page = _mapping(values.get(language))
        where = f"pages.{language}"
        office = _list(page.get("office"))
        is_office = all(
            isinstance(row, list) and len(row) == 2 and all(isinstance(text, str) for text in row)  # noqa: PLR2004
            for row in office
        )
        self.expect(
            _is(page.get("prefix"), _PATH), f"{where}.prefix", "It is no path with a slash at its end."
        )
        self.expect(
            _is(page.get("privacy"), _PATH), f"{where}.privacy", "It is no path with a slash at its end."
        )
        self.expect(is_office, f"{where}.office", "It is no list of [label, value].")
        return Page(
            str(page.get("prefix")),
            str(page.get("privacy")),
            self.shell(page.get("shell"), f"{where}.shell"),
            {str(key): str(title) for key, title in _mapping(page.get("policies")).items()},
            tuple((str(row[0]), str(row[1])) for row in office if isinstance(row, list)) if is_office else (),
        )

    def shell(self, value: object, where: str) -> PageShell:
        parts = tuple(_MARK.split(str(value)))
        self.expect(
            sorted(set(parts[1::2])) == ["content", "title"], where, "It lacks [[title]] or [[content]]."
        )
        return PageShell(parts)


def _no_such(name: str) -> Field:
    raise KeyError(name)


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
