"""Leaves out findings that follow from another finding of the same file, paragraph or line. Pure.

Of a file that cannot be read as a text, one error is found. A paste, or a text in another language, differs
from the original in all respects: one finding says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath as Path
from typing import Final

from msgspec import Struct

from sayasat.check.finding import Finding, Severity, error
from sayasat.check.language.recognition import frequent_words
from sayasat.check.language.word_lists import table
from sayasat.errors import Fault
from sayasat.policy_files.decoding import HEAD
from sayasat.policy_files.front_matter import KEYS

_DATA = table("relations")

CAUSES: Final[Sequence[str]] = _DATA["causes"]
FOLLOWING: Final[Mapping[str, Sequence[str]]] = _DATA["following"]
MISSING: Final[Mapping[str, str]] = _DATA["missing"]
KEY_OF: Final[Mapping[str, str]] = _DATA["key"]
SUGGESTED: Final[Mapping[str, str]] = _DATA["suggested"]
SILENCEABLE: Final[Sequence[str]] = _DATA["silenceable"]


_MOJIBAKE = re.compile(
    "(?:[РСТУ][\x98\u00a1-\u00bf\u0402-\u040f\u0452-\u045f\u0490\u0491\u0401\u0451\u0454-\u0457"
    "\u2013-\u203a\u20ac\u2116\u2122]){3}"
    "|(?:[ÐÑÒÓ][\x80-\u00bf\u0152-\u0192\u02c6-\u02dc\u2013-\u203a\u20ac\u2122]){3}"
    "|â\x80[\x80-\xbf]|â€[\x80-\u00bf\u0152-\u0192\u02c6-\u02dc\u2013-\u203a\u20ac\u2122]"
    "|вЂ[\x80-\u00bf\u0402-\u040f\u0452-\u045f\u2013-\u203a\u20ac\u2122]"
)
"""Three Cyrillic letters in UTF-8 that were read as Windows-1251, or as Windows-1252 or ISO 8859-1, or a dash
or quotation mark.

