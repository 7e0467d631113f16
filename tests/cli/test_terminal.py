"""The command in a pseudo-terminal: no text of a repository controls the terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.test_command_line import sayasat
from tests.support.mini_site import furnish
from tests.support.repo import PolicyRepo

ATTACK = "\x1b]0;owned\x07\x1b[31m\x9b2J \u202eabc\u202c \x08\r"
"""Sets the window's title, sets colours, clears the screen, reorders letters, overwrites a line."""

SLUG = "a\x1b[31m\u202eb"
TEXT = f"---\ntitle: Саясат\neffective: 2024-01-01\n---\n\n# Саясат {{#p}}\n\nТекст {ATTACK} соңу.\n".encode()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> PolicyRepo:
    repo = PolicyRepo(tmp_path_factory.mktemp("terminal"))
    furnish(repo)
    repo.commit(ATTACK, files={"docs/ky/policies/privacy.md": TEXT, f"docs/ky/policies/{SLUG}.md": TEXT})
    changed = TEXT.replace(b"2024-01-01", b"2025-01-01") + f"\n## Дагы {ATTACK} {{#m}}\n".encode()
    repo.commit(ATTACK, files={"docs/ky/policies/privacy.md": changed})
    return repo


def in_terminal(folder: Path, *arguments: str, typed: bytes = b"", coloured: bool = False) -> bytes:
    """The output of a command in a terminal; Rich's own colours are off unless ``coloured``."""
    master, slave = pty.openpty()
    environment = os.environ | {
        "SAYASAT_TODAY": "2026-11-24",
        "SITE_URL": "https://example.org/",
        "LC_ALL": "C.UTF-8",
        **({"TERM": "xterm"} if coloured else {"TERM": "dumb", "NO_COLOR": "1"}),
    }
    command = [sys.executable, "-W", "error", "-m", "sayasat", *arguments]
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    if typed:
        os.write(master, typed)
    written = bytearray()
    with suppress(OSError):  # the end of a terminal that nobody holds any more
        while data := os.read(master, 65_536):
            written += data
    process.wait(timeout=300)
    os.close(master)
    return bytes(written)


def acting(written: bytes) -> set[str]:
    """The control characters in an output; the terminal itself turns each line feed into CR LF."""
    text = written.replace(b"\r\n", b"\n").decode()
    controls = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), *map(chr, range(0x202A, 0x202F))}
    return (controls | set(map(chr, range(0x2066, 0x206A)))) - {"\n", "\t"} & set(text)


COMMANDS = {
    "show": ("show", "privacy", "2024-06-01"),
    "versions": ("versions",),
    "versions as data": ("versions", "--json"),
    "diff": ("diff", "privacy", "2024-01-01", "2025-01-01"),
    "diff as a page": ("diff", "privacy", "2024-01-01", "2025-01-01", "--format", "html"),
    "diff as data": ("diff", "privacy", "2024-01-01", "2025-01-01", "--format", "json"),
    "check": ("check",),
    "check for GitHub": ("check", "--format", "github"),
    "check as data": ("check", "--format", "json"),
    "review": ("review", "HEAD~1"),
    "an unknown policy": ("show", ATTACK, "2024-01-01"),
    "an unknown language": ("versions", "--language", ATTACK),
    "an unknown option": ("versions", f"--{ATTACK}"),
    "no configuration": ("-f", f"{ATTACK}.yml", "versions"),
    "an unknown file": ("diff", "privacy", "2024-01-01", f"{ATTACK}.md"),
    "adopt": ("adopt", ATTACK, "--policies", "*.md", "--out", "x"),
    "edit": ("correct", ATTACK, "--date", "2024-01-01", "--reason", "x"),
}


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS.keys())
def test_no_control_character_reaches_a_terminal(hostile: PolicyRepo, arguments: tuple[str, ...]) -> None:
    written = in_terminal(hostile.path, *arguments)
    assert written.strip()
    assert b"Traceback" not in written
    assert not acting(written)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "show"])
def test_only_show_writes_control_characters_to_a_pipe(hostile: PolicyRepo, name: str) -> None:
    ran = sayasat(hostile.path, *COMMANDS[name])
    assert not acting(ran.out + ran.error.encode())


def test_a_terminal_shows_control_characters_as_escapes(hostile: PolicyRepo) -> None:
    shown = in_terminal(hostile.path, "show", "privacy", "2024-06-01").decode()
    assert r"Текст \u001b]0;owned\u0007\u001b[31m\u009b2J \u202eabc\u202c \u0008\u000d соңу." in shown


def test_a_pipe_gets_the_bytes_of_the_text(hostile: PolicyRepo) -> None:
    assert sayasat(hostile.path, "show", "privacy", "2024-06-01").out == TEXT


def test_a_question_can_be_answered_in_a_terminal(hostile: PolicyRepo) -> None:
    written = in_terminal(hostile.path, "postpone", "privacy", typed=b"\x04\x04\x04")
    assert b"[2025-01-01" in written or b": " in written
    assert not acting(written.replace(b"\x08", b"").replace(b"^D", b""))


def test_messages_of_a_build_have_no_control_characters(hostile: PolicyRepo) -> None:
    hostile.write(f"docs/ky/{SLUG}.md", f"# A {{#a}}\n\n[a]({SLUG}-gone.md)\n")
    written = in_terminal(hostile.path, "build", "--out", "site", coloured=True)
    assert b"WARNING" in written or b"docs/ky/" in written
    assert not acting(written)


def test_messages_of_adopt_have_no_control_characters(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "repository")
    repo.commit(ATTACK, files={f"{SLUG}.md": f'---\neffective: "{ATTACK}"\n---\n# A\n[x](gone.md)\n'})
    ran = sayasat(tmp_path, "adopt", repo.path, "--policies", "*.md", "--out", "site")
    assert ran.code == 0, ran.error
    assert "front-matter" not in ran.error
    assert ran.error
    assert not acting(ran.out + ran.error.encode())
    for page in (tmp_path / "site").rglob("*.html"):
        assert not acting(page.read_bytes()), page
