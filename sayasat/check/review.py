"""Writes the report on a proposed change, in Markdown, for its reviewers. Pure.

The report becomes a comment on GitHub or GitLab. For each policy and language it has the change class, the
version and its dates, the redline, the translations that lag behind, and the findings of the check.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sayasat.check.finding import Finding, Severity
from sayasat.check.formats import fix, location
from sayasat.check.formats import summary as findings_summary
from sayasat.check.history_rules import lags
from sayasat.check.merge_ways import merge_ways_markdown
from sayasat.check.runner import CheckResult
from sayasat.i18n.messages import Messages, messages
from sayasat.policy_files.file_names import is_markdown
from sayasat.policy_files.layout import DOCS
from sayasat.redline.as_markdown import escaped, redline_markdown
from sayasat.redline.compare import compare
from sayasat.redline.counts import count_changes, summary
from sayasat.redline.model import Redline
from sayasat.redline.risk_marks import risk_counts, risk_texts, with_risks
from sayasat.versions.changelog import Entry, entries
from sayasat.versions.model import PlacedRevision
from sayasat.versions.policy import Policy
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.status_notice import notice

LIMIT = 60_000
"""The default length limit in characters; a GitHub comment may have 65,536."""

_LONGEST_SENTENCE = 400
"""In characters, for one sentence of a finding: it may quote a data URL with a whole image."""

_ICONS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️"}


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """A proposed change: the catalogue after it, and the findings of the check."""

    catalogue: Catalogue
    commit: str
    """The proposed commit; empty if nothing is proposed."""

    check_result: CheckResult
    files: tuple[tuple[str, bool], ...] = ()
    """Paths of all changed files, each with whether it still exists."""


def review(change: ProposedChange, t: Messages, *, details: str = "", limit: int = LIMIT) -> str:
    """The report, at most ``limit`` characters long. ``details``: the URL of the complete report."""
    policies = change.catalogue.archive.policies
    parts = [part for policy in policies for part in _policy(change, policy, t)]
    whole = [f"## {t('review.title')}", *(parts or [t("review.none")])]
    if (ways := change.check_result.ways) is not None:
        whole.append("\n".join(merge_ways_markdown(ways, t)))
    if change.files:
        lines = (f"- `{path}`: {t(f'review.file-{_kind(path, exists)}')}" for path, exists in change.files)
        whole.append("\n".join((f"**{t('review.files')}**\n", *_within(lines, limit // 4))))
    return _cut(whole, _checks(change.check_result, t, limit // 2), t, details, limit)


def _kind(path: str, exists: bool) -> str:
    """What a changed file is for, as the last part of a message's key."""
    if not exists:
        return "deleted"
    top, _, rest = path.partition("/")
    if top == DOCS:
        folder = rest.split("/")[1:2]
        is_policy = is_markdown(path) and folder in (["policies"], ["versions"])
        return "policy" if is_policy else "page" if is_markdown(path) else "shown"
    kinds = {"cookies.yml": "cookies", "check.yml": "check", "mkdocs.yml": "settings", "overrides": "theme"}
    return kinds.get(top, "other")


def _policy(change: ProposedChange, policy: Policy, t: Messages) -> Iterator[str]:
    """The report on one policy, in parts; none if the change does not touch it."""
    editions = [edition for edition in change.catalogue.editions if edition.policy is policy]
    changed = [(edition, entry) for edition in editions for entry in _entries(change, edition)]
    if not changed:
        return
    yield f"### {escaped(editions[0].title)}"
    yield "\n".join(_table(changed, t))
    yield from _lacking(change, policy, t)
    for edition, entry in changed:
        yield from _redline(change, edition, entry, t)


def _entries(change: ProposedChange, edition: Edition) -> list[Entry]:
    """The change-log entries of the proposed commit for one edition."""
    return [each for each in entries(edition.policy, edition.timeline) if each.commit == change.commit]


def _table(changed: Sequence[tuple[Edition, Entry]], t: Messages) -> Iterator[str]:
    columns = [t(f"review.{name}") for name in ("language", "change", "standing")]
    yield f"| {' | '.join(columns)} |"
    yield "|---|---|---|"
    for edition, entry in changed:
        kind = f"**{t(f'change.{entry.kind}')}**"
        cells = [
            messages(edition.language)("language.name"),
            kind,
            "<br>".join(_standing(edition, entry, t)),
        ]
        yield f"| {' | '.join(cells)} |"


def _standing(edition: Edition, entry: Entry, t: Messages) -> Iterator[str]:
    """The version with its status and dates; the summary and reason from the front matter."""
    if entry.version is None or entry.placed is None:
        return
    status_notice = notice(edition.policy, edition.standing(entry.version), t)
    yield escaped(status_notice.badge)
    yield from (f"{escaped(fact.label)}: {escaped(fact.value)}" for fact in status_notice.facts)
    texts = {"summary": entry.placed.summary, "reason": entry.placed.editorial}
    yield from (f"{t(f'review.{name}')}: {escaped(text)}" for name, text in texts.items() if text)
    if entry.placed.withdraws:
        days = ", ".join(t.day(day) for day in entry.placed.withdraws)
        yield f"{t('review.withdraws')}: {escaped(days)}"


