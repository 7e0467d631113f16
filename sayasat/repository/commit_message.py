"""What the message of a commit says of its change: a pull request, trailers, links. Pure.

Anybody may have written it: nothing of it is shown that is longer than a page bears, that is no text, or
that is an e-mail address. A link is an http or https URL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from sayasat.characters import REPLACEMENT, showable

_LONGEST_TITLE: Final = 300
_LONGEST_BODY: Final = 3_000
_LONGEST_URL: Final = 500
_MOST: Final = 20
"""Trailers of a message, and links, that are kept."""

_MERGES: Final = (
    re.compile(r"Merge pull request #(?P<number>\d+) from \S+"),  # GitHub
    re.compile(r"Merge pull request '(?P<title>.*)' \([#!](?P<number>\d+)\) from \S+ into \S+"),  # Gitea
    re.compile(r"Merged in \S+ \(pull request #(?P<number>\d+)\)"),  # Bitbucket
    re.compile(r"Merged PR (?P<number>\d+): (?P<title>.+)"),  # Azure DevOps
    re.compile(r"Merge branch '.+' into '.+'"),  # GitLab, with the line `_GITLAB` at the end
    re.compile(r"(?P<title>.+) \([#!](?P<number>\d+)\)"),  # squashed
)
"""The subjects that forges write. The title of the pull request is the first line of the body, unless the
subject has it."""

_GITLAB: Final = re.compile(r"^See merge request \S*!(\d+)$", re.MULTILINE)
_URL: Final = re.compile(r"https?://[^\s<>\"'`\\^{|}\x00-\x20]+", re.IGNORECASE)
_PUNCTUATION: Final = ".,;:!?*_]"
_EMAIL: Final = re.compile(r"\s*<[^<>\s]+@[^<>\s]+>")
_TRAILER: Final = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+: .+")


class CommitMessage(Struct, frozen=True):
    """What a message says; each text without characters that a page does not show."""

    title: str = ""
    """The title of the pull request that the commit merged, else the subject."""

    request: str = ""
    """The number of the pull request; empty if the message names none."""

    body: str = ""
    """What follows the title, without the trailers."""

    is_cut: bool = False
    """Whether anything was left out because of its length."""

    trailers: tuple[tuple[str, str], ...] = ()
    """Names and values, as Git finds them (git-interpret-trailers(1)), and those of `_parted`."""

    links: tuple[str, ...] = ()
    """The URLs in the whole message, each once."""


NO_MESSAGE: Final = CommitMessage()


def read_message(subject: str, body: str, trailers: str) -> CommitMessage:
    """Read a message. ``trailers`` has a line for each: its name, U+001F, its value."""
    subject, body = showable(subject), showable(body)
    links = list(dict.fromkeys(_links(f"{subject}\n{body}")))
    found = [each.partition("\x1f")[::2] for each in trailers.split("\n") if each]
    if found:
        body, earlier = _parted(body)
        found = [*earlier, *found]
    text = _EMAIL.sub("", _without_trailers(body, {name for name, _ in found})).strip()
    title, number, text = _request(subject, text)
    named = [(showable(name), _EMAIL.sub("", showable(value)).strip()) for name, value in found]
    lengths = [len(title) > _LONGEST_TITLE, len(text) > _LONGEST_BODY, max(len(named), len(links)) > _MOST]
    lengths += [len(value) > _LONGEST_URL for _, value in named]
    return CommitMessage(
        shortened(title, _LONGEST_TITLE),
        number,
        shortened(text, _LONGEST_BODY),
        any(lengths),
        tuple((name, shortened(value, _LONGEST_URL)) for name, value in named[:_MOST]),
        tuple(links[:_MOST]),
    )


def shortened(text: str, longest: int) -> str:
    """A text of at most so many characters; “…” stands for the rest."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _request(subject: str, body: str) -> tuple[str, str, str]:
    """The title, the number of the pull request, and the rest of the message."""
    found = next(filter(None, (each.fullmatch(subject) for each in _MERGES)), None)
    named = found.groupdict() if found else {}
    gitlab = _GITLAB.search(body) if found else None
    number = named.get("number") or (gitlab[1] if gitlab else "")
    if not number:
        return subject, "", body
    if named.get("title"):
        return named["title"], number, body
    title, _, rest = body.partition("\n")
    return (title.strip() or subject), number, rest.strip()


def _parted(body: str) -> tuple[str, list[tuple[str, str]]]:
    """The body without the paragraphs of trailers before its last one, and these.

    A forge puts ``Co-authored-by`` into a paragraph of its own, and Git reads the last one alone.
    """
    *paragraphs, last = re.split(r"\n{2,}", body.rstrip())
    earlier: list[tuple[str, str]] = []
    while paragraphs and all(map(_TRAILER.fullmatch, paragraphs[-1].split("\n"))):
        lines = (each.partition(":") for each in paragraphs.pop().split("\n"))
        earlier[:0] = [(name, value.strip()) for name, _, value in lines]
    return ("\n\n".join((*paragraphs, last)) if earlier else body), earlier


def _without_trailers(body: str, names: set[str]) -> str:
    """The body without the lines of its last paragraph that are trailers, or go on with one."""
    text, _, last = body.rstrip().rpartition("\n\n")
    lines = [
        each
        for each in last.split("\n")
        if not names or (each[:1] not in {" ", "\t"} and each.partition(":")[0].rstrip() not in names)
    ]
    return "\n".join((*([text, ""] if text else []), *lines))


def _links(text: str) -> Iterator[str]:
    for found in _URL.finditer(text):
        url = found[0].rstrip(_PUNCTUATION)
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1].rstrip(_PUNCTUATION)
        host = url.split("/", 3)[2]
        if host and "@" not in host and len(url) <= _LONGEST_URL and REPLACEMENT not in url:
            yield url
