"""The bar that shows how far a build has come."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.support.mini_site import ROOT

PROGRAM = """
from sayasat.cli.terminal import neutral_output
from sayasat.mkdocs_plugin.progress import terminal_progress
with neutral_output():
    print(sum(terminal_progress(iter(range(5)), 5)))
"""


def run(stderr: int) -> str:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLUMNS": "60"}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=stderr, check=True)
    return done.stdout.decode()


def test_a_terminal_shows_the_part_that_is_done_and_the_time_that_is_left() -> None:
    reader, terminal = os.openpty()
    assert run(terminal) == "10\n", "the results are what they were"
    shown = os.read(reader, 100_000).decode()
    assert "100%" in shown
    assert "0:00:00" in shown


def test_what_is_no_terminal_shows_nothing() -> None:
    reader, writer = os.pipe()
    assert run(writer) == "10\n"
    os.close(writer)
    assert os.read(reader, 100) == b""
