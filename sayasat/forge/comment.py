"""Writes the report of `make review` as a comment on its pull request; later reports update the comment.

The workflow run that made the report executed the proposed code, with a token that may only read. The report
may therefore contain anything. This program (``python -m sayasat.forge.comment``) runs afterwards, with the
main branch's code and a token that may write comments. It uses only the text of the report; which pull
request the run belongs to comes from GitHub's API.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayasat.forge.editor import EVENT, requested_language
from sayasat.forge.github import JSON, Api, ApiError
from sayasat.forge.messages import LANGUAGES, messages

MARKER = "<!-- sayasat: review -->"
ARTIFACT = "review"
FILE = "review.md"
AUTHOR = "github-actions[bot]"
"""The author of comments written by a workflow. Comments of other authors are never changed."""

LARGEST_ARTIFACT = 1_000_000
"""In bytes."""

LONGEST = 60_000
"""The longest report in characters; a GitHub comment may have 65,536."""

_HIDDEN = re.compile(r"[^\t\n\x20-\x7e\xa0-\U0010ffff]|[\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]")
"""Control characters, bidirectional controls and surrogates."""

_MENTION = re.compile(r"(?<![\w.])@(?=\w)")


@dataclass(frozen=True, slots=True)
class WorkflowRun:
    """The run of the workflow that made the report, from GitHub's event."""

    id: int
    url: str
    commit: str
    """The newest commit of the pull request at that time."""

    branch: str
    owner: str
    source: str
    """The repository of the branch, ``owner/name``: this one or a fork."""

    target: str
    """The branch into which it is to be merged: this repository's default branch."""


def read_run(event: Mapping[str, Any]) -> WorkflowRun | None:
    """The run of a ``workflow_run`` event; None if the fork has been deleted since."""
    run = event["workflow_run"]
    source = run["head_repository"]
    if source is None:
        return None
    return WorkflowRun(
        id=int(run["id"]),
        url=str(run["html_url"]),
        commit=str(run["head_sha"]),
        branch=str(run["head_branch"]),
        owner=str(source["owner"]["login"]),
        source=str(source["full_name"]),
        target=str(event["repository"]["default_branch"]),
    )


def pull_request(api: Api, run: WorkflowRun) -> JSON | None:
    """The open pull request whose newest commit is the run's; None if there is none. Raises ApiError."""
    proposed = api.pages("pulls", state="open", head=f"{run.owner}:{run.branch}", base=run.target)
    return next((each for each in proposed if _is_for(run, each)), None)


def _is_for(run: WorkflowRun, pull: JSON) -> bool:
    head = pull["head"]
    same = head["sha"] == run.commit and (head["repo"] or {}).get("full_name") == run.source
    return bool(same) and pull["base"]["ref"] == run.target


def report(api: Api, run: WorkflowRun) -> str | None:
    """The report that the run uploaded; None if there is none that can be read. Raises ApiError."""
    listed = api.get(f"actions/runs/{run.id}/artifacts", name=ARTIFACT)["artifacts"]
    ours = [each for each in listed if each["name"] == ARTIFACT and not each["expired"]]
    if not ours:
        return None
    newest = max(ours, key=lambda each: str(each["created_at"]))
    if int(newest["size_in_bytes"]) > LARGEST_ARTIFACT:
        return None
    return unpack(api.download(f"actions/artifacts/{int(newest['id'])}/zip", LARGEST_ARTIFACT))


def unpack(archive: bytes) -> str | None:
    """The start of the report in a ZIP archive, at least `LONGEST` characters; None if it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened, opened.open(FILE) as file:
            # At most four bytes for each character; the file may be far larger than its archive
            return file.read(4 * LONGEST + 4).decode(errors="replace")
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError, zlib.error, OSError):
        return None


def comment(text: str | None, run: WorkflowRun, language: str | None) -> str:
    """The comment: a link to the run, and the report without control characters and mentions.

    ``text``: None if there is no report; then the comment says so. ``language``: None for all languages.
    """

    def in_words(key: str) -> str:
        facts = {"commit": run.commit[:7], "run": run.url}
        return " ".join(messages(each)[key].format(**facts) for each in languages)

    languages = [language] if language else LANGUAGES
    if text is None:
        return f"{MARKER}\n{in_words('comment.none')}\n"
    plain = _MENTION.sub("@\N{WORD JOINER}", _HIDDEN.sub("", text)).strip()
    shown = _cut(plain)
    notes = [in_words("comment.made")]
    if len(shown) < len(plain):
        notes.append(in_words("comment.cut"))
    return f"{MARKER}\n<sub>{' '.join(notes)}</sub>\n\n{shown}\n"


def _cut(text: str) -> str:
    """The first lines that fit into `LONGEST` characters."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rpartition("\n")[0] or text[:LONGEST]


def write_comment(api: Api, number: int, body: str) -> str:
    """Create or update the comment; returns ``written`` or ``updated``. Raises ApiError."""
    for each in api.pages(f"issues/{number}/comments"):
        if each["user"]["login"] == AUTHOR and str(each["body"]).startswith(MARKER):
            api.send("PATCH", f"issues/comments/{int(each['id'])}", {"body": body})
            return "updated"
    api.send("POST", f"issues/{number}/comments", {"body": body})
    return "written"


def main(environment: Mapping[str, str] = os.environ) -> int:
    """Run in the workflow. Returns the exit code: 1 if a request to GitHub failed."""
    run = read_run(json.loads(Path(environment[EVENT]).read_text(encoding="utf-8")))
    if run is None:
        print("The fork was deleted: there is nothing to comment on.")
        return 0
    api = Api(environment["GITHUB_API_URL"], environment["GITHUB_REPOSITORY"], environment["GITHUB_TOKEN"])
    try:
        pull = pull_request(api, run)
        if pull is None:
            print(f"No open pull request is at commit {run.commit}: it has newer commits, or it was closed.")
            return 0
        language = requested_language(pull["body"])
        done = write_comment(api, int(pull["number"]), comment(report(api, run), run, language))
    except ApiError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The comment on pull request {pull['number']} was {done}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
