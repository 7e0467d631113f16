"""The commands as a shell runs them, and whatever an editor does with them in turn."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from sayasat.errors import EditError
from sayasat.i18n.messages import messages
from tests.edit.office import Office, announced, in_force, path
from tests.support.mini_site import furnish

ROOT = Path(__file__).parents[2]


def _arguments(*arguments: str) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "sayasat", *arguments]


def _environment() -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": str(ROOT),
        "SAYASAT_TODAY": "2026-11-24",
        "SITE_URL": "https://example.org/",
        "LC_ALL": "C.UTF-8",
    }


def _furnished(tmp_path: Path) -> Office:
    office = in_force(tmp_path)
    furnish(office.repo)
    office.publish("2026-11-20")
    return office


def test_a_command_says_what_it_did_and_ends_well(tmp_path: Path) -> None:
    office = _furnished(tmp_path)
    command = _arguments("repeal", "privacy", "--on", "2027-01-01", "--language", "ru")
    ran = subprocess.run(
        command, cwd=tmp_path / "docs", env=_environment(), capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"{path('ky')}\n    repealed: 2027-01-01\n\nЧто произойдёт")
    assert "Что делать дальше:\n  1. Посмотрите, что скажет проверка: sayasat check.\n" in ran.stdout
    assert "repealed: 2027-01-01" in office.file("ky")


def test_faults_go_to_the_other_stream_in_the_editors_language(tmp_path: Path) -> None:
    _furnished(tmp_path)
    command = _arguments("repeal", "privcy", "--language", "ky")
    ran = subprocess.run(
        command,
        cwd=tmp_path,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    t = messages("ky")
    missing = f"{t('fault.edit-missing.what')} {t('fault.edit-missing.mend')}"
    assert ran.stderr == (
        f"privcy: {t('fault.unknown-policy.what')} {t('fault.unknown-policy.mend', known='privacy')}\n"
        f"--on: {missing}\n"
    )


def test_at_a_real_terminal_it_asks(tmp_path: Path) -> None:
    office = _furnished(tmp_path)
    ours, theirs = pty.openpty()
    os.write(ours, b"privacy\n2027-01-01\n")
    ran = subprocess.run(
        _arguments("repeal"), cwd=tmp_path, env=_environment(), stdin=theirs, capture_output=True, check=False
    )
    os.close(ours)
    os.close(theirs)
    assert ran.returncode == 0, ran.stderr
    assert "repealed: 2027-01-01" in office.file("ky")


# ---------------------------------------------------------------- whatever an editor does in turn

DAYS = st.sampled_from(["2026-11-20", "2026-12-01", "2026-12-10", "2027-01-01", "2027-02-01", "2025-04-01"])
COMMANDS = st.one_of(
    st.tuples(st.just("new-version"), st.just("privacy"), st.just("--effective"), DAYS),
    st.tuples(
        st.just("new-version"), st.just("privacy"), st.just("--effective"), DAYS,
        st.just("--replaces"), st.one_of(DAYS, st.just("none")),
    ),
    st.tuples(st.just("new-version"), st.just("privacy"), st.just("--effective"), DAYS, st.just("--reenact")),
    st.tuples(st.just("postpone"), st.just("privacy"), DAYS, DAYS),
    st.tuples(st.just("repeal"), st.just("privacy"), st.just("--on"), DAYS),
    st.tuples(st.just("repeal"), st.just("privacy"), st.just("--cancel")),
    st.tuples(st.just("correct"), st.just("privacy"), DAYS, st.just("--reason"), st.sampled_from(["a", "b"])),
    st.tuples(st.just("resume"), st.just("privacy")),
)  # fmt: skip
REWORDING = {"new-version", "correct"}
"""After these an editor writes: the words are changed before the change is published."""


@settings(max_examples=40)
@given(st.lists(st.tuples(COMMANDS, st.integers(0, 12)), min_size=1, max_size=5))
def test_what_a_command_lets_pass_can_be_published(
    steps: list[tuple[tuple[str, ...], int]],
) -> None:
    """Each command in turn, some days apart: refused, with not a byte changed, or published without a fault.

    None but those that say so withdraws an announced version, and a second run changes nothing.
    """
    with TemporaryDirectory() as name:
        office = announced(Path(name))
        day = 24
        for number, (command, days) in enumerate(steps):
            day = min(day + days, 30)
            office = office.on(f"2026-11-{day}")
            before, stood = office.files(), _standing(office)
            try:
                office.run(*command)
            except EditError:
                assert office.files() == before
                continue
            changed = office.files()
            assert "Nothing to change" in office.run(*command)
            assert office.files() == changed
            if changed == before:
                continue
            if command[0] in REWORDING:
                text = office.file("ky")
                office.repo.write(path("ky"), f"{text}\nWords of step {number}.\n")
            office.publish(f"2026-11-{day}")
            assert _gone(command, stood - _standing(office))


def _standing(office: Office) -> set[str]:
    return {day for day, status, _ in office.versions() if status != "withdrawn"}


def _gone(command: tuple[str, ...], gone: set[str]) -> bool:
    """Whether only versions are withdrawn that the command names, or that a repeal ends."""
    may: Callable[[str], bool] = {
        "new-version": lambda day: day in command[4:],
        "postpone": lambda day: day == command[2],
        "repeal": lambda day: "--on" in command and day >= command[3],
    }.get(command[0], lambda _: False)
    return all(map(may, gone))
