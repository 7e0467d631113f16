"""Renders a redline as HTML: changes with their context, unchanged passages folded. Pure.

Colour is never the only mark: deletions are struck through, insertions are underlined, what moved has double
lines and a label that leads to its other place, and screen readers get a hidden word for each. In the
browser, ``compare/render.js`` makes the same markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from markupsafe import Markup, escape

from sayasat.i18n.messages import Messages
from sayasat.redline.as_markdown import moved, moved_run, number, remarks, section_remarks
from sayasat.redline.marks import Mark, MarkedRun, joined, with_gaps
from sayasat.redline.model import ChangeStatus, FormChange, PassageChange, Redline, SectionChange
from sayasat.templating import fragment

_TAGS = {Mark.INSERTED: "ins", Mark.DELETED: "del"}
_MARKED = Markup('<{tag} class="redline__{mark}"><span class="visually-hidden">{said} </span>{text}</{tag}>')
_MOVED = Markup('<{tag} class="redline__moved">{label} {text}</{tag}>')
_JUMP = Markup(
    '<a class="redline__said redline__jump" id="_move{number}-{here}" href="#_move{number}-{there}">'
    '{label}<span class="visually-hidden"> {hint}</span></a>'
)

_RISK = Markup('<strong class="redline__risk" title="{}">{}</strong>')
_HIDDEN = Markup('<span class="visually-hidden">{}</span>')

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
    jump: Markup
    """The label that leads to the other place of a section that moved; empty for any other."""

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
    return Markup("").join(_run(group, t) for group in joined(with_gaps(runs)))


def _section(section: SectionChange, t: Messages) -> ShownSection:
    heading = _passage(section.heading, t, section.move) if section.heading else None
    if heading and section.levels:
        heading = replace(heading, is_change=True)
    return ShownSection(
        id=section.anchor,
        fate=section.fate.value,
        jump=_jump(section.fate, section.move, moved(section, t)[0], t) if section.move else Markup(""),
        remarks=tuple(section_remarks(section, t)),
        heading=heading,
        level=min(max(section.shown.level, 2), 6),
        groups=tuple(_passage_groups(section, t)),
    )


def _passage_groups(section: SectionChange, t: Messages) -> Iterator[PassageGroup]:
    """Open around changes, folded elsewhere; a section without changes is open: it is folded as a whole."""
    changes = [place for place, passage in enumerate(section.passages) if passage.is_change]
    open_places = {place + shift for place in changes for shift in range(-_CONTEXT, _CONTEXT + 1)}
    places = range(len(section.passages))
    for is_open, group in groupby(places, key=lambda place: not section.is_change or place in open_places):
        passages = tuple(_passage(section.passages[place], t, section.move) for place in group)
        yield PassageGroup(folded=not is_open, passages=passages)


def _passage(passage: PassageChange, t: Messages, section_move: int) -> ShownPassage:
    """``section_move``: the move of its section, whose heading has the label."""
    block = (passage.new or passage.old)[0]
    runs = (*number(passage), *passage.runs)
    is_whole = passage.move != 0 and passage.fate is ChangeStatus.MOVED_AWAY
    html = _lines("".join(run.text for run in runs), is_mark=True) if is_whole else runs_html(runs, t)
    if passage.move:
        (label,) = moved(passage, t)
        is_labelled = passage.move != section_move
        shown = _jump(passage.fate, passage.move, label, t) if is_labelled else _HIDDEN.format(label)
        html = _MOVED.format(tag="del" if is_whole else "ins", label=shown, text=html)
    return ShownPassage(
        html,
        block.kind,
        passage.fate.value,
        tuple(remarks(passage, t)),
        passage.is_change,
        tuple(each for each in passage.details if each.old_file or each.new_file),
    )


def _run(group: Sequence[MarkedRun], t: Messages) -> Markup:
    """Of neighbouring runs of one mark and move."""
    run = group[0]
    text = Markup("").join(_part(each, t) for each in group)
    if run.mark is Mark.SAME:
        return text
    tag = _TAGS[run.mark]
    if run.move:
        fate = ChangeStatus.MOVED_AWAY if run.mark is Mark.DELETED else ChangeStatus.MOVED_HERE
        return _MOVED.format(tag=tag, label=_jump(fate, run.move, moved_run(run, t), t), text=text)
    return _MARKED.format(tag=tag, mark=run.mark.value, said=t(f"redline.{run.mark.value}"), text=text)


def _part(run: MarkedRun, t: Messages) -> Markup:
    text = _lines(run.text, is_mark=run.mark is not Mark.SAME)
    return _RISK.format(t(f"redline.risk.{run.risk}"), text) if run.risk else text


def _jump(fate: ChangeStatus, number: int, label: str, t: Messages) -> Markup:
    here, there = "from", "to"
    other = ChangeStatus.MOVED_HERE
    if fate is other:
        here, there, other = there, here, ChangeStatus.MOVED_AWAY
    hint = t(f"redline.to-{other.value}")
    return _JUMP.format(number=number, here=here, there=there, label=label, hint=hint)


def _lines(text: str, *, is_mark: bool) -> Markup:
    """A line feed parts paragraphs, a tab parts cells."""
    if "\n" not in text and "\t" not in text:
        return escape(text)
    line_break = (
        Markup('<span class="redline__break" aria-hidden="true">¶</span><br>') if is_mark else Markup("<br>")
    )
    cell = Markup(' <span class="redline__cell">│</span> ')
    return line_break.join(cell.join(escape(part) for part in line.split("\t")) for line in text.split("\n"))
