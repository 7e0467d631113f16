"""Runs ``mkdocs`` and ``sayasat`` in processes that are forked from one that has imported their modules.

    run_module("mkdocs", "build", "--strict", cwd=folder, env=environment)

A new interpreter imports for half a second, which is a third of the time of a small build. The command is the
same, with arguments, folder, environment and output of its own; only the seed of hashes is that of the first
process, so a test that compares two builds byte by byte starts new interpreters.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

ROOT = Path(__file__).parents[2]
_PRELOADED = (
    "material.plugins.search.plugin",
    "mkdocs.__main__",
    "mkdocs.commands.build",
    "mkdocs_static_i18n.plugin",
    "pymdownx.superfences",
    "sayasat.__main__",
    "sayasat.adopt.commands",
    "sayasat.cli.proposals",
    "sayasat.mkdocs_plugin.build_command",
    "sayasat.mkdocs_plugin.plugin",
    "sayasat.mkdocs_plugin.publish_command",
)


def run_module(
    module: str, *arguments: str | Path, cwd: Path, env: Mapping[str, str], timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m MODULE ARGUMENTS`` in a folder. Raises TimeoutError."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as connection:
        out, err = Path(folder, "out"), Path(folder, "err")
        connection.settimeout(timeout)
        connection.connect(_server())
        command = [module, *map(str, arguments)]
        request = {"command": command, "cwd": str(cwd), "env": dict(env), "out": str(out), "err": str(err)}
        connection.sendall(json.dumps(request).encode())
        connection.shutdown(socket.SHUT_WR)
        code = int(_received(connection) or b"1")
        return subprocess.CompletedProcess(
            command, code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")
        )


def run_interpreter(
    module: str, *arguments: str | Path, cwd: Path, env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """The same in a new interpreter, with the locale and the hash seed of ``env``."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=300)


@cache
def _server() -> str:
    """The address of the server of this test process, which is started at the first call."""
    folder = tempfile.mkdtemp()
    address = f"{folder}/socket"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.forked", address], cwd=ROOT, stdin=subprocess.PIPE
    )

    def end() -> None:
        process.kill()
        process.wait()
        shutil.rmtree(folder)

    atexit.register(end)
    while not Path(address).exists():
        assert process.poll() is None
        time.sleep(0.01)
    return address


def _received(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65_536), b""))


class _Call(Struct, frozen=True):
    command: list[str]
    cwd: str
    env: dict[str, str]
    out: str
    err: str

    def prepare(self) -> None:
        """Make the process that of the command, and run nothing yet."""
        os.chdir(self.cwd)
        os.environ.clear()
        os.environ.update(self.env)
        time.tzset()
        for number, path in ((1, self.out), (2, self.err)):
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(file, number)
            os.close(file)
        sys.argv = self.command
        sys.path[0] = self.cwd


def _served_calls(address: str) -> _Call:
    """Serve calls until the process is killed; returns the call in the process that is to run it."""
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(f"{address}.new")
    listening.listen()
    Path(f"{address}.new").rename(address)
    while True:
        connection, _ = listening.accept()
        if os.fork():
            connection.close()
            _reap()
            continue
        listening.close()
        call: Any = json.loads(_received(connection))
        child = os.fork()
        if not child:
            connection.close()
            return _Call(**call)
        _, status = os.waitpid(child, 0)
        connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())
        os._exit(0)


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


if __name__ == "__main__":
    import gc
    import runpy
    from importlib import import_module

    for _name in _PRELOADED:
        import_module(_name)
    gc.freeze()
    _call = _served_calls(sys.argv[1])
    _call.prepare()
    sys.modules.pop(f"{_call.command[0]}.__main__")  # as in a new interpreter: it is not imported yet
    runpy.run_module(_call.command[0], run_name="__main__", alter_sys=True)
