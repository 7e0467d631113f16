"""Writes the passages of a Word document, compared character by character, as tracked changes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from sayasat.redline.marks import Mark, MarkedRun
from sayasat.word.entries import DocumentEntry
from sayasat.word.runs import PLAIN, Format, FormattedBlock, TextRun
from sayasat.word.styles import ParagraphFormat
from sayasat.word.writer import ParagraphEnd, Span, WordFile

Character = tuple[str, Format]
"""One character of a block or of its label, or the end of a block."""

_END: Character = ("\r", PLAIN)
"""The end of a block: no text has this character."""


class _Change(NamedTuple):
    """A character of both texts, or of one text only (the other is None)."""

    old: Character | None
    new: Character | None
    move: int = 0
    """The number of the move, at either of its places; 0 for none."""

    @property
    def mark(self) -> Mark:
        if self.old is None:
            return Mark.INSERTED
        return Mark.DELETED if self.new is None else Mark.SAME

    @property
    def shown(self) -> Character:
        return self.new or self.old or _END


def write_passage(file: WordFile, entry: DocumentEntry) -> None:
    """Write the paragraphs of a passage."""
    olds, news = iter(entry.olds), iter(entry.news)
    old, new = next(olds, None), next(news, None)
    line: list[_Change] = []
    comment = entry.comment
    for change in _changes(entry):
        if change.shown is not _END:
            line.append(change)
            continue
        end = ParagraphEnd(change.mark, is_moved=change.move > 0)
        _write_line(file, joined_spans(line), (old, new), end, comment)
        line, comment = [], ""
        old = next(olds, None) if change.old is not None else old
        new = next(news, None) if change.new is not None else new
    end = ParagraphEnd(entry.mark, is_moved=entry.is_moved)
    _write_line(file, joined_spans(line), (old, new), end, comment)


def _write_line(
    file: WordFile,
    spans: Sequence[Span],
    blocks: tuple[FormattedBlock | None, FormattedBlock | None],
    end: ParagraphEnd,
    comment: str,
) -> None:
    """Write one paragraph, with the paragraph format of the text in which a paragraph ends here."""
    old, new = blocks
    formatted_block = (old or new) if end.mark is Mark.DELETED else (new or old)
    assert formatted_block is not None
    former = _form(old) if old is not None and end.mark is Mark.SAME else None
    file.add(file.paragraph(spans, _form(formatted_block), former=former, end=end, comment=comment))


def _changes(entry: DocumentEntry) -> Iterator[_Change]:
    """Every character of a passage with labels and ends of blocks, without the end of the last block."""
    whole = entry.move if entry.is_moved else 0
    olds, news = iter(entry.olds), iter(entry.news)
    yield from _labels(next(olds, None), next(news, None), whole)
    for change in compared_characters(_runs(entry, whole), _of_blocks(entry.olds), _of_blocks(entry.news)):
        yield change
        if change.shown is _END:
            old = next(olds, None) if change.old is not None else None
            new = next(news, None) if change.new is not None else None
            yield from _labels(old, new, whole)


def _runs(entry: DocumentEntry, whole: int) -> Iterable[MarkedRun]:
    """The marked text; of a passage that stands in one text at this place, what that text has of it.

    ``whole`` is the move of the passage. Words that are new in a passage that moved have not moved.
    """
    if entry.mark is Mark.SAME:
        return entry.runs
    other = Mark.INSERTED if entry.mark is Mark.DELETED else Mark.DELETED
    here = ((run, 0 if run.mark is Mark.INSERTED else whole) for run in entry.runs if run.mark is not other)
    return (MarkedRun(entry.mark, run.text, run.move or move) for run, move in here)


def _labels(old: FormattedBlock | None, new: FormattedBlock | None, move: int) -> Iterator[_Change]:
    before, after = _label(old), _label(new)
    if before == after:
        yield from (_Change(character, character) for character in before)
        return
    yield from (_Change(character, None, move) for character in before)
    yield from (_Change(None, character, move) for character in after)


def _label(formatted_block: FormattedBlock | None) -> list[Character]:
    if formatted_block is None:
        return []
    is_bullet = formatted_block.block.kind == "item" and not formatted_block.label
    text = "•" if is_bullet else formatted_block.label
    return [(character, PLAIN) for character in f"{text}\t"] if text else []


def _of_blocks(formatted_blocks: Iterable[FormattedBlock]) -> list[Character]:
    """The characters of blocks, with an end between two blocks, as `PassageChange.runs` has them."""
    characters: list[Character] = []
    for position, formatted_block in enumerate(formatted_blocks):
        characters += [_END] if position else []
        characters += characters_of(formatted_block.runs)
    return characters


def characters_of(text_runs: Iterable[TextRun]) -> list[Character]:
    """The characters of the runs, each with its format."""
    return [(character, run.format) for run in text_runs for character in run.text]


def compared_characters(
    runs: Iterable[MarkedRun], olds: Sequence[Character], news: Sequence[Character]
) -> Iterator[_Change]:
    """Join the characters of two texts by the marked runs of their comparison."""
    old_position = new_position = 0
    for run in runs:
        olds_here = olds[old_position : old_position + len(run.text)] if run.mark is not Mark.INSERTED else ()
        news_here = news[new_position : new_position + len(run.text)] if run.mark is not Mark.DELETED else ()
        old_position, new_position = old_position + len(olds_here), new_position + len(news_here)
        if run.mark is Mark.SAME:
            yield from _same(olds_here, news_here)
            continue
        yield from (_Change(old, None, run.move) for old in olds_here)
        yield from (_Change(None, new, run.move) for new in news_here)


def _same(olds: Iterable[Character], news: Iterable[Character]) -> Iterator[_Change]:
    """Characters that are in both texts. Those whose link target changed are deleted and inserted.

    Word cannot track the change of a link's target.
    """
    pairs = zip(olds, news, strict=True)
    for is_unchanged, group in groupby(pairs, key=lambda pair: _is_unchanged(*pair)):
        characters = list(group)
        if is_unchanged:
            yield from (_Change(old, new) for old, new in characters)
        else:
            yield from (_Change(old, None) for old, _ in characters)
            yield from (_Change(None, new) for _, new in characters)


def _is_unchanged(old: Character, new: Character) -> bool:
    if old is _END or new is _END:
        return old is new
    return old[1] is new[1] or (old[1].href, old[1].breaks) == (new[1].href, new[1].breaks)


def joined_spans(changes: Iterable[_Change]) -> list[Span]:
    """Join neighbouring characters of the same mark and format to spans."""
    return [
        Span(mark, "".join(map(_written, group)), run_format, former, move)
        for (mark, run_format, former, move), group in groupby(changes, key=_key)
    ]


def _key(change: _Change) -> tuple[Mark, Format, Format | None, int]:
    run_format = change.shown[1]
    is_reset = change.old is not None and change.new is not None and change.old[1] != run_format
    return change.mark, run_format, change.old[1] if is_reset and change.old else None, change.move


def _written(change: _Change) -> str:
    text, run_format = change.shown
    return "\n" if run_format.breaks else text


def spans_of(text_runs: Iterable[TextRun], mark: Mark) -> list[Span]:
    """Text runs of the same mark as spans."""
    return [Span(mark, "\n" if run.format.breaks else run.text, run.format) for run in text_runs if run.text]


def _form(formatted_block: FormattedBlock) -> ParagraphFormat:
    if formatted_block.level:
        return ParagraphFormat(f"Heading {formatted_block.level}")
    style = "Quote" if formatted_block.block.kind == "quote" else "Normal"
    return ParagraphFormat(style, formatted_block.block.depth, hanging=bool(_label(formatted_block)))
