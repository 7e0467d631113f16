"""The edit commands as separate processes, and in any order."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat.errors import EditError
from sayasat.i18n.messages import messages
from tests.edit.editor_clone import EditorClone, announced, in_force, path, version_path
from tests.support.mini_site import furnish
from tests.support.soak import few_examples

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


def _furnished(tmp_path: Path) -> EditorClone:
    clone = in_force(tmp_path)
    furnish(clone.repo)
    clone.publish("2026-11-20")
    return clone


def test_a_command_prints_a_summary_and_exits_with_0(tmp_path: Path) -> None:
    clone = _furnished(tmp_path)
    command = _arguments("repeal", "privacy", "--on", "2027-01-01", "--language", "ru")
    ran = subprocess.run(
        command, cwd=tmp_path / "docs", env=_environment(), capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"{path('ky')}\n    repealed: 2027-01-01\n\nЧто произойдёт")
    check = "Выполните проверку и прочитайте, что она нашла: sayasat check.\n"
    assert f"Что делать дальше:\n  1. {check}" in ran.stdout
    assert "repealed: 2027-01-01" in clone.file("ky")


def test_faults_are_printed_to_standard_error_in_the_editors_language(tmp_path: Path) -> None:
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
    missing = f"{t('fault.edit-missing.what')} {t('fault.edit-missing.fix')}"
    assert ran.stderr == (
        f"privcy: {t('fault.unknown-policy.what')} {t('fault.unknown-policy.fix', known='privacy')}\n"
        f"--on: {missing}\n"
    )


def test_a_command_asks_in_a_real_terminal(tmp_path: Path) -> None:
    clone = _furnished(tmp_path)
    ours, theirs = pty.openpty()
    os.write(ours, b"privacy\n2027-01-01\n")
    ran = subprocess.run(
        _arguments("repeal"), cwd=tmp_path, env=_environment(), stdin=theirs, capture_output=True, check=False
    )
    os.close(ours)
    os.close(theirs)
    assert ran.returncode == 0, ran.stderr
    assert "repealed: 2027-01-01" in clone.file("ky")


# ---------------------------------------------------------------- commands in any order

DAYS = st.sampled_from(["2026-11-20", "2026-12-01", "2026-12-10", "2027-01-01", "2027-02-01", "2025-04-01"])
COMMANDS = st.one_of(
    st.tuples(st.just("new-version"), st.just("privacy"), st.just("--effective"), DAYS),
    st.tuples(
        st.just("new-version"), st.just("privacy"), st.just("--effective"), DAYS, st.just("--replaces"), DAYS
    ),
    st.tuples(st.just("new-version"), st.just("privacy"), st.just("--effective"), DAYS, st.just("--beside")),
    st.tuples(st.just("new-version"), st.just("privacy"), st.just("--effective"), DAYS, st.just("--reenact")),
    st.tuples(st.just("postpone"), st.just("privacy"), DAYS, DAYS),
    st.tuples(st.just("withdraw"), st.just("privacy"), DAYS),
    st.tuples(st.just("repeal"), st.just("privacy"), st.just("--on"), DAYS),
    st.tuples(st.just("repeal"), st.just("privacy"), st.just("--cancel")),
    st.tuples(
        st.just("correct"), st.just("privacy"), DAYS, st.just("--reason"), st.sampled_from(["a", "b"]),
        st.just("--concerns"), st.sampled_from(["original", "translations", "ru"]),
    ),
    st.tuples(
        st.just("add-past-version"), st.just("privacy"), st.sampled_from(["2020-01-01", "2022-01-01"]),
        st.just("OLD"), st.just("--source"), st.just("Archive"),
    ),
)  # fmt: skip
REWORDING = {"new-version": 3, "correct": 2}
"""After these commands the editor changes the text before publication; the argument that is its date."""


@few_examples(15, soak=400)
@given(st.lists(st.tuples(COMMANDS, st.integers(0, 12)), min_size=1, max_size=6))
@pytest.mark.soak
def test_the_files_that_a_command_writes_can_be_published(
    steps: list[tuple[tuple[str, ...], int]],
) -> None:
    """Each command, some days apart, is refused and changes no file, or can be published without a fault.

    None but those that say so withdraws an announced version, no text of another version changes, and a
    second run changes nothing.
    """
    with TemporaryDirectory() as name:
        clone = announced(Path(name) / "clone")
        old = Path(name) / "old.md"
        old.write_text("# Old {#p}\n\nAll data.\n", encoding="utf-8")
        day = 24
        for number, (given_command, days) in enumerate(steps):
            command = tuple(str(old) if each == "OLD" else each for each in given_command)
            day = min(day + days, 30)
            clone = clone.on(f"2026-11-{day}")
            before, stood = clone.files(), _standing(clone)
            try:
                clone.run(*command)
            except EditError:
                assert clone.files() == before
                continue
            changed = clone.files()
            assert "Nothing to change" in clone.run(*command)
            assert clone.files() == changed
            if changed == before:
                continue
            texts = _texts(clone, stood)
            if command[0] in REWORDING and "ru" not in command:
                _reword(clone, command[REWORDING[command[0]]], f"Words of step {number}.")
            clone.publish(f"2026-11-{day}")
            standing = _standing(clone)
            assert _gone(command, stood - standing)
            kept = stood & standing - {command[REWORDING.get(command[0], 0)]}
            assert _texts(clone, kept) == {each: texts[each] for each in kept}


def _reword(clone: EditorClone, day: str, words: str) -> None:
    """Add words to the Kyrgyz text of a version, in the file that it stands in."""
    own = version_path("ky", day)
    file = own if own in clone.files() else path("ky")
    clone.repo.write(file, f"{clone.files()[file].decode()}\n{words}\n")


def _texts(clone: EditorClone, days: set[str]) -> dict[str, str]:
    return {day: clone.text_of(day) for day in days}


def _standing(clone: EditorClone) -> set[str]:
    return {day for day, status, _ in clone.versions() if status != "withdrawn"}


def _gone(command: tuple[str, ...], gone: set[str]) -> bool:
    """Whether the command names every withdrawn version, or a repeal withdraws it."""
    may: Callable[[str], bool] = {
        "new-version": lambda day: day in command[4:],
        "postpone": lambda day: day == command[2],
        "withdraw": lambda day: day == command[2],
        "repeal": lambda day: "--on" in command and day >= command[3],
    }.get(command[0], lambda _: False)
    return all(map(may, gone))
