"""The arguments that every command shares, and what a command loads."""

from __future__ import annotations

import argparse
import subprocess
import sys
from importlib.metadata import version

import pytest

from sayasat import __main__
from sayasat.cli.parser import COMMANDS, parser
from tests.cli.test_command_line import sayasat
from tests.support.built_site import Sample

REQUIRED = {"show": ["p", "2026-01-01"], "diff": ["p", "2025-01-01", "2026-01-01"], "review": ["main"]}
REQUIRED |= {"publish": ["--to", "site"], "rollback": ["--to", "site"], "log": ["show"], "hosting": ["nginx"]}
REQUIRED |= {"proof": ["prepare"]}
REQUIRED |= {"adopt": ["repo", "--policies", "*.md", "--out", "site"]}
REQUIRED |= {"init": ["--site-url", "https://policies.example.org/"]}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_reads_its_arguments_and_can_be_run(name: str) -> None:
    options = parser().parse_args([name, *REQUIRED.get(name, [])])
    assert options.command == name
    module, _, function = COMMANDS[name].run.partition(":")
    __import__(f"sayasat.{module}")
    assert callable(getattr(sys.modules[f"sayasat.{module}"], function))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_exit_code_0(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([name, "--help"])
    assert ended.value.code == 0
    assert f"usage: sayasat {name}" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["check", "review", "publish", "new-version"])
def test_a_description_is_wrapped_and_examples_are_kept_in_lines(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        parser().parse_args([name, "--help"])
    described, _, examples = capsys.readouterr().out.partition("\nexample")
    assert max(map(len, described.split("\n"))) <= 80
    assert f"sayasat {name} " in examples


def test_the_help_lists_the_commands_with_examples_and_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["--help"])
    shown = capsys.readouterr().out
    listed = {line.split()[0] for line in shown.splitlines() if line.startswith("    ") and line.split()}
    assert COMMANDS.keys() <= listed
    assert "sayasat show privacy 2026-01-31" in shown
    assert "3 the command could not run" in shown


def test_version_prints_the_version_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"sayasat {version('sayasat')}\n"


def test_quiet_prints_only_what_was_asked_for(four_commits_site: Sample) -> None:
    folder = four_commits_site.repo.path
    assert sayasat(folder, "--quiet", "versions") == sayasat(folder, "versions")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Interrupted."), ("ru", "Прервано."), ("ky", "Үзүлдү.")],
)
def test_control_c_ends_a_command_with_one_line(
    four_commits_site: Sample, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    def interrupted(_: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("sayasat.cli.proposals.run_check", interrupted)
    ran = sayasat(four_commits_site.repo.path, "check", "--language", language)
    assert (ran.code, ran.out, ran.error) == (130, b"", f"{said}\n")


@pytest.mark.parametrize("raised", [KeyboardInterrupt(), SystemExit(130)])
@pytest.mark.parametrize(
    "place", ["sayasat.cli.parser.Command.add_arguments", "sayasat.cli.proposals.run_check"]
)
def test_control_c_is_told_wherever_it_stops_a_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, raised: BaseException, place: str
) -> None:
    def interrupted(*_: object) -> int:
        raise raised

    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setattr(place, interrupted)
    try:
        code: object = __main__.main(["check"])
    except SystemExit as error:
        code = error.code
    assert (code, capsys.readouterr().err) == (130, "Interrupted.\n")


def test_versions_loads_no_module_that_writes_pages(four_commits_site: Sample) -> None:
    """It would take three times as long. `bench/command_line.py` measures how long it takes."""
    program = "import sys; from sayasat.__main__ import main; main(['versions']); print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=four_commits_site.repo.path,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(ran.stdout.splitlines()[-1].split())
    assert "sayasat.versions.archive" in loaded
    assert not loaded & {"jinja2", "docx", "rich", "rapidfuzz", "dask", "sayasat.redline", "sayasat.pages"}


def test_main_needs_none_of_the_commands() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys, {__main__.__name__}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(ran.stdout.split())
    assert "sayasat.cli.parser" in loaded
    assert not loaded & {"git", "yaml", "mkdocs", "sayasat.settings"}
