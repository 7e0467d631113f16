"""Everything that is found in a change: by the rules of versions, on links, in the texts."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sayasat.builder.publication import Publication
from sayasat.characters import named, reordering
from sayasat.check.check_yml import FILE, Silence, Standards, read_standards
from sayasat.check.commit_clock import wrong_clock
from sayasat.check.finding import Finding, Severity
from sayasat.check.history_rules import ProposedHistory, placed_fault
from sayasat.check.rule import CheckedText
from sayasat.check.rules.all import RULES
from sayasat.check.rules.anchors import broken_anchors
from sayasat.check.rules.pages import RULES as PAGE_RULES
from sayasat.check.setting_names import unheld_names
from sayasat.conflicts import CODE
from sayasat.errors import Fault
from sayasat.policy_files.file_names import is_markdown
from sayasat.policy_files.foreign import read_foreign
from sayasat.repository.reader import Repository
from sayasat.versions.archive import Archive
from sayasat.versions.model import Timeline
from sayasat.versions.policy import Policy

SILENCEABLE = frozenset({
    *(rule.name for rule in RULES),
    "date-far",
    "notice-short",
    "effective-past",
    "translation-behind",
    "translation-missing",
    "translation-redated",
})  # fmt: skip
"""What a person may judge otherwise. A fault by the rules of versions stops the build whoever says what."""


@dataclass(frozen=True, slots=True)
class Examination:
    """The outcome."""

    findings: tuple[Finding, ...]
    """By file and line; errors before warnings in one place."""

    silenced: int = 0
    """How many more there would be without ``check.yml``."""

    @property
    def errors(self) -> int:
        """How many keep the change from being published."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many are left to a person to weigh."""
        return len(self.findings) - self.errors


def standards_of(repository: Repository) -> Standards:
    """The standards as of the repository's head; without ``check.yml``, the default ones.

    Raises SettingsError.
    """
    blob = repository.find(repository.head, FILE)
    text = "" if blob is None else repository.text(blob).decode("utf-8", errors="replace")
    return read_standards(text, SILENCEABLE)


def examine(publication: Publication, standards: Standards, now: datetime | None = None) -> Examination:
    """Examine a site as of its commit and day. Raises RepositoryError where a text cannot be read.

    ``now`` is what the clock of the newest commit is compared with; without it, that is not examined.
    """
    texts = {text.path: text for text in _texts(publication)}
    pages = list(_pages(publication))
    languages = publication.settings.languages
    record = ProposedHistory(publication.archive, publication.today, languages)
    found = [
        *map(placed_fault, publication.archive.misfits),
        *record.findings(standards.notice),
        *unheld_names(publication.catalogue),
        *(wrong_clock(publication.repository, now) if now else ()),
        *map(placed_fault, publication.conflicts()),
        *(placed_fault(Fault("active-file", path)) for path in publication.active_files),
        *map(placed_fault, publication.broken_links()),
        *(finding for text in texts.values() for finding in broken_anchors(text, texts)),
        *(finding for text in texts.values() for rule in RULES for finding in rule.findings(text, standards)),
        *(finding for page in pages for rule in PAGE_RULES for finding in rule.findings(page, standards)),
        *(
            finding
            for path in [*texts, *(page.path for page in pages)]
            for finding in _reordered(publication, path)
        ),
    ]
    conflicting = {finding.path for finding in found if finding.rule == CODE}
    # What else is found there is mostly about the markers, or about words that one of the sides does not have
    found = [finding for finding in found if finding.rule == CODE or finding.path not in conflicting]
    silences = set(map(_about, standards.silences))
    heard = [finding for finding in found if _about(finding) not in silences]
    spoken_of = set(map(_about, found))
    unused = [each for each in standards.silences if _about(each) not in spoken_of]
    said = dict.fromkeys([*heard, *map(_unused, unused)])
    return Examination(tuple(sorted(said, key=_sort_key)), len(found) - len(heard))


def touched(archive: Archive, commit: str) -> frozenset[str]:
    """The names of the policies that a commit changed, in any language."""
    return frozenset(policy.slug for policy in archive.policies if _is_touched(policy, commit))


def only_touched(examination: Examination, slugs: frozenset[str]) -> Examination:
    """Without the warnings on policies that are as they were: those are for their own day."""
    kept = (
        finding
        for finding in examination.findings
        if finding.severity is Severity.ERROR or finding.path == FILE or _slug(finding) in slugs
    )
    return Examination(tuple(kept), examination.silenced)


def _slug(finding: Finding) -> str:
    return finding.path.rpartition("/")[2].removesuffix(".md")


def _is_touched(policy: Policy, commit: str) -> bool:
    timelines = (policy.authentic, *policy.translations)
    return any(timeline.lineage.events[-1].commit == commit for timeline in timelines)


def _texts(publication: Publication) -> Iterator[CheckedText]:
    """The newest text of every edition that is not removed, each translation with what it translates."""
    for policy in publication.archive.policies:
        for timeline in (policy.authentic, *policy.translations):
            if timeline.removed is None:
                yield _text(publication, timeline, policy)


def _text(publication: Publication, timeline: Timeline, policy: Policy) -> CheckedText:
    newest, version = timeline.newest, timeline.newest_version
    translates = version.translates if version else None
    original = None
    if translates is not None:
        path, language = translates.revision.path, policy.authentic.lineage.language
        original = CheckedText(path, language, publication.catalogue.document(translates))
    document = publication.catalogue.document(newest)
    return CheckedText(newest.revision.path, timeline.lineage.language, document, original)


def _pages(publication: Publication) -> Iterator[CheckedText]:
    """The Markdown files below docs/ that are no policies: MkDocs renders them."""
    texts = publication.archive.paths
    for path, blob in publication.tree.items():
        if is_markdown(path) and path not in texts:
            document = read_foreign(publication.repository.text(blob))
            yield CheckedText(path, path.split("/")[1], document)


def _reordered(publication: Publication, path: str) -> Iterator[Finding]:
    """The bidirectional controls in a file, its front matter and its name included, each line's once."""
    blob = publication.tree.get(path)
    data = publication.repository.text(blob) if blob else b""
    encoding = "utf-16" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8"
    in_name = ((0, character) for _, character in reordering(path))
    for line, character in dict.fromkeys((*in_name, *reordering(data.decode(encoding, "replace")))):
        fault = Fault(
            "bidirectional-control", f"{path}:{line}" if line else path, (("character", named(character)),)
        )
        yield Finding(Severity.ERROR, path, line, fault)


def _about(each: Finding | Silence) -> tuple[str, str, str]:
    """The rule, the file and the words: by these an entry of ``check.yml`` names a finding."""
    return each.rule, each.path, each.extract


def _unused(silence: Silence) -> Finding:
    facts = (("rule", silence.rule), ("path", silence.path), ("text", silence.extract or "–"))
    fault = Fault("silence-unused", f"{FILE}:{silence.line}", facts)
    return Finding(Severity.WARNING, FILE, silence.line, fault)


def _sort_key(finding: Finding) -> tuple[str, int, bool, str]:
    return finding.path, finding.line, finding.severity is Severity.WARNING, finding.rule
