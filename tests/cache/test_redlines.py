"""A redline made section by section is the redline of the whole texts, to the byte."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat.cache.database import FILE, Cache
from sayasat.cache.reader import CachedReader
from sayasat.cache.redlines import RedlineCache
from sayasat.cache.texts import TextCache
from sayasat.i18n.messages import messages
from sayasat.redline.as_html import redline_html
from sayasat.redline.compare import ChangeStatus, compare
from sayasat.redline.counts import count_changes
from tests.redline.test_properties import MUTATIONS
from tests.support.parted_texts import TEXTS, parted
from tests.support.redline_notation import Case, golden_cases

LANGUAGE = "ru"
CASES = golden_cases()
POLICIES = [TEXTS[f"docs/{language}/policies/privacy.md"][0] for language in ("ky", "ru", "en")]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cache]:
    """A cache that all examples go by."""
    with Cache(tmp_path_factory.mktemp("filled") / FILE) as cache:
        yield cache


def is_whole(cache: Cache, old: str, new: str) -> None:
    """Whether what is collated is what is compared: made by one collator, and found by another."""
    text_cache = TextCache(cache, LANGUAGE)
    for before, after in ((old, new), (new, old), (old, old)):
        redline = compare(before, after)
        for collator in (RedlineCache(cache, LANGUAGE), RedlineCache(cache, LANGUAGE)):
            collated = collator.redline(text_cache.text(before), text_cache.text(after))
            assert collated.html == redline_html(redline, messages(LANGUAGE))
            passages = [passage for section in redline.sections for passage in section.all_passages]
            assert collated.changes == sum(passage.is_change for passage in passages)
            assert all(collated.fates.get(fate, 0) == redline.count(fate) for fate in ChangeStatus)
            collator.store()
    text_cache.store()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Case, filled: Cache) -> None:
    is_whole(filled, case.old, case.new)


def test_golden_by_one_collator_from_an_empty_and_from_a_full_cache(tmp_path: Path) -> None:
    """What it held of other texts changes nothing, and what was kept is not made again."""
    expected = [str(redline_html(compare(case.old, case.new), messages(LANGUAGE))) for case in CASES]
    with Cache(tmp_path / FILE) as cache:
        for is_full in (False, True):
            text_cache, collator = TextCache(cache, LANGUAGE), RedlineCache(cache, LANGUAGE)
            texts = [(text_cache.text(case.old), text_cache.text(case.new)) for case in CASES]
            assert [str(collator.redline(old, new).html) for old, new in texts] == expected
            assert is_full == (not text_cache._unsaved) == (not collator._unsaved)
            text_cache.store()
            collator.store()


def test_a_collator_lets_go_where_it_holds_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayasat.cache.redlines._MOST_PAIRS", 2)
    text_cache, collator = TextCache(Cache(None), LANGUAGE), RedlineCache(Cache(None), LANGUAGE)
    for case in CASES:
        collated = collator.redline(text_cache.text(case.old), text_cache.text(case.new))
        assert collated.html == redline_html(compare(case.old, case.new), messages(LANGUAGE))


# ---------------------------------------------------------------- any texts


@given(parted, parted)
def test_any_two_texts(old: str, new: str) -> None:
    is_whole(Cache(None), old, new)


_HEADINGS = [
    f"{level} {name}" for level in ("#", "##", "###") for name in ("A", "B {#b}", "Б {#a}", "A {#a}")
]
_PASSAGES = [
    "Биз маалыматты эки жыл сактайбыз.",
    "Биз маалыматты үч жыл сактайбыз.",
    "Маалыматты эки жыл сактайбыз, андан ары эмес, кайрылсаңыз дагы.",
    "Сом",
    "- one of the items in a list\n- another of the items in a list",
    "1. one of the items in a list\n2. **another** of the items in a list",
    "| бир | эки | үч | төрт | беш |\n|-|-|-|-|-|\n| a | b | c | d | e |",
    "> Биз маалыматты эки жыл сактайбыз.",
    "Every one of these words is found again elsewhere, [and a link](b.md) too.",
    "Every one of these words is found again elsewhere, [and a link](c.md) too.",
    "Every one of these words is found again.",
    "```\nEvery one of these words is code that may move\n```",
    "<b>Every one</b> of these words is *marked* in some way that may change",
]
_sections = st.lists(
    st.tuples(st.sampled_from(_HEADINGS), st.lists(st.sampled_from(_PASSAGES), max_size=4)), max_size=5
)
_EDITS = st.lists(
    st.tuples(st.sampled_from(["move", "take", "double", "rename", "swap"]), st.integers(0, 99)), max_size=4
)


def written(sections: list[tuple[str, list[str]]]) -> str:
    return "\n\n".join(part for heading, passages in sections for part in (heading, *passages)) + "\n"


def edited(
    sections: list[tuple[str, list[str]]], edits: list[tuple[str, int]]
) -> list[tuple[str, list[str]]]:
    """What may become of a text: passages move, within sections and between them, and sections do."""
    new = [(heading, list(passages)) for heading, passages in sections]
    for edit, place in edits:
        if not new:
            break
        passages = new[place % len(new)][1]
        other = new[place // 3 % len(new)][1]
        if edit == "move" and passages:
            other.insert(place % (len(other) + 1), passages.pop(place % len(passages)))
        elif edit == "take" and passages:
            passages.pop(place % len(passages))
        elif edit == "double" and passages:
            other.append(passages[place % len(passages)])
        elif edit == "rename":
            new[place % len(new)] = (_HEADINGS[place % len(_HEADINGS)], passages)
        elif edit == "swap":
            new.insert(place // 2 % len(new), new.pop(place % len(new)))
    return new


@given(_sections, _EDITS)
def test_passages_and_sections_that_moved(
    sections: list[tuple[str, list[str]]], edits: list[tuple[str, int]]
) -> None:
    is_whole(Cache(None), written(sections), written(edited(sections, edits)))


@pytest.mark.parametrize("seed", range(15))
def test_the_real_texts_edited_as_an_editor_may(seed: int, filled: Cache) -> None:
    chance = random.Random(seed)  # noqa: S311 (a test)
    old = new = chance.choice(POLICIES)
    for _ in range(chance.randint(1, 6)):
        new = chance.choice(MUTATIONS)(new, chance)
    is_whole(filled, old, new)


def test_a_chain_of_versions_by_one_collator(filled: Cache) -> None:
    """Each against the one before and against the last, as the pages of a history do."""
    chance = random.Random(1)  # noqa: S311 (a test)
    bodies = [POLICIES[2]]
    for _ in range(12):
        bodies.append(chance.choice(MUTATIONS)(bodies[-1], chance))
    text_cache, collator = TextCache(filled, LANGUAGE), RedlineCache(filled, LANGUAGE)
    for old, new in [*pairwise(bodies), *((body, bodies[-1]) for body in bodies)]:
        collated = collator.redline(text_cache.text(old), text_cache.text(new))
        assert collated.html == redline_html(compare(old, new), messages(LANGUAGE))


# ---------------------------------------------------------------- too long to tell in full


def _few_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayasat.redline.alignment._CELLS", 2)


def _few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayasat.redline.alignment._WORD_PAIRS", 40)
    monkeypatch.setattr("sayasat.redline.alignment._WORDS", 30)


@pytest.mark.parametrize("limit", [_few_cells, _few_words])
def test_texts_that_are_too_long_to_tell_in_full(
    limit: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limits are lowered, so that short texts pass them: the page says so, and is the same."""
    limit(monkeypatch)
    told = Counter[bool]()
    for case in CASES:
        is_whole(Cache(None), case.old, case.new)
        told[compare(case.old, case.new).coarse] += 1
    assert told[True]
    assert told[False]


