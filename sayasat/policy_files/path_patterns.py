"""Turns path patterns with ``*``, ``?``, ``[…]`` and ``**`` into regular expressions. Pure.

A group of `GROUPS` in braces is a part of a name with a meaning: ``{lang}/{slug}({date}).md``. Git is asked
for `pathspecs`, so that it reports all files that patterns mean.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import takewhile

from sayasat.i18n.messages import is_language
from sayasat.policy_files.file_names import MARKDOWN
from sayasat.policy_files.written_dates import written_date

GROUPS = {
    "lang": r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*",
    "slug": r"[^/]+?",
    "date": r"\d{4}[-_.]\d\d?[-_.]\d\d?|\d\d?[-_.]\d\d?[-_.]\d{4}|\d{8}",
}


_PLAIN = 100
"""The greatest number of folders and files that Git is given instead of a glob: it compares with each."""


def parts_of(pattern: str) -> list[str]:
    """The parts of a pattern between slashes. A pattern with a slash at the end means all Markdown below."""
    parts = [part for part in unicodedata.normalize("NFC", pattern).split("/") if part not in {"", "."}]
    if pattern.endswith("/") or not parts:
        parts += ["**", "*.md"]
    return parts


def is_open(parts: Sequence[str]) -> bool:
    """Whether any part of a pattern has a wildcard."""
    return any(map(_is_wild, parts))


def _is_wild(part: str) -> bool:
    return any(character in part for character in "*?[{\\")


def literal_folders(pattern: str) -> list[str]:
    """The folders at the start of a pattern, up to the first with a wildcard."""
    # "..": Git refuses paths outside the repository; such a pattern matches nothing
    literal = takewhile(
        lambda part: part.isascii() and part != ".." and not _is_wild(part), parts_of(pattern)[:-1]
    )
    return list(literal)


def count_alike(sequences: Sequence[Sequence[str]]) -> int:
    """How many literal parts at the start are the same in all sequences of parts."""
    columns = zip(*sequences, strict=False)
    return sum(1 for _ in takewhile(lambda each: len(set(each)) == 1 and not _is_wild(each[0]), columns))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The regular expression of a pattern, for the whole path, composed (NFC)."""
    return re.compile(expression(parts_of(pattern)))


def expression(parts: Sequence[str]) -> str:
    """A regular expression for the whole path, from the parts of a pattern."""
    *folders, last = parts
    written = "".join(
        r"(?:(?!\.)[^/]+/)*" if part == "**" else f"{part_expression(part)}/" for part in folders
    )
    if last == "**":
        return written + r"(?:(?!\.)[^/]+/)*(?!\.)[^/]+"
    ending = next((each for each in MARKDOWN if last.lower().endswith(each)), "")
    stem = last[: len(last) - len(ending)]
    return f"{written}{part_expression(stem)}(?i:{re.escape(ending)})"


def part_expression(part: str) -> str:
    """A regular expression for a name, from one part of a pattern."""
    pieces = re.findall(r"\*+|\?|\[[!^]?\]?[^\]]*\]|\{(?:lang|slug|date)\}|.", part, re.DOTALL)
    guard = "" if part.startswith(".") else r"(?!\.)"
    return guard + "".join(map(_piece_expression, pieces))


def _piece_expression(piece: str) -> str:
    if piece.startswith("*"):
        return "[^/]*"
    if piece == "?":
        return "[^/]"
    if piece[1:-1] in GROUPS and piece.startswith("{"):
        return f"(?P<{piece[1:-1]}>{GROUPS[piece[1:-1]]})"
    if piece.startswith("[") and len(piece) > 1:
        negated = piece[1] in "!^"
        letters = piece[2 if negated else 1 : -1].replace("\\", r"\\").replace("[", r"\[").replace("]", r"\]")
        return f"(?!/)[{'^' if negated else ''}{letters}]"
    return re.escape(piece)


def language_tag(tag: str) -> str:
    """A language tag as BCP 47 recommends to write it (RFC 5646, 2.1.1): ``en-GB``, ``sr-Latn``."""
    language, *others = tag.strip().replace("_", "-").split("-")
    cases = {2: str.upper, 4: str.title}
    return "-".join((language.lower(), *(cases.get(len(each), str.lower)(each) for each in others)))


def languages_in(paths: Iterable[str], patterns: Iterable[str]) -> frozenset[str]:
    """The languages of the texts at these paths, by the ``{lang}`` of patterns."""
    expressions = [compiled(each) for each in patterns if "{lang}" in each]
    names = {found["lang"] for path in paths for each in expressions if (found := each.fullmatch(path))}
    return frozenset(tag for tag in map(language_tag, names) if is_language(tag))


def without_group(found: re.Match[str], group: str) -> str:
    """The path without a group, and without the marks and the folder that it leaves empty."""
    start, end = found.span(group) if group in found.re.groupindex else (0, 0)
    before, after = found.string[:start], found.string[end:]
    if start == end:
        return found.string
    return before + after.lstrip("/") if before.endswith("/") or not before else before.rstrip("._- ") + after


def written_name_date(written: str) -> date | None:
    """The date in a file's name: ``2017-09-01``, ``01.09.2017``, ``20170901``."""
    found = written_date(re.sub(r"[-_.]", "-", written))
    return found.day if found and not found.rest else None


def needs_tops(patterns: Iterable[str]) -> bool:
    """Whether a pattern begins with a name that is not literal, but may be one of few: ``{lang}/*.md``."""
    return any(not literal_folders(each) and parts_of(each)[0] != "**" for each in patterns)


def pathspecs(
    patterns: Iterable[str], tops: Iterable[str], is_listed: Callable[[str], bool]
) -> tuple[str, ...]:
    """Pathspecs of the folders and files that the patterns begin with, or of all Markdown.

    ``tops`` are the names that ever were at the top of the repository; ``is_listed`` says whether a language
    counts. Git reads plain folders several times as fast as a glob, as long as there are few. It does not
    compose letters (NFC), so names in patterns that are not ASCII are looked for in ``tops``.
    """
    plain = {name for pattern in patterns for name in _beginnings(parts_of(pattern), tops, is_listed)}
    if "" in plain or not 0 < len(plain) <= _PLAIN:
        return tuple(f":(glob,icase)**/*{ending}" for ending in MARKDOWN)
    return tuple(f":(top,literal){path}" for path in sorted(plain))


def _beginnings(parts: Sequence[str], tops: Iterable[str], is_listed: Callable[[str], bool]) -> Iterator[str]:
    """The folders or files that the paths of a pattern begin with; "" for the top of the repository."""
    folders = literal_folders("/".join(parts))
    if folders or parts[0] == "**":
        yield f"{'/'.join(folders)}/" if folders else ""
        return
    is_file = len(parts) == 1
    regex = re.compile(expression(parts) if is_file else part_expression(parts[0]))
    for name in tops:
        found = regex.fullmatch(unicodedata.normalize("NFC", name))
        if found and is_listed(found.groupdict().get("lang") or ""):
            yield name if is_file else f"{name}/"
