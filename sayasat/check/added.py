"""Which findings a proposed change adds, and which were there before it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sayasat.check.finding import Finding


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