def _redline(change: ProposedChange, edition: Edition, entry: Entry, t: Messages) -> Iterator[str]:
    """The redline of one edition, one part for each section, in a ``<details>`` element."""
    old, new = _before(change, edition, entry), entry.placed
    if old is None or new is None:
        return
    redline = with_risks(_compared(change.catalogue, old, new), edition.language)
    sections = redline_markdown(redline, t)
    if not sections:
        return
    counted = summary(count_changes(redline), t)
    if risks := risk_texts(risk_counts(redline), t):
        counted += f". {t('redline.risks')}: {', '.join(risks)}"
    name = messages(edition.language)("language.name")
    yield f"<details open><summary>{escaped(name)}: {counted}</summary>\n"
    yield from sections
    yield "</details>"


def _compared(catalogue: Catalogue, old: PlacedRevision, new: PlacedRevision) -> Redline:
    """The redline of two revisions."""
    before, after = (catalogue.document(each).body for each in (old, new))
    return compare(before, after, catalogue.files(old), catalogue.files(new))


def _before(change: ProposedChange, edition: Edition, entry: Entry) -> PlacedRevision | None:
    """The text to compare with: the version's former text, else that of the version before; None if none."""
    if entry.version is None or entry.placed is None:
        return None
    own = [each for each in entry.version.revisions if each.acts and each is not entry.placed]
    if own:
        return own[-1]
    version = change.catalogue.before(edition, entry.version)
    return version.text if version else None


def _lacking(change: ProposedChange, policy: Policy, t: Messages) -> Iterator[str]:
    """A list of the translations that are missing or lag behind, with the sections that changed."""
    if policy.authentic.removed:
        return
    lines = []
    for language in change.catalogue.settings.languages[1:]:
        edition = change.catalogue.edition(policy, language)
        name = messages(language)("language.name")
        if edition is None or edition.timeline.removed:
            lines.append(f"- {name}: {t('review.untranslated')}")
        elif lags(edition.timeline, policy.authentic):
            lines.append(f"- {name}: {t('review.behind')} {_behind(change, edition)}")
    if lines:
        yield "\n".join((f"**{t('review.translations')}**\n", *lines))


def _behind(change: ProposedChange, edition: Edition) -> str:
    """The ids of the sections that changed in the original since it was translated."""
    version = edition.timeline.newest_version
    translated = version.translates if version else None
    if translated is None:
        return ""
    redline = _compared(change.catalogue, translated, edition.policy.authentic.newest)
    return ", ".join(f"`#{section.id}`" for section in redline.changes if "`" not in section.id)


def _checks(check_result: CheckResult, t: Messages, room: int) -> str:
    found = sorted(check_result.findings, key=lambda finding: finding.severity is Severity.WARNING)
    lines = list(_within((_finding(finding, t) for finding in found), room))
    if len(found) > len(lines):
        lines.append(f"- {t.count('review.more-findings', len(found) - len(lines))}")
    return "\n".join((f"### {t('review.check')}\n", findings_summary(check_result, t), "", *lines))


def _finding(finding: Finding, t: Messages) -> str:
    texts = (t.what(finding.fault), t.why(finding.fault))
    sentences = " ".join(escaped(_shortened(each, _LONGEST_SENTENCE)) for each in texts)
    mend = f"*{t('check.mend')}*: {escaped(_shortened(fix(finding, t), _LONGEST_SENTENCE))}"
    return f"- {_ICONS[finding.severity]} `{location(finding)}` {sentences} {mend}"


def _within(lines: Iterable[str], room: int) -> Iterator[str]:
    """The first lines that fit into so many characters."""
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            return
        yield line


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def _cut(parts: Iterable[str], end: str, t: Messages, details: str, limit: int) -> str:
    """The parts and the end, if necessary without the last parts and with a note that they are left out."""
    parts = list(parts)
    whole = "\n\n".join((*parts, end))
    if len(whole) <= limit:
        return f"{whole}\n"
    cut = t("review.cut") + (f" {details}" if details else "")
    room = limit - len(end) - len(cut) - len("\n\n</details>\n\n\n\n\n")
    fitting: list[str] = []
    for part in parts:
        room -= len(part) + len("\n\n")
        if room < 0:
            break
        fitting.append(part)
    closing = ["</details>"] if _is_open(fitting) else []
    return "\n\n".join((*fitting, *closing, cut, end)) + "\n"


def _is_open(parts: Sequence[str]) -> bool:
    opened = sum(part.startswith("<details") for part in parts)
    return opened > sum(part == "</details>" for part in parts)
