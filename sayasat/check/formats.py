"""Formats a check result: as sentences, as annotations or suggestions of a forge, as JSON. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from sayasat.check.commits import merge_ways_text
from sayasat.check.finding import Finding, LineCorrection, Severity
from sayasat.check.runner import CheckResult
from sayasat.i18n.messages import Messages

_ANNOTATIONS = 10
"""GitHub shows so many errors, and so many warnings, of one step (docs.github.com, "Workflow commands")."""


def check_report(result: CheckResult, t: Messages, form: str, others: Sequence[Messages] = ()) -> str:
    """All findings in the format ``text``, ``github`` or ``json``, without a line end after the last line.

    ``others``: more languages for annotations, where the reader's is not known.
    """
    match form:
        case "github":
            texts = (t, *others)
            return "\n".join([*_annotations(result, texts), *(summary(result, each) for each in texts)])
        case "json":
            return json.dumps(_data(result, t), ensure_ascii=False, indent=2)
        case _:
            ways = "\n".join(merge_ways_text(result.ways or (), t))
            return "\n\n".join([*_paragraphs(result, t), *([ways] if ways else []), summary(result, t)])


def summary(result: CheckResult, t: Messages) -> str:
    """One sentence with the numbers of errors, warnings and silenced findings."""
    parts = [t.count("check.errors", result.errors), t.count("check.warnings", result.warnings)]
    if result.silenced:
        parts.append(t.count("check.silenced", result.silenced))
    whole = t.sentence(", ".join(parts))
    return f"{whole} {t('check.older', number=len(result.older))}" if result.older else whole


def location(finding: Finding) -> str:
    """``path:line``, or only the path if it is about the whole file; of one commit, ``commit:path:line``."""
    parts = (finding.commit[:12], finding.path, str(finding.line or ""))
    return ":".join(part for part in parts if part)


def fix(finding: Finding, t: Messages) -> str:
    """How to correct it; of one commit of a proposal, also which ways to merge leave it in the history."""
    more = f" {t('check.one-commit', commit=finding.commit[:12])}" if finding.commit else ""
    return t.fix(finding.fault) + more


def _paragraphs(result: CheckResult, t: Messages) -> Iterator[str]:
    for finding in result.findings:
        severity = t(f"check.{finding.severity.value}")
        yield "\n".join((
            f"{location(finding)}: {severity}: {t.what(finding.fault)} [{finding.rule}]",
            f"  {t('check.why')}: {t.why(finding.fault)}",
            f"  {t('check.fix')}: {fix(finding, t)}",
        ))  # fmt: skip


def _annotations(result: CheckResult, texts: Sequence[Messages]) -> Iterator[str]:
    """Workflow commands of GitHub Actions.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    shown = _first_of_each(result.findings)
    for finding in shown:
        kind = "error" if finding.severity is Severity.ERROR else "warning"
        properties = {"file": finding.path, "title": finding.rule}
        if finding.line:
            properties["line"] = str(finding.line)
        if finding.column:
            properties["col"] = str(finding.column)
        listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        sentences = (" ".join((t.what(finding.fault), t.why(finding.fault), fix(finding, t))) for t in texts)
        text = _message("\n\n".join(sentences))
        yield f"::{kind} {listed}::{text}"
    left = len(result.findings) - len(shown)
    if left:
        yield f"::notice::{_message(' '.join(t('check.more', number=left) for t in texts))}"


def _first_of_each(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that GitHub shows: so many errors and warnings of a step."""
    kinds = ([each for each in findings if each.severity is severity] for severity in Severity)
    return [each for kind in kinds for each in kind[:_ANNOTATIONS]]


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def _data(result: CheckResult, t: Messages) -> dict[str, object]:
    return {
        "language": t.language,
        "errors": result.errors,
        "warnings": result.warnings,
        "silenced": result.silenced,
        "older": len(result.older),
        "findings": [_datum(finding, t) for finding in result.findings],
    }


def _datum(finding: Finding, t: Messages) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "path": finding.path,
        "line": finding.line or None,
        "column": finding.column or None,
        "commit": finding.commit or None,
        "text": finding.extract or None,
        "corrected": finding.correction.corrected if finding.correction else None,
        "what": t.what(finding.fault),
        "why": t.why(finding.fault),
        "fix": fix(finding, t),
    }


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
