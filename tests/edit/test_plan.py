"""The summary has each file with its changed keys, the outcome, and the next steps."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from sayasat.i18n.messages import messages
from tests.edit.editor_clone import announced

EDIT = Path(__file__).parents[2] / "sayasat" / "edit"


def test_a_summary_has_files_keys_outcome_and_steps(tmp_path: Path) -> None:
    assert announced(tmp_path).run("postpone", "privacy", "2026-12-01", "2027-01-01") == (
        "docs/ky/policies/privacy.md\n"
        "    effective: 2026-12-01 → 2027-01-01\n"
        "\n"
        "docs/ru/policies/privacy.md\n"
        "    effective: 2026-12-01 → 2027-01-01\n"
        "\n"
        "What happens when it is published:\n"
        "  – The announced version moves from 1 December 2026 to 1 January 2027.\n"
        "\n"
        "What to do next:\n"
        "  1. Do not change any word in the same pull request: "
        "the version is moved with the words that were announced.\n"
        "  2. Run the check and read what it reports: sayasat check.\n"
        "  3. Open a pull request with the change and have it merged: merging publishes it. "
        "In the browser: open each file above, click the pencil, write the same lines "
        "and propose the change; a file that is not there yet is added under the name above, "
        "and one that is deleted here is deleted there too.\n"
        "  4. Publish it before 1 December 2026: on that day the version takes effect "
        "and can no longer be moved or withdrawn.\n"
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ky", "редакция 2026-жылдын 1-декабрынан 2027-жылдын 1-январына жылдырылат.\n"),
        ("ru", "Объявленная редакция переносится с 1 декабря 2026\u202fг. на 1 января 2027\u202fг.\n"),
    ],
)
def test_dates_are_written_out_in_the_editors_language(tmp_path: Path, language: str, said: str) -> None:
    move = ("postpone", "privacy", "2026-12-01", "2027-01-01")
    assert said in announced(tmp_path).run(*move, "--language", language)


def test_a_copied_text_and_a_deleted_file_are_named(tmp_path: Path) -> None:
    clone = announced(tmp_path)
    answer = clone.run("correct", "privacy", "--concerns", "original", "--reason", "a letter")
    made = "docs/ky/versions/privacy/2025-04-01.md"
    assert answer.startswith(
        f"{made}\n    contains the text of the version of 1 April 2025\n    editorial: a letter\n\n"
    )
    clone.publish()
    assert f"{made}\n    is deleted\n" in clone.run("withdraw", "privacy", "2026-12-01")


def remarks() -> set[str]:
    """The keys of all remarks in the source code."""
    calls = (
        node
        for file in EDIT.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Remark"
    )
    keys = (call.args[0] for call in calls)
    return {
        str(each.value)
        for key in keys
        for each in ([key.body, key.orelse] if isinstance(key, ast.IfExp) else [key])
        if isinstance(each, ast.Constant)
    }


def test_every_remark_has_a_message_and_every_message_a_remark() -> None:
    of_the_answer = {"nothing", "copied", "deleted", "taken-out", "outcome", "steps", "old-faults"}
    keys = {key.removeprefix("edit.") for key in messages("en").texts if key.startswith("edit.")}
    assert remarks() == {key for key in keys if not key.startswith("ask.")} - of_the_answer
