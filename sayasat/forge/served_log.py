"""Fetches the publication log that a site serves, for ``sayasat publish --served``: URL FILE.

A site that serves none yet gives an empty file. A site that does not answer stops the publication: its log
cannot be compared.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

_TRIES = 4


def main(arguments: Sequence[str]) -> int:
    """Write the log of the site at URL into FILE. Returns the exit code: 1 if the site does not answer."""
    url, file = arguments
    address = f"{url}proof/log.txt"
    try:
        Path(file).write_bytes(_served(address))
    except OSError as error:
        print(f"{address}: {error}", file=sys.stderr)
        return 1
    return 0


def _served(url: str) -> bytes:
    """The bytes at a URL; none if there is no such page. Raises OSError if the server does not answer."""
    for tries in range(1, _TRIES + 1):
        try:
            with urlopen(url, timeout=60) as answer:  # noqa: S310 (the URL of the own site)
                content: bytes = answer.read()
                return content
        except HTTPError as error:
            if error.code == HTTPStatus.NOT_FOUND:
                return b""
            if error.code < HTTPStatus.INTERNAL_SERVER_ERROR or tries == _TRIES:
                raise
        except OSError:
            if tries == _TRIES:
                raise
        time.sleep(tries)
    raise AssertionError


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
