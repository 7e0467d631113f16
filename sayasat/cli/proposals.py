"""The commands on unpublished changes, ``check`` and ``review``: their arguments, and running them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from itertools import chain
from pathlib import Path

import msgspec
from msgspec.structs import replace

from sayasat.builder.open import read_publication
from sayasat.builder.publication import Publication
from sayasat.check.check_yml import FILE, CheckSettings, read_check_settings
from sayasat.check.commits import CommitByCommit, merge_ways
from sayasat.check.finding import Finding, Severity, added
from sayasat.check.formats import check_report, suggestions_json
from sayasat.check.history_rules import placed_fault
from sayasat.check.report.beside_words import changed_values
from sayasat.check.report.changes import ChangedEdition, ChangedFile, changed_editions
from sayasat.check.report.preview import Preview, read_preview
from sayasat.check.review import LIMIT, ProposedChange, review
from sayasat.check.rules.all import SILENCEABLE
from sayasat.check.runner import CheckResult, run_checks
from sayasat.cli.argument_files import write_output
from sayasat.cli.site import Site
from sayasat.errors import (
    Fault,
    HistoryError,
    RepositoryError,
    SayasatError,
    SettingsError,
    ToolError,
    UnknownError,
)
from sayasat.exports.word_documents import redline_docx, revision_text, version_docx
from sayasat.i18n.messages import LANGUAGES, Messages, messages
from sayasat.mkdocs_plugin.config import FILE as CONFIGURATION
from sayasat.policy_files.layout import DOCS
from sayasat.proof.sealing import expiring
from sayasat.publish.gate_run import run_gates
from sayasat.repository.log_branch import LogBranch
from sayasat.repository.proposed_commit import Proposal, RebasedCommits, Uncommitted, propose
from sayasat.repository.reader import Repository
from sayasat.versions.log_lines import new_lines
from sayasat.versions.publication_log import PublicationLog
from sayasat.versions.published_history import read_log

_OF_RULES = tuple(f"extra.sayasat.{name}" for name in ("adopt", "contact.policy", "languages", "log", "zone"))


def write_documents(folder: Path | None, changed: Iterable[ChangedEdition]) -> tuple[str, ...]:
    """Write a Word document for each language of each policy into a folder; returns their names.

    A text without one before it is shown as it is; one of which nothing changed has no document. Raises
    UnknownError.
    """
    names: list[str] = []
    if folder is None:
        return ()
    for each in changed:
        version, placed = each.entry.version, each.entry.placed
        if version is None or placed is None or (each.redline is not None and each.redline.is_empty):
            continue
        catalogue, edition, filed = each.catalogue, each.edition, placed.revision.filed
        name = f"{edition.policy.slug}.{edition.language}".replace("/", "-")
        names.append(f"{name}.{filed.isoformat()}.docx" if filed else f"{name}.docx")
        if each.before is None:
            data = version_docx(catalogue, edition, version, placed)
        else:
            old, new = (revision_text(catalogue, edition, *text) for text in (each.before, (version, placed)))
            data = redline_docx(catalogue, edition, old, new)
        write_output(folder / names[-1], data, makes_folder=True)
    return tuple(names)


def preview_of(file: Path | None) -> Preview | None:
    """The preview that a file describes. Raises UnknownError if it is not one of ``make preview``."""
    if file is None:
        return None
    try:
        return read_preview(file.read_bytes())
    except (OSError, msgspec.MsgspecError) as error:
        raise UnknownError([Fault("preview-file", str(file), (("problem", str(error)),))]) from error


def changes_rules(proposal: Proposal) -> bool:
    """Whether a change touches settings that the rules go by: languages, the zone, what names a policy."""
    found = (each for each in changed_files(proposal) if each.path == CONFIGURATION)
    return any(value.what.startswith(_OF_RULES) for each in found for value in changed_values(*each.texts))


def changed_files(proposal: Proposal) -> Iterator[ChangedFile]:
    """The files that the change touches; those that the report shows with their bytes."""
    repository = proposal.repository
    for each in () if proposal.is_empty else repository.log()[-1].changes:
        file = ChangedFile(each.path, each.blob is not None, each.renamed_from or "")
        if file.is_settings or file.kind == "page":
            before = repository.find(proposal.base, each.renamed_from or each.path)
            old, new = (repository.text(blob) if blob else b"" for blob in (before, each.blob))
            file = replace(file, old=old, new=new)
        yield file


def run_check(options: argparse.Namespace) -> int:
    """Check the texts, or a proposed change, and print the findings. Returns 1 if some are errors."""
    result = ProposalTarget.read(options).check(options)
    languages = LANGUAGES if options.every_language else (options.message_language,)
    first, *others = map(messages, languages)
    print(check_report(result, first, options.format, others))
    return 1 if result.errors else 0


def run_review(options: argparse.Namespace) -> int:
    """Print the report on a proposed change. Returns 0."""
    sys.stdout.write(ProposalTarget.read(options).review(options, messages(options.message_language)))
    return 0


class ProposalTarget(Site, frozen=True):
    """A site that a change is proposed to. The change counts as committed at `moment`."""

    def check(self, options: argparse.Namespace) -> CheckResult:
        """Check the proposed change. Raises RepositoryError."""
        head = Uncommitted.STAGED if options.staged else Uncommitted.FILES
        with self._proposed(options.base, head) as (proposal, opened):
            if not (options.base or options.staged):
                result = self._checked(opened)
                return replace(result, findings=(*result.findings, *self._expiring()))
            result = self._of_change(opened, proposal)
            stops = self._stops(opened) if options.base else ()
            return replace(result, findings=(*result.findings, *stops))

    def review(self, options: argparse.Namespace, t: Messages) -> str:
        """The report on the proposed change, in Markdown. Raises RepositoryError."""
        head = options.head or Uncommitted.FILES
        with self._proposed(options.base, head) as (proposal, opened):
            commit = "" if proposal.is_empty else proposal.repository.head
            result = self._of_change(opened, proposal)
            files = tuple(changed_files(proposal))
            changed = changed_editions(opened.catalogue, commit)
            written = write_documents(options.documents, chain.from_iterable(changed))
            change = ProposedChange(opened.catalogue, changed, result, files, written)
            report = partial(review, change, details=options.details, preview=preview_of(options.preview))
            texts = [messages(each) for each in LANGUAGES] if options.every_language else [t]
            if options.suggestions:
                write_output(options.suggestions, suggestions_json(result.findings, texts).encode())
            if options.documents:
                complete = "\n".join(report(each, limit=None) for each in texts)
                write_output(options.documents / "report.md", complete.encode(), makes_folder=True)
            return "\n".join(report(each, limit=LIMIT // len(texts)) for each in texts)

    def _checked(self, publication: Publication) -> CheckResult:
        """All findings. If ``check.yml`` has faults, they are findings too, and it silences nothing."""
        settings, faults = _check_settings(publication)
        result = run_checks(publication, settings, self.moment)
        return replace(result, findings=(*map(placed_fault, faults), *result.findings))

    def _of_change(self, publication: Publication, proposal: Proposal) -> CheckResult:
        """What the change adds to the findings of its base; all findings if nothing is proposed."""
        result = self._checked(publication)
        if result.findings and not proposal.is_empty:
            before: tuple[Finding, ...] = ()
            # The settings read are those on disk: what other settings would find cannot be separated
            if not changes_rules(proposal):
                with self._read(proposal.repository.at(proposal.base)) as published:
                    before = self._checked(published).findings
            changes = (each for commit in proposal.repository.log(DOCS)[-1:] for each in commit.changes)
            renamed = {each.path: each.renamed_from for each in changes if each.renamed_from}
            new, older = added(result.findings, before, renamed)
            result = replace(result, findings=tuple(new), older=tuple(older))
        if _check_settings(publication)[0].is_joined or proposal.commits is None or self.settings.is_foreign:
            return result
        return self._commit_by_commit(result, publication, proposal.repository, proposal.commits)

    def _commit_by_commit(
        self, result: CheckResult, joined: Publication, repository: Repository, commits: RebasedCommits
    ) -> CheckResult:
        """The result, with what the commits of a proposal leave in the history, landed one by one."""
        with self._read(repository.at(commits.head)) as split:
            archives, read_blob = (joined.archive, split.archive), split.repository.text
            both = CommitByCommit(*archives, commits.originals, commits.newest, read_blob)
            found = list(both.findings())
            if not any(each.severity is Severity.ERROR for each in found):
                known = {each.rule for each in self._stops(joined)}
                stops = (each for each in self._stops(split) if each.rule not in known)
                found += [replace(each, commit=commits.newest) for each in stops]
            ways = merge_ways(*archives, commits.originals)
            return replace(result, findings=(*result.findings, *found), ways=ways)

    def _stops(self, publication: Publication) -> Iterator[Finding]:
        """An error for everything for which a gate would stop the publication of the proposed commit."""
        log, settings, head = publication.archive.log, publication.settings, publication.repository.head
        if settings.log is None:
            return
        if not log.lines:
            code = "publish-other-log" if LogBranch(self.root).read() else "log-none"
            yield placed_fault(Fault(code, "extra.sayasat.log"))
            return
        try:
            lines = new_lines(publication.archive, settings, log, publication.today, head)
            stops, _ = run_gates(publication, log, lines)
            yield from (placed_fault(stop.reported) for stop in stops)
        except SayasatError as error:
            yield from map(placed_fault, error.faults)

    def _expiring(self) -> Iterator[Finding]:
        """A warning for each certificate and timestamp of the log's proof that expires soon."""
        if self.settings.proof:
            # Who edits texts need not have OpenSSL, nor the log
            with suppress(ToolError, RepositoryError, HistoryError):
                branch = LogBranch(self.root)
                log = read_log(branch, self.settings) or PublicationLog()
                for fault in expiring(log, branch.files(), self.moment):
                    yield Finding(Severity.WARNING, fault.where, 0, fault)

    @contextmanager
    def _proposed(self, base: str, head: str | Uncommitted) -> Iterator[tuple[Proposal, Publication]]:
        """A proposal, and its publication as one commit."""
        with (
            propose(self.root, base, head, self.moment) as proposal,
            self._read(proposal.repository) as opened,
        ):
            yield proposal, opened

    def _read(self, repository: Repository) -> closing[Publication]:
        log = read_log(LogBranch(self.root), self.settings)
        return closing(read_publication(repository, self.settings, self.moment.date(), self.names, log))


def _check_settings(publication: Publication) -> tuple[CheckSettings, tuple[Fault, ...]]:
    """The settings in ``check.yml``; the defaults without such a file, and with the faults if it has any."""
    repository = publication.repository
    blob = repository.find(repository.head, FILE)
    text = repository.text(blob).decode(errors="replace") if blob else ""
    try:
        return read_check_settings(text, SILENCEABLE), ()
    except SettingsError as error:
        return CheckSettings(), error.faults
