"""Builds the repositories that tests read: real Git, fixed dates and names, no setting from outside."""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

NOON = "2024-01-01T12:00:00+06:00"
"""The date of a commit that was given none."""

AUTHOR = "Editor"

_PLAIN = re.compile(r"[\w-]+")


class PolicyRepo:
    """A repository on the branch ``main`` that is written and read through Git's own commands.

    Every method that commits returns the commit's id. Dates are ISO 8601 with an offset; author and committer
    have the same.
    """

    def __init__(self, path: Path, *, bare: bool = False) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", *(["--bare"] if bare else []))

    def git(self, *arguments: str | Path, date: str = NOON, stdin: bytes = b"") -> str:
        """What a Git command says, without the last line's end. Raises where it fails."""
        command = ["git", "-c", "gc.auto=0", "-c", "core.hooksPath=/dev/null", *arguments]
        answer = subprocess.run(
            command, cwd=self.path, env=self._environment(date), input=stdin, capture_output=True, check=False
        )
        if answer.returncode:
            raise AssertionError(f"{arguments}: {answer.stderr.decode(errors='replace')}")
        return answer.stdout.decode(errors="surrogateescape").removesuffix("\n")

    def write(self, path: str, content: str | bytes | None) -> None:
        """Put a file into the working tree, byte for byte; None deletes it."""
        target = self.path / path
        if content is None:
            target.unlink()
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(
        self,
        message: str = "Edit",
        *,
        date: str = NOON,
        files: Mapping[str, str | bytes | None] | None = None,
    ) -> str:
        """Write ``files`` and commit all that the working tree holds; without a change, an empty commit."""
        for path, content in (files or {}).items():
            self.write(path, content)
        self.git("add", "--all")
        self.git(
            "commit", "--quiet", "--allow-empty", "--allow-empty-message", f"--message={message}", date=date
        )
        return self.head

    def replay(self, commits: Iterable[tuple[datetime.datetime, str, Mapping[str, str | None]]]) -> str:
        """Commit many times at once: each commit's time, message and files, oldest first; None deletes one.

        One process of Git makes all of them; the working tree holds the last.
        """
        start = ["from refs/heads/main^0"] if self.git("branch", "--list", "main") else []
        stream = bytearray()
        for moment, message, files in commits:
            who = f"Editor <editor@example.org> {moment.timestamp():.0f} {moment:%z}"
            stream += f"commit refs/heads/main\nauthor {who}\ncommitter {who}\n".encode()
            stream += _data(message) + "".join(f"{line}\n" for line in start).encode()
            for path, content in files.items():
                gone = f"D {path}\n".encode()
                stream += gone if content is None else f"M 100644 inline {path}\n".encode() + _data(content)
            start = []
        self.git("fast-import", "--quiet", "--force", stdin=bytes(stream))
        self.git("reset", "--quiet", "--hard")
        return self.head

    def policy(
        self,
        language: str,
        slug: str,
        body: str,
        *,
        date: str = NOON,
        message: str | None = None,
        **front_matter: object,
    ) -> str:
        """Commit a policy's file. A key that is None is left out; ``title`` has a default."""
        path = f"docs/{language}/policies/{slug}.md"
        text = policy_text(body, **{"title": slug.capitalize(), **front_matter})
        return self.commit(message or f"Edit {language}/{slug}", date=date, files={path: text})

    def rename(
        self,
        old: str,
        new: str,
        *,
        date: str = NOON,
        files: Mapping[str, str | bytes | None] | None = None,
    ) -> str:
        """Move a file, and commit it with whatever else ``files`` changes."""
        (self.path / new).parent.mkdir(parents=True, exist_ok=True)
        (self.path / old).rename(self.path / new)
        return self.commit(f"Rename {old}", date=date, files=files)

    def remove(self, *paths: str, date: str = NOON) -> str:
        """Delete files and commit."""
        return self.commit(f"Remove {', '.join(paths)}", date=date, files=dict.fromkeys(paths))

    def branch(self, name: str, start: str = "HEAD") -> None:
        """Make a branch and go to it."""
        self.git("checkout", "--quiet", "-b", name, start)

    def checkout(self, name: str) -> None:
        """Go to a branch, or to a commit with a detached HEAD."""
        self.git("checkout", "--quiet", name)

    def merge(
        self, *branches: str, date: str = NOON, message: str = "Merge", fast_forward: bool = False
    ) -> str:
        """Merge branches into the current one; several make an octopus."""
        way = "--ff-only" if fast_forward else "--no-ff"
        self.git("merge", "--quiet", way, f"--message={message}", *branches, date=date)
        return self.head

    def revert(self, commit: str, *, date: str = NOON) -> str:
        """Revert a commit; a merge is reverted to its first parent."""
        _, *parents = self.git("rev-list", "--parents", "-1", commit).split()
        mainline = ["--mainline=1"] if len(parents) > 1 else []
        self.git("revert", "--no-edit", *mainline, commit, date=date)
        return self.head

    @property
    def head(self) -> str:
        """The commit of HEAD."""
        return self.git("rev-parse", "HEAD")

    def blob(self, path: str, commit: str = "HEAD") -> str:
        """The blob of a path in a commit."""
        return self.git("rev-parse", f"{commit}:{path}")

    def _environment(self, date: str) -> dict[str, str]:
        outside = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        return outside | {
            "HOME": str(self.path / ".git"),
            "XDG_CONFIG_HOME": str(self.path / ".git"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": AUTHOR,
            "GIT_AUTHOR_EMAIL": "editor@example.org",
            "GIT_AUTHOR_DATE": date,
            "GIT_COMMITTER_NAME": AUTHOR,
            "GIT_COMMITTER_EMAIL": "editor@example.org",
            "GIT_COMMITTER_DATE": date,
            "GIT_EDITOR": "true",
        }


def policy_text(body: str, **front_matter: object) -> str:
    """A policy's file. Words and dates stand as an editor writes them, all else as JSON, which is YAML."""
    lines = [f"{key}: {_yaml(value)}" for key, value in front_matter.items() if value is not None]
    return "\n".join(["---", *lines, "---", "", body, ""])


def _data(text: str) -> bytes:
    """As fast-import reads it."""
    content = text.encode()
    return f"data {len(content)}\n".encode() + content + b"\n"


def _yaml(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_yaml(key)}: {_yaml(each)}' for key, each in value.items())}}}"
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)
