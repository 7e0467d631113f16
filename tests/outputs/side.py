"""Runs one commit's code on the input repositories and keeps what it has made."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from msgspec import Struct

from tests.outputs.commands import Call
from tests.outputs.inputs import PRODUCT, SITES, TODAY, merge_configuration
from tests.support.mini_site import ROOT
from tests.support.repo import PolicyRepo

_MEASURED = re.compile(rb"\d+(\.\d+)? (?=s[;.]|seconds\b)")
"""Times, in what `sayasat adopt` and `mkdocs build` print: they differ from call to call."""

_REQUIREMENTS = "requirements/base.txt"


class Side(Struct, frozen=True):
    """One commit's code at work.

    Both sides work in folders of the same names, one after the other: paths are part of some outputs.
    """

    repository: Path
    """Where the commit is."""

    commit: str
    inputs: Path
    work: Path
    """Made for the side and removed after it: its code and its copies of the inputs."""

    outputs: Path

    def run(self, calls: Sequence[Call], jobs: int) -> None:
        """Write all outputs of these calls below `outputs`, which must not be there."""
        shutil.rmtree(self.work, ignore_errors=True)
        self.outputs.mkdir(parents=True)
        code = PolicyRepo(self.work / "code")
        code.git("fetch", "--quiet", "--depth=1", f"file://{self.repository}", self.commit)
        code.git("checkout", "--quiet", "--detach", self.commit)
        python = self._python()
        self._check_code(python)
        shutil.copytree(self.inputs, self.work / "in", symlinks=True)
        for place in (self.work / "in").iterdir():
            if place.name in SITES:
                self._furnish(PolicyRepo(place), is_own=place.name == "own")
        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(lambda call: self._call(python, call), calls))
        shutil.rmtree(self.work)

    def _python(self) -> str:
        """The interpreter that runs this, where it has what the commit needs; else one made for it."""
        code = self.work / "code"
        if (code / _REQUIREMENTS).read_bytes() == (ROOT / _REQUIREMENTS).read_bytes():
            return sys.executable
        subprocess.run(["make", ".venv/.base"], cwd=code, check=True, stdout=sys.stderr)
        return str(code / ".venv" / "bin" / "python")

    def _check_code(self, python: str) -> None:
        """An installed copy of the package must not come first."""
        script = (
            "import sayasat_contact, sayasat; print(sayasat_contact.__file__, sayasat.__file__, sep='\\n')"
        )
        command = [python, "-c", script]
        run = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=True)
        for file in map(Path, run.stdout.splitlines()):
            assert file.is_relative_to(self.work / "code"), f"{file} is not the code of {self.commit}"

    def _furnish(self, repo: PolicyRepo, *, is_own: bool) -> None:
        """Put the commit's theme, hooks and configuration into a site's work tree; nothing is committed."""
        code = self.work / "code"
        for name in PRODUCT:
            target = repo.path / name
            if target.is_dir():
                shutil.rmtree(target)
            else:
                target.unlink(missing_ok=True)
            if (code / name).is_dir():
                shutil.copytree(code / name, target)
            elif (code / name).is_file():
                shutil.copy(code / name, target)
        if is_own:
            shutil.copy(code / "mkdocs.yml", repo.path)
        else:
            merge_configuration(repo, code)

    def _call(self, python: str, call: Call) -> None:
        folder = self.work / "in" / call.repository
        if call.changes:
            # The copy's path may be in the output: it is that of the call, which both sides have in common
            copy = self.work / "copies" / call.name / "here"
            shutil.copytree(folder, copy, symlinks=True)
            folder = copy
        run = subprocess.run(
            [python, "-m", call.module, *call.arguments],
            cwd=folder,
            env={**self._environment, **call.variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        kept = self.outputs / call.name
        kept.mkdir(parents=True)
        (kept / "exit-code").write_text(f"{run.returncode}\n", encoding="utf-8")
        for name, printed in (("stdout", run.stdout), ("stderr", run.stderr)):
            # Without the name of the temporary folder, the checksums of one commit are always the same
            stable = _MEASURED.sub(b"# ", printed.replace(os.fsencode(self.work), b"/work"))
            (kept / name).write_bytes(stable)
        if call.changes:
            _keep_changes(folder, call.changes, kept / "changes.diff")
        if call.site and run.returncode == 0:
            (folder.parent / call.site).rename(kept / "site")

    @property
    def _environment(self) -> dict[str, str]:
        """Nothing of the caller's but PATH. The current folder is no place to import from."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.work),
            "PYTHONPATH": str(self.work / "code"),
            "PYTHONSAFEPATH": "1",
            "PYTHONHASHSEED": "0",  # MkDocs logs some lines in the order of a set
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "COLUMNS": "100",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "NO_MKDOCS_2_WARNING": "1",
            "SITE_URL": "https://example.org/",
            "EDIT_URL": "https://example.org/edit/main/docs/",
            "SAYASAT_CACHE": str(self.work / "cache"),
            "SAYASAT_TODAY": TODAY,
        }


def _keep_changes(folder: Path, pathspecs: Sequence[str], file: Path) -> None:
    """Write what a call has changed in its copy of a repository, new files too, as a diff."""
    repo = PolicyRepo(folder)
    for nested in folder.glob("*/.git"):
        shutil.rmtree(nested)  # a repository inside is one entry to Git, without its files
    repo.git("add", "--all", "--force", "--", *pathspecs)
    diff = repo.git("diff", "--cached", "--binary", "--no-color", "--no-ext-diff")
    file.write_text(f"{diff}\n", encoding="utf-8", errors="surrogateescape")
