"""Leaves out findings that follow from another finding of the same paragraph or file. Pure.

A paste, or a text in another language, differs from the original in all respects: one finding says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from sayasat.check.finding import Finding, Severity
from sayasat.check.relations import FOLLOWING

_DIFFERING = frozenset({"numbers-differ", "amounts-differ", "dates-differ"})


def without_same_cause(
    found: Iterable[Finding], lines: Callable[[str], Sequence[str]], foreign: Collection[str]
) -> list[Finding]:
    """The findings, without those that follow from another one.

    ``lines`` gives the lines of a file. ``foreign``: the files that are mostly in another language, of which
    only that is said, and what the version rules refuse.
    """
    listed = [
        each
        for each in found
        if each.path not in foreign or each.severity is Severity.ERROR or each.rule == "wrong-language"
    ]
    following = {
        (each.path, line, rule)
        for each in listed
        if each.rule in FOLLOWING and each.line
        for line in _paragraph(lines(each.path), each.line)
        for rule in FOLLOWING[each.rule]
    }
    pasted = [each for each in listed if each.rule == "paste-leftover"]
    following |= {
        (each.path, line, rule) for each in pasted for line, rule in _of_section(each, lines(each.path))
    }
    return [
        each
        for each in listed
        if (each.path, each.line, each.rule) not in following and not _is_within(each, pasted)
    ]


def _paragraph(lines: Sequence[str], line: int) -> range:
    """The lines of the paragraph that a line belongs to."""
    first = last = line
    while first > 1 and lines[first - 2 : first - 1] and lines[first - 2].strip():
        first -= 1
    while last < len(lines) and lines[last].strip():
        last += 1
    return range(first, last + 1)


def _of_section(pasted: Finding, lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """What is found at the section's heading if a leftover is a paragraph of its own, or a lost heading."""
    written = lines[pasted.line - 1] if 0 < pasted.line <= len(lines) else ""
    if not written.startswith(pasted.extract[:1]):
        return
    heading = next((line for line in range(pasted.line - 1, 0, -1) if re.match("#+ ", lines[line - 1])), 0)
    yield heading, "paragraphs-differ"
    if written.startswith("#"):
        yield heading, "section-missing"


def _is_within(finding: Finding, pasted: Sequence[Finding]) -> bool:
    """Whether a figure that the original does not have is part of a leftover."""
    facts = dict(finding.fault.facts)
    return finding.rule in _DIFFERING and any(
        each.path == finding.path and each.line == finding.line and facts.get("here", "\0") in each.extract
        for each in pasted
    )
