"""Where the dates of texts that were not written for Sayasat are stated, as data. Pure.

A source is written ``[effective|dated] [dmy|mdy] KIND:WHAT``, for example ``effective head:effective_date``
or ``dated dmy text:/Stand: (.*)/``. Kinds:

- ``head:KEY``: a value of the front matter; ``_``, ``-``, blanks and the case of letters make no difference;
- ``text:/REGEX/``: the date that the group 1 (or what follows the match) begins with, in a line near the top
  or the end of the text; ``text:effective``, ``text:updated`` and ``text:issued`` are the known labels
  (``date_labels.toml``);
- ``attr:NAME``: an attribute of HTML or kramdown, ``{: datetime="2026-05-04" }``;
- ``trailer:NAME``: a trailer of the commit's message;
- ``name:/REGEX/``: a date in the file's name; ``name:date`` is one in ISO 8601;
- ``commit``: the commit's day; sources after it are not asked.

``effective`` says that the text takes effect on that day, ``dated`` only that it bears that date. Several
dates of one source in one text that differ are none: nobody can say which is the text's.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import Any, Literal, NamedTuple, get_args

from msgspec import Struct

from sayasat.policy_files.front_matter import HeadEntry, file_line
from sayasat.policy_files.text_lines import TextLine, lines_near_ends
from sayasat.policy_files.written_dates import Order, WrittenDate, written_date

Meaning = Literal["effective", "dated"]
Kind = Literal["head", "text", "attr", "trailer", "name", "commit"]


def _packaged(name: str) -> dict[str, Any]:
    return tomllib.loads((files("sayasat.policy_files") / name).read_text(encoding="utf-8"))


_SOURCES = _packaged("date_sources.toml")
PRESETS: tuple[str, ...] = tuple(_SOURCES["presets"])
WEAK: tuple[str, ...] = tuple(_SOURCES["weak"])

_WRITTEN = re.compile(
    rf"(?:({'|'.join(get_args(Meaning))})\s+)?(?:(dmy|mdy)\s+)?(?:({'|'.join(get_args(Kind))}):(.+)|commit)",
    re.DOTALL,
)
_EFFECT = re.compile(
    r"effect|force|valid|vigor|vigueur|vigenc|gültig|kraft|силу|күчүнө|施行|生效", re.IGNORECASE
)
_ISO_NAME = r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)"

_LABELLED = 1000
"""The characters of a line in which a label and its date are looked for."""

_NOTHING_MORE = re.compile(
    r"\s*(?:(?:г|р|r|ж|d)\b\.?)?"
    r"(?:,?[T\s]\s*\d{1,2}:\d{2}.*|[\s.。)\]*_]*$|\s*[(|–—-].*|[.。](?:\s|(?<=。)).*|\s+(?:by|at)\b.*)",
    re.DOTALL,
)
"""What may follow a date that is the whole of what a label or a key states."""


class DateSource(Struct, frozen=True):
    """One source of dates."""

    kind: Kind
    what: str
    meaning: Meaning
    order: Order = ""

    def __str__(self) -> str:
        written = f"{self.kind}:{self.what}" if self.kind != "commit" else "commit"
        return " ".join(filter(None, (self.meaning if self.what else "", self.order, written)))


class DateReading(NamedTuple):
    """A date that a source has in a text."""

    source: int
    """The source's place in the list."""

    day: date
    line: str
    """The line of the file, from 1; empty if it is in the file's name or the commit's message."""

    language: str
    """The language by which it was read."""


def date_source(written: str) -> DateSource:
    """Parse a source. Raises ValueError for one that is none, and for a regular expression that is none."""
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        raise ValueError(written)
    kind, what = found[3] or "commit", found[4] or ""
    try:
        re.compile(_regex(what))
    except re.error as error:
        raise ValueError(f"{written}: {error}") from error
    is_regex = what.startswith("/") and what.endswith("/") and len(what) > 1
    named = {"text": {*_labels()}, "name": {"date"}}.get(kind)
    if named is not None and not is_regex and what not in named:
        raise ValueError(written)
    meaning = found[1] or ("effective" if _EFFECT.search(what) else "dated")
    return DateSource(kind, what, meaning, found[2] or "")  # type: ignore[arg-type]


def read_dates(
    entries: Iterable[HeadEntry], body: str, body_line: int, sources: Sequence[DateSource], language: str = ""
) -> tuple[DateReading, ...]:
    """The dates that sources have in a file, at most one for each. ``body_line`` is the line it begins on."""
    values = {_folded(each.key): each for each in entries}
    needs_lines = any(each.kind in {"text", "attr"} for each in sources)
    lines = tuple(lines_near_ends(body, body_line)) if needs_lines else ()
    written = [tuple(_written_in_file(each, values, lines)) for each in sources]
    return tuple(_readings(sources, written, language))


