"""The few requests to GitHub's API that the comment needs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

JSON = Mapping[str, Any]

_NEXT = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next"?')
_SECONDS = 30
_LARGEST_ANSWER = 8_000_000


class ApiError(Exception):
    """A request was refused or not answered. Says which, and what came back."""


class Api:
    """One repository's API."""

    def __init__(self, address: str, repository: str, token: str) -> None:
        """``address`` is the API's own, ``https://api.github.com``; ``repository`` is ``owner/name``."""
        self._root = f"{address.rstrip('/')}/repos/{quote(repository)}"
        self._token = token

    def get(self, path: str, **query: str) -> JSON:
        """What is at a path below the repository. Raises ApiError."""
        content: JSON = self._ask("GET", self._address(path, query))[0]
        return content

    def pages(self, path: str, **query: str) -> Iterator[JSON]:
        """The items of a list, page by page. Raises ApiError."""
        address: str | None = self._address(path, {"per_page": "100", **query})
        while address:
            items, links = self._ask("GET", address)
            yield from items
            found = _NEXT.search(links)
            address = found[1] if found else None
            # The token goes with it
            if address and urlsplit(address)[:2] != urlsplit(self._root)[:2]:
                raise ApiError(f"the next page is said to be elsewhere: {address}")

    def send(self, method: str, path: str, content: JSON) -> None:
        """Make or change what is at a path. Raises ApiError."""
        self._ask(method, self._address(path, {}), json.dumps(content).encode())

    def download(self, path: str, limit: int) -> bytes:
        """A file, wherever the API sends us for it, without the token. Raises ApiError where it is larger."""
        data = self._open("GET", self._address(path, {}), None, limit)[0]
        if len(data) > limit:
            raise ApiError(f"GET {path}: more than {limit} bytes")
        return data

    def _address(self, path: str, query: Mapping[str, str]) -> str:
        return f"{self._root}/{path}" + (f"?{urlencode(query)}" if query else "")

    def _ask(self, method: str, address: str, content: bytes | None = None) -> tuple[Any, str]:
        data, links = self._open(method, address, content, _LARGEST_ANSWER)
        try:
            return json.loads(data), links
        except ValueError as error:
            raise ApiError(f"{method} {address}: the answer is no JSON") from error

    def _open(self, method: str, address: str, content: bytes | None, limit: int) -> tuple[bytes, str]:
        if urlsplit(address).scheme not in {"https", "http"}:
            raise ApiError(f"not an address of the web: {address}")
        request = Request(address, content, method=method)  # noqa: S310  # the scheme was looked at
        request.add_header("Accept", "application/vnd.github+json")
        request.add_header("User-Agent", "sayasat")
        request.add_header("X-GitHub-Api-Version", "2022-11-28")
        if content is not None:
            request.add_header("Content-Type", "application/json")
        # A file's address leads to another host: the token is not for it
        request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        try:
            with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                return answer.read(limit + 1), str(answer.headers.get("Link", ""))
        except HTTPError as error:
            said = error.read(500).decode(errors="replace")
            raise ApiError(f"{method} {address}: {error.code} {said}") from error
        except (URLError, OSError) as error:
            raise ApiError(f"{method} {address}: {error}") from error