def test_a_passage_that_is_too_long_is_marked_by_sentences(filled: Cache) -> None:
    chance = random.Random(2)  # noqa: S311 (a test)
    words = [f"w{chance.randrange(40)}" for _ in range(4_000)]
    old, new = (
        f"# A {{#a}}\n\n{' '.join(words)}.\n\n## B {{#b}}\n\nOne.\n",
        f"# A {{#a}}\n\n{' '.join(reversed(words))}.\n\n## B {{#b}}\n\nTwo.\n",
    )
    is_whole(filled, old, new)


# ---------------------------------------------------------------- counts


@given(parted, parted)
def test_changes_are_counted_as_of_whole_texts(filled: Cache, old: str, new: str) -> None:
    """Counted, and found again."""
    bodies = {"old": old, "new": new, "": None}
    counted = {pair: count_changes(bodies[pair[0]], new) for pair in (("old", "new"), ("", "new"))}
    for _ in range(2):
        reader = CachedReader(filled)
        before, after = (reader.text("en", old + new + body, partial(str, body)) for body in (old, new))
        texts = {("old", "new"): (before, after), ("", "new"): (None, after)}
        for pair, count in counted.items():
            blobs = f"{pair[0]} of {old!r} {new!r}" if pair[0] else "", f"new of {old!r} {new!r}"
            assert reader.count(blobs, partial(texts.__getitem__, pair)) == count
        reader.store()


def test_what_was_counted_is_not_counted_again(tmp_path: Path) -> None:
    def none() -> tuple[None, None]:
        raise AssertionError("read again")

    with Cache(tmp_path / FILE) as cache:
        reader = CachedReader(cache)
        text = reader.text("en", "new", lambda: "One, two.\n")
        counted = reader.count(("", "new"), lambda: (None, text))
        reader.store()
        assert counted == count_changes(None, "One, two.\n")
        assert CachedReader(cache).count(("", "new"), none) == counted  # type: ignore[arg-type]
