"""A redline as HTML: what changed with a little around it, all else folded. Pure.

Colour is never the only sign: deletions are struck, insertions underlined, and words that only screen readers
read say which is which. The same markup is made in the browser by ``compare/page.js``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from sayasat.frame import fragment
from sayasat.redline import Fate, Passage, Redline, SectionChange
from sayasat.wording import Wording
from sayasat.wordmarks import Mark, Run

_MARKED = {
    Mark.INSERTED: Markup('<ins class="redline__inserted"><span class="visually-hidden">{} </span>{}</ins>'),
    Mark.DELETED: Markup('<del class="redline__deleted"><span class="visually-hidden">{} </span>{}</del>'),
}

_CONTEXT = 1
"""How many unchanged passages stand open on either side of a changed one."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as the template takes it."""

    html: Markup
    kind: str
    fate: str
    said: tuple[str, ...]
    """What happened to it beside its words."""

    number: int
    """Of the change, from 1; 0 for what did not change."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring passages that are open, or folded."""

    folded: bool
    passages: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section as the template takes it."""

    id: str
    fate: str
    said: str
    heading: Shown | None
    level: int
    stretches: tuple[Stretch, ...]


def redline_html(redline: Redline, wording: Wording) -> Markup:
    """The comparison as an ``article``; says so where there is nothing to show."""
    total = sum(1 for section in redline.sections for passage in section.all_passages if passage.is_change)
    numbers = iter(range(1, total + 1))
    stretches = [
        (is_change, [_section(section, numbers, wording) for section in group])
        for is_change, group in groupby(redline.sections, key=lambda section: section.is_change)
    ]
    # The template escapes all but what is made here.
    return Markup(fragment("redline.html", wording, redline=redline, stretches=stretches, total=total))  # noqa: S704


def runs_html(runs: Iterable[Run], wording: Wording) -> Markup:
    """Text with its insertions and deletions; everything in it is escaped."""
    return Markup("").join(_run(run, wording) for run in runs)


def _section(section: SectionChange, numbers: Iterator[int], wording: Wording) -> ShownSection:
    heading = _passage(section.heading, numbers, wording) if section.heading else None
    gone = section.fate in {Fate.DELETED, Fate.MOVED_AWAY}
    whole = section.new or section.old
    assert whole is not None
    said = (
        "" if section.fate in {Fate.SAME, Fate.EDITED} else wording(f"redline.section-{section.fate.value}")
    )
    return ShownSection(
        id=f"_was-{section.id}" if gone else section.id,
        fate=section.fate.value,
        said=said,
        heading=heading,
        level=min(max(whole.level, 2), 6),
        stretches=tuple(_stretches(section, numbers, wording)),
    )


def _stretches(section: SectionChange, numbers: Iterator[int], wording: Wording) -> Iterator[Stretch]:
    """Open around changes, folded elsewhere; a section without changes is open: it is folded as a whole."""
    changes = [place for place, passage in enumerate(section.passages) if passage.is_change]
    open_places = {place + shift for place in changes for shift in range(-_CONTEXT, _CONTEXT + 1)}
    places = range(len(section.passages))
    for is_open, group in groupby(places, key=lambda place: not section.is_change or place in open_places):
        passages = tuple(_passage(section.passages[place], numbers, wording) for place in group)
        yield Stretch(folded=not is_open, passages=passages)


def _passage(passage: Passage, numbers: Iterator[int], wording: Wording) -> Shown:
    block = (passage.new or passage.old)[0]
    number = next(numbers) if passage.is_change else 0
    prefix = Markup("{} ").format(_number(passage, wording)) if block.number else Markup("")
    return Shown(
        prefix + runs_html(passage.runs, wording),
        block.kind,
        passage.fate.value,
        _said(passage, wording),
        number,
    )


def _number(passage: Passage, wording: Wording) -> Markup:
    if passage.renumbered is None:
        return escape((passage.new or passage.old)[0].number)
    old, new = passage.renumbered
    return runs_html(_present((Mark.DELETED, old), (Mark.INSERTED, new)), wording)


def _present(*runs: tuple[Mark, str]) -> list[Run]:
    return [Run(mark, text) for mark, text in runs if text]


def _said(passage: Passage, wording: Wording) -> tuple[str, ...]:
    """In words: moved, renumbered, or formatted otherwise."""
    moved = [wording(f"redline.{passage.fate.value}")] if passage.move else []
    renumbered = [wording("redline.renumbered")] if passage.renumbered else []
    formatted = [wording("redline.formatted")] if passage.formatted else []
    return (*moved, *renumbered, *formatted)


def _run(run: Run, wording: Wording) -> Markup:
    text = _lines(run.text, is_mark=run.mark is not Mark.SAME)
    if run.mark is Mark.SAME:
        return text
    return _MARKED[run.mark].format(wording(f"redline.{run.mark.value}"), text)


def _lines(text: str, *, is_mark: bool) -> Markup:
    """A line feed parts paragraphs, a tab parts cells."""
    sign = (
        Markup('<span class="redline__break" aria-hidden="true">¶</span><br>') if is_mark else Markup("<br>")
    )
    cell = Markup('<span class="redline__cell"> │ </span>')
    return sign.join(cell.join(escape(part) for part in line.split("\t")) for line in text.split("\n"))
