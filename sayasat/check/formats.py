"""An examination in words: for a terminal, for annotations on a forge, as data. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sayasat.check.finding import Finding, Severity
from sayasat.check.runner import Examination
from sayasat.i18n.messages import Wording

FORMATS = ("text", "github", "json")


def check_report(examination: Examination, words: Wording, form: str) -> str:
    """All findings in one of `FORMATS`, without the last line's end."""
    match form:
        case "github":
            return "\n".join([*_annotations(examination, words), summary(examination, words)])
        case "json":
            return json.dumps(_data(examination, words), ensure_ascii=False, indent=2)
        case _:
            return "\n\n".join([*_paragraphs(examination, words), summary(examination, words)])


def summary(examination: Examination, words: Wording) -> str:
    """How many errors and warnings, in a sentence."""
    parts = [
        words.count("check.errors", examination.errors),
        words.count("check.warnings", examination.warnings),
    ]
    if examination.silenced:
        parts.append(words.count("check.silenced", examination.silenced))
    return words.sentence(", ".join(parts))


def place(finding: Finding) -> str:
    """``path:line``, or the path alone."""
    return f"{finding.path}:{finding.line}" if finding.line else finding.path


def _paragraphs(examination: Examination, words: Wording) -> Iterator[str]:
    for finding in examination.findings:
        severity = words(f"check.{finding.severity.value}")
        yield "\n".join((
            f"{place(finding)}: {severity}: {words.what(finding.fault)} [{finding.rule}]",
            f"  {words('check.why')}: {words.why(finding.fault)}",
            f"  {words('check.mend')}: {words.mend(finding.fault)}",
        ))  # fmt: skip


def _annotations(examination: Examination, words: Wording) -> Iterator[str]:
    """Workflow commands of GitHub Actions.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    for finding in examination.findings:
        kind = "error" if finding.severity is Severity.ERROR else "warning"
        properties = {"file": finding.path, "title": finding.rule}
        if finding.line:
            properties["line"] = str(finding.line)
        told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        sentences = words.what(finding.fault), words.why(finding.fault), words.mend(finding.fault)
        yield f"::{kind} {told}::{_message(' '.join(sentences))}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def _data(examination: Examination, words: Wording) -> dict[str, object]:
    return {
        "language": words.language,
        "errors": examination.errors,
        "warnings": examination.warnings,
        "silenced": examination.silenced,
        "findings": [_datum(finding, words) for finding in examination.findings],
    }


def _datum(finding: Finding, words: Wording) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "path": finding.path,
        "line": finding.line or None,
        "text": finding.extract or None,
        "what": words.what(finding.fault),
        "why": words.why(finding.fault),
        "mend": words.mend(finding.fault),
    }
