"""Marks the words in a redline of which the change may change the law, and counts them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from sayasat.i18n.messages import Messages
from sayasat.redline.marks import Mark, MarkedRun, groups
from sayasat.redline.model import PassageChange, Redline, SectionChange
from sayasat.redline.risks import KINDS, RiskWord, side_risks, unlike


def with_risks(redline: Redline, language: str) -> Redline:
    """The redline with its runs parted at risks, for a text of this language.

    Only changes within a passage are marked: in a passage that came or went as a whole all is new. What moved
    says the same as before.
    """
    return replace(redline, sections=tuple(_with_risks(section, language) for section in redline.sections))


def _with_risks(section: SectionChange, language: str) -> SectionChange:
    if not section.is_change:
        return section
    heading = section.heading and _marked(section.heading, language)
    passages = tuple(_marked(passage, language) for passage in section.passages)
    return replace(section, heading=heading, passages=passages)


def risk_counts(redline: Redline) -> Mapping[str, int]:
    """How many changes of each kind are marked, in the order of `KINDS`; a word that replaces one is one."""
    found: Counter[str] = Counter()
    passages = [passage for section in redline.changes for passage in section.all_passages]
    marked = (passage.runs for passage in passages if any(run.risk for run in passage.runs))
    for group in (group for runs in marked for group in groups(runs)):
        sides = [Counter(run.risk for run in group if run.risk and run.mark is mark) for mark in _CHANGED]
        found.update(sides[0] | sides[1])
    return {kind: found[kind] for kind in KINDS if found[kind]}


def risk_texts(counts: Mapping[str, int], t: Messages) -> list[str]:
    """What `risk_counts` counts, in words."""
    return [t.count(f"redline.risks-{kind}", number) for kind, number in counts.items()]


def passage_risks(passage: PassageChange, t: Messages) -> Iterator[str]:
    """What is marked in each change of a passage, in words: «number: 30 → 60», «negation: + not»."""
    for group in groups(passage.runs):
        for kind in dict.fromkeys(run.risk for run in group if run.risk):
            sides = [[run.text for run in group if (run.risk, run.mark) == (kind, each)] for each in _CHANGED]
            old, new = (", ".join(side) for side in sides)
            change = f"{old} → {new}" if old and new else f"− {old}" if old else f"+ {new}"
            yield f"{t(f'redline.risk.{kind}')}: {change}"


_CHANGED = (Mark.DELETED, Mark.INSERTED)


def _marked(passage: PassageChange, language: str) -> PassageChange:
    is_number = any(detail.kind == "number" for detail in passage.details)
    if not passage.old or not passage.new or is_number or all(run.mark is Mark.SAME for run in passage.runs):
        return passage
    without = (Mark.INSERTED, Mark.DELETED)
    old, new = ("".join(run.text for run in passage.runs if run.mark is not mark) for mark in without)
    sides = side_risks(old, new, language), side_risks(new, old, language)
    if not any(sides):
        return passage
    risks = dict(zip(_CHANGED, sides, strict=True))
    ends = dict.fromkeys(_CHANGED, 0)
    runs = (run for group in groups(passage.runs) for run in _marked_runs(group, risks, ends))
    return replace(passage, runs=tuple(runs))


def _marked_runs(
    group: Sequence[MarkedRun], risks: Mapping[Mark, Sequence[RiskWord]], ends: dict[Mark, int]
) -> Iterator[MarkedRun]:
    """The runs of a change, parted at risks; ``ends``: where the runs before it end in both texts.

    What moved is left out.
    """
    placed: list[tuple[MarkedRun, int]] = []
    for run in group:
        placed.append((run, ends.get(run.mark, 0)))
        for mark in _CHANGED if run.mark is Mark.SAME else (run.mark,):
            ends[mark] += len(run.text)
    spans = [(run.mark, start, start + len(run.text)) for run, start in placed if not run.move]
    old, new = ([each for each in risks[mark] if _is_touched(each, mark, spans)] for mark in _CHANGED)
    left = dict(zip(_CHANGED, unlike(old, new), strict=True))
    for run, start in placed:
        words = () if run.move else left.get(run.mark, ())
        yield from _parted(run, start, words) if words else (run,)


def _is_touched(word: RiskWord, mark: Mark, spans: Iterable[tuple[Mark, int, int]]) -> bool:
    return any(own is mark and word.start < end and start < word.end for own, start, end in spans)


def _parted(run: MarkedRun, place: int, words: Iterable[RiskWord]) -> Iterator[MarkedRun]:
    """A run, which begins at this place of its text, parted at words."""
    size, last = len(run.text), 0
    cuts = ((max(each.start - place, 0), min(each.end - place, size), each.kind) for each in words)
    for start, end, kind in sorted(cuts):
        if last <= start < end:
            if start > last:
                yield replace(run, text=run.text[last:start])
            yield replace(run, text=run.text[start:end], risk=kind)
            last = end
    if last < size:
        yield replace(run, text=run.text[last:])
