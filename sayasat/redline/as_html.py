"""Renders a redline as HTML: changes with their context, unchanged passages folded. Pure.

Colour is never the only mark: deletions are struck through, insertions are underlined, and screen readers get
a hidden word for each. In the browser, ``compare/page.js`` makes the same markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from markupsafe import Markup, escape

from sayasat.i18n.messages import Messages
from sayasat.redline.as_markdown import remarks, section_remarks
from sayasat.redline.marks import Mark, MarkedRun
from sayasat.redline.model import ChangeStatus, FormChange, PassageChange, Redline, SectionChange
from sayasat.templating import fragment

_MARKED = {
    Mark.INSERTED: Markup('<ins class="redline__inserted"><span class="visually-hidden">{} </span>{}</ins>'),
    Mark.DELETED: Markup('<del class="redline__deleted"><span class="visually-hidden">{} </span>{}</del>'),
}

_NUMBER = "\0"
_CONTEXT = 1
"""How many unchanged passages stand open on either side of a changed one."""


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage, prepared for the template."""

    html: Markup
    kind: str
    fate: str
    remarks: tuple[str, ...]
    """Messages about changes besides those of the words, such as a move."""

    is_change: bool
    """Whether it is a change, which gets a number."""

    images: tuple[FormChange, ...] = ()
    """The images that changed."""


@dataclass(frozen=True, slots=True)
class PassageGroup:
    """Neighbouring passages that are all shown, or all folded."""

    folded: bool
    passages: tuple[ShownPassage, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section, prepared for the template."""

    id: str
    fate: str
    remarks: tuple[str, ...]
    heading: ShownPassage | None
    level: int
    groups: tuple[PassageGroup, ...]


def redline_html(redline: Redline, t: Messages) -> Markup:
    """The redline as an ``article`` element; with a message if there is no change."""
    return article_html(sections_html(redline, t), t, coarse=redline.coarse)


def sections_html(redline: Redline, t: Messages, root: str | None = None) -> list[tuple[bool, str]]:
    """(is changed, HTML) of each section in order, for `article_html`.

    A NUL, which no text contains, stands for the number of each change. ``root`` is the URL of the site's
    root: images are shown from there. None: they are only named.
    """
    return [
        (
            section.is_change,
            fragment("redline_section.html", t, section=_section(section, t), number=_NUMBER, root=root),
        )
        for section in redline.sections
    ]


def changes_in(sections: Iterable[tuple[bool, str]]) -> int:
    """The number of numbered changes in the sections."""
    return sum(html.count(_NUMBER) for _, html in sections)


def article_html(sections: Sequence[tuple[bool, str]], t: Messages, *, coarse: bool) -> Markup:
    """The ``article`` element of (is changed, HTML) sections, with the numbers of changes filled in."""
    total = changes_in(sections)
    groups = [
        (is_change, [Markup(html) for _, html in group])  # noqa: S704 (the templates escape)
        for is_change, group in groupby(sections, key=lambda section: section[0])
    ]
    html = fragment("redline.html", t, groups=groups, total=total, coarse=coarse)
    first, *rest = html.split(_NUMBER)
    numbered = (f"{number}{part}" for number, part in enumerate(rest, 1))
    return Markup(first + "".join(numbered))  # noqa: S704 (the templates escape)


def runs_html(runs: Iterable[MarkedRun], t: Messages) -> Markup:
    """The HTML of marked text, escaped."""
    return Markup("").join(_run(run, t) for run in runs)


def _section(section: SectionChange, t: Messages) -> ShownSection:
    heading = _passage(section.heading, t) if section.heading else None
    if heading and section.levels:
        heading = replace(heading, is_change=True)
    gone = section.fate in {ChangeStatus.DELETED, ChangeStatus.MOVED_AWAY}
    whole = section.new or section.old
    assert whole is not None
    return ShownSection(
        id=f"_was-{section.id}" if gone else section.id,
        fate=section.fate.value,
        remarks=tuple(section_remarks(section, t)),
        heading=heading,
        level=min(max(whole.level, 2), 6),
        groups=tuple(_passage_groups(section, t)),
    )


def _passage_groups(section: SectionChange, t: Messages) -> Iterator[PassageGroup]:
    """Open around changes, folded elsewhere; a section without changes is open: it is folded as a whole."""
    changes = [place for place, passage in enumerate(section.passages) if passage.is_change]
    open_places = {place + shift for place in changes for shift in range(-_CONTEXT, _CONTEXT + 1)}
    places = range(len(section.passages))
    for is_open, group in groupby(places, key=lambda place: not section.is_change or place in open_places):
        passages = tuple(_passage(section.passages[place], t) for place in group)
        yield PassageGroup(folded=not is_open, passages=passages)


def _passage(passage: PassageChange, t: Messages) -> ShownPassage:
    block = (passage.new or passage.old)[0]
    prefix = Markup("{} ").format(_number(passage, t)) if block.number else Markup("")
    return ShownPassage(
        prefix + runs_html(passage.runs, t),
        block.kind,
        passage.fate.value,
        tuple(remarks(passage, t)),
        passage.is_change,
        tuple(each for each in passage.details if each.old_file or each.new_file),
    )


def _number(passage: PassageChange, t: Messages) -> Markup:
    if passage.renumbered is None:
        return escape((passage.new or passage.old)[0].number)
    old, new = passage.renumbered
    return runs_html(_present((Mark.DELETED, old), (Mark.INSERTED, new)), t)


def _present(*runs: tuple[Mark, str]) -> list[MarkedRun]:
    return [MarkedRun(mark, text) for mark, text in runs if text]


def _run(run: MarkedRun, t: Messages) -> Markup:
    text = _lines(run.text, is_mark=run.mark is not Mark.SAME)
    if run.mark is Mark.SAME:
        return text
    return _MARKED[run.mark].format(t(f"redline.{run.mark.value}"), text)


def _lines(text: str, *, is_mark: bool) -> Markup:
    """A line feed parts paragraphs, a tab parts cells."""
    if "\n" not in text and "\t" not in text:
        return escape(text)
    line_break = (
        Markup('<span class="redline__break" aria-hidden="true">¶</span><br>') if is_mark else Markup("<br>")
    )
    cell = Markup('<span class="redline__cell"> │ </span>')
    return line_break.join(cell.join(escape(part) for part in line.split("\t")) for line in text.split("\n"))
