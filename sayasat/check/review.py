"""Writes the report on a proposed change, in Markdown, for its reviewers. Pure.

The report becomes a comment on GitHub or GitLab. It says first what the change does to each policy in each
language, and from which day; then come the redlines and what changed beside the words, the words that may
change the law, what translations lack, what the check finds, and where the documents and the preview are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from msgspec import Struct

from sayasat.check.commits import merge_ways_markdown
from sayasat.check.finding import Finding, Severity
from sayasat.check.formats import fix, location
from sayasat.check.formats import summary as findings_summary
from sayasat.check.report.changes import ChangedEdition, ChangedFile, file_list, shown_files
from sayasat.check.report.fitting import ReportPart, fitted
from sayasat.check.report.policy_parts import effects, lacking, redlines, risks
from sayasat.check.report.preview import Preview, preview_part
from sayasat.check.runner import CheckResult
from sayasat.i18n.messages import Messages
from sayasat.redline.as_markdown import escaped
from sayasat.website.catalogue import Catalogue

LIMIT = 60_000
"""The default length limit in characters; a GitHub comment may have 65,536."""

_LONGEST_SENTENCE = 400
"""In characters, for one sentence of a finding: it may quote a data URL with a whole image."""

_PER_FILE = 600
"""Of so many characters of the limit, one changed file is listed."""

_ICONS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️"}


class ProposedChange(Struct, frozen=True):
    """A proposed change: the catalogue after it, what it does, and the findings of the check."""

    catalogue: Catalogue
    changed: tuple[tuple[ChangedEdition, ...], ...]
    """What it changes, by policy."""

    check_result: CheckResult
    files: tuple[ChangedFile, ...] = ()
    """All changed files."""

    documents: tuple[str, ...] = ()
    """The names of the Word documents that were written for it."""


def review(
    change: ProposedChange,
    t: Messages,
    *,
    details: str = "",
    preview: Preview | None = None,
    limit: int | None = LIMIT,
) -> str:
    """The report, at most ``limit`` characters long; None for the complete one.

    ``details``: the URL of the complete report; ``preview``: None if there is none.
    """
    room = None if limit is None else limit // 2
    lines = [line for each in change.changed for line in effects(each, t)]
    beginning = (
        f"## {t('review.title')}",
        "\n".join(_listed(lines, t, room and room // 2)) or t("review.none"),
        _outcome(change.check_result, t),
    )
    parts: list[ReportPart] = []
    for each in change.changed:
        found = [*redlines(each, t), *risks(each, t), *lacking(change.catalogue, each, t)]
        parts += [f"### {escaped(each[0].edition.title)}", *found] if found else []
    parts += shown_files(change.files, t)
    shown = [preview_part(preview, t)] if preview else []
    ways = change.check_result.ways
    if ways is not None:
        shown.append("\n".join(merge_ways_markdown(ways, t)))
    end = [_checks(change.check_result, t, room), *_documents(change, t), *shown]
    files = (
        [file_list(change.files, t, None if limit is None else limit // _PER_FILE)] if change.files else []
    )
    note = " ".join((t("review.cut"), *([t("review.complete")] if change.documents else []), details)).strip()
    return fitted("\n\n".join(beginning), [*parts, *files], "\n\n".join(end), note, limit)


def _listed(lines: Sequence[str], t: Messages, room: int | None) -> list[str]:
    """The first lines that fit into so many characters, and how many more there are; None: all of them."""
    ends = accumulate(len(line) + 1 for line in lines)
    number = len(lines) if room is None else bisect_right(list(ends), room)
    left = len(lines) - number
    return [*lines[:number], *([f"- {t.count('review.more-findings', left)}"] if left else [])]


def _outcome(result: CheckResult, t: Messages) -> str:
    older = any(each.severity is Severity.ERROR for each in result.older)
    outcomes = {"errors": result.errors, "older": older, "warnings": result.findings, "right": True}
    name = next(name for name, is_so in outcomes.items() if is_so)
    return f"**{t(f'review.outcome-{name}')}**"


def _documents(change: ProposedChange, t: Messages) -> Iterator[str]:
    if change.documents:
        names = "\n".join(f"- `{each}`" for each in change.documents)
        yield f"**{t('review.documents')}**\n\n{names}"


def _checks(check_result: CheckResult, t: Messages, room: int | None) -> str:
    found = sorted(check_result.findings, key=lambda finding: finding.severity is Severity.WARNING)
    lines = _listed([_finding(finding, t) for finding in found], t, room)
    older = [_finding(each, t) for each in check_result.older if each.severity is Severity.ERROR]
    if older:
        title = f"{t('review.older-errors')}: {len(older)}"
        shown = _listed(older, t, room and room // 2)
        lines += [f"<details><summary>{title}</summary>\n", *shown, "\n</details>"]
    return "\n".join((f"### {t('review.check')}\n", findings_summary(check_result, t), "", *lines))


def _finding(finding: Finding, t: Messages) -> str:
    texts = (t.what(finding.fault), t.why(finding.fault))
    sentences = " ".join(escaped(_shortened(each, _LONGEST_SENTENCE)) for each in texts)
    advice = f"*{t('check.fix')}*: {escaped(_shortened(fix(finding, t), _LONGEST_SENTENCE))}"
    return f"- {_ICONS[finding.severity]} `{location(finding)}` {sentences} {advice}"


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
