"""What a Word document holds, in order: rows of tables and passages, each kept, inserted or deleted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sayasat.markdown.sections import Block
from sayasat.redline.compare import ChangeStatus, PassageChange, Redline, SectionChange
from sayasat.redline.word_diff import Mark, MarkedRun
from sayasat.word.runs import FormattedText, SetBlock, TextRun


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """One row of a table, or one or more blocks that are none, with their fate."""

    mark: Mark
    olds: tuple[SetBlock, ...]
    news: tuple[SetBlock, ...]
    runs: tuple[MarkedRun, ...] = ()
    """Of blocks that stand in both texts."""

    @property
    def set_blocks(self) -> tuple[SetBlock, ...]:
        """The blocks of both texts."""
        return self.news + self.olds

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return any(set_block.cells for set_block in self.set_blocks)

    @property
    def columns(self) -> int:
        """How many cells it has."""
        return max(len(set_block.cells) for set_block in self.set_blocks)


def entries(redline: Redline, before: FormattedText, after: FormattedText) -> Iterator[DocumentEntry]:
    """All rows and passages of a redline, in the order shown."""
    for section in redline.sections:
        for passage in section.all_passages:
            mark = _mark_of(section, passage)
            if mark is None:
                continue
            olds = () if mark is Mark.INSERTED else _set_blocks(passage.old, before)
            news = () if mark is Mark.DELETED else _set_blocks(passage.new, after)
            entry = DocumentEntry(mark, olds, news, passage.runs)
            yield from _rows(entry) if entry.is_row else (entry,)


def unchanged(set_block: SetBlock) -> DocumentEntry:
    """A block that stands in both texts."""
    runs = (MarkedRun(Mark.SAME, text_of(set_block.runs)),) if set_block.runs else ()
    return DocumentEntry(Mark.SAME, (set_block,), (set_block,), runs)


_GONE = {ChangeStatus.DELETED, ChangeStatus.MOVED_AWAY}

_COME = {ChangeStatus.INSERTED, ChangeStatus.MOVED_HERE}


def _mark_of(section: SectionChange, passage: PassageChange) -> Mark | None:
    """Which of the texts have a passage at this place; none: it went from a section that was moved here."""
    if section.fate in _COME:
        return None if passage.fate in _GONE else Mark.INSERTED
    if section.fate in _GONE or passage.fate in _GONE:
        return Mark.DELETED
    return Mark.INSERTED if passage.fate in _COME else Mark.SAME


def _set_blocks(blocks: Iterable[Block], text: FormattedText) -> tuple[SetBlock, ...]:
    return tuple(text.set_blocks[block] for block in blocks)


def _rows(entry: DocumentEntry) -> Iterator[DocumentEntry]:
    """One row made of one with as many cells; else the old ones are deleted and the new ones inserted."""
    olds, news = entry.olds, entry.news
    if len(olds) == len(news) == 1 and len(olds[0].cells) == len(news[0].cells):
        yield entry
        return
    yield from (DocumentEntry(Mark.DELETED, (old,), ()) for old in olds)
    yield from (DocumentEntry(Mark.INSERTED, (), (new,)) for new in news)


def text_of(text_runs: Iterable[TextRun]) -> str:
    """The characters of some pieces."""
    return "".join(run.text for run in text_runs)
