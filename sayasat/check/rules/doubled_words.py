"""The rule on words written twice: «жана жана», also across a line break. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sayasat.check.check_yml import CheckSettings
from sayasat.check.language.prose import prose
from sayasat.check.language.word_lists import word_list
from sayasat.check.rule import CheckedText, Violation
from sayasat.markdown.words import word_spans

_MEANT = {language: frozenset(words.split()) for language, words in word_list("doubled").items()}
_LETTERS = re.compile(r"[^\W\d_]")


def doubled_word(text: CheckedText, settings: CheckSettings) -> Iterator[Violation]:
    """A violation for each word that is repeated with only white space between."""
    right = _MEANT.get(text.language, frozenset()) | set(settings.words.get(text.language, ()))
    for passage in prose(text.body):
        edges = {edge for target in passage.targets for edge in (target.start, target.end)}
        for one, two in pairwise(word_spans(passage.text)):
            if _are_double(one, two, right) and not edges & {one.end(), two.start()}:
                found = f"{one[0]} {two[0]}"
                line = passage.line_at(two.start())
                yield text.violation(line, found, one[0], word=two[0], found=found)


def _are_double(one: re.Match[str], two: re.Match[str], right: frozenset[str]) -> bool:
    """Whether a word is repeated. One with a capital begins a new sentence: "of acts Acts are …"."""
    word = one[0].lower()
    if two[0] not in {one[0], word} or word in right or not _LETTERS.search(word):
        return False
    return not one.string[one.end() : two.start()].strip()
