"""The commands of proof/README.txt, as somebody types them: in a shell that has nothing but stock tools."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from sayasat.proof.files import README

LANGUAGES = {"ky": "Кыргызча", "ru": "Русский", "en": "English"}
TOOLS = ("git", "openssl", "sh", "awk")
COREUTILS = ("cat", "cut", "date", "head", "ls", "mktemp", "sort", "tail", "tee", "test")
QUESTION = "    policy=privacy; language=ky; day=2027-03-01\n"


def steps(language: str) -> dict[int, str]:
    """The commands of each step of the page in a language."""
    pages = re.split(r"^===== (.+) =====$", README.decode(), flags=re.MULTILINE)[1:]
    page = dict(zip(pages[::2], pages[1::2], strict=True))[LANGUAGES[language]]
    found = re.findall(r"^(\d)\. .*\n\n((?:    .*\n)+)", page, re.MULTILINE)
    return {int(number): commands for number, commands in found}


def bare_path(folder: Path) -> Path:
    """A folder with links to the tools that the page names, and to no others."""
    folder.mkdir()
    for tool in (*TOOLS, *COREUTILS):
        found = shutil.which(tool)
        assert found, tool
        (folder / tool).symlink_to(found)
    return folder


def asked(commands: Mapping[int, str], questions: Iterable[tuple[str, str, str]], repository: str) -> str:
    """The commands of the steps up to 6, then those of 7 and 9 for each (policy, language, day)."""
    first = "".join(commands[number] for number in range(1, 7))
    assert QUESTION in commands[7]
    script = first
    for policy, language, day in questions:
        question = f"    policy={policy}; language={language}; day={day}\n"
        script += f"echo 'question {policy} {language} {day}'\n{commands[7].replace(QUESTION, question)}"
        own = commands[9].replace("repository=../policies", f"repository={repository}")
        script += f'if test "$(cut -d : -f 1 $w/answer)" != none; then\n{own}fi\n'
    return script


def typed(script: str, folder: Path, path: str, *before: str) -> subprocess.CompletedProcess[str]:
    """Run commands in a folder of the files that prove a log, with only this PATH."""
    environment = {"PATH": path, "TMPDIR": "/tmp", "GIT_CONFIG_GLOBAL": "/dev/null"}  # noqa: S108 (as a user's)
    return subprocess.run(
        [*before, "sh", "-s"],
        cwd=folder,
        input=script,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def answers(output: str) -> dict[tuple[str, ...], list[str]]:
    """For each question, the lines that followed: the answer, and what Git gave."""
    parts = re.split(r"^question (.+)$", output, flags=re.MULTILINE)[1:]
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return {tuple(question.split()): lines.strip().splitlines() for question, lines in pairs}