The first byte of each letter is 0xD0 to 0xD3, the second 0x80 to 0xBF: no word of any language is written so.
"""

_MISREAD = (
    *((wrong, "utf-8") for wrong in ("cp866", "koi8-r", "mac-cyrillic")),
    *((wrong, "cp1251") for wrong in ("koi8-r", "cp866", "cp1252", "latin-1", "mac-cyrillic", "iso8859-5")),
    *(("cp1251", right) for right in ("koi8-r", "cp866", "mac-cyrillic")),
)
"""The encoding in which a text was read and the one in which it is written, of those used for Cyrillic."""

_LEFT_KEY = re.compile(rf"\s*({'|'.join(KEYS)})[ \t]*:[^\n]*\n(?:[^\n#]+\n)*---[ \t]*(?:\n|\Z)")
"""A key of front matter, and others, up to a line «---»."""

_NOT_ASCII = re.compile(r"[^\x00-\x7f]{3,20}")
_LEAST = 2
"""The frequent words that show a line to be read in the right encoding."""


_DIFFERING = frozenset({"numbers-differ", "amounts-differ", "dates-differ"})

_STRUCK = re.compile(r"~~?|</?(?:s|del|strike)\b[^>]*>")
"""The signs of what is struck out."""


def mojibake(path: str, text: str) -> Finding | None:
    """The error of a text whose letters were read in a wrong encoding and saved; None if there are none."""
    found = _MOJIBAKE.search(text)
    if found:
        return _garbled(path, text.count("\n", 0, found.start()) + 1, found[0])
    for number, line in enumerate(text.split("\n"), 1):
        word = _NOT_ASCII.search(line)
        if (
            word
            and not frequent_words(line)
            and any(frequent_words(each) >= _LEAST for each in _reread(line))
        ):
            return _garbled(path, number, word[0])
    return None


def closed_early(path: str, text: str) -> Finding | None:
    """The error of front matter that a line «---» closes before its last key; None if there is none."""
    head = HEAD.match(text)
    rest = _LEFT_KEY.match(text, head.end()) if head else None
    if head is None or rest is None:
        return None
    line = text.count("\n", 0, head.end())
    return error("front-matter-closed-early", path, line, key=rest[1])


def _reread(line: str) -> Iterator[str]:
    """The letters of a line that are not ASCII, as if they had been read in another encoding."""
    letters = re.sub(r"[!-~]+", " ", line)
    for wrong, right in _MISREAD:
        yield letters.encode(wrong, "replace").decode(right, "ignore")


def _garbled(path: str, line: int, words: str) -> Finding:
    return error("file-mojibake", path, line, words, words=words)


class CheckedFiles(Struct, frozen=True):
    """What is known of the files in which findings are, to see which of them follow from others."""

    lines: Callable[[str], Sequence[str]]
    """The lines of a file."""

    foreign: Collection[str]
    """The files that are mostly in another language: only that is said, and what the version rules refuse."""

    last_two: Callable[[str], Sequence[str]]
    """The text of a file before its newest revision, and the newest."""


def without_consequences(found: Iterable[Finding], files: CheckedFiles) -> list[Finding]:
    """The findings, without those that follow from another one."""
    listed = [
        each
        for each in found
        if each.path not in files.foreign or each.severity is Severity.ERROR or each.rule == "wrong-language"
    ]
    known = {(each.path, each.line, each.rule) for each in listed}
    pasted = [each for each in listed if each.rule == "paste-leftover"]
    following = set(_in_paragraph(listed, files.lines))
    for each in pasted:
        following |= {(each.path, line, rule) for line, rule in _of_section(each, files.lines(each.path))}
    meant = {
        (each.path, dict(each.fault.facts)["suggestion"])
        for each in listed
        if each.rule in {"front-matter-unknown-key", "front-matter-key-character"}
    }
    only_struck = {
        each.path
        for each in listed
        if each.rule == "struck-text" and _is_only_struck(files.last_two(each.path))
    }
    misnamed = {Path(each.path).name for each in listed if each.rule in {"docs-misplaced", "docs-unknown"}}
    causes: dict[str, Finding] = {}
    for each in sorted((each for each in listed if is_cause(each.fault)), key=_depth):
        causes.setdefault(each.path, each)

    def follows(each: Finding) -> bool:
        return (
            (each.path, each.line, each.rule) in following
            or causes.get(each.path, each) is not each
            or (each.path, MISSING.get(each.rule)) in meant
            or (each.rule == "words-unexplained" and each.path in only_struck)
            or (each.rule == "translation-missing" and Path(each.path).name in misnamed)
            # A control that reorders letters is also a character that cannot be shown
            or (
                each.rule == "front-matter-unshowable"
                and (each.path, each.line, "bidirectional-control") in known
            )
            or _is_within(each, pasted)
        )

    return [each for each in listed if not follows(each)]


def is_cause(fault: Fault) -> bool:
    """Whether the text rules cannot read a file with this fault."""
    return fault.code in CAUSES


def _depth(finding: Finding) -> int:
    return CAUSES.index(finding.rule)


def _is_only_struck(last_two: Sequence[str]) -> bool:
    """Whether a text in force is only struck out: then it is not also said that its words changed."""
    return len(last_two) > 1 and len({_STRUCK.sub("", text) for text in last_two}) == 1


def _in_paragraph(
    listed: Iterable[Finding], lines: Callable[[str], Sequence[str]]
) -> Iterator[tuple[str, int, str]]:
    """What follows from findings in their paragraphs: file, line and rule."""
    for each in listed:
        for line in _paragraph(lines(each.path), each.line) if each.rule in FOLLOWING and each.line else ():
            yield from ((each.path, line, rule) for rule in FOLLOWING[each.rule])


def _paragraph(lines: Sequence[str], line: int) -> range:
    """The lines of the paragraph that a line belongs to."""
    first = last = line
    while first > 1 and lines[first - 2 : first - 1] and lines[first - 2].strip():
        first -= 1
    while last < len(lines) and lines[last].strip():
        last += 1
    return range(first, last + 1)


def _of_section(pasted: Finding, lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """What is found at the section's heading if a leftover is a paragraph of its own, or a lost heading."""
    written = lines[pasted.line - 1] if 0 < pasted.line <= len(lines) else ""
    if not written.startswith(pasted.extract[:1]):
        return
    heading = next((line for line in range(pasted.line - 1, 0, -1) if re.match("#+ ", lines[line - 1])), 0)
    yield heading, "paragraphs-differ"
    if written.startswith("#"):
        yield heading, "section-missing"


def _is_within(finding: Finding, pasted: Sequence[Finding]) -> bool:
    """Whether a figure that the original does not have is part of a leftover."""
    facts = dict(finding.fault.facts)
    return finding.rule in _DIFFERING and any(
        each.path == finding.path and each.line == finding.line and facts.get("here", "\0") in each.extract
        for each in pasted
    )