def unread_entries(
    entries: Iterable[HeadEntry], sources: Sequence[DateSource], language: str = ""
) -> Iterator[HeadEntry]:
    """The entries of front matter that a source names, and whose value it cannot read as a date."""
    orders: dict[str, list[Order]] = {}
    for source in sources:
        if source.kind == "head":
            orders.setdefault(_folded(source.what), []).append(source.order)
    for entry in entries:
        known = orders.get(_folded(entry.key), [])
        text = entry.value if isinstance(entry.value, str) else ""
        if known and not any(_whole(written_date(text, language, order)) for order in known):
            yield entry


def dates_of_revision(
    path: str, trailers: Iterable[tuple[str, str]], sources: Sequence[DateSource], language: str = ""
) -> Iterator[DateReading]:
    """The dates that sources have in a file's name and in a commit's message."""
    named, stem = tuple(trailers), PurePosixPath(path).stem
    written: list[list[tuple[str, str]]] = [[] for _ in sources]
    for found, source in zip(written, sources, strict=True):
        if source.kind == "trailer":
            found += [(value, "") for name, value in named if _folded(name) == _folded(source.what)]
        elif source.kind == "name":
            regex = _ISO_NAME if source.what == "date" else _regex(source.what)
            found += [(_captured(each), "") for each in re.finditer(regex, stem)]
    return _readings(sources, written, language)


def _readings(
    sources: Sequence[DateSource], written: Iterable[Iterable[tuple[str, str]]], language: str
) -> Iterator[DateReading]:
    """The date that each source has in what it found, texts with the lines that they are on."""
    for place, (source, found) in enumerate(zip(sources, written, strict=True)):
        # What follows a date that an expression names may be anything
        is_free = source.kind == "text" and source.what not in _labels()
        dates: list[tuple[date | None, str]] = []
        for text, line in found:
            read = written_date(text, language, source.order)
            day = read.day if read and (is_free or _whole(read)) else None
            if day or source.kind != "text":
                dates.append((day, line))
        if dates and dates[0][0] and len({day for day, _ in dates}) == 1:
            yield DateReading(place, dates[0][0], dates[0][1], language)


def _written_in_file(
    source: DateSource, values: Mapping[str, HeadEntry], lines: Sequence[TextLine]
) -> Iterator[tuple[str, str]]:
    """The texts that may be a source's date, with the lines of the file that they are on."""
    if source.kind == "head":
        entry = values.get(_folded(source.what))
        if entry and isinstance(entry.value, str):
            yield entry.value, file_line(entry.line)
    elif source.kind == "attr":
        name = re.compile(rf"""[\s{{:]{re.escape(source.what)}\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
        yield from ((each[1], line.number) for line in lines for each in name.finditer(line.source))
    elif source.kind == "text":
        label = _labels().get(source.what)
        regex = label or re.compile(_regex(source.what), re.IGNORECASE)
        segments = [(line.number, segment) for line in lines for segment in line.segments]
        for (number, segment), (_, following) in zip_longest(segments, segments[1:], fillvalue=("", "")):
            found = regex.search(segment[:_LABELLED] if label else segment)
            if found:
                yield _captured(found) or following, number


def _captured(found: re.Match[str]) -> str:
    """The group of a match (the last that has a part in it), else what follows it."""
    return found[found.lastindex or 1] or "" if found.re.groups else found.string[found.end() :]


def _whole(written: WrittenDate | None) -> bool:
    """Whether a text is a date, with or without a time of day."""
    return written is not None and _NOTHING_MORE.fullmatch(written.rest) is not None


def _folded(key: str) -> str:
    return re.sub(r"[\s_-]", "", key).casefold()


def _regex(what: str) -> str:
    return what[1:-1] if what.startswith("/") else re.escape(what)


@cache
def _labels() -> Mapping[str, re.Pattern[str]]:
    """An expression for the labels of each kind, at the start of a line; its last group is the date."""
    data = _packaged("date_labels.toml")
    this = data.pop("this")
    named = {kind: [each.replace("THIS", this) for each in labels] for kind, labels in data.items()}
    return {kind: _label_expression(labels) for kind, labels in named.items()}


def _label_expression(labels: Sequence[str]) -> re.Pattern[str]:
    around = "|".join(each.replace("…", r"(\d.*?)\s*") for each in labels if "…" in each)
    before = "|".join(each for each in labels if "…" not in each)
    version = r"(?:v(?:ersion)?\.?\s*\d[\d.]*\W+)?"
    whole = rf"^\W*{version}(?:(?:{around})\W*|(?:{before})(?![^\W\d_])\s*[:：.–—-]*\s*(.*))$"
    return re.compile(whole, re.IGNORECASE)
