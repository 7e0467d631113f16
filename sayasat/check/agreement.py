"""Rules on translations: what must be the same as in the original, section by section. Pure.

Dates, amounts, references and numbers are compared in the languages that `figures` knows.
"""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import zip_longest
from urllib.parse import unquote, urlsplit

from sayasat import dialect, matching
from sayasat.check.counterparts import Counterparts, counterparts, out_of_order
from sayasat.check.figures import LANGUAGES, Figure, Kind, figures
from sayasat.check.finding import Severity
from sayasat.check.numerals import said
from sayasat.check.passages import Part
from sayasat.check.standards import Standards
from sayasat.check.texts import Rule, Slip, Text

NOTHING = "–"
"""Stands in a sentence for what one of the texts does not have."""


def _counterparts(text: Text) -> Counterparts:
    original = text.original
    return counterparts(text.body, original.body) if original else Counterparts((), (), (), ())


def ids_differ(text: Text, _: Standards) -> Iterator[Slip]:
    """Headings whose id is another than in the original."""
    for ours, theirs in _counterparts(text).pairs:
        if ours.is_given and theirs.is_given and ours.id != theirs.id:
            facts = (("heading", ours.heading), ("here", ours.id), ("there", theirs.id))
            yield Slip(text.line(ours.line), f"#{ours.id}", facts)


def section_missing(text: Text, _: Standards) -> Iterator[Slip]:
    """Sections that the original has and the translation does not; placed where they would follow."""
    for missing in _counterparts(text).missing:
        line = missing.before.line if missing.before else 1
        facts = (("id", missing.part.id), ("heading", missing.part.heading))
        yield Slip(text.line(line), f"#{missing.part.id}", facts)


def section_unknown(text: Text, _: Standards) -> Iterator[Slip]:
    """Sections that the original does not have."""
    for part in _counterparts(text).unknown:
        yield Slip(text.line(part.line), f"#{part.id}", (("id", part.id), ("heading", part.heading)))


def sections_out_of_order(text: Text, _: Standards) -> Iterator[Slip]:
    """Sections that stand in another place than in the original."""
    found = _counterparts(text)
    for ours in out_of_order(found, matching.in_place(found.places)):
        yield Slip(text.line(ours.line), f"#{ours.id}", (("id", ours.id), ("heading", ours.heading)))


def heading_levels_differ(text: Text, _: Standards) -> Iterator[Slip]:
    """Headings with more or fewer ``#`` than in the original."""
    for ours, theirs in _counterparts(text).pairs:
        if ours.level != theirs.level:
            facts = (("heading", ours.heading), ("here", "#" * ours.level), ("there", "#" * theirs.level))
            yield Slip(text.line(ours.line), ours.heading, facts)


def paragraphs_differ(text: Text, _: Standards) -> Iterator[Slip]:
    """Sections with more or fewer paragraphs, items and rows than in the original: one may be missing."""
    if text.original is None:
        return
    here = {section.id: len(section.blocks) for section in text.sections}
    there = {section.id: len(section.blocks) for section in text.original.sections}
    for ours, theirs in _counterparts(text).pairs:
        if ours.level and here.get(ours.id) != there.get(theirs.id):
            counts = (("here", str(here.get(ours.id))), ("there", str(there.get(theirs.id))))
            yield Slip(text.line(ours.line), ours.heading, (("section", ours.heading), *counts))


# Figures


@dataclass(frozen=True, slots=True)
class _Placed:
    """A figure or address with the line of the body it stands on."""

    key: str
    words: str
    line: int


@dataclass(frozen=True, slots=True)
class _Difference:
    """What one text has and the other has not; at least one of the two is there."""

    kind: Kind
    section: str
    line: int
    """Of the translation's body: of its words, else of its section."""

    here: str
    there: str


