"""Texts of any size are compared in seconds and within a gigabyte; where a part is coarser, it is said.

Each case runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from sayasat.markdown.sections import Block, Section
from sayasat.redline.compare import compare, compare_blocks
from tests.support.processor_time import processor_time
from tests.support.redline_texts import new_text, old_text
from tests.support.soak import chosen

ROOT = Path(__file__).parents[2]
SECONDS = 40
"""Of processor time: ten times what a slow machine needs, far less than work that grows with the square."""

MEGABYTES = 1000

Texts = tuple[Sequence[Section], Sequence[Section]]
_chance = random.Random(2026)  # noqa: S311 (a test)
_LETTERS = "абвгдежзийклмнөңоөпрстуүфхцчшыэюя"
_VOCABULARY = ["".join(_chance.choices(_LETTERS, k=_chance.randint(2, 11))) for _ in range(4000)]


def _sentence(words: int) -> str:
    return " ".join(_chance.choices(_VOCABULARY, k=words)).capitalize() + "."


def _long(characters: int) -> str:
    return " ".join(_sentence(12) for _ in range(characters // 70))[:characters]


def _edited(text: str, share: float) -> str:
    words = text.split(" ")
    return " ".join(_chance.choice(_VOCABULARY) if _chance.random() < share else word for word in words)


def _section(texts: Sequence[str], kind: str = "paragraph") -> tuple[Section, ...]:
    blocks = tuple(Block(kind, text, 0, line, text) for line, text in zip(count(1), texts, strict=False))
    return (Section("саясат", 1, "Саясат", 1, blocks, "# Саясат"),)


def _many_blocks_few_edits() -> Texts:
    old = [_sentence(6) for _ in range(40_000)]
    return _section(old), _section(
        [_edited(text, 0.3) if place % 50 == 0 else text for place, text in enumerate(old)]
    )


def _many_blocks_replaced() -> Texts:
    return _section([_sentence(6) for _ in range(40_000)]), _section([_sentence(6) for _ in range(40_000)])


def _many_blocks_moved() -> Texts:
    old = [_sentence(6) for _ in range(40_000)]
    new = old[:]
    new[100:100] = new[30_000:35_000]
    del new[35_000:40_000]
    return _section(old), _section(new)


def _many_sections_replaced() -> Texts:
    def whole(name: str) -> tuple[Section, ...]:
        return tuple(
            Section(f"{name}{number}", 2, _sentence(3), 1, _section([_sentence(6)])[0].blocks, "## x")
            for number in range(20_000)
        )

    return whole("а"), whole("б")


def _long_paragraph_few_edits() -> Texts:
    old = _long(1_000_000)
    return _section([old]), _section([_edited(old, 0.01)])


def _long_paragraph_rewritten() -> Texts:
    old = _long(1_000_000)
    return _section([old]), _section([_edited(old, 0.5)])


def _long_paragraph_replaced() -> Texts:
    return _section([_long(1_000_000)]), _section([_long(1_000_000)])


def _long_sentence() -> Texts:
    old = " ".join(_chance.choices(_VOCABULARY, k=140_000))
    return _section([old]), _section([_edited(old, 0.1)])


def _long_paragraph_of_short_sentences() -> Texts:
    old = ". ".join(_chance.choices(_VOCABULARY[:50], k=140_000))
    return _section([old]), _section([_edited(old, 0.3)])


def _one_word_of_a_long_paragraph() -> Texts:
    old = _long(1_000_000)
    return _section([old]), _section([f"{old[:500_000]} жаңы {old[500_000:]}"])


def _column_added_to_a_long_table() -> Texts:
    old = [f"{number}\t{_sentence(3)}\t{_sentence(2)}" for number in range(10_000)]
    return _section(old, "row"), _section([f"{row}\t{_sentence(1)}" for row in old], "row")


def _column_put_first_in_a_long_table() -> Texts:
    old = [f"{number}\t{_sentence(3)}\t{_sentence(2)}" for number in range(10_000)]
    return _section(old, "row"), _section([f"{_sentence(1)}\t{row}" for row in old], "row")


def _identical_lines() -> Texts:
    return _section(["Кол тамга, күнү: ____"] * 10_000), _section(["Кол тамга, күнү: ____"] * 9_000)


def _identical_lines_edited() -> Texts:
    return _section(["Кол тамга, күнү: ____"] * 10_000), _section(["Кол тамга, айы: ____"] * 9_000)


def _signs_only() -> Texts:
    return _section(["." * 1_000_000]), _section(["," * 500_000 + "." * 400_000])


CASES: dict[Callable[[], Texts], bool] = {
    _many_blocks_few_edits: False,
    _many_blocks_replaced: True,
    _many_blocks_moved: False,
    _many_sections_replaced: True,
    _long_paragraph_few_edits: True,
    _long_paragraph_rewritten: True,
    _long_paragraph_replaced: True,
    _long_sentence: True,
    _long_paragraph_of_short_sentences: True,
    _one_word_of_a_long_paragraph: False,
    _column_added_to_a_long_table: False,
    _column_put_first_in_a_long_table: True,
    _identical_lines: False,
    _identical_lines_edited: True,
    _signs_only: False,
}
"""Whether the redline has to be coarse, and says so."""


@pytest.mark.parametrize("case", chosen(CASES, *list(CASES)[1::3]), ids=lambda case: case.__name__.strip("_"))
def test_seconds_and_a_gigabyte(case: Callable[[], Texts]) -> None:
    measured = _measured(case.__name__)
    assert measured["lossless"]
    assert measured["coarse"] == CASES[case]
    assert measured["megabytes"] < MEGABYTES


def test_a_whole_file_replaced() -> None:
    """From Markdown on, eight thousand blocks in four hundred sections."""
    old, new = (
        "\n\n".join(f"## {_sentence(3)}" if place % 20 == 0 else _sentence(8) for place in range(8_000))
        for _ in range(2)
    )
    with processor_time(SECONDS):
        assert compare(old, new).coarse


def test_a_column_added_is_marked_in_each_row() -> None:
    """However long the table: only the new cells are insertions."""
    redline = compare_blocks(*_column_added_to_a_long_table())
    runs = [[run.mark for run in passage.runs] for passage in redline.sections[0].passages]
    assert runs == [["same", "inserted"]] * 10_000


def test_one_word_of_a_long_paragraph_is_marked_alone() -> None:
    """However long the paragraph: what both begin and end with is not looked at."""
    (passage,) = compare_blocks(*_one_word_of_a_long_paragraph()).sections[0].passages
    assert sum(len(run.text) for run in passage.runs if run.mark != "same") < 60


def _measured(name: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.redline.test_limits", name],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def _text(sections: Sequence[Section]) -> str:
    return "\n".join(
        text for section in sections for text in (section.heading, *(block.text for block in section.blocks))
    )


def _main(name: str) -> None:
    old, new = globals()[name]()
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))  # The kernel kills a process that uses more
    redline = compare_blocks(old, new)
    measured = {
        "lossless": old_text(redline) == _text(old) and new_text(redline) == _text(new),
        "coarse": redline.coarse,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    sys.stdout.write(json.dumps(measured))


if __name__ == "__main__":
    _main(sys.argv[1])
