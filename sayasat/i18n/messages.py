"""Every text a person can see, in each language: sentences, plurals and dates.

The texts are in ``<language>.toml``; every language has the same keys, which a test holds.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.plural import PluralRule

from sayasat.errors import Fault

LANGUAGES = ("ky", "ru", "en")
"""Those that Sayasat speaks."""

_LOCALES = {"en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Messages:
    """The texts of one language."""

    language: str
    texts: Mapping[str, str]
    """Keys with dots; a plural has one key for each form: ``words.one``, ``words.other``."""

    def __call__(self, key: str, /, **facts: object) -> str:
        """The text, filled in. Plain text: whoever puts it on a page escapes it. Raises KeyError."""
        return self.texts[key].format(**facts)

    def count(self, key: str, number: int, /, **facts: object) -> str:
        """The text in the plural form that ``number`` takes in this language (CLDR)."""
        form = _plural_form(self.language)(number)
        return self(f"{key}.{form}", number=number, **facts)

    def day(self, day: date) -> str:
        """A date in full; Kyrgyz dates take no ending, so they stand after a label."""
        if "date.long" in self.texts:
            month = self.texts["date.months"].split()[day.month - 1]
            return self("date.long", year=day.year, month=month, day=day.day)
        return _long_date(day, self.language)

    def sentence(self, text: str) -> str:
        """With a full stop, unless the text ends with one: a Russian date does ("1 декабря 2026 г.")."""
        return text if text.endswith((".", "!", "?", "…")) else f"{text}."

    def moment(self, moment: datetime) -> str:
        """A date with its time of day and zone."""
        offset = moment.strftime("%z")
        return f"{self.day(moment.date())}, {moment:%H:%M} (UTC{offset[:3]}:{offset[3:]})"

    def what(self, fault: Fault) -> str:
        """What is wrong."""
        return self(f"fault.{fault.code}.what", **dict(fault.facts))

    def why(self, fault: Fault) -> str:
        """Why it matters: said once for each code, or for all codes that begin alike.

        Raises KeyError for a fault that is not of a policy's text: what is wrong with a command says enough.
        """
        parts = fault.code.split("-")
        names = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
        key = next((f"why.{name}" for name in names if f"why.{name}" in self.texts), f"why.{fault.code}")
        return self(key, **dict(fault.facts))

    def fix(self, fault: Fault) -> str:
        """How to mend it."""
        return self(f"fault.{fault.code}.mend", **dict(fault.facts))


@cache
def messages(language: str) -> Messages:
    """The texts of a language. Raises FileNotFoundError where Sayasat does not speak it."""
    file = files("sayasat.i18n") / f"{language}.toml"
    return Messages(language, dict(_flat(tomllib.loads(file.read_text(encoding="utf-8")))))


def environment_language(environment: Mapping[str, str]) -> str:
    """The language that a machine is set to (POSIX: LC_ALL, LC_MESSAGES, LANG), where Sayasat speaks it.

    Else English.
    """
    named = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((each for each in named if each), "")
    language = locale.split("_")[0].split(".")[0]
    return language if language in LANGUAGES else "en"


@cache
def _plural_form(language: str) -> PluralRule:
    return _locale(language).plural_form


@cache
def _long_date(day: date, language: str) -> str:
    """Kept: a history names each of its days many times, and Babel takes a template apart each time."""
    return format_date(day, "long", _locale(language))


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))


def _flat(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    texts: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            texts += _flat(value, f"{prefix}{key}.")
        else:
            texts.append((f"{prefix}{key}", str(value)))
    return texts


def report(faults: Iterable[Fault], t: Messages) -> str:
    """One line for each fault: where, what, and how to mend it."""
    lines = (f"{fault.where or '-'}: {t.what(fault)} {t.fix(fault)}" for fault in faults)
    return "\n".join(dict.fromkeys(lines))
