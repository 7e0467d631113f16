"""How much of a text changed."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat.markdown.section_reader import visible_text
from sayasat.markdown.words import words
from sayasat.redline import counts
from sayasat.redline.counts import ChangeCount, count_changes
from tests.support.markdown_texts import markdown
from tests.support.processor_time import processor_time

OLD = "Кириш.\n\n# A {#a}\n\nбир эки үч\n\n## B {#b}\n\nтөрт беш\n"


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (OLD, (0, 0, 0)),
        (OLD.replace("эки", "**эки**").replace("# A {#a}", "A {#a}\n==="), (0, 0, 0)),
        (OLD.replace("бир эки үч", "- бир\n- эки\n- үч"), (0, 0, 0)),
        (OLD.replace("эки", "эки жана"), (1, 0, 1)),
        (OLD.replace("эки ", ""), (0, 1, 1)),
        (OLD.replace("бир эки", "эки бир"), (1, 1, 1)),
        (OLD.replace("беш", "алты"), (1, 1, 1)),
        (OLD.replace("# A", "# Башка"), (1, 1, 1)),
        (OLD.replace("беш", "беш!"), (0, 0, 1)),
        (OLD.replace("{#b}", "{#c}"), (0, 0, 2)),
        (OLD + "\n## C\n\nалты\n", (2, 0, 1)),
        (OLD.replace("Кириш.\n", ""), (0, 1, 1)),
        (OLD.replace("үч", "үч 2026-12-01 3,5 веб-сайт"), (3, 0, 1)),
        ("", (0, 8, 3)),
    ],
)
def test_counts(new: str, expected: tuple[int, int, int]) -> None:
    """Words added, words removed, sections changed; a subsection's change is not its section's."""
    assert count_changes(OLD, new) == ChangeCount(*expected)
    added, removed, sections = expected
    assert count_changes(new, OLD) == ChangeCount(removed, added, sections)


def test_a_first_version_adds_every_word() -> None:
    assert count_changes(None, OLD) == ChangeCount(8, 0, 3)


@given(markdown, markdown)
def test_what_is_added_and_removed_adds_up(old: str, new: str) -> None:
    counted = count_changes(old, new)
    kept = len(words(visible_text(old))) - counted.words_removed
    assert kept == len(words(visible_text(new))) - counted.words_added
    assert kept >= 0
    assert count_changes(new, old) == ChangeCount(
        counted.words_removed, counted.words_added, counted.sections_changed
    )


@given(st.lists(st.sampled_from("абв"), max_size=7), st.lists(st.sampled_from("абв"), max_size=7))
def test_counts_are_minimal(old: list[str], new: list[str]) -> None:
    """Held against every way of choosing which words stay."""
    counted = count_changes(" ".join(old), " ".join(new))
    kept = next(
        size
        for size in range(min(len(old), len(new)), -1, -1)
        if set(combinations(old, size)) & set(combinations(new, size))
    )
    assert (counted.words_added, counted.words_removed) == (len(new) - kept, len(old) - kept)


@given(markdown)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert count_changes(text, text) == ChangeCount(0, 0, 0)


def _long(seed: int, *, headings: bool) -> str:
    chosen = random.Random(seed)  # noqa: S311
    lines = []
    for number in range(10_000):
        if headings and number % 100 == 0:
            lines.append(f"## {{#s{number}}}\n")
        lines.append(" ".join(f"w{chosen.randrange(3_000)}" for _ in range(20)) + "\n")
    return "\n".join(lines)


@pytest.mark.parametrize("headings", [True, False])
def test_two_hundred_thousand_words_against_as_many_others(headings: bool) -> None:
    old, new = _long(1, headings=headings), _long(2, headings=headings)
    with processor_time(30):
        counted = count_changes(old, new)
    assert counted.words_added == counted.words_removed > 150_000


def test_a_text_too_long_to_compare_whole_is_compared_by_section(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word that changed counts once all the same; a passage that moved to another section counts twice."""
    old = "# A\n\nа б в г\n\n# B\n\nд е ё ж\n"
    monkeypatch.setattr(counts, "_PAIRS", 8)
    assert count_changes(old, old.replace("б", "х").replace("ж", "ы")) == ChangeCount(2, 2, 2)
    assert count_changes(old, "# A\n\nд е ё ж\n\n# B\n\nа б в г\n").words_added == 8


def test_a_section_too_long_to_compare_is_compared_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "_PAIRS", 0)
    counted = count_changes("# A\n\nа б в\n\nг\n", "# A\n\nв б а\n\nг\n")
    assert (counted.words_added, counted.words_removed) == (4, 4)
