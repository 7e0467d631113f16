"""Posts lines that have one right answer as suggestions, which a reviewer applies with a click.

As the report, they come from a run of the proposed code and may be anything. So each is posted only at a line
that the pull request adds to a text, and only if that line reads as the suggestion says; nothing changes
before a person who may write to the branch accepts it, and then it is a commit that is checked anew.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sayasat.forge.github import Api
from sayasat.forge.untrusted import HIDDEN, plain

FILE = "suggestions.json"
MOST = 20
"""The most suggestions of one run."""

LONGEST = 2_000
"""Characters of a line; a longer one has no suggestion."""

_TEXT = re.compile(r"docs/[^\0]+\.md")
_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line, and what it should be."""

    path: str
    line: int
    old: str
    new: str
    why: str

    @property
    def marker(self) -> str:
        """The first line of its comment, by which a later run knows it; not its place, which may move."""
        parts = f"{self.path}\0{self.old}\0{self.new}"
        return f"<!-- sayasat: suggestion {hashlib.sha256(parts.encode()).hexdigest()[:16]} -->"

    @property
    def body(self) -> str:
        """Its comment."""
        ticks = max((len(each) for each in re.findall("`+", self.new)), default=0)
        fence = "`" * max(ticks + 1, 3)
        return f"{self.marker}\n{plain(self.why)}\n\n{fence}suggestion\n{self.new}\n{fence}\n"


def read_suggestions(data: bytes) -> list[Suggestion]:
    """The suggestions in a file, those left out that no report of ours can have; none if it is not one."""
    try:
        listed = json.loads(data)
    except ValueError:
        return []
    return [found for each in listed if (found := _read(each))] if isinstance(listed, list) else []


def _read(entry: object) -> Suggestion | None:
    if not isinstance(entry, dict):
        return None
    path, line, old, new, why = (entry.get(name) for name in ("path", "line", "old", "new", "why"))
    if not isinstance(line, int) or not all(isinstance(each, str) for each in (path, old, new, why)):
        return None
    found = Suggestion(str(path), line, str(old), str(new), str(why)[:LONGEST])
    is_line = not re.search(r"[\r\n]", found.new) and not HIDDEN.search(found.new)
    is_short = max(len(found.old), len(found.new)) <= LONGEST
    return found if _TEXT.fullmatch(found.path) and is_line and is_short and old != new else None


def post(api: Api, number: int, commit: str, suggestions: list[Suggestion], author: str) -> int:
    """Post as one review those that are not yet there, at most `MOST`. Returns how many. Raises ApiError.

    ``author``: whose comments count; a stranger's comment with a marker hides no suggestion.
    """
    if not suggestions:
        return 0
    files = api.pages(f"pulls/{number}/files")
    added = {str(each["filename"]): added_lines(str(each.get("patch") or "")) for each in files}
    there = {
        str(each["body"]).partition("\n")[0]
        for each in api.pages(f"pulls/{number}/comments")
        if each["user"]["login"] == author
    }
    new = {
        each.marker: {"path": each.path, "line": each.line, "side": "RIGHT", "body": each.body}
        for each in suggestions
        if each.marker not in there and added.get(each.path, {}).get(each.line) == each.old
    }
    comments = list(new.values())[:MOST]
    if comments:
        review = {"commit_id": commit, "event": "COMMENT", "comments": comments}
        api.send("POST", f"pulls/{number}/reviews", review)
    return len(comments)


def added_lines(patch: str) -> Mapping[int, str]:
    """The lines that a patch adds, by their number in the new file."""
    return dict(_added(patch))


def _added(patch: str) -> Iterator[tuple[int, str]]:
    number = 0
    for line in patch.split("\n"):
        if hunk := _HUNK.match(line):
            number = int(hunk[1])
        elif not line.startswith(("-", "\\")):
            if line.startswith("+"):
                yield number, line[1:].removesuffix("\r")
            number += 1
