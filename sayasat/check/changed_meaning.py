"""Compares what a change does to the sense of a paragraph in each language. Pure.

A change of negation, duty, unit, order, party, name or extent that some languages make and others do not is
found, once. What every language changes is a matter for the report, not for a warning: it may be right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from posixpath import commonprefix

from msgspec import Struct

from sayasat.check.changed_texts import ChangedText
from sayasat.check.finding import Finding, warning
from sayasat.check.rule import CheckedText
from sayasat.i18n.messages import messages
from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import Block
from sayasat.markdown.words import word_spans, words
from sayasat.redline.compare import compare
from sayasat.redline.risks import changed_risks, risk_words

ASPECTS = ("duty", "unit", "limit", "party", "name", "extent")
"""What is compared, the gravest first."""

_ASPECT_OF = dict.fromkeys(("negation", "obligation", "permission"), "duty")
_ASPECT_OF |= {"unit": "unit", "limit": "limit", "party": "party"}
"""Negation, duty and permission are one: a language says «must not» where another says «is not allowed»."""

_LONGER = 4
"""By how many words a paragraph grows or shrinks to have another extent."""

_SMALL = 8
"""The most changed words of a change that is compared with another change of the same paragraph."""

_LONGEST = 80
"""In characters, for what a finding quotes."""

_BEGINS = re.compile(r"^$|(?<!\bг)(?<!\bул)(?<!\bш)(?<!\bкөч)(?<!\bобл)(?<!\bпр)(?<!\bSt)[.!?…][»”)]*\s+$")
"""What stands before the first word of a sentence; «г.» and «ул.» end none."""
_LOOK_BACK = 8
_SENTENCE_END = re.compile(r"[.!?…][»”\")\]]*(?=\s|$)")


class _Change(Struct, frozen=True):
    """What a change does to one paragraph of one language."""

    language: str
    line: int
    """In the body."""

    old: str
    new: str
    aspects: Mapping[str, str]
    """What it changes, with the words: «+ not», «days → months»."""

    @property
    def is_none(self) -> bool:
        """Whether the paragraph is as before."""
        return self.old == self.new

    @property
    def size(self) -> int:
        """How many words changed."""
        gone, come = Counter(words(self.old)), Counter(words(self.new))
        return max((gone - come).total(), (come - gone).total())


def changed_meanings(texts: Sequence[ChangedText]) -> Iterator[Finding]:
    """A finding for each paragraph in which some of the languages change the sense, at one that stands alone.

    ``texts``: those of one version, the original first.
    """
    by_language = {each.text.language: each for each in texts}
    for section in texts[0].text.sections:
        read = [_section_changes(each, section.id) for each in texts]
        lengths = Counter(len(each) for each in read)
        usual, _ = lengths.most_common(1)[0]
        alike = [each for each in read if len(each) == usual]
        for together in zip(*alike, strict=True):
            known = [each for each in together if each is not None]
            if len(known) == len(together) > 1 and not all(each.is_none for each in known):
                found = _odd(known)
                if found:
                    yield _finding(by_language[found[0].language].text, section.id, *found)


def _section_changes(text: ChangedText, section_id: str) -> list[_Change | None]:
    """The change of each block of a section; None for a block that is new."""
    after = next((each for each in text.text.sections if each.id == section_id), None)
    if after is None:
        return []
    language = text.text.language
    if text.before == text.text.body:
        return [_Change(language, each.line, each.text, each.text, {}) for each in after.blocks]
    was = next((each for each in sections(text.before) if each.id == section_id), None)
    if was is not None and len(was.blocks) == len(after.blocks):
        pairs = zip(after.blocks, was.blocks, strict=True)
        return [_change(language, block, old.text) for block, old in pairs]
    old = _old_texts(text.before, text.text.body)
    return [_change(language, each, old.get(each.line)) for each in after.blocks]


@lru_cache(maxsize=8)
def _old_texts(before: str, body: str) -> Mapping[int, str]:
    """The former text of each block that has one, by the block's line."""
    return {
        passage.new[0].line: " ".join(each.text for each in passage.old)
        for section in compare(before, body).sections
        for passage in section.passages
        if passage.old and len(passage.new) == 1
    }


def _change(language: str, block: Block, old: str | None) -> _Change | None:
    if old is None:
        return None
    new = block.text
    return _Change(language, block.line, old, new, {} if old == new else dict(_aspects(old, new, language)))


