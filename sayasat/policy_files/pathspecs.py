"""Which paths Git is asked for, so that it reports all files that path patterns mean. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from sayasat.policy_files.file_names import MARKDOWN
from sayasat.policy_files.path_patterns import expression, literal_folders, part_expression, parts_of

_PLAIN = 100
"""The greatest number of folders and files that Git is given instead of a glob: it compares with each."""


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
