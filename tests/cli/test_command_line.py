"""The command: its output, its error messages, its exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from msgspec import Struct

from sayasat.__main__ import main
from tests.support.built_site import Sample
from tests.support.mini_site import furnish
from tests.support.repo import PolicyRepo, policy_text


class Ran(Struct, frozen=True):
    """How a command ended."""

    code: int
    out: bytes
    error: str

    @property
    def rows(self) -> list[list[str]]:
        return [line.split("\t") for line in self.out.decode().splitlines()]


def sayasat(folder: Path, *arguments: str | Path, today: str = "2026-11-24") -> Ran:
    """Run ``sayasat`` in a folder, its output piped. In this process: that takes a fifth of the time."""
    out, error = (TextIOWrapper(BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(error):
        patch.chdir(folder)
        for name, value in _variables(today).items():
            patch.setenv(name, value)
        try:
            code: object = main([str(each) for each in arguments])
        except SystemExit as ended:
            code = ended.code
    written, said = (stream.buffer.getvalue() for stream in (out, error))
    assert isinstance(code, int)
    return Ran(code, written, said.decode())


def sayasat_process(folder: Path, *arguments: str | Path, today: str = "2026-11-24", **variables: str) -> Ran:
    """The same in a process of its own. Warnings are errors there too."""
    command = [sys.executable, "-W", "error", "-m", "sayasat", *arguments]
    environment = os.environ | _variables(today) | variables
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False, timeout=300)
    return Ran(run.returncode, run.stdout, run.stderr.decode())


def _variables(today: str) -> dict[str, str]:
    return {"SAYASAT_TODAY": today, "SITE_URL": "https://example.org/", "LC_ALL": "C.UTF-8"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("versions",),
        ("show", "privacy", "2026-01-01"),
        ("show", "privacy", "2020-01-01"),
        ("diff", "privacy", "2024-01-01", "2026-12-01", "--format", "docx"),
        ("check",),
        ("show", "privacy"),
    ],
)
def test_a_process_prints_and_returns_what_the_other_tests_see(
    four_commits_site: Sample, arguments: tuple[str, ...]
) -> None:
    folder = four_commits_site.repo.path
    assert sayasat_process(folder, *arguments) == sayasat(folder, *arguments)


@pytest.mark.parametrize("command", ["check", "check --base HEAD", "review HEAD", "versions", "build"])
def test_on_a_machine_without_git_a_command_says_so_in_one_line(
    four_commits_site: Sample, command: str
) -> None:
    ran = sayasat_process(four_commits_site.repo.path, *command.split(), PATH="")
    assert (ran.code, ran.out) == (3, b"")
    assert "This machine has no Git. Install Git" in ran.error
    assert ran.error.count("\n") == 1


# ---------------------------------------------------------------- versions


def test_versions_are_lines_of_tab_separated_fields_oldest_first(four_commits_site: Sample) -> None:
    ran = sayasat(four_commits_site.repo.path, "versions", "privacy")
    commits = four_commits_site.repo.git("log", "--format=%H", "--reverse").split()
    assert ran.rows == [
        [
            "privacy",
            "ky",
            "2024-01-01",
            "stated",
            "superseded",
            "2024-01-01",
            "2025-04-01",
            "new,editorial",
            commits[1][:12],
        ],
        [
            "privacy",
            "ky",
            "2025-04-01",
            "stated",
            "in-force",
            "2025-04-01",
            "2026-12-01",
            "new",
            commits[2][:12],
        ],
        ["privacy", "ky", "2026-12-01", "stated", "upcoming", "2026-12-01", "-", "new", commits[3][:12]],
    ]
    assert (ran.code, ran.error) == (0, "")


def test_on_a_later_day_the_upcoming_version_is_in_force(four_commits_site: Sample) -> None:
    ran = sayasat(four_commits_site.repo.path, "versions", "privacy", today="2026-12-02")
    assert [row[4] for row in ran.rows] == ["superseded", "superseded", "in-force"]


def test_versions_without_a_policy_lists_all_policies(every_kind_site: Sample) -> None:
    ran = sayasat(every_kind_site.repo.path, "versions")
    assert [(row[0], row[2], row[4]) for row in ran.rows] == [
        ("archive", "2024-03-03", "repealed"),
        ("gone", "2024-04-04", "removed"),
        ("orders", "2024-06-01", "in-force"),
        ("orders", "2024-10-01", "withdrawn"),
        ("privacy", "2024-01-01", "superseded"),
        ("privacy", "2025-04-01", "in-force"),
        ("privacy", "2026-12-01", "upcoming"),
    ]
    assert (ran.code, ran.error) == (0, "")


def test_a_language_names_the_edition(every_kind_site: Sample) -> None:
    ran = sayasat(every_kind_site.repo.path, "versions", "--language", "ru")
    assert [row[:3] for row in ran.rows] == [["privacy", "ru", "2025-04-01"]]


def test_json_is_what_the_site_publishes(every_kind_site: Sample) -> None:
    for arguments, published in (
        (["privacy"], "policies/privacy/versions.json"),
        (["privacy", "--language", "ru"], "ru/policies/privacy/versions.json"),
        ([], "api/v1/policies.json"),
    ):
        ran = sayasat(every_kind_site.repo.path, "versions", *arguments, "--json")
        assert ran.out == (every_kind_site.site / published).read_bytes()
        assert json.loads(ran.out)
        assert (ran.code, ran.error) == (0, "")


# ---------------------------------------------------------------- show


@pytest.mark.parametrize(
    ("day", "version"),
    [
        ("2024-01-01", "2024-01-01"),
        ("2024-01-15", "2024-01-01"),
        ("2025-03-31", "2024-01-01"),
        ("2025-04-01", "2025-04-01"),
        ("2026-11-30", "2025-04-01"),
        ("2026-12-01", "2026-12-01"),
        ("2030-01-01", "2026-12-01"),
    ],
)
def test_show_prints_the_text_in_force_on_a_day_byte_for_byte(
    four_commits_site: Sample, day: str, version: str
) -> None:
    ran = sayasat(four_commits_site.repo.path, "show", "privacy", day)
    source = four_commits_site.site / "policies/privacy" / version / "privacy.md"
    assert ran.out == source.read_bytes()
    assert (ran.code, ran.error) == (0, "")


def test_show_prints_a_withdrawn_version_by_its_exact_date_only(every_kind_site: Sample) -> None:
    exact, after = (
        sayasat(every_kind_site.repo.path, "show", "orders", day).out.decode()
        for day in ("2024-10-01", "2024-10-02")
    )
    assert "7 жумуш" in exact
    assert "5 жумуш" in after


def test_show_prints_the_translation_of_that_day(every_kind_site: Sample) -> None:
    ran = sayasat(every_kind_site.repo.path, "show", "privacy", "2026-01-01", "--language", "ru")
    assert "Храним 60 дней." in ran.out.decode()


@pytest.mark.parametrize(
    ("day", "published", "version", "words"),
    [
        ("2024-01-15", "2024-01-15", "2024-01-01", "сактйбыз"),
        ("2024-01-15", "2024-02-10", "2024-01-01", "сактайбыз"),
        ("2026-06-01", "2025-02-28", "2024-01-01", "30 күн"),
        ("2026-06-01", "2025-03-01", "2025-04-01", "60 күн"),
        ("2026-12-01", "2026-11-19", "2025-04-01", "60 күн"),
        ("2026-12-01", "2026-11-20", "2026-12-01", "статистика"),
    ],
)
def test_show_prints_the_text_as_published_by_a_day_and_says_how_that_is_reckoned(
    four_commits_site: Sample, day: str, published: str, version: str, words: str
) -> None:
    ran = sayasat(four_commits_site.repo.path, "show", "privacy", day, "--as-published", published)
    assert (ran.code, f"effective: {version}" in ran.out.decode(), words in ran.out.decode()) == (
        0,
        True,
        True,
    )
    assert ran.error == (
        "privacy: What was published by a given day is worked out from the times of the commits.\n"
    )


def test_show_says_that_nothing_was_published_of_a_day_yet(four_commits_site: Sample) -> None:
    ran = sayasat(
        four_commits_site.repo.path, "show", "privacy", "2024-01-15", "--as-published", "2023-12-31"
    )
    assert (ran.code, ran.out) == (2, b"")
    assert "As published by 2023-12-31, no version was in force on 2024-01-15." in ran.error


def test_show_keeps_both_facts_of_a_text_that_was_published_late(tmp_path: Path) -> None:
    """From which day it holds, and what was published until it came."""
    repo = PolicyRepo(tmp_path)
    furnish(repo)
    days = (("2024-01-01", "2024-01-01", "First."), ("2024-03-01", "2024-06-01", "Second."))
    for effective, committed, text in days:
        facts = {"title": "Privacy", "effective": effective, "authority": f"Order {text}"}
        repo.policy("ky", "privacy", text, date=f"{committed}T12:00:00+06:00", **facts)
    now, then = (
        sayasat(tmp_path, "show", "privacy", "2024-04-01", *more)
        for more in ((), ("--as-published", "2024-05-31"))
    )
    assert ("Second." in now.out.decode(), "First." in then.out.decode()) == (True, True)
    assert now.error == (
        "privacy: Published here after the day on which it took effect: 1 June 2024\n"
        "privacy: Until then, the text published here was: Version of 1 January 2024\n"
    )


def test_show_says_of_a_day_of_which_nothing_is_known_that_nothing_is_known(tmp_path: Path) -> None:
    """A text that was found later held until a known day; it was entered on 1 June 2024."""
    repo = PolicyRepo(tmp_path)
    furnish(repo)
    repo.policy("ky", "privacy", "Second.", effective="2024-01-01", date="2024-01-01T12:00:00+06:00")
    head = {"title": "Privacy", "effective": "2020-01-01", "until": "2022-01-01", "source": "The gazette"}
    path = "docs/ky/versions/privacy/2020-01-01.md"
    repo.commit(files={path: policy_text("First.", **head)}, date="2024-06-01T12:00:00+06:00")
    last, unknown, before_it, next_one = (
        sayasat(tmp_path, "show", "privacy", *arguments)
        for arguments in (
            ("2021-12-31",),
            ("2023-12-31",),
            ("2023-12-31", "--as-published", "2024-05-31"),
            ("2024-01-01",),
        )
    )
    assert ("First." in last.out.decode(), "Second." in next_one.out.decode()) == (True, True)
    assert (unknown.code, unknown.out) == (2, b"")
    assert unknown.error.startswith(
        "privacy: It is not known which text applied on 2023-12-31. "
        "Nothing is known of the days from 2022-01-01 to 2023-12-31."
    )
    assert "As published by 2024-05-31, no version was in force on 2023-12-31." in before_it.error
    for arguments in (("--as-published", "2024-06-01"), ("--language", "ru")):
        ran = sayasat(tmp_path, "show", "privacy", "2022-01-01", *arguments)
        assert ran.code == 2


@pytest.mark.parametrize(
    ("policy", "day"), [("privacy", "2023-12-31"), ("archive", "2026-01-01"), ("archive", "2026-06-01")]
)
def test_a_day_without_a_version_in_force_is_an_error_that_names_the_dates(
    every_kind_site: Sample, policy: str, day: str
) -> None:
    ran = sayasat(every_kind_site.repo.path, "show", policy, day)
    assert (ran.code, ran.out) == (2, b"")
    dates = {"privacy": "2024-01-01, 2025-04-01, 2026-12-01", "archive": "2024-03-03"}[policy]
    fix = f"The versions have these dates: {dates}."
    assert ran.error == f"{policy}: No version was in force on {day}. {fix}\n"


def test_an_impossible_date_is_an_error_with_an_example(four_commits_site: Sample) -> None:
    for day in ("1 December 2026", "2026-02-30", "01.12.2026"):
        ran = sayasat(four_commits_site.repo.path, "show", "privacy", day)
        assert (ran.code, ran.out) == (2, b"")
        assert day in ran.error
        assert "YYYY-MM-DD" in ran.error
        assert "SAYASAT_TODAY" not in ran.error, "that is not what was mistyped"


# ---------------------------------------------------------------- unknown names


def likely(names: str) -> str:
    return f"Known names: {names}. The command sayasat versions lists all."


def test_an_unknown_policy_is_an_error_that_suggests_the_nearest(every_kind_site: Sample) -> None:
    for arguments in (["versions", "privaci"], ["show", "privaci", "2025-01-01"]):
        ran = sayasat(every_kind_site.repo.path, *arguments)
        assert (ran.code, ran.out) == (2, b"")
        assert ran.error == f"privaci: There is no policy of this name. {likely('privacy')}\n"


def test_an_unknown_policy_without_a_similar_name_is_an_error_that_lists_all(every_kind_site: Sample) -> None:
    ran = sayasat(every_kind_site.repo.path, "versions", "zzz")
    known = likely("archive, gone, orders, privacy")
    assert ran.error == f"zzz: There is no policy of this name. {known}\n"


def test_an_unknown_language_is_an_error(every_kind_site: Sample) -> None:
    ran = sayasat(every_kind_site.repo.path, "versions", "--language", "kg")
    assert (ran.code, ran.out) == (2, b"")
    assert ran.error.startswith("kg: The site does not have this language. The languages of the site are: ")


# ---------------------------------------------------------------- the current folder


def test_the_site_is_found_from_a_folder_below(four_commits_site: Sample) -> None:
    here, below = (
        sayasat(folder, "versions", "privacy")
        for folder in (four_commits_site.repo.path, four_commits_site.repo.path / "docs/ky/policies")
    )
    assert below == here
    assert below.code == 0


def test_the_given_configuration_file_is_used(four_commits_site: Sample, tmp_path: Path) -> None:
    file = four_commits_site.repo.path / "mkdocs.yml"
    named = sayasat(tmp_path, "-f", file, "versions", "privacy")
    assert named == sayasat(four_commits_site.repo.path, "versions", "privacy")
    relative = sayasat(file.parent / "docs", "-f", "../mkdocs.yml", "versions", "privacy")
    assert relative == named


def test_outside_a_site_the_error_names_the_option(tmp_path: Path) -> None:
    ran = sayasat(tmp_path, "versions")
    assert (ran.code, ran.out) == (3, b"")
    assert "There is no mkdocs.yml in this folder or above it." in ran.error
    assert "-f" in ran.error


def test_a_file_that_is_not_there_is_an_error_without_a_traceback(tmp_path: Path) -> None:
    ran = sayasat(tmp_path, "-f", tmp_path / "nowhere.yml", "versions")
    assert (ran.code, ran.out) == (3, b"")
    assert len(ran.error.splitlines()) == 1
    assert "nowhere.yml" in ran.error


def test_a_faulty_date_in_the_environment_is_a_clear_error(four_commits_site: Sample) -> None:
    ran = sayasat(four_commits_site.repo.path, "versions", today="tomorrow")
    assert (ran.code, ran.out) == (3, b"")
    fix = "Write it like this: YYYY-MM-DD."
    assert ran.error == f"SAYASAT_TODAY: The value “tomorrow” is not valid here. {fix}\n"


def test_wrong_arguments_end_with_code_2_and_the_usage(four_commits_site: Sample) -> None:
    for arguments in ([], ["show", "privacy"], ["list"]):
        ran = sayasat(four_commits_site.repo.path, *arguments)
        assert ran.code == 2
        assert ran.error.startswith("usage: sayasat")


def test_a_closed_pipe_is_not_an_error(every_kind_site: Sample) -> None:
    """``sayasat versions --json | head -1``."""
    environment = os.environ | {"SAYASAT_TODAY": "2026-11-24"}
    command = [sys.executable, "-m", "sayasat", "show", "privacy", "2026-01-01"]
    with subprocess.Popen(
        command,
        cwd=every_kind_site.repo.path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as run:
        assert run.stdout
        assert run.stderr
        run.stdout.close()
        assert run.stderr.read() == b""


@pytest.mark.parametrize(
    "text", ["extra:\n", "extra:\n  sayasat:\n", "extra: text\n", "- a\n", "INHERIT: nothere.yml\n"]
)
def test_an_empty_configuration_is_a_clear_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text(text, encoding="utf-8")
    ran = sayasat(tmp_path, "-f", file, "check", "--language", "en")
    assert (ran.code, ran.out) == (3, b"")
    assert "Traceback" not in ran.error
