"""Puts findings in their place: the line of their key in front matter, the column of their words. Pure.

Where a finding has one right answer, its line is given as it would be right.
"""

from __future__ import annotations

from msgspec.structs import replace

from sayasat.check.causes import KEY_OF, SUGGESTED
from sayasat.check.finding import Finding, LineCorrection
from sayasat.policy_files.document import key_line
from sayasat.policy_files.front_matter import KEYS

_UNKNOWN_KEY = "front-matter-unknown-key"


def in_place(finding: Finding, text: str) -> Finding:
    """The finding at its line and column; ``text`` is that of its file, empty if there is no such file."""
    line, lines = finding.line or _key_line(finding, text), text.split("\n")
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    column = written.find(finding.extract) + 1 if finding.extract else 0
    return replace(finding, line=line, column=column, correction=_correction(finding, written))


def _correction(finding: Finding, written: str) -> LineCorrection | None:
    """What is right in its line; None if there is no one answer, or its place is not certain."""
    wrong, right = finding.extract, finding.right
    if finding.rule in SUGGESTED:
        facts = dict(finding.fault.facts)
        wrong, right = facts[SUGGESTED[finding.rule]], facts.get("suggestion") or facts["quoted"]
        if finding.rule == _UNKNOWN_KEY and right not in KEYS:
            return None  # nothing is like it: all keys are suggested
    if not wrong or right is None or written.count(wrong) != 1:
        return None
    return LineCorrection(written, wrong, right)


def _key_line(finding: Finding, text: str) -> int:
    """The line of the key that a finding of the version rules is about, else that of the title, else 0."""
    named = dict(finding.fault.facts).get("key", "")
    known = KEY_OF.get(finding.rule) or KEY_OF.get(finding.rule.partition("-")[0])
    if named not in KEYS and known is None:
        return 0
    return key_line(text, known if known and named not in KEYS else named) or key_line(text, "title")
