"""Runs a module that ends when the process that started it has ended, even if that process was killed.

``python -m sayasat.mkdocs_plugin.end_with_parent PID MODULE ARGUMENT…`` runs ``python -m MODULE ARGUMENT…``
and sends SIGTERM to it when its parent is no longer the process PID. ``make serve`` starts MkDocs this way,
and MkDocs the delivery worker, so that neither stays behind when ``make`` or MkDocs is killed. On Windows a
process keeps the id of a parent that has ended: there it ends only by its parent's own clean-up.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import time
from threading import Thread

_POLL_SECONDS = 0.5


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_POLL_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    Thread(target=_watch, args=[int(sys.argv[1])], daemon=True).start()
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
