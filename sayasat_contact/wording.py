"""What a person reads in one language, and which texts form and handler need. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

MARKED = ("address", "honeypot", "young")
"""Signs of a machine (`sayasat_contact.arrival.Suspicion`) for which the subject of a mail says so."""

_FORMS = {"ru": ("one", "few", "many", "other")}


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

    def missing(self, field_keys: Sequence[str]) -> list[str]:
        """The keys of texts that form and handler need, with these of fields, and that are not there."""
        needed = _needed()
        counted = [f"{key}.{form}" for key in needed["counted"] for form in plural_forms(self.language)]
        return [key for key in (*needed["once"], *field_keys, *counted) if key not in self.texts]


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


@cache
def _needed() -> Mapping[str, Sequence[str]]:
    """The texts whatever the fields are: those that occur once, and those with a form for each plural."""
    file = files("sayasat_contact") / "texts/needed.json"
    needed: Mapping[str, Sequence[str]] = json.loads(file.read_bytes())
    return needed
