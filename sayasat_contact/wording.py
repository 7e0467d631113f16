"""What a person reads in one language, and which texts form and handler need. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from string import Formatter

MARKED = ("address", "honeypot", "young")
"""Signs of a machine (`sayasat_contact.store.Suspicion`) that the subject of a mail names it suspect for."""

_FORMS = {"ru": ("one", "few", "many", "other")}
_MONTHS = 12


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

    def faults(self, field_keys: Sequence[str]) -> Iterator[tuple[str, str]]:
        """(key, what is wrong with it), of the texts that form and handler need beside those of fields."""
        for key, facts in needed_texts(field_keys, self.language).items():
            if key not in self.texts:
                yield key, "The text is missing."
            elif (found := _placeholders(self.texts[key])) is None or found - facts:
                known = ", ".join(sorted(facts)) or "none"
                yield key, f"It has a placeholder that is not known here (known: {known})."
        months = self.texts.get("contact.date.months")
        if months is not None and len(months.split()) != _MONTHS:
            yield "contact.date.months", "It has not 12 months."


def plural_form(language: str, number: int) -> str:
    """The CLDR category of a whole number, for the languages here; others know "one" and "other"."""
    if language != "ru":
        return "one" if number == 1 else "other"
    last, last_two = number % 10, number % 100
    if last == 1 and last_two != 11:  # noqa: PLR2004
        return "one"
    return "few" if last in {2, 3, 4} and last_two not in {12, 13, 14} else "many"


def plural_forms(language: str) -> tuple[str, ...]:
    """The categories that a language needs a text for."""
    return _FORMS.get(language, ("one", "other"))


def needed_texts(field_keys: Sequence[str], language: str) -> Mapping[str, frozenset[str]]:
    """Every text that form and handler need, with the facts that it may hold (``{name}``)."""
    needed = _needed()
    keys = {key: frozenset(facts) for key, facts in needed["once"].items()}
    for key, facts in needed["counted"].items():
        keys |= {f"{key}.{form}": frozenset({"number", *facts}) for form in plural_forms(language)}
    return keys | dict.fromkeys(field_keys, frozenset())


@cache
def _needed() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The texts whatever the fields are: those that occur once, and those with a form for each plural."""
    needed: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(
        (files("sayasat_contact") / "texts/needed.json").read_bytes()
    )
    return needed


def _placeholders(text: str) -> set[str] | None:
    """The names in braces; None where the braces do not fit, or reach into what they are given."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return None
    names = {name for _, name, _, _ in parts if name is not None}
    plain = all(name.isidentifier() for name in names) and not any(spec or conv for _, _, spec, conv in parts)
    return names if plain else None
