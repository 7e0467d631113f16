"""A Lambda runtime API on loopback, and AWS's own runtime client driven through it.

The platform gives events to a function, and takes its answers, over HTTP: the client asks for the next
invocation and waits. Paths and headers are those of the documented API of 2018-06-01.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).parents[2]
PATIENCE = 30
"""Seconds until a function counts as dead."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the runtime client said."""

    kind: str
    """``response``; ``error`` where the handler raised, which a visitor sees as 502; ``init error``."""

    value: object


class RuntimeApi(ThreadingHTTPServer):
    """The platform's side."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Exchange)
        self.events: queue.Queue[tuple[bytes, int] | None] = queue.Queue()
        self.outcomes: queue.Queue[Outcome] = queue.Queue()


class _Exchange(BaseHTTPRequestHandler):
    server: RuntimeApi  # type: ignore[mutable-override]

    def do_GET(self) -> None:
        """The next invocation; its deadline is in milliseconds since 1970."""
        event = self.server.events.get()
        if event is None:
            return
        body, deadline = event
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
        self.send_header("Lambda-Runtime-Deadline-Ms", str(deadline))
        self.send_header(
            "Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:1:function:contact"
        )
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """``invocation/ID/response``, ``invocation/ID/error`` or ``init/error``."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        part, last = self.path.split("/")[-2:]
        self.server.outcomes.put(Outcome("init error" if part == "init" else last, body))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Nothing: a test shows what it needs."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function in a process of its own."""

    process: subprocess.Popen[bytes]
    api: RuntimeApi
    log: Path

    def invoke(self, event: object, seconds: float = 15) -> Outcome:
        """Hand one event over; the function has ``seconds``. Raises queue.Empty where it keeps silent."""
        self.api.events.put((json.dumps(event).encode(), int((time.time() + seconds) * 1000)))
        return self.api.outcomes.get(timeout=PATIENCE)

    @property
    def said(self) -> str:
        """All that it wrote on standard output and error."""
        return self.log.read_text(encoding="utf-8")


@contextmanager
def function(handler: str, environ: Mapping[str, str], folder: Path) -> Iterator[Function]:
    """Run ``python -m awslambdaric HANDLER`` from this checkout, with nothing else in its environment."""
    log = folder / "function.log"
    with RuntimeApi() as api, log.open("wb") as sink:
        Thread(target=api.serve_forever, daemon=True).start()
        process = subprocess.Popen(
            [sys.executable, "-m", "awslambdaric", handler],
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{api.server_port}",
                "AWS_LAMBDA_FUNCTION_NAME": "contact",
                **environ,
            },
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
        try:
            yield Function(process, api, log)
        finally:
            process.kill()
            process.wait()
            api.events.put(None)
            api.shutdown()
