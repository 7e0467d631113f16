"""What the edit commands prepare is published into a log, and read back from it as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec import Struct, field

from sayasat.publish.gates import past_answers
from sayasat.repository.reader import Repository
from sayasat.versions.archive import Archive, read_archive
from sayasat.versions.log_events import LogEvent
from sayasat.versions.log_lines import new_lines
from sayasat.versions.publication_log import PublicationLog
from tests.edit.editor_clone import EditorClone, announced
from tests.support.published import SETTINGS


class Publisher(Struct):
    """Publishes the clone after each command, and keeps the log."""

    clone: EditorClone
    log: PublicationLog = field(default_factory=PublicationLog)

    def publish(self, day: str) -> list[tuple[str, str, str]]:
        """The events of versions that a publication adds to the log: the event, the date, and what else."""
        self.clone.publish(day)
        today = date.fromisoformat(day)
        with Repository.open(self.clone.repo.path) as repository:
            archive = read_archive(repository, SETTINGS, log=self.log)
            lines = new_lines(archive, SETTINGS, self.log, today, repository.head)
            assert not [each for each in self.clone.on(day).check() if each.startswith("error")]
            assert not list(past_answers(self.log, lines, archive, "ky", today))
            self.log = self.log.extended(lines)
            again = read_archive(repository, SETTINGS, log=self.log)
            assert list(_versions(again)) == list(_versions(archive))
            assert new_lines(again, SETTINGS, self.log, today, repository.head) == ()
        events = {LogEvent.WITHDRAWN, LogEvent.RETURNED}
        return [
            (each.event.value, str(each.date), each.more)
            for each in lines
            if each.event in events and each.language == "ky"
        ]


def _versions(archive: Archive) -> Iterator[object]:
    for policy in archive.policies:
        for timeline in (policy.authentic, *policy.translations):
            for version in timeline.versions:
                kinds = [each.kind for each in version.revisions]
                yield version.date, version.withdrawn_on, version.replaced_by, version.behind, kinds


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """A version of 2026-12-01 has a file, and ``policies/`` the text of one of 2027-02-01; all published."""
    clone = announced(tmp_path)
    found = Publisher(clone)
    found.publish("2026-11-20")
    clone.run("new-version", "privacy", "--effective", "2027-02-01", "--beside")
    for language in ("ky", "ru"):
        clone.edit(language, "cookies", "biscuits")
    assert found.publish("2026-11-21") == []
    return found


def test_a_version_moved_by_its_file_is_logged_as_replaced(publisher: Publisher) -> None:
    publisher.clone.run("postpone", "privacy", "2026-12-01", "2026-12-10")
    assert publisher.publish("2026-11-24") == [("withdrawn", "2026-12-01", "2026-12-10")]
    publisher.clone.run("postpone", "privacy", "2026-12-10", "2027-03-01")
    assert publisher.publish("2026-11-25") == [("withdrawn", "2026-12-10", "2027-03-01")]


def test_versions_withdrawn_by_a_repeal_and_announced_again_are_logged(publisher: Publisher) -> None:
    publisher.clone.run("repeal", "privacy", "--on", "2026-11-30")
    both = ["2026-12-01", "2027-02-01"]
    assert publisher.publish("2026-11-24") == [("withdrawn", day, "") for day in both]
    publisher.clone.run("repeal", "privacy", "--cancel")
    assert sorted(publisher.publish("2026-11-25")) == [("returned", day, "") for day in both]
    assert [status for _, status, _ in publisher.clone.versions()] == ["in-force", "upcoming", "upcoming"]
    assert publisher.publish("2026-12-02") == []


def test_a_withdrawal_a_correction_and_a_text_found_later_change_no_answer(
    publisher: Publisher, tmp_path: Path
) -> None:
    clone = publisher.clone
    clone.run("withdraw", "privacy", "2027-02-01")
    assert publisher.publish("2026-11-24") == [("withdrawn", "2027-02-01", "")]
    clone.run("correct", "privacy", "--concerns", "translations", "--reason", "a letter")
    for language in ("ky", "ru"):
        clone.edit_version(language, "2025-04-01", "Yor", "Your")
    assert publisher.publish("2026-11-25") == []
    old = tmp_path / "old.txt"
    old.write_text("# Old {#p}\n\nAll data.\n", encoding="utf-8")
    clone.run("add-past-version", "privacy", "2020-01-01", str(old), "--source", "Archive")
    old.unlink()
    assert publisher.publish("2026-11-26") == []
    assert [version[:2] for version in clone.versions()][:2] == [
        ("2020-01-01", "superseded"),
        ("2025-04-01", "in-force"),
    ]


def test_a_version_replaced_together_with_its_file_is_logged_as_replaced(publisher: Publisher) -> None:
    publisher.clone.run("new-version", "privacy", "--effective", "2027-05-01", "--replaces", "2026-12-01")
    publisher.clone.edit("ky", "biscuits", "logs")
    assert publisher.publish("2026-11-24") == [("withdrawn", "2026-12-01", "2027-05-01")]
