"""The server that the tests start is a real one, and leaves nothing behind."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.contact.postgresql import HOST, Cluster, own_cluster
from tests.support.waiting import wait_until

ROOT = Path(__file__).parents[2]


def answers(url: str) -> bool:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return bool(connection.execute(text("SELECT 1")).scalar_one())
    finally:
        engine.dispose()


def test_a_database_is_empty_and_one_s_own(postgresql_url: str, postgresql: Cluster) -> None:
    engine = create_engine(postgresql_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE a (b integer)"))
    engine.dispose()
    other = postgresql.create()
    engine = create_engine(postgresql.url(other))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT to_regclass('a')")).scalar_one() is None
    engine.dispose()
    postgresql.drop(other)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_server_of_one_s_own_can_be_restarted(mode: str) -> None:
    with own_cluster() as cluster:
        url = cluster.url("postgres")
        cluster.stop(mode)
        cluster.start()
        assert answers(url)
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
