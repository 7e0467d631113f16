"""A site with a publication log: its lines hold for every later build, and no URL is lost."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sayasat.builder.open import open_publication
from sayasat.builder.publication import Publication
from sayasat.repository.log_branch import LogBranch
from sayasat.settings import LogSettings, Settings
from sayasat.versions.log_lines import new_lines, settings_line
from sayasat.versions.publication_log import LogLine, PublicationLog, parse_log, rendered
from tests.builder.test_url_retention import HISTORIES
from tests.support.published import SETTINGS
from tests.support.repo import PolicyRepo, policy_text
from tests.support.retention import Kept
from tests.versions.test_log_lines import facts


def begun(repo: PolicyRepo, today: date, settings: Settings = SETTINGS) -> Settings:
    """The settings of a site whose log begins today."""
    log = PublicationLog((settings_line(settings, today),))
    LogBranch(repo.path).append(log.data, None, "Begin")
    return replace(settings, log=LogSettings(settings.tag, log.first))


def opened(repo: PolicyRepo, settings: Settings, today: date) -> closing[Publication]:
    names = dict.fromkeys(settings.languages, "Site")
    return closing(open_publication(repo.path, settings, today, names))


def published(repo: PolicyRepo, settings: Settings, today: date) -> tuple[LogLine, ...]:
    """Publish the head: the lines that are new."""
    with opened(repo, settings, today) as publication:
        archive = publication.archive
    lines = new_lines(archive, settings, archive.log, today, archive.head)
    LogBranch(repo.path).append(rendered(lines), archive.log.data, "Publish")
    return lines


def told(repo: PolicyRepo, settings: Settings, today: date) -> list[object]:
    """What a build says of every edition."""
    with opened(repo, settings, today) as publication:
        policies = publication.archive.policies
    return [facts(each) for policy in policies for each in (policy.authentic, *policy.translations)]


def log_of(repo: PolicyRepo) -> PublicationLog:
    return PublicationLog(parse_log(LogBranch(repo.path).read() or b""))


def commit(repo: PolicyRepo, day: str, files: dict[str, str | None]) -> str:
    paths = {f"docs/{file.replace('/', '/policies/')}.md": text for file, text in files.items()}
    return repo.commit(date=f"{day}T12:00:00+06:00", files=paths)


def text(body: str, **front_matter: object) -> str:
    return policy_text(body, **{"title": "Privacy", **front_matter})


def events(lines: tuple[LogLine, ...]) -> list[str]:
    return [" ".join(filter(None, (line.event, line.policy, line.language, line.kind))) for line in lines]


@pytest.mark.parametrize("name", HISTORIES)
def test_publishing_changes_nothing_and_loses_nothing(tmp_path: Path, name: str) -> None:
    """After each commit: all is the same before and after its lines were added, and no URL is lost."""
    repo = PolicyRepo(tmp_path / "repository")
    kept: Kept | None = None
    for day, files in HISTORIES[name]:
        commit(repo, day, dict(files))
        today = date.fromisoformat(day)
        kept = kept or Kept(begun(repo, today))
        if kept.publish(repo, day):
            before = told(repo, kept.settings, today)
            assert published(repo, kept.settings, today)
            assert told(repo, kept.settings, today) == before
            assert published(repo, kept.settings, today) == ()
    assert kept is not None
    assert kept.publish(repo, "2027-01-01")
