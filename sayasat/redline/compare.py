"""Compares two texts by section, block and word. Pure.

Headings and blocks are aligned in order (`sayasat.redline.alignment`), words within what belongs together
(`sayasat.redline.word_diff`). What the alignment leaves over in one place and finds in another has moved. A
moved passage is in the redline twice, at its old and at its new position, so that the redline has the
complete old text and the complete new text, each in its own order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

from msgspec.structs import replace

from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import NO_FILES, Block, Section, with_files
from sayasat.markdown.words import words
from sayasat.redline.details import form_changes, looks
from sayasat.redline.edit_script import Step
from sayasat.redline.likeness import is_weighed, likest
from sayasat.redline.marks import Mark, MarkedRun
from sayasat.redline.model import ChangeStatus, FormChange, PassageChange, Redline, SectionChange
from sayasat.redline.moved_sentences import LEAST_WORDS, with_moved_sentences, with_passages
from sayasat.redline.section_matching import PlannedSection, SectionPlan
from sayasat.redline.word_diff import is_coarse, mark_words

_MOVED_LIKENESS = 700
"""Of 1,000: the least likeness of the two passages of a move."""


def compare(
    old: str, new: str, old_files: Mapping[str, str] = NO_FILES, new_files: Mapping[str, str] = NO_FILES
) -> Redline:
    """Compare two Markdown bodies, whose images show these files (`sayasat.markdown.sections.with_files`)."""
    before = [with_files(each, old_files) for each in sections(old)]
    return compare_blocks(before, [with_files(each, new_files) for each in sections(new)])


def compare_blocks(old: Sequence[Section], new: Sequence[Section]) -> Redline:
    """Compare two texts that are given by their sections."""
    return compare_plan(SectionPlan(old, new))


def compare_plan(plan: SectionPlan) -> Redline:
    """Compare two texts that are aligned."""
    found = _with_moves([_section(part, plan) for part in plan.parts], plan.moves)
    moves = max((plan.moves, *(passage.move for section in found for passage in section.passages)))
    return Redline(tuple(with_moved_sentences(found, moves)), _is_coarse(found))


@lru_cache(maxsize=200)
def unchanged(section: Section) -> SectionChange:
    """A section that both texts have; cached, because most sections of a version are in the next one too."""
    block = section.heading_block
    heading = _compared([block], [block]) if section.level else None
    passages = tuple(_compared([each], [each]) for each in section.blocks)
    return SectionChange(ChangeStatus.SAME, section, section, heading, passages)


def _is_unchanged(part: PlannedSection, plan: SectionPlan, section: Section) -> bool:
    """Whether a section, which is one object in both texts, is aligned with itself block by block."""
    if part.move or len(part.steps) != len(section.blocks):
        return False
    pairs = (_blocks(step, plan) for step in part.steps)
    return all(
        len(olds) == len(news) == 1 and olds[0] is news[0] is block
        for (olds, news), block in zip(pairs, section.blocks, strict=True)
    )


def _section(part: PlannedSection, plan: SectionPlan) -> SectionChange:
    old = None if part.old is None else plan.old[part.old]
    new = None if part.new is None else plan.new[part.new]
    if new is not None and old is new and _is_unchanged(part, plan, new):
        return unchanged(new)
    if part.move and new is None:
        fate = ChangeStatus.MOVED_AWAY
        passages = tuple(_passage(fate, _blocks(step, plan)[0], part.move) for step in part.steps)
        heading = _passage(fate, _blocks(part.heading, plan)[0], part.move) if part.heading else None
        return SectionChange(fate, old, new, heading, passages, part.move)
    heading = _compared(*_blocks(part.heading, plan)) if part.heading else None
    passages = tuple(_taken_out(_compared(*_blocks(step, plan))) for step in part.steps)
    section = SectionChange(ChangeStatus.SAME, old, new, heading, passages, part.move)
    if section.levels and part.new is not None:
        section = replace(section, parent=_parent(plan.new, part.new))
    if part.move:
        return replace(section, fate=ChangeStatus.MOVED_HERE)
    if old is None or new is None:
        return replace(section, fate=ChangeStatus.INSERTED if old is None else ChangeStatus.DELETED)
    return replace(section, fate=ChangeStatus.EDITED) if section.is_change else section


def _taken_out(passage: PassageChange) -> PassageChange:
    """A passage below the heading of a section; it may be a heading that was taken out."""
    if passage.fate is not ChangeStatus.DELETED or passage.old[0].kind != "heading":
        return passage
    return replace(passage, details=(*passage.details, FormChange("heading-deleted", "", "", "")))


def _parent(sections: Sequence[Section], place: int) -> str:
    """The heading that a section is under; empty if there is none."""
    level = sections[place].level
    return next((each.heading for each in sections[:place][::-1] if 0 < each.level < level), "")


def _blocks(step: Step, plan: SectionPlan) -> tuple[list[Block], list[Block]]:
    return [plan.before[place].block for place in step.old], [plan.after[place].block for place in step.new]


def _compared(olds: Sequence[Block], news: Sequence[Block]) -> PassageChange:
    """Of blocks that belong together, or of one alone."""
    if not olds or not news:
        return _passage(ChangeStatus.DELETED if olds else ChangeStatus.INSERTED, olds or news)
    runs = mark_words(_texts(olds), _texts(news))
    if len(olds) == len(news) == 1 and olds[0].text == news[0].text and looks(olds) == looks(news):
        return PassageChange(ChangeStatus.SAME, tuple(olds), tuple(news), runs)
    same = all(run.mark is Mark.SAME or (run.text.isspace() and news[0].kind != "code") for run in runs)
    formatted = same and looks(olds) != looks(news)
    details = form_changes(olds, news, runs, same=same)
    fate = ChangeStatus.SAME if same else ChangeStatus.EDITED
    return PassageChange(fate, tuple(olds), tuple(news), runs, formatted, details)


def _passage(fate: ChangeStatus, blocks: Sequence[Block], move: int = 0) -> PassageChange:
    """Of blocks that stand in one text only, or leave their place."""
    is_new = fate is ChangeStatus.INSERTED
    text = _texts(blocks)
    runs = (MarkedRun(Mark.INSERTED if is_new else Mark.DELETED, text),) if text else ()
    olds, news = ((), tuple(blocks)) if is_new else (tuple(blocks), ())
    return PassageChange(fate, olds, news, runs, details=form_changes(olds, news, (), same=False), move=move)


def _texts(blocks: Iterable[Block]) -> str:
    return "\n".join(block.text for block in blocks)


def _with_moves(found: list[SectionChange], sections_moved: int) -> list[SectionChange]:
    """Passages that are gone here and have come there, past something that stayed, have moved."""
    gone, come = _loose(found, ChangeStatus.DELETED), _loose(found, ChangeStatus.INSERTED)
    if not gone or not come:
        return found
    flow = [(passage, section.move) for section in found for passage in section.all_passages]
    places = {id(passage): place for place, (passage, _) in enumerate(flow)}
    stayed = list(accumulate((bool(each.old and each.new and not move) for each, move in flow), initial=0))
    texts = [_texts(passage.old) for passage in gone], [_texts(passage.new) for passage in come]
    moved: dict[int, PassageChange] = {}
    number = sections_moved
    for pair in likest(*texts, least=_MOVED_LIKENESS):
        away, here = gone[pair.old], come[pair.new]
        first, last = sorted((places[id(away)], places[id(here)]))
        if stayed[first] < stayed[last] and _can_be(away.old[0], here.new[0]):
            number += 1
            moved[id(away)] = replace(away, fate=ChangeStatus.MOVED_AWAY, move=number)
            there = _compared(away.old, here.new)
            moved[id(here)] = replace(there, fate=ChangeStatus.MOVED_HERE, move=number)
    return with_passages(found, moved)


def _loose(found: Iterable[SectionChange], fate: ChangeStatus) -> list[PassageChange]:
    """Passages of this fate that are long enough to be known again."""
    passages = (each for section in found for each in section.passages if each.fate is fate)
    return [each for each in passages if len(words(_texts(each.old or each.new))) >= LEAST_WORDS]


def _can_be(old: Block, new: Block) -> bool:
    """A table's row or a line of code does not become prose."""
    return old.kind == new.kind or not {old.kind, new.kind} & {"row", "code"}


def _is_coarse(found: Sequence[SectionChange]) -> bool:
    """Whether parts were too long for a full comparison."""
    passages = [passage for section in found if section.is_change for passage in section.all_passages]
    gone = [_texts(each.old) for each in passages if each.fate is ChangeStatus.DELETED]
    come = [_texts(each.new) for each in passages if each.fate is ChangeStatus.INSERTED]
    edited = [each for each in passages if each.old and each.new and each.fate is not ChangeStatus.SAME]
    is_any_coarse = any(is_coarse(_texts(each.old), _texts(each.new)) for each in edited)
    return is_any_coarse or not is_weighed(gone, come)
