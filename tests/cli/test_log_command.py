"""The commands ``sayasat log begin`` and ``sayasat log show``."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from sayasat.cli.log_commands import show
from sayasat.i18n.messages import messages
from sayasat.repository.log_branch import LogBranch
from sayasat.versions.log_events import LogEvent
from sayasat.versions.publication_log import LogLine, parse_log, rendered
from tests.cli.test_command_line import sayasat
from tests.support.mini_site import furnish
from tests.support.repo import PolicyRepo

COMMIT = "a" * 40


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    remote = PolicyRepo(tmp_path / "remote.git", bare=True)
    repo = PolicyRepo(tmp_path / "site")
    furnish(repo)
    repo.policy("ky", "privacy", "Words", effective="2026-01-01")
    repo.git("remote", "add", "origin", remote.path)
    return repo


def added(repo: PolicyRepo, *lines: LogLine) -> None:
    branch = LogBranch(repo.path)
    branch.append(rendered(lines), branch.fetch(), "Publish")


def test_begin_writes_the_first_line_and_prints_the_setting(repo: PolicyRepo) -> None:
    ran = sayasat(repo.path, "log", "begin")
    assert (ran.code, ran.error) == (0, "")
    log = LogBranch(repo.path).fetch() or b""
    (setting,) = re.findall(r"^extra:\n(?: .+\n)+", ran.out.decode(), re.MULTILINE)
    own = yaml.safe_load(setting)["extra"]["sayasat"]["log"]
    assert own["first"] == hashlib.sha256(log).hexdigest()
    assert f"tag={own['origin']}" in log.decode()
    assert [line.event for line in parse_log(log)] == [LogEvent.SETTINGS]
    assert repo.git("status", "--porcelain") == ""


def test_begin_again_prints_the_same_setting_in_every_clone(repo: PolicyRepo, tmp_path: Path) -> None:
    first = sayasat(repo.path, "log", "begin", today="2026-11-24")
    assert sayasat(repo.path, "log", "begin", today="2026-11-25").out == first.out
    other = PolicyRepo(tmp_path / "other")
    furnish(other)
    other.commit("Begin")
    other.git("remote", "add", "origin", tmp_path / "remote.git")
    assert sayasat(other.path, "log", "begin", today="2026-11-26").out == first.out


def test_a_site_with_the_printed_setting_is_read(repo: PolicyRepo) -> None:
    out = sayasat(repo.path, "log", "begin").out.decode()
    (log,) = re.findall(r"^    log:\n(?: .+\n)+", out, re.MULTILINE)
    file = repo.path / "mkdocs.yml"
    file.write_text(file.read_text("utf-8").replace("  sayasat:\n", f"  sayasat:\n{log}"), encoding="utf-8")
    ran = sayasat(repo.path, "versions")
    assert (ran.code, ran.error) == (0, "")
    file.write_text(file.read_text("utf-8").replace("first: ", "frist: "), encoding="utf-8")
    ran = sayasat(repo.path, "versions")
    assert ran.code == 3
    assert "extra.sayasat.log.frist" in ran.error
    assert "sayasat log begin" in ran.error


def test_a_fork_is_told_to_begin_its_own(repo: PolicyRepo) -> None:
    sayasat(repo.path, "log", "begin")
    file = repo.path / "mkdocs.yml"
    file.write_text(re.sub(r"tag: .+", "tag: fork.example,2026", file.read_text("utf-8")), encoding="utf-8")
    ran = sayasat(repo.path, "log", "begin", "--language", "ru")
    assert ran.code == 1
    assert "fork.example,2026" in ran.error
    assert "Журнал публикаций" in ran.error


def test_show_prints_the_lines_of_a_policy_under_all_its_names(repo: PolicyRepo) -> None:
    today = date(2026, 11, 24)
    added(
        repo,
        LogLine(today, LogEvent.RENAMED, "q", "ky", commit=COMMIT, path="q.md", more="p"),
        LogLine(today, LogEvent.REMOVED, "p", "ky", commit=COMMIT, path="p.md"),
        LogLine(today, LogEvent.REMOVED, "other", "ky", commit=COMMIT, path="other.md"),
    )
    ran = sayasat(repo.path, "log", "show", "--policy", "p", "--format", "json")
    assert [line["policy"] for line in json.loads(ran.out)] == ["q", "p"]
    assert json.loads(show(repo.path, "q", "json", messages("en"))) == json.loads(ran.out)
    for language, said in (("ky", "Аталышы өзгөрдү"), ("ru", "Переименована"), ("en", "Renamed")):
        text = show(repo.path, None, "text", messages(language))
        assert len(text.splitlines()) == 3
        assert text.startswith(f"2026-11-24  {said}  q  ky")


def test_show_names_what_is_missing(repo: PolicyRepo) -> None:
    ran = sayasat(repo.path, "log", "show")
    assert (ran.code, "sayasat log begin" in ran.error) == (1, True)
    added(repo, LogLine(date(2026, 11, 24), LogEvent.REMOVED, "other", "ky"))
    ran = sayasat(repo.path, "log", "show", "--policy", "othre")
    assert (ran.code, "other" in ran.error) == (2, True)
