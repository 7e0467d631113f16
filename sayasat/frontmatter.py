"""The head of a policy's file: YAML between ``---`` lines, read strictly, all faults at once. Pure.

Scalars are kept as the text that was written, so ``effective: 2026-02-30`` can be named in a message, and
``title: No`` stays "No". The head is read as a stream of events: nothing in it is ever constructed.
"""

from __future__ import annotations

import codecs
import difflib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

import yaml

from sayasat.characters import REPLACEMENT, UNSHOWABLE, named
from sayasat.conflicts import conflict
from sayasat.errors import Fault

KEYS = (
    "title",
    "effective",
    "adopted",
    "authority",
    "summary",
    "editorial",
    "replaces",
    "repealed",
    "formerly",
    "translation",
)
"""All that a policy's head may say."""

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a policy's name is made of where it is written by hand."""

HEAD_LIMIT = 64 * 1024
"""Characters; a longer head is not read."""

# As MkDocs delimits it (mkdocs.utils.meta), and beyond that an empty head and one that ends the file.
_HEAD = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML_HEAD = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_ANY_KEY = re.compile(r"""["']?[\w.-]+["']?[ \t]*[:=]""")
_OPENING = re.compile(r"\s*---[ \t]*$", re.MULTILINE)
_KEY_LINE = re.compile(rf"^({'|'.join(KEYS)})[ \t]*:", re.MULTILINE)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NULLS = {"", "~", "null", "Null", "NULL"}
_DEEPEST = 50
_LONGEST_SHOWN = 80
_ALIKE = 0.75  # "template" is no slip for "replaces"

Translation = Literal["unofficial", "official"]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a head says. A key that is not there, or cannot be read, is None (``formerly``: empty)."""

    title: str | None = None
    effective: date | None = None
    adopted: date | None = None
    authority: str | None = None
    summary: str | None = None
    editorial: str | None = None
    replaces: date | Literal["none"] | None = None
    repealed: date | None = None
    """The first day without force."""

    formerly: tuple[str, ...] = ()
    """Slugs, in the order written."""

    translation: Translation | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A policy's file, read."""

    front_matter: FrontMatter
    body: str
    """The Markdown after the head, with ``\\n`` line ends; all of the file where it has no head."""

    body_line: int
    """The line of the file that the body begins on, from 1."""

    faults: tuple[Fault, ...]
    """In the order of the file. ``where`` is a line of the file as text, or empty for the file as a whole.

    A fact named ``key`` names a key that is there but was not read (or is unknown, or there twice).
    """


@dataclass(frozen=True, slots=True)
class _Entry:
    """A top-level key as written. A value is text, a list of texts, or None where it is neither."""

    key: str
    line: int
    value: str | tuple[str, ...] | None


def read_document(data: bytes) -> Document:
    """Read a policy's file; never raises, whatever the bytes are.

    Of a file with conflict markers that is the only fault: the lines of both sides are faulty together.
    """
    text, faults = _decode(data)
    return _alone(text, _read_document(text, faults))


def _alone(text: str, document: Document) -> Document:
    """The document with no fault but its conflict markers, where it has them."""
    found = conflict(text)
    if found is None:
        return document
    unread = () if document.front_matter.effective else (("key", "effective"),)
    return replace(document, faults=(replace(found, facts=unread),))


def _read_document(text: str, faults: list[Fault]) -> Document:
    if not text.strip():
        return Document(FrontMatter(), text, 1, (*faults, Fault("file-empty", "")))
    found = _HEAD.match(text)
    if found is None:
        return Document(FrontMatter(), text, 1, (*faults, _headless(text)))
    front_matter, head_faults = _read_head(found[1])
    body_line = text.count("\n", 0, found.end()) + 1
    return Document(front_matter, text[found.end() :], body_line, (*faults, *head_faults))


def read_body(data: bytes, *, is_foreign: bool = False) -> str:
    """`Document.body` alone: reading the head takes longer than all else."""
    text, _ = _decode(data)
    found = _foreign_head(text) if is_foreign else _HEAD.match(text)
    return text[found.end() :] if found else text


