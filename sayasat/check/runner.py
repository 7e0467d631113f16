"""Runs all checks on a publication: the version rules, conflict markers, links, and the rules on texts."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from datetime import datetime
from functools import cache, partial

from msgspec import Struct
from msgspec.structs import replace

from sayasat.builder.publication import Publication
from sayasat.characters import named, reordering
from sayasat.check.causes import CheckedFiles, closed_early, is_cause, mojibake, without_consequences
from sayasat.check.changed_meaning import changed_meanings
from sayasat.check.changed_texts import checked_text, proposed_texts
from sayasat.check.check_yml import FILE, CheckSettings, Silence
from sayasat.check.commits import MergeWays
from sayasat.check.dead_links import broken_anchors, broken_page_links
from sayasat.check.docs_files import in_docs
from sayasat.check.finding import Finding, Severity, error, warning
from sayasat.check.history_rules import ProposedHistory, placed_fault
from sayasat.check.newest_commit import swapped_parents, wrong_clock
from sayasat.check.places import in_place
from sayasat.check.put_before import put_before_findings
from sayasat.check.reused_ids import reused_ids
from sayasat.check.rule import CheckedText
from sayasat.check.rules.all import PAGE_RULES, RULES
from sayasat.check.rules.unfinished import is_foreign
from sayasat.check.settings_findings import settings_findings
from sayasat.check.stated_facts import stated_facts
from sayasat.policy_files.decoding import decode
from sayasat.policy_files.document import read_foreign
from sayasat.policy_files.file_names import is_markdown
from sayasat.policy_files.layout import DOCS
from sayasat.versions.model import PlacedRevision
from sayasat.website.catalogue import Catalogue, Edition


class CheckResult(Struct, frozen=True):
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


def run_checks(publication: Publication, settings: CheckSettings, now: datetime | None = None) -> CheckResult:
    """Run every check on a publication, as of its commit and day.

    ``now`` is compared with the time of the newest commit; None leaves that check out.
    Raises RepositoryError if a text cannot be read.
    """
    archive, catalogue, repository = publication.archive, publication.catalogue, publication.repository

    @cache
    def source(path: str) -> str:
        """The text of a file of the newest commit; empty if there is no such file."""
        blob = repository.find(repository.head, path)
        return decode(repository.text(blob))[0] if blob else ""

    texts = {text.path: text for text in _texts(catalogue)}
    pages = {page.path: page for page in _pages(publication)}
    garbled = [
        each
        for path in (*texts, *pages)
        if (each := mojibake(path, source(path)) or closed_early(path, source(path)))
    ]
    unreadable = {each.path for each in garbled}
    unreadable |= {path for path, text in texts.items() if _has_cause(text)}
    texts = {path: _comparable(text, unreadable) for path, text in texts.items() if path not in unreadable}
    pages = {path: page for path, page in pages.items() if path not in unreadable}
    checked = [*((each, RULES) for each in texts.values()), *((each, PAGE_RULES) for each in pages.values())]
    history = ProposedHistory(archive, publication.today, publication.settings.languages)
    found = [
        *map(placed_fault, (*archive.misfits, *publication.conflicts(), *publication.broken_links())),
        *history.findings(settings.notice),
        *put_before_findings(catalogue),
        *reused_ids(catalogue),
        *(finding for each in proposed_texts(catalogue) for finding in changed_meanings(each)),
        *settings_findings(publication, source, pages),
        *(wrong_clock(repository, now) if now else ()),
        *(() if archive.log.published else swapped_parents(repository, DOCS)),
        *garbled,
        *stated_facts(catalogue, source),
        *in_docs(publication, texts.values(), pages.values(), source),
        *(error("active-file", path) for path in publication.active_files),
        *broken_page_links(publication, pages.values()),
        *(found for each, _ in checked for found in broken_anchors(each, texts, pages)),
        *(found for each, rules in checked for rule in rules for found in rule.findings(each, settings)),
        *(found for each, _ in checked for found in _reordered(publication, each.path)),
    ]
    foreign = {path for path, text in texts.items() if is_foreign(text)}
    files = CheckedFiles(lambda path: source(path).split("\n"), foreign, partial(_last_two, catalogue))
    found = [in_place(each, source(each.path)) for each in without_consequences(found, files)]
    silenced, known = (set(map(_silence_key, each)) for each in (settings.silences, found))
    reported = [finding for finding in found if _silence_key(finding) not in silenced]
    unused = (
        warning("silence-unused", FILE, each.line, rule=each.rule, path=each.path, text=each.extract or "–")
        for each in settings.silences
        if _silence_key(each) not in known
    )
    distinct = dict.fromkeys([*reported, *unused])
    return CheckResult(tuple(sorted(distinct, key=_sort_key)), len(found) - len(reported))


def _texts(catalogue: Catalogue) -> Iterator[CheckedText]:
    """The newest text of every file of an edition; a translation comes with the text it translates."""
    for edition in catalogue.editions:
        for head in edition.timeline.heads:
            translates = _original(edition, head)
            language = catalogue.settings.authentic
            original = checked_text(catalogue, translates, language) if translates else None
            yield checked_text(catalogue, head, edition.language, original)


def _original(edition: Edition, head: PlacedRevision) -> PlacedRevision | None:
    """The revision of the original that a translation is compared with; None for the original itself.

    One that the same commit brought for the same version belongs to it, whatever its class (rule 8).
    """
    authentic = edition.policy.authentic
    if edition.timeline is authentic:
        return None
    together = (
        each
        for each in authentic.recorded
        if (each.revision.commit, each.version_date) == (head.revision.commit, head.version_date)
    )
    version = edition.timeline.version(head.version_date)
    return next(together, version.translates if version else None)


def _pages(publication: Publication) -> Iterator[CheckedText]:
    """The Markdown files below docs/ that are not policies; MkDocs renders them."""
    for path, blob in publication.tree.items():
        if is_markdown(path) and path not in publication.archive.paths:
            document = read_foreign(publication.repository.text(blob))
            yield CheckedText(path, path.split("/")[1], document)


def _has_cause(text: CheckedText) -> bool:
    return any(map(is_cause, text.document.faults))


def _comparable(text: CheckedText, unreadable: set[str]) -> CheckedText:
    """The text, without its original if that cannot be read."""
    original = text.original
    is_unreadable = original and (original.path in unreadable or _has_cause(original))
    return replace(text, original=None) if is_unreadable else text


def _last_two(catalogue: Catalogue, path: str) -> list[str]:
    """The text of a policy's file before its newest revision, if there was one, and the newest."""
    revisions = (each for edition in catalogue.editions for each in edition.timeline.lineage.revisions)
    blobs = [each.blob for each in revisions if each.path == path][-2:]
    return [decode(catalogue.read_blob(each))[0] for each in blobs]


def _reordered(publication: Publication, path: str) -> Iterator[Finding]:
    """Bidirectional control characters in a file's text, front matter or name, one finding for each line."""
    data = publication.repository.text(publication.tree[path]) if path in publication.tree else b""
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


def _sort_key(finding: Finding) -> tuple[bool, str, int, int, str]:
    is_warning = finding.severity is Severity.WARNING
    return is_warning, finding.path, finding.line, finding.column, finding.rule