def figures_differ(kind: Kind, text: Text, _: Standards) -> Iterator[Slip]:
    """Figures of one kind that a section has and its counterpart has not."""
    if text.original is None:
        return
    for each in _differences(text.body, text.language, text.original.body, text.original.language):
        if each.kind is kind:
            section = each.section or text.head.title or NOTHING
            facts = (("here", each.here or NOTHING), ("there", each.there or NOTHING), ("section", section))
            yield Slip(text.line(each.line), each.here or each.there, facts)


@lru_cache(maxsize=8)
def _differences(body: str, language: str, original: str, original_language: str) -> tuple[_Difference, ...]:
    if language not in LANGUAGES or original_language not in LANGUAGES:
        return ()
    return tuple(
        difference
        for ours, theirs in counterparts(body, original).pairs
        for difference in _of_section(_read(ours, language), _read(theirs, original_language))
    )


@dataclass(frozen=True, slots=True)
class _Section:
    """The figures of one section."""

    part: Part
    found: tuple[tuple[Figure, int], ...]
    """Each with its line."""

    said: Counter[str]
    """Numbers in words."""


def _read(part: Part, language: str) -> _Section:
    found = [
        (figure, passage.line_at(figure.start))
        for passage in part.passages
        for figure in figures(passage.text, language)
    ]
    words: Counter[str] = Counter()
    for passage in part.passages:
        words.update(said(passage.text, language))
    return _Section(part, tuple(found), words)


def _of_section(ours: _Section, theirs: _Section) -> Iterator[_Difference]:
    here, there = _left_over(ours.found, theirs.found)
    here, there = _unsaid(here, theirs.said), _unsaid(there, ours.said)
    unexcused = _unexcused(here, there), _unexcused(there, here)
    for kind in Kind:
        mine, other = ([each for each in left if each[0].kind is kind] for left in unexcused)
        for one, two in zip_longest(mine, other):
            line = one[1] if one else ours.part.line
            words = [dialect.fold(each[0].words) if each else "" for each in (one, two)]
            yield _Difference(kind, ours.part.heading, line, *words)


_Found = Sequence[tuple[Figure, int]]


def _left_over(ours: _Found, theirs: _Found) -> tuple[_Found, _Found]:
    """What has no equal on the other side, each equal taken once."""
    waiting = _Waiting(theirs)
    left = [each for each in ours if not waiting.take(each[0])]
    return left, [theirs[place] for place in waiting.left()]


class _Waiting:
    """The figures of one side that have not met their equals."""

    def __init__(self, found: _Found) -> None:
        self._places: dict[tuple[Kind, tuple[str, ...]], dict[frozenset[str], list[int]]] = {}
        for place in reversed(range(len(found))):
            figure = found[place][0]
            by_sense = self._places.setdefault((figure.kind, figure.key), {})
            by_sense.setdefault(figure.senses, []).append(place)

    def take(self, figure: Figure) -> bool:
        """Whether one that says the same was there; it is no more."""
        by_sense = self._places.get((figure.kind, figure.key), {})
        same = next(
            (all_ for senses, all_ in by_sense.items() if all_ and _agree(figure.senses, senses)), None
        )
        if same is not None:
            same.pop()
        return same is not None

    def left(self) -> list[int]:
        """Where the others stand, in order."""
        return sorted(
            place for by_sense in self._places.values() for places in by_sense.values() for place in places
        )


