"""A bare Debian with systemd, booted by systemd-nspawn on this machine's network."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from msgspec import Struct

from tests.support.mini_site import ROOT
from tests.support.waiting import wait_until

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Debian(Struct, frozen=True):
    """A machine that runs."""

    root: Path
    init: int
    """Its first process, as this machine numbers it."""

    def run(self, *command: str, code: int = 0) -> str:
        """Run a command as root; what it prints. Raises AssertionError for another exit code."""
        enter = [
            "nsenter",
            "-t",
            str(self.init),
            "--mount",
            "--uts",
            "--ipc",
            "--pid",
            "--cgroup",
            "--root",
            "--wd",
        ]
        registries = [f"{name}={value}" for name, value in os.environ.items() if name.startswith("PIP_")]
        environment = ["env", "-i", "HOME=/root", "LANG=C.UTF-8", f"PATH={_PATH}", *registries]
        done = subprocess.run(
            [*enter, *environment, *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=900,
        )
        assert done.returncode == code, done.stdout
        return done.stdout

    def shell(self, script: str, code: int = 0) -> str:
        """As `run`, for a script."""
        return self.run("sh", "-ec", script, code=code)

    def is_active(self, unit: str) -> bool:
        """Whether a unit runs."""
        return self.shell(f"systemctl is-active {unit} || :").strip() == "active"


@contextmanager
def booted(folder: Path) -> Iterator[Debian]:
    """A new machine, a copy of the one that ``scripts/debian`` makes, while the block runs."""
    made = os.environ.get("DEBIAN") or subprocess.check_output([ROOT / "scripts/debian"], text=True).strip()
    subprocess.run(["cp", "-a", made, folder], check=True)
    command: list[str | Path] = ["systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit"]
    command += ["--directory", folder]
    with (
        (folder.parent / "console.txt").open("w") as console,
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=console, stderr=console) as container,
    ):
        try:
            wait_until(lambda: _systemd(container))
            machine = Debian(folder, _systemd(container)[0].pid)
            wait_until(lambda: "running" in machine.shell("systemctl is-system-running || :"))
            yield machine
        finally:
            for each in _systemd(container):
                each.kill()  # and with it everything that runs in the machine
            container.kill()
            container.wait()
            shutil.rmtree(folder, ignore_errors=True)


def _systemd(container: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The machine's first process, once systemd-nspawn has started it."""
    children = psutil.Process(container.pid).children() if container.poll() is None else []
    return [each for each in children if each.name() == "systemd"]
