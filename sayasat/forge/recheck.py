"""Runs the check of every open proposal again: days pass, and what was right when it was proposed may not be.

A postponement that is merged after the old date has come would make a second version with the same text.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from sayasat.forge.github import Api, ApiError

_RUNS = "actions/workflows/check.yml/runs"


def main(environment: Mapping[str, str] = os.environ) -> int:
    """Run in the workflow. Returns the exit code: 1 if a request failed, for any of the proposals.

    GitHub runs a check again for 30 days after it was first run; an older proposal needs a new commit.
    """
    api = Api(environment["GITHUB_API_URL"], environment["GITHUB_REPOSITORY"], environment["GITHUB_TOKEN"])
    try:
        pulls = list(api.pages("pulls", state="open"))
    except ApiError as error:
        print(error, file=sys.stderr)
        return 1
    return max((_check_again(api, int(each["number"]), each["head"]["sha"]) for each in pulls), default=0)


def _check_again(api: Api, number: int, commit: str) -> int:
    try:
        runs = api.get(_RUNS, head_sha=commit, event="pull_request", per_page="1")["workflow_runs"]
        if runs and runs[0]["status"] == "completed":
            api.send("POST", f"actions/runs/{int(runs[0]['id'])}/rerun", {})
            print(f"Pull request {number}: the check runs again")
    except ApiError as error:
        print(f"Pull request {number}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
