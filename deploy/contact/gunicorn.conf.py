"""How gunicorn runs the handler.

    gunicorn --config deploy/contact/gunicorn.conf.py sayasat_contact.wsgi:application

It listens where PORT says, on all addresses (a container), or else on 127.0.0.1:8000 (behind nginx).
A proxy must stand before it, nginx or a platform's: gunicorn has no clock for the headers of a request.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gunicorn.http.message import Request
    from gunicorn.workers.base import Worker

# A request waits for one commit on disk; eight of them may wait at once. They are threads of one process:
# those that write to SQLite share a commit, while processes wait for each other's lock
worker_class = "gthread"
workers = 1
threads = 8

# Seconds. A worker that hangs is replaced; one that is told to stop finishes what it has begun
timeout = 30
graceful_timeout = 20

# The proxy before it is near: a connection each costs little, and none is left with half a body in it
keepalive = 0

limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

# No access log, and no warnings: those of a malformed request name the visitor's address
accesslog = None
loglevel = "error"

# A heartbeat on a disk can hang with the disk
worker_tmp_dir = "/dev/shm"  # noqa: S108 (gunicorn unlinks the file as soon as it is open)
control_socket_disable = True

BODY_TIME = 20
"""Seconds for a whole body. ``timeout`` does not end a thread that waits, while its worker is well."""


def pre_request(_worker: Worker, request: Request) -> None:
    """Cut off a body that comes too slowly: eight such senders would keep all others out."""
    unreader = request.unreader
    ends = time.monotonic() + BODY_TIME

    def chunk(*size: int) -> bytes:
        unreader.sock.settimeout(max(0.001, ends - time.monotonic()))
        received: bytes = type(unreader).chunk(unreader, *size)
        return received

    unreader.chunk = chunk
