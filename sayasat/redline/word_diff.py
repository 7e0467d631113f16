"""Marks the words of a passage that were deleted and inserted, in the way that a lawyer marks them. Pure.

RapidFuzz finds a minimal edit script. Then a few unchanged words in a phrase that was replaced are marked as
deleted and inserted as well, so that the phrase is readable. The unchanged and deleted runs together are
exactly the old text, the unchanged and inserted ones exactly the new text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from sayasat.markdown.words import is_footnote_mark, is_lone, tokens
from sayasat.redline.edges import count_words, is_balanced, settle, straightened, with_numbers
from sayasat.redline.edit_script import PAIRS, script, untouched
from sayasat.redline.marks import Mark, MarkedRun, TokenChange

_SENTENCE_END = re.compile("[.!?…;:。！？；：؟؛।॥۔]$")
_KEPT_SHARE = 0.4
"""A sentence of which less than this stays, in both passages and in several places, is replaced whole."""

_PEPPER = 2
"""The most words that are given up between two changes."""


@lru_cache(maxsize=1_000)
def mark_words(old: str, new: str) -> tuple[MarkedRun, ...]:
    """The marked runs of two texts. Neighbouring runs have different marks, and none is empty.

    A line feed separates paragraphs, and is marked like other white space. Results are cached, because
    comparisons of each version with the one in force compare the same passages repeatedly.
    """
    if old == new:
        return (MarkedRun(Mark.SAME, old),) if old else ()
    changes = straightened(_changes(tokens(old), tokens(new)))
    changes = with_numbers(_sentence_by_sentence(_unpeppered(changes)))
    settle(changes)
    return tuple(_runs(changes))


def is_coarse(old: str, new: str) -> bool:
    """Whether two texts are so long that sentences are compared first, and words within changed ones."""
    if old == new or len(old) * len(new) <= PAIRS:  # there are no more tokens than characters
        return False
    before, after = tokens(old), tokens(new)
    first, last = untouched(before, after)
    return not _is_short(before[first : len(before) - last], after[first : len(after) - last])


def _changes(before: list[str], after: list[str]) -> list[TokenChange]:
    """The fewest tokens deleted and inserted; in long texts, within sentences that differ."""
    first, last = untouched(before, after)
    gone, come = before[first : len(before) - last], after[first : len(after) - last]
    found = [TokenChange(before[:first], [], [])]
    if _is_short(gone, come):
        _compare(gone, come, found)
    else:
        _compare_sentences(list(_sentences(gone)), list(_sentences(come)), found)
    for token in before[len(before) - last :]:
        _keep(token, found)
    return found if not _is_change(found[-1]) else [*found, TokenChange([], [], [])]


def _is_short(before: Sequence[str], after: Sequence[str]) -> bool:
    return len(before) * len(after) <= PAIRS


def _compare(before: list[str], after: list[str], found: list[TokenChange]) -> None:
    """Add the changes of these tokens."""
    for step in script(list(map(_key, before)), list(map(_key, after))):
        gone, come = step.of(before, after)
        if not step.is_equal:
            _change(gone, come, found)
            continue
        (old,), (new,) = gone, come
        core = old.lstrip() or old
        if old == new:
            _keep(old, found)
        elif new.endswith(core):  # another blank is before it
            _change([old.removesuffix(core)], [new.removesuffix(core)], found)
            _keep(core, found)
        else:
            _change(gone, come, found)


def _compare_sentences(
    olds: Sequence[list[str]], news: Sequence[list[str]], found: list[TokenChange]
) -> None:
    for step in script([_key("".join(each)) for each in olds], [_key("".join(each)) for each in news]):
        gone, come = ([token for each in side for token in each] for side in step.of(olds, news))
        if _is_short(gone, come):
            _compare(gone, come, found)
        else:
            _change(gone, come, found)


def _change(gone: Iterable[str], come: Iterable[str], found: list[TokenChange]) -> None:
    found[-1].gone += filter(None, gone)
    found[-1].come += filter(None, come)


def _keep(token: str, found: list[TokenChange]) -> None:
    if _is_change(found[-1]):
        found.append(TokenChange([token], [], []))
    else:
        found[-1].same.append(token)


def _is_change(each: TokenChange) -> bool:
    return bool(each.gone or each.come)


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


def _unpeppered(changes: Iterable[TokenChange]) -> list[TokenChange]:
    """Give up what stays between two changes where it is a word or two, and less than either of them."""
    done: list[TokenChange] = []
    for change in changes:
        done.append(change)
        while len(done) > 1 and _is_pepper(*done[-2:]):
            done[-2:] = [_joined(done[-2:])]
    return done


def _is_pepper(before: TokenChange, after: TokenChange) -> bool:
    """Whether what stays between two changes is given up. Between two insertions, or deletions, it is not."""
    if not ((before.gone or after.gone) and (before.come or after.come) and _is_change(after)):
        return False
    kept = count_words(after.same)
    # A number that stays is never given up: an amount or a date would seem to have changed
    has_number = any(character.isdecimal() for token in after.same for character in token)
    if kept > _PEPPER or has_number or not _is_whole([before, after]):
        return False
    if kept == 0:
        # A comma between two replaced words is not worth a gap.
        return _is_replacement(before) and _is_replacement(after)
    if kept == 1 and any(map(is_lone, after.same)):
        return True  # A letter of a script without spaces is less than a word
    return all(kept < max(count_words(each.gone), count_words(each.come)) for each in (before, after))


def _is_replacement(change: TokenChange) -> bool:
    return bool(change.gone and change.come)


def _is_whole(changes: Sequence[TokenChange]) -> bool:
    """Whether no half of a bracket would be marked, if what stays between the changes were."""
    if is_balanced("".join(token for change in changes[1:] for token in change.same)):
        return True
    whole = _joined(changes)
    return is_balanced("".join(whole.gone)) and is_balanced("".join(whole.come))


def _joined(changes: Sequence[TokenChange]) -> TokenChange:
    """The changes as one, with what stays between them deleted and inserted."""
    first, *rest = changes
    gone = [token for change in rest for token in (*change.same, *change.gone)]
    come = [token for change in rest for token in (*change.same, *change.come)]
    return TokenChange(first.same, [*first.gone, *gone], [*first.come, *come])


def _sentence_by_sentence(changes: Sequence[TokenChange]) -> list[TokenChange]:
    """Replace a sentence whole where most of it was replaced in several places."""
    found: list[TokenChange] = []
    sentence: list[TokenChange] = []
    head: list[str] = []
    for change in changes:
        ends = [place for place, token in enumerate(change.same, 1) if _SENTENCE_END.search(token)]
        if sentence and (ends or change is changes[-1]):
            tail = change.same[: ends[0]] if ends else change.same
            is_replaced = _is_replaced(sentence, count_words(head) + count_words(tail))
            found += [_joined(sentence)] if is_replaced else sentence
            sentence = []
        if not sentence:
            head = change.same[ends[-1] :] if ends else change.same
        sentence.append(change)
    return [*found, *sentence]


def _is_replaced(sentence: Sequence[TokenChange], around: int) -> bool:
    """Whether little of a sentence stays; ``around``: the words that stay before and after its changes."""
    if len(sentence) == 1:
        return False
    kept = around + sum(count_words(change.same) for change in sentence[1:])
    gone = sum(count_words(change.gone) for change in sentence)
    come = sum(count_words(change.come) for change in sentence)
    return kept < _KEPT_SHARE * (kept + min(gone, come)) and _is_whole(sentence)


def _runs(changes: Iterable[TokenChange]) -> Iterator[MarkedRun]:
    """Within a change the deletions first, then the insertions, each in one run; a shared blank stays."""
    stays = ""
    for change in _without_gaps(changes):
        gone, come = "".join(change.gone), "".join(change.come)
        shared = gone[: untouched(gone, come)[0]]
        blank = shared[: len(shared) - len(shared.lstrip())]
        stays += "".join(change.same) + blank
        if len(blank) < max(len(gone), len(come)):
            texts = stays, gone[len(blank) :], come[len(blank) :]
            yield from (MarkedRun(mark, text) for mark, text in zip(Mark, texts, strict=True) if text)
            stays = ""
    if stays:
        yield MarkedRun(Mark.SAME, stays)


def _without_gaps(changes: Iterable[TokenChange]) -> list[TokenChange]:
    """Changes with nothing between them are one: an edge may have been shifted to the next change."""
    done: list[TokenChange] = []
    for change in changes:
        done[-1:] = [*done[-1:], change] if change.same or not done else [_joined([done[-1], change])]
    return done
