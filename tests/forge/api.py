"""A server on loopback that answers like GitHub's API for one repository, and records the requests."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct, field

from tests.support.mini_site import ROOT

REPOSITORY = "texts/policies"
BOT = "github-actions[bot]"
COMMIT = "c" * 40
TOKEN = "t0ken"  # noqa: S105  # nobody's
RUN = 77


def run_target(forge: Forge, target: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a target of the Makefile as a workflow does, against the server."""
    variables = {
        "PATH": os.environ["PATH"],
        "GITHUB_API_URL": forge.address,
        "GITHUB_SERVER_URL": "https://forge.example",
        "GITHUB_RUN_ID": "77",
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_TOKEN": TOKEN,
        **environment,
    }
    command = ["make", target, f"PYTHON={sys.executable}"]
    return subprocess.run(
        command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False, timeout=60
    )


class Forge(Struct):
    """The server's data, the requests it got, and its URL."""

    address: str = ""
    storage: str = ""
    """The URL of another host, from which files are downloaded; it must not get the token."""

    pulls: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    artifacts: dict[int, bytes] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    """The name of an artifact that is not the report."""

    patches: dict[str, str] = field(default_factory=dict)
    """What the pull request changes, by file."""

    remarks: list[dict[str, Any]] = field(default_factory=list)
    """The comments at lines of the pull request."""

    reviews: list[dict[str, Any]] = field(default_factory=list)
    sizes: dict[int, int] = field(default_factory=dict)
    """The stated size of an artifact, if it is not the true one."""

    checks: dict[str, tuple[int, str]] = field(default_factory=lambda: {COMMIT: (RUN, "completed")})
    """The number and the status of the last check, by commit."""

    page: int = 100
    refuses: str = ""
    """The beginning of the paths that are refused."""

    asked: list[str] = field(default_factory=list)
    shown: list[tuple[str, str | None]] = field(default_factory=list)
    """The host and the Authorization header of every request."""

    def propose(self, number: int = 5, **facts: object) -> None:
        """Open a pull request from a fork."""
        head = {"sha": COMMIT, "ref": "change", "repo": {"full_name": "stranger/policies"}}
        pull = {"number": number, "body": None, "head": head, "base": {"ref": "main"}, **facts}
        self.pulls.append(pull)

    def say(self, body: str, author: str = BOT) -> int:
        """Write a comment; gives its id."""
        identity = len(self.comments) + 100
        self.comments.append({"id": identity, "body": body, "user": {"login": author}})
        return identity

    def leave(self, text: str | bytes, name: str = "review.md") -> None:
        """Leave a report as the run's artifact."""
        self.artifacts[len(self.artifacts) + 1] = packed(text, name)

    def suggest(self, *suggestions: object) -> None:
        """Leave a report and suggestions as the run's artifact."""
        files = {"review.md": "report", "suggestions.json": json.dumps(suggestions)}
        self.artifacts[len(self.artifacts) + 1] = packed_files(files)

    def leave_other(self, name: str) -> int:
        """Leave another artifact than the report; gives its id."""
        identity = len(self.artifacts) + 1
        self.artifacts[identity], self.names[identity] = b"", name
        return identity

    @property
    def ours(self) -> list[str]:
        """The comments of the workflows."""
        return [each["body"] for each in self.comments if each["user"]["login"] == BOT]


def packed(text: str | bytes, name: str = "review.md") -> bytes:
    """An archive of one file."""
    return packed_files({name: text})


def packed_files(files: Mapping[str, str | bytes]) -> bytes:
    """An archive of files, by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def event(**changed: object) -> str:
    """The ``workflow_run`` event of a run for the fork's branch."""
    run = {
        "id": RUN,
        "html_url": f"https://forge.example/{REPOSITORY}/actions/runs/{RUN}",
        "head_sha": COMMIT,
        "head_branch": "change",
        "head_repository": {"full_name": "stranger/policies", "owner": {"login": "stranger"}},
        **changed,
    }
    return json.dumps({"workflow_run": run, "repository": {"default_branch": "main"}})


def _run(number: int, status: str) -> dict[str, object]:
    url = f"https://forge.example/{REPOSITORY}/actions/runs/{number}"
    return {"id": number, "status": status, "html_url": url}


