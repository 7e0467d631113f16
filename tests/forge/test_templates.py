"""GitHub's templates in three languages, and the code owners of every file."""

from __future__ import annotations

import re
import subprocess
from fnmatch import fnmatchcase
from typing import Any

import pytest
import yaml

from tests.support.mini_site import ROOT

FOLDER = ROOT / ".github"
FORMS = sorted(file.stem for file in FOLDER.glob("ISSUE_TEMPLATE/*.yml") if file.stem != "config")
LEGAL, DEVELOPERS = "@ORGANISATION_NAME/LEGAL_TEAM", "@ORGANISATION_NAME/DEVELOPERS_TEAM"


def form(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(
        (FOLDER / f"ISSUE_TEMPLATE/{name}.yml").read_text(encoding="utf-8")
    )
    return content


def in_three_languages(text: str) -> bool:
    """Whether a text has Kyrgyz, Russian and English, separated by dots."""
    kyrgyz, russian, english = text.strip(" :").split(" · ")
    assert kyrgyz
    assert re.search("[а-я]", russian)
    return re.fullmatch(r"[\x20-\x7e“”’]+", english) is not None


def test_there_are_forms_for_questions_changes_and_faults() -> None:
    assert FORMS == ["change", "fault", "question"]


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_in_three_languages(name: str) -> None:
    fields_of = form(name)
    fields = [each["attributes"] for each in fields_of["body"] if each["type"] != "markdown"]
    assert all(in_three_languages(fields_of[key]) for key in ("name", "description", "title"))
    assert all(in_three_languages(each["label"]) for each in fields)
    assert all(in_three_languages(each["description"]) for each in fields if "description" in each)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_warns_that_everyone_can_read_it(name: str) -> None:
    (warning,) = (each["attributes"]["value"] for each in form(name)["body"] if each["type"] == "markdown")
    kyrgyz, russian, english = warning.strip().split("\n")
    assert "жеке маалыматты жазбаңыз" in kyrgyz
    assert "личных данных" in russian
    assert "no personal data" in english


@pytest.mark.parametrize("name", FORMS)
def test_a_form_asks_for_the_language_of_the_answer(name: str) -> None:
    (asked,) = (each for each in form(name)["body"] if each["type"] == "dropdown")
    assert asked["attributes"]["options"] == ["Кыргызча", "Русский", "English"]


def test_a_form_has_the_title_of_the_contact_page() -> None:
    text = (FOLDER / "ISSUE_TEMPLATE/question.yml").read_text(encoding="utf-8")
    for language in ("ky", "ru", "en"):
        page = (ROOT / f"docs/{language}/contact.md").read_text(encoding="utf-8")
        found = re.search(r"(?m)^title: (.*)$", page)
        assert found
        assert found[1] in text


def test_the_pull_requests_template_asks_in_three_languages() -> None:
    lines = (FOLDER / "pull_request_template.md").read_text(encoding="utf-8").splitlines()
    asked = [line for line in lines if line.startswith(("###", "- [ ]"))]
    assert len(asked) == 6
    assert all(line.count(" · ") == 2 for line in asked)


def owners(path: str) -> list[str]:
    """The owners of a file by CODEOWNERS: those of the last line that matches."""
    found: list[str] = []
    for line in (FOLDER / "CODEOWNERS").read_text(encoding="utf-8").splitlines():
        pattern, *named = line.partition("#")[0].split() or [""]
        if pattern == "*" or _fits(pattern.removeprefix("/"), path):
            found = named
    return found


def _fits(pattern: str, path: str) -> bool:
    parts = path.split("/")
    wanted = pattern.rstrip("/").split("/")
    if not pattern or len(parts) < len(wanted) or (len(parts) > len(wanted)) != pattern.endswith("/"):
        return False
    return all(fnmatchcase(part, each) for part, each in zip(parts, wanted, strict=False))


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("docs/ky/policies/privacy.md", [LEGAL]),
        ("docs/en/policies/orders/note.md", [LEGAL]),
        ("check.yml", [LEGAL]),
        ("cookies.yml", [LEGAL, DEVELOPERS]),
        ("docs/ky/about.md", [DEVELOPERS]),
        (".github/workflows/check.yml", [DEVELOPERS]),
        (".github/CODEOWNERS", [DEVELOPERS]),
        ("sayasat/check/rule.py", [DEVELOPERS]),
    ],
)
def test_lawyers_own_the_texts_and_developers_the_other_files(path: str, named: list[str]) -> None:
    assert owners(path) == named


def test_every_file_has_an_owner() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert [path for path in listed.stdout.split("\0") if path and not owners(path)] == []


def test_a_placeholder_of_an_owner_is_no_possible_account() -> None:
    text = (FOLDER / "CODEOWNERS").read_text(encoding="utf-8")
    named = {each for line in text.splitlines() for each in line.partition("#")[0].split()[1:]}
    # A name on GitHub has letters, digits and hyphens
    assert all("_" in part for each in named for part in each.removeprefix("@").split("/"))
