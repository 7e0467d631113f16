"""Builds the site of each state of a history from a real repository, and publishes it through the gates."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from contextlib import closing
from pathlib import Path

from msgspec.structs import replace

from sayasat.builder.open import read_publication
from sayasat.errors import RepositoryError
from sayasat.publish.gate_run import run_gates
from sayasat.publish.manifest import digests
from sayasat.publish.overrides import Gate
from sayasat.repository.log_branch import BRANCH, LogBranch
from sayasat.repository.reader import Repository
from sayasat.settings import LogSettings
from sayasat.versions.archive import Archive, read_archive
from sayasat.versions.log_lines import new_lines
from sayasat.versions.publication_log import LogLine, PublicationLog, rendered
from sayasat.website.urls import file_of
from tests.support.faulty_edits import leave_unexplained
from tests.support.histories import LogDamage
from tests.support.main_line import MainLine
from tests.support.repo import PolicyRepo
from tests.support.simulated_publisher import BEGUN, REACHES_BACK, SETTINGS, refusals
from tests.support.write_site import Around, write_site

BREACHES = ("crash", "url", "gate", "log")
"""What can be wrong: see `SitePublisher.breaches`."""

_LASTING = re.compile(r"(ru/)?policies/[^/]+/(?!index\.html).+")
"""The pages, sources and data of a policy; its main page is MkDocs'."""

_FIXED = re.compile(r".*/revisions/[^/]+/[^/]+\.md")
"""The source of a revision has the same bytes for ever."""


class SitePublisher:
    """The sites of a history's publications, one after the other.

    Its repository has no remote: there, the branch of the log has the lines that are not shared yet.
    """

    def __init__(self, folder: Path, *, has_log: bool) -> None:
        self.count = Counter[str]()
        self.repo = PolicyRepo(folder / "repo")
        self._site = folder / "site"
        self._files: dict[str, str] = {}
        self._promised: dict[str, str] = {}
        """The URLs that were published, with the SHA-256 of their files."""
        self._log: SharedLog | None = None
        self._settings = SETTINGS
        self._is_predicted = True
        """Whether the edits so far did what the editors wanted."""
        if has_log:
            first = PublicationLog((BEGUN,))
            self._log = SharedLog(folder, first)
            self._settings = replace(SETTINGS, log=LogSettings(SETTINGS.tag, first.first))
            LogBranch(self.repo.path).append(first.data, None, "Log")

    def breaches(self, line: MainLine, head: str) -> list[str]:
        """Build the site of a state; what is wrong with it, each with one of `BREACHES` before it."""
        self.repo.git("update-ref", "refs/heads/main", head)
        log = self._log.lines if self._log else PublicationLog()
        with closing(Repository.open(self.repo.path)) as repository:
            archive = read_archive(repository, self._settings, log=log, today=line.today)
        self.count["states"] += 1
        if archive.misfits or not archive.policies:
            return []
        is_refused = bool(refusals(line, archive))
        self._is_predicted &= not is_refused or line.proposal.edit == leave_unexplained.__name__
        is_published = line.proposal.lag is not None and not is_refused
        if self._log is None or not is_published:
            self._build(line)
            return self._kept_urls() if is_published else []
        if line.proposal.log_damage:
            self.count[f"log {line.proposal.log_damage}"] += 1
            return self._log.breaches(line.proposal.log_damage)
        return self._published(line, archive, self._log)

    def _published(self, line: MainLine, archive: Archive, shared: SharedLog) -> list[str]:
        """As ``sayasat publish`` does it."""
        before, copy = shared.lines, LogBranch(self.repo.path)
        lines = new_lines(archive, self._settings, before, line.today, archive.head)
        copy.append(rendered(lines), before.data, "New lines")
        self._build(line)
        with closing(Repository.open(self.repo.path)) as repository:
            opened = read_publication(repository, self._settings, line.today, {}, before.extended(lines))
            main_pages = [file_of(each.urls.main) for each in opened.catalogue.editions]  # MkDocs'
            stops, _ = run_gates(opened, before, lines, dict.fromkeys(main_pages, "") | self._files)
        if stops:
            self.repo.git("update-ref", BRANCH, f"{BRANCH}~")
            self.count[f"stopped by {stops[0].fault.code}"] += 1
            may_stop = line.proposal.edit in REACHES_BACK or not self._is_predicted
            self._is_predicted = False
            return [f"gate: {each.fault}" for each in stops if each.gate is not Gate.PAST or not may_stop]
        shared.append(lines)
        return self._kept_urls()

    def _kept_urls(self) -> list[str]:
        self.count["publications"] += 1
        self.count["URLs"] += len(self._promised)
        lost = [f"url: {path} is lost" for path in sorted(self._promised.keys() - self._files.keys())]
        fixed = {path for path in self._promised if _FIXED.fullmatch(path)}
        changed = [path for path in fixed & self._files.keys() if self._files[path] != self._promised[path]]
        self._promised |= {path: sha for path, sha in self._files.items() if _LASTING.fullmatch(path)}
        return [*lost, *(f"url: {path} has other bytes" for path in sorted(changed))]

    def _build(self, line: MainLine) -> None:
        self.count["sites"] += 1
        shutil.rmtree(self._site, ignore_errors=True)
        write_site(self.repo.path, self._site, Around(line.today, self._settings))
        self._files = digests(self._site)


class SharedLog:
    """The log at a remote repository, and the clone of it that publishes."""

    def __init__(self, folder: Path, first: PublicationLog) -> None:
        self.lines = PublicationLog()
        self._remote = PolicyRepo(folder / "log.git", bare=True)
        clone = PolicyRepo(folder / "clone")
        clone.git("remote", "add", "origin", self._remote.path)
        self._branch = LogBranch(clone.path)
        self.append(first.lines)

    def append(self, lines: tuple[LogLine, ...]) -> None:
        """Share lines, as a publication does before it switches the site."""
        fetched = self._branch.fetch()
        assert (fetched or b"") == self.lines.data
        self._branch.append(rendered(lines), fetched, "Publish")
        self.lines = self.lines.extended(lines)

    def _write(self, log: bytes) -> None:
        """Commit another log at the remote, on top of the present one."""
        blob = self._remote.git("hash-object", "-w", "--stdin", stdin=log)
        tree = self._remote.git("mktree", stdin=f"100644 blob {blob}\tlog.txt\n".encode())
        commit = self._remote.git("commit-tree", tree, "-p", BRANCH, "-m", "Damage")
        self._remote.git("update-ref", BRANCH, commit)

    def breaches(self, damage: LogDamage) -> list[str]:
        """Damage the log at the remote, and put it back: each must stop a publication."""
        whole = self._remote.git("rev-parse", BRANCH)
        if damage is LogDamage.LOST:
            self._remote.git("update-ref", "-d", BRANCH)
        else:
            *kept, last = self.lines.lines
            changed = [] if damage is LogDamage.SHORTENED else [replace(last, more="changed")]
            self._write(rendered([*kept, *changed]))
        try:
            self._branch.fetch()
        except RepositoryError:
            return []
        else:
            return [f"log: a {damage} log stops no publication"]
        finally:
            self._remote.git("update-ref", BRANCH, whole)
