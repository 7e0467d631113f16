"""Writes a redline for a terminal: ``[-deleted-]``, ``{+inserted+}``, and messages. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.text import Text

from sayasat.i18n.messages import Messages
from sayasat.redline.as_markdown import moved, moved_run, number, remarks, section_remarks
from sayasat.redline.counts import count_changes, summary
from sayasat.redline.marks import Mark, MarkedRun, joined
from sayasat.redline.model import PassageChange, Redline, SectionChange
from sayasat.redline.risk_marks import passage_risks, risk_counts, risk_texts

_SIGNS = {Mark.DELETED: ("[-", "-]"), Mark.INSERTED: ("{+", "+}"), Mark.SAME: ("", "")}
_STYLES = {Mark.DELETED: "red", Mark.INSERTED: "green", Mark.SAME: ""}


def redline_text(redline: Redline, t: Messages) -> Text:
    """How much changed, and the changed sections with their passages; a message if nothing changed.

    The text is complete without its colours.
    """
    if redline.is_empty:
        return Text(t("redline.none"))
    notes = [t("redline.coarse")] if redline.coarse else []
    notes.append(t.sentence(summary(count_changes(redline), t)))
    if risks := risk_texts(risk_counts(redline), t):
        notes.append(t.sentence(f"{t('redline.risks')}: {', '.join(risks)}"))
    parts = [*map(Text, notes), *(_section(section, t) for section in redline.changes)]
    return Text("\n\n").join(parts)


def _section(section: SectionChange, t: Messages) -> Text:
    head = Text("## ", style="bold")
    for remark in (*moved(section, t), *section_remarks(section, t)):
        head.append(f"{remark} ")
    if section.heading:
        head.append(_words(section.heading, t)).append(" ")
    head.append(f"{{#{section.id}}}", style="dim")
    return Text("\n").join([head, *_passages(section, t)])


def _passages(section: SectionChange, t: Messages) -> Iterator[Text]:
    """What changed; how many unchanged passages stand between."""
    for is_change, group in groupby(section.passages, key=lambda passage: passage.is_change):
        passages = list(group)
        if is_change:
            yield from (_words(passage, t) for passage in passages)
        else:
            yield Text(f"({t.count('redline.passages-unchanged', len(passages))})", style="dim")


def _words(passage: PassageChange, t: Messages) -> Text:
    words = Text()
    for remark in (*moved(passage, t), *remarks(passage, t)):
        words.append(f"{remark} ", style="italic")
    for group in joined((*number(passage), *passage.runs)):
        words.append(_run(group, t))
    for risk in passage_risks(passage, t):
        words.append(f" ‹{risk}›", style="italic")
    return words


def _run(group: Sequence[MarkedRun], t: Messages) -> Text:
    """A line that comes or goes shows its sign; cells of a row are parted by a bar."""
    run = group[0]
    opening, closing = _SIGNS[run.mark]
    text = "".join(each.text for each in group).replace("\t", " │ ")
    if run.mark is not Mark.SAME:
        text = text.replace("\n", "¶\n")
    label = f"‹{moved_run(run, t)}› " if run.move else ""
    return Text(f"{opening}{label}{text}{closing}", style=_STYLES[run.mark])
