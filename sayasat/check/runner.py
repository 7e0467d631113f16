"""Runs all checks on a publication: the version rules, conflict markers, links, and the rules on texts."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from pathlib import PurePosixPath

from sayasat.builder.publication import Publication
from sayasat.characters import named, reordering
from sayasat.check.causes import (
    closed_early,
    is_cause,
    mojibake,
    with_causes_alone,
    without_consequences,
    without_struck_words,
)
from sayasat.check.changed_meaning import changed_meanings
from sayasat.check.changed_texts import proposed_texts
from sayasat.check.check_yml import FILE, CheckSettings, Silence, read_check_settings
from sayasat.check.commit_clock import wrong_clock
from sayasat.check.contact_page import CONFIGURATION, STATIC_HOSTS, static_host, unnamed
from sayasat.check.files_in_docs import in_docs
from sayasat.check.finding import Finding, Severity, error, warning
from sayasat.check.history_rules import ProposedHistory, placed_fault
from sayasat.check.merge_ways import MergeWays
from sayasat.check.page_links import broken_page_links
from sayasat.check.places import in_place
from sayasat.check.put_before import neighbour_findings, put_before
from sayasat.check.reused_ids import reused_ids
from sayasat.check.rule import CheckedText
from sayasat.check.rules.all import PAGE_RULES, RULES, SILENCEABLE
from sayasat.check.rules.anchors import broken_anchors
from sayasat.check.rules.unfinished import is_foreign
from sayasat.check.same_cause import without_same_cause
from sayasat.check.setting_names import inventory_findings, unheld_names
from sayasat.check.stated_facts import lost_comments, stated_facts
from sayasat.check.swapped_merge import swapped_parents
from sayasat.cookies.inventory import FILE as INVENTORY
from sayasat.markdown.section_reader import sections
from sayasat.policy_files.decoding import decode
from sayasat.policy_files.document import read_foreign
from sayasat.policy_files.file_names import is_markdown
from sayasat.policy_files.layout import DOCS
from sayasat.repository.reader import Repository
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.model import PlacedRevision
from sayasat.versions.policy import Policy


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The findings of one run."""

    findings: tuple[Finding, ...]
    """Errors first; then by file and line."""

    silenced: int = 0
    """The number of findings that ``check.yml`` silences."""

    older: tuple[Finding, ...] = ()
    """What was found without the proposed change as well."""

    ways: tuple[MergeWays, ...] | None = None
    """Where ways to merge a proposal differ; None if it is one commit, or is always merged as one."""

    @property
    def errors(self) -> int:
        """The number of errors."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def warnings(self) -> int:
        """The number of warnings."""
        return len(self.findings) - self.errors


def load_check_settings(repository: Repository) -> CheckSettings:
    """The settings from ``check.yml`` at the repository's head; the defaults if there is no such file.

    Raises SettingsError.
    """
    blob = repository.find(repository.head, FILE)
    text = "" if blob is None else repository.text(blob).decode("utf-8", errors="replace")
    return read_check_settings(text, SILENCEABLE)


def run_checks(publication: Publication, settings: CheckSettings, now: datetime | None = None) -> CheckResult:
    """Run every check on a publication, as of its commit and day.

    ``now`` is compared with the time of the newest commit; None leaves that check out.
    Raises RepositoryError if a text cannot be read.
    """
    texts = {text.path: text for text in _texts(publication)}
    pages = list(_pages(publication))
    lines = cache(partial(_lines, publication))
    read = [(each.path, "\n".join(lines(each.path))) for each in (*texts.values(), *pages)]
    garbled = list(filter(None, (mojibake(*each) or closed_early(*each) for each in read)))
    unreadable = {each.path for each in garbled}
    unreadable |= {each.path for each in texts.values() if any(map(is_cause, each.document.faults))}
    texts = {path: _comparable(each, unreadable) for path, each in texts.items() if path not in unreadable}
    pages = [each for each in pages if each.path not in unreadable]
    by_path = {each.path: each for each in pages}
    languages = publication.settings.languages
    history = ProposedHistory(publication.archive, publication.today, languages)
    found = [
        *map(placed_fault, publication.archive.misfits),
        *history.findings(settings.notice),
        *_put_before(publication),
        *_reused_ids(publication),
        *_changed_meanings(publication),
        *unheld_names(publication.catalogue),
        *_contact_page(publication, [(page.path, "\n".join(lines(page.path))) for page in pages]),
        *(inventory_findings(publication.catalogue, "\n".join(lines(INVENTORY))) if lines(INVENTORY) else ()),
        *(wrong_clock(publication.repository, now) if now else ()),
        *(() if publication.archive.log.published else swapped_parents(publication.repository, DOCS)),
        *map(placed_fault, publication.conflicts()),
        *garbled,
        *_stated_facts(publication),
        *in_docs(publication, list(texts.values()), pages),
        *(error("active-file", path) for path in publication.active_files),
        *map(placed_fault, publication.broken_links()),
        *broken_page_links(publication, pages),
        *(finding for each in (*pages, *texts.values()) for finding in broken_anchors(each, texts, by_path)),
        *(finding for text in texts.values() for rule in RULES for finding in rule.findings(text, settings)),
        *(finding for page in pages for rule in PAGE_RULES for finding in rule.findings(page, settings)),
        *(
            finding
            for path in [*texts, *(page.path for page in pages)]
            for finding in _reordered(publication, path)
        ),
    ]
    found = without_struck_words(without_consequences(found), partial(_last_two, publication))
    foreign = {path for path, text in texts.items() if is_foreign(text)}
    found = without_same_cause(found, lines, foreign)
    misnamed = {
        PurePosixPath(each.path).name for each in found if each.rule in {"docs-misplaced", "docs-unknown"}
    }
    found = [
        in_place(each, lines(each.path))
        for each in with_causes_alone(found)
        if each.rule != "translation-missing" or PurePosixPath(each.path).name not in misnamed
    ]
    silences = set(map(_silence_key, settings.silences))
    reported = [finding for finding in found if _silence_key(finding) not in silences]
    found_keys = set(map(_silence_key, found))
    unused = [each for each in settings.silences if _silence_key(each) not in found_keys]
    distinct = dict.fromkeys([*reported, *map(_unused, unused)])
    return CheckResult(tuple(sorted(distinct, key=_sort_key)), len(found) - len(reported))


def _comparable(text: CheckedText, unreadable: set[str]) -> CheckedText:
    """The text, without its original if that cannot be read."""
    original = text.original
    if original is None or (
        original.path not in unreadable and not any(map(is_cause, original.document.faults))
    ):
        return text
    return replace(text, original=None)


def _lines(publication: Publication, path: str) -> list[str]:
    """The lines of a file of the newest commit; none if there is no such file."""
    blob = publication.repository.find(publication.repository.head, path)
    return decode(publication.repository.text(blob))[0].split("\n") if blob else []


def _contact_page(publication: Publication, pages: list[tuple[str, str]]) -> Iterator[Finding]:
    repository, settings = publication.repository, publication.settings
    if not settings.is_foreign:
        hosts = {path: decode(repository.text(blob))[0] for path, blob in repository.tree(*STATIC_HOSTS)}
        yield from static_host(settings, "\n".join(_lines(publication, CONFIGURATION)), hosts)
        yield from unnamed(settings, pages)


def _put_before(publication: Publication) -> Iterator[Finding]:
    """Rule 6: what the newest commit puts before an announced version, compared with both neighbours."""
    catalogue = publication.catalogue
    for policy in publication.archive.policies:
        for each in put_before(policy.authentic, publication.archive.head):
            text = _text(publication, policy.authentic, policy, each.placed)
            before, announced = (
                sections(catalogue.document(placed).body) for placed in (each.before, each.announced.text)
            )
            days = each.placed.version_date, each.announced.date
            yield from neighbour_findings(before, text, announced, days)


def _changed_meanings(publication: Publication) -> Iterator[Finding]:
    archive = publication.archive
    for policy in archive.policies:
        for texts in proposed_texts(publication.catalogue, policy, archive.head):
            yield from changed_meanings(texts)


def _stated_facts(publication: Publication) -> Iterator[Finding]:
    archive = publication.archive
    for policy in archive.policies:
        yield from stated_facts(policy, archive.head, publication.catalogue.document)
        for timeline in (policy.authentic, *policy.translations):
            for head in timeline.heads:
                if head.revision.commit == archive.head:
                    path = head.revision.path
                    yield from lost_comments(path, "\n".join(_lines(publication, path)))


def _last_two(publication: Publication, path: str) -> list[str]:
    """The text of a policy's file before its newest revision, if there was one, and the newest."""
    archive = publication.archive
    timelines = (each for policy in archive.policies for each in (policy.authentic, *policy.translations))
    revisions = [each for timeline in timelines for each in timeline.lineage.revisions if each.path == path]
    return [decode(publication.repository.text(each.blob))[0] for each in revisions[-2:]]