@contextmanager
def listening() -> Iterator[Forge]:
    """Within the block, run the server and the host of its files."""
    forge = Forge()
    handler = type("Handler", (_Handler,), {"forge": forge})
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), handler) for _ in range(2)]
    threads = [Thread(target=server.serve_forever, args=(0.01,)) for server in servers]
    forge.address, forge.storage = (f"http://127.0.0.1:{server.server_port}" for server in servers)
    for thread in threads:
        thread.start()
    try:
        yield forge
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            server.server_close()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    forge: ClassVar[Forge]

    def do_GET(self) -> None:
        path, query = self._asked()
        root = f"/repos/{REPOSITORY}"
        if path.startswith("/files/"):
            self._answer(self.forge.artifacts[int(path.removeprefix("/files/"))])
        elif self._is_refused(path):
            self._answer(b"no", status=403)
        elif path.startswith(f"{root}/actions/workflows/"):
            self._list_runs(path.split("/")[-2], query["head_sha"])
        elif path.startswith((f"{root}/pulls", f"{root}/issues")):
            self._list(self._listed(path.removeprefix(f"{root}/"), query), query)
        elif path in (f"{root}/actions/runs/{RUN}/artifacts", f"{root}/actions/runs/{RUN + 1}/artifacts"):
            is_preview = str(RUN + 1) in path
            of_run = (each for each in self.forge.artifacts if is_preview is (self._name(each) == "preview"))
            self._json({"artifacts": [self._artifact(each) for each in of_run]})
        elif path.startswith(f"{root}/actions/artifacts/"):
            where = f"{self.forge.storage}/files/{path.split('/')[-2]}"
            self._answer(b"", status=302, headers={"Location": where})
        else:
            self._answer(b"", status=404)

    def do_POST(self) -> None:
        path, _ = self._asked()
        root = f"/repos/{REPOSITORY}"
        if self._is_refused(path):
            self._answer(b"no", status=403)
            return
        if path.endswith("/rerun"):
            self._content()
        elif path == f"{root}/pulls/5/reviews":
            review = self._content()
            self.forge.reviews.append(review)
            self.forge.remarks += [{**each, "user": {"login": BOT}} for each in review["comments"]]
        elif path == f"{root}/issues":
            self.forge.issues.append({**self._content(), "user": {"login": BOT}})
        else:
            assert path == f"{root}/issues/5/comments"
            self.forge.say(self._content()["body"])
        self._json({}, status=201)

    def do_PATCH(self) -> None:
        path, _ = self._asked()
        identity = int(path.removeprefix(f"/repos/{REPOSITORY}/issues/comments/"))
        (found,) = (each for each in self.forge.comments if each["id"] == identity)
        found["body"] = self._content()["body"]
        self._json({})

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        pass

    def _asked(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.path)
        self.forge.asked.append(f"{self.command} {self.path}")
        self.forge.shown.append((f"http://{self.headers['Host']}", self.headers["Authorization"]))
        return parts.path, dict(parse_qsl(parts.query))

    def _content(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        return content

    def _listed(self, path: str, query: dict[str, str]) -> list[dict[str, Any]]:
        if path == "pulls":
            return [each for each in self.forge.pulls if "head" not in query or self._fits(each, query)]
        if path == "issues":
            return [each for each in self.forge.issues if each["user"]["login"] == query["creator"]]
        if path == "pulls/5/files":
            return [{"filename": name, "patch": patch} for name, patch in self.forge.patches.items()]
        return self.forge.remarks if path == "pulls/5/comments" else self.forge.comments

    def _is_refused(self, path: str) -> bool:
        refused = f"/repos/{REPOSITORY}/{self.forge.refuses}"
        return bool(self.forge.refuses) and path.startswith(refused)

    def _list_runs(self, workflow: str, commit: str) -> None:
        known = self.forge.checks.get(commit) if workflow == "check.yml" else (RUN + 1, "completed")
        self._json({"workflow_runs": [_run(*known)] if known else []})

    def _name(self, identity: int) -> str:
        return self.forge.names.get(identity, "review")

    def _fits(self, pull: dict[str, Any], query: dict[str, str]) -> bool:
        owner = (pull["head"]["repo"] or {"full_name": "/"})["full_name"].split("/")[0]
        return query["head"] == f"{owner}:{pull['head']['ref']}" and query["base"] == pull["base"]["ref"]

    def _artifact(self, identity: int) -> dict[str, Any]:
        size = self.forge.sizes.get(identity, len(self.forge.artifacts[identity]))
        created = f"2026-12-01T00:00:0{identity}Z"
        return {
            "id": identity,
            "name": self._name(identity),
            "expired": False,
            "size_in_bytes": size,
            "created_at": created,
        }

    def _list(self, items: list[dict[str, Any]], query: dict[str, str]) -> None:
        page = int(query.get("page", "1"))
        shown = items[(page - 1) * self.forge.page : page * self.forge.page]
        more = page * self.forge.page < len(items)
        path = self.path.replace(f"&page={page}", "")
        link = f'<{self.forge.address}{path}&page={page + 1}>; rel="next"' if more else ""
        self._answer(json.dumps(shown).encode(), headers={"Link": link})

    def _json(self, content: object, status: int = 200) -> None:
        self._answer(json.dumps(content).encode(), status)

    def _answer(self, data: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
