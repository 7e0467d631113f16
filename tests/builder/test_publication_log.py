"""A site with a publication log: its lines hold for every later build, and no URL is lost."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from sayasat.builder.open import open_publication
from sayasat.builder.publication import Publication
from sayasat.repository.log_branch import LogBranch
from sayasat.settings import LogSettings, Settings
from sayasat.versions.log_events import LogEvent
from sayasat.versions.log_lines import new_lines, settings_line
from sayasat.versions.publication_log import LogLine, PublicationLog, parse_log, rendered
from tests.builder.test_url_retention import HISTORIES, path_of
from tests.support.published import SETTINGS
from tests.support.repo import PolicyRepo, policy_text
from tests.support.retention import Kept
from tests.support.soak import chosen
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


def answers(repo: PolicyRepo, settings: Settings, today: date) -> list[object]:
    """What a build says of every edition."""
    with opened(repo, settings, today) as publication:
        policies = publication.archive.policies
    return [facts(each) for policy in policies for each in (policy.authentic, *policy.translations)]


def log_of(repo: PolicyRepo) -> PublicationLog:
    return PublicationLog(parse_log(LogBranch(repo.path).read() or b""))


def commit(repo: PolicyRepo, day: str, files: dict[str, str | None]) -> str:
    paths = {path_of(file): text for file, text in files.items()}
    return repo.commit(date=f"{day}T12:00:00+06:00", files=paths)


def text(body: str, **front_matter: object) -> str:
    return policy_text(body, **{"title": "Privacy", **front_matter})


def events(lines: tuple[LogLine, ...]) -> list[str]:
    return [" ".join(filter(None, (line.event, line.policy, line.language, line.kind))) for line in lines]


@pytest.mark.parametrize("name", chosen(HISTORIES, *list(HISTORIES)[::3]))
def test_publishing_changes_nothing_and_loses_nothing(tmp_path: Path, name: str) -> None:
    """After each commit: all is the same before and after its lines were added, and no URL is lost."""
    repo = PolicyRepo(tmp_path / "repository")
    kept: Kept | None = None
    for day, files in HISTORIES[name]:
        commit(repo, day, dict(files))
        today = date.fromisoformat(day)
        kept = kept or Kept(begun(repo, today))
        if kept.publish(repo, day):
            before = answers(repo, kept.settings, today)
            assert published(repo, kept.settings, today)
            assert answers(repo, kept.settings, today) == before
            assert published(repo, kept.settings, today) == ()
    assert kept is not None
    assert kept.publish(repo, "2027-01-01")


def test_a_policy_from_its_first_publication_to_its_return(tmp_path: Path) -> None:
    """Each publication tells what is new, and nothing twice."""
    repo = PolicyRepo(tmp_path / "repository")
    first, second = text("Words", effective="2026-01-01"), text("Others", effective="2026-06-01")
    commit(repo, "2025-12-20", {"ky/p": first, "ru/p": first})
    settings = begun(repo, date(2026, 1, 2))

    def publish(day: str, files: dict[str, str | None]) -> list[str]:
        commit(repo, day, files)
        lines = published(repo, settings, date.fromisoformat(day))
        assert published(repo, settings, date.fromisoformat(day)) == ()
        return events(lines[1:])

    assert publish("2026-01-02", {}) == ["text p ky new,before", "text p ru new,before"]
    assert publish("2026-02-01", {}) == []
    assert publish("2026-03-01", {"ky/p": second}) == ["text p ky new"]
    corrected = text("Others indeed", effective="2026-06-01")
    assert publish("2026-03-02", {"ky/p": corrected}) == ["text p ky redraft"]
    assert publish("2026-03-03", {"ru/p": second}) == ["text p ru new"]
    postponed = text("Others indeed", effective="2026-07-01")
    assert publish("2026-04-01", {"ky/p": postponed}) == [
        "text p ky readopted",
        "withdrawn p ky",
        "dated p ru",
    ]
    again = text("Others again", effective="2026-07-01")
    assert publish("2026-04-02", {"ky/p": again}) == ["text p ky redraft", "behind p ru"]
    assert publish("2026-04-03", {"ky/q": again, "ky/p": None, "ru/q": second, "ru/p": None}) == [
        "renamed q ky",
        "text q ky technical",
        "renamed q ru",
        "text q ru technical",
        "behind q ru",
    ]
    ended = text("Others again", effective="2026-07-01", repealed="2026-12-31")
    assert publish("2026-08-01", {"ky/q": ended}) == ["text q ky repeal", "repealed q ky"]
    assert publish("2026-08-02", {"ky/q": again}) == ["text q ky repeal", "repeal-off q ky"]
    assert publish("2026-08-03", {"ru/q": None}) == ["removed q ru"]
    assert publish("2026-08-04", {"ru/q": second}) == ["returned q ru", "text q ru readopted", "behind q ru"]
    log = log_of(repo)
    assert [line.number for line in log.lines if line.event is LogEvent.PUBLISHED] == list(range(1, 13))
    assert log.lines[-1].day == date(2026, 8, 4)


def files_of(day: str, **front_matter: object) -> dict[str, str | None]:
    return {f"docs/ky/versions/p/{day}.md": text(f"Of {day}", effective=day, **front_matter)}


def test_files_of_versions_are_logged_and_read_back(tmp_path: Path) -> None:
    """An announced text beside a later one, its withdrawal and return, a correction, a text found later."""
    repo = PolicyRepo(tmp_path / "repository")
    commit(repo, "2025-12-20", {"ky/p": text("Words", effective="2026-01-01")})
    settings = begun(repo, date(2026, 1, 2))

    def publish(day: str, files: Mapping[str, str | None]) -> list[str]:
        repo.commit(date=f"{day}T12:00:00+06:00", files=files)
        today = date.fromisoformat(day)
        before = answers(repo, settings, today)
        lines = published(repo, settings, today)
        assert answers(repo, settings, today) == before
        assert published(repo, settings, today) == ()
        assert all(line.commit == repo.head for line in lines if line.event is not LogEvent.SETTINGS)
        return [f"{line.event} {line.date} {line.kind} {line.more}".strip() for line in lines[1:]]

    published(repo, settings, date(2026, 1, 2))
    later: dict[str, str | None] = {"docs/ky/policies/p.md": text("Later", effective="2026-09-01")}
    assert publish("2026-02-01", later) == ["text 2026-09-01 new"]
    announced = files_of("2026-06-01")
    assert publish("2026-02-02", announced) == ["text 2026-06-01 new"]
    gone: dict[str, str | None] = dict.fromkeys(announced)
    assert publish("2026-02-03", gone) == ["withdrawn 2026-06-01"]
    assert publish("2026-02-04", announced) == ["text 2026-06-01 new", "returned 2026-06-01"]
    assert publish("2026-02-05", gone) == ["withdrawn 2026-06-01"]
    corrected = files_of("2026-01-01", editorial="A slip")
    assert publish("2026-02-06", corrected) == ["text 2026-01-01 editorial"]
    found = files_of("2020-01-01", source="Gazette 5", until="2021-01-01")
    assert publish("2026-02-07", found) == [
        "text 2020-01-01 documented,past Gazette 5",
        "until 2020-01-01  2021-01-01",
    ]
    longer = files_of("2020-01-01", source="Gazette 5", until="2022-01-01")
    assert publish("2026-02-08", longer) == ["text 2020-01-01 technical", "until 2020-01-01  2022-01-01"]
    to_the_end = files_of("2020-01-01", source="Gazette 5")
    assert publish("2026-02-09", to_the_end) == ["text 2020-01-01 technical", "until 2020-01-01"]
    assert publish("2026-10-01", {"docs/ky/policies/p.md": None}) == ["removed 2026-10-01"]
    assert publish("2026-11-01", later) == ["returned None  2026-11-01", "text 2026-09-01 readopted"]


def test_a_deletion_and_return_between_two_publications_is_no_withdrawal(repo: PolicyRepo) -> None:
    settings = started(repo)
    repo.commit(
        date="2026-02-01T12:00:00+06:00",
        files={"docs/ky/policies/p.md": text("Later", effective="2026-09-01"), **files_of("2026-06-01")},
    )
    published(repo, settings, date(2026, 2, 1))
    repo.commit(date="2026-02-02T12:00:00+06:00", files=dict.fromkeys(files_of("2026-06-01")))
    repo.commit(date="2026-02-03T12:00:00+06:00", files=files_of("2026-06-01", summary="Back"))
    before = answers(repo, settings, date(2026, 2, 3))
    assert events(published(repo, settings, date(2026, 2, 3))[1:]) == ["text p ky new"]
    assert answers(repo, settings, date(2026, 2, 3)) == before


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    """A policy in force, in two languages."""
    repo = PolicyRepo(tmp_path / "repository")
    first = text("Words", effective="2026-01-01")
    commit(repo, "2025-12-20", {"ky/p": first, "ru/p": first})
    return repo


def started(repo: PolicyRepo, day: str = "2026-01-02") -> Settings:
    """The settings after the first publication."""
    today = date.fromisoformat(day)
    settings = begun(repo, today)
    published(repo, settings, today)
    return settings


def dates(repo: PolicyRepo, settings: Settings, today: str) -> dict[str, list[str]]:
    """The versions of each edition that have a page."""
    with opened(repo, settings, date.fromisoformat(today)) as publication:
        return {
            timeline.lineage.language: [str(version.date) for version in timeline.versions]
            for policy in publication.archive.policies
            for timeline in (policy.authentic, *policy.translations)
        }


def test_what_came_and_went_between_two_publications_has_no_page_and_no_line(repo: PolicyRepo) -> None:
    settings = started(repo)
    next_one = text("Others", effective="2026-06-01")
    commit(repo, "2026-02-01", {"ky/p": next_one, "ru/p": next_one})
    postponed = text("Others", effective="2026-07-01")
    commit(repo, "2026-02-02", {"ky/p": postponed, "ru/p": postponed})
    seen = {"ky": ["2026-01-01", "2026-07-01"], "ru": ["2026-01-01", "2026-07-01"]}
    assert dates(repo, settings, "2026-02-03") == seen
    lines = published(repo, settings, date(2026, 2, 3))
    assert events(lines[1:]) == ["text p ky readopted", "text p ru readopted"]
    assert dates(repo, settings, "2026-02-03") == seen
    commit(repo, "2026-02-04", {"ky/p": text("Others at last", effective="2026-07-01")})
    assert events(published(repo, settings, date(2026, 2, 5))[1:]) == ["text p ky redraft", "behind p ru"]


def test_a_withdrawal_by_a_version_that_was_never_published_is_told(repo: PolicyRepo) -> None:
    settings = started(repo)
    commit(repo, "2026-02-01", {"ky/p": text("Others", effective="2026-06-01")})
    published(repo, settings, date(2026, 2, 1))
    commit(repo, "2026-02-02", {"ky/p": text("Others", effective="2026-07-01")})
    commit(repo, "2026-02-03", {"ky/p": text("Others", effective="2026-08-01")})
    lines = published(repo, settings, date(2026, 2, 3))
    assert [(line.event, str(line.date), line.more) for line in lines[1:]] == [
        (LogEvent.TEXT, "2026-08-01", ""),
        (LogEvent.WITHDRAWN, "2026-06-01", "2026-08-01"),
    ]
    commit(repo, "2026-02-04", {"ky/p": text("Others at last", effective="2026-08-01")})
    assert dates(repo, settings, "2026-02-04")["ky"] == ["2026-01-01", "2026-06-01", "2026-08-01"]
    with opened(repo, settings, date(2026, 2, 4)) as publication:
        (policy,) = publication.archive.policies
    version = policy.authentic.version(date(2026, 6, 1))
    assert version is not None
    assert (version.withdrawn_on, version.replaced_by) == (date(2026, 2, 3), date(2026, 8, 1))


def test_recorded_versions_that_were_overtaken_unpublished_have_no_page(
    tmp_path: Path,
) -> None:
    repo = PolicyRepo(tmp_path / "repository")
    commit(repo, "2026-01-01", {"ky/p": text("Words")})
    settings = started(repo)
    for day in ("2026-02-01", "2026-02-02", "2026-02-03"):
        commit(repo, day, {"ky/p": text(f"Words of {day}")})
    lines = published(repo, settings, date(2026, 2, 4))
    assert [(line.event, str(line.date), line.kind) for line in lines[1:]] == [
        (LogEvent.TEXT, "2026-02-03", "new,late")
    ]
    assert dates(repo, settings, "2026-02-04")["ky"] == ["2026-01-01", "2026-02-03"]


def test_marks_say_what_a_line_changes_of_the_past(repo: PolicyRepo) -> None:
    settings = started(repo)
    commit(repo, "2026-02-01", {"ky/p": text("Others", effective="2026-03-01")})
    (_, line) = published(repo, settings, date(2026, 4, 1))
    assert (line.kind, line.more) == ("new,late", "")
    commit(repo, "2026-05-01", {"ky/p": text("More", effective="2026-04-15", authority="Order 7")})
    (_, line) = published(repo, settings, date(2026, 5, 1))
    assert (line.kind, line.more) == ("new,past", "Order 7")


def test_what_the_log_tells_goes_before_the_rules(repo: PolicyRepo) -> None:
    """Another class, another number, and words in force that nobody explained: all as it was published."""
    commit(repo, "2026-01-01", {"ky/p": text("Changed", effective="2026-01-01", editorial="Why")})
    settings = started(repo)
    log = log_of(repo)
    (line,) = [each for each in log.lines if each.kind.startswith("editorial")]
    other = replace(line, kind="unexplained,past", number=7)
    data = log.data.replace(line.rendered.encode(), other.rendered.encode())
    repo.git("update-ref", "-d", "refs/heads/publications")
    LogBranch(repo.path).append(data, None, "Rewritten")
    with opened(repo, settings, date(2026, 1, 3)) as publication:
        (policy,) = publication.archive.policies
        assert publication.archive.faults == ()
    newest = policy.authentic.newest
    assert (newest.change, newest.number, newest.past, newest.logged) == (
        "unexplained",
        7,
        True,
        date(2026, 1, 2),
    )
    commit(repo, "2026-02-01", {"ky/p": text("Again", effective="2026-01-01", editorial="A slip")})
    (_, line, *_) = published(repo, settings, date(2026, 2, 1))
    assert (line.kind, line.number) == ("editorial", 8)


def test_clocks_are_bounded_by_the_publications(repo: PolicyRepo) -> None:
    """A commit with a clock of 2036 or of 2001 counts as of the day of its publication."""
    settings = started(repo)
    repo.commit(
        date="2036-05-01T12:00:00+06:00",
        files={"docs/ky/policies/p.md": text("Words", effective="2026-01-01", summary="A")},
    )
    published(repo, settings, date(2026, 3, 1))
    repo.commit(
        date="2037-05-01T12:00:00+06:00",
        files={"docs/ky/policies/p.md": text("Words", effective="2026-01-01", summary="B")},
    )
    published(repo, settings, date(2026, 4, 1))
    repo.commit(
        date="2001-05-01T12:00:00+06:00",
        files={"docs/ky/policies/p.md": text("Others", effective="2026-09-01")},
    )
    with opened(repo, settings, date(2026, 5, 1)) as publication:
        (policy,) = publication.archive.policies
    days = [str(placed.committed_on) for placed in policy.authentic.recorded]
    assert days == ["2025-12-20", "2026-03-01", "2026-04-01", "2026-05-01"]


def test_a_rewritten_history_keeps_its_facts_through_moved_lines(repo: PolicyRepo) -> None:
    settings = started(repo)
    old = repo.head
    before = answers(repo, settings, date(2026, 1, 2))
    repo.git("commit", "--amend", "--quiet", "--message=Reworded", date="2025-12-20T12:00:00+06:00")
    log = log_of(repo)
    moved = LogLine(date(2026, 1, 3), LogEvent.MOVED, commit=repo.head, more=old)
    LogBranch(repo.path).append(rendered([moved]), log.data, "Moved")
    after = answers(repo, settings, date(2026, 1, 3))
    assert len(after) == len(before)
    with opened(repo, settings, date(2026, 1, 3)) as publication:
        (policy,) = publication.archive.policies
        assert policy.authentic.newest.logged == date(2026, 1, 2)
    assert published(repo, settings, date(2026, 1, 3)) == ()


def test_changed_settings_are_told(repo: PolicyRepo) -> None:
    settings = started(repo)
    moved = replace(settings, site_url="https://other.example/")
    (_, line) = published(repo, moved, date(2026, 1, 3))
    assert (line.event, "site_url=https://other.example/" in line.more) == (LogEvent.SETTINGS, True)
    assert published(repo, moved, date(2026, 1, 4)) == ()


def test_the_log_grows_with_what_changes_only(repo: PolicyRepo) -> None:
    settings = started(repo)
    size = len(log_of(repo).lines)
    for month in range(2, 12):
        commit(repo, f"2026-{month:02}-01", {"ky/p": text(f"{month}", effective=f"2026-{month:02}-02")})
        published(repo, settings, date(2026, month, 1))
    log = log_of(repo)
    assert len(log.lines) == size + 2 * 10
    assert len(log.data) < 250 * len(log.lines)


@pytest.mark.parametrize(
    "other",
    [{"tag": "fork.example,2026"}, {"log": LogSettings(SETTINGS.tag, "0" * 64)}],
    ids=["tag", "first"],
)
def test_a_log_that_the_settings_do_not_name_is_not_read(repo: PolicyRepo, other: dict[str, object]) -> None:
    settings = replace(started(repo), **other)
    with opened(repo, settings, date(2026, 1, 3)) as publication:
        assert publication.archive.log == PublicationLog()


def test_a_clone_without_the_branch_builds(repo: PolicyRepo) -> None:
    settings = started(repo)
    repo.git("update-ref", "-d", "refs/heads/publications")
    assert dates(repo, settings, "2026-01-03") == {"ky": ["2026-01-01"], "ru": ["2026-01-01"]}
