"""The contents of a Word document in order: table rows and passages, unchanged, inserted or deleted. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from sayasat.i18n.messages import Messages
from sayasat.markdown.sections import Block, as_written
from sayasat.redline.as_markdown import remarks, section_remarks
from sayasat.redline.marks import Mark, MarkedRun
from sayasat.redline.model import ChangeStatus, PassageChange, Redline, SectionChange
from sayasat.word.runs import FormattedBlock, FormattedText, TextRun


class DocumentEntry(Struct, frozen=True):
    """One table row, or a passage of one or more other blocks, with its mark."""

    mark: Mark
    olds: tuple[FormattedBlock, ...]
    news: tuple[FormattedBlock, ...]
    runs: tuple[MarkedRun, ...] = ()
    """The marked text of the passage."""

    move: int = 0
    """The number of the move of the passage or its section; 0 for none."""

    comment: str = ""
    """What changed beside the words; empty for nothing."""

    @property
    def is_moved(self) -> bool:
        """Whether the passage moved; in a section that moved, others may be new."""
        has_old = self.mark is Mark.DELETED or any(run.mark is Mark.SAME for run in self.runs)
        return self.move > 0 and has_old

    @property
    def formatted_blocks(self) -> tuple[FormattedBlock, ...]:
        """The blocks of both texts, the new ones first."""
        return self.news + self.olds

    @property
    def is_row(self) -> bool:
        """Whether the entry is a table row."""
        return any(formatted_block.cells for formatted_block in self.formatted_blocks)


def entries(
    redline: Redline, before: FormattedText, after: FormattedText, t: Messages
) -> Iterator[DocumentEntry]:
    """The entries of a redline of two texts, in the order of the redline."""
    for section in redline.sections:
        for passage in section.all_passages:
            mark = _mark_of(section, passage)
            if mark is None:
                continue
            olds = () if mark is Mark.INSERTED else _formatted_blocks(passage.old, before)
            news = () if mark is Mark.DELETED else _formatted_blocks(passage.new, after)
            comment = _comment(section, passage, t)
            entry = DocumentEntry(mark, olds, news, passage.runs, section.move or passage.move, comment)
            yield from _rows(entry) if entry.is_row else (entry,)


def with_whole_moves(entries: Sequence[DocumentEntry]) -> list[DocumentEntry]:
    """The entries, with those moves only of which both sides can be written as such.

    Word knows a move by ranges of the same names at either place. A table is in none, and sentences that
    moved have to be in one paragraph.
    """
    sides = Counter((move, mark) for (move, mark), _ in groupby(entries, key=attrgetter("move", "mark")))
    for entry in entries:
        for run in entry.runs:
            if run.move and entry.mark in {Mark.SAME, run.mark}:
                is_apart = entry.is_row or "\n" in run.text
                sides[run.move, Mark.SAME if is_apart else run.mark] += 1
    equal = {move for move, _ in sides if sides[move, Mark.DELETED] == sides[move, Mark.INSERTED]}
    whole = {move for move in equal if not sides[move, Mark.SAME]}
    return [
        replace(
            entry,
            move=entry.move if entry.move in whole else 0,
            runs=tuple(run if run.move in whole else replace(run, move=0) for run in entry.runs),
        )
        for entry in entries
    ]


def _comment(section: SectionChange, passage: PassageChange, t: Messages) -> str:
    """Of a passage that stands in both texts: its number, its format, its level."""
    if not passage.old or not passage.new:
        return ""
    lines = section_remarks(section, t) if passage is section.heading and section.levels else []
    if passage.renumbered:
        lines.append(f"{t('redline.renumbered')} {' → '.join(each or '–' for each in passage.renumbered)}")
    lines += [each for each in remarks(passage, t) if each != t("redline.renumbered")]
    return "\n".join(each.removeprefix("(").removesuffix(")").removesuffix(":") for each in lines)


def unchanged(formatted_block: FormattedBlock) -> DocumentEntry:
    """The entry of a block that is the same in both texts."""
    runs = (MarkedRun(Mark.SAME, text_of(formatted_block.runs)),) if formatted_block.runs else ()
    return DocumentEntry(Mark.SAME, (formatted_block,), (formatted_block,), runs)


_GONE = {ChangeStatus.DELETED, ChangeStatus.MOVED_AWAY}

_COME = {ChangeStatus.INSERTED, ChangeStatus.MOVED_HERE}


def _mark_of(section: SectionChange, passage: PassageChange) -> Mark | None:
    """Whether the old text, the new text or both have a passage at this position.

    None: the passage was deleted from a section that has moved; the old text has it at the old position.
    """
    if section.fate is ChangeStatus.MOVED_HERE:
        return None if passage.fate in _GONE else Mark.INSERTED
    if section.fate is ChangeStatus.MOVED_AWAY or passage.fate in _GONE:
        return Mark.DELETED
    return Mark.INSERTED if passage.fate in _COME else Mark.SAME


def _formatted_blocks(blocks: Iterable[Block], text: FormattedText) -> tuple[FormattedBlock, ...]:
    return tuple(text.formatted_blocks[as_written(block)] for block in blocks)


def _rows(entry: DocumentEntry) -> Iterator[DocumentEntry]:
    """A row that was edited; of several rows the old ones as deleted, the new ones as inserted."""
    olds, news = entry.olds, entry.news
    if len(olds) == len(news) == 1 and olds[0].cells and news[0].cells:
        yield entry
        return
    yield from (DocumentEntry(Mark.DELETED, (old,), ()) for old in olds)
    yield from (DocumentEntry(Mark.INSERTED, (), (new,)) for new in news)


def text_of(text_runs: Iterable[TextRun]) -> str:
    """The joined text of the runs."""
    return "".join(run.text for run in text_runs)
