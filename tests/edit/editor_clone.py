"""An editor's clone of a small repository, in which commands are run, published, and their versions read."""

from __future__ import annotations

import io
import sys
from contextlib import closing, redirect_stdout
from datetime import date, datetime
from pathlib import Path

import pytest
from msgspec import Struct

from sayasat.builder.open import open_publication
from sayasat.builder.publication import Publication
from sayasat.check.check_yml import CheckSettings
from sayasat.check.runner import run_checks
from sayasat.cli.parser import parser
from sayasat.edit.commands import run_edit_command
from sayasat.errors import EditError, Fault
from sayasat.versions.edition_timeline import Timeline
from tests.support.published import SETTINGS
from tests.support.repo import PolicyRepo

TODAY = "2026-11-24"
NAMES = dict.fromkeys(SETTINGS.languages, "Site")


class EditorClone(Struct, frozen=True):
    """A clone, and the day on which commands run in it."""

    repo: PolicyRepo
    today: str = TODAY

    def run(self, *arguments: str) -> str:
        """The output of a command."""
        options = parser().parse_args(arguments)
        output = io.StringIO()
        with self._opened() as publication, redirect_stdout(output):
            run_edit_command(publication, options)
        return output.getvalue()

    def refused(self, *arguments: str) -> list[str]:
        """The faults of a command that changes nothing, by code."""
        return [fault.code for fault in self.faults(*arguments)]

    def faults(self, *arguments: str) -> tuple[Fault, ...]:
        """The faults of a command that changes nothing."""
        before = self.files()
        with pytest.raises(EditError) as caught:
            self.run(*arguments)
        assert self.files() == before
        return caught.value.faults

    def publish(self, day: str = TODAY) -> None:
        """Commit all files on disk, at noon of a day."""
        self.repo.commit(date=f"{day}T12:00:00+06:00")

    def on(self, day: str) -> EditorClone:
        """The same clone on another day."""
        return EditorClone(self.repo, day)

    def files(self) -> dict[str, bytes]:
        """Every file below docs/."""
        root = self.repo.path
        return {str(file.relative_to(root)): file.read_bytes() for file in _files(root / "docs")}

    def file(self, language: str, slug: str = "privacy") -> str:
        """A policy's file as text."""
        return (self.repo.path / path(language, slug)).read_bytes().decode()

    def edit(self, language: str, old: str, new: str, slug: str = "privacy") -> None:
        """Change words in a file, as an editor does."""
        text = self.file(language, slug)
        assert old in text
        self.repo.write(path(language, slug), text.replace(old, new))

    def version_file(self, language: str, day: str, slug: str = "privacy") -> str:
        """The file of one version as text."""
        return (self.repo.path / version_path(language, day, slug)).read_bytes().decode()

    def edit_version(self, language: str, day: str, old: str, new: str) -> None:
        """Change words in the file of one version."""
        text = self.version_file(language, day)
        assert old in text
        self.repo.write(version_path(language, day), text.replace(old, new))

    def text_of(self, day: str, language: str = "ky", slug: str = "privacy") -> str:
        """The body of a version's text."""
        with self._opened() as publication:
            version = _timeline(publication, language, slug).version(date.fromisoformat(day))
            assert version is not None
            return publication.catalogue.document(version.text).body.lstrip("\n")

    def is_behind(self, language: str, day: str, slug: str = "privacy") -> bool:
        """Whether the translation of a version lacks a change of its original."""
        with self._opened() as publication:
            version = _timeline(publication, language, slug).version(date.fromisoformat(day))
            assert version is not None
            return version.behind

    def replaced_by(self, day: str, slug: str = "privacy") -> str:
        """The date of the version that took the place of a withdrawn one."""
        with self._opened() as publication:
            version = _timeline(publication, "ky", slug).version(date.fromisoformat(day))
            assert version is not None
            return str(version.replaced_by)

    def check(self) -> list[str]:
        """The rules that the check reports on, errors first, without what every translation has."""
        moment = datetime.fromisoformat(f"{self.today}T13:00:00+06:00")
        with self._opened() as publication:
            result = run_checks(publication, CheckSettings(), moment)
        found = sorted(result.findings, key=lambda each: each.severity.value)
        return [f"{each.severity.value} {each.rule}" for each in found]

    def _opened(self) -> closing[Publication]:
        return closing(open_publication(self.repo.path, SETTINGS, date.fromisoformat(self.today), NAMES))

    def versions(self, language: str = "ky", slug: str = "privacy") -> list[tuple[str, str, str]]:
        """The date, status and classes of revisions of each version; a newest revision has no fault."""
        with self._opened() as publication:
            publication.check()
            policy = publication.archive.policy(slug)
            assert policy is not None
            return [
                (
                    str(standing.version.date),
                    standing.status.value,
                    " ".join(placed.kind for placed in standing.version.revisions),
                )
                for standing in policy.standings(language, publication.catalogue.today)
            ]


