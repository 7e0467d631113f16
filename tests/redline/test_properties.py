"""What holds of every redline, of any two texts."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat.markdown.section_reader import sections, visible_text
from sayasat.markdown.words import word_spans
from sayasat.redline.compare import compare
from sayasat.redline.marks import Mark, MarkedRun
from sayasat.redline.model import ChangeStatus, PassageChange, Redline
from sayasat.redline.word_diff import mark_words
from tests.support.markdown_texts import markdown
from tests.support.redline_texts import new_text, old_text, reading, same_words

ROOT = Path(__file__).parents[2]
TEXTS = [
    path.read_text(encoding="utf-8").split("\n---\n", 1)[-1]
    for path in sorted((ROOT / "docs").glob("*/policies/*.md"))
]

_WORDS = (
    "жана",
    "Сиз",
    "маалымат",
    "данные",
    "and",
    "не",
    "2026-12-01",
    "01.12.2026",
    "3,5",
    "12:30",
    "веб-сайт",
)
_SIGNS = (" ", " ", " ", ", ", ". ", "; ", " «", "» ", " (", ") ", "\n", "\t", "  ", "-", "!")
passage = st.lists(st.sampled_from((*_WORDS, *_SIGNS)), max_size=30).map("".join)


@given(markdown, markdown)
def test_nothing_is_lost(old: str, new: str) -> None:
    _holds(compare(old, new), old, new)


@given(markdown)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    redline = compare(text, text)
    assert redline.is_empty
    assert not redline.coarse


@given(passage, passage)
def test_marks_lead_from_one_text_to_the_other(old: str, new: str) -> None:
    _marks_hold(mark_words(old, new), old, new)


@given(passage, passage)
def test_no_word_number_or_date_is_split(old: str, new: str) -> None:
    _words_are_whole(mark_words(old, new), old, new)


@pytest.mark.parametrize("seed", range(60))
def test_mutations_of_the_real_texts(seed: int) -> None:
    """The published policies, edited at random as an editor may: nothing is lost, no word is split."""
    chance = random.Random(seed)  # noqa: S311 (a test)
    old = chance.choice(TEXTS)
    new = old
    for _ in range(chance.randint(1, 6)):
        new = chance.choice(MUTATIONS)(new, chance)
    _holds(compare(old, new), old, new)


@pytest.mark.parametrize("seed", range(20))
def test_two_languages_of_the_real_text(seed: int) -> None:
    """Even texts that have nothing in common but the ids of their sections."""
    chance = random.Random(seed)  # noqa: S311 (a test)
    old, new = chance.choice(TEXTS), chance.choice(TEXTS)
    _holds(compare(old, new), old, new)


def _holds(redline: Redline, old: str, new: str) -> None:
    assert old_text(redline) == visible_text(old)
    assert new_text(redline) == visible_text(new)
    passages = [passage for section in redline.sections for passage in section.all_passages]
    for passage in passages:
        _passage_holds(passage)
    _moves_are_told_twice(redline)
    edited = any(_differs(passage) for passage in passages) or _sections_moved(redline)
    # A revision is technical only where no word changed: the redline says the same.
    assert edited or same_words(old, new) or _only_numbers(passages)
    assert not redline.is_empty or reading(sections(old)) == reading(sections(new))


def _passage_holds(passage: PassageChange) -> None:
    old = "\n".join(block.text for block in passage.old)
    new = "\n".join(block.text for block in passage.new)
    if passage.fate in {ChangeStatus.DELETED, ChangeStatus.MOVED_AWAY}:
        assert not passage.new
        assert "".join(run.text for run in passage.runs) == old
    elif passage.fate is ChangeStatus.INSERTED:
        assert not passage.old
        assert "".join(run.text for run in passage.runs) == new
    else:
        _marks_hold(passage.runs, old, new)
        _words_are_whole(passage.runs, old, new)
    assert (passage.move > 0) == (
        passage.fate in {ChangeStatus.MOVED_AWAY, ChangeStatus.MOVED_HERE}
    ) or passage.fate in {
        ChangeStatus.SAME,
        ChangeStatus.EDITED,
    }


def _marks_hold(runs: tuple[MarkedRun, ...], old: str, new: str) -> None:
    assert "".join(run.text for run in runs if run.mark is not Mark.INSERTED) == old
    assert "".join(run.text for run in runs if run.mark is not Mark.DELETED) == new
    assert all(run.text for run in runs)
    # A deletion stands before the insertion that replaces it, and neighbours differ.
    assert all(
        (a.mark, b.mark) != (Mark.INSERTED, Mark.DELETED) and a.mark != b.mark for a, b in pairwise(runs)
    )


def _words_are_whole(runs: tuple[MarkedRun, ...], old: str, new: str) -> None:
    for text, other in ((old, Mark.INSERTED), (new, Mark.DELETED)):
        inside = {place for word in word_spans(text) for place in range(word.start() + 1, word.end())}
        end = 0
        for run in runs:
            if run.mark is not other:
                end += len(run.text)
                assert end not in inside


def _moves_are_told_twice(redline: Redline) -> None:
    """Each number is on one place that something left and one that it came to."""
    away: Counter[int] = Counter()
    here: Counter[int] = Counter()
    for section in redline.sections:
        section_fates = {ChangeStatus.MOVED_AWAY: away, ChangeStatus.MOVED_HERE: here}
        if section.fate in section_fates:
            section_fates[section.fate][section.move] += 1
        if section.fate is ChangeStatus.MOVED_AWAY:
            assert {passage.fate for passage in section.all_passages} <= {ChangeStatus.MOVED_AWAY}
            continue
        for passage in section.all_passages:
            if passage.fate in section_fates:
                section_fates[passage.fate][passage.move] += 1
    assert away == here
    assert set(away) == set(range(1, len(away) + 1))
    assert set(away.values()) <= {1}


def _differs(passage: PassageChange) -> bool:
    return passage.fate is not ChangeStatus.SAME


def _sections_moved(redline: Redline) -> bool:
    return any(section.move for section in redline.sections)


def _only_numbers(passages: list[PassageChange]) -> bool:
    return any(passage.renumbered for passage in passages)


# -- mutations --------------------------------------------------------------------------------------------

Mutation = Callable[[str, random.Random], str]


def _paragraphs(text: str) -> list[str]:
    return text.strip("\n").split("\n\n")


def _delete_words(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    place = chance.randrange(len(words))
    return " ".join(words[:place] + words[place + chance.randint(1, 8) :])


def _insert_words(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    place = chance.randrange(len(words))
    return " ".join([*words[:place], *chance.choices(_WORDS, k=chance.randint(1, 5)), *words[place:]])


def _replace_letters(text: str, chance: random.Random) -> str:
    place = chance.randrange(max(1, len(text)))
    return text[:place] + chance.choice(("лар", "дын", " ", ".", "-", "1", "**")) + text[place + 1 :]


def _delete_paragraph(text: str, chance: random.Random) -> str:
    parts = _paragraphs(text)
    del parts[chance.randrange(len(parts))]
    return "\n\n".join(parts) or text


def _move_paragraph(text: str, chance: random.Random) -> str:
    parts = _paragraphs(text)
    part = parts.pop(chance.randrange(len(parts)))
    parts.insert(chance.randint(0, len(parts)), part)
    return "\n\n".join(parts)


def _double_paragraph(text: str, chance: random.Random) -> str:
    parts = _paragraphs(text)
    part = chance.choice(parts)
    parts.insert(chance.randint(0, len(parts)), part)
    return "\n\n".join(parts)


def _split_paragraph(text: str, chance: random.Random) -> str:
    ends = [place for place in range(len(text) - 1) if text[place : place + 2] == ". "]
    if not ends:
        return text
    place = chance.choice(ends)
    return f"{text[: place + 1]}\n\n{text[place + 2 :]}"


def _merge_paragraphs(text: str, chance: random.Random) -> str:
    parts = _paragraphs(text)
    if len(parts) < 2:
        return text
    place = chance.randrange(len(parts) - 1)
    return "\n\n".join([*parts[:place], f"{parts[place]} {parts[place + 1]}", *parts[place + 2 :]])


def _change_mark(text: str, chance: random.Random) -> str:
    old, new = chance.choice((("- ", "1. "), ("## ", "### "), ("{#", "{#x-"), ("\n\n", "\n\n> "), ("(", "[")))
    return text.replace(old, new, chance.randint(1, 4))


MUTATIONS: tuple[Mutation, ...] = (
    _delete_words,
    _insert_words,
    _replace_letters,
    _delete_paragraph,
    _move_paragraph,
    _double_paragraph,
    _split_paragraph,
    _merge_paragraphs,
    _change_mark,
)
