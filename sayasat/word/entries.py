"""The contents of a Word document in order: table rows and passages, unchanged, inserted or deleted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sayasat.markdown.sections import Block, as_written
from sayasat.redline.marks import Mark, MarkedRun
from sayasat.redline.model import ChangeStatus, PassageChange, Redline, SectionChange
from sayasat.word.runs import FormattedBlock, FormattedText, TextRun


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """One table row, or a passage of one or more other blocks, with its mark."""

    mark: Mark
    olds: tuple[FormattedBlock, ...]
    news: tuple[FormattedBlock, ...]
    runs: tuple[MarkedRun, ...] = ()
    """The marked text of blocks that are in both texts; empty if the blocks are in one text only."""

    @property
    def formatted_blocks(self) -> tuple[FormattedBlock, ...]:
        """The blocks of both texts, the new ones first."""
        return self.news + self.olds

    @property
    def is_row(self) -> bool:
        """Whether the entry is a table row."""
        return any(formatted_block.cells for formatted_block in self.formatted_blocks)

    @property
    def columns(self) -> int:
        """The number of cells of the row."""
        return max(len(formatted_block.cells) for formatted_block in self.formatted_blocks)


def entries(redline: Redline, before: FormattedText, after: FormattedText) -> Iterator[DocumentEntry]:
    """The entries of a redline of two texts, in the order of the redline."""
    for section in redline.sections:
        for passage in section.all_passages:
            mark = _mark_of(section, passage)
            if mark is None:
                continue
            olds = () if mark is Mark.INSERTED else _formatted_blocks(passage.old, before)
            news = () if mark is Mark.DELETED else _formatted_blocks(passage.new, after)
            entry = DocumentEntry(mark, olds, news, passage.runs)
            yield from _rows(entry) if entry.is_row else (entry,)


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
    """A row that was edited and kept its number of cells; else old rows as deleted, new rows as inserted."""
    olds, news = entry.olds, entry.news
    if len(olds) == len(news) == 1 and len(olds[0].cells) == len(news[0].cells):
        yield entry
        return
    yield from (DocumentEntry(Mark.DELETED, (old,), ()) for old in olds)
    yield from (DocumentEntry(Mark.INSERTED, (), (new,)) for new in news)


def text_of(text_runs: Iterable[TextRun]) -> str:
    """The joined text of the runs."""
    return "".join(run.text for run in text_runs)
