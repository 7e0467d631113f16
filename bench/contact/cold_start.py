"""The cold start of the contact handler on AWS Lambda beside a function that does nothing.

Each start is a new process of AWS's own runtime client (awslambdaric), driven through a runtime API on
loopback, over a SQLite database. Starts of both functions take turns; the first of each are not counted.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.contact.events import function_url_event
from tests.contact.form_data import working_settings
from tests.contact.runtime_api import ROOT, function

STARTS = 15
DISCARDED = 2

EMPTY = "def handler(event, context):\n    return {'statusCode': 200, 'body': ''}\n"


@dataclass(frozen=True, slots=True)
class Start:
    """One process. Times in milliseconds."""

    first: float
    """From nothing to the first answer, the interpreter's own start in it."""

    processor: float
    """Of which the processor worked for the function: what else the machine does is not in it."""

    second: float
    """To an answer when all is loaded."""

    memory: float
    """The most it held, in MB."""


def start(handler: str, environ: Mapping[str, str], folder: Path) -> Start:
    """Start a function, ask it twice, end it. The handler is asked whether its store answers."""
    event = function_url_event("GET", "/contact/health")
    begun = time.perf_counter()
    with function(handler, environ, folder) as running:
        outcome = running.invoke(event)
        first = time.perf_counter() - begun
        assert isinstance(outcome.value, dict), outcome
        assert outcome.value["statusCode"] == 200, outcome  # noqa: PLR2004
        processor = _processor_time(running.process.pid)
        begun = time.perf_counter()
        running.invoke(event)
        second = time.perf_counter() - begun
        return Start(first * 1000, processor, second * 1000, _most_memory(running.process.pid))


def measure() -> dict[str, list[Start]]:
    """Both functions, by name."""
    found: dict[str, list[Start]] = {"an empty handler": [], "sayasat_contact.lambda_entry": []}
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "empty.py").write_text(EMPTY, encoding="utf-8")
        settings = working_settings(folder)
        empty = {"PYTHONPATH": os.pathsep.join([name, str(ROOT)])}
        for _ in range(DISCARDED + STARTS):
            found["an empty handler"].append(start("empty.handler", empty, folder))
            found["sayasat_contact.lambda_entry"].append(
                start("sayasat_contact.lambda_entry.handler", settings, folder)
            )
    return {name: starts[DISCARDED:] for name, starts in found.items()}


def table(found: Mapping[str, list[Start]]) -> str:
    """One row for each function; medians, with the fastest and slowest start."""
    lines = [
        "| function | first answer, ms | of it processor, ms | second answer, ms | memory, MB |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, starts in found.items():
        firsts = [each.first for each in starts]
        lines.append(
            f"| {name} | {median(firsts):.0f} ({min(firsts):.0f} to {max(firsts):.0f}) "
            f"| {median(each.processor for each in starts):.0f} "
            f"| {median(each.second for each in starts):.1f} | {median(each.memory for each in starts):.1f} |"
        )
    empty, ours = (median(each.processor for each in starts) for starts in found.values())
    lines.append(f"\nRatio of processor time: {ours / empty:.1f}; {ours - empty:.0f} ms more.")
    return "\n".join(lines)


def _processor_time(process: int) -> float:
    """Milliseconds, of all its threads (proc(5): the first field is in nanoseconds)."""
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(file.read_text(encoding="ascii").split()[0]) for file in threads) / 1e6


def _most_memory(process: int) -> float:
    said = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in said.splitlines() if line.startswith("VmHWM")) / 1024
