"""The comparison of two commits, as a shell runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.mini_site import ROOT
from tests.support.repo import PolicyRepo


def compare(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.outputs", *arguments]
    environment = os.environ | {"PYTHONPATH": str(clone)}
    return subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.soak
def test_a_changed_message_and_exit_code_are_the_only_differences(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "clone")
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    present = [name for name in files.stdout.split("\0") if name and (ROOT / name).is_file()]
    repo.commit("As it stands", files={name: (ROOT / name).read_bytes() for name in present})
    only = ("--only", "empty/versions")
    same = compare(repo.path, "HEAD", "HEAD", *only)
    assert (same.returncode, same.stdout) == (0, "3 old outputs, 3 new ones, 0 differences\n"), same.stderr

    _replace(repo, "sayasat/i18n/en.toml", " in this folder or above it.", " here.")
    _replace(
        repo, "sayasat/__main__.py", "sys.stderr)\n        return 1\n", "sys.stderr)\n        return 4\n"
    )
    repo.commit("Change a message and an exit code")
    found = compare(repo.path, "HEAD~1", "HEAD", "--diff", *only)
    lines = [line for line in found.stdout.splitlines() if not line.startswith("    @")]
    assert found.returncode == 1, found.stderr
    says = "/work/in/empty: There is no mkdocs.yml"
    fix = "Run the command in the site's folder, or give the path of the file with -f."
    assert lines == [
        "differs: empty/versions/exit-code",
        "    --- old",
        "    +++ new",
        "    -1",
        "    +4",
        "differs: empty/versions/stderr",
        "    --- old",
        "    +++ new",
        f"    -{says} in this folder or above it. {fix}",
        f"    +{says} here. {fix}",
        "3 old outputs, 3 new ones, 2 differences",
    ]


def test_a_commit_that_is_not_there_is_an_error_of_the_arguments() -> None:
    found = compare(ROOT, "nowhere")
    assert found.returncode == 2
    assert "there is no commit 'nowhere'" in found.stderr


def _replace(repo: PolicyRepo, pattern: str, old: str, new: str) -> None:
    (file,) = repo.path.glob(pattern)
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
