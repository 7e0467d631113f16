"""The rule on references to clauses that the text does not have. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from sayasat.check.check_yml import CheckSettings
from sayasat.check.language.figures import Figure, FigureKind, figures
from sayasat.check.language.prose import prose
from sayasat.check.language.word_lists import word_list
from sayasat.check.rule import CheckedText, Violation

_IN_HEADING = re.compile(r"(?:[^\W\d_]+\.? )?(\d+(?:\.\d+)*)(?!\d)")
_IN_TEXT = re.compile(r"(?:[^\W\d_]+\.? )?(\d+(?:\.\d+)+|\d+(?=[.)]))")
_REFERRED = {"clause", "sub", "section", "chapter", "article"}


@cache
def _speech() -> Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """By language: what a text calls itself, and the words for acts."""
    data = word_list("own_references")
    return {
        language: (_any_of(data[language]["own"]), _any_of(data[language]["acts"]))
        for language in ("ky", "ru", "en")
    }


def _any_of(listed: Sequence[str]) -> re.Pattern[str]:
    forms = "|".join(re.escape(each).replace(r"\*", r"\w*") for each in listed)
    return re.compile(rf"\b(?:{forms})\b", re.IGNORECASE)


def reference_dead(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """References to a clause or an article that the text does not have, where no other act is named.

    A reference to an article counts only in a text that numbers anything or that speaks of itself.
    """
    if text.language not in _speech():
        return
    own, acts = _speech()[text.language]
    numbers = frozenset(_numbers(text))
    for passage in prose(text.body):
        for figure in figures(passage.text, text.language):
            if figure.kind is not FigureKind.REFERENCE or not figure.senses & _REFERRED:
                continue
            sentence = _sentence(passage.text, figure)
            is_own = own.search(sentence) is not None
            if not is_own and (acts.search(sentence) or ("article" in figure.senses and not numbers)):
                continue
            number = figure.key[0]
            if number not in numbers and not any(each.startswith(f"{number}.") for each in numbers):
                facts = {"reference": figure.words, "number": number}
                yield text.violation(passage.line_at(figure.start), figure.words, **facts)


def _numbers(text: CheckedText) -> Iterator[str]:
    """The numbers of the headings, paragraphs and list items."""
    for section in text.sections:
        numbered = _IN_HEADING.match(section.heading)
        if numbered:
            yield numbered[1]
        for block in section.blocks:
            shown = _IN_TEXT.match(block.number or block.text) if block.kind != "row" else None
            if shown:
                yield shown[1]


def _sentence(text: str, figure: Figure) -> str:
    start = max(text.rfind(mark, 0, figure.start) for mark in (". ", "; ", ".\n"))
    ends = [
        place for mark in (". ", ".\n") if (place := text.find(mark, figure.start + len(figure.words))) >= 0
    ]
    return text[max(start, 0) : min(ends, default=len(text))]