def _agree(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether two references may be to the same; figures of other kinds have no senses, and agree."""
    return one == two or bool(one & two)


def _unsaid(left: _Found, words: Counter[str]) -> _Found:
    """Without what the other text says in words, each word taken once."""
    words = words.copy()
    kept = []
    for each in left:
        number = each[0].key[0]
        if each[0].kind is not Kind.DATE and words[number] > 0:
            words[number] -= 1
        else:
            kept.append(each)
    return kept


def _unexcused(left: _Found, other: _Found) -> _Found:
    """Without what the other text says in another form.

    "1–5 декабря" is a number and a date, "1-декабрынан 5-декабрына чейин" two dates: the languages part the
    same figures into kinds in their own ways.
    """
    all_parts = {part for figure, _ in other for part in figure.parts}
    by_kind: defaultdict[Kind, set[str]] = defaultdict(set)
    for figure, _ in other:
        by_kind[figure.kind] |= figure.parts
    ours, theirs = _kinds(left), _kinds(other)

    def is_excused(figure: Figure) -> bool:
        elsewhere = not figure.parts <= by_kind[figure.kind]
        return figure.parts <= all_parts and (elsewhere or ours[figure.kind] != theirs[figure.kind])

    return [each for each in left if not is_excused(each[0])]


def _kinds(found: _Found) -> Counter[Kind]:
    return Counter(figure.kind for figure, _ in found)


# Links


def links_differ(text: Text, _: Standards) -> Iterator[Slip]:
    """Links and addresses that a section has and its counterpart has not."""
    if text.original is None:
        return
    languages = {text.language, text.original.language, "kg"}
    for ours, theirs in _counterparts(text).pairs:
        here = list(_targets(ours, text.path, languages))
        there = list(_targets(theirs, text.original.path, languages))
        left = _without(here, there), _without(there, here)
        for one, two in zip_longest(*left):
            section = ours.heading or text.head.title or NOTHING
            words = [each.words if each else NOTHING for each in (one, two)]
            facts = (("here", words[0]), ("there", words[1]), ("section", section))
            extract = words[0] if one else words[1]
            yield Slip(text.line(one.line if one else ours.line), extract, facts)


def _targets(part: Part, path: str, languages: set[str]) -> Iterator[_Placed]:
    for passage in part.passages:
        for target in passage.targets:
            address = unquote(target.address)
            yield _Placed(_plain(target.address, path, languages), address, passage.line_at(target.start))


def _without(some: Iterable[_Placed], others: Iterable[_Placed]) -> list[_Placed]:
    """Those that have no equal among the others, each equal taken once."""
    free = Counter(other.key for other in others)
    left = []
    for each in some:
        if free[each.key] > 0:
            free[each.key] -= 1
        else:
            left.append(each)
    return left


def _plain(address: str, path: str, languages: set[str]) -> str:
    """An address without what may differ between languages: the folder, path or host of one."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if not parts.scheme and not parts.netloc and parts.path and not parts.path.startswith("/"):
        if "@" in parts.path:
            return address.lower()
        folder = posixpath.join(posixpath.dirname(path), parts.path)
        parts = parts._replace(path=posixpath.normpath(folder))
    host = ".".join(label for label in parts.netloc.lower().split(".") if label not in languages)
    steps = [step for step in unquote(parts.path).split("/") if step and step.lower() not in languages]
    query = "&".join(sorted(each for each in parts.query.split("&") if not _says_language(each, languages)))
    return f"{parts.scheme}|{host}|{'/'.join(steps)}|{query}|{unquote(parts.fragment)}"


def _says_language(setting: str, languages: set[str]) -> bool:
    return setting.partition("=")[2].lower() in languages


RULES = (
    Rule("ids-differ", Severity.ERROR, ids_differ),
    Rule("section-missing", Severity.ERROR, section_missing),
    Rule("section-unknown", Severity.ERROR, section_unknown),
    Rule("sections-out-of-order", Severity.ERROR, sections_out_of_order),
    Rule("heading-levels-differ", Severity.ERROR, heading_levels_differ),
    Rule("dates-differ", Severity.ERROR, partial(figures_differ, Kind.DATE)),
    Rule("amounts-differ", Severity.ERROR, partial(figures_differ, Kind.AMOUNT)),
    Rule("references-differ", Severity.ERROR, partial(figures_differ, Kind.REFERENCE)),
    Rule("numbers-differ", Severity.ERROR, partial(figures_differ, Kind.NUMBER)),
    Rule("links-differ", Severity.ERROR, links_differ),
    Rule("paragraphs-differ", Severity.WARNING, paragraphs_differ),
)
