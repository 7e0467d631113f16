"""Compares the links of a translation with the original's. Pure."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import unquote, urlsplit

from sayasat.check.check_yml import CheckSettings
from sayasat.check.language.prose import ProseSection
from sayasat.check.rule import CheckedText, Violation
from sayasat.check.section_pairs import NOTHING, counterparts_of


@dataclass(frozen=True, slots=True)
class _Located:
    """A link target or a bare URL in a text."""

    key: str
    """The URL without its language, so that it is the same in both texts."""

    words: str
    """The URL as shown in a message."""

    line: int
    """The line in the body, from 1."""


def links_differ(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Links and URLs that a section and its section in the original do not share."""
    if text.original is None:
        return
    languages = {text.language, text.original.language, "kg"}
    for ours, theirs in counterparts_of(text).pairs:
        here = list(_targets(ours, text.base, languages))
        there = list(_targets(theirs, text.original.base, languages))
        left = _without(here, there), _without(there, here)
        for one, two in zip_longest(*left):
            heading = ours.heading or text.front_matter.title or NOTHING
            words = [each.words if each else NOTHING for each in (one, two)]
            facts = {"here": words[0], "there": words[1], "section": heading}
            yield text.violation(one.line if one else ours.line, words[0] if one else words[1], **facts)


def _targets(section: ProseSection, path: str, languages: set[str]) -> Iterator[_Located]:
    for passage in section.passages:
        for target in passage.targets:
            url = unquote(target.url)
            yield _Located(_without_language(target.url, path, languages), url, passage.line_at(target.start))


def _without(some: Iterable[_Located], others: Iterable[_Located]) -> list[_Located]:
    """The links of the first that have no equal among the others; one link matches one other."""
    free = Counter(other.key for other in others)
    left = []
    for each in some:
        if free[each.key] > 0:
            free[each.key] -= 1
        else:
            left.append(each)
    return left


def _without_language(url: str, path: str, languages: set[str]) -> str:
    """A URL without what may differ between languages: language codes in its host, path and query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if not parts.scheme and not parts.netloc and parts.path and not parts.path.startswith("/"):
        if "@" in parts.path:
            return url.lower()
        folder = posixpath.join(posixpath.dirname(path), parts.path)
        parts = parts._replace(path=posixpath.normpath(folder))
    host = ".".join(label for label in parts.netloc.lower().split(".") if label not in languages)
    segments = [each for each in unquote(parts.path).split("/") if each and each.lower() not in languages]
    query = "&".join(sorted(each for each in parts.query.split("&") if not _is_language(each, languages)))
    return f"{parts.scheme}|{host}|{'/'.join(segments)}|{query}|{unquote(parts.fragment)}"


def _is_language(parameter: str, languages: set[str]) -> bool:
    return parameter.partition("=")[2].lower() in languages
