"""Renders a redline as HTML: changes with their context, unchanged passages folded. Pure.

Colour is never the only mark: deletions are struck through, insertions are underlined, what moved has double
lines and a label that leads to its other place, and screen readers get a hidden word for each. In the
browser, ``compare/render.js`` makes the same markup. A passage without a change is its text in one element.

Strings are joined here without templates: a redline has hundreds of passages, of which few changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup
from msgspec import Struct

from sayasat.i18n.messages import Messages
from sayasat.markdown.sections import Block, Section
from sayasat.redline.as_markdown import moved, moved_run, number, remarks, section_remarks
from sayasat.redline.compare import unchanged
from sayasat.redline.marks import Mark, MarkedRun, joined, with_gaps
from sayasat.redline.model import ChangeStatus, PassageChange, Redline, SectionChange
from sayasat.templating import fragment

_TAGS = {Mark.INSERTED: "ins", Mark.DELETED: "del"}
_CELL = " <i>│</i> "
_MARKED_BREAK = '<span class="redline__break" aria-hidden="true">¶</span><br>'
_NUMBER = "\0"
_NUMBERED = f' id="_c{_NUMBER}" tabindex="-1"'
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_CONTEXT = 1
"""How many unchanged passages stand open on either side of a changed one."""


def redline_html(redline: Redline, t: Messages) -> Markup:
    """The redline as an ``article`` element; with a message if there is no change."""
    return article_html(sections_html(redline, t), t, coarse=redline.coarse)


def sections_html(redline: Redline, t: Messages, root: str | None = None) -> list[tuple[bool, str]]:
    """(is changed, HTML) of each section in order, for `article_html`.

    A NUL, which no text contains, stands for the number of each change. ``root`` is the URL of the site's
    root: images are shown from there. None: they are only named.
    """
    writer = _Writer(t, root)
    return [writer.section(section) for section in redline.sections]


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


class _Writer(Struct, frozen=True):
    """Writes the HTML of sections and passages."""

    t: Messages
    root: str | None
    """The URL of the site's root, if images are shown."""

    def section(self, section: SectionChange) -> tuple[bool, str]:
        if section.new is not None and section.old is section.new and section is unchanged(section.new):
            return False, _unchanged_html(section.new)
        is_change = section.is_change
        html = "".join(self._section(section, is_change=is_change))
        return is_change, _section_element(section, html)

    def _section(self, section: SectionChange, *, is_change: bool) -> Iterator[str]:
        notes = [_label(each) for each in section_remarks(section, self.t)]
        if section.move:
            notes.insert(0, self._jump(section.fate, section.move, moved(section, self.t)[0]))
        if section.heading is not None:
            yield self._heading(section, section.heading, notes)
        elif notes:
            yield f"<p>{''.join(notes)}</p>"
        places = _open_places(section) if is_change else None
        passages = enumerate(section.passages)
        for is_open, group in groupby(passages, key=lambda each: places is None or each[0] in places):
            shown = [self._passage(passage, section.move) for _, passage in group]
            if not is_open:
                summary = _escaped(self.t.count("redline.passages-unchanged", len(shown)))
                yield f'<details class="redline__folded"><summary>{summary}</summary>'
            yield from shown
            yield "" if is_open else "</details>"

    def _heading(self, section: SectionChange, heading: PassageChange, notes: Sequence[str]) -> str:
        is_change = heading.is_change or section.levels is not None
        labels = "".join(f"{each} " for each in (*notes, *map(_label, remarks(heading, self.t))))
        text = f"{labels}{self._text(heading, section.move)}"
        return _heading_element(section.shown, text, is_change=is_change)

    def _passage(self, passage: PassageChange, section_move: int) -> str:
        """``section_move``: the move of its section, whose heading has the label."""
        block = (passage.new or passage.old)[0]
        text = self._text(passage, section_move)
        labels = "".join(f"{_label(each)} " for each in remarks(passage, self.t)) + self._images(passage)
        if not passage.is_change and not labels:
            return _block_element(block, text)
        item = "redline__item" if block.kind == "item" else ""
        change = "redline__change" if passage.is_change else ""
        name = " ".join(filter(None, ("redline__passage", item, change)))
        numbered = _NUMBERED if change else ""
        tag = "pre" if block.kind == "code" else "p"
        return f'<div class="{name}"{numbered}>{labels}<{tag}{_direction(text)}>{text}</{tag}></div>'

    def _images(self, passage: PassageChange) -> str:
        """The images that changed, before and after."""
        if self.root is None or not passage.details:
            return ""
        shown = [
            self._marked(mark, f'<img src="{_attribute(self.root + file)}" alt="{_attribute(each.text)}">')
            for each in passage.details
            for mark, file in ((Mark.DELETED, each.old_file), (Mark.INSERTED, each.new_file))
            if file
        ]
        return f'<p class="redline__images">{"".join(shown)}</p>' if shown else ""

    def _text(self, passage: PassageChange, section_move: int) -> str:
        runs = (*number(passage), *passage.runs)
        is_whole = passage.move != 0 and passage.fate is ChangeStatus.MOVED_AWAY
        if is_whole:
            html = _lines("".join(run.text for run in runs), is_mark=True)
        else:
            html = "".join(self._run(group) for group in joined(with_gaps(runs)))
        if not passage.move:
            return html
        (label,) = moved(passage, self.t)
        is_labelled = passage.move != section_move
        shown = self._jump(passage.fate, passage.move, label) if is_labelled else _hidden(label)
        return _moved("del" if is_whole else "ins", shown, html)

    def _run(self, group: Sequence[MarkedRun]) -> str:
        """Of neighbouring runs of one mark and move."""
        run = group[0]
        text = "".join(map(self._part, group))
        if run.mark is Mark.SAME:
            return text
        if run.move:
            fate = ChangeStatus.MOVED_AWAY if run.mark is Mark.DELETED else ChangeStatus.MOVED_HERE
            return _moved(_TAGS[run.mark], self._jump(fate, run.move, moved_run(run, self.t)), text)
        return self._marked(run.mark, text)

    def _part(self, run: MarkedRun) -> str:
        text = _lines(run.text, is_mark=run.mark is not Mark.SAME)
        if not run.risk:
            return text
        title = _attribute(self.t(f"redline.risk.{run.risk}"))
        return f'<strong class="redline__risk" title="{title}">{text}</strong>'

    def _marked(self, mark: Mark, html: str) -> str:
        tag, label = _TAGS[mark], _hidden(f"{self.t(f'redline.{mark.value}')} ")
        return f'<{tag} class="redline__{mark.value}">{label}{html}</{tag}>'

    def _jump(self, fate: ChangeStatus, number: int, label: str) -> str:
        """The label of a move, which leads to its other place."""
        here, there, other = "from", "to", ChangeStatus.MOVED_HERE
        if fate is other:
            here, there, other = there, here, ChangeStatus.MOVED_AWAY
        hint = _hidden(f" {self.t(f'redline.to-{other.value}')}")
        ends = f'id="_move{number}-{here}" href="#_move{number}-{there}"'
        return f'<a class="redline__said redline__jump" {ends}>{_escaped(label)}{hint}</a>'


