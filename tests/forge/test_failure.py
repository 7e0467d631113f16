"""The issue about a failed publication, opened by the program of the workflow against a server."""

from __future__ import annotations

from sayasat.forge.failure import MARKER
from tests.forge.api import REPOSITORY, Forge, run_target


def test_a_failure_opens_one_issue_in_three_languages_with_a_link_to_the_run(forge: Forge) -> None:
    for _ in range(2):
        done = run_target(forge, "report-failure")
        assert done.returncode == 0, done.stderr
    (issue,) = forge.issues
    assert issue["body"].startswith(MARKER)
    assert issue["body"].count(f"https://forge.example/{REPOSITORY}/actions/runs/77") == 3
    assert issue["title"] == "Жарыялоо ишке ашкан жок · Публикация не удалась · Publication failed"


def test_an_issue_of_somebody_else_is_not_taken_for_it(forge: Forge) -> None:
    forge.issues.append({"body": MARKER, "title": "?", "user": {"login": "stranger"}})
    assert run_target(forge, "report-failure").returncode == 0
    assert len(forge.issues) == 2


def test_a_refused_request_fails_the_step(forge: Forge) -> None:
    forge.refuses = "issues"
    done = run_target(forge, "report-failure")
    assert done.returncode != 0
    assert "403" in done.stderr
