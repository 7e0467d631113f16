"""A part of an archive: its newer history (`since`), or some of its policies (`only`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from sayasat.errors import HistoryError, RepositoryError
from sayasat.repository.commands import GitCommands
from sayasat.version_days import NumberedDay
from sayasat.versions.archive import Archive
from sayasat.versions.model import Basis, Version
from tests.adopt.test_adopt import run
from tests.support.adopted import adopted
from tests.support.built_site import read_page
from tests.support.foreign import on
from tests.support.repo import PolicyRepo

LANGUAGES = ("en", "ru")
PATTERN = "{lang}/{slug}.md"


def text(title: str, days: int, dated: str = "") -> str:
    return f"# {title}\n\n{dated}\n\nWe keep data for {days} days.\n"


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    """Terms that were moved and changed, privacy with the date that it states, cookies that came late."""
    repo = PolicyRepo(tmp_path / "repo")
    first = {
        "old/terms.md": text("Terms", 1),
        "en/privacy.md": text("Privacy", 1, "Effective date: 2018-05-25"),
        "ru/privacy.md": text("Данные", 1, "Effective date: 2018-05-25"),
    }
    repo.commit("First", date=on("2019-01-10"), files=first)
    repo.rename("old/terms.md", "en/terms.md", date=on("2019-02-10"))
    repo.commit("Terms", date=on("2019-03-10"), files={"en/terms.md": text("Terms", 2)})
    repo.commit("Other", date=on("2019-04-10"), files={"notes.txt": "Source-Date: 2001-01-01\n"})
    repo.commit("Terms", date=on("2020-03-10"), files={"en/terms.md": text("Terms", 3)})
    late = {"en/cookies.md": text("Cookies", 1, "Effective date: 2019-05-01")}
    repo.commit("Cookies", date=on("2020-04-10"), files=late)
    silent = {"en/privacy.md": text("Privacy", 2, "Effective date: 2018-05-25")}
    repo.commit("Silent", date=on("2020-05-10"), files=silent)
    return repo


def read(repo: PolicyRepo, since: str = "", only: Sequence[str] = ()) -> Archive:
    return adopted(repo, PATTERN, languages=LANGUAGES, since=since, only=only)


def versions(archive: Archive, slug: str) -> tuple[Version, ...]:
    policy = archive.policy(slug)
    assert policy is not None
    return policy.authentic.versions


def facts(archive: Archive, slug: str) -> list[tuple[object, ...]]:
    return [
        (each.date, each.basis, each.text.revision.commit, each.text.revision.blob, each.text.change)
        for each in versions(archive, slug)
    ]


def days(archive: Archive, slug: str) -> list[str]:
    return [str(each.date) for each in versions(archive, slug)]


def words(folder: Path) -> str:
    return " ".join(read_page(folder / "index.html").one("article").text.split())


@pytest.mark.parametrize("by_commit", [True, False])
def test_an_archive_begins_with_the_texts_as_they_were_then(repo: PolicyRepo, by_commit: bool) -> None:
    """A day stands for the last commit before it."""
    commit = repo.git("rev-parse", "HEAD~3").strip()
    archive = read(repo, since=commit[:10] if by_commit else "2019-12-31")
    assert days(archive, "terms") == ["2019-04-10", "2020-03-10"]
    first = versions(archive, "terms")[0]
    assert first.basis is Basis.RECORDED
    assert first.text.revision.commit == commit
    assert first.text.revision.blob == repo.git("rev-parse", f"{commit}:en/terms.md").strip()
    assert archive.left_out.before is not None
    assert (archive.left_out.before.commit, archive.left_out.before.day) == (commit, date(2019, 4, 10))
    assert archive.policy("old") is None


def test_later_versions_are_those_of_the_whole_archive(repo: PolicyRepo) -> None:
    whole, part = read(repo), read(repo, since="2020-01-01")
    assert days(whole, "terms")[-1:] == days(part, "terms")[1:]
    assert facts(whole, "cookies") == facts(part, "cookies")
    assert facts(whole, "terms")[-1:] == facts(part, "terms")[1:]


def test_a_date_before_the_beginning_dates_no_version_of_a_text_that_was_there(repo: PolicyRepo) -> None:
    """What held then is not known. The date is kept beside, and one of a text that came later counts."""
    archive = read(repo, since="2020-01-01")
    assert days(read(repo), "privacy")[0] == "2018-05-25"
    assert days(archive, "privacy") == ["2019-04-10", "2020-05-10"]
    stated = [each.text.source.stated for each in versions(archive, "privacy")]
    assert [each and each.day for each in stated] == [date(2018, 5, 25)] * 2
    assert days(archive, "cookies") == ["2019-05-01"]


@pytest.mark.parametrize("since", ["2018-01-01", "2019-01-10", "HEAD~6"])
def test_an_archive_that_begins_with_the_first_commit_is_the_whole_one(repo: PolicyRepo, since: str) -> None:
    assert read(repo, since=since) == read(repo)


def test_an_archive_that_begins_with_the_newest_commit_has_the_newest_texts(repo: PolicyRepo) -> None:
    archive = read(repo, since="HEAD")
    assert {slug: days(archive, slug) for slug in ("cookies", "privacy", "terms")} == {
        "cookies": ["2020-05-10"],
        "privacy": ["2020-05-10"],
        "terms": ["2020-05-10"],
    }


def test_a_policy_that_ended_before_is_not_there(repo: PolicyRepo) -> None:
    repo.remove("en/terms.md", date=on("2020-06-10"))
    repo.commit("Other", date=on("2020-07-10"), files={"notes.txt": "more"})
    assert read(repo).policy("terms") is not None
    assert read(repo, since="HEAD").policy("terms") is None


def test_git_is_not_asked_for_the_history_before(repo: PolicyRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, ask = list[tuple[str, ...]](), GitCommands.ask

    def watched(
        self: GitCommands, command: str, *arguments: str, given: bytes = b""
    ) -> tuple[int, bytes, bytes]:
        asked.append((command, *arguments))
        return ask(self, command, *arguments, given=given)

    monkeypatch.setattr(GitCommands, "ask", watched)
    commit = repo.git("rev-parse", "HEAD~3").strip()
    read(repo, since=commit)
    logs = [each for each in asked if each[0] == "log" and "-1" not in each]
    assert logs
    assert all(f"^{commit}" in each for each in logs)


@pytest.mark.parametrize(
    ("since", "code"), [("nowhere", "unknown-revision"), ("2020-13-01", "unknown-revision")]
)
def test_a_beginning_that_is_not_there_is_refused(repo: PolicyRepo, since: str, code: str) -> None:
    with pytest.raises(RepositoryError) as caught:
        read(repo, since=since)
    assert [each.code for each in caught.value.faults] == [code]


def test_a_beginning_beside_the_main_line_is_refused(repo: PolicyRepo) -> None:
    repo.branch("side")
    repo.commit("Side", date=on("2020-06-01"), files={"en/side.md": text("Side", 1)})
    repo.checkout("main")
    repo.merge("side", date=on("2020-06-02"), message="Merge")
    with pytest.raises(RepositoryError) as caught:
        read(repo, since="side")
    assert [each.code for each in caught.value.faults] == ["since-elsewhere"]


def test_some_policies_have_all_their_languages_names_and_slugs(repo: PolicyRepo) -> None:
    whole, part = read(repo), read(repo, only=["en/pri*.md"])
    assert part.policies == (whole.policy("privacy"),)
    assert part.left_out.policies == len(whole.policies) - 1 == 2
    assert part.policies[0].timeline("ru") is not None


def test_a_policy_is_chosen_by_a_path_that_it_once_had(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "repo")
    repo.commit("Terms", date=on("2019-01-10"), files={"a/terms.md": text("Terms", 1)})
    repo.commit("Others", date=on("2019-01-11"), files={"a/other.md": text("Other", 1)})
    repo.rename("a/terms.md", "b/terms.md", date=on("2019-02-10"))
    archive = adopted(repo, "a/*.md", "b/*.md", only=["a/terms.md"])
    assert [policy.authentic.lineage.path for policy in archive.policies] == ["b/terms.md"]


def test_a_pattern_of_no_policy_is_refused_with_the_likeliest(repo: PolicyRepo) -> None:
    with pytest.raises(HistoryError) as caught:
        read(repo, only=["en/privcy.md", "en/terms.md"])
    assert [(each.code, each.where, dict(each.facts)["known"]) for each in caught.value.faults] == [
        ("adopt-unmatched", "en/privcy.md", "en/privacy.md")
    ]


def test_the_archive_says_what_it_leaves_out(repo: PolicyRepo, tmp_path: Path) -> None:
    """On the home page, in the history of a policy that was there before, and at the end of the command."""
    archive = f"repository: {repo.path.name}\npolicies: ['{PATTERN}']\nlanguages: [ru, en]\n"
    (tmp_path / "archive.yml").write_text(f"{archive}since: 2020-01-01\nonly: ['en/privacy.md']\n", "utf-8")
    done = run(tmp_path, "adopt", "--archive", "archive.yml", "--out", "site")
    assert done.code == 0, done.err
    commit = repo.git("rev-parse", "HEAD~3").strip()[:12]
    said = f"The archive begins with the texts as they were at commit {commit} of 10 April 2019."
    assert said in done.out
    assert "2 other policies of the repository were left out of the archive." in done.out
    home, history = words(tmp_path / "site/en"), words(tmp_path / "site/en/policies/privacy/history")
    assert said in home
    assert "2 other policies of the repository were left out" in home
    assert "Архив начинается с текстов" in words(tmp_path / "site")
    assert said in history
    listed = run(tmp_path, "versions", "privacy")
    assert [line.split("\t")[2] for line in listed.out.splitlines()] == ["2019-04-10"]


def test_numbered_days_of_a_beginning_are_those_of_its_commit(repo: PolicyRepo) -> None:
    (first, *_) = versions(read(repo, since="2020-01-01"), "terms")
    assert isinstance(first.date, NumberedDay)
    assert first.date.plain == date(2019, 4, 10)
