"""A version, or what changed between two, as a Word document. Pure.

The numbers of lists are words of the text, not counted by the word processor: what is cited stays what was
published. In a redline every change can be accepted or rejected; all accepted is the new text to the letter,
all rejected the old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from sayasat.composition import PLAIN, Cell, Composition, Look, Piece, Setting, compose
from sayasat.imprint import Imprint
from sayasat.redline import Fate, Passage, Redline, SectionChange
from sayasat.render import Resolve, as_written
from sayasat.sections import Block
from sayasat.wordfile import Form, Span, WordFile
from sayasat.wordmarks import Mark, Run, mark_words

_BOLD = Look(frozenset({"bold"}))


def version_document(
    body: str, imprint: Imprint, facts: Sequence[tuple[str, str]] = (), resolve: Resolve = as_written
) -> bytes:
    """One text (a body, without front matter) as a Word file.

    ``facts`` stand before it: label and value; a value without a label is a notice. Links are kept where
    ``resolve`` makes them absolute.
    """
    text = compose(body, resolve)
    file = WordFile(imprint)
    if not (text.sections and text.sections[0].level == 1):
        file.paragraph(_spans((Piece(imprint.title),), Mark.SAME), Form("Title"))
    for label, value in facts:
        named = (Piece(f"{label}: ", _BOLD), Piece(value)) if label else (Piece(value, _BOLD),)
        file.paragraph(_spans(named, Mark.SAME), Form())
    _write(file, map(_unchanged, text))
    return file.bytes()


def redline_document(
    redline: Redline,
    old: str,
    new: str,
    imprint: Imprint,
    *,
    resolve_old: Resolve = as_written,
    resolve_new: Resolve = as_written,
) -> bytes:
    """What changed between two texts (bodies, without front matter), as tracked changes.

    ``redline`` is what `sayasat.redline.compare` says of the two. What moved is deleted where it was and
    inserted where it is.
    """
    before, after = compose(old, resolve_old), compose(new, resolve_new)
    file = WordFile(imprint)
    _write(file, _entries(redline, before, after))
    # The end of a document's last paragraph cannot be deleted: an empty one is always there.
    file.paragraph((), Form())
    return file.bytes()


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row of a table, or one or more blocks that are none, with their fate."""

    mark: Mark
    olds: tuple[Setting, ...]
    news: tuple[Setting, ...]
    runs: tuple[Run, ...] = ()
    """Of blocks that stand in both texts."""

    @property
    def settings(self) -> tuple[Setting, ...]:
        return self.news + self.olds

    @property
    def is_row(self) -> bool:
        return any(setting.cells for setting in self.settings)

    @property
    def columns(self) -> int:
        return max(len(setting.cells) for setting in self.settings)


# -- what is written, in order ----------------------------------------------------------------------------


def _entries(redline: Redline, before: Composition, after: Composition) -> Iterator[_Entry]:
    for section in redline.sections:
        for passage in section.all_passages:
            mark = _fate(section, passage)
            if mark is None:
                continue
            olds = () if mark is Mark.INSERTED else _settings(passage.old, before)
            news = () if mark is Mark.DELETED else _settings(passage.new, after)
            entry = _Entry(mark, olds, news, passage.runs)
            yield from _rows(entry) if entry.is_row else (entry,)


def _unchanged(setting: Setting) -> _Entry:
    runs = (Run(Mark.SAME, _text(setting.pieces)),) if setting.pieces else ()
    return _Entry(Mark.SAME, (setting,), (setting,), runs)


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


def _rows(entry: _Entry) -> Iterator[_Entry]:
    """One row made of one with as many cells; else the old ones are deleted and the new ones inserted."""
    olds, news = entry.olds, entry.news
    if len(olds) == len(news) == 1 and len(olds[0].cells) == len(news[0].cells):
        yield entry
        return
    yield from (_Entry(Mark.DELETED, (old,), ()) for old in olds)
    yield from (_Entry(Mark.INSERTED, (), (new,)) for new in news)


def _write(file: WordFile, entries: Iterable[_Entry]) -> None:
    last_was_table = False
    for rows in _tables(entries):
        if not rows[0].is_row:
            _write_passage(file, rows[0])
            last_was_table = False
            continue
        if last_was_table:
            file.paragraph((), Form())
        _write_table(file, rows)
        last_was_table = True


