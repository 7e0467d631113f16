"""Writes the report of `make review` as a comment on its pull request; later reports update the comment.

It runs after each of the two workflows for proposals: the comment also links to the Word documents and to the
preview, and lines that have one right answer become suggestions (`sayasat.forge.suggestions`).

The workflow run that made the report executed the proposed code, with a token that may only read. The report
may therefore contain anything. This program (``python -m sayasat.forge.comment``) runs afterwards, with the
main branch's code and a token that may write comments. It uses only the text of the report; which pull
request the run belongs to comes from GitHub's API.
"""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sayasat.forge.editor import EVENT, requested_language
from sayasat.forge.github import JSON, Api, ApiError
from sayasat.forge.messages import LANGUAGES, messages
from sayasat.forge.suggestions import FILE as SUGGESTIONS
from sayasat.forge.suggestions import post, read_suggestions
from sayasat.forge.untrusted import plain

MARKER = "<!-- sayasat: review -->"
ARTIFACT = "review"
FILE = "review.md"
AUTHOR = "github-actions[bot]"
"""The author of comments written by a workflow. Comments of other authors are never changed."""

LARGEST_ARTIFACT = 1_000_000
"""In bytes."""

LONGEST = 60_000
"""The longest report in characters; a GitHub comment may have 65,536."""

CHECK, PREVIEW = "check.yml", "preview.yml"
"""The workflows whose artifacts a comment shows."""

DOCUMENTS = "documents"
"""The artifact with the Word documents and the complete report."""


def pull_request(api: Api, event: JSON) -> JSON | None:
    """The open pull request whose newest commit is that of a workflow's run, from GitHub's event.

    None if there is none: it has newer commits, it was closed, or the fork was deleted. Raises ApiError.
    """
    run, target = event["workflow_run"], event["repository"]["default_branch"]
    source = run["head_repository"]
    if source is None:
        return None
    head = f"{source['owner']['login']}:{run['head_branch']}"
    for pull in api.pages("pulls", state="open", head=head, base=target):
        repository = (pull["head"]["repo"] or {}).get("full_name")
        found = pull["head"]["sha"], repository, pull["base"]["ref"]
        if found == (run["head_sha"], source["full_name"], target):
            return pull
    return None


@dataclass(frozen=True, slots=True)
class Artifacts:
    """What the newest run of a workflow left for a commit."""

    url: str
    """The run's."""

    is_complete: bool
    found: Mapping[str, JSON]
    """The newest of each name that can be downloaded."""

    def link(self, name: str) -> str:
        """The URL of an artifact for a reader; empty if there is none."""
        return f"{self.url}/artifacts/{int(self.found[name]['id'])}" if name in self.found else ""


def artifacts(api: Api, workflow: str, commit: str) -> Artifacts | None:
    """What the newest run of a workflow left for a commit; None if it never ran. Raises ApiError."""
    path = f"actions/workflows/{workflow}/runs"
    runs = api.get(path, head_sha=commit, event="pull_request", per_page="1")["workflow_runs"]
    if not runs:
        return None
    listed = api.get(f"actions/runs/{int(runs[0]['id'])}/artifacts")["artifacts"]
    usable = sorted(
        (each for each in listed if not each["expired"]), key=lambda each: str(each["created_at"])
    )
    found = {str(each["name"]): each for each in usable}
    return Artifacts(str(runs[0]["html_url"]), runs[0]["status"] == "completed", found)


def download(api: Api, check: Artifacts) -> bytes:
    """The archive with the report and the suggestions; empty if there is none, or it is too large.

    Raises ApiError.
    """
    newest = check.found.get(ARTIFACT)
    if newest is None or int(newest["size_in_bytes"]) > LARGEST_ARTIFACT:
        return b""
    return api.download(f"actions/artifacts/{int(newest['id'])}/zip", LARGEST_ARTIFACT)


def unpack(archive: bytes, name: str = FILE) -> bytes | None:
    """The start of a file in a ZIP archive, at least `LONGEST` characters; None if it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened, opened.open(name) as file:
            # At most four bytes for each character; the file may be far larger than its archive
            return file.read(4 * LONGEST + 4)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError, zlib.error, OSError):
        return None


def comment(
    text: bytes | None, commit: str, check: str, links: Mapping[str, str], language: str | None
) -> str:
    """The comment: links, and the report without control characters and mentions.

    ``text``: None if there is no report; then the comment says so. ``check``: the URL of the run that made
    it. ``links``: a URL or nothing by the last part of the key of its text. ``language``: None for all.
    """

    def in_words(key: str, **facts: str) -> str:
        facts = {"commit": commit[:7], "run": check, **facts}
        return " ".join(messages(each)[f"comment.{key}"].format(**facts) for each in languages)

    languages = [language] if language else LANGUAGES
    if text is None:
        return f"{MARKER}\n{in_words('none')}\n"
    whole = plain(text.decode(errors="replace"))
    shown = _cut(whole)
    notes = [in_words("made"), *(in_words(key, url=url) for key, url in links.items() if url)]
    if len(shown) < len(whole):
        notes.append(in_words("cut"))
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
    event = json.loads(Path(environment[EVENT]).read_text(encoding="utf-8"))
    api = Api(environment["GITHUB_API_URL"], environment["GITHUB_REPOSITORY"], environment["GITHUB_TOKEN"])
    commit = str(event["workflow_run"]["head_sha"])
    try:
        pull = pull_request(api, event)
        if pull is None:
            print(f"No open pull request is at commit {commit}: it is older, closed, or of a deleted fork.")
            return 0
        check = artifacts(api, CHECK, commit)
        if check is None or not check.is_complete:
            print("The check has not finished: the comment is written after it.")
            return 0
        preview = artifacts(api, PREVIEW, commit)
        archive, number = download(api, check), int(pull["number"])
        links = {DOCUMENTS: check.link(DOCUMENTS), "preview": preview.link("preview") if preview else ""}
        language = requested_language(pull["body"])
        body = comment(unpack(archive), commit, check.url, links, language)
        done = write_comment(api, number, body)
        suggested = read_suggestions(unpack(archive, SUGGESTIONS) or b"")
        posted = post(api, number, commit, suggested, AUTHOR)
    except ApiError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The comment on pull request {number} was {done}; new suggestions: {posted}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
