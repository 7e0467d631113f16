"""Findings of the check: what a rule found, where, and how severe it is. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from sayasat.errors import Fault


class Severity(StrEnum):
    """An error stops publication; a warning leaves the decision to a person."""

    ERROR = "error"
    WARNING = "warning"


class LineCorrection(Struct, frozen=True):
    """A line of a file in which something has one right answer."""

    written: str
    """The line as it is."""

    wrong: str
    """What stands in it once."""

    right: str

    @property
    def corrected(self) -> str:
        """The line as it would be right."""
        return self.written.replace(self.wrong, self.right)


class Finding(Struct, frozen=True):
    """One thing that a rule found in one place. `Messages` turns its fault into sentences."""

    severity: Severity
    path: str
    """Relative to the repository's root."""

    line: int
    """The line in the file, from 1; 0 if the finding is about the whole file."""

    fault: Fault
    """Its code is the name of the rule."""

    extract: str = ""
    """The text it is about, as written; an entry of `check.yml` repeats it to silence this finding."""

    right: str | None = None
    """What is right in place of `extract`, if there is one right answer."""

    correction: LineCorrection | None = None
    """Its line as it would be right, if there is one right answer."""

    column: int = 0
    """The column of `extract` in its line, from 1; 0 if it is not there as written."""

    commit: str = ""
    """The commit of the proposal that it is about, if only some ways to merge leave it in the history."""

    @property
    def rule(self) -> str:
        """The name of the rule."""
        return self.fault.code


def error(code: str, path: str, line: int = 0, extract: str = "", /, **facts: object) -> Finding:
    """An error at a line of a file, or of the whole file. ``facts``, as text, fill its messages."""
    named = tuple((name, str(fact)) for name, fact in facts.items())
    fault = Fault(code, f"{path}:{line}" if line else path, named)
    return Finding(Severity.ERROR, path, line, fault, extract)


def warning(code: str, path: str, line: int = 0, extract: str = "", /, **facts: object) -> Finding:
    """The same as a warning."""
    return replace(error(code, path, line, extract, **facts), severity=Severity.WARNING)


def added(
    found: Iterable[Finding], before: Iterable[Finding], renamed: Mapping[str, str]
) -> tuple[list[Finding], list[Finding]]:
    """The findings that were not there before, and those that were.

    ``before`` are the findings without the change, ``renamed`` the former paths of files. A line number is no
    part of a finding: other lines move it.
    """
    left = Counter(map(_key, before))
    new: list[Finding] = []
    older: list[Finding] = []
    for each in found:
        path = renamed.get(each.path, each.path)
        key = next((key for key in (_key(each), _key(each, path)) if left[key]), None)
        if key:
            left[key] -= 1
        (older if key else new).append(each)
    return new, older


def _key(finding: Finding, path: str = "") -> tuple[object, ...]:
    return finding.rule, path or finding.path, finding.extract, finding.fault.facts
