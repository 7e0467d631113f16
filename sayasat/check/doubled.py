"""A rule on words written twice: «жана жана», also across the end of a line. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sayasat.check.finding import Severity
from sayasat.check.passages import prose
from sayasat.check.standards import Standards
from sayasat.check.texts import Rule, Slip, Text
from sayasat.sections import WORD

_MEANT = {
    "ky": "акырын айрым ар ара аз бара баш башка бир бөлөк жай жаңы жер жол жыл кабат кайра кайта кат кез кээ "
    "кээде күн көп майда маал өз өзүнчө саат сап тез топ түр түрдүү тык улам үй чоң эл эки үч төрт беш алты жети "
    "он эртең",
    "ru": "чуть еле едва вот да давно долго так очень",
    "en": "that had is very bye do so",
}
"""By language: words that may be doubled on purpose. Kyrgyz doubles words to say "each" and "again"."""

_RIGHT = {language: frozenset(words.split()) for language, words in _MEANT.items()}
_LETTERS = re.compile(r"[^\W\d_]")


def doubled_word(text: Text, standards: Standards) -> Iterator[Slip]:
    """Words that follow themselves with nothing but a blank between."""
    right = _RIGHT.get(text.language, frozenset()) | set(standards.words.get(text.language, ()))
    for passage in prose(text.body):
        for one, two in pairwise(WORD.finditer(passage.text)):
            word = one[0].lower()
            # "… өзгөртүүлөр «Өзгөртүүлөр» бетинде": a capital begins something else.
            is_double = two[0] in {one[0], word} and word not in right and _LETTERS.search(word)
            if is_double and not passage.text[one.end() : two.start()].strip():
                facts = (("word", two[0]), ("found", f"{one[0]} {two[0]}"))
                yield Slip(text.line(passage.line_at(two.start())), f"{one[0]} {two[0]}", facts)


RULES = (Rule("doubled-word", Severity.WARNING, doubled_word),)
