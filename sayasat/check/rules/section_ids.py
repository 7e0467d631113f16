"""Rules on the ids of sections: headings without one, with a proposal where their words give one. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from sayasat.check.check_yml import CheckSettings
from sayasat.check.language.id_words import proposed_id
from sayasat.check.language.prose import ProseSection, headings
from sayasat.check.rule import CheckedText, Violation


def section_id_missing(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Headings without ``{#id}``: a generated id changes with the heading's words, and breaks links to it."""
    for section, proposal in _with_ids(text):
        if proposal and not section.has_explicit_id:
            facts = {"heading": section.heading, "id": proposal}
            yield text.violation(section.line, section.heading, **facts)


def section_id_unnamed(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Headings without ``{#id}`` whose words, and those of the text below them, give none."""
    for section, proposal in _with_ids(text):
        if not proposal:
            yield text.violation(section.line, section.heading, heading=section.heading)


def _with_ids(text: CheckedText) -> list[tuple[ProseSection, str]]:
    """Each heading with its id, or a proposal; empty if there is none.

    A translation that has as many headings as its original gets the ids of that, or what is proposed there.
    """
    found = headings(text.body)
    theirs = [each for _, each in _with_ids(text.original)] if text.original else []
    are_alike = len(theirs) == len(found)
    taken = {section.id for section in found if section.has_explicit_id}
    ids = []
    for place, section in enumerate(found):
        if section.has_explicit_id:
            ids.append(section.id)
            continue
        same = theirs[place] if are_alike and theirs[place] not in taken else ""
        below = " ".join(passage.text for passage in section.passages[1:])
        ids.append(same or proposed_id(section.heading, below, text.language, taken))
        taken.add(ids[-1])
    return list(zip(found, ids, strict=True))
