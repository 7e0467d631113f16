"""The server that the tests start is a real one, and leaves nothing behind."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.contact.postgresql import HOST, Cluster, own_cluster
from tests.support.waiting import wait_until

ROOT = Path(__file__).parents[2]


def answers(url: str, question: str = "SELECT 1") -> object:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = connection.execute(question)
        return found.fetchone() if found.description else None


def test_a_database_is_empty_and_one_s_own(postgresql_url: str, postgresql: Cluster) -> None:
    answers(postgresql_url, "CREATE TABLE a (b integer)")
    other = postgresql.create()
    assert answers(postgresql.url(other), "SELECT to_regclass('a')") == (None,)
    postgresql.drop(other)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_server_of_one_s_own_can_be_restarted(mode: str) -> None:
    with own_cluster() as cluster:
        url = cluster.url("postgres")
        cluster.stop(mode)
        cluster.start()
        assert answers(url) == (1,)
    assert not cluster.folder.exists()


def test_a_server_ends_with_its_owner_even_when_that_is_killed() -> None:
    code = (
        "import os, signal\n"
        "from tests.contact.postgresql import own_cluster\n"
        "with own_cluster() as cluster:\n"
        "    print(cluster.folder, cluster.port, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    folder, port = run.stdout.split()
    wait_until(lambda: not Path(folder).exists())
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((HOST, int(port)))