def read_foreign(data: bytes) -> Document:
    """Read a text that was not written for Sayasat: of its head, only ``title`` and ``effective`` count.

    Nothing else in a head is a fault, and what only looks like one stays part of the text. A date that cannot
    be read is a fault, and so are conflict markers and what cannot be decoded. Never raises.
    """
    text, faults = _decode(data)
    return _alone(text, _read_foreign(text, faults))


def _read_foreign(text: str, faults: list[Fault]) -> Document:
    if not text.strip():
        return Document(FrontMatter(), text, 1, (*faults, Fault("file-empty", "")))
    found = _foreign_head(text)
    if found is None:
        return Document(FrontMatter(), text, 1, tuple(faults))
    values = _Values([])
    for entry in _foreign_entries(found[1], is_toml=found[0].startswith("+")):
        if entry.key in {"title", "effective"}:
            values.seen[entry.key] = entry
    title = values.text("title")
    values.faults.clear()
    front_matter = FrontMatter(title=title, effective=values.foreign_date("effective"))
    body_line = text.count("\n", 0, found.end()) + 1
    return Document(front_matter, text[found.end() :], body_line, (*faults, *values.faults))


def _foreign_head(text: str) -> re.Match[str] | None:
    found = _HEAD.match(text) or _TOML_HEAD.match(text)
    return found if found and _is_head(found[1]) else None


def _is_head(written: str) -> bool:
    """Whether it is keys, not a passage between two rules: a key comes first, after comments and blanks."""
    lines = (line for line in written.split("\n") if line.strip() and not line.startswith("#"))
    first = next(lines, None)
    return first is None or _ANY_KEY.match(first) is not None


def _foreign_entries(head: str, *, is_toml: bool) -> Iterator[_Entry]:
    """As far as they can be read; a head beyond the limit is passed over."""
    if len(head) > HEAD_LIMIT:
        return
    if not is_toml:
        yield from _Events(UNSHOWABLE.sub(REPLACEMENT, head)).entries()
        return
    try:
        values = tomllib.loads(head)
    except tomllib.TOMLDecodeError:
        return
    lines = head.split("\n")
    for key, value in values.items():
        line = next((place for place, each in enumerate(lines) if each.lstrip().startswith(key)), 0)
        yield _Entry(key, line, None if isinstance(value, list | dict) else str(value))


def _decode(data: bytes) -> tuple[str, list[Fault]]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text, faults = data.decode("utf-16", "replace"), [Fault("file-utf-16", "")]
    else:
        text, faults = data.decode("utf-8", "replace"), _not_utf_8(data)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        faults.append(Fault("file-nul", str(line), (("count", str(text.count("\0"))),)))
        text = text.replace("\0", REPLACEMENT)
    return text, faults


def _not_utf_8(data: bytes) -> list[Fault]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = len(re.findall(rb"\r\n?|\n", data[: error.start])) + 1
        byte = f"0x{data[error.start]:02X}"
        return [Fault("file-not-utf-8", str(line), (("offset", str(error.start)), ("byte", byte)))]
    return []


def _headless(text: str) -> Fault:
    opening = _OPENING.match(text)
    if opening is None:
        return Fault("front-matter-missing", "1", _unread(text[:HEAD_LIMIT].partition("\n\n")[0]))
    if not text.startswith("---"):
        line = text.count("\n", 0, opening.end()) + 1
        return Fault("front-matter-not-first", str(line), _unread(text[:HEAD_LIMIT]))
    return Fault("front-matter-unclosed", "1", _unread(text[:HEAD_LIMIT]))


def _unread(head: str, read: frozenset[str] = frozenset()) -> tuple[tuple[str, str], ...]:
    """Facts naming the known keys that stand in a head which could not be read."""
    return tuple(("key", key) for key in dict.fromkeys(_KEY_LINE.findall(head)) if key not in read)


def _read_head(head: str) -> tuple[FrontMatter, tuple[Fault, ...]]:
    if len(head) > HEAD_LIMIT:
        facts = (("length", str(len(head))), ("limit", str(HEAD_LIMIT)), *_unread(head))
        return FrontMatter(), (Fault("front-matter-too-long", "1", facts),)
    events = _Events(UNSHOWABLE.sub(REPLACEMENT, head))
    entries = tuple(events.entries())
    if events.broken:
        read = frozenset(entry.key for entry in entries)
        facts = (*events.broken.facts, *_unread(head, read))
        events.faults.append(Fault(events.broken.code, events.broken.where, facts))
    values = _Values(list(events.faults))
    front_matter = values.front_matter(entries, whole=events.broken is None)
    return front_matter, tuple(sorted(values.faults, key=lambda fault: int(fault.where)))


