"""Random histories: edits, cut into commits, and brought to the main line by any merge method."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from tests.support import faulty_edits as faulty
from tests.support import policy_edits as policy
from tests.support import version_file_edits as files
from tests.support.editor_state import Edit, EditorState
from tests.support.histories import LANGUAGES, MERGE_METHODS, Document, LogDamage, Proposal, Tree
from tests.support.policy_edits import begin_recorded, begin_stated, change_undated, enact, state_date

PREDICTED: tuple[Edit, ...] = (
    *(enact, policy.postpone, policy.correct, policy.redraft, policy.withdraw, policy.backdate),
    *(change_undated, state_date, policy.repeal, policy.call_off, policy.re_enact, policy.touch),
    *(policy.translate, policy.remove_translation, policy.rename_file, policy.rename_by_key),
    *(policy.remove, policy.bring_back, files.correct_in_file, files.announce_beside),
    *(files.redraft_in_file, files.withdraw_file, files.translate_file),
    *(files.add_found_text, files.add_found_text_with_its_end),
)
"""Edits whose result `ExpectedVersions` predicts."""

FAULTY: tuple[Edit, ...] = (
    *(faulty.enact_beside, faulty.leave_unexplained, faulty.revert),
    *(faulty.mistype_year, faulty.reuse_name, faulty.set_any_keys),
)
"""Edits that are refused, or whose result it does not predict."""

_FOLLOWING: tuple[tuple[Callable[[EditorState], object], tuple[Edit, ...]], ...] = (
    (lambda editors: editors.repeal, (policy.call_off, policy.re_enact)),
    (lambda editors: editors.ky is None, (policy.bring_back,)),
    (
        lambda editors: editors.announced,
        (
            *(policy.withdraw, policy.redraft, files.announce_beside, files.correct_in_file),
            *(files.redraft_in_file, files.withdraw_file, faulty.enact_beside),
        ),
    ),
)
"""Edits that make sense only after others: they are drawn more often then."""

STATED: tuple[Edit, ...] = tuple(each for each in PREDICTED if each not in {change_undated, state_date})
"""Those of editors who state the date of every version."""

_YEARS = (365 * 10, -365 * 25)
_DAYS = (10, -10)
_TRIES = 4
"""Of edits, at one time: many make no sense in most situations."""


class HistoryOptions(Struct, frozen=True):
    """What may happen in a history."""

    edits: tuple[Edit, ...] = (*PREDICTED, *FAULTY)
    begins: tuple[Edit, ...] = (begin_stated, begin_recorded)
    clocks: tuple[int, ...] = _YEARS
    """By how many days the clock may be wrong of the computer that makes a commit; 0 is the likeliest."""

    wrong_clocks: int = 1
    """How many proposals may have one. Without a log, two wrong clocks bear each other out."""

    swaps_parents: bool = False
    """Whether a merge may swap its parents."""

    has_log: bool = False
    """Whether the log may be damaged at the remote."""


WITHOUT_LOG = HistoryOptions(
    edits=tuple(each for each in (*PREDICTED, *FAULTY) if each != faulty.enact_beside)
)
"""Without ``replaces: none``: words that come a commit before it count as those of the new version. Only a
log knows whether they were published in between as those of the announced one."""

WITH_LOG = HistoryOptions(clocks=(*_YEARS, *_DAYS), wrong_clocks=100, swaps_parents=True, has_log=True)
"""A log tells wrong clocks from right ones, and which commits were published."""


@st.composite
def histories(draw: st.DrawFn, options: HistoryOptions = WITHOUT_LOG, most: int = 14) -> list[Proposal]:
    """A history of at most so many proposals after the first. In half of them all edits are predicted."""
    editors = EditorState(draw)
    may_be_faulty = draw(st.booleans())
    edits = [each for each in options.edits if may_be_faulty or each in PREDICTED]
    proposals: list[Proposal] = []
    for place in range(1 + editors.pick(range(1, most + 1))):
        later = editors.pick((0, 0, 1, 7, 30)) if proposals else 0
        if proposals:
            lag = editors.pick((0, 0, 0, later, None))
            proposals[-1] = replace(proposals[-1], lag=lag)
            if lag is not None:
                editors.expected.publish()
        editors.now += timedelta(later, minutes=30)
        edited = _edited(editors, edits if place else options.begins)
        if edited is not None:
            proposals.append(_proposed(editors, *edited, proposals, options))
            editors.trees.append(edited[1])
    return proposals


def _edited(editors: EditorState, edits: Sequence[Edit]) -> tuple[Edit, Tree] | None:
    """An edit that makes sense now, with the files after it; None if none is found soon."""
    following = [each for applies, those in _FOLLOWING if applies(editors) for each in those]
    wanted = [*edits, *[each for each in following if each in edits] * 3]
    for _ in range(_TRIES):
        expected, slug = editors.expected.copy(), editors.slug
        edit = editors.pick(wanted)
        tree = edit(editors)
        if tree and tree != editors.tree:
            return edit, tree
        editors.expected, editors.slug = expected, slug
    return None


def _proposed(
    editors: EditorState, edit: Edit, tree: Tree, before: Sequence[Proposal], options: HistoryOptions
) -> Proposal:
    trees = _split(editors, tree)
    may_be_wrong = before and sum(bool(each.clock) for each in before) < options.wrong_clocks
    clock = editors.pick((0, 0, 0, 0, *options.clocks)) if may_be_wrong else 0
    swaps_parents = options.swaps_parents and len(before) > 1 and editors.pick((*[False] * 19, True))
    damage = editors.pick((*[None] * 17, *LogDamage)) if options.has_log else None
    if clock or swaps_parents:
        editors.expected.is_predicted = False
    return Proposal(
        edit.__name__,
        editors.now,
        trees,
        editors.pick(MERGE_METHODS),
        timedelta(clock),
        expected=editors.expected.answers(),
        swaps_parents=swaps_parents,
        log_damage=damage,
    )


def _split(editors: EditorState, tree: Tree) -> tuple[Tree, ...]:
    """The commits of a proposal: one, or one for each language, the original's words and keys apart."""
    if not editors.tree or editors.pick((True, False)):
        return (tree,)
    trees = [editors.tree]
    for part in editors.draw(st.permutations([*_parts(editors.tree, tree)])):
        trees.append(part(trees[-1]))
    return (*(each for each in trees[1:-1] if each), tree)


def _parts(before: Tree, after: Tree) -> Iterator[Callable[[Tree], Tree]]:
    for language in LANGUAGES:
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