def _reused_ids(publication: Publication) -> Iterator[Finding]:
    catalogue = publication.catalogue
    for edition in catalogue.editions:
        if not edition.timeline.removed:
            yield from reused_ids(catalogue, edition)


def _texts(publication: Publication) -> Iterator[CheckedText]:
    """The newest text of every file of an edition; a translation comes with the text it translates."""
    for policy in publication.archive.policies:
        for timeline in (policy.authentic, *policy.translations):
            for head in timeline.heads:
                yield _text(publication, timeline, policy, head)


def _text(publication: Publication, timeline: Timeline, policy: Policy, head: PlacedRevision) -> CheckedText:
    translates = _original(timeline, policy, head)
    original = None
    if translates is not None:
        path, language = translates.revision.path, policy.authentic.lineage.language
        document = publication.catalogue.document(translates)
        original = CheckedText(path, language, document, links_from=translates.revision.text_path)
    document = publication.catalogue.document(head)
    revision = head.revision
    return CheckedText(revision.path, timeline.lineage.language, document, original, revision.text_path)


def _original(timeline: Timeline, policy: Policy, head: PlacedRevision) -> PlacedRevision | None:
    """The revision of the original that a translation is compared with; None for the original itself.

    One that the same commit brought for the same version belongs to it, whatever its class (rule 8).
    """
    if timeline is policy.authentic:
        return None
    together = (
        each
        for each in policy.authentic.recorded
        if (each.revision.commit, each.version_date) == (head.revision.commit, head.version_date)
    )
    version = timeline.version(head.version_date)
    return next(together, version.translates if version else None)


