"""Rules on translations: what must be the same as in the original, section by section. Pure.

Dates, amounts, references and numbers are compared in the languages that `figures` knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sayasat.check.check_yml import Standards
from sayasat.check.finding import Severity
from sayasat.check.language.figures import FigureKind
from sayasat.check.rule import CheckedText, Rule, Slip
from sayasat.check.rules.translation_figures import figures_differ
from sayasat.check.rules.translation_links import links_differ
from sayasat.check.section_pairs import counterparts_of, out_of_order
from sayasat.redline import alignment


def ids_differ(text: CheckedText, _: Standards) -> Iterator[Slip]:
    """Headings whose id is another than in the original."""
    for ours, theirs in counterparts_of(text).pairs:
        if ours.is_given and theirs.is_given and ours.id != theirs.id:
            facts = (("heading", ours.heading), ("here", ours.id), ("there", theirs.id))
            yield Slip(text.line(ours.line), f"#{ours.id}", facts)


def section_missing(text: CheckedText, _: Standards) -> Iterator[Slip]:
    """Sections that the original has and the translation does not; placed where they would follow."""
    for missing in counterparts_of(text).missing:
        line = missing.before.line if missing.before else 1
        facts = (("id", missing.part.id), ("heading", missing.part.heading))
        yield Slip(text.line(line), f"#{missing.part.id}", facts)


def section_unknown(text: CheckedText, _: Standards) -> Iterator[Slip]:
    """Sections that the original does not have."""
    for part in counterparts_of(text).unknown:
        yield Slip(text.line(part.line), f"#{part.id}", (("id", part.id), ("heading", part.heading)))


def sections_out_of_order(text: CheckedText, _: Standards) -> Iterator[Slip]:
    """Sections that stand in another place than in the original."""
    found = counterparts_of(text)
    for ours in out_of_order(found, alignment.in_place(found.places)):
        yield Slip(text.line(ours.line), f"#{ours.id}", (("id", ours.id), ("heading", ours.heading)))


def heading_levels_differ(text: CheckedText, _: Standards) -> Iterator[Slip]:
    """Headings with more or fewer ``#`` than in the original."""
    for ours, theirs in counterparts_of(text).pairs:
        if ours.level != theirs.level:
            facts = (("heading", ours.heading), ("here", "#" * ours.level), ("there", "#" * theirs.level))
            yield Slip(text.line(ours.line), ours.heading, facts)


def paragraphs_differ(text: CheckedText, _: Standards) -> Iterator[Slip]:
    """Sections with more or fewer paragraphs, items and rows than in the original: one may be missing."""
    if text.original is None:
        return
    here = {section.id: len(section.blocks) for section in text.sections}
    there = {section.id: len(section.blocks) for section in text.original.sections}
    for ours, theirs in counterparts_of(text).pairs:
        if ours.level and here.get(ours.id) != there.get(theirs.id):
            counts = (("here", str(here.get(ours.id))), ("there", str(there.get(theirs.id))))
            yield Slip(text.line(ours.line), ours.heading, (("section", ours.heading), *counts))


RULES = (
    Rule("ids-differ", Severity.ERROR, ids_differ),
    Rule("section-missing", Severity.ERROR, section_missing),
    Rule("section-unknown", Severity.ERROR, section_unknown),
    Rule("sections-out-of-order", Severity.ERROR, sections_out_of_order),
    Rule("heading-levels-differ", Severity.ERROR, heading_levels_differ),
    Rule("dates-differ", Severity.ERROR, partial(figures_differ, FigureKind.DATE)),
    Rule("amounts-differ", Severity.ERROR, partial(figures_differ, FigureKind.AMOUNT)),
    Rule("references-differ", Severity.ERROR, partial(figures_differ, FigureKind.REFERENCE)),
    Rule("numbers-differ", Severity.ERROR, partial(figures_differ, FigureKind.NUMBER)),
    Rule("links-differ", Severity.ERROR, links_differ),
    Rule("paragraphs-differ", Severity.WARNING, paragraphs_differ),
)
