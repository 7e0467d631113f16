"""Which words of a passage were deleted and inserted, as a lawyer would have marked them. Pure.

The edit script is minimal first (RapidFuzz), then made readable: a few words that happen to stand in both
passages do not pepper a phrase that was replaced. Nothing is lost on the way: what stays and what is deleted
is the old text to the letter, what stays and what is inserted the new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from rapidfuzz.distance import Indel

from sayasat.sections import WORD

_TOKEN = re.compile(rf"\s*(?:{WORD.pattern}|\S)|\s+")
_SENTENCE_END = re.compile(r"[.!?…;:]$")
_PAIRS = 2_000_000_000
"""Pairs of tokens up to which an edit script is sought; beyond, whole sentences are compared."""

_KEPT_SHARE = 0.4
"""A sentence of which less than this stays, in both passages and in several places, is replaced whole."""


class Mark(StrEnum):
    """What became of a run of text."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters of one fate. A deletion stands before the insertion that replaces it."""

    mark: Mark
    text: str


def mark_words(old: str, new: str) -> tuple[Run, ...]:
    """The runs that lead from one text to the other; adjoining ones differ in their mark, none is empty.

    A line feed parts paragraphs: one that comes or goes is a run like any other.
    """
    if old == new:
        return (Run(Mark.SAME, old),) if old else ()
    before, after = _lined(old), _lined(new)
    grain = _sentences if len(before) * len(after) > _PAIRS else list
    runs = _script(grain(before), grain(after))
    runs = _sentence_by_sentence(_unpeppered(runs))
    return tuple(_joined(_without_blanks(_split(runs))))


def is_coarse(old: str, new: str) -> bool:
    """Whether two texts are so long that only whole sentences are compared."""
    return old != new and len(_lined(old)) * len(_lined(new)) > _PAIRS


def tokens(text: str) -> list[str]:
    """Words and signs, each with the white space before it."""
    return _TOKEN.findall(text)


def _lined(text: str) -> list[str]:
    """Tokens with a line feed before each line, and a blank after it.

    So a line's first word is found again in the middle of another. `_without_blanks` takes both off.
    """
    return [token for line in text.split("\n") for token in ("\n", *tokens(f" {line}"))]


def _sentences(found: list[str]) -> list[str]:
    sentences = [""]
    for token in found:
        sentences[-1] += token
        if _SENTENCE_END.search(token):
            sentences.append("")
    return [sentence for sentence in sentences if sentence]


def _script(before: Sequence[str], after: Sequence[str]) -> list[Run]:
    numbers = {token: number for number, token in enumerate({*before, *after})}
    script = Indel.opcodes([numbers[token] for token in before], [numbers[token] for token in after])
    runs = []
    for step in script:
        gone, come = before[step.src_start : step.src_end], after[step.dest_start : step.dest_end]
        if step.tag == "equal":
            runs += [Run(Mark.SAME, token) for token in gone]
            continue
        runs += [Run(Mark.DELETED, token) for token in gone]
        runs += [Run(Mark.INSERTED, token) for token in come]
    return runs


def _unpeppered(runs: list[Run]) -> list[Run]:
    """Give up what stays between two changes where it is a word or two, and less than either of them."""
    groups = _groups(runs)
    place = 1
    while place < len(groups) - 1:
        kept = groups[place]
        if kept[0].mark is Mark.SAME and _is_pepper(kept, groups[place - 1], groups[place + 1]):
            merged = [*groups[place - 1], *_both(kept), *groups[place + 1]]
            groups[place - 1 : place + 2] = [merged]
            place = max(place - 2, 1)
        else:
            place += 1
    return [run for group in groups for run in group]


def _groups(runs: Iterable[Run]) -> list[list[Run]]:
    """What stays and what changes, in turn."""
    return [list(group) for _, group in groupby(runs, key=lambda run: run.mark is Mark.SAME)]


def _is_pepper(kept: list[Run], before: list[Run], after: list[Run]) -> bool:
    words = _count(kept)
    if words == 0:
        # A comma between two replaced words is not worth a gap.
        return _is_replacement(before) and _is_replacement(after)
    return words <= 2 and words < min(_weight(before), _weight(after))  # noqa: PLR2004 (a word or two)