def _pages(publication: Publication) -> Iterator[CheckedText]:
    """The Markdown files below docs/ that are not policies; MkDocs renders them."""
    texts = publication.archive.paths
    for path, blob in publication.tree.items():
        if is_markdown(path) and path not in texts:
            document = read_foreign(publication.repository.text(blob))
            yield CheckedText(path, path.split("/")[1], document)


def _reordered(publication: Publication, path: str) -> Iterator[Finding]:
    """Bidirectional control characters in a file's text, front matter or name, one finding for each line."""
    blob = publication.tree.get(path)
    data = publication.repository.text(blob) if blob else b""
    encoding = "utf-16" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8"
    in_name = ((0, character) for _, character in reordering(path))
    by_line: dict[int, dict[str, None]] = {}
    for line, character in (*in_name, *reordering(data.decode(encoding, "replace"))):
        by_line.setdefault(line, {})[named(character)] = None
    for line, characters in by_line.items():
        yield error("bidirectional-control", path, line, character=", ".join(characters))


def _silence_key(each: Finding | Silence) -> tuple[str, str, str]:
    """Rule, file and text: an entry of ``check.yml`` silences the findings that have the same three."""
    return each.rule, each.path, each.extract


def _unused(silence: Silence) -> Finding:
    facts = {"rule": silence.rule, "path": silence.path, "text": silence.extract or "–"}
    return warning("silence-unused", FILE, silence.line, **facts)


def _sort_key(finding: Finding) -> tuple[bool, str, int, int, str]:
    is_warning = finding.severity is Severity.WARNING
    return is_warning, finding.path, finding.line, finding.column, finding.rule
