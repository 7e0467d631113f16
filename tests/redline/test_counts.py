"""How much of a text changed: what the redline marks."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from msgspec.structs import replace

from sayasat.i18n.messages import LANGUAGES, messages
from sayasat.markdown.section_reader import sections, visible_text
from sayasat.markdown.words import words
from sayasat.redline.compare import compare, compare_blocks
from sayasat.redline.counts import ChangeCount, count_changes, count_texts
from tests.support.markdown_texts import markdown
from tests.support.processor_time import processor_time

OLD = "Кириш.\n\n# A {#a}\n\nбир эки үч\n\n## B {#b}\n\nтөрт беш\n"


def counted(old: str, new: str) -> ChangeCount:
    return count_changes(compare(old, new))


def edited(added: int = 0, removed: int = 0, replaced: int = 0, sections: int = 1) -> ChangeCount:
    return ChangeCount(added, removed, replaced, sections_edited=sections)


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (OLD, ChangeCount()),
        (OLD.replace("эки", "**эки**"), ChangeCount(formats_changed=1, sections_edited=1)),
        (OLD.replace("бир эки үч", "- бир эки үч"), ChangeCount(formats_changed=1, sections_edited=1)),
        (OLD.replace("# A {#a}", "A {#a}\n==="), ChangeCount()),
        (OLD.replace("эки", "[эки](x.md)"), ChangeCount(links_changed=1, sections_edited=1)),
        (OLD.replace("эки", "эки ![](x.png)"), ChangeCount(images_changed=1, sections_edited=1)),
        (OLD.replace("## B", "### B"), edited()),
        (OLD.replace("эки", "эки жана"), edited(1)),
        (OLD.replace("эки ", ""), edited(0, 1)),
        (OLD.replace("бир эки", "эки бир"), edited(1, 1)),
        (OLD.replace("беш", "алты"), edited(replaced=1)),
        (OLD.replace("үч", "алты жети сегиз"), edited(2, 0, 1)),
        (OLD.replace("бир эки үч", "бир беш"), edited(0, 1, 1)),
        (OLD.replace("# A", "# Башка"), edited(replaced=1)),
        (OLD.replace("беш", "беш!"), edited()),
        (OLD.replace("{#b}", "{#c}"), ChangeCount()),
        (OLD + "\n## C\n\nалты\n", ChangeCount(2, sections_inserted=1)),
        (OLD.replace("Кириш.\n", ""), ChangeCount(0, 1, sections_deleted=1)),
        (OLD.replace("үч", "үч 2026-12-01 3,5 веб-сайт"), edited(3)),
        ("", ChangeCount(0, 8, sections_deleted=3)),
    ],
)
def test_counts(new: str, expected: ChangeCount) -> None:
    """A subsection's change is not its section's."""
    assert counted(OLD, new) == expected
    back = replace(
        expected,
        words_added=expected.words_removed,
        words_removed=expected.words_added,
        sections_inserted=expected.sections_deleted,
        sections_deleted=expected.sections_inserted,
    )
    assert counted(new, OLD) == back


def test_what_moved_is_neither_added_nor_removed() -> None:
    first, second = "We keep your name for one year.", "You may object to it at any time."
    assert counted(
        f"# A\n\n{first}\n\n{second}\n\n# B\n\nNothing else.\n",
        f"# A\n\n{second}\n\n# B\n\nNothing else.\n\n{first}\n",
    ) == ChangeCount(words_moved=7, sections_edited=2)


def test_a_sentence_that_moved_to_another_passage_is_neither_added_nor_removed() -> None:
    old = (
        "We keep names for one year only. You may object at any time.\n\nWe never sell your data to others.\n"
    )
    new = (
        "We keep names for one year only.\n\nWe never sell your data to others. You may object at any time.\n"
    )
    assert counted(old, new) == ChangeCount(words_moved=6, sections_edited=1)


def test_a_section_that_moved_counts_once_with_the_words_that_changed_in_it() -> None:
    old = "# A {#a}\n\nWe keep your name for one year.\n\n# B {#b}\n\nYou may object to it at any time.\n"
    new = "# B {#b}\n\nYou may object to it at any time.\n\n# A {#a}\n\nWe keep your name for two years.\n"
    found = counted(old, new)
    assert (found.words_replaced, found.sections_moved, found.sections_changed) == (2, 1, 1)
    assert (found.words_added, found.words_removed) == (0, 0)
    assert found.words_moved in {6, 8}, "either may be the one that moved"


def test_a_first_version_adds_every_word() -> None:
    assert count_changes(compare_blocks((), sections(OLD))) == ChangeCount(8, sections_inserted=3)


@given(markdown, markdown)
def test_what_is_added_and_removed_adds_up(old: str, new: str) -> None:
    found = counted(old, new)
    kept = len(words(visible_text(old))) - found.words_removed
    assert kept == len(words(visible_text(new))) - found.words_added
    assert kept >= found.words_replaced + found.words_moved


@given(markdown)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert counted(text, text) == ChangeCount()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_count_has_its_text(language: str) -> None:
    t = messages(language)
    assert count_texts(ChangeCount(), t) == [t("redline.none")]
    assert count_texts(ChangeCount(sections_edited=1), t) == [t("words.none")]
    for number in (1, 2, 5, 21, 100):
        found = ChangeCount(*(number for _ in range(11)))
        assert [str(number) in text for text in count_texts(found, t)] == [True] * 7


def test_russian_counts_have_their_plurals() -> None:
    t = messages("ru")
    found = [count_texts(ChangeCount(words_replaced=number), t) for number in (1, 3, 11, 22)]
    assert found == [["заменено 1 слово"], ["заменено 3 слова"], ["заменено 11 слов"], ["заменено 22 слова"]]


def _long(seed: int, *, headings: bool) -> str:
    chosen = random.Random(seed)  # noqa: S311
    lines = []
    for number in range(10_000):
        if headings and number % 100 == 0:
            lines.append(f"## {{#s{number}}}\n")
        lines.append(" ".join(f"w{chosen.randrange(3_000)}" for _ in range(20)) + "\n")
    return "\n".join(lines)


@pytest.mark.parametrize("headings", [True, False])
@pytest.mark.soak
def test_two_hundred_thousand_words_against_as_many_others(headings: bool) -> None:
    old, new = _long(1, headings=headings), _long(2, headings=headings)
    with processor_time(30):
        found = counted(old, new)
    assert found.words_added + found.words_replaced > 150_000
    assert found.words_removed + found.words_replaced > 150_000
