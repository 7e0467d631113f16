"""Runs ``sayasat publish``, and kills it at one of its steps. ``python -m`` it: STEP, then the arguments.

A step is a line of the modules that publish, or a system call of which Python's audit events tell. Without a
kill the number of steps is written to the standard output: ``steps: 812``.
"""

from __future__ import annotations

import sys

from sayasat.__main__ import main
from tests.support.killed_releases import Steps

TRACED = (
    "publish/release.py",
    "publish/lock.py",
    "publish/exchange.py",
    "publish/manifest.py",
    "publish/gate_run.py",
    "mkdocs_plugin/publish_command.py",
    "repository/checkout.py",
    "repository/log_branch.py",
)

if __name__ == "__main__":
    steps = Steps(int(sys.argv[1]), TRACED)
    code = main(sys.argv[2:])
    sys.settrace(None)
    sys.stdout.write(f"steps: {-steps.left}\n")
    sys.exit(code)
