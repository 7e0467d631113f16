"""Rules on what was not finished: other languages, cut sentences, doubles, dead references. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from sayasat.check.check_yml import CheckSettings
from sayasat.check.language.figures import Figure, FigureKind, figures
from sayasat.check.language.prose import MASK, prose
from sayasat.check.language.recognition import language_of
from sayasat.check.language.word_lists import word_list
from sayasat.check.rule import CheckedText, Violation
from sayasat.i18n.messages import messages
from sayasat.markdown.words import words

_IN_HEADING = re.compile(r"(?:[^\W\d_]+\.? )?(\d+(?:\.\d+)*)(?!\d)")
_IN_TEXT = re.compile(r"(?:[^\W\d_]+\.? )?(\d+(?:\.\d+)+|\d+(?=[.)]))")
_LANGUAGES = ("ky", "ru", "en")
_REFERRED = {"clause", "sub", "section", "chapter", "article"}


@cache
def _speech() -> Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """By language: what a text calls itself, and the words for acts."""
    data = word_list("own_references")
    return {
        language: (_any_of(data[language]["own"]), _any_of(data[language]["acts"])) for language in _LANGUAGES
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


_LONGEST = 60
"""In characters, for what a finding quotes."""

_ENDS = re.compile(r"[.!?…:;)\]»”\"\d%]\s*$")
_LINK_ENDS = re.compile(r"(?:\)|>|/|@\S+|\.[a-z]{2,4})\s*$")
_CUT_LEAST = 4
"""The fewest words of a paragraph that ought to end in a mark."""

_DOUBLE_LEAST = 5
"""The fewest words of a paragraph that is hardly written twice on purpose within a section."""

_DOUBLE_ANYWHERE = 15
"""The same, anywhere in a text."""


def wrong_language(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Kyrgyz, Russian or English passages in a text of another of them; if most are, one violation."""
    found = ((passage, language_of(passage.text)) for passage in prose(text.body))
    wrong = [(passage, language) for passage, language in found if language not in {"", text.language}]
    if text.language not in _LANGUAGES:
        return
    for passage, language in wrong[:1] if is_foreign(text) else wrong:
        extract = _short(passage.text)
        facts = {"language": messages(language)("language.name"), "words": extract}
        yield text.violation(passage.line, extract, **facts)


def is_foreign(text: CheckedText) -> bool:
    """Whether a text in Kyrgyz, Russian or English is mostly written in another of them."""
    recognised = [language for language in (language_of(each.text) for each in prose(text.body)) if language]
    wrong = sum(language != text.language for language in recognised)
    return text.language in _LANGUAGES and len(recognised) > 1 and 2 * wrong > len(recognised)


def sentence_cut(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Paragraphs that end without a mark, in a text whose paragraphs mostly have one."""
    blocks = [block for section in text.sections for block in section.blocks if block.kind == "paragraph"]
    prosaic = [block for block in blocks if len(words(block.text)) >= _CUT_LEAST]
    cut = [block for block in prosaic if not _ENDS.search(block.text) and not _LINK_ENDS.search(block.source)]
    if 2 * len(cut) > len(prosaic) and len(prosaic) > 1:
        return
    for block in cut:
        extract = block.text[-_LONGEST:].lstrip()
        last_line = block.line + block.source.rstrip().count("\n")
        yield text.violation(last_line, extract, words=extract)


def section_empty(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Headings with nothing below them, neither a text nor a subsection."""
    found = text.sections
    for section, after in pairwise((*found, None)):
        if section is None or section.blocks or not section.level:
            continue
        if after is None or after.level <= section.level:
            yield text.violation(section.line, section.heading, heading=section.heading)


def doubled_paragraph(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """A paragraph or list item that stands twice, in one section or, if it is long, anywhere."""
    seen: dict[str, tuple[str, int]] = {}
    for section in text.sections:
        for block in section.blocks:
            length = len(words(block.text)) if block.kind in {"paragraph", "item", "quote"} else 0
            if length < _DOUBLE_LEAST:
                continue
            where, line = seen.get(block.text, ("", 0))
            if line and (where == section.id or length >= _DOUBLE_ANYWHERE):
                extract = _short(block.text)
                facts = {"words": extract, "line": text.line(line)}
                yield text.violation(block.line, extract, **facts)
            seen[block.text] = section.id, block.line


def _short(text: str) -> str:
    plain = " ".join(text.replace(MASK, "").split())
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST].rpartition(" ")[0]
