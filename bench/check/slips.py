"""Plausible slips in the texts of one policy, each of a kind, drawn from a seed. Pure.

A slip is one change in one file, as an editor might make it by accident. Texts are bodies or whole files by
language; the front matter of a file is never touched.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from itertools import cycle, islice

from msgspec import Struct


class Kind(StrEnum):
    """What went wrong."""

    NUMBER = "a number"
    DATE = "a date"
    ID = "the id of a heading"
    LOOK_ALIKE = "a letter of another alphabet"
    KYRGYZ_LETTER = "a Kyrgyz letter typed as another"
    LINK = "a link"
    SECTION = "a section missing in one language"
    DOUBLED_WORD = "a doubled word"
    LEVEL = "the level of a heading"
    PARAGRAPH = "a paragraph missing in one language"


Texts = Mapping[str, str]
"""By language."""


class Slipped(Struct, frozen=True):
    """Texts with one slip, in one of them or the same in all."""

    kind: str
    language: str
    texts: Texts
    was: str
    """The words that the slip is in, as they were; of a section or paragraph, its first line."""

    became: str


class _Change(Struct, frozen=True):
    """A stretch of a body and what takes its place."""

    start: int
    end: int
    new: str


Slip = Callable[[str, str, random.Random], "_Change | None"]
"""(body, language, chance) to a change; None where the text has nothing that could slip so."""


def slips(texts: Texts, count: int, seed: int) -> Iterator[Slipped]:
    """So many slips, the kinds by turns; fewer only where no kind finds anything to slip in the texts.

    The same texts, count and seed give the same slips.
    """
    chance = random.Random(seed)  # noqa: S311 – slips need no secrecy
    possible = [kind for kind in Kind if any(_slipped(texts, kind, chance) for _ in range(20))]
    if not possible:
        return
    drawn = (_slipped(texts, kind, chance) for kind in cycle(possible))
    yield from islice((slipped for slipped in drawn if slipped), count)


def _slipped(texts: Texts, kind: Kind, chance: random.Random) -> Slipped | None:
    for language in chance.sample(sorted(texts), len(texts)):
        slipped = _slipped_in(texts, language, kind, chance)
        if slipped:
            return slipped
    return None


def _slipped_in(texts: Texts, language: str, kind: Kind, chance: random.Random) -> Slipped | None:
    whole = texts[language]
    start = _body(whole)
    change = _SLIPS[kind](whole[start:], language, chance)
    if change is None or whole[start:][change.start : change.end] == change.new:
        return None
    was = whole[start + change.start : start + change.end]
    became = f"{whole[: start + change.start]}{change.new}{whole[start + change.end :]}"
    first = was.strip().partition("\n")[0]
    return Slipped(kind, language, {**texts, language: became}, first, change.new.strip())


_HEAD = re.compile(r"---[ \t]*\n.*?^---[ \t]*\n", re.DOTALL | re.MULTILINE)
_MONTHS = (
    r"январ[а-яү]*|феврал[а-яү]*|март[а-яү]*|апрел[а-яү]*|ма[йя][а-яү]*|июн[а-яү]*|июл[а-яү]*|август[а-яү]*"
    r"|сентябр[а-яү]*|октябр[а-яү]*|ноябр[а-яү]*|декабр[а-яү]*"
    r"|January|February|March|April|May|June|July|August|September|October|November|December"
)
_ITEM = re.compile(r"^ *\d+[.)] ", re.MULTILINE)
"""The number of a list's item: Markdown counts by itself, and no reader sees what is written."""

_DATE = re.compile(
    rf"\d{{4}}-жылдын \d{{1,2}}-(?:{_MONTHS})|\d{{1,2}} (?:{_MONTHS}) \d{{4}}|\d{{1,2}}\.\d{{1,2}}\.\d{{4}}"
    r"|\d{4}-\d\d-\d\d"
)
_NUMBER = re.compile(r"(?<![\w.,:/#-])\d+(?![\w#])")
_ID = re.compile(r"(?<=\{#)[\w.-]+(?=\})")
_WORD = re.compile(r"(?<![\w/.@#{(-])[^\W\d_]{3,}(?![\w/.@})-])")
_LINK = re.compile(r"(?<=\]\()[^()\s]+(?=\))")
_HEADING = re.compile(r"^#{2,5}(?= )", re.MULTILINE)
_SECTION = re.compile(r"^#{2,6} .*?(?=^#{1,6} |\Z)", re.DOTALL | re.MULTILINE)
_PARAGRAPH = re.compile(r"(?<=\n\n)(?![#|>\s]|---)[^\n][\s\S]*?(?:\n\n|\n?\Z)")
_CYRILLIC = "асеорху"
_LATIN = "aceopxy"
_LOOK_ALIKES = {**dict(zip(_CYRILLIC, _LATIN, strict=True)), **dict(zip(_LATIN, _CYRILLIC, strict=True))}
_TYPED = {"ң": "н", "ө": "о", "ү": "у"}


