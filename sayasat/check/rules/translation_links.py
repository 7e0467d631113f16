"""Compares the links of a translation with the original's. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from sayasat.check.check_yml import CheckSettings
from sayasat.check.language.figure import Figure, FigureKind
from sayasat.check.language.prose import ProseSection
from sayasat.check.rule import CheckedText, Violation
from sayasat.check.section_pairs import counterparts_of, differences, unmatched


def links_differ(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Links and URLs that a section and its section in the original do not share."""
    if text.original is None:
        return
    languages = {text.language, text.original.language, "kg"}
    for ours, theirs in counterparts_of(text).pairs:
        here = list(_targets(ours, text.base, languages))
        there = list(_targets(theirs, text.original.base, languages))
        yield from differences(text, ours, *unmatched(here, there))


def _targets(section: ProseSection, path: str, languages: set[str]) -> Iterator[Figure]:
    """The links of a section. Their keys are without the language: the same in both texts."""
    for passage in section.passages:
        for target in passage.targets:
            key, line = _without_language(target.url, path, languages), passage.line_at(target.start)
            yield Figure(FigureKind.LINK, (key,), target.start, unquote(target.url), line=line)


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
