"""The two texts of a redline, put together again from its marks: nothing may be lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import Section
from sayasat.redline.marks import Mark
from sayasat.redline.model import ChangeStatus, PassageChange, Redline


def old_text(redline: Redline) -> str:
    """Everything but what was inserted: `visible_text` of the old text."""
    passages = _passages(redline, ChangeStatus.MOVED_HERE)
    return _text((each for each in passages if each.old), Mark.INSERTED)


def new_text(redline: Redline) -> str:
    """Everything but what was deleted: `visible_text` of the new text."""
    passages = _passages(redline, ChangeStatus.MOVED_AWAY)
    return _text((each for each in passages if each.new), Mark.DELETED)


def reading(all_sections: Iterable[Section]) -> str:
    """The visible text with the numbers of ordered lists: all that a reader reads of a text."""
    return "\n".join(
        f"{block.number} {block.text}" if block.number else block.text
        for section in all_sections
        for block in (section.heading_block, *section.blocks)
        if block.text or block.number
    )


def same_words(a: str, b: str) -> bool:
    """Whether two Markdown texts read alike: no character differs, punctuation and list numbers included."""
    return reading(sections(a)).split() == reading(sections(b)).split()


def _passages(redline: Redline, without: ChangeStatus) -> Iterator[PassageChange]:
    """All but those of the place, the old or the new one, that a section or passage moved from or to."""
    for section in redline.sections:
        if section.fate is not without:
            yield from (passage for passage in section.all_passages if passage.fate is not without)


def _text(passages: Iterator[PassageChange], without: Mark) -> str:
    lines = ("".join(run.text for run in each.runs if run.mark is not without) for each in passages)
    return "\n".join(line for line in lines if line)
