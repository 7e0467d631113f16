"""Joins the alignment of two texts to sections, and finds sections that moved as a whole. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct, field

from sayasat.markdown.sections import Section
from sayasat.redline.alignment import align
from sayasat.redline.edit_script import Step
from sayasat.redline.likeness import likest
from sayasat.redline.units import text_units

_SECTION_LIKENESS = 500
"""Of 1,000: the least likeness of a section that moved."""


class PlannedSection(Struct):
    """A section of the redline: a heading, if it has one, and the passages below it."""

    old: int | None
    new: int | None
    """The places of the sections that the headings belong to."""

    heading: Step | None = None
    steps: list[Step] = field(default_factory=list)
    move: int = 0
    """The number of the move of the whole section."""

    @property
    def is_alone(self) -> bool:
        """Whether nothing of it is in both texts."""
        return not any(step.old and step.new for step in self.all_steps)

    @property
    def all_steps(self) -> list[Step]:
        """The heading, if any, and the passages."""
        return [*([self.heading] if self.heading else []), *self.steps]


class SectionPlan:
    """Which sections and blocks of two texts belong together."""

    def __init__(self, old: Sequence[Section], new: Sequence[Section]) -> None:
        self.old, self.new = old, new
        self.before, self.old_places = text_units(tuple(old))
        self.after, self.new_places = text_units(tuple(new))
        """For each unit, the place of its section."""
        self.parts: list[PlannedSection] = []
        """In the order of the new text; what is gone stands at its old position."""
        self.moves = 0
        """The number of sections that moved."""
        self._read(list(self._ordered(align(self.before, self.after))))
        self._join_moved()

    def _ordered(self, steps: Iterable[Step]) -> Iterator[Step]:
        """Between unchanged blocks: deletions within a section, insertions within it, then whole sections."""
        for is_pair, group in groupby(steps, key=lambda step: bool(step.old and step.new)):
            alone = list(group)
            if is_pair:
                yield from alone
                continue
            gone, come = [each for each in alone if each.old], [each for each in alone if each.new]
            heads = [self.before[each.old.start].head for each in gone]
            first = next((place for place, head in enumerate(heads) if head), len(gone))
            heads = [self.after[each.new.start].head for each in come]
            second = next((place for place, head in enumerate(heads) if head), len(come))
            yield from (*gone[:first], *come[:second], *gone[first:], *come[second:])

    def _read(self, steps: Sequence[Step]) -> None:
        """Sort the steps into parts."""
        for step, following in zip(steps, _next_new(steps), strict=True):
            old = self.before[step.old.start] if step.old else None
            new = self.after[step.new.start] if step.new else None
            if new and new.head:
                old_place = self.old_places[step.old.start] if old and old.head else None
                self.parts.append(PlannedSection(old_place, self.new_places[step.new.start], step))
            elif old and not new and old.head and not self._stays(following):
                self.parts.append(PlannedSection(self.old_places[step.old.start], None, step))
            else:
                self._put(step)

    def _stays(self, following: Step | None) -> bool:
        """Whether a passage stayed below a heading that is gone: the heading alone was taken out."""
        if not following or not following.old:
            return False
        section = self.new_places[following.new.start]
        current = self.parts[-1].new if self.parts else None
        is_block = not self.after[following.new.start].head
        return is_block and (self.new[section].level > 0 or current in {None, section})

    def _put(self, step: Step) -> None:
        """Put a passage into the last part, or into a new one for a section without heading."""
        old = self.old_places[step.old.start] if step.old else None
        new = self.new_places[step.new.start] if step.new else None
        bare_old = old if old is not None and not self.old[old].level else None
        is_bare = bare_old is not None if new is None else not self.new[new].level
        last = self.parts[-1] if self.parts else None
        if last is None or (is_bare and not _goes_on(last, bare_old, new)):
            last = PlannedSection(None, None)
            self.parts.append(last)
        if not last.heading:
            last.old = bare_old if last.old is None else last.old
            last.new = new if last.new is None else last.new
        last.steps.append(step)

    def _join_moved(self) -> None:
        """A section that is gone here and has come there, past something that stayed, moved as a whole."""
        alone = [part.is_alone for part in self.parts]
        whole = [place for place, part in enumerate(self.parts) if alone[place] and part.heading]
        gone = [place for place in whole if self.parts[place].new is None]
        come = [place for place in whole if self.parts[place].old is None]
        olds, news = ([self._text(self.parts[place]) for place in side] for side in (gone, come))
        for pair in likest(olds, news, least=_SECTION_LIKENESS):
            first, last = sorted((gone[pair.old], come[pair.new]))
            away, here = self.parts[gone[pair.old]], self.parts[come[pair.new]]
            if away.heading and here.heading and not all(alone[first:last]):
                self.moves += 1
                away.move = here.move = self.moves
                here.old = away.old
                here.steps = self._again(away.heading, here.heading, away.steps, here.steps)
                here.heading = Step(away.heading.old, here.heading.new)

    def _text(self, part: PlannedSection) -> str:
        olds = [self.before[place].block.text for step in part.all_steps for place in step.old]
        news = [self.after[place].block.text for step in part.all_steps for place in step.new]
        return "\n".join((*olds, *news))

    def _again(self, away: Step, here: Step, gone: Sequence[Step], come: Sequence[Step]) -> list[Step]:
        """The steps between the blocks of a section that moved as a whole."""
        olds = [self.before[place] for step in gone for place in step.old]
        news = [self.after[place] for step in come for place in step.new]
        return [step.shifted(away.old.stop, here.new.stop) for step in align(olds, news)]


def _goes_on(part: PlannedSection, old: int | None, new: int | None) -> bool:
    """Whether a part without heading is that of these sections."""
    same_old = old is None or part.old in {None, old}
    return not part.heading and same_old and (new is None or part.new in {None, new})


def _next_new(steps: Sequence[Step]) -> list[Step | None]:
    """For each step, the next one after it that is in the new text."""
    found: list[Step | None] = []
    following: Step | None = None
    for step in reversed(steps):
        found.append(following)
        following = step if step.new else following
    return found[::-1]
