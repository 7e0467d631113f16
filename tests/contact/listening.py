"""Servers that tests start on loopback."""

from __future__ import annotations

import socket
import subprocess
import time


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def wait_for(port: int, process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    """Until the process listens on the port. Raises AssertionError where it ends or takes two minutes."""
    for _ in range(2_400):
        assert process.poll() is None, "it ended at once"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("it does not listen")
