"""Links of a translation, compared with the original's. Pure."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import unquote, urlsplit

from sayasat.check.check_yml import Standards
from sayasat.check.language.prose import ProseSection
from sayasat.check.rule import CheckedText, Slip
from sayasat.check.section_pairs import NOTHING, counterparts_of


@dataclass(frozen=True, slots=True)
class _Located:
    """A figure or address with the line of the body it stands on."""

    key: str
    words: str
    line: int


def links_differ(text: CheckedText, _: Standards) -> Iterator[Slip]:
    """Links and addresses that a section has and its counterpart has not."""
    if text.original is None:
        return
    languages = {text.language, text.original.language, "kg"}
    for ours, theirs in counterparts_of(text).pairs:
        here = list(_targets(ours, text.path, languages))
        there = list(_targets(theirs, text.original.path, languages))
        left = _without(here, there), _without(there, here)
        for one, two in zip_longest(*left):
            section = ours.heading or text.head.title or NOTHING
            words = [each.words if each else NOTHING for each in (one, two)]
            facts = (("here", words[0]), ("there", words[1]), ("section", section))
            extract = words[0] if one else words[1]
            yield Slip(text.line(one.line if one else ours.line), extract, facts)


def _targets(part: ProseSection, path: str, languages: set[str]) -> Iterator[_Located]:
    for passage in part.passages:
        for target in passage.targets:
            address = unquote(target.address)
            yield _Located(_plain(target.address, path, languages), address, passage.line_at(target.start))


def _without(some: Iterable[_Located], others: Iterable[_Located]) -> list[_Located]:
    """Those that have no equal among the others, each equal taken once."""
    free = Counter(other.key for other in others)
    left = []
    for each in some:
        if free[each.key] > 0:
            free[each.key] -= 1
        else:
            left.append(each)
    return left


def _plain(address: str, path: str, languages: set[str]) -> str:
    """An address without what may differ between languages: the folder, path or host of one."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if not parts.scheme and not parts.netloc and parts.path and not parts.path.startswith("/"):
        if "@" in parts.path:
            return address.lower()
        folder = posixpath.join(posixpath.dirname(path), parts.path)
        parts = parts._replace(path=posixpath.normpath(folder))
    host = ".".join(label for label in parts.netloc.lower().split(".") if label not in languages)
    steps = [step for step in unquote(parts.path).split("/") if step and step.lower() not in languages]
    query = "&".join(sorted(each for each in parts.query.split("&") if not _says_language(each, languages)))
    return f"{parts.scheme}|{host}|{'/'.join(steps)}|{query}|{unquote(parts.fragment)}"


def _says_language(setting: str, languages: set[str]) -> bool:
    return setting.partition("=")[2].lower() in languages
