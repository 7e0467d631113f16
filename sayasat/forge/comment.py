"""Puts the report of `make review` under its pull request, as one comment that is updated.

The report was made by a run of the proposed code, with a token that could only read; it may hold anything.
This runs afterwards (``python -m sayasat.forge.comment``) on the main branch's code, with a token that may
write comments, and takes nothing from the report but its text: GitHub says of the run which pull request it
is for.
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

from sayasat.forge.editor import EVENT, asked_for
from sayasat.forge.github import JSON, Api, ApiError
from sayasat.forge.words import LANGUAGES, messages

MARKER = "<!-- sayasat: review -->"
ARTIFACT = "review"
FILE = "review.md"
AUTHOR = "github-actions[bot]"
"""Who the comments of a workflow are from; anyone else's are left alone, whatever they begin with."""

LARGEST_ARTIFACT = 1_000_000
LONGEST = 60_000
"""Of a report, in characters; GitHub takes 65,536."""

_HIDDEN = re.compile(r"[^\t\n\x20-\x7e\xa0-\U0010ffff]|[\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]")
"""Control characters, and those that turn the order of letters around."""

_MENTION = re.compile(r"(?<![\w.])@(?=\w)")


@dataclass(frozen=True, slots=True)
class WorkflowRun:
    """A run of the workflow that made the report, as GitHub tells of it."""

    id: int
    url: str
    commit: str
    """The newest of the pull request when it ran."""

    branch: str
    owner: str
    source: str
    """The repository that the branch is in: ``owner/name``, a fork's or our own."""

    target: str
    """The branch that it is proposed for: our main one."""


def read_run(event: Mapping[str, Any]) -> WorkflowRun | None:
    """The run that a ``workflow_run`` event is about; absent where its fork has been deleted since."""
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
    """The open pull request whose newest commit the run was for; absent where it moved. Raises ApiError."""
    proposed = api.pages("pulls", state="open", head=f"{run.owner}:{run.branch}", base=run.target)
    return next((each for each in proposed if _is_for(run, each)), None)


def _is_for(run: WorkflowRun, pull: JSON) -> bool:
    head = pull["head"]
    same = head["sha"] == run.commit and (head["repo"] or {}).get("full_name") == run.source
    return bool(same) and pull["base"]["ref"] == run.target


def report(api: Api, run: WorkflowRun) -> str | None:
    """The text that the run left; absent where it left none that can be read. Raises ApiError."""
    listed = api.get(f"actions/runs/{run.id}/artifacts", name=ARTIFACT)["artifacts"]
    ours = [each for each in listed if each["name"] == ARTIFACT and not each["expired"]]
    if not ours:
        return None
    newest = max(ours, key=lambda each: str(each["created_at"]))
    if int(newest["size_in_bytes"]) > LARGEST_ARTIFACT:
        return None
    return unpack(api.download(f"actions/artifacts/{int(newest['id'])}/zip", LARGEST_ARTIFACT))


def unpack(archive: bytes) -> str | None:
    """The report out of its archive, as much as can be shown and a little more; absent where it has none."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened, opened.open(FILE) as file:
            # A letter has four bytes at most: what is packed may be far larger than the archive
            return file.read(4 * LONGEST + 4).decode(errors="replace")
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError, zlib.error, OSError):
        return None


def comment(text: str | None, run: WorkflowRun, language: str) -> str:
    """What the comment says: where the report is from, and the report with nothing in it that acts."""
    t = messages(language)
    facts = {"commit": run.commit[:7], "run": run.url}
    if text is None:
        return f"{MARKER}\n{t['comment.none'].format(**facts)}\n"
    plain = _MENTION.sub("@\N{WORD JOINER}", _HIDDEN.sub("", text)).strip()
    shown = _cut(plain)
    notes = [t["comment.made"].format(**facts)]
    if len(shown) < len(plain):
        notes.append(t["comment.cut"].format(**facts))
    return f"{MARKER}\n<sub>{' '.join(notes)}</sub>\n\n{shown}\n"


def _cut(text: str) -> str:
    """Whole lines, as many as there is room for."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rpartition("\n")[0] or text[:LONGEST]


def put(api: Api, number: int, body: str) -> str:
    """Write the comment, or write it anew; says which was done. Raises ApiError."""
    for each in api.pages(f"issues/{number}/comments"):
        if each["user"]["login"] == AUTHOR and str(each["body"]).startswith(MARKER):
            api.send("PATCH", f"issues/comments/{int(each['id'])}", {"body": body})
            return "updated"
    api.send("POST", f"issues/{number}/comments", {"body": body})
    return "written"


def main(environment: Mapping[str, str] = os.environ) -> int:
    """Run as the workflow does; returns the exit code: 1 where the forge refused something."""
    run = read_run(json.loads(Path(environment[EVENT]).read_text(encoding="utf-8")))
    if run is None:
        print("The fork is gone: there is nothing to comment on.")
        return 0
    api = Api(environment["GITHUB_API_URL"], environment["GITHUB_REPOSITORY"], environment["GITHUB_TOKEN"])
    try:
        pull = pull_request(api, run)
        if pull is None:
            print(f"No open pull request stands at {run.commit}: a newer run will follow, or it was closed.")
            return 0
        language = asked_for(pull["body"]) or LANGUAGES[0]
        done = put(api, int(pull["number"]), comment(report(api, run), run, language))
    except ApiError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The comment under pull request {pull['number']} was {done}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
