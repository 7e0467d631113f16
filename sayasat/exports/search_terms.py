"""The terms of a text: its words as the search compares them. Pure.

A word is a run of letters, marks and numbers. Scripts without spaces between words (Chinese, Japanese, Thai,
Lao, Khmer, Burmese) have pairs in the place of words: each character with the next one, and the last alone.
The browser has the same rules in ``search/words.js``: a query finds only terms that both make alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import add
from unicodedata import normalize

import regex

# By blocks and not by scripts: a mark of length (ー) has no script, and blocks are the same in every Unicode
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\ua9e0-\ua9ff"
    r"\uaa60-\uaa7f\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_LETTER = r"[\p{L}\p{M}\p{N}]"
_CHARACTER = rf"[{_UNSPACED}][\p{{M}}\uff9e\uff9f]*"
_CHARACTERS = regex.compile(_CHARACTER, regex.V1)
_RUNS = regex.compile(rf"(?:(?={_LETTER}){_CHARACTER})+|[{_LETTER}--[{_UNSPACED}]]+", regex.V1)
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")

# Most texts need this pattern only, which is ten times as fast. Where it can be used both agree
_PLAIN = re.compile(
    "[\\x00-\\u02ff\\u0370-\\u0482\\u048a-\\u052f\\u1e00-\\u1fff\\u2000-\\u206f\\u20a0-\\u20cf\\u2100-\\u2bff]*"
)
_PLAIN_WORDS = re.compile(r"[^\W_]+")

_OPTIONAL_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe2f\U000e0100-\U000e01ef]"
)
_TYPED = str.maketrans(
    dict(zip("ңөүқғұәһıøłđςىیکة", "ноукгуахioldσييكه", strict=True)) | {"ß": "ss", "æ": "ae"}
)


def terms(text: str) -> Counter[str]:
    """How often a text has each of its terms."""
    counted = Counter[str]()
    raw = _PLAIN_WORDS.findall(text) if _PLAIN.fullmatch(text) else _paired(_RUNS.findall(text))
    for term, times in Counter(raw).items():
        counted[fold(term)] += times
    return counted


def is_unspaced(term: str) -> bool:
    """Whether it begins with a character of a script without spaces."""
    return _IS_UNSPACED.match(term) is not None


def _paired(runs: Iterable[str]) -> Iterator[str]:
    for run in runs:
        if is_unspaced(run):
            characters = _CHARACTERS.findall(run)
            yield from map(add, characters, characters[1:])
            yield characters[-1]
        else:
            yield run


@lru_cache(maxsize=100_000)
def fold(term: str) -> str:
    """A term without capitals, optional marks and letters that a keyboard may lack: Мөөнөтү is мооноту."""
    lower = normalize("NFKD", term).lower()
    return _OPTIONAL_MARKS.sub("", lower.replace("и\u0306", "й")).translate(_TYPED)
