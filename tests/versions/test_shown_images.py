"""An image that is replaced under its path is a change of the texts that show it. Real Git."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from sayasat.repository.reader import Repository
from sayasat.settings import Adoption, Settings
from sayasat.versions.archive import Archive, read_archive
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.log_lines import new_lines
from sayasat.versions.model import ChangeClass
from sayasat.versions.publication_log import PublicationLog
from tests.support.published import SETTINGS
from tests.support.repo import PolicyRepo, policy_text

STAMP = "docs/assets/stamp.png"
SHOWN = "Fees.\n\n![Stamp](../../assets/stamp.png)\n"


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    """A policy in force that shows an image."""
    repo = PolicyRepo(tmp_path / "repo")
    repo.write(STAMP, b"first")
    repo.policy("ky", "fees", SHOWN, effective="2024-01-01")
    return repo


def archive_of(repo: PolicyRepo, settings: Settings = SETTINGS, log: PublicationLog | None = None) -> Archive:
    with Repository.open(repo.path) as repository:
        return read_archive(repository, settings, log=log)


def published(repo: PolicyRepo, log: PublicationLog, on: date) -> PublicationLog:
    """The log after a publication."""
    archive = archive_of(repo, log=log)
    return log.extended(new_lines(archive, SETTINGS, log, on, archive.head))


def timeline_of(repo: PolicyRepo) -> Timeline:
    (policy,) = archive_of(repo).policies
    return policy.authentic


def day(number: int) -> str:
    return f"2024-02-{number:02}T12:00:00+06:00"


def test_replacing_an_image_alone_of_a_text_in_force_is_refused(repo: PolicyRepo) -> None:
    first = repo.head
    replaced = repo.commit("Another stamp", date=day(1), files={STAMP: b"second"})
    timeline = timeline_of(repo)
    assert [fault.code for fault in timeline.faults] == ["words-unexplained"]
    (version,) = timeline.versions
    assert version.text.revision.commit == first, "what was set aside is not shown"
    assert timeline.newest.revision.commit == replaced
    assert timeline.newest.change is ChangeClass.UNEXPLAINED


def test_a_new_image_with_a_reason_is_a_correction(repo: PolicyRepo) -> None:
    repo.write(STAMP, b"second")
    repo.policy("ky", "fees", SHOWN, effective="2024-01-01", editorial="The stamp was cut off", date=day(1))
    timeline = timeline_of(repo)
    assert [each.change for each in timeline.recorded] == [ChangeClass.NEW, ChangeClass.EDITORIAL]


def test_a_reason_in_the_commit_after_the_image_explains_it(repo: PolicyRepo) -> None:
    repo.commit("Another stamp", date=day(1), files={STAMP: b"second"})
    repo.policy("ky", "fees", SHOWN, effective="2024-01-01", editorial="The stamp was cut off", date=day(2))
    timeline = timeline_of(repo)
    assert not timeline.faults
    assert timeline.newest.change is ChangeClass.EDITORIAL


def test_a_new_date_with_another_image_alone_is_a_new_version(repo: PolicyRepo) -> None:
    repo.write(STAMP, b"second")
    repo.policy("ky", "fees", SHOWN, effective="2024-03-01", date=day(1))
    assert timeline_of(repo).newest.change is ChangeClass.NEW


def test_the_same_image_under_another_name_changes_nothing(repo: PolicyRepo) -> None:
    repo.write(STAMP, None)
    repo.write("docs/assets/seal.png", b"first")
    repo.policy("ky", "fees", SHOWN.replace("stamp.png", "seal.png"), effective="2024-01-01", date=day(1))
    assert timeline_of(repo).newest.change is ChangeClass.TECHNICAL


def test_an_image_that_is_put_back_is_the_former_text(repo: PolicyRepo) -> None:
    repo.commit("Another stamp", date=day(1), files={STAMP: b"second"})
    repo.commit("The former stamp", date=day(2), files={STAMP: b"first"})
    timeline = timeline_of(repo)
    assert not timeline.faults
    assert timeline.newest.change is ChangeClass.TECHNICAL


def test_an_image_that_is_deleted_or_comes_later_is_a_change(repo: PolicyRepo) -> None:
    repo.commit("No stamp", date=day(1), files={STAMP: None})
    assert [fault.code for fault in timeline_of(repo).faults] == ["words-unexplained"]
    repo.commit("A stamp", date=day(2), files={STAMP: b"first"})
    assert not timeline_of(repo).faults


def test_images_that_no_text_shows_are_no_revisions(repo: PolicyRepo) -> None:
    repo.commit("A logo", date=day(1), files={"docs/assets/logo.png": b"logo"})
    repo.policy("ky", "fees", "Fees.\n", effective="2024-03-01", date=day(2))
    repo.commit("Another stamp", date=day(3), files={STAMP: b"second"})
    assert len(timeline_of(repo).recorded) == 2


def test_a_pointer_of_git_lfs_stands_for_its_image(repo: PolicyRepo) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 9\n"
    repo.write(STAMP, pointer.format("a" * 64))
    repo.policy("ky", "fees", SHOWN, effective="2024-02-01", date=day(1))
    repo.commit("Another stamp", date=day(2), files={STAMP: pointer.format("b" * 64)})
    assert timeline_of(repo).newest.change is ChangeClass.UNEXPLAINED


def test_before_its_day_an_image_is_redrafted_and_its_translation_follows(repo: PolicyRepo) -> None:
    repo.policy("ky", "fees", SHOWN, effective="2030-01-01", date=day(1))
    repo.policy("ru", "fees", SHOWN, effective="2030-01-01", date=day(2))
    repo.commit("Another stamp", date=day(3), files={STAMP: b"second"})
    (policy,) = archive_of(repo).policies
    assert policy.authentic.newest.change is ChangeClass.REDRAFT
    (translation,) = policy.translations
    assert not translation.versions[-1].behind, "the original and its translation changed together"


def test_the_file_of_a_version_shows_the_image_too(repo: PolicyRepo) -> None:
    own = "docs/ky/versions/fees/2024-01-01.md"
    repo.write(own, policy_text(SHOWN, title="Fees", effective="2024-01-01"))
    repo.policy("ky", "fees", "No image.\n", effective="2030-01-01", date=day(1))
    repo.commit("Another stamp", date=day(2), files={STAMP: b"second"})
    timeline = timeline_of(repo)
    assert [(fault.code, fault.where) for fault in timeline.faults] == [("words-unexplained", own)]


def test_an_adopted_repository_has_a_revision_for_its_image(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "repo")
    repo.commit(
        date="2024-01-01T12:00:00+06:00",
        files={"legal/terms.md": "# Terms\n\n![Stamp](/img/stamp.png)\n", "img/stamp.png": b"first"},
    )
    repo.commit("Code", date=day(1), files={"main.c": "int main;\n"})
    replaced = repo.commit("Another stamp", date=day(2), files={"img/stamp.png": b"second"})
    settings = replace(SETTINGS, adoption=Adoption(repo.path, "", ("legal/*.md",)))
    (policy,) = archive_of(repo, settings).policies
    newest = policy.authentic.newest
    assert newest.revision.commit == replaced
    assert newest.version_date == date(2024, 2, 2)
    assert [each.change for each in policy.authentic.recorded] == [ChangeClass.NEW, ChangeClass.NEW]


def test_what_was_published_of_an_image_stays_and_needs_a_revision_of_its_own(repo: PolicyRepo) -> None:
    log = published(repo, PublicationLog(), date(2024, 1, 1))
    repo.write(STAMP, b"second")
    repo.policy("ky", "fees", SHOWN, effective="2024-01-01", editorial="The stamp was cut off", date=day(1))
    log = published(repo, log, date(2024, 2, 1))
    (policy,) = archive_of(repo, log=log).policies
    assert [(each.change, each.number) for each in policy.authentic.recorded] == [
        (ChangeClass.NEW, 1),
        (ChangeClass.EDITORIAL, 2),
    ]


def test_an_image_replaced_before_this_was_a_change_changes_nothing(repo: PolicyRepo) -> None:
    """A log of a former program has no line of the commit: what the site showed stays (rule 11)."""
    repo.commit("Another stamp", date=day(1), files={STAMP: b"second"})
    repo.policy("ky", "fees", SHOWN, effective="2024-03-01", date=day(2))
    log = published(repo, PublicationLog(), date(2024, 2, 2))
    replaced = repo.git("rev-parse", "HEAD~1")
    former = PublicationLog(tuple(line for line in log.lines if line.commit != replaced))
    (policy,) = archive_of(repo, log=former).policies
    acting = [each.change for each in policy.authentic.recorded if each.acts]
    assert acting == [ChangeClass.NEW, ChangeClass.NEW]
    assert not policy.authentic.faults
