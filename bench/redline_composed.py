"""What a redline over several versions says if it is put together from those of consecutive versions.

    python -m bench.redline_composed

The alignments of consecutive versions are composed: blocks belong together if a chain of blocks that belong
together leads from one to the other. What is left over may have moved, as in any redline. Beside it stands
the redline of the two texts themselves. Definitions are those of `bench.redline_quality`; seeds are fixed.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from bench.redline_quality import HEAD, Score, row, score_of
from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import Section
from sayasat.redline.alignment import align
from sayasat.redline.compare import compare_blocks, compare_plan
from sayasat.redline.edit_script import Step
from sayasat.redline.likeness import Unit
from sayasat.redline.section_matching import SectionPlan
from tests.support.known_edits import EDITS, Author, written

_LAWS = 60
_VERSIONS = (2, 5, 10)


class ComposedPlan(SectionPlan):
    """The plan of the first and the last of several texts, by the alignments of those between."""

    def __init__(self, texts: Sequence[Sequence[Section]]) -> None:
        self._texts = texts
        super().__init__(texts[0], texts[-1])

    def _ordered(self, steps: Iterable[Step]) -> Iterator[Step]:  # noqa: ARG002 (other steps stand in for them)
        plans = [SectionPlan(*pair) for pair in pairwise(self._texts)]
        pairs = {(place, place) for place in range(len(self.before))}
        for plan in plans:
            following = defaultdict(set)
            for step in align(plan.before, plan.after):
                for place in step.old:
                    following[place].update(step.new)
            pairs = {(first, last) for first, between in pairs for last in following[between]}
        return super()._ordered(_steps(pairs, self.before, self.after))


def _steps(pairs: set[tuple[int, int]], before: Sequence[Unit], after: Sequence[Unit]) -> Iterator[Step]:
    """Steps of pairs that stand in order; pairs with a block in common are one step."""
    groups: list[Step] = []
    for old, new in sorted(pairs):
        start = old, new
        if groups and (old < groups[-1].old.stop or new < groups[-1].new.stop):
            last = groups.pop()
            start = last.old.start, min(new, last.new.start)
            old, new = max(old, last.old.stop - 1), max(new, last.new.stop - 1)  # noqa: PLW2901 (a wider step)
        groups.append(Step(range(start[0], old + 1), range(start[1], new + 1)))
    at = 0, 0
    for group in (*groups, Step(range(len(before), len(before)), range(len(after), len(after)))):
        yield from (
            Step(range(each, each + 1), range(at[1], at[1])) for each in range(at[0], group.old.start)
        )
        yield from (Step(group.old[:0], range(each, each + 1)) for each in range(at[1], group.new.start))
        if group.old:
            yield group
        at = group.old.stop, group.new.stop


def history(seed: int, versions: int) -> list[str]:
    """A law, revised so many times, each time by up to four edits of any kind."""
    author = Author(seed)
    titled = author.dice.random() < 0.6  # noqa: PLR2004
    law = author.law()
    texts = [written(law, titled=titled)]
    for _ in range(versions):
        for _ in range(author.dice.randint(1, 4)):
            EDITS[author.dice.choice(list(EDITS))](law, author)
        texts.append(written(law, titled=titled))
    return texts


def table() -> Iterator[str]:
    """Two rows for each number of revisions."""
    yield from HEAD
    for versions in _VERSIONS:
        direct, composed = Score(), Score()
        for seed in range(_LAWS):
            texts = history(seed, versions)
            read = [sections(text) for text in texts]
            ends = texts[0], texts[-1], read[0]
            direct.add(score_of(compare_blocks(read[0], read[-1]), *ends))
            composed.add(score_of(compare_plan(ComposedPlan(read)), *ends))
        yield row(f"{versions} revisions", "sayasat", direct)
        yield row(f"{versions} revisions", "composed", composed)


if __name__ == "__main__":
    sys.stdout.write("\n".join(table()) + "\n")
