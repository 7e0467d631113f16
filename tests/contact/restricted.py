"""A command in the restrictions that a unit of deploy/systemd/ asks systemd for, without systemd.

In a mount namespace of its own, where all is read-only but the unit's folders, and without root: `HELD`. What
needs more than that is not here: `NOT_HELD`.

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
CURRENT = "/opt/sayasat/current"
HELD = {
    *("NoNewPrivileges", "CapabilityBoundingSet", "PrivateDevices", "PrivateTmp", "ProtectHome"),
    *("ProtectSystem", "ProtectKernelTunables"),
}
NOT_HELD = {"ProtectControlGroups", "ProtectKernelModules", "RestrictAddressFamilies", "RestrictSUIDSGID"}

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
    """A release as deploy/install.sh makes it, and the folders that units may write to."""

    def __init__(self, folder: Path, repository: Path) -> None:
        self._folder = folder
        self.release = folder / "release"
        venv.create(self.release, symlinks=True, with_pip=False)
        shutil.copytree(repository / "deploy", self.release / "deploy")
        shutil.copytree(repository / "sayasat_contact", self.release / "src/sayasat_contact")
        for name, module, function in (
            ("gunicorn", "gunicorn.app.wsgiapp", "run"),
            ("sayasat-contact", "sayasat_contact.__main__", "main"),
        ):
            script = self.release / "bin" / name
            run = f"import sys\nfrom {module} import {function}\nsys.exit({function}())\n"
            script.write_text(f"#!{CURRENT}/bin/python\n{run}", encoding="ascii")
            script.chmod(0o755)

    def kept(self, place: Path) -> Path:
        """Where what is written to a folder of the namespace stays."""
        folder = self._folder / "kept" / place.relative_to("/")
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(0o700)
            if os.geteuid() == 0:
                os.chown(folder, NOBODY, NOBODY)
        return folder

    def start(
        self, command: Sequence[str], writable: Sequence[Path], environ: Mapping[str, str]
    ) -> subprocess.Popen[str]:
        """The command, which may write to these folders."""
        given = {
            "release": str(self.release),
            "packages": sysconfig.get_path("purelib"),
            "folders": {str(place): str(self.kept(place)) for place in writable},
            "command": list(command),
        }
        return subprocess.Popen(
            [*namespace(), sys.executable, "-I", __file__, json.dumps(given)],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{CURRENT}/src", **environ},
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
    for place in ("/opt", "/var", "/home", "/root", _TMP):
        _mount("none", place, "tmpfs")
        Path(place).chmod(0o1777 if place == _TMP else 0o755)
    for target, place in kept.items():
        _bind(place, target)
    _set_read_only("/", on=True)


def _become(release: str, packages: str, folders: Mapping[str, str], command: Sequence[str]) -> None:
    site = f"{CURRENT}/lib/python{sysconfig.get_python_version()}/site-packages"
    _lay_out({CURRENT: release, site: packages, sys.base_prefix: sys.base_prefix, **folders})
    for place in (_TMP, "/dev/shm", *folders):  # noqa: S108 (its own, as the unit asks)
        _set_read_only(place, on=False)
    os.chdir("/")
    os.umask(0o077)
    account = ["--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"]
    # Within a user namespace, root is the account that the test runs as
    is_root = Path("/proc/self/uid_map").read_text(encoding="ascii").split()[2] != "1"
    less = ["--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", *(account if is_root else [])]
    os.execvp("setpriv", ["setpriv", *less, *command])  # noqa: S606 (the command of the unit, on purpose)


if __name__ == "__main__":
    _become(**json.loads(sys.argv[1]))
