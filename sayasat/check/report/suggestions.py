"""The findings that have one right answer, as data for suggestions of a forge. Pure.

One line has one suggestion, with all that is to be corrected in it. `sayasat.forge.suggestions` posts them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby

from sayasat.check.finding import Finding, LineCorrection
from sayasat.i18n.messages import Messages


def suggestions_json(findings: Iterable[Finding], texts: Sequence[Messages]) -> str:
    """Objects: path, line, the line as it is and as it would be right, and why, in each language."""
    corrected = [each for each in findings if each.correction and not each.commit]
    by_line = groupby(sorted(corrected, key=_place), key=_place)
    found = (_suggestion(path, line, list(group), texts) for (path, line), group in by_line)
    return json.dumps(list(found), ensure_ascii=False, indent=2) + "\n"


def _suggestion(
    path: str, line: int, findings: Sequence[Finding], texts: Sequence[Messages]
) -> dict[str, object]:
    corrections = [each.correction for each in findings if each.correction]
    why = "\n\n".join(" ".join(dict.fromkeys(t.what(each.fault) for each in findings)) for t in texts)
    new = _all_corrected(corrections)
    return {"path": path, "line": line, "old": corrections[0].written, "new": new, "why": why}


def _all_corrected(corrections: Sequence[LineCorrection]) -> str:
    """The line with every correction that can still be made after those before it."""
    line = corrections[0].written
    for each in corrections:
        line = line.replace(each.wrong, each.right) if line.count(each.wrong) == 1 else line
    return line


def _place(finding: Finding) -> tuple[str, int]:
    return finding.path, finding.line
