"""Random histories: acts of editors, cut into commits, and brought to the main line in any way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from hypothesis import strategies as st

from tests.support.acts import HOSTILE, SENSIBLE, Act, begin
from tests.support.desk import Desk
from tests.support.histories import WAYS, Document, Proposal, Tree

YEARS = (365 * 10, -365 * 25)
ANY_CLOCK = (365 * 10, -365 * 25, 10, -10)


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which things happen in a history."""

    acts: tuple[Act, ...] = (*SENSIBLE, *HOSTILE)
    first: Act = begin
    clocks: tuple[int, ...] = YEARS
    """By how many days the clock may be wrong of the computer that makes a commit; 0 is the likeliest.

    Unless it is `ANY_CLOCK`, of one proposal at most: without a log, two wrong clocks bear each other out.
    """

    swaps: bool = False
    """Whether a merge may swap its parents."""


@st.composite
def histories(draw: st.DrawFn, kinds: Kinds = Kinds(), most: int = 14) -> list[Proposal]:
    """A history of at most so many proposals after the first."""
    desk = Desk(draw)
    proposals: list[Proposal] = []
    for act in [kinds.first, *draw(st.lists(st.sampled_from(kinds.acts), min_size=1, max_size=most))]:
        later = desk.pick((0, 1, 7, 30)) if proposals else 0
        if proposals:
            proposals[-1] = replace(proposals[-1], lag=desk.pick((0, 0, later, None)))
        desk.now += timedelta(later, minutes=30)
        law, slug = desk.law.copy(), desk.slug
        tree = act(desk)
        if tree is None or tree == desk.tree or not tree:
            desk.law, desk.slug = law, slug
            continue
        is_first = not any(each.clock for each in proposals)
        may_be_wrong = bool(proposals) and (is_first or kinds.clocks == ANY_CLOCK)
        clock = desk.pick((0, 0, 0, 0, *kinds.clocks)) if may_be_wrong else 0
        proposals.append(_proposed(desk, act, tree, clock, swaps=kinds.swaps))
        desk.trees.append(tree)
    return proposals


def _proposed(desk: Desk, act: Act, tree: Tree, clock: int, *, swaps: bool) -> Proposal:
    trees = _split(desk, tree)
    swaps = swaps and len(desk.trees) > 2 and desk.pick((True, *[False] * 19))
    if clock or swaps:
        desk.law.is_certain = False
    way = desk.pick(WAYS)
    return Proposal(act.__name__, desk.now, trees, way, timedelta(clock), swaps=swaps, law=desk.law.told())


def _split(desk: Desk, tree: Tree) -> tuple[Tree, ...]:
    """The commits of a proposal: one, or one for each language, the original's words and keys apart."""
    if len(desk.trees) == 1 or desk.pick((True, False)):
        return (tree,)
    trees = [desk.tree]
    for part in desk.draw(st.permutations([*_parts(desk.tree, tree)])):
        trees.append(part(trees[-1]))
    return (*(each for each in trees[1:-1] if each), tree)


def _parts(before: Tree, after: Tree) -> Iterator[Callable[[Tree], Tree]]:
    for language in ("ky", "ru"):
        changed = [each for each in sorted({**before, **after}) if before.get(each) != after.get(each)]
        paths = [each for each in changed if f"/{language}/" in each]
        if language == "ky" and len(paths) == 1 and paths[0] in before and paths[0] in after:
            yield partial(_with_words, paths[0], after[paths[0]])
            yield partial(_with_keys, paths[0], after[paths[0]])
        elif paths:
            yield partial(_with_files, {each: after.get(each) for each in paths})


def _with_words(edited: str, document: Document, tree: Tree) -> Tree:
    return {**tree, edited: replace(tree[edited], body=document.body)}


def _with_keys(edited: str, document: Document, tree: Tree) -> Tree:
    return {**tree, edited: replace(tree[edited], keys=document.keys)}


def _with_files(files: Mapping[str, Document | None], tree: Tree) -> Tree:
    return {each: document for each, document in {**tree, **files}.items() if document is not None}
