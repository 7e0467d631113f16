"""Finds words of which a change may change the law: negation, obligation, numbers, parties. Pure.

The words are data, ``theme/assets/risk_words/LANGUAGE.json``, which name their sources. The browser has the
same words, and the same rules in ``compare/risks.js``. A word or a phrase is in lower case, or with a
capital letter if it is found only so. Words of one sense may replace each other. A false mark is worse
than none: what is only worded anew is no risk, and in a language without data numbers alone are known.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from sayasat.i18n.messages import LANGUAGES
from sayasat.markdown.words import word_spans

KINDS = ("negation", "obligation", "permission", "limit", "unit", "number", "date", "party")
"""The kinds of risks, in the order in which pages list them."""

_DATE = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{4}")
_NUMBER = re.compile(r"[§№]*[\u00a0 \u2009\u202f]?(\d.*)")
_BLANKS = " \u00a0\u2009\u202f"
_BLANK = re.compile(f"[{_BLANKS}]")
_NUMBER_SIGN = re.compile(r"\.\s?\d")
_SENTENCE_LABEL = re.compile(r"[.;:!?…\n] ?\($")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST = 3
"""Words of the longest phrase of the data."""
_LEAST_STEM = 4
"""Letters of the shortest word that a prefix negates."""


class RiskWord(Struct, frozen=True):
    """A word or a phrase of a text."""

    kind: str
    """One of `KINDS`."""

    sense: str
    """Words of one kind and sense say the same."""

    start: int
    end: int
    """Its place in the text."""


class RiskData(Struct, frozen=True):
    """The words of one language."""

    forms: Mapping[str, Sequence[tuple[str, str]]]
    """(kind, sense) pairs of each word or phrase, in lower case or, with a capital letter, as written."""

    negative: str = ""
    """A pattern of words that are negated within; empty for none."""

    positive: Sequence[str] = ()
    """Words that it matches and that are not negated; a star stands for any ending."""

    prefixes: Sequence[str] = ()
    """Prefixes that negate a word."""

    auxiliaries: Sequence[tuple[re.Pattern[str], re.Pattern[str]]] = ()
    """Patterns of two words in a row of which the second gives a permission: «сактай алат»."""

    openings: frozenset[str] = frozenset()
    """The first words of all words and phrases, as in `forms`."""


def risk_file(language: str) -> dict[str, Any]:
    """The data file of a language, which the compare page has for its script; no words if there is none."""
    if language not in LANGUAGES:
        return {"words": {}, "negative": [], "positive": [], "prefixes": [], "auxiliaries": []}
    file = files("sayasat") / "theme" / "assets" / "risk_words" / f"{language}.json"
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return data


@cache
def risk_data(language: str) -> RiskData:
    """The words of a language; none for one that has no data."""
    data = risk_file(language)
    forms: dict[str, list[tuple[str, str]]] = {}
    for kind, senses in data["words"].items():
        for sense, words in senses.items():
            for word in words:
                forms.setdefault(word, []).append((kind, sense))
    auxiliaries = [(re.compile(one), re.compile(two)) for one, two in data["auxiliaries"]]
    negative = "".join(data["negative"])
    openings = frozenset(form.split(" ", 1)[0] for form in forms)
    return RiskData(forms, negative, data["positive"], data["prefixes"], auxiliaries, openings)


def risk_words(text: str, language: str) -> list[RiskWord]:
    """The words and phrases of a text that carry a risk, in order; «cannot» is a negation and a «can»."""
    data = risk_data(language)
    spans = [each for each in _spans(text) if not _is_label(text, each)]
    found: list[RiskWord] = []
    place = 0
    while place < len(spans):
        word = _word(spans[place][0], language)
        phrase = _phrase(text, spans[place : place + _LONGEST], data) if word.opens else None
        length, kinds = phrase or (1, word.kinds)
        if place and any(each.fullmatch(spans[place - 1][0]) for each in word.after):
            kinds = [*kinds, ("permission", "may")]
        if kinds:
            start, end = spans[place].start(), spans[place + length - 1].end()
            found += [RiskWord(kind, sense, start, end) for kind, sense in kinds]
        place += length
    return _dated(text, found)


def changed_risks(old: str, new: str, language: str) -> tuple[tuple[RiskWord, ...], tuple[RiskWord, ...]]:
    """The risks of an old text that the new one lacks, and those of the new one that the old one lacks.

    Words of the same sense make up for each other. Limits, such as «before», count only where one replaces
    another.
    """
    return unlike(side_risks(old, new, language), side_risks(new, old, language))


def side_risks(text: str, other: str, language: str) -> list[RiskWord]:
    """The risks of one text of two, with the words that negate one of the other text by a prefix."""
    found = risk_words(text, language)
    known = {each.start for each in found if each.kind == "negation"}
    return found + [each for each in _negated(other, text, language) if each.start not in known]


def unlike(
    gone: Iterable[RiskWord], come: Iterable[RiskWord]
) -> tuple[tuple[RiskWord, ...], tuple[RiskWord, ...]]:
    """Those of either side for which the other has no word of the same sense."""
    sides = [list(gone), list(come)]
    counts = [Counter((each.kind, each.sense) for each in side) for side in sides]
    both = counts[0] & counts[1]
    left = [_without(side, both) for side in sides]
    limits = [any(each.kind == "limit" for each in side) for side in left]
    if not all(limits):
        left = [[each for each in side if each.kind != "limit"] for side in left]
    return tuple(left[0]), tuple(left[1])


@lru_cache(maxsize=8)
def _spans(text: str) -> Sequence[re.Match[str]]:
    """The words of a text; cached, because each of two texts is searched for several kinds of risks."""
    return word_spans(text)


class _Word(NamedTuple):
    """What is known of a word by itself."""

    opens: bool
    """Whether a word or a phrase of the data begins with it."""

    kinds: Sequence[tuple[str, str]]
    """Its kinds and senses, unless it is in the data."""

    after: Sequence[re.Pattern[str]]
    """Of the word before it: where one matches, the two are a permission."""


@lru_cache(maxsize=10_000)
def _word(word: str, language: str) -> _Word:
    data = risk_data(language)
    opens = word in data.openings or word.lower() in data.openings
    return _Word(opens, _by_shape(word, data), [one for one, two in data.auxiliaries if two.fullmatch(word)])


def _phrase(
    text: str, spans: Sequence[re.Match[str]], data: RiskData
) -> tuple[int, Sequence[tuple[str, str]]] | None:
    """How many words the longest phrase at the first of the words has, and its kinds and senses."""
    for length in range(len(spans), 0, -1):
        words = spans[:length]
        if any(text[one.end() : two.start()].strip(_BLANKS) for one, two in pairwise(words)):
            continue
        written = " ".join(each[0] for each in words)
        if kinds := data.forms.get(written) or data.forms.get(written.lower()):
            is_sign = length == 1 and _NUMBER_SIGN.match(text, spans[0].end()) and len(written) == len("no")
            return length, () if is_sign else kinds
    return None


def _by_shape(word: str, data: RiskData) -> Sequence[tuple[str, str]]:
    """The kind of a number, a date or a word that is negated within."""
    if _DATE.fullmatch(word):
        return [("date", word)]
    if number := _NUMBER.fullmatch(word):
        digits, _, ending = number[1].partition("-")
        kinds = {kind for kind, sense in data.forms.get(ending, ()) if kind == "date" or sense == "year"}
        return [("date" if kinds else "number", _BLANK.sub("", digits))]
    if data.negative and re.fullmatch(data.negative, word) and not _is_listed(word, data.positive):
        return [("negation", "not")]
    return ()


def _is_listed(word: str, listed: Iterable[str]) -> bool:
    return any(word == each or (each.endswith("*") and word.startswith(each[:-1])) for each in listed)


def _is_label(text: str, word: re.Match[str]) -> bool:
    """Whether it is the mark of a footnote, or the number in brackets that a sentence begins with."""
    after = text[word.end() : word.end() + 1]
    if after not in {"]", ")"}:
        return False
    before = text[max(word.start() - 3, 0) : word.start()]
    if before.endswith("["):
        return after == "]"
    return after == ")" and (before == "(" or _SENTENCE_LABEL.search(before) is not None)


def _dated(text: str, found: Sequence[RiskWord]) -> list[RiskWord]:
    """A number beside a month, and a year, are parts of a date; the word for «year» is then no unit."""
    done: list[RiskWord] = []
    for place, each in enumerate(found):
        before, after = found[place - 1] if place else None, next(iter(found[place + 1 : place + 2]), None)
        before = before if before and _is_next(text, before, each) else None
        after = after if after and _is_next(text, each, after) else None
        is_year = _YEAR.fullmatch(each.sense) and _is_year_word(after)
        if each.kind == "number" and (_is_month(before) or _is_month(after) or is_year):
            done.append(replace(each, kind="date"))
        elif not (_is_year_word(each) and before and _YEAR.fullmatch(before.sense)):
            done.append(each)
    return done


def _is_next(text: str, one: RiskWord, two: RiskWord) -> bool:
    return one.end <= two.start and not text[one.end : two.start].strip(f"{_BLANKS},")


def _is_month(word: RiskWord | None) -> bool:
    return word is not None and word.kind == "date" and len(word.sense) <= len("12")


def _is_year_word(word: RiskWord | None) -> bool:
    return word is not None and (word.kind, word.sense) == ("unit", "year")


def _negated(old: str, new: str, language: str) -> list[RiskWord]:
    """Words of the new text that are words of the old one with a prefix that negates."""
    prefixes = risk_data(language).prefixes
    if not prefixes:
        return []
    olds = {each[0].lower() for each in _spans(old)}
    news = ((each, each[0].lower()) for each in _spans(new))
    return [
        RiskWord("negation", "not", each.start(), each.end())
        for each, word in news
        if word not in olds
        for prefix in prefixes
        if word.startswith(prefix)
        and len(each[0]) >= len(prefix) + _LEAST_STEM
        and word[len(prefix) :] in olds
    ]


def _without(side: Iterable[RiskWord], both: Counter[tuple[str, str]]) -> list[RiskWord]:
    """Without as many of each sense as the other side has too."""
    rest = Counter(both)
    found = []
    for each in side:
        key = each.kind, each.sense
        if rest[key]:
            rest[key] -= 1
        else:
            found.append(each)
    return found
