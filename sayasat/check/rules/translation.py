"""Rules on translations: each section is compared with its section in the original. Pure.

Dates, amounts, references and numbers are compared if both languages are in `figures.LANGUAGES`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sayasat.check.check_yml import CheckSettings
from sayasat.check.rule import CheckedText, Violation
from sayasat.check.section_pairs import counterparts_of, out_of_order
from sayasat.redline import edit_script


def ids_differ(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Headings whose id differs from the original's."""
    for ours, theirs in counterparts_of(text).pairs:
        if ours.has_explicit_id and theirs.has_explicit_id and ours.id != theirs.id:
            facts = {"heading": ours.heading, "here": ours.id, "there": theirs.id}
            yield text.violation(ours.line, f"#{ours.id}", **facts)


def section_missing(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Sections that only the original has; the line is that of the section they would follow."""
    for section, line in counterparts_of(text).missing:
        yield text.violation(line, f"#{section.id}", id=section.id, heading=section.heading)


def section_unknown(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Sections that the original does not have."""
    for section in counterparts_of(text).unknown:
        yield text.violation(section.line, f"#{section.id}", id=section.id, heading=section.heading)


def sections_out_of_order(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Sections in another order than in the original."""
    found = counterparts_of(text)
    for ours in out_of_order(found, edit_script.in_place(found.positions)):
        yield text.violation(ours.line, f"#{ours.id}", id=ours.id, heading=ours.heading)


def heading_levels_differ(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Headings with more or fewer ``#`` than in the original."""
    for ours, theirs in counterparts_of(text).pairs:
        if ours.level != theirs.level:
            levels = {"here": "#" * ours.level, "there": "#" * theirs.level}
            yield text.violation(ours.line, ours.heading, heading=ours.heading, **levels)


def paragraphs_differ(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Sections with more or fewer paragraphs, list items and table rows than in the original."""
    if text.original is None:
        return
    here = {section.id: len(section.blocks) for section in text.sections}
    there = {section.id: len(section.blocks) for section in text.original.sections}
    for ours, theirs in counterparts_of(text).pairs:
        if ours.level and here.get(ours.id) != there.get(theirs.id):
            counts = {"here": str(here.get(ours.id)), "there": str(there.get(theirs.id))}
            yield text.violation(ours.line, ours.heading, section=ours.heading, **counts)
