"""Writes a redline as Markdown for comments of a forge (GitHub, GitLab), with ``<del>`` and ``<ins>``. Pure.

The compared texts are escaped: the forge must not read markup, mentions or links in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from sayasat.i18n.messages import Messages
from sayasat.redline.marks import Mark, MarkedRun, joined, with_gaps
from sayasat.redline.model import ChangeStatus, FormChange, PassageChange, Redline, SectionChange
from sayasat.redline.risk_marks import passage_risks

_TAGS = {Mark.DELETED: ("<del>", "</del>"), Mark.INSERTED: ("<ins>", "</ins>"), Mark.SAME: ("", "")}
_SPECIAL = re.compile(r"[\\`*_\[\]<>#~|@&:$]")
_LIST = re.compile(r"^(\d+)([.)])|^([-+=])")
_LINKED = re.compile(r"&#64;(?=\w)|&#35;(?=\d)|\bwww(?=\.)|\bhttps?(?=&#58;)", re.IGNORECASE)
"""What forges make links of after Markdown, entities or not: an empty comment keeps it apart."""

_PLAIN = {"blocks", "heading-deleted", "letters", "number"}
"""Kinds of changes whose messages have all that there is to say."""

_ID = 7
"""Digits of a file's digest that tell one image from another of the same name."""

_CONTEXT = 12
"""Words kept of an unchanged run on either side of a change."""


def redline_markdown(redline: Redline, t: Messages) -> tuple[str, ...]:
    """The Markdown of each changed section, in order: its heading and its changed passages."""
    return tuple("\n\n".join(_section(section, t)) for section in redline.changes)


def remarks(passage: PassageChange, t: Messages) -> list[str]:
    """Messages about changes of a passage besides its move and its words: renumbered, a link, a format."""
    names = (t(f"redline.{name}") for name in passage.remarks)
    return [*names, *(_form_change(change, t) for change in passage.details)]


def moved(change: PassageChange | SectionChange, t: Messages) -> list[str]:
    """The label of a passage or a section that moved; none for any other."""
    if not change.move:
        return []
    name = change.remark if isinstance(change, SectionChange) else change.fate.value
    return [t(f"redline.{name}", number=change.move)]


def moved_run(run: MarkedRun, t: Messages) -> str:
    """The label of a run of sentences that moved."""
    fate = ChangeStatus.MOVED_AWAY if run.mark is Mark.DELETED else ChangeStatus.MOVED_HERE
    return t(f"redline.{fate.value}", number=run.move)


def section_remarks(section: SectionChange, t: Messages) -> list[str]:
    """Messages about a section: new, deleted, or of another level."""
    found = [t(f"redline.{section.remark}")] if section.remark and not section.move else []
    if section.levels:
        old, new = section.levels
        name = "level-under" if section.parent else "level"
        found.append(t(f"redline.{name}", old=old, new=new, parent=section.parent))
    return found


def _form_change(change: FormChange, t: Messages) -> str:
    """A change beside the words, before and after."""
    facts = {"text": change.text, "old": change.old, "new": change.new}
    name = change.kind
    if name == "image" and change.old == change.new:
        files = (each.split("/") for each in (change.old_file, change.new_file))
        facts["before"], facts["after"] = (parts[-2][:_ID] if len(parts) > 1 else "–" for parts in files)
        name = "image-replaced"
    elif name == "block":
        facts = {side: t(f"redline.kind.{facts[side]}") for side in ("old", "new")}
    elif name not in _PLAIN:
        is_named = name in {"link", "image"}
        facts |= {} if is_named else {"format": t(f"redline.format.{name}")}
        state = ("changed" if change.new else "removed") if change.old else "added"
        name = f"{name if is_named else 'format'}-{state}"
    return f"({t(f'redline.detail.{name}', **facts)})"


