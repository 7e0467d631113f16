"""A command in the restrictions that a unit of deploy/contact/ asks systemd for, without systemd.

In a mount namespace of its own, where all is read-only but the unit's folders: ``StateDirectory``,
``ProtectSystem=strict``, ``ProtectHome``, ``PrivateTmp``, ``PrivateDevices``, ``NoNewPrivileges``, no
capability, no root. What needs more than a namespace (``RestrictAddressFamilies``) is not here.

This file is also the program that builds the namespace and becomes the command.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

NOBODY = 65534
_BIND, _REC, _PRIVATE = 0x1000, 0x4000, 0x40000
_MOUNT_SETATTR, _AT_FDCWD, _AT_RECURSIVE, _READ_ONLY = 442, -100, 0x8000, 1
_SCRATCH, _TMP = "/mnt", "/tmp"  # noqa: S108 (its own, as PrivateTmp= gives it)
_DEVICES = ("null", "zero", "full", "random", "urandom")


def namespace() -> list[str]:
    """How a process gets a mount namespace: root as such, anyone else within a user namespace."""
    return ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]


def refusal() -> str:
    """Why the kernel gives no namespace; empty where it does."""
    tried = subprocess.run([*namespace(), "true"], capture_output=True, text=True, check=False)
    return tried.stderr.strip() if tried.returncode else ""


class Installation:
    """/opt/contact as the README installs it, and the folders that units may write to."""

    def __init__(self, folder: Path, repository: Path, states: Sequence[str]) -> None:
        self.opt = folder / "opt"
        shutil.copytree(repository / "sayasat_contact", self.opt / "sayasat_contact")
        shutil.copytree(repository / "deploy", self.opt / "deploy")
        venv.create(self.opt / ".venv", symlinks=True, with_pip=False)
        self._packages = sysconfig.get_path("purelib")
        gunicorn = self.opt / ".venv/bin/gunicorn"
        gunicorn.write_text(
            "#!/opt/contact/.venv/bin/python\nfrom gunicorn.app.wsgiapp import run\nrun()\n", encoding="ascii"
        )
        gunicorn.chmod(0o755)
        self.states = {name: folder / "state" / name for name in states}
        for state in self.states.values():
            state.mkdir(parents=True, mode=0o700)
            if os.geteuid() == 0:
                os.chown(state, NOBODY, NOBODY)

    def start(
        self, command: Sequence[str], states: Sequence[str], environ: Mapping[str, str]
    ) -> subprocess.Popen[str]:
        """The command, which may write to some of the folders below /var/lib."""
        given = {
            "opt": str(self.opt),
            "packages": self._packages,
            "states": {name: str(self.states[name]) for name in states},
            "command": list(command),
        }
        return subprocess.Popen(
            [*namespace(), sys.executable, "-I", __file__, json.dumps(given)],
            env={"PATH": os.environ["PATH"], **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


_libc = ctypes.CDLL(None, use_errno=True)


def _mount(source: str, target: str, kind: str | None = None, flags: int = 0) -> None:
    _check(_libc.mount(source.encode(), target.encode(), kind and kind.encode(), flags, None), target)


def _bind(source: str, target: str) -> None:
    Path(target).mkdir(parents=True, exist_ok=True)
    _mount(source, target, None, _BIND | _REC)


def _set_read_only(path: str, *, on: bool) -> None:
    attributes = (ctypes.c_uint64 * 4)(_READ_ONLY if on else 0, 0 if on else _READ_ONLY, 0, 0)
    flags, size = _AT_RECURSIVE if on else 0, ctypes.sizeof(attributes)
    _check(_libc.syscall(_MOUNT_SETATTR, _AT_FDCWD, path.encode(), flags, attributes, size), path)


def _check(result: int, path: str) -> None:
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), path)


def _make_devices(folder: Path) -> None:
    """What PrivateDevices= leaves."""
    folder.mkdir()
    for name in _DEVICES:
        (folder / name).touch()
        _mount(f"/dev/{name}", str(folder / name), None, _BIND)
    (folder / "shm").mkdir()
    _mount("none", str(folder / "shm"), "tmpfs")
    (folder / "shm").chmod(0o1777)


def _lay_out(sources: Mapping[str, str]) -> None:
    """Hide what the unit hides, and show each folder of the sources (target: source), all read-only."""
    _mount("none", "/", None, _REC | _PRIVATE)
    _mount("none", _SCRATCH, "tmpfs")
    kept = {target: f"{_SCRATCH}/{number}" for number, target in enumerate(sources)}
    for target, place in kept.items():
        _bind(sources[target], place)
    _make_devices(Path(_SCRATCH, "dev"))
    _bind(f"{_SCRATCH}/dev", "/dev")
    for place in ("/opt", "/var/lib", "/home", "/root", _TMP):
        _mount("none", place, "tmpfs")
        Path(place).chmod(0o1777 if place == _TMP else 0o755)
    for target, place in kept.items():
        _bind(place, target)
    _set_read_only("/", on=True)


def _become(opt: str, packages: str, states: Mapping[str, str], command: Sequence[str]) -> None:
    folders = {f"/var/lib/{name}": source for name, source in states.items()}
    version = sysconfig.get_python_version()
    site = f"/opt/contact/.venv/lib/python{version}/site-packages"
    _lay_out({"/opt/contact": opt, site: packages, sys.base_prefix: sys.base_prefix, **folders})
    for place in (_TMP, "/dev/shm", *folders):  # noqa: S108 (its own, as the unit asks)
        _set_read_only(place, on=False)
    os.chdir("/opt/contact")
    os.umask(0o077)
    account = ["--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"]
    # Within a user namespace, root is the account that the test runs as
    is_root = Path("/proc/self/uid_map").read_text(encoding="ascii").split()[2] != "1"
    less = ["--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", *(account if is_root else [])]
    os.execvp("setpriv", ["setpriv", *less, *command])  # noqa: S606 (the command of the unit, on purpose)


if __name__ == "__main__":
    _become(**json.loads(sys.argv[1]))
