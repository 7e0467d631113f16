"""Load and cold start of the contact handler: python -m bench.contact writes bench/RESULTS-contact.md."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.contact import cold_start, load

RESULTS = Path(__file__).parents[1] / "RESULTS-contact.md"


def page() -> str:
    """The page of results."""
    when = datetime.now(UTC).date().isoformat()
    processors = f"{os.cpu_count()} processors"
    machine = f"{platform.machine()}, {platform.system()}, {processors}, Python {platform.python_version()}"
    with TemporaryDirectory(prefix="contact-load-") as folder:
        sync = load.sync_time(Path(folder)) * 1000
    return (
        f"# The contact handler, measured\n\n{when}, {machine}. `make bench` writes this page.\n\n"
        "## Taking messages\n\n"
        f"{load.table(load.measure())}\n\n"
        f"{load.CONNECTIONS} connections at once, {load.ROUNDS} rounds of {load.SECONDS} s each in turn,\n"
        "behind gunicorn as deployed; the client shares the processors. Each request is a new message that\n"
        "is committed to the disk before its answer (SQLite: WAL, synchronous=FULL; PostgreSQL: fsync,\n"
        f"synchronous_commit). To keep 4 KB takes this disk {sync:.2f} ms.\n\n"
        "## Cold start on AWS Lambda\n\n"
        f"{cold_start.table(cold_start.measure())}\n\n"
        f"{cold_start.STARTS} starts each, in turn. The first answer counts from the start of the process:\n"
        "interpreter, runtime client, imports, settings, contract, and a question to the SQLite database.\n"
        "A function at Lambda's smaller sizes has a fraction of a processor and takes several times as\n"
        "long; the ratio is what carries over.\n"
    )


if __name__ == "__main__":
    RESULTS.write_text(page(), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))  # noqa: T201 (printing is its work)
