"""What a Word document holds, in order: rows of tables and passages, each kept, inserted or deleted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sayasat.markdown.sections import Block
from sayasat.redline.compare import Fate, Passage, Redline, SectionChange
from sayasat.redline.word_diff import Mark, Run
from sayasat.word.runs import Composition, Piece, Setting


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a table, or one or more blocks that are none, with their fate."""

    mark: Mark
    olds: tuple[Setting, ...]
    news: tuple[Setting, ...]
    runs: tuple[Run, ...] = ()
    """Of blocks that stand in both texts."""

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The blocks of both texts."""
        return self.news + self.olds

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return any(setting.cells for setting in self.settings)

    @property
    def columns(self) -> int:
        """How many cells it has."""
        return max(len(setting.cells) for setting in self.settings)


def entries(redline: Redline, before: Composition, after: Composition) -> Iterator[Entry]:
    """All rows and passages of a redline, in the order shown."""
    for section in redline.sections:
        for passage in section.all_passages:
            mark = _fate(section, passage)
            if mark is None:
                continue
            olds = () if mark is Mark.INSERTED else _settings(passage.old, before)
            news = () if mark is Mark.DELETED else _settings(passage.new, after)
            entry = Entry(mark, olds, news, passage.runs)
            yield from _rows(entry) if entry.is_row else (entry,)


def unchanged(setting: Setting) -> Entry:
    """A block that stands in both texts."""
    runs = (Run(Mark.SAME, text_of(setting.pieces)),) if setting.pieces else ()
    return Entry(Mark.SAME, (setting,), (setting,), runs)


_GONE = {Fate.DELETED, Fate.MOVED_AWAY}

_COME = {Fate.INSERTED, Fate.MOVED_HERE}


def _fate(section: SectionChange, passage: Passage) -> Mark | None:
    """Which of the texts have a passage at this place; none: it went from a section that was moved here."""
    if section.fate in _COME:
        return None if passage.fate in _GONE else Mark.INSERTED
    if section.fate in _GONE or passage.fate in _GONE:
        return Mark.DELETED
    return Mark.INSERTED if passage.fate in _COME else Mark.SAME


def _settings(blocks: Iterable[Block], text: Composition) -> tuple[Setting, ...]:
    return tuple(text.settings[block] for block in blocks)


def _rows(entry: Entry) -> Iterator[Entry]:
    """One row made of one with as many cells; else the old ones are deleted and the new ones inserted."""
    olds, news = entry.olds, entry.news
    if len(olds) == len(news) == 1 and len(olds[0].cells) == len(news[0].cells):
        yield entry
        return
    yield from (Entry(Mark.DELETED, (old,), ()) for old in olds)
    yield from (Entry(Mark.INSERTED, (), (new,)) for new in news)


def text_of(pieces: Iterable[Piece]) -> str:
    """The characters of some pieces."""
    return "".join(piece.text for piece in pieces)
