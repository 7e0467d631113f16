"""A clone of a publisher's small repository, as on an editor's or a workflow's machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from msgspec import Struct

from tests.support.mini_site import ROOT
from tests.support.repo import PolicyRepo
from tests.support.samples import four_commits

TODAY = "2026-11-24"
PRIVACY = "docs/ky/policies/privacy.md"

_FILES = ("Makefile", "pyproject.toml", ".gitignore", ".gitattributes")
_FOLDERS = ("scripts", "requirements", ".github")
"""The package itself is imported from ROOT, where its modules are compiled already."""
_STAMPS = (".base", ".preview", ".serve", ".dev")


class Workplace(Struct, frozen=True):
    """A clone and the repository that it was cloned from."""

    origin: PolicyRepo
    clone: PolicyRepo

    def run(
        self, *command: str, event: object = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command at the top of the clone; an ``event`` makes it a run on the forge."""
        # Not what make tells its children: these are calls of their own
        outside = {name: value for name, value in os.environ.items() if "MAKE" not in name}
        outside.pop("GITHUB_EVENT_PATH", None)
        if event is not None:
            file = self.clone.path.parent / "event.json"
            file.write_text(json.dumps(event), encoding="utf-8")
            environment["GITHUB_EVENT_PATH"] = str(file)
        return subprocess.run(
            command,
            cwd=self.clone.path,
            env={**outside, "PYTHONPATH": str(ROOT), "SAYASAT_TODAY": TODAY, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def step(self, script: str, event: object = None, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a workflow's step as its forge does."""
        return self.run("bash", "-e", "-c", script, event=event, **environment)

    def propose(self, old: str, new: str, *, path: str = PRIVACY) -> None:
        """Change a text, and stand where a run on the pull request stands: at the merge, on no branch."""
        clone = self.clone
        clone.branch("change", "origin/main")
        text = (clone.path / path).read_text(encoding="utf-8")
        assert old in text
        clone.commit(files={path: text.replace(old, new)}, date=f"{TODAY}T10:00:00+06:00")
        clone.checkout("origin/main")
        clone.merge("change", date=f"{TODAY}T11:00:00+06:00")


def open_workplace(folder: Path) -> Workplace:
    """A publisher's repository with `four_commits` and the project's tools, and a new clone of it."""
    origin = PolicyRepo(folder / "origin")
    for name in _FILES:
        shutil.copy(ROOT / name, origin.path)
    for name in _FOLDERS:
        shutil.copytree(ROOT / name, origin.path / name, ignore=shutil.ignore_patterns("__pycache__"))
    ignored = (origin.path / ".gitignore").read_text(encoding="utf-8")
    four_commits(origin)
    origin.commit("Ignore what is made", files={".gitignore": ignored}, date="2026-11-21T12:00:00+06:00")
    origin.git("clone", "--quiet", origin.path, folder / "clone")
    clone = PolicyRepo(folder / "clone")
    borrow_environment(clone.path / ".venv")
    return Workplace(origin, clone)


def borrow_environment(target: Path) -> None:
    """A link to the tests' own environment, so that a clone need not install it again."""
    ours = Path(sys.prefix)
    target.mkdir()
    for name in ("bin", "lib"):
        (target / name).symlink_to(ours / name)
    shutil.copy(ours / "pyvenv.cfg", target)
    for name in _STAMPS:
        (target / name).touch()
