"""Passages of a Word document, character by character, as tracked changes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sayasat.redline.word_diff import Mark, MarkedRun
from sayasat.word.entries import DocumentEntry
from sayasat.word.runs import PLAIN, Format, SetBlock, TextRun
from sayasat.word.styles import ParagraphFormat
from sayasat.word.writer import Span, WordFile


@dataclass(frozen=True, slots=True)
class _Character:
    """One of a block's, of its label, or the end of the block."""

    text: str
    format: Format
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


def write_passage(file: WordFile, entry: DocumentEntry) -> None:
    """Write a passage: its blocks, character by character."""
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
    file: WordFile, line: Iterable[_Change], old: SetBlock | None, new: SetBlock | None, end: Mark
) -> None:
    """One paragraph: what surrounds it is that of the text whose paragraph ends here."""
    set_block = (old or new) if end is Mark.DELETED else (new or old)
    assert set_block is not None
    form = _form(set_block)
    former = _form(old) if old is not None and end is Mark.SAME else None
    file.paragraph(joined_spans(line), form, former=former, end=end)


def _changes(entry: DocumentEntry) -> Iterator[_Change]:
    """Every character of a passage, labels and ends of blocks among them; not the end of the last one."""
    if entry.mark is Mark.DELETED:
        yield from (_Change(character, None) for character in _labelled(entry.olds))
    elif entry.mark is Mark.INSERTED:
        yield from (_Change(None, character) for character in _labelled(entry.news))
    else:
        yield from _labels(entry.olds[0], entry.news[0])
        compared = compared_characters(entry.runs, _of_blocks(entry.olds), _of_blocks(entry.news))
        yield from _with_labels(compared, entry.olds, entry.news)


def _with_labels(
    changes: Iterable[_Change], olds: Sequence[SetBlock], news: Sequence[SetBlock]
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


def _labels(old: SetBlock | None, new: SetBlock | None) -> Iterator[_Change]:
    before, after = _label(old), _label(new)
    if before == after:
        yield from (_Change(character, character) for character in before)
        return
    yield from (_Change(character, None) for character in before)
    yield from (_Change(None, character) for character in after)


def _label(set_block: SetBlock | None) -> list[_Character]:
    if set_block is None:
        return []
    text = "•" if _is_bullet(set_block) else set_block.label
    return [_Character(character, PLAIN) for character in f"{text}\t"] if text else []


def _is_bullet(set_block: SetBlock) -> bool:
    return set_block.block.kind == "item" and not set_block.label


def _labelled(set_blocks: Iterable[SetBlock]) -> Iterator[_Character]:
    for place, set_block in enumerate(set_blocks):
        if place:
            yield _END
        yield from _label(set_block)
        yield from characters_of(set_block.runs)


def _of_blocks(set_blocks: Iterable[SetBlock]) -> list[_Character]:
    """As `Passage.runs` has them: the blocks' texts, parted by their ends."""
    characters: list[_Character] = []
    for place, set_block in enumerate(set_blocks):
        characters += [_END] if place else []
        characters += characters_of(set_block.runs)
    return characters


_END = _Character("\n", PLAIN, is_end=True)


def characters_of(text_runs: Iterable[TextRun]) -> list[_Character]:
    """The characters of some pieces, each with its look."""
    return [_Character(character, run.format) for run in text_runs for character in run.text]


def compared_characters(
    runs: Iterable[MarkedRun], olds: Sequence[_Character], news: Sequence[_Character]
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
    if old.format is new.format and old.is_end == new.is_end:
        return True
    return (
        old.format.href == new.format.href
        and old.is_end == new.is_end
        and old.format.breaks == new.format.breaks
    )


def joined_spans(changes: Iterable[_Change]) -> list[Span]:
    """Neighbours of one fate and look in one span."""
    keyed = groupby(changes, key=_key)
    return [
        Span(mark, "".join(map(_written, group)), run_format, former)
        for (mark, run_format, former), group in keyed
    ]


def _key(change: _Change) -> tuple[Mark, Format, Format | None]:
    character = change.new or change.old
    assert character is not None
    is_reset = change.old is not None and change.new is not None and change.old.format != character.format
    return change.mark, character.format, change.old.format if is_reset and change.old else None


def _written(change: _Change) -> str:
    character = change.new or change.old
    assert character is not None
    return "\n" if character.format.breaks else character.text


def spans_of(text_runs: Iterable[TextRun], mark: Mark) -> list[Span]:
    """Pieces of one fate as spans."""
    return [Span(mark, "\n" if run.format.breaks else run.text, run.format) for run in text_runs if run.text]


def _form(set_block: SetBlock) -> ParagraphFormat:
    kind, depth = set_block.block.kind, set_block.block.depth
    if set_block.level:
        return ParagraphFormat(f"Heading {set_block.level}")
    styles = {"quote": "Quote"}
    return ParagraphFormat(styles.get(kind, "Normal"), depth, hanging=bool(_label(set_block)))
