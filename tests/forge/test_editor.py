"""The editor's language: from the pull request, else from the clone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sayasat.forge.editor import requested_language
from sayasat.forge.messages import LANGUAGES, messages
from tests.support.mini_site import ROOT
from tests.support.repo import PolicyRepo

LINE = "Тил · Язык · Language:"


def printed(folder: Path, event: object = None) -> str:
    """What the program prints in a folder, in a workflow or not."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("GITHUB_EVENT_PATH", None)
    if event is not None:
        file = folder / "event.json"
        file.write_text(json.dumps(event), encoding="utf-8")
        environment["GITHUB_EVENT_PATH"] = str(file)
    run = subprocess.run(
        [sys.executable, "-m", "sayasat.forge.editor"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    return run.stdout


@pytest.mark.parametrize(
    ("answer", "language"),
    [
        ("ky", "ky"),
        ("ru", "ru"),
        ("en", "en"),
        ("RU", "ru"),
        ("**ru**", "ru"),
        ("`en`", "en"),
        ("кыргызча", "ky"),
        ("Русский", "ru"),
        ("английский", "en"),
        ("орусча", "ru"),
        ("KG", "ky"),
        ("", None),
        ("de", None),
        ("$(touch x)", None),
    ],
)
def test_the_language_may_be_a_code_or_a_name(answer: str, language: str | None) -> None:
    assert requested_language(f"{LINE} {answer}\n\nМазмуну") == language


@pytest.mark.parametrize("description", [None, "", "The language: ru", "текст\nРедактор тил\nru"])
def test_a_description_without_the_line_names_no_language(description: str | None) -> None:
    assert requested_language(description) is None


def test_windows_line_ends_make_no_difference() -> None:
    assert requested_language(f"{LINE} en\r\n\r\nText") == "en"


def test_the_template_asks_for_the_language() -> None:
    template = (ROOT / ".github/pull_request_template.md").read_text(encoding="utf-8")
    assert requested_language(template) == LANGUAGES[0]


def test_the_pull_requests_language_precedes_the_clones(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.git("config", "sayasat.language", "en")
    assert printed(tmp_path, {"pull_request": {"body": f"{LINE} ru"}}) == "ru"


def test_the_clones_language_is_used_if_the_pull_request_names_none(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.git("config", "sayasat.language", "en")
    assert printed(tmp_path, {"pull_request": {"body": None}}) == "en"
    assert printed(tmp_path, {"schedule": "5 18 * * *"}) == "en"
    assert printed(tmp_path) == "en"


def test_nothing_is_printed_without_a_language(tmp_path: Path) -> None:
    PolicyRepo(tmp_path)
    assert printed(tmp_path) == ""


def test_an_unknown_language_in_the_setting_counts_as_none(tmp_path: Path) -> None:
    PolicyRepo(tmp_path).git("config", "sayasat.language", "--output=/etc/x")
    assert printed(tmp_path) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys(language: str) -> None:
    assert messages(language).keys() == messages(LANGUAGES[0]).keys()
    assert all(text.strip() for text in messages(language).values())


@pytest.mark.parametrize("line", ["Тил: ru", "Язык: русский", "**Language:** Russian", "language: ru"])
def test_the_line_may_have_its_name_in_one_language(line: str) -> None:
    assert requested_language(f"Текст.\n{line}\n") == "ru"


def test_the_words_below_an_empty_line_are_no_answer() -> None:
    assert requested_language(f"{LINE}\n\nРусский текст исправлен.\n") is None
