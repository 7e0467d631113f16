"""Marks the words of a passage that were deleted and inserted, in the way that a lawyer marks them. Pure.

RapidFuzz finds a minimal edit script. Then a few unchanged words in a phrase that was replaced are marked as
deleted and inserted as well, so that the phrase is readable. The unchanged and deleted runs together are
exactly the old text, the unchanged and inserted ones exactly the new text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from sayasat.markdown.words import has_word, is_footnote_mark, is_lone, tokens
from sayasat.redline import edges
from sayasat.redline.edit_script import PAIRS, script
from sayasat.redline.marks import Mark, MarkedRun, groups

_SENTENCE_END = re.compile(r"[.!?…;:]$")
_KEPT_SHARE = 0.4
"""A sentence of which less than this stays, in both passages and in several places, is replaced whole."""


@lru_cache(maxsize=1_000)
def mark_words(old: str, new: str) -> tuple[MarkedRun, ...]:
    """The marked runs of two texts. Neighbouring runs have different marks, and none is empty.

    A line feed separates paragraphs, and is marked like other white space. Results are cached, because
    comparisons of each version with the one in force compare the same passages repeatedly.
    """
    if old == new:
        return (MarkedRun(Mark.SAME, old),) if old else ()
    runs = _sentence_by_sentence(_unpeppered(_script(tokens(old), tokens(new))))
    return tuple(_joined(edges.settled(runs)))


def is_coarse(old: str, new: str) -> bool:
    """Whether two texts are so long that sentences are compared first, and words within changed ones."""
    if old == new or len(old) * len(new) <= PAIRS:  # there are no more tokens than characters
        return False
    return not _is_short(*_untouched(tokens(old), tokens(new))[1:3])


def _script(before: list[str], after: list[str]) -> list[MarkedRun]:
    """The fewest tokens deleted and inserted; in long texts, within sentences that differ."""
    start, gone, come, end = _untouched(before, after)
    short = _is_short(gone, come)
    middle = _word_runs(gone, come) if short else _sentence_runs(gone, come)
    return [*_kept(start, start), *middle, *_kept(end, end)]


def _untouched(before: list[str], after: list[str]) -> tuple[list[str], list[str], list[str], list[str]]:
    """What both begin with, the rest of either, what both end with."""
    limit = min(len(before), len(after))
    first = next((place for place in range(limit) if before[place] != after[place]), limit)
    limit -= first
    last = next((place for place in range(limit) if before[-1 - place] != after[-1 - place]), limit)
    gone, come = before[first : len(before) - last], after[first : len(after) - last]
    return before[:first], gone, come, before[len(before) - last :]


def _is_short(before: list[str], after: list[str]) -> bool:
    return len(before) * len(after) <= PAIRS


def _word_runs(before: list[str], after: list[str]) -> Iterator[MarkedRun]:
    before_keys, after_keys = [_key(token) for token in before], [_key(token) for token in after]
    for step in script(before_keys, after_keys):
        gone, come = before[step.old.start : step.old.stop], after[step.new.start : step.new.stop]
        if step.is_equal:
            yield from _kept(gone, come)
        else:
            yield from _changed(gone, come)


def _sentence_runs(before: list[str], after: list[str]) -> Iterator[MarkedRun]:
    olds, news = list(_sentences(before)), list(_sentences(after))
    for step in script([_key("".join(each)) for each in olds], [_key("".join(each)) for each in news]):
        gone = [token for sentence in olds[step.old.start : step.old.stop] for token in sentence]
        come = [token for sentence in news[step.new.start : step.new.stop] for token in sentence]
        yield from _word_runs(gone, come) if _is_short(gone, come) else _changed(gone, come)


def _sentences(found: Iterable[str]) -> Iterator[list[str]]:
    sentence: list[str] = []
    for token in found:
        sentence.append(token)
        if _SENTENCE_END.search(token):
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _key(piece: str) -> str:
    """The key of a token: a word without the blank before it, a footnote mark without its number."""
    core = piece.lstrip() or piece
    return "[]" if is_footnote_mark(core) else core


def _kept(before: Iterable[str], after: Iterable[str]) -> Iterator[MarkedRun]:
    """Tokens found again one by one; the blank before one may be another."""
    for old, new in zip(before, after, strict=True):
        core = old.lstrip() or old
        if old == new or not new.endswith(core):
            yield from _present((Mark.SAME, old)) if old == new else _changed([old], [new])
            continue
        yield from _present((Mark.DELETED, old.removesuffix(core)), (Mark.INSERTED, new.removesuffix(core)))
        yield MarkedRun(Mark.SAME, core)


def _changed(gone: Iterable[str], come: Iterable[str]) -> Iterator[MarkedRun]:
    yield from (MarkedRun(Mark.DELETED, token) for token in gone)
    yield from (MarkedRun(Mark.INSERTED, token) for token in come)


@dataclass(slots=True)
class _RunGroup:
    """Neighbouring runs that all stay, or all change, with the words of each mark."""

    stays: bool
    runs: list[MarkedRun]
    kept: int
    gone: int
    come: int

    @property
    def weight(self) -> int:
        """The words of the greater side of a change."""
        return max(self.gone, self.come)

    @property
    def is_replacement(self) -> bool:
        return {run.mark for run in self.runs} == {Mark.DELETED, Mark.INSERTED}


def _unpeppered(runs: Iterable[MarkedRun]) -> list[MarkedRun]:
    """Give up what stays between two changes where it is a word or two, and less than either of them."""
    done: list[_RunGroup] = []
    for group in groups(runs):
        done.append(_run_group(group))
        while len(done) > 2 and _is_pepper(*done[-3:]):  # noqa: PLR2004 (a change, what stays, a change)
            after, kept = done.pop(), done.pop()
            _swallow(done[-1], kept, after)
    return [run for stretch in done for run in stretch.runs]


def _run_group(group: list[MarkedRun]) -> _RunGroup:
    counts = (_count(group, mark) for mark in (Mark.SAME, Mark.DELETED, Mark.INSERTED))
    return _RunGroup(group[0].mark is Mark.SAME, group, *counts)


def _swallow(change: _RunGroup, kept: _RunGroup, after: _RunGroup) -> None:
    change.runs += [*_both(kept.runs), *after.runs]
    change.gone += kept.kept + after.gone
    change.come += kept.kept + after.come


def _is_pepper(before: _RunGroup, kept: _RunGroup, after: _RunGroup) -> bool:
    if not kept.stays:
        return False
    if not all(_is_balanced(mark, before, kept, after) for mark in (Mark.DELETED, Mark.INSERTED)):
        return False
    if kept.kept == 0:
        # A comma between two replaced words is not worth a gap.
        return before.is_replacement and after.is_replacement
    if kept.kept == 1 and any(is_lone(run.text) for run in kept.runs):
        return True  # A letter of a script without spaces is less than a word
    return kept.kept <= 2 and kept.kept < min(before.weight, after.weight)  # noqa: PLR2004 (a word or two)


def _is_balanced(mark: Mark, before: _RunGroup, kept: _RunGroup, after: _RunGroup) -> bool:
    """Whether no half of a bracket would be marked, if what stays between two changes were."""
    staying = "".join(run.text for run in kept.runs)
    if edges.is_balanced(staying):
        return True
    changed = ("".join(run.text for run in group.runs if run.mark is mark) for group in (before, after))
    return edges.is_balanced(staying.join(changed))


def _count(runs: Iterable[MarkedRun], *marks: Mark) -> int:
    return sum(1 for run in runs if run.mark in marks and has_word(run.text))


def _both(kept: Iterable[MarkedRun]) -> Iterator[MarkedRun]:
    for run in kept:
        yield MarkedRun(Mark.DELETED, run.text)
        yield MarkedRun(Mark.INSERTED, run.text)


def _sentence_by_sentence(runs: list[MarkedRun]) -> list[MarkedRun]:
    """Replace a sentence whole where most of it was replaced in several places."""
    found: list[MarkedRun] = []
    for sentence in _kept_sentences(runs):
        changes = sum(group[0].mark is not Mark.SAME for group in groups(sentence))
        kept = _count(sentence, Mark.SAME)
        shorter = kept + min(_count(sentence, Mark.DELETED), _count(sentence, Mark.INSERTED))
        found += _replaced(sentence) if changes > 1 and kept < _KEPT_SHARE * shorter else sentence
    return found


def _kept_sentences(runs: Iterable[MarkedRun]) -> Iterator[list[MarkedRun]]:
    """Parted where a sentence ends in both passages."""
    sentence: list[MarkedRun] = []
    for run in runs:
        sentence.append(run)
        if run.mark is Mark.SAME and _SENTENCE_END.search(run.text):
            yield sentence
            sentence = []
    yield sentence


def _replaced(sentence: list[MarkedRun]) -> list[MarkedRun]:
    """Whole, but for the words that stay at either end."""
    kept = [place for place, run in enumerate(sentence) if run.mark is not Mark.SAME]
    first, last = kept[0], kept[-1] + 1
    return [
        *sentence[:first],
        *(part for run in sentence[first:last] for part in _given_up(run)),
        *sentence[last:],
    ]


def _given_up(run: MarkedRun) -> Iterable[MarkedRun]:
    return _both([run]) if run.mark is Mark.SAME else [run]


def _joined(runs: Iterable[MarkedRun]) -> Iterator[MarkedRun]:
    """Within a change the deletions first, then the insertions, each in one run; a shared blank stays."""
    stays = ""
    for group in groups(runs):
        texts = {mark: "".join(run.text for run in group if run.mark is mark) for mark in Mark}
        stays += texts[Mark.SAME]
        gone, come = texts[Mark.DELETED], texts[Mark.INSERTED]
        blank = _shared_blank(gone, come)
        stays, gone, come = stays + blank, gone.removeprefix(blank), come.removeprefix(blank)
        if gone or come:
            yield from _present((Mark.SAME, stays), (Mark.DELETED, gone), (Mark.INSERTED, come))
            stays = ""
    yield from _present((Mark.SAME, stays))


def _shared_blank(gone: str, come: str) -> str:
    shared = takewhile(lambda pair: pair[0] == pair[1] and pair[0].isspace(), zip(gone, come, strict=False))
    return "".join(character for character, _ in shared)


def _present(*runs: tuple[Mark, str]) -> Iterator[MarkedRun]:
    return (MarkedRun(mark, text) for mark, text in runs if text)
