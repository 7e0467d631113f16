"""Compares a version that is put before an announced one with both neighbours (rule 6). Pure.

Of its changes against the text before it, two kinds are found: those that the announced version makes, which
would hold before their day, and those that the announced version does not have, which would be undone on its
day. Nothing is found where the announced version is opened or redrafted by the same commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct

from sayasat.check.changed_texts import checked_text, text_before
from sayasat.check.finding import Finding, warning
from sayasat.check.rule import CheckedText
from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import Block, Section
from sayasat.markdown.words import has_word, tokens
from sayasat.redline.edit_script import Step, script
from sayasat.versions.model import ChangeClass, Version
from sayasat.website.catalogue import Catalogue

EARLY = "words-early"
UNDONE = "change-undone"

_RUN = 3
"""The fewest words that two changes of one passage share so that they are taken for the same words."""

_LONGEST = 80
"""In characters, for the words that a finding quotes."""

_OPENS = {ChangeClass.NEW, ChangeClass.REDRAFT}
_REDRAFTS = {*_OPENS, ChangeClass.READOPTED, ChangeClass.EDITORIAL}


def put_before_findings(catalogue: Catalogue) -> Iterator[Finding]:
    """What the newest commit opened or redrafted before an announced version that it left as it was."""
    commit = catalogue.archive.head
    for policy in catalogue.archive.policies:
        original = policy.authentic
        for version, later in pairwise(each for each in original.versions if each.withdrawn_on is None):
            placed = version.text
            before = text_before(original, version, placed)
            is_new = placed.revision.commit == commit and placed.change in _OPENS
            is_announced = later.date > placed.committed_on and not _is_redrafted(later, commit)
            if before and is_new and is_announced:
                text = checked_text(catalogue, placed, original.lineage.language)
                old, announced = (sections(catalogue.document(each).body) for each in (before[1], later.text))
                yield from neighbour_findings(old, text, announced, (version.date, later.date))


def _is_redrafted(version: Version, commit: str) -> bool:
    return any(
        each.acts and each.revision.commit == commit and each.change in _REDRAFTS
        for each in version.revisions
    )


def neighbour_findings(
    before: Sequence[Section], text: CheckedText, announced: Sequence[Section], days: tuple[date, date]
) -> Iterator[Finding]:
    """A warning for each section with words that come early, and for each with changes that are undone.

    ``before`` are the sections of the text that ``text`` changes, ``announced`` those of the next version.
    ``days`` are the dates of ``text`` and of the next version.
    """
    dates = dict(zip(("version", "announced"), days, strict=True))
    found: dict[tuple[str, str], Finding] = {}
    for code, place, words in _changes(before, text.sections, announced):
        line, section = text.line(place), words[0].section
        heading = section.heading or text.front_matter.title or "–"
        facts = {"heading": heading, "words": _quoted(words)}
        finding = warning(code, text.path, line, f"#{section.id}", **dates, **facts)
        found.setdefault((code, section.id), finding)
    yield from found.values()


class _Token(Struct, frozen=True):
    """A word or sign of a text, and where it stands."""

    text: str
    """With the white space before it."""

    block: Block
    section: Section


def _changes(
    before: Sequence[Section], version: Sequence[Section], announced: Sequence[Section]
) -> Iterator[tuple[str, int, Sequence[_Token]]]:
    """The code, the line in ``version``, and the words of each finding.

    Blocks are compared first, so that a word is looked for in its own passage only.
    """
    texts = [_blocks(each) for each in (before, version, announced)]
    for region in regions(*([_text(block) for block in blocks] for blocks in texts)):
        old, new, later = (
            [token for block in blocks[part.start : part.stop] for token in block]
            for blocks, part in zip(texts, region, strict=True)
        )
        # What is only deleted has no place of its own: it is reported at what stands before it
        preceding = [token for block in texts[1][: region.first.start] for token in block][-1:]
        following = [token for block in texts[1][region.first.stop :] for token in block][:1]
        for code, start, words in _within(old, new, later):
            places = (*new[start:][:1], *new[:start][-1:], *preceding, *following)
            yield code, places[0].block.line if places else 1, words


def _blocks(whole: Sequence[Section]) -> list[list[_Token]]:
    return [
        [_Token(text, block, section) for text in tokens(f" {block.text}")]
        for section in whole
        for block in (section.heading_block, *section.blocks)
        if block.text.strip()
    ]


def _within(
    old: Sequence[_Token], new: Sequence[_Token], later: Sequence[_Token]
) -> Iterator[tuple[str, int, Sequence[_Token]]]:
    """The code, the index in ``new``, and the words of what is early or undone in one region."""
    for region in regions(*map(_stripped, (old, new, later))):
        parts = zip((old, new, later), region, strict=True)
        before, version, announced = (tokens[part.start : part.stop] for tokens, part in parts)
        start = region.first.start
        if _stripped(version) == _stripped(before):
            continue
        if _stripped(announced) == _stripped(before):
            yield UNDONE, start, version or before
        elif _stripped(announced) == _stripped(version):
            yield EARLY, start, version or before
        else:
            yield from _both_changed(version, announced, start, is_added=not before)


def _both_changed(
    version: Sequence[_Token], announced: Sequence[_Token], start: int, *, is_added: bool
) -> Iterator[tuple[str, int, Sequence[_Token]]]:
    """Of a passage that both change: what they share comes early; what only the first adds is undone.

    Where both put other words in place of the same ones, the announced version has its own.
    """
    steps = script(_stripped(version), _stripped(announced))
    for is_equal, group in groupby(steps, key=attrgetter("is_equal")):
        run = list(group)
        part = range(run[0].old.start, run[-1].old.stop)
        words = version[part.start : part.stop]
        is_run = sum(has_word(token.text) for token in words) >= _RUN
        if is_equal and (is_run or len(part) in {len(version), len(announced)}):
            yield EARLY, start + part.start, words
        elif is_added and not is_equal and part and not run[0].new:
            yield UNDONE, start + part.start, words


def _stripped(tokens: Iterable[_Token]) -> list[str]:
    return [token.text.strip() for token in tokens]


def _text(tokens: Iterable[_Token]) -> str:
    return "".join(token.text for token in tokens)


def _quoted(tokens: Iterable[_Token]) -> str:
    text = " ".join(_text(tokens).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


class Region(NamedTuple):
    """The ranges of the three texts that belong together, where one of the new ones differs from the old."""

    old: range
    first: range
    second: range


def regions(old: Sequence[str], first: Sequence[str], second: Sequence[str]) -> Iterator[Region]:
    """Where ``first`` or ``second`` differs from ``old``, in order; changes that touch are one region."""
    scripts = (script(old, each) for each in (first, second))
    changes = [[step for step in steps if not step.is_equal] for steps in scripts]
    starts = [step.old for steps in changes for step in steps]
    for joined in _joined(sorted(starts, key=lambda each: (each.start, each.stop))):
        yield Region(joined, *(_range(joined, steps) for steps in changes))


def _joined(ranges: Sequence[range]) -> list[range]:
    """Ranges that overlap or touch as one."""
    joined: list[range] = []
    for each in ranges:
        if joined and each.start <= joined[-1].stop:
            joined[-1] = range(joined[-1].start, max(joined[-1].stop, each.stop))
        else:
            joined.append(each)
    return joined


def _range(joined: range, steps: Sequence[Step]) -> range:
    """The range of the changed text for a range of the old one."""
    before = [step for step in steps if step.old.start < joined.start]
    within = [step for step in steps if joined.start <= step.old.start <= joined.stop]
    start = joined.start + sum(len(step.new) - len(step.old) for step in before)
    return range(start, start + len(joined) + sum(len(step.new) - len(step.old) for step in within))
