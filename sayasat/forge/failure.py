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
    return open_issue(environment, "failure", MARKER)


def open_issue(environment: Mapping[str, str], kind: str, marker: str, **facts: str) -> int:
    """Open an issue in all languages, with a link to the run, unless one with the marker is open.

    Its texts are ``KIND.title`` and ``KIND.body``. Returns the exit code.
    """
    repository = environment["GITHUB_REPOSITORY"]
    run = f"{environment['GITHUB_SERVER_URL']}/{repository}/actions/runs/{environment['GITHUB_RUN_ID']}"
    api = Api(environment["GITHUB_API_URL"], repository, environment["GITHUB_TOKEN"])
    texts = [messages(language) for language in LANGUAGES]
    title = " · ".join(t[f"{kind}.title"] for t in texts)
    body = "\n\n".join([marker, *(t[f"{kind}.body"].format(run=run, **facts) for t in texts)])
    try:
        if any(str(each["body"]).startswith(marker) for each in api.pages("issues", creator=AUTHOR)):
            print(f"An issue is open already: {title}")
            return 0
        api.send("POST", "issues", {"title": title, "body": body})
    except ApiError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"An issue was opened: {title}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
