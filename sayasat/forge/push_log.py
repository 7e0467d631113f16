"""Pushes the publication log out of a Git bundle that ``sayasat publish --bundle`` has written: BUNDLE.

It is pushed without force: Git refuses it if another publisher was faster.
"""

from __future__ import annotations

import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping, Sequence


def main(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> int:
    """Push the log of the bundle to the remote ``origin``. Returns the exit code of Git."""
    (bundle,) = arguments
    commands = (
        ("fetch", "--quiet", "--no-tags", bundle, "refs/sayasat/next"),
        ("push", "--quiet", "origin", "FETCH_HEAD:refs/heads/publications"),
    )
    for command in commands:
        run = subprocess.run(["git", *command], env={**environment, **_login(environment)}, check=False)
        if run.returncode:
            return run.returncode
    return 0


def _login(environment: Mapping[str, str]) -> dict[str, str]:
    """Git's settings that pass a workflow's token to the forge's server for these commands only."""
    token = environment.get("GITHUB_TOKEN")
    if not token:
        return {}
    server = environment.get("GITHUB_SERVER_URL", "https://github.com")
    basic = b64encode(f"x-access-token:{token}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{server}/.extraheader",
        "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {basic}",
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