def _body(whole: str) -> int:
    """Where the text begins, after the front matter."""
    head = _HEAD.match(whole)
    return head.end() if head else 0


def _found(form: re.Pattern[str], body: str, chance: random.Random) -> re.Match[str] | None:
    """One of the places that have this form."""
    matches = list(form.finditer(body))
    return chance.choice(matches) if matches else None


def _of(
    form: re.Pattern[str], body: str, chance: random.Random, slip: Callable[[str], str]
) -> _Change | None:
    match = _found(form, body, chance)
    return _Change(match.start(), match.end(), slip(match[0])) if match else None


def _other_digit(words: str, chance: random.Random) -> str:
    """With one of its digits another; never a nought in front."""
    place = chance.choice([place for place, letter in enumerate(words) if letter.isdecimal()])
    digits = [digit for digit in "123456789" if digit != words[place]]
    return f"{words[:place]}{chance.choice(digits)}{words[place + 1 :]}"


def _number(body: str, _: str, chance: random.Random) -> _Change | None:
    taken = [range(match.start(), match.end()) for each in (_DATE, _ITEM) for match in each.finditer(body)]
    free = [match for match in _NUMBER.finditer(body) if not any(match.start() in span for span in taken)]
    if not free:
        return None
    match = chance.choice(free)
    return _Change(match.start(), match.end(), _other_digit(match[0], chance))


def _date(body: str, _: str, chance: random.Random) -> _Change | None:
    """The last digit of the year, or the day, is another."""
    match = _found(_DATE, body, chance)
    if match is None:
        return None
    numbers = list(re.finditer(r"\d+", match[0]))
    number = chance.choice(numbers)
    other = str(int(number[0]) + 1) if int(number[0]) not in {12, 28, 29, 30, 31} else str(int(number[0]) - 1)
    new = f"{match[0][: number.start()]}{other.zfill(len(number[0]))}{match[0][number.end() :]}"
    return _Change(match.start(), match.end(), new)


def _heading_id(body: str, _: str, chance: random.Random) -> _Change | None:
    """A letter left out, or written twice, or the id forgotten."""

    def slip(written: str) -> str:
        place = chance.randrange(len(written))
        twice = f"{written[:place]}{written[place]}{written[place:]}"
        without = f"{written[:place]}{written[place + 1 :]}".strip("-.")
        return chance.choice([twice, without or twice])

    if chance.random() < 0.2:  # noqa: PLR2004
        return _of(re.compile(r" \{#[\w.-]+\}"), body, chance, lambda _: "")
    return _of(_ID, body, chance, slip)


def _look_alike(body: str, _: str, chance: random.Random) -> _Change | None:
    return _letter(body, _LOOK_ALIKES, chance)


def _kyrgyz_letter(body: str, language: str, chance: random.Random) -> _Change | None:
    return _letter(body, _TYPED, chance) if language == "ky" else None


def _letter(body: str, table: Mapping[str, str], chance: random.Random) -> _Change | None:
    """One letter of one word as the table has it."""
    words = [match for match in _WORD.finditer(body) if set(match[0]) & table.keys()]
    if not words:
        return None
    match = chance.choice(words)
    place = chance.choice([place for place, letter in enumerate(match[0]) if letter in table])
    new = f"{match[0][:place]}{table[match[0][place]]}{match[0][place + 1 :]}"
    return _Change(match.start(), match.end(), new)


def _link(body: str, _: str, chance: random.Random) -> _Change | None:
    """A letter of the address left out or written twice."""

    def slip(address: str) -> str:
        letters = [place for place, letter in enumerate(address) if letter.isalnum()]
        place = chance.choice(letters[len(letters) // 2 :])
        twice = f"{address[: place + 1]}{address[place:]}"
        return chance.choice([twice, f"{address[:place]}{address[place + 1 :]}"])

    return _of(_LINK, body, chance, slip)


def _section(body: str, _: str, chance: random.Random) -> _Change | None:
    return _of(_SECTION, body, chance, lambda _: "")


def _doubled_word(body: str, _: str, chance: random.Random) -> _Change | None:
    blank = chance.choice([" ", " ", "\n"])
    return _of(
        re.compile(rf"(?<=[^\W\d_] ){_WORD.pattern}"), body, chance, lambda word: f"{word}{blank}{word}"
    )


def _level(body: str, _: str, chance: random.Random) -> _Change | None:
    return _of(_HEADING, body, chance, lambda hashes: chance.choice([f"{hashes}#", hashes[1:]]))


def _paragraph(body: str, _: str, chance: random.Random) -> _Change | None:
    return _of(_PARAGRAPH, body, chance, lambda _: "")


_SLIPS: dict[Kind, Slip] = {
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.ID: _heading_id,
    Kind.LOOK_ALIKE: _look_alike,
    Kind.KYRGYZ_LETTER: _kyrgyz_letter,
    Kind.LINK: _link,
    Kind.SECTION: _section,
    Kind.DOUBLED_WORD: _doubled_word,
    Kind.LEVEL: _level,
    Kind.PARAGRAPH: _paragraph,
}