def path(language: str, slug: str = "privacy") -> str:
    """The path of a policy's file."""
    return f"docs/{language}/policies/{slug}.md"


def version_path(language: str, day: str, slug: str = "privacy") -> str:
    """The path of the file of one version."""
    return f"docs/{language}/versions/{slug}/{day}.md"


def _timeline(publication: Publication, language: str, slug: str) -> Timeline:
    policy = publication.archive.policy(slug)
    timeline = policy.timeline(language) if policy else None
    assert timeline is not None
    return timeline


def text(body: str, *head: str) -> str:
    """The text of a policy's file."""
    return "\n".join(["---", *head, "---", "", body, ""])


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


IN_FORCE = "# P {#p}\n\nYor data."
NEXT = "# P {#p}\n\nYor data and cookies."


def announced(folder: Path, today: str = TODAY) -> EditorClone:
    """A policy with a text in force since 2025 and an upcoming one of 2026-12-01, in Kyrgyz and Russian.

    The English translation is of the first text.
    """
    repo = PolicyRepo(folder)
    for day, body, effective, languages in (
        ("2025-03-01", IN_FORCE, "2025-04-01", ("ky", "ru", "en")),
        ("2026-11-01", NEXT, "2026-12-01", ("ky", "ru")),
    ):
        for language in languages:
            translation = [] if language == "ky" else ["translation: unofficial"]
            head = [f"title: P {language}", f"effective: {effective}", *translation]
            repo.write(path(language), text(body, *head))
        repo.commit(date=f"{day}T12:00:00+06:00")
    return EditorClone(repo, today)


def announced_without_files(folder: Path) -> EditorClone:
    """Two upcoming versions, of 2026-12-01 and 2027-02-01, as earlier releases made them."""
    clone = announced(folder)
    head = ("title: P ky", "effective: 2027-02-01", "replaces: none")
    clone.repo.write(path("ky"), text("# P {#p}\n\nYor data and biscuits.", *head))
    clone.publish("2026-11-20")
    return clone


def in_force(folder: Path, today: str = TODAY, *head: str) -> EditorClone:
    """One text in force since 2025-04-01, in three languages."""
    repo = PolicyRepo(folder)
    for language in SETTINGS.languages:
        translation = [] if language == "ky" else ["translation: unofficial"]
        lines = ["title: P", "effective: 2025-04-01", *head, *translation]
        repo.write(path(language), text(IN_FORCE, *lines))
    repo.commit(date="2025-03-01T12:00:00+06:00")
    return EditorClone(repo, today)


def recorded(folder: Path, today: str = TODAY) -> EditorClone:
    """One text recorded on 2026-11-10 without a date, in three languages."""
    repo = PolicyRepo(folder)
    for language in SETTINGS.languages:
        repo.write(path(language), text(IN_FORCE, "title: P"))
    repo.commit(date="2026-11-10T12:00:00+06:00")
    return EditorClone(repo, today)


def answers(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Answer questions with these lines, as a person at a terminal would, and then end the input."""

    class _Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", _Terminal("".join(f"{line}\n" for line in lines)))
