"""Any WSGI server can run it; without whole settings it does not start, and says all that is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sayasat_contact.settings import Part, read_settings
from sayasat_contact.store import open_store
from tests.contact.contract_sample import contract_json
from tests.contact.visitor import SECRET

ROOT = Path(__file__).parents[2]
ASK = """
from werkzeug.test import Client
from sayasat_contact.wsgi import application
print(Client(application).get("/contact/health").text)
"""
IMPORTED = """
import sys
from sayasat_contact.wsgi import application
from werkzeug.test import Client
Client(application).get("/contact/token")
print(*sys.modules)
"""


def run(code: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"CONTACT_DATABASE": f"sqlite:///{folder}/contact.db", **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def whole(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "contract.json").write_bytes(contract_json())
    return {"CONTACT_CONTRACT": str(tmp_path / "contract.json"), "CONTACT_SECRET": SECRET}


def test_it_answers(tmp_path: Path, whole: dict[str, str]) -> None:
    store = open_store(
        read_settings({"CONTACT_DATABASE": f"sqlite:///{tmp_path}/contact.db"}, Part.OPERATION)
    )
    store.prepare()
    store.close()
    assert run(ASK, tmp_path, **whole).stdout.startswith('{"status": "ok", ')


def test_it_starts_without_a_database_and_says_that_it_is_not_ready(
    tmp_path: Path, whole: dict[str, str]
) -> None:
    """A database that restarts must not stop the handler from starting."""
    asked = run(ASK, tmp_path, **whole)
    assert asked.returncode == 0
    events = [json.loads(line) for line in asked.stderr.splitlines()]
    assert {event["event"] for event in events} == {"store-silent"}
    assert "OperationalError" in events[0]["text"]


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({}, ["CONTACT_CONTRACT", "CONTACT_SECRET"]),
        ({"CONTACT_CONTRACT": "none.json", "CONTACT_SECRET": "short"}, ["CONTACT_SECRET", "none.json"]),
        ({"CONTACT_CONTRACT": "none.json", "CONTACT_SECRET": SECRET}, ["none.json"]),
    ],
)
def test_it_does_not_start_without_whole_settings(
    tmp_path: Path, environ: dict[str, str], named: list[str]
) -> None:
    ended = run(ASK, tmp_path, **environ)
    assert ended.returncode == 1
    assert all(f"{name}: " in ended.stderr for name in named)


def test_nothing_that_sends_or_builds_is_loaded(tmp_path: Path, whole: dict[str, str]) -> None:
    """It would cost every cold start."""
    loaded = set(run(IMPORTED, tmp_path, **whole).stdout.split())
    assert "sayasat_contact.application" in loaded
    assert not loaded & {
        "smtplib",
        "psycopg",
        "sayasat",
        "mkdocs",
        "babel",
        "sayasat_contact.letter",
        "sayasat_contact.outbox",
    }
