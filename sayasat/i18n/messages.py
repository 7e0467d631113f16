"""The interface texts in each language: sentences, plurals and dates.

The texts are in ``<language>.toml``. A test checks that every language has the same keys. A language without
such a file has the English texts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import TypeGuard

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.plural import PluralRule
from msgspec import Struct

from sayasat.errors import Fault
from sayasat.version_days import NumberedDay, UndatedDay, is_before_1970

LANGUAGES = ("ky", "ru", "en")
"""The languages of the interface."""

_LOCALES = {"en": "en_GB"}

SCRIPT = 4
"""The length of the part of a BCP 47 tag that names a script: ``uz-Arab``."""

_RIGHT_TO_LEFT = frozenset(["Adlm", "Arab", "Hebr", "Mand", "Fix", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"])
"""The scripts in use that are written from right to left (Unicode Standard Annex 9, ISO 15924)."""


class Messages(Struct, frozen=True):
    """The texts of one language."""

    language: str
    """The language that was asked for, a BCP 47 tag."""

    texts: Mapping[str, str]
    """By dotted key; a plural has one key for each form: ``words.one``, ``words.other``."""

    written_in: str
    """The language of `texts`: English for a language that Sayasat has no texts in."""

    def __call__(self, key: str, /, **facts: object) -> str:
        """The text with its placeholders replaced. Plain text: the caller escapes it for HTML.

        A date is written in long form; in a Kyrgyz text, ``{day:from}`` names its case (`_DayInText`).
        Raises KeyError for an unknown key.
        """
        named = {name: _DayInText(self, fact) if _is_day(fact) else fact for name, fact in facts.items()}
        return self.texts[key].format(**named)

    def count(self, key: str, number: int, /, **facts: object) -> str:
        """The text in the plural form of ``number`` in this language (CLDR)."""
        form = _plural_form(self.written_in)(number)
        return self(f"{key}.{form}", number=number, **facts)

    def day(self, day: date) -> str:
        """A date in long form, for use after a label. A sentence takes the date itself: see `__call__`."""
        return self.day_in(day, "")

    def day_in(self, day: date, case: str) -> str:
        """A date with its month in a case of `date.months-…`; in the nominative if ``case`` is empty."""
        if isinstance(day, NumberedDay) and (day.number > 1 or isinstance(day, UndatedDay)):
            key = "version-day.undated" if isinstance(day, UndatedDay) else "version-day.numbered"
            return self(key, day=self.day_in(day.plain, case), number=day.number)
        if "date.long" in self.texts:
            month = self.texts[f"date.months-{case}" if case else "date.months"].split()[day.month - 1]
            return self("date.long", year=day.year, month=month, day=day.day)
        return _long_date(day, self.written_in)

    def sentence(self, text: str) -> str:
        """The text with a full stop, unless it ends with a mark: a Russian date ends with "г."."""
        return text if text.endswith((".", "!", "?", "…", ":")) else f"{text}."

    def moment(self, moment: datetime) -> str:
        """A date with its time of day and UTC offset; the argument must be aware.

        A moment that stands for "before 1970" is none.
        """
        if is_before_1970(moment.date()):
            return self("version-day.not-recorded")
        offset = moment.strftime("%z")
        return f"{self.day(moment.date())}, {moment:%H:%M} (UTC{offset[:3]}:{offset[3:]})"

    def what(self, fault: Fault) -> str:
        """The sentence that says what is wrong."""
        return self(f"fault.{fault.code}.what", **dict(fault.facts))

    def why(self, fault: Fault) -> str:
        """The sentence that says why a fault of a text matters.

        The texts have one for the code itself or for its first words: ``why.date`` is for every ``date-…``.
        Raises KeyError for faults of commands and settings, which have no such sentence.
        """
        return self(self._nearest("why", fault) or f"why.{fault.code}", **dict(fault.facts))

    def kind(self, fault: Fault) -> str:
        """The name of all faults of a kind, for a list of them: ``finding.…``, found as `why` is."""
        return self(self._nearest("finding", fault) or "finding.other")

    def _nearest(self, table: str, fault: Fault) -> str | None:
        """The key of a table for the code of a fault, or for its first words."""
        parts = fault.code.split("-")
        names = (f"{table}.{'-'.join(parts[:length])}" for length in range(len(parts), 0, -1))
        return next((name for name in names if name in self.texts), None)

    def fix(self, fault: Fault) -> str:
        """The sentence that says how to correct it."""
        return self(f"fault.{fault.code}.fix", **dict(fault.facts))


class _DayInText(Struct, frozen=True):
    """A date in a text. Its format names the case of the month in Kyrgyz, by the keys ``date.months-…``."""

    messages: Messages
    day: date

    def __format__(self, case: str) -> str:
        return self.messages.day_in(self.day, case)


def _is_day(fact: object) -> TypeGuard[date]:
    return isinstance(fact, date) and not isinstance(fact, datetime)


@cache
def messages(language: str) -> Messages:
    """The texts of a language, a BCP 47 tag: those of `interface_language`, or in English if it has none.

    English texts name the language by its own name, as far as Babel knows it.
    """
    found = interface_language(language)
    file = files("sayasat.i18n") / f"{found or 'en'}.toml"
    texts = dict(_flat(tomllib.loads(file.read_text(encoding="utf-8"))))
    if found is None:
        texts |= {"language.name": _own_name(language), "language.short": language}
    return Messages(language, texts, found or "en")


def interface_language(language: str) -> str | None:
    """The language of `LANGUAGES` whose texts a BCP 47 tag has: ``ru`` for ``ru-KZ``; None if it has none.

    Another script needs texts of its own: ``ky-Latn`` does not have those of ``ky``.
    """
    primary, *others = language.split("-")
    is_other_script = any(len(each) == SCRIPT for each in others)
    return primary if primary in LANGUAGES and not is_other_script else None


def is_language(language: str) -> bool:
    """Whether a BCP 47 tag is that of a language that Babel has data of."""
    return _known_locale(language) is not None


def direction(language: str) -> str:
    """The direction in which a language, a BCP 47 tag, is written: a value of HTML's attribute ``dir``."""
    script = next((each for each in language.split("-") if len(each) == SCRIPT), None)
    if script:
        return "rtl" if script in _RIGHT_TO_LEFT else "ltr"
    locale = _known_locale(language)
    return str(locale.text_direction) if locale else "ltr"


def _own_name(language: str) -> str:
    """A language's name in that language, its first letter in upper case; the tag if Babel has no name."""
    locale = _known_locale(language)
    name = locale.get_display_name() if locale else None
    return f"{name[0].upper()}{name[1:]}" if name else language


def _known_locale(language: str) -> Locale | None:
    """Babel's data of a language; None if it has none."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def environment_language(environment: Mapping[str, str]) -> str:
    """The language of the locale (POSIX: LC_ALL, LC_MESSAGES, LANG); ``en`` if it is not in `LANGUAGES`."""
    named = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((each for each in named if each), "")
    language = locale.split("_")[0].split(".")[0]
    return language if language in LANGUAGES else "en"


@cache
def _plural_form(language: str) -> PluralRule:
    return _locale(language).plural_form


@cache
def _long_date(day: date, language: str) -> str:
    """Cached: a page of a policy's history repeats its dates, and Babel parses its pattern for each call."""
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
    """One line for each fault: where it is, what is wrong, how to correct it. Equal lines appear once."""
    lines = (f"{fault.where or '-'}: {t.what(fault)} {t.fix(fault)}" for fault in faults)
    return "\n".join(dict.fromkeys(lines))
