"""Rules on wording: words written twice, long sentences, and what Word and drafts leave in a text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sayasat.check.check_yml import CheckSettings
from sayasat.check.language.prose import MASK, prose
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
                counts = {"count": len(words), "limit": settings.longest_sentence}
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
