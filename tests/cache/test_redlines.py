"""A redline through the cache is the redline of the two texts, to the byte."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given

from sayasat.cache.database import FILE, Cache
from sayasat.cache.reader import CachedReader
from sayasat.cache.texts import TextCache
from sayasat.i18n.messages import messages
from sayasat.markdown.section_reader import sections
from sayasat.redline.as_html import redline_html
from sayasat.redline.compare import compare, compare_blocks
from sayasat.redline.counts import ChangeCount, count_changes
from sayasat.redline.model import SectionChange
from sayasat.redline.risk_marks import with_risks
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


def _changes(section: SectionChange) -> int:
    """Changed passages; a heading is one too if its level changed."""
    own = section.heading is not None and section.levels is not None and not section.heading.is_change
    return own + sum(passage.is_change for passage in section.all_passages)


def _html(old: str, new: str) -> str:
    return str(redline_html(with_risks(compare(old, new), LANGUAGE), messages(LANGUAGE)))


def is_whole(cache: Cache, old: str, new: str) -> None:
    """Whether what is collated is what is compared: made by one collator, and found by another."""
    text_cache = TextCache(cache, LANGUAGE)
    for before, after in ((old, new), (new, old), (old, old)):
        redline = with_risks(compare(before, after), LANGUAGE)
        for collator in (CachedReader(cache), CachedReader(cache)):
            collated = collator.redline(LANGUAGE, text_cache.text(before), text_cache.text(after))
            assert collated.html("") == redline_html(redline, messages(LANGUAGE))
            assert collated.changes == sum(map(_changes, redline.sections))
            assert collated.count == count_changes(redline)
            collator.store()
    text_cache.store()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Case, filled: Cache) -> None:
    is_whole(filled, case.old, case.new)


def test_golden_by_one_collator_from_an_empty_and_from_a_full_cache(tmp_path: Path) -> None:
    """What it held of other texts changes nothing, and what was kept is not made again."""
    expected = [_html(case.old, case.new) for case in CASES]
    with Cache(tmp_path / FILE) as cache:
        for is_full in (False, True):
            text_cache, collator = TextCache(cache, LANGUAGE), CachedReader(cache)
            texts = [(text_cache.text(case.old), text_cache.text(case.new)) for case in CASES]
            assert [str(collator.redline(LANGUAGE, old, new).html("")) for old, new in texts] == expected
            assert is_full == (not text_cache.memo.unsaved) == (not collator.memo.unsaved)
            text_cache.store()
            collator.store()


# ---------------------------------------------------------------- any texts


@given(parted, parted)
def test_any_two_texts(old: str, new: str) -> None:
    is_whole(Cache(None), old, new)


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
    text_cache, collator = TextCache(filled, LANGUAGE), CachedReader(filled)
    for old, new in [*pairwise(bodies), *((body, bodies[-1]) for body in bodies)]:
        collated = collator.redline(LANGUAGE, text_cache.text(old), text_cache.text(new))
        assert collated.html("") == _html(old, new)


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
    for _ in range(2):
        reader = CachedReader(filled)
        before, after = (reader.text("en", old + new + body, partial(str, body)) for body in (old, new))
        assert reader.redline("en", before, after).count == count_changes(compare(old, new))
        first = count_changes(compare_blocks((), after.sections))
        assert first == count_changes(compare_blocks((), sections(new)))
        reader.store()


def test_what_was_counted_is_not_counted_again(tmp_path: Path) -> None:
    def none() -> ChangeCount:
        raise AssertionError("counted again")

    with Cache(tmp_path / FILE) as cache:
        reader = CachedReader(cache)
        count = ChangeCount(2, sections_inserted=1)
        assert reader.of_texts(ChangeCount, ("", "new"), lambda: count) == count
        reader.store()
        assert CachedReader(cache).of_texts(ChangeCount, ("", "new"), none) == count