def _is_replacement(group: list[Run]) -> bool:
    return {run.mark for run in group} == {Mark.DELETED, Mark.INSERTED}


def _weight(group: list[Run]) -> int:
    """The words of the greater side of a change."""
    return max(_count(group, Mark.DELETED), _count(group, Mark.INSERTED))


def _count(runs: Iterable[Run], *marks: Mark) -> int:
    return sum(1 for run in runs if WORD.search(run.text) and (not marks or run.mark in marks))


def _both(kept: Iterable[Run]) -> Iterator[Run]:
    for run in kept:
        yield Run(Mark.DELETED, run.text)
        yield Run(Mark.INSERTED, run.text)


def _sentence_by_sentence(runs: list[Run]) -> list[Run]:
    """Replace a sentence whole where most of it was replaced in several places."""
    found: list[Run] = []
    for sentence in _kept_sentences(runs):
        changes = sum(group[0].mark is not Mark.SAME for group in _groups(sentence))
        kept = _count(sentence, Mark.SAME)
        shorter = kept + min(_count(sentence, Mark.DELETED), _count(sentence, Mark.INSERTED))
        found += _replaced(sentence) if changes > 1 and kept < _KEPT_SHARE * shorter else sentence
    return found


def _kept_sentences(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """Parted where a sentence ends in both passages."""
    sentence: list[Run] = []
    for run in runs:
        sentence.append(run)
        if run.mark is Mark.SAME and _SENTENCE_END.search(run.text):
            yield sentence
            sentence = []
    yield sentence


def _replaced(sentence: list[Run]) -> list[Run]:
    """Whole, but for the words that stay at either end."""
    kept = [place for place, run in enumerate(sentence) if run.mark is not Mark.SAME]
    first, last = kept[0], kept[-1] + 1
    return [
        *sentence[:first],
        *(part for run in sentence[first:last] for part in _given_up(run)),
        *sentence[last:],
    ]


def _given_up(run: Run) -> Iterable[Run]:
    return _both([run]) if run.mark is Mark.SAME else [run]


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Within a change the deletions first, then the insertions, each in one run; a shared blank stays."""
    stays = ""
    for group in _groups(runs):
        texts = {mark: "".join(run.text for run in group if run.mark is mark) for mark in Mark}
        stays += texts[Mark.SAME]
        gone, come = texts[Mark.DELETED], texts[Mark.INSERTED]
        if gone and come and gone[0] == come[0] == " ":
            stays, gone, come = f"{stays} ", gone[1:], come[1:]
        if gone or come:
            yield from _present((Mark.SAME, stays), (Mark.DELETED, gone), (Mark.INSERTED, come))
            stays = ""
    yield from _present((Mark.SAME, stays))


def _present(*runs: tuple[Mark, str]) -> Iterator[Run]:
    return (Run(mark, text) for mark, text in runs if text)


def _split(runs: Iterable[Run]) -> Iterator[Run]:
    """In tokens again, where whole sentences were compared."""
    for run in runs:
        for line in re.split(r"(\n)", run.text):
            yield from (Run(run.mark, token) for token in ([line] if line == "\n" else tokens(line)))


def _without_blanks(runs: Iterable[Run]) -> Iterator[Run]:
    """Take off what `_lined` put in: the first line feed, and the blank after each.

    Where a line feed stands in one text only, the blank after it is real in the other: it comes or goes.
    """
    begins_old = begins_new = False
    for place, run in enumerate(runs):
        old, new = run.mark is not Mark.INSERTED, run.mark is not Mark.DELETED
        if run.text == "\n":
            begins_old, begins_new = begins_old or old, begins_new or new
            if place:
                yield run
            continue
        yield from _without_blank(run, old=old and begins_old, new=new and begins_new)
        begins_old, begins_new = begins_old and not old, begins_new and not new


def _without_blank(run: Run, *, old: bool, new: bool) -> Iterator[Run]:
    """A token whose blank was put in on the side of the old text, the new one, or both."""
    if not (old or new):
        yield run
        return
    if run.mark is Mark.SAME and old != new:
        yield Run(Mark.INSERTED if old else Mark.DELETED, run.text[0])
    if run.text[1:]:
        yield Run(run.mark, run.text[1:])