def number(passage: PassageChange) -> tuple[MarkedRun, ...]:
    """The number of a list item with its changes, followed by a blank; empty for a passage without one."""
    if passage.renumbered is None:
        mark = Mark.SAME if passage.old else Mark.INSERTED
        text = (passage.new or passage.old)[0].number
        return (MarkedRun(mark if passage.new else Mark.DELETED, f"{text} "),) if text else ()
    marks = zip((Mark.DELETED, Mark.INSERTED), passage.renumbered, strict=True)
    return (*(MarkedRun(mark, text) for mark, text in marks if text), MarkedRun(Mark.SAME, " "))


def escaped(text: str) -> str:
    """Escape text for the Markdown of a forge, on one line."""
    plain = _LIST.sub(_entity, _SPECIAL.sub(_entity, " ".join(text.split())))
    return _LINKED.sub(r"\g<0><!-- -->", plain)


def _entity(found: re.Match[str]) -> str:
    """A sign that would be markup; the digits before a list's sign stay."""
    digits, sign = found[0][:-1], found[0][-1]
    return f"{digits}&#{ord(sign)};"


def _section(section: SectionChange, t: Messages) -> Iterator[str]:
    quoted = replace(section, parent=escaped(section.parent))
    labels = "".join(f"{remark} " for remark in (*moved(section, t), *section_remarks(quoted, t)))
    heading = f"{_labels(section.heading, t)}**{_runs(section.heading, t)}** " if section.heading else ""
    yield f"{labels}{heading}<sub>{escaped(f'#{section.id}')}</sub>"
    for is_change, group in groupby(section.passages, key=lambda passage: passage.is_change):
        passages = list(group)
        if is_change:
            yield from (_quoted(passage, t) for passage in passages)
        else:
            yield f"<sub>({t.count('redline.passages-unchanged', len(passages))})</sub>"


def _quoted(passage: PassageChange, t: Messages) -> str:
    risks = "".join(f" <sub>‹{escaped(risk)}›</sub>" for risk in passage_risks(passage, t))
    return f"> {_labels(passage, t)}{_runs(passage, t)}{risks}"


def _labels(passage: PassageChange, t: Messages) -> str:
    return "".join(f"*{escaped(remark)}* " for remark in (*moved(passage, t), *remarks(passage, t)))


def _runs(passage: PassageChange, t: Messages) -> str:
    runs = joined(with_gaps((*number(passage), *passage.runs)))
    last = len(runs) - 1
    return "".join(_run(group, t, before=place > 0, after=place < last) for place, group in enumerate(runs))


def _run(group: Sequence[MarkedRun], t: Messages, *, before: bool, after: bool) -> str:
    """``before``, ``after``: whether another run, and so a change, is next to it there."""
    run = group[0]
    if run.mark is Mark.SAME:
        return _line(_shortened(run.text, before=before, after=after))
    opening, closing = _TAGS[run.mark]
    label = f"<em>{escaped(moved_run(run, t))}</em> " if run.move else ""
    texts = (f"<strong>{_line(each.text)}</strong>" if each.risk else _line(each.text) for each in group)
    return f"{opening}{label}{''.join(texts)}{closing}"


def _shortened(text: str, *, before: bool, after: bool) -> str:
    """Of words that stay, those next to a change; of a passage without any, its beginning and its end."""
    words = text.split(" ")
    if len(words) <= 2 * _CONTEXT:
        return text
    is_alone = before is after
    first = words[:_CONTEXT] if before or is_alone else []
    last = words[-_CONTEXT:] if after or is_alone else []
    return " ".join((*first, "…", *last))


def _line(text: str) -> str:
    """On one line: ends of lines as breaks; a blank at either end is kept, for it parts words."""
    lines = "<br>".join(escaped(line.replace("\t", " │ ")) for line in text.split("\n"))
    before = " " if text[:1] == " " else ""
    after = " " if text[-1:] == " " and text.strip() else ""
    return f"{before}{lines}{after}"
