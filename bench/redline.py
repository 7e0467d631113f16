"""The redline against difflib, diff-match-patch and redlines: time, and how much is marked.

    make bench

Texts are generated with a fixed seed, or are the golden cases. Every programme is given the visible text;
ours its sections and blocks as well, for that is what it compares. Reading Markdown is in no one's time.
"""

from __future__ import annotations

import platform
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from difflib import SequenceMatcher
from itertools import accumulate
from pathlib import Path

from diff_match_patch import diff_match_patch
from msgspec import Struct
from redlines import Redlines

from sayasat.markdown.section_reader import sections, visible_text
from sayasat.markdown.words import tokens, words
from sayasat.redline.compare import compare_blocks
from sayasat.redline.marks import Mark
from sayasat.redline.model import ChangeStatus
from tests.support.redline_notation import golden_cases

RESULTS = Path(__file__).parent / "RESULTS-redline.md"
_LETTERS = "абвгдежзийклмнөңоөпрстуүфхцчшыэюя"

Change = tuple[str, str]
"""What was deleted at a place, and what was inserted there."""

Compare = Callable[[str, str], Iterable[Change]]


class Measure(Struct, frozen=True):
    """What one programme made of one kind of text."""

    seconds: float
    marked: int
    """Words in deletions and insertions, or parts of them."""

    places: int
    """Stretches that are marked."""


def ours(old: str, new: str) -> Iterator[Change]:
    """What moved is counted where it came to, and only in what was edited there."""
    for section in compare_blocks(sections(old), sections(new)).sections:
        for passage in section.all_passages:
            if passage.fate is not ChangeStatus.MOVED_AWAY:
                yield from _changes((run.mark.value, run.text) for run in passage.runs)


def difflib_words(old: str, new: str) -> Iterator[Change]:
    """The standard library's matcher on the same tokens as ours."""
    before, after = tokens(visible_text(old)), tokens(visible_text(new))
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield "".join(before[a:b]), "".join(after[c:d])


def diff_match_patch_semantic(old: str, new: str) -> Iterator[Change]:
    """By characters, for a second at most, then its own semantic clean-up."""
    differ = diff_match_patch()
    found = differ.diff_main(visible_text(old), visible_text(new))
    differ.diff_cleanupSemantic(found)
    names = {0: Mark.SAME, -1: Mark.DELETED, 1: Mark.INSERTED}
    yield from _changes((names[mark].value, text) for mark, text in found)


def redlines(old: str, new: str) -> Iterator[Change]:
    """The package of that name, as it comes."""
    for change in Redlines(visible_text(old), visible_text(new)).changes:
        yield change.source_text or "", change.test_text or ""


PROGRAMMES: dict[str, Compare] = {
    "sayasat": ours,
    "difflib, words": difflib_words,
    "diff-match-patch": diff_match_patch_semantic,
    "redlines": redlines,
}


def texts() -> dict[str, list[tuple[str, str]]]:
    """Pairs of Markdown bodies, by what was done to them."""
    chance = random.Random(2026)  # noqa: S311 (texts to be compared, no secret)
    words = ["".join(chance.choices(_LETTERS, k=chance.randint(2, 11))) for _ in range(1500)]
    paragraphs = [_paragraph(words, chance) for _ in range(100)]
    moved = [*paragraphs[10:], *paragraphs[:10]]
    return {
        "golden cases": [(case.old, case.new) for case in golden_cases()],
        "1 word in 50 replaced": [_pair(paragraphs, _edited(paragraphs, words, 0.02, chance))],
        "1 word in 4 replaced": [_pair(paragraphs, _edited(paragraphs, words, 0.25, chance))],
        "ten paragraphs put first": [
            _pair(paragraphs, [*(_paragraph(words, chance) for _ in range(10)), *paragraphs])
        ],
        "ten paragraphs moved to the end": [_pair(paragraphs, moved)],
        "moved, and 1 word in 50 replaced": [_pair(paragraphs, _edited(moved, words, 0.02, chance))],
        "all replaced": [_pair(paragraphs, [_paragraph(words, chance) for _ in range(100)])],
    }


def measure(programme: Compare, pairs: Sequence[tuple[str, str]]) -> Measure:
    """Time and marks, over all the pairs."""
    for pair in pairs:
        for text in pair:
            sections(text)  # read beforehand: it is kept
    begun = time.perf_counter()
    changes = [change for old, new in pairs for change in programme(old, new)]
    seconds = time.perf_counter() - begun
    return Measure(seconds, sum(len(words(side)) for both in changes for side in both), len(changes))


def table() -> str:
    """One row for each kind of text, one column for each programme."""
    lines = [f"| text | {' | '.join(PROGRAMMES)} |", f"| --- |{' --- |' * len(PROGRAMMES)}"]
    for name, pairs in texts().items():
        measured = [measure(programme, pairs) for programme in PROGRAMMES.values()]
        lines.append(f"| {name} | {' | '.join(map(_cell, measured))} |")
    return "\n".join(lines)


def _cell(measure: Measure) -> str:
    return f"{measure.marked} words in {measure.places} places, {measure.seconds:.2f} s"


def _changes(runs: Iterable[tuple[str, str]]) -> Iterator[Change]:
    gone = come = ""
    for mark, text in (*runs, ("same", "")):
        if mark == "deleted":
            gone += text
        elif mark == "inserted":
            come += text
        elif gone or come:
            yield gone, come
            gone = come = ""


def _paragraph(words: Sequence[str], chance: random.Random) -> str:
    # Common words are common, as in any language.
    weights = list(accumulate(1 / (rank + 5) for rank in range(len(words))))
    sentences = (
        " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(6, 18))).capitalize()
        for _ in range(chance.randint(1, 6))
    )
    return ". ".join(sentences) + "."


def _edited(
    paragraphs: Iterable[str], words: Sequence[str], share: float, chance: random.Random
) -> list[str]:
    return [
        " ".join(chance.choice(words) if chance.random() < share else word for word in paragraph.split(" "))
        for paragraph in paragraphs
    ]


def _pair(old: Iterable[str], new: Iterable[str]) -> tuple[str, str]:
    return "\n\n".join(old), "\n\n".join(new)


if __name__ == "__main__":
    when = datetime.now(UTC).date().isoformat()
    machine = f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    RESULTS.write_text(
        f"# The redline, measured\n\n{when}, {machine}. `make bench` writes this page.\n\n{table()}\n\n"
        "Marked words are those in deletions and insertions; fewer is closer to what was done, until\n"
        "phrases are peppered. A place is one mark for the reader.\n"
        "What only moved has no marked word in ours.\n",
        encoding="utf-8",
    )
    print(RESULTS.read_text(encoding="utf-8"))  # noqa: T201 (printing is its work)