@dataclass(slots=True)
class _Events:
    """Walks the YAML events of a head. The event parser does not recurse and follows no alias."""

    head: str
    faults: list[Fault] = field(default_factory=list)
    broken: Fault | None = None
    """Why reading stopped before the end of the head."""

    def entries(self) -> Iterator[_Entry]:
        """The top-level keys in the order written, as far as the head can be read."""
        events = yaml.parse(self.head, Loader=yaml.SafeLoader)
        try:
            yield from self._mapping(events)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._break("front-matter-syntax", mark.line if mark else 0, ("problem", error.problem or ""))
        except (yaml.YAMLError, ValueError, OverflowError) as error:  # a bad escape, such as "\UFFFFFFFF"
            self._break("front-matter-syntax", 0, ("problem", str(error).partition("\n")[0]))

    def _break(self, code: str, line: int, *facts: tuple[str, str]) -> None:
        self.broken = self.broken or Fault(code, _place(line), facts)

    def _mapping(self, events: Iterator[yaml.Event]) -> Iterator[_Entry]:
        if not self._opens(events):
            return
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                self._break("front-matter-not-a-list-of-keys", _line(event))
                return
            value = self._value(next(events), event.value, events)
            if self.broken:
                return
            yield _Entry(event.value, _line(event), value)
        self._ends(events)

    def _opens(self, events: Iterator[yaml.Event]) -> bool:
        first = next((event for event in events if isinstance(event, yaml.NodeEvent)), None)
        if isinstance(first, yaml.MappingStartEvent):
            self._plain(first, "")
            return True
        if first is not None:
            self._break("front-matter-not-a-list-of-keys", _line(first))
        return False

    def _ends(self, events: Iterator[yaml.Event]) -> None:
        """Nothing may follow the keys: MkDocs would then read none of the head."""
        second = next((event for event in events if isinstance(event, yaml.DocumentStartEvent)), None)
        if second is not None:
            self._break("front-matter-syntax", _line(second), ("problem", "a second document"))

    def _value(
        self, event: yaml.Event, key: str, events: Iterator[yaml.Event]
    ) -> str | tuple[str, ...] | None:
        if not self._plain(event, key):
            self._skip(event, key, events)
            return None
        if isinstance(event, yaml.ScalarEvent):
            return "" if event.style is None and event.value in _NULLS else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(key, events)
        self._skip(event, key, events)
        self._type(event, key)
        return None

    def _list(self, key: str, events: Iterator[yaml.Event]) -> tuple[str, ...] | None:
        items: list[str] = []
        whole = True
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            if self._plain(event, key) and isinstance(event, yaml.ScalarEvent):
                items.append(event.value)
                continue
            whole = False
            self._skip(event, key, events)
            if self.broken:
                return None
            if not isinstance(event, yaml.AliasEvent):
                self._type(event, key)
        return tuple(items) if whole else None

    def _skip(self, event: yaml.Event, key: str, events: Iterator[yaml.Event]) -> None:
        """Pass over a nested value; its depth is bounded, for the scanner's time grows with depth."""
        if not isinstance(event, yaml.CollectionStartEvent):
            return
        depth = 1
        for inner in events:
            depth += isinstance(inner, yaml.CollectionStartEvent) - isinstance(inner, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                self._break("front-matter-value", _line(event), ("key", key), ("value", "…"))
                return
            if depth == 0:
                return

    def _plain(self, event: yaml.Event, key: str) -> bool:
        """No anchor, alias or tag: each makes a value other than what is written."""
        explicit = [getattr(event, "anchor", None), getattr(event, "tag", None)]
        if isinstance(event, yaml.NodeEvent) and not any(explicit):
            return True
        if not key or key in KEYS:  # an unknown key is a fault as it is
            self.faults.append(
                Fault("front-matter-not-plain", _place(_line(event)), (("key", key),) if key else ())
            )
        return False

    def _type(self, event: yaml.Event, key: str) -> None:
        if key in KEYS:
            self.faults.append(
                Fault("front-matter-value", _place(_line(event)), (("key", key), ("value", "…")))
            )


@dataclass(slots=True)
class _Values:
    """Checks entries and turns them into a FrontMatter."""

    faults: list[Fault]
    seen: dict[str, _Entry] = field(default_factory=dict)

    def front_matter(self, entries: tuple[_Entry, ...], *, whole: bool) -> FrontMatter:
        """Where a key is there twice, the last one counts, as it does for MkDocs."""
        for entry in entries:
            self._enter(entry)
        if whole and "title" not in self.seen:
            self.faults.append(Fault("front-matter-title-missing", "1"))
        return FrontMatter(
            title=self._title(),
            effective=self._date("effective"),
            adopted=self._date("adopted"),
            authority=self.text("authority"),
            summary=self.text("summary"),
            editorial=self.text("editorial"),
            replaces=self._replaces(),
            repealed=self._date("repealed"),
            formerly=self._formerly(),
            translation=self._translation(),
        )

    def _enter(self, entry: _Entry) -> None:
        if entry.key not in KEYS:
            near = difflib.get_close_matches(entry.key.casefold()[:40], KEYS, n=1, cutoff=_ALIKE)
            suggestion = near[0] if near else ", ".join(KEYS)
            facts = (("key", _short(entry.key)), ("suggestion", suggestion))
            self.faults.append(Fault("front-matter-unknown-key", _place(entry.line), facts))
            return
        if entry.key in self.seen:
            first = _place(self.seen[entry.key].line)
            facts = (("key", entry.key), ("first", first))
            self.faults.append(Fault("front-matter-duplicate-key", _place(entry.line), facts))
        self.seen[entry.key] = entry

    def _fault(self, code: str, entry: _Entry, *facts: tuple[str, str]) -> None:
        self.faults.append(Fault(code, _place(entry.line), (("key", entry.key), *facts)))

    def _scalar(self, key: str) -> str | None:
        """The value as written, without outer white space; None, with its fault, where there is none."""
        entry = self.seen.get(key)
        if entry is None or entry.value is None:
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
        """A value on one line; None, with its fault, where it cannot be read."""
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
            self._fault("front-matter-date-form", self.seen[key], ("value", _short(value)))
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self._fault("front-matter-date-unreal", self.seen[key], ("value", value))
            return None

    def foreign_date(self, key: str) -> date | None:
        """A date, or None with its fault; without a value there is none, and no fault."""
        entry = self.seen.get(key)
        if entry is None or (isinstance(entry.value, str) and not entry.value.strip()):
            return None
        if entry.value is None:
            self._fault("front-matter-value", entry, ("value", "…"))
        return self._date(key)

    def _replaces(self) -> date | Literal["none"] | None:
        value = self.seen["replaces"].value if "replaces" in self.seen else None
        if isinstance(value, str) and value.strip() == "none":
            return "none"
        if not isinstance(value, str) or _DATE.fullmatch(value.strip()) or not value.strip():
            return self._date("replaces")
        self._fault("front-matter-replaces", self.seen["replaces"], ("value", _short(value)))
        return None

    def _translation(self) -> Translation | None:
        value = self._scalar("translation")
        known: dict[str | None, Translation] = {"unofficial": "unofficial", "official": "official"}
        if value is not None and value not in known:
            self._fault("front-matter-translation", self.seen["translation"], ("value", _short(value)))
        return known.get(value)

    def _formerly(self) -> tuple[str, ...]:
        entry = self.seen.get("formerly")
        if entry is None or entry.value is None:
            return ()
        if isinstance(entry.value, tuple) and entry.value and all(map(SLUG.fullmatch, entry.value)):
            return entry.value
        shown = entry.value if isinstance(entry.value, str) else ", ".join(entry.value)
        self._fault("front-matter-formerly", entry, ("value", _short(shown)))
        return ()


def _place(line: int) -> str:
    """A line of the head, from 0, as a line of the file: one ``---`` goes before it."""
    return str(line + 2)


def _line(event: yaml.Event) -> int:
    """The line of the head, from 0."""
    return event.start_mark.line if event.start_mark else 0


def _short(value: str) -> str:
    shown = UNSHOWABLE.sub(REPLACEMENT, " ".join(value[:1000].split()))
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[: _LONGEST_SHOWN - 1]}…"
