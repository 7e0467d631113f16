"""A client for the requests to GitHub's API that the comment needs."""

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
    """A request failed. The message has the request and the answer or the error."""


class Api:
    """The API of one repository."""

    def __init__(self, url: str, repository: str, token: str) -> None:
        """``url``: the API's, ``https://api.github.com``; ``repository``: ``owner/name``."""
        self._root = f"{url.rstrip('/')}/repos/{quote(repository)}"
        self._token = token

    def get(self, path: str, **query: str) -> JSON:
        """The object at a path below the repository. Raises ApiError."""
        content: JSON = self._request_json("GET", self._url(path, query))[0]
        return content

    def pages(self, path: str, **query: str) -> Iterator[JSON]:
        """The items of a list; its pages are requested as they are needed. Raises ApiError."""
        url: str | None = self._url(path, {"per_page": "100", **query})
        while url:
            items, links = self._request_json("GET", url)
            yield from items
            found = _NEXT.search(links)
            url = found[1] if found else None
            # The token is sent with each request, so it must not go to another host
            if url and urlsplit(url)[:2] != urlsplit(self._root)[:2]:
                raise ApiError(f"the link to the next page leads to another host: {url}")

    def send(self, method: str, path: str, content: JSON) -> None:
        """Create or change the object at a path. Raises ApiError."""
        self._request_json(method, self._url(path, {}), json.dumps(content).encode())

    def download(self, path: str, limit: int) -> bytes:
        """A file of at most ``limit`` bytes. A redirect to another host is followed without the token.

        Raises ApiError, also if the file is larger.
        """
        data = self._request("GET", self._url(path, {}), None, limit)[0]
        if len(data) > limit:
            raise ApiError(f"GET {path}: more than {limit} bytes")
        return data

    def _url(self, path: str, query: Mapping[str, str]) -> str:
        return f"{self._root}/{path}" + (f"?{urlencode(query)}" if query else "")

    def _request_json(self, method: str, url: str, content: bytes | None = None) -> tuple[Any, str]:
        data, links = self._request(method, url, content, _LARGEST_ANSWER)
        try:
            return json.loads(data), links
        except ValueError as error:
            raise ApiError(f"{method} {url}: the answer is not JSON") from error

    def _request(self, method: str, url: str, content: bytes | None, limit: int) -> tuple[bytes, str]:
        """The body of the answer, up to one byte more than the limit, and its Link header."""
        if urlsplit(url).scheme not in {"https", "http"}:
            raise ApiError(f"not an HTTP URL: {url}")
        request = Request(url, content, method=method)  # noqa: S310  # the scheme is checked above
        request.add_header("Accept", "application/vnd.github+json")
        request.add_header("User-Agent", "sayasat")
        request.add_header("X-GitHub-Api-Version", "2022-11-28")
        if content is not None:
            request.add_header("Content-Type", "application/json")
        # A download redirects to another host, which must not get the token
        request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        try:
            with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                return answer.read(limit + 1), str(answer.headers.get("Link", ""))
        except HTTPError as error:
            body = error.read(500).decode(errors="replace")
            raise ApiError(f"{method} {url}: {error.code} {body}") from error
        except (URLError, OSError) as error:
            raise ApiError(f"{method} {url}: {error}") from error
