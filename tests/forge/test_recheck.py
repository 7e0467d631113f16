"""The nightly check of open proposals, started by the program of the workflow."""

from __future__ import annotations

import pytest

from tests.forge.api import COMMIT, Forge, run_target

OTHER = "d" * 40


def reruns(forge: Forge) -> list[str]:
    """The paths of the requests that start something."""
    return [each.rpartition("/repos/texts/policies/")[2] for each in forge.asked if each.startswith("POST")]


def test_the_last_check_of_every_open_proposal_runs_again(forge: Forge) -> None:
    forge.page = 1
    forge.propose(5)
    forge.propose(6, head={"sha": OTHER, "ref": "other", "repo": None})
    forge.checks = {COMMIT: (70, "completed"), OTHER: (71, "completed")}
    done = run_target(forge, "recheck")
    assert done.returncode == 0, done.stderr
    assert reruns(forge) == ["actions/runs/70/rerun", "actions/runs/71/rerun"]


@pytest.mark.parametrize("checks", [{}, {COMMIT: (70, "in_progress")}])
def test_a_proposal_without_a_finished_check_is_left_alone(
    forge: Forge, checks: dict[str, tuple[int, str]]
) -> None:
    forge.propose(5)
    forge.checks = checks
    assert run_target(forge, "recheck").returncode == 0
    assert reruns(forge) == []


def test_a_refusal_is_told_and_does_not_keep_the_others_from_being_checked(forge: Forge) -> None:
    forge.propose(5)
    forge.propose(6, head={"sha": OTHER, "ref": "other", "repo": None})
    forge.checks = {COMMIT: (70, "completed"), OTHER: (71, "completed")}
    forge.refuses = "actions/runs/70"
    done = run_target(forge, "recheck")
    assert done.returncode != 0
    assert "Pull request 5" in done.stderr
    assert "403" in done.stderr
    assert reruns(forge)[-1] == "actions/runs/71/rerun"


def test_no_open_proposal_is_no_failure(forge: Forge) -> None:
    assert run_target(forge, "recheck").returncode == 0
