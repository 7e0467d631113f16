"""The rule on the length of sentences. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayasat.check.check_yml import CheckSettings
from sayasat.check.language.prose import MASK, prose
from sayasat.check.language.word_lists import word_list
from sayasat.check.rule import CheckedText, Violation
from sayasat.markdown.words import word_spans

# The end of a sentence and the start of the next one: a capital, a digit, a quotation mark or a bracket.
_END = re.compile(r"(?<=[.!?…])[»”\")\]]{0,3}\s+(?=[«“„\"(\[]{0,2}(?:[A-ZА-ЯЁӨҮҢ0-9]|" + MASK + "))")
# Abbreviations after which a sentence is taken to go on, although "ж.б." and "т. д." may also end one.
_ABBREVIATED = re.compile(
    rf"(?:(?<![^\W_])(?:{'|'.join(word_list('abbreviations')['before'])}))\.[»”\")\]]{{0,3}}\s*$",
    re.IGNORECASE,
)
_LOOKED_BACK = 12
_SHOWN = 6


def long_sentence(text: CheckedText, settings: CheckSettings) -> Iterator[Violation]:
    """Sentences and headings with more words than the publisher's limit."""
    for passage in prose(text.body):
        for start, end in _sentences(passage.text):
            words = word_spans(passage.text, start, end)
            if len(words) > settings.longest_sentence:
                first, last = words[0].start(), words[min(_SHOWN, len(words)) - 1].end()
                beginning = " ".join(passage.text[first:last].split())
                counts = {"count": str(len(words)), "limit": str(settings.longest_sentence)}
                yield text.violation(passage.line_at(first), beginning, words=beginning, **counts)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """The start and end offset of each sentence."""
    start = 0
    for match in _END.finditer(text):
        if _ABBREVIATED.search(text[max(start, match.start() - _LOOKED_BACK) : match.end()]):
            continue
        yield start, match.end()
        start = match.end()
    yield start, len(text)
