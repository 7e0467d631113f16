"""Opens an issue that says that a publication failed, unless such an issue is open."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from sayasat.forge.comment import AUTHOR
from sayasat.forge.github import Api, ApiError
from sayasat.forge.messages import LANGUAGES, messages

MARKER = "<!-- sayasat: failed publication -->"


def main(environment: Mapping[str, str] = os.environ) -> int:
    """Run in the workflow. Returns the exit code: 1 if a request to GitHub failed."""
    repository = environment["GITHUB_REPOSITORY"]
    run = f"{environment['GITHUB_SERVER_URL']}/{repository}/actions/runs/{environment['GITHUB_RUN_ID']}"
    api = Api(environment["GITHUB_API_URL"], repository, environment["GITHUB_TOKEN"])
    texts = [messages(language) for language in LANGUAGES]
    title = " · ".join(t["failure.title"] for t in texts)
    body = "\n\n".join([MARKER, *(t["failure.body"].format(run=run) for t in texts)])
    try:
        if any(str(each["body"]).startswith(MARKER) for each in api.pages("issues", creator=AUTHOR)):
            print("An issue about a failed publication is open already.")
            return 0
        api.send("POST", "issues", {"title": title, "body": body})
    except ApiError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"An issue about the failed publication was opened: {run}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