def _tables(entries: Iterable[_Entry]) -> Iterator[list[_Entry]]:
    """The rows of one table together, all else alone; one table of a text goes on with one of the other."""
    table: list[_Entry] = []
    olds, news = set[int](), set[int]()
    for entry in entries:
        olds |= {setting.table for setting in entry.olds}
        news |= {setting.table for setting in entry.news}
        if table and not (entry.is_row and len(olds) <= 1 and len(news) <= 1):
            yield table
            table = []
        if not table:
            olds = {setting.table for setting in entry.olds}
            news = {setting.table for setting in entry.news}
        if entry.is_row:
            table.append(entry)
        else:
            yield [entry]
    if table:
        yield table


def _write_table(file: WordFile, rows: Sequence[_Entry]) -> None:
    columns = max(row.columns for row in rows)
    with file.table(columns):
        for row in rows:
            with file.row(row.mark, is_head=row.settings[0].is_head):
                _write_cells(file, row, columns)


def _write_cells(file: WordFile, row: _Entry, columns: int) -> None:
    """The last cell is as wide as what is left of the table."""
    olds = row.olds[0].cells if row.olds else ()
    news = row.news[0].cells if row.news else ()
    is_head = row.settings[0].is_head
    for place, (old, new) in enumerate(zip_longest(olds, news)):
        is_last = place == row.columns - 1
        with file.cell(columns - row.columns + 1 if is_last else 1):
            aligned = (new or old or Cell(())).align
            file.paragraph(_cell_spans(old, new, is_head=is_head), Form(align=aligned))


def _cell_spans(old: Cell | None, new: Cell | None, *, is_head: bool) -> list[Span]:
    before, after = (_headed(cell, is_head=is_head) for cell in (old, new))
    if new is None or old is None:
        return _spans(before or after, Mark.DELETED if new is None else Mark.INSERTED)
    runs = mark_words(_text(before), _text(after))
    return _joined(_compared(runs, _characters(before), _characters(after)))


def _headed(cell: Cell | None, *, is_head: bool) -> tuple[Piece, ...]:
    pieces = cell.pieces if cell else ()
    if not is_head:
        return pieces
    return tuple(
        Piece(piece.text, Look(piece.look.marks | {"bold"}, piece.look.href, piece.look.breaks))
        for piece in pieces
    )


# -- passages: blocks that are no rows --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Character:
    """One of a block's, of its label, or the end of the block."""

    text: str
    look: Look
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class _Change:
    """A character of both texts, or of one."""

    old: _Character | None
    new: _Character | None

    @property
    def mark(self) -> Mark:
        if self.old is None:
            return Mark.INSERTED
        return Mark.DELETED if self.new is None else Mark.SAME

    @property
    def is_end(self) -> bool:
        character = self.new or self.old
        return character is not None and character.is_end


def _write_passage(file: WordFile, entry: _Entry) -> None:
    olds, news = iter(entry.olds), iter(entry.news)
    old, new = next(olds, None), next(news, None)
    line: list[_Change] = []
    for change in _changes(entry):
        if not change.is_end:
            line.append(change)
            continue
        _write_line(file, line, old, new, change.mark)
        line = []
        old = next(olds, None) if change.old is not None else old
        new = next(news, None) if change.new is not None else new
    _write_line(file, line, old, new, entry.mark)


def _write_line(
    file: WordFile, line: Iterable[_Change], old: Setting | None, new: Setting | None, end: Mark
) -> None:
    """One paragraph: what surrounds it is that of the text whose paragraph ends here."""
    setting = (old or new) if end is Mark.DELETED else (new or old)
    assert setting is not None
    form = _form(setting)
    former = _form(old) if old is not None and end is Mark.SAME else None
    file.paragraph(_joined(line), form, former=former, end=end)


def _changes(entry: _Entry) -> Iterator[_Change]:
    """Every character of a passage, labels and ends of blocks among them; not the end of the last one."""
    if entry.mark is Mark.DELETED:
        yield from (_Change(character, None) for character in _labelled(entry.olds))
    elif entry.mark is Mark.INSERTED:
        yield from (_Change(None, character) for character in _labelled(entry.news))
    else:
        yield from _labels(entry.olds[0], entry.news[0])
        compared = _compared(entry.runs, _of_blocks(entry.olds), _of_blocks(entry.news))
        yield from _with_labels(compared, entry.olds, entry.news)


