"""Where a text comes from: its path and commit in its repository, at its forge, and what the message says.

Pure. A forge is known by the name of its host: another one gets no links, because they could be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlsplit

from msgspec import Struct

from sayasat.characters import showable
from sayasat.settings import Settings
from sayasat.versions.lineage import Removal, Revision

_FORGES: Final[Mapping[tuple[str, ...], tuple[str, str, str]]] = {
    ("github",): ("commit/{}", "blob/{}/{}", "pull/{}"),
    ("gitlab",): ("-/commit/{}", "-/blob/{}/{}", "-/merge_requests/{}"),
    ("bitbucket",): ("commits/{}", "src/{}/{}", "pull-requests/{}"),
    ("codeberg", "gitea", "forgejo"): ("commit/{}", "src/commit/{}/{}", "pulls/{}"),
}
"""The paths of a commit, a file and a pull request below a repository, by parts of the name of the host."""

_COMMIT, _FILE, _REQUEST = range(3)

_REMOTE: Final = re.compile(
    r"(?:(?P<web>https?://)(?:[^/@]*@)?(?P<site>[\w.-]+(?::\d+)?)/"
    r"|(?:ssh|git)://(?:[^/@]*@)?(?P<host>[\w.-]+)(?::\d+)?/"
    r"|(?:[\w.-]+@)?(?P<named>[\w-]+\.[\w.-]+):)"
    r"(?P<path>[\w~+-][\w.~+-]*(?:/[\w~+-][\w.~+-]*)*/[\w~+-][\w.~+-]*?)(?:\.git)?/?",
    re.ASCII,
)


class Provenance(Struct, frozen=True):
    """What a revision is known by in its repository. A URL is None if the forge is not known."""

    path: str
    file_url: str | None
    commit: str
    commit_url: str | None
    title: str
    """The title of the pull request, else the subject of the commit."""

    request: str
    """The number of the pull request; empty if there is none."""

    request_url: str | None
    message: str
    """The rest of the message; empty on a publisher's own site, whose editors write it for each other."""

    message_is_cut: bool
    trailers: tuple[tuple[str, str], ...]
    links: tuple[str, ...]


def provenance(settings: Settings, event: Revision | Removal) -> Provenance:
    """The provenance of what one commit did to one text."""
    message, commit = event.message, event.commit
    return Provenance(
        showable(event.path),
        _url(settings, _FILE, commit, event.path) if isinstance(event, Revision) else None,
        commit,
        _url(settings, _COMMIT, commit),
        message.title or event.subject,
        message.request,
        _url(settings, _REQUEST, message.request) if message.request else None,
        message.body if settings.is_foreign else "",
        message.is_cut,
        message.trailers,
        message.links,
    )


def _url(settings: Settings, kind: int, *values: str) -> str | None:
    base = settings.repository_url
    host = urlsplit(base).hostname or ""
    forms = next((forms for names, forms in _FORGES.items() if any(each in host for each in names)), None)
    quoted = (quote(each.encode(errors="surrogateescape")) for each in values)
    return f"{base.rstrip('/')}/{forms[kind].format(*quoted)}" if base and forms else None


def web_url(remote: str) -> str:
    """The URL on the web of a remote repository of Git, without names, passwords and the suffix ``.git``.

    Empty for a folder, and for what is no such URL.
    """
    found = _REMOTE.fullmatch(remote.strip())
    if found is None:
        return ""
    host = found["site"] or found["host"] or found["named"]
    return f"{found['web'] or 'https://'}{host.lower()}/{found['path']}"
