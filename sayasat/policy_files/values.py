"""Checks the values of front matter: texts, dates and slugs. Pure."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from msgspec import Struct, field

from sayasat.characters import REPLACEMENT, UNSHOWABLE, named
from sayasat.errors import Fault
from sayasat.policy_files.front_matter import BY_DATE, KEYS, SLUG, FrontMatter, HeadEntry, file_line

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_LIKE_DIGITS = str.maketrans("ОоOoЗзІIlб", "0000331116")
"""Letters that look like digits."""

_LONGEST_SHOWN = 80

_Known = TypeVar("_Known", bound=str)

_ALIKE = 0.75
"""The least similarity of a suggested key: below it, "replaces" is suggested for "template"."""


class HeadValues(Struct):
    """Checks entries and makes a `FrontMatter` of them. Adds what is wrong to `faults`."""

    faults: list[Fault]
    seen: dict[str, HeadEntry] = field(default_factory=dict)

    def front_matter(self, entries: tuple[HeadEntry, ...], *, is_complete: bool) -> FrontMatter:
        """Check all entries. The last value of a key that is written twice counts, as in MkDocs.

        ``is_complete``: all of the front matter could be parsed, so that a missing title is a fault.
        """
        for entry in entries:
            self._enter(entry)
        if is_complete and "title" not in self.seen:
            self.faults.append(Fault("front-matter-title-missing", "1"))
        return FrontMatter(
            title=self._title(),
            effective=self._date("effective"),
            adopted=self._date("adopted"),
            authority=self.text("authority"),
            summary=self.text("summary"),
            editorial=self.text("editorial"),
            concerns=self._one_of("concerns", "translations"),
            replaces=self._replaces(),
            repealed=self._date("repealed"),
            formerly=self._formerly(),
            source=self.text("source"),
            until=self._date("until"),
            translation=self._one_of("translation", "unofficial", "official"),
            by_date=tuple(self._by_date()),
        )

    def _enter(self, entry: HeadEntry) -> None:
        if entry.key not in KEYS:
            near = difflib.get_close_matches(entry.key.casefold()[:40], KEYS, n=1, cutoff=_ALIKE)
            other = re.search(r"[^\x00-\x7f]", entry.key)
            if near and other:
                shown = (("key", _short(entry.key)), ("character", named(other[0])), ("suggestion", near[0]))
                self.faults.append(Fault("front-matter-key-character", file_line(entry.line), shown))
                return
            if not near and isinstance(entry.value, str) and _DATE.fullmatch(entry.value.strip()):
                near = ["effective"]
            suggestion = near[0] if near else ", ".join(KEYS)
            facts = (("key", _short(entry.key)), ("suggestion", suggestion))
            self.faults.append(Fault("front-matter-unknown-key", file_line(entry.line), facts))
            return
        if entry.key in self.seen:
            first = file_line(self.seen[entry.key].line)
            facts = (("key", entry.key), ("first", first))
            self.faults.append(Fault("front-matter-duplicate-key", file_line(entry.line), facts))
        self.seen[entry.key] = entry

    def _fault(self, code: str, entry: HeadEntry, *facts: tuple[str, str]) -> None:
        self.faults.append(Fault(code, file_line(entry.line), (("key", entry.key), *facts)))

    def _scalar(self, key: str) -> str | None:
        """The value as written, stripped; None if there is none, with a fault if it is no plain text."""
        entry = self.seen.get(key)
        if entry is None or entry.value is None or isinstance(entry.value, dict):
            return None
        if isinstance(entry.value, tuple):
            self._fault("front-matter-value", entry, ("value", _short(", ".join(entry.value))))
            return None
        value = entry.value.strip()
        if not value:
            self._fault("front-matter-blank", entry)
            return None
        unshowable = UNSHOWABLE.search(value)
        if unshowable:
            self._fault("front-matter-unshowable", entry, ("character", named(unshowable[0])))
            return None
        return value

    def text(self, key: str) -> str | None:
        """A value on one line; None if it is missing, or cannot be read, which is a fault."""
        value = self._scalar(key)
        return " ".join(value.split()) if value is not None else None

    def _title(self) -> str | None:
        value = self._scalar("title")
        if value is None:
            return None
        if "\n" in value:
            self._fault("front-matter-title-lines", self.seen["title"])
        return " ".join(value.split())

    def _date(self, key: str) -> date | None:
        value = self._scalar(key)
        if value is None:
            return None
        if not _DATE.fullmatch(value):
            self._refuse_date(self.seen[key], value)
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self._fault("front-matter-date-unreal", self.seen[key], ("value", value))
            return None

    def _refuse_date(self, entry: HeadEntry, value: str) -> None:
        """Say what is wrong with the form of a date, and propose the date if it can be only one."""
        shown = ("value", _short(value))
        meant = _meant_date(value)
        other = re.search(r"[^\x20-\x7e]", value)
        if meant and other and re.fullmatch(r"\w{4}.\w{2}.\w{2}", value):
            facts = (shown, ("character", named(other[0])), ("suggestion", meant))
            self._fault("front-matter-date-character", entry, *facts)
        elif meant:
            self._fault("front-matter-date-order", entry, shown, ("suggestion", meant))
        else:
            self._fault("front-matter-date-form", entry, shown)

    @classmethod
    def refused_date(cls, entry: HeadEntry) -> tuple[Fault, ...]:
        """What is wrong with a value that should be a date; nothing if it is one, or empty."""
        values = cls([])
        values.seen[entry.key] = entry
        if not isinstance(entry.value, str):
            values._fault("front-matter-value", entry, ("value", "…"))
        elif entry.value.strip():
            values._date(entry.key)
        return tuple(values.faults)

    def _replaces(self) -> date | tuple[()] | None:
        value = self.seen["replaces"].value if "replaces" in self.seen else None
        if isinstance(value, str) and value.strip() == "none":
            return ()
        if not isinstance(value, str) or _DATE.fullmatch(value.strip()) or not value.strip():
            return self._date("replaces")
        self._fault("front-matter-replaces", self.seen["replaces"], ("value", _short(value)))
        return None

    def _one_of(self, key: str, *known: _Known) -> _Known | None:
        """One of the known values of a key; None if it is missing, or another one, which is a fault."""
        value = self._scalar(key)
        if value is not None and value not in known:
            self._fault(f"front-matter-{key}", self.seen[key], ("value", _short(value)))
        return next((each for each in known if each == value), None)

    def _by_date(self) -> Iterator[tuple[str, date, str]]:
        for key in BY_DATE:
            entry = self.seen.get(key)
            for day, value in entry.value.items() if entry and isinstance(entry.value, dict) else ():
                dates = [day, value] if key == "adopted" else [day]
                if all(map(_is_date, dates)) and value.strip() and not UNSHOWABLE.search(value):
                    yield key, date.fromisoformat(day), " ".join(value.split())
                elif entry:
                    self._fault("front-matter-by-date", entry, ("value", _short(f"{day}: {value}")))

    def _formerly(self) -> tuple[str, ...]:
        entry = self.seen.get("formerly")
        if entry is None or entry.value is None:
            return ()
        if isinstance(entry.value, tuple) and entry.value and all(map(SLUG.fullmatch, entry.value)):
            return entry.value
        shown = entry.value if isinstance(entry.value, str) else ", ".join(entry.value)
        self._fault("front-matter-formerly", entry, ("value", _short(shown)))
        return ()


def _meant_date(value: str) -> str:
    """The date that a value in another form can only mean, such as 31.12.2026; empty if it may be another."""
    digits = unicodedata.normalize("NFKC", value.strip()).translate(_LIKE_DIGITS)
    match re.split(r"\s*[-./\u00ad\u2010-\u2015\u2212]\s*", digits):
        case [year, month, day] if re.fullmatch("[0-9]{4}", year):
            pass
        case [day, month, year] if (
            "/" not in value or day == month or max(day.zfill(2), month.zfill(2)) > "12"
        ):
            # 03/04/2027 may be in March or in April
            pass
        case _:
            return ""
    meant = "-".join((year, month.zfill(2), day.zfill(2)))
    return meant if _is_date(meant) else ""


def _is_date(value: str) -> bool:
    try:
        return bool(_DATE.fullmatch(value) and date.fromisoformat(value))
    except ValueError:
        return False


def _short(value: str) -> str:
    shown = UNSHOWABLE.sub(REPLACEMENT, " ".join(value[:1000].split()))
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[: _LONGEST_SHOWN - 1]}…"