def _with_labels(
    changes: Iterable[_Change], olds: Sequence[Setting], news: Sequence[Setting]
) -> Iterator[_Change]:
    """After the end of each block, the label of the next."""
    old_place = new_place = 0
    for change in changes:
        yield change
        if not change.is_end:
            continue
        old_place += change.old is not None
        new_place += change.new is not None
        yield from _labels(
            olds[old_place] if change.old is not None else None,
            news[new_place] if change.new is not None else None,
        )


def _labels(old: Setting | None, new: Setting | None) -> Iterator[_Change]:
    before, after = _label(old), _label(new)
    if before == after:
        yield from (_Change(character, character) for character in before)
        return
    yield from (_Change(character, None) for character in before)
    yield from (_Change(None, character) for character in after)


def _label(setting: Setting | None) -> list[_Character]:
    if setting is None:
        return []
    text = "•" if _is_bullet(setting) else setting.label
    return [_Character(character, PLAIN) for character in f"{text}\t"] if text else []


def _is_bullet(setting: Setting) -> bool:
    return setting.block.kind == "item" and not setting.label


def _labelled(settings: Iterable[Setting]) -> Iterator[_Character]:
    for place, setting in enumerate(settings):
        if place:
            yield _END
        yield from _label(setting)
        yield from _characters(setting.pieces)


def _of_blocks(settings: Iterable[Setting]) -> list[_Character]:
    """As `Passage.runs` has them: the blocks' texts, parted by their ends."""
    characters: list[_Character] = []
    for place, setting in enumerate(settings):
        characters += [_END] if place else []
        characters += _characters(setting.pieces)
    return characters


_END = _Character("\n", PLAIN, is_end=True)


def _characters(pieces: Iterable[Piece]) -> list[_Character]:
    return [_Character(character, piece.look) for piece in pieces for character in piece.text]


def _compared(
    runs: Iterable[Run], olds: Sequence[_Character], news: Sequence[_Character]
) -> Iterator[_Change]:
    """The characters of two texts, put together by the runs that lead from one to the other."""
    old_place = new_place = 0
    for run in runs:
        olds_here = olds[old_place : old_place + len(run.text)] if run.mark is not Mark.INSERTED else ()
        news_here = news[new_place : new_place + len(run.text)] if run.mark is not Mark.DELETED else ()
        old_place, new_place = old_place + len(olds_here), new_place + len(news_here)
        if run.mark is Mark.SAME:
            yield from _same(olds_here, news_here)
            continue
        yield from (_Change(old, None) for old in olds_here)
        yield from (_Change(None, new) for new in news_here)


def _same(olds: Iterable[_Character], news: Iterable[_Character]) -> Iterator[_Change]:
    """Characters that stay; where they lead elsewhere now, a link cannot be tracked but as another one."""
    pairs = zip(olds, news, strict=True)
    for is_kept, group in groupby(pairs, key=lambda pair: _is_kept(*pair)):
        kept = list(group)
        if is_kept:
            yield from (_Change(old, new) for old, new in kept)
        else:
            yield from (_Change(old, None) for old, _ in kept)
            yield from (_Change(None, new) for _, new in kept)


def _is_kept(old: _Character, new: _Character) -> bool:
    if old.look is new.look and old.is_end == new.is_end:
        return True
    return old.look.href == new.look.href and old.is_end == new.is_end and old.look.breaks == new.look.breaks


def _joined(changes: Iterable[_Change]) -> list[Span]:
    """Neighbours of one fate and look in one span."""
    keyed = groupby(changes, key=_key)
    return [Span(mark, "".join(map(_written, group)), look, former) for (mark, look, former), group in keyed]


def _key(change: _Change) -> tuple[Mark, Look, Look | None]:
    character = change.new or change.old
    assert character is not None
    is_reset = change.old is not None and change.new is not None and change.old.look != character.look
    return change.mark, character.look, change.old.look if is_reset and change.old else None


def _written(change: _Change) -> str:
    character = change.new or change.old
    assert character is not None
    return "\n" if character.look.breaks else character.text


def _spans(pieces: Iterable[Piece], mark: Mark) -> list[Span]:
    return [
        Span(mark, "\n" if piece.look.breaks else piece.text, piece.look) for piece in pieces if piece.text
    ]


def _text(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _form(setting: Setting) -> Form:
    kind, depth = setting.block.kind, setting.block.depth
    if setting.level:
        return Form(f"Heading {setting.level}")
    styles = {"quote": "Quote"}
    return Form(styles.get(kind, "Normal"), depth, hanging=bool(_label(setting)))
