"""The commands on unpublished changes, ``check`` and ``review``: their arguments, and running them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

from sayasat.builder.open import read_publication
from sayasat.builder.publication import Publication
from sayasat.check.added import added
from sayasat.check.check_yml import CheckSettings
from sayasat.check.commits import CommitByCommit
from sayasat.check.finding import Finding, Severity
from sayasat.check.formats import check_report
from sayasat.check.history_rules import placed_fault
from sayasat.check.merge_ways import merge_ways
from sayasat.check.report.changed_editions import changed_editions
from sayasat.check.report.suggestions import suggestions_json
from sayasat.check.review import LIMIT, ProposedChange, review
from sayasat.check.runner import CheckResult, load_check_settings, run_checks
from sayasat.cli.output_file import write_output
from sayasat.cli.review_files import changed_files, changes_rules, preview_of, write_documents
from sayasat.cli.site import Site
from sayasat.errors import Fault, HistoryError, RepositoryError, SayasatError, SettingsError, ToolError
from sayasat.i18n.messages import LANGUAGES, Messages, messages
from sayasat.policy_files.layout import DOCS
from sayasat.proof.sealing import expiring
from sayasat.publish.gate_run import run_gates
from sayasat.repository.log_branch import LogBranch
from sayasat.repository.proposed_commit import Proposal, Uncommitted, propose
from sayasat.repository.reader import Repository
from sayasat.repository.rebased_commits import RebasedCommits
from sayasat.versions.log_lines import new_lines
from sayasat.versions.publication_log import PublicationLog
from sayasat.versions.published_history import read_log


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


@dataclass(frozen=True, slots=True)
class ProposalTarget(Site):
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
    """The settings in ``check.yml``; the defaults and the faults if it has any."""
    try:
        return load_check_settings(publication.repository), ()
    except SettingsError as error:
        return CheckSettings(), error.faults
