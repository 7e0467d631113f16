"""The pre-commit hook, with real commits in a clone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.forge.workplace import PRIVACY, Workplace, open_workplace

DATED = "effective: 2026-12-01"


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    opened = open_workplace(tmp_path)
    opened.clone.git("config", "user.name", "Editor")
    opened.clone.git("config", "user.email", "editor@example.org")
    installed = opened.run("make", "hooks")
    assert installed.returncode == 0, installed.stderr
    return opened


def edit(workplace: Workplace, old: str, new: str) -> None:
    file = workplace.clone.path / PRIVACY
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def commit(workplace: Workplace, *arguments: str) -> subprocess.CompletedProcess[str]:
    return workplace.run("git", "commit", "--quiet", "-m", "Edit", *arguments)


def test_a_text_without_errors_is_committed(workplace: Workplace) -> None:
    before = workplace.clone.head
    edit(workplace, "60 күн", "90 күн")
    workplace.clone.git("add", PRIVACY)
    done = commit(workplace)
    assert done.returncode == 0, done.stdout + done.stderr
    assert workplace.clone.head != before


@pytest.mark.parametrize("arguments", [(), ("--all",), (PRIVACY,)], ids=["added", "--all", "named"])
def test_a_text_with_an_error_is_refused(workplace: Workplace, arguments: tuple[str, ...]) -> None:
    before = workplace.clone.head
    edit(workplace, DATED, "effective: 2026-13-01")
    if not arguments:
        workplace.clone.git("add", PRIVACY)
    done = commit(workplace, *arguments)
    assert done.returncode != 0
    assert PRIVACY in done.stdout + done.stderr
    assert workplace.clone.head == before


def test_only_staged_files_are_checked(workplace: Workplace) -> None:
    edit(workplace, "60 күн", "90 күн")
    workplace.clone.git("add", PRIVACY)
    edit(workplace, DATED, "effective: 2026-13-01")
    done = commit(workplace)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_commit_without_texts_is_not_checked(workplace: Workplace) -> None:
    (workplace.clone.path / ".venv").rename(workplace.clone.path / ".cache")
    workplace.clone.write("notes.txt", "notes")
    workplace.clone.git("add", "notes.txt")
    assert commit(workplace).returncode == 0


def test_without_the_command_the_hook_names_the_make_target(workplace: Workplace) -> None:
    (workplace.clone.path / ".venv").rename(workplace.clone.path / ".cache")
    edit(workplace, "60 күн", "90 күн")
    done = commit(workplace, "--all")
    assert done.returncode == 1
    assert "make hooks" in done.stderr


def test_the_hook_uses_the_requested_language(workplace: Workplace) -> None:
    edit(workplace, DATED, "effective: 2026-13-01")
    said = {}
    for language in ("ky", "ru", "en"):
        assert workplace.run("make", "hooks", f"LANGUAGE={language}").returncode == 0
        done = commit(workplace, "--all")
        said[language] = done.stdout + done.stderr
    assert len(set(said.values())) == 3
    assert "1 ошибка" in said["ru"]


def test_the_locale_of_the_machine_is_not_used(workplace: Workplace) -> None:
    workplace.run("make", "hooks", LANGUAGE="en_US:en")
    assert "sayasat.language" not in workplace.clone.git("config", "--list")


def test_a_commit_on_an_older_commit_without_the_script_works(workplace: Workplace) -> None:
    workplace.clone.git("rm", "--quiet", "scripts/pre-commit")
    assert commit(workplace).returncode == 0


def test_installing_twice_changes_nothing(workplace: Workplace) -> None:
    hook = workplace.clone.path / ".git/hooks/pre-commit"
    before = hook.read_bytes()
    assert workplace.run("make", "hooks").returncode == 0
    assert hook.read_bytes() == before


def test_another_hook_is_not_overwritten(workplace: Workplace) -> None:
    hook = workplace.clone.path / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    done = workplace.run("make", "hooks")
    assert done.returncode != 0
    assert "exists already" in done.stderr
    assert hook.read_text(encoding="utf-8") == "#!/bin/sh\nexit 0\n"
