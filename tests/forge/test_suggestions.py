"""Suggestions at lines of a pull request, posted by the program as a process against a server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sayasat.forge.suggestions import MOST, added_lines, read_suggestions
from tests.forge.api import COMMIT, Forge
from tests.forge.test_comment import run_it

TEXT = "docs/ky/policies/privacy.md"
PATCH = (
    "@@ -5,3 +5,4 @@ # A\n before\n-gone\n+жана жана\n+`a` ```b```  c\n after\n\\ No newline at end of file"
)


def suggestion(**changed: object) -> dict[str, Any]:
    found = {"path": TEXT, "line": 6, "old": "жана жана", "new": "жана", "why": "Сөз кайталанган."}
    return {**found, **changed}


@pytest.fixture
def proposed(forge: Forge) -> Forge:
    """A server with a pull request that changes a text."""
    forge.propose()
    forge.patches[TEXT] = PATCH
    return forge


def test_a_line_with_one_right_answer_becomes_a_suggestion(proposed: Forge, tmp_path: Path) -> None:
    proposed.suggest(suggestion())
    run = run_it(proposed, tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    (review,) = proposed.reviews
    assert (review["commit_id"], review["event"]) == (COMMIT, "COMMENT")
    (remark,) = review["comments"]
    assert (remark["path"], remark["line"], remark["side"]) == (TEXT, 6, "RIGHT")
    assert remark["body"].endswith("Сөз кайталанган.\n\n```suggestion\nжана\n```\n")
    assert len(proposed.ours) == 1, "the report is written as well"


def test_a_later_run_repeats_no_suggestion(proposed: Forge, tmp_path: Path) -> None:
    proposed.suggest(suggestion())
    run_it(proposed, tmp_path)
    proposed.patches[TEXT] = PATCH.replace("+5,4", "+15,4")
    proposed.suggest(suggestion(line=16), suggestion(line=17, old="`a` ```b```  c", new="`a` ```b``` c"))
    run_it(proposed, tmp_path)
    _, second = proposed.reviews
    (remark,) = second["comments"]
    assert remark["line"] == 17
    assert "\n````suggestion\n`a` ```b``` c\n````\n" in remark["body"]


def test_a_strangers_comment_with_the_marker_hides_nothing(proposed: Forge, tmp_path: Path) -> None:
    proposed.suggest(suggestion())
    (found,) = read_suggestions(json.dumps([suggestion()]).encode())
    proposed.remarks.append({"body": f"{found.marker}\n", "user": {"login": "stranger"}})
    run_it(proposed, tmp_path)
    assert len(proposed.reviews) == 1


FALSE = {
    "a line that is not added": suggestion(line=5, old="before"),
    "a line that reads otherwise": suggestion(old="другое"),
    "a file that is not changed": suggestion(path="docs/ru/policies/privacy.md"),
    "a file that is no text": suggestion(path="mkdocs.yml"),
    "two lines": suggestion(new="жана\nдагы"),
    "a bidirectional control": suggestion(new="жана\u202e"),
    "no change": suggestion(new="жана жана"),
    "no line": suggestion(line="6"),
    "a long line": suggestion(new="x" * 2_001),
    "no object": [],
}


@pytest.mark.parametrize("wrong", FALSE.values(), ids=FALSE.keys())
def test_what_is_no_line_of_the_pull_request_is_not_suggested(
    proposed: Forge, tmp_path: Path, wrong: object
) -> None:
    proposed.suggest(wrong)
    assert run_it(proposed, tmp_path).returncode == 0
    assert proposed.reviews == []


def test_a_suggestion_calls_nobody(proposed: Forge, tmp_path: Path) -> None:
    proposed.suggest(suggestion(why="@everyone\x1b[31m"))
    run_it(proposed, tmp_path)
    assert "@\N{WORD JOINER}everyone[31m\n" in proposed.reviews[0]["comments"][0]["body"]


def test_there_is_a_limit_to_the_suggestions_of_one_run(proposed: Forge, tmp_path: Path) -> None:
    number = MOST + 5
    lines = "\n".join(f"+a a {line}" for line in range(number))
    proposed.patches[TEXT] = f"@@ -0,0 +1,{number} @@\n{lines}"
    proposed.suggest(
        *(suggestion(line=line + 1, old=f"a a {line}", new=f"a {line}") for line in range(number))
    )
    run_it(proposed, tmp_path)
    assert len(proposed.reviews[0]["comments"]) == MOST


def test_a_refused_review_is_reported_after_the_comment(proposed: Forge, tmp_path: Path) -> None:
    proposed.suggest(suggestion())
    proposed.refuses = "pulls/5/reviews"
    run = run_it(proposed, tmp_path)
    assert (run.returncode, len(proposed.ours)) == (1, 1)
    assert "403" in run.stderr


@pytest.mark.parametrize("data", [b"", b"{}", b"[1, null]", b"\xff"])
def test_other_data_are_no_suggestions(data: bytes) -> None:
    assert read_suggestions(data) == []


def test_added_lines_have_their_numbers_in_the_new_file() -> None:
    assert added_lines(PATCH) == {6: "жана жана", 7: "`a` ```b```  c"}
    assert added_lines("@@ -1 +1 @@\n-a\n+b\n@@ -9,2 +9,3 @@\n c\n+d\n e") == {1: "b", 10: "d"}
