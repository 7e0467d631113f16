"""The rule on what Word and drafts leave in a text. The patterns are ``words/leftovers.toml``. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayasat.check.check_yml import CheckSettings
from sayasat.check.language.prose import prose
from sayasat.check.language.word_lists import word_list
from sayasat.check.rule import CheckedText, Violation

_TABBED = re.compile(r"(?m)^ {0,3}[^\s|#>][^\n\t]*(?:\t[^\n\t]*)+$")
_LEAST_ROWS = 2
_LONGEST = 60
"""In characters, for what a finding quotes."""


_DATA = word_list("leftovers")
_LEFT = re.compile("|".join((*_DATA["word"], *_DATA["draft"], *_DATA["sign"])), re.IGNORECASE)


def paste_leftover(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Comments and field errors of Word, notes, gaps to fill in, Markdown signs that stand as text.

    One violation for each passage. Lines with tabs in a row are a table that Markdown does not read.
    """
    for passage in prose(text.body):
        found = _LEFT.search(passage.text)
        if found:
            yield _violation(text, passage.line_at(found.start()), found[0])
    body = text.body.split("\n")
    rows = [number for number, line in enumerate(body, 1) if _TABBED.match(line)]
    for number in rows:
        if number - 1 not in rows and number + _LEAST_ROWS - 1 in rows and "•" not in body[number - 1][:4]:
            yield _violation(text, number, body[number - 1])


def _violation(text: CheckedText, line: int, found: str) -> Violation:
    extract = found.strip()[:_LONGEST].strip()
    return text.violation(line, extract, found=" ".join(extract.split()))