def _aspects(old: str, new: str, language: str) -> Iterator[tuple[str, str]]:
    gone, come = changed_risks(old, new, language)
    for aspect in ASPECTS[:-2]:
        sides = [
            [text[each.start : each.end] for each in side if _ASPECT_OF.get(each.kind) == aspect]
            for text, side in ((old, gone), (new, come))
        ]
        # A party that is only named or no longer named may be understood: «we keep», «сактайбыз»
        if all(sides) if aspect == "party" else any(sides):
            yield aspect, _as_change(*sides)
    names = _names_gone(old, new, language), _names_gone(new, old, language)
    if all(names):
        yield "name", _as_change(*names)
    longer = len(words(new)) - len(words(old))
    ends = len(_SENTENCE_END.findall(new)) - len(_SENTENCE_END.findall(old))
    if abs(longer) >= _LONGER or (ends and longer):
        yield "extent", f"{longer:+d}"


def _as_change(old: Sequence[str], new: Sequence[str]) -> str:
    gone, come = ", ".join(old), ", ".join(new)
    return f"{gone} → {come}" if old and new else f"− {gone}" if old else f"+ {come}"


def _names_gone(text: str, other: str, language: str) -> list[str]:
    """The names in a text that the other one does not have in any form."""
    others = [each[0].lower() for each in word_spans(other)]
    risks = {each.start for each in risk_words(text, language)}
    return [
        each[0]
        for each in word_spans(text)
        if each[0][0].isupper()
        and each.start() not in risks
        and not _BEGINS.search(text[max(each.start() - _LOOK_BACK, 0) : each.start()])
        and not any(_is_form(each[0].lower(), one) for one in others)
    ]


def _is_form(word: str, other: str) -> bool:
    """Whether two words are forms of one: they differ in the last letters only."""
    shared = len(commonprefix((word, other)))
    return word == other or shared >= max(len(word) - 3, len(other) - 3, 2)


def _odd(together: Sequence[_Change]) -> tuple[_Change, str, str] | None:
    """The change in the one language that differs from the others, its aspect, and the words that show it.

    None if no language differs alone. Of several aspects, the first of `ASPECTS` counts.
    """
    for aspect in ASPECTS:
        having = [each for each in together if aspect in each.aspects]
        lacking = [each for each in together if aspect not in each.aspects]
        if not having or not lacking or not _is_comparable(aspect, having, lacking):
            continue
        if len(having) > len(lacking):
            if lacking[0].is_none:
                return lacking[0], aspect, having[0].aspects[aspect]
            continue
        if _is_repair(having[0], together):
            continue
        return having[0], aspect, having[0].aspects[aspect]
    return None


def _is_comparable(aspect: str, having: Sequence[_Change], lacking: Sequence[_Change]) -> bool:
    """Whether what is lacking is not only worded anew: the text is as before, or both changes are small."""
    if all(each.is_none for each in lacking):
        return True
    small = all(each.size <= _SMALL for each in (*having, *lacking))
    return small and aspect != "extent"


def _is_repair(alone: _Change, together: Sequence[_Change]) -> bool:
    """Whether a change, not a mere loss, makes a paragraph say what the others say and it did not before."""
    others = [_senses(each.new, each.language) for each in together if each is not alone]
    old, new = _senses(alone.old, alone.language), _senses(alone.new, alone.language)
    return not new <= old and all(new == each for each in others) and all(old != each for each in others)


def _senses(text: str, language: str) -> Counter[tuple[str, str]]:
    return Counter((each.kind, each.sense) for each in risk_words(text, language) if each.kind in _ASPECT_OF)


def _finding(text: CheckedText, section_id: str, odd: _Change, aspect: str, shown: str) -> Finding:
    heading = next(each.heading for each in text.sections if each.id == section_id)
    line = text.line(odd.line)
    # A paragraph that alone lacks a change has a rule of its own
    code = f"meaning-{aspect if aspect in odd.aspects else 'left'}"
    language = messages(text.language)("language.name")
    facts = {"change": shown, "section": heading, "language": language}
    extract = odd.new if len(odd.new) <= _LONGEST else odd.new[:_LONGEST].rpartition(" ")[0]
    return warning(code, text.path, line, extract, **facts)
