"""An examination in words: for a terminal, for annotations on a forge, as data. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sayasat.check.finding import Finding, Severity
from sayasat.check.runner import Examination
from sayasat.i18n.messages import Messages

FORMATS = ("text", "github", "json")


def check_report(examination: Examination, t: Messages, form: str) -> str:
    """All findings in one of `FORMATS`, without the last line's end."""
    match form:
        case "github":
            return "\n".join([*_annotations(examination, t), summary(examination, t)])
        case "json":
            return json.dumps(_data(examination, t), ensure_ascii=False, indent=2)
        case _:
            return "\n\n".join([*_paragraphs(examination, t), summary(examination, t)])


def summary(examination: Examination, t: Messages) -> str:
    """How many errors and warnings, in a sentence."""
    parts = [
        t.count("check.errors", examination.errors),
        t.count("check.warnings", examination.warnings),
    ]
    if examination.silenced:
        parts.append(t.count("check.silenced", examination.silenced))
    return t.sentence(", ".join(parts))


def place(finding: Finding) -> str:
    """``path:line``, or the path alone."""
    return f"{finding.path}:{finding.line}" if finding.line else finding.path


def _paragraphs(examination: Examination, t: Messages) -> Iterator[str]:
    for finding in examination.findings:
        severity = t(f"check.{finding.severity.value}")
        yield "\n".join((
            f"{place(finding)}: {severity}: {t.what(finding.fault)} [{finding.rule}]",
            f"  {t('check.why')}: {t.why(finding.fault)}",
            f"  {t('check.mend')}: {t.fix(finding.fault)}",
        ))  # fmt: skip


def _annotations(examination: Examination, t: Messages) -> Iterator[str]:
    """Workflow commands of GitHub Actions.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    for finding in examination.findings:
        kind = "error" if finding.severity is Severity.ERROR else "warning"
        properties = {"file": finding.path, "title": finding.rule}
        if finding.line:
            properties["line"] = str(finding.line)
        listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        sentences = t.what(finding.fault), t.why(finding.fault), t.fix(finding.fault)
        yield f"::{kind} {listed}::{_message(' '.join(sentences))}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def _data(examination: Examination, t: Messages) -> dict[str, object]:
    return {
        "language": t.language,
        "errors": examination.errors,
        "warnings": examination.warnings,
        "silenced": examination.silenced,
        "findings": [_datum(finding, t) for finding in examination.findings],
    }


def _datum(finding: Finding, t: Messages) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "path": finding.path,
        "line": finding.line or None,
        "text": finding.extract or None,
        "what": t.what(finding.fault),
        "why": t.why(finding.fault),
        "mend": t.fix(finding.fault),
    }