@lru_cache(maxsize=200)
def _unchanged_html(section: Section) -> str:
    """The HTML of a section that both texts have, cached as `unchanged` is."""
    texts = (f"{each.number} {each.text}" if each.number else each.text for each in section.blocks)
    blocks = map(_block_element, section.blocks, (_lines(text, is_mark=False) for text in texts))
    heading = _heading_element(section, _lines(section.heading, is_mark=False)) if section.level else ""
    return _section_element(unchanged(section), heading + "".join(blocks))


def _section_element(section: SectionChange, html: str) -> str:
    name = f"redline__section redline__section--{section.fate.value}"
    return f'<section class="{name}" id="{_attribute(section.anchor)}">{html}</section>\n'


def _heading_element(section: Section, html: str, *, is_change: bool = False) -> str:
    tag = f"h{min(max(section.level, 2), 6)}"
    name, number = (" redline__change", _NUMBERED) if is_change else ("", "")
    return f'<{tag}{_direction(html)} class="redline__heading{name}"{number}>{html}</{tag}>'


def _block_element(block: Block, html: str) -> str:
    """A block without a change."""
    tag, name = "pre" if block.kind == "code" else "p", ' class="redline__item"'
    return f"<{tag}{name if block.kind == 'item' else ''}{_direction(html)}>{html}</{tag}>"


def _direction(html: str) -> str:
    """The attribute that gives a block the direction of its text, where that may not be the page's."""
    return ' dir="auto"' if _RIGHT_TO_LEFT.search(html) else ""


def _open_places(section: SectionChange) -> set[int]:
    """The places of the passages that stand open: changes and those around them."""
    changes = (place for place, passage in enumerate(section.passages) if passage.is_change)
    return {place + shift for place in changes for shift in range(-_CONTEXT, _CONTEXT + 1)}


def _moved(tag: str, label: str, html: str) -> str:
    return f'<{tag} class="redline__moved">{label} {html}</{tag}>'


def _label(text: str) -> str:
    return f'<span class="redline__said">{_escaped(text)}</span>'


def _hidden(text: str) -> str:
    return f'<span class="visually-hidden">{_escaped(text)}</span>'


def _lines(text: str, *, is_mark: bool) -> str:
    """A line feed parts paragraphs, a tab parts cells."""
    html = _escaped(text)
    if "\n" in html:
        html = html.replace("\n", _MARKED_BREAK if is_mark else "<br>")
    return html.replace("\t", _CELL) if "\t" in html else html


def _escaped(text: str) -> str:
    """A text as the content of an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(text: str) -> str:
    return _escaped(text).replace('"', "&quot;")
