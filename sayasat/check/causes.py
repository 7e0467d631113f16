"""Files that cannot be read as texts: one error each, instead of all that follows from it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from sayasat.check.finding import Finding, error
from sayasat.check.language.which import frequent_words
from sayasat.check.relations import CAUSES, MISSING
from sayasat.errors import Fault
from sayasat.policy_files.decoding import HEAD
from sayasat.policy_files.front_matter import KEYS

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


def with_causes_alone(found: Iterable[Finding]) -> list[Finding]:
    """The findings; of a file that cannot be read, only the deepest cause."""
    listed = list(found)
    causes: dict[str, Finding] = {}
    for each in listed:
        known = causes.get(each.path)
        if is_cause(each.fault) and (known is None or _depth(each) < _depth(known)):
            causes[each.path] = each
    return [each for each in listed if causes.get(each.path, each) is each]


def without_struck_words(found: Iterable[Finding], last_two: Callable[[str], Sequence[str]]) -> list[Finding]:
    """The findings; where a text in force is only struck out, not also that its words changed.

    ``last_two`` gives the text of a file before its newest revision, and the newest.
    """
    listed = list(found)
    struck = {each.path for each in listed if each.rule == "struck-text"}
    texts = {path: [_STRUCK.sub("", text) for text in last_two(path)] for path in struck}
    alone = {path for path, both in texts.items() if len(both) > 1 and both[0] == both[1]}
    return [each for each in listed if each.rule != "words-unexplained" or each.path not in alone]


def without_consequences(found: Iterable[Finding]) -> list[Finding]:
    """The findings; where a key is mistyped, not also that the key that was meant is missing.

    Nor, where a value has a control that reorders letters, that it has a character that cannot be shown.
    """
    listed = list(found)
    reordered = {(each.path, each.line) for each in listed if each.rule == "bidirectional-control"}
    listed = [
        each
        for each in listed
        if each.rule != "front-matter-unshowable" or (each.path, each.line) not in reordered
    ]
    meant = {
        (each.path, dict(each.fault.facts)["suggestion"])
        for each in listed
        if each.rule in {"front-matter-unknown-key", "front-matter-key-character"}
    }
    return [
        each for each in listed if each.rule not in MISSING or (each.path, MISSING[each.rule]) not in meant
    ]


def is_cause(fault: Fault) -> bool:
    """Whether the text rules cannot read a file with this fault."""
    return fault.code in CAUSES


def _depth(finding: Finding) -> int:
    return CAUSES.index(finding.rule)
