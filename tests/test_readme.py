"""The commands shown in README.md and in the contact handler's quick start end well as they are written."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.forge.workplace import borrow_environment
from tests.support.mini_site import ROOT
from tests.support.repo import PolicyRepo

_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`((?:[A-Z_]+=\S+ )*(?:make|\.venv/bin/\w+) [^`]+)`")
_COMMENT = re.compile(r" +# .*$", re.MULTILINE)

NOT_RUN = {
    "make test": "it runs this test",
    "make test PYTHON=/usr/bin/python3": "it runs this test",
    "make serve": "a server; tests/mkdocs_plugin/test_events.py runs it",
    "make demo SERVE=1": "a server; tests/test_demo.py runs it",
    ".venv/bin/sayasat publish --to /srv/sayasat/site": "it needs a remote: tests/test_first_publication.py",
    "sudo deploy/install.sh --repository URL --host policies.example.org": "tests/deploy/ runs it",
    "make publish": "it needs the setting of a log; tests/mkdocs_plugin/test_publish_command.py publishes",
    "make preview": "it needs a browser; tests/forge/test_workflows.py runs it",
    ".venv/bin/python -m pip install --require-hashes --requirement requirements/contact.txt": "it installs",
    ".venv/bin/gunicorn --config deploy/contact/gunicorn.conf.py sayasat_contact.wsgi:application": (
        "a server; tests/contact/ runs it"
    ),
    ".venv/bin/python -m sayasat_contact deliver --watch": (
        "it runs until it is stopped; tests/contact/ runs it"
    ),
}
"""Commands that are shown, and why they are not run here."""

SURVEY = ".venv/bin/sayasat adopt ~/policies.git"
_ADOPT = ".venv/bin/sayasat adopt --archive archive.yml"
_SURVEYED = f"rm -f archive.yml; {SURVEY}"
BEFORE = {
    SURVEY: "rm -f archive.yml",
    f"{_ADOPT} --out build/policies": _SURVEYED,
    f"{_ADOPT} --since 2020-01-01 --only 'Policies/**/*.md' --out build/newer": _SURVEYED,
}
"""What is run before a command that needs or excludes another one's file: tests run in any order."""


def shown(text: str) -> list[str]:
    """The commands of a page, each once: lines of its blocks for a shell, and code within sentences."""
    blocks = [line for block in _BLOCK.findall(text) for line in _COMMENT.sub("", block).splitlines()]
    return list(dict.fromkeys(line.strip() for line in [*blocks, *_INLINE.findall(text)] if line.strip()))


README = shown((ROOT / "README.md").read_text(encoding="utf-8"))
QUICK_START = shown(
    (ROOT / "sayasat_contact/README.md").read_text(encoding="utf-8").partition("## What an op")[0]
)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of this repository, with what the examples take to be there in the home folder."""
    folder = tmp_path_factory.mktemp("home")
    policies = PolicyRepo(folder / "policies.git")
    names = ("Policies/leave.md", "Company/Privacy Policy.md")
    policies.commit(files=dict.fromkeys(names, "# A text\n\nWords.\n"))
    repo = PolicyRepo(folder / "clone")
    repo.git("pull", "--quiet", ROOT, "HEAD")
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    borrow_environment(repo.path / ".venv")
    assert run(repo.path, "make site").returncode == 0
    return repo.path


def run(clone: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a person's shell does, at the top of the clone."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "CONTACT_"))}
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=clone,
        env={**outside, "HOME": str(clone.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=600,
    )


def test_what_is_not_run_is_shown_somewhere() -> None:
    assert NOT_RUN.keys() <= {*README, *QUICK_START}


@pytest.mark.parametrize("command", [each for each in README if each not in NOT_RUN])
def test_a_command_of_the_readme_ends_well(clone: Path, command: str) -> None:
    done = run(clone, f"{BEFORE.get(command, '')}\n{command}")
    assert done.returncode == 0, done.stdout


def test_every_command_with_another_before_it_is_shown() -> None:
    assert BEFORE.keys() <= set(README)


def test_the_quick_start_of_the_contact_handler_ends_well(clone: Path) -> None:
    """In one shell: its settings are variables."""
    script = "\n".join(each for each in QUICK_START if each not in NOT_RUN)
    assert "check-settings" in script
    done = run(clone, script)
    assert done.returncode == 0, done.stdout
