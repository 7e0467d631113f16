"""The sections of a generated policy text as values, and their Markdown in the words of a language."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Literal

from msgspec import Struct

Kind = Literal["paragraph", "bullets", "numbers", "table", "quote"]
"""The kind of a group of blocks."""

WORDS = 2000
"""The number of words in a language's vocabulary."""

_COMMA = 9
_SYLLABLES = {
    "ky": "ка ту ра мын да кы ле сөз жа бол үй мө ни ге шы та ба са рык ту чү лан ды ең ко го ме үр",
    "ru": "ко ни ра то ве пра да но ста ли го при вы де ме ров ни лен су бо ча ще ру ши по за та ки",
    "en": "con ter pro al der in re mon ti ver ment ble sec tion pa or ser da len tar si est ma per",
}
_COMMON = {
    "ky": "жана менен үчүн же бул боюнча тууралуу тиешелүү каралган ошондой",
    "ru": "и в на с по для или о при настоящий",
    "en": "the of and to in or for by with this",
}
_QUOTES = {"ky": "«»", "ru": "«»", "en": "“”"}


class Token(Struct, frozen=True):
    """A word, identified by its rank in the vocabulary, or a number."""

    value: int
    form: str = ""
    target: str = ""
    """The URL of a link."""


Sentence = tuple[Token, ...]


class Block(Struct, frozen=True):
    """The unit of change: the sentences of a paragraph or item, or the cells of a row."""

    sentences: tuple[Sentence, ...]
    depth: int = 0
    """The nesting of a list item, 0 for the top level."""


class Group(Struct, frozen=True):
    """A paragraph or quote (one block), a list (its items) or a table (its rows)."""

    kind: Kind
    blocks: tuple[Block, ...]


class Section(Struct, frozen=True):
    """A heading and the groups below it."""

    level: int
    id: str
    """Empty if the heading states no id."""

    heading: Sentence
    groups: tuple[Group, ...]


def markdown(section: Section, tongue: str) -> str:
    """The Markdown of a section, with the words of a language."""
    id_ = f" {{#{section.id}}}" if section.id else ""
    heading = f"{'#' * section.level} {phrase(section.heading, tongue)}{id_}"
    return "\n\n".join((heading, *(_group(group, tongue) for group in section.groups))) + "\n"


def _group(group: Group, tongue: str) -> str:
    texts = [
        _cells(block, tongue) if group.kind == "table" else _prose(block, tongue) for block in group.blocks
    ]
    match group.kind:
        case "paragraph":
            return texts[0]
        case "quote":
            return f"> {texts[0]}"
        case "table":
            return "\n".join((texts[0], "| --- | --- | --: |", *texts[1:]))
        case "bullets" | "numbers":
            return _list(group, texts, "-" if group.kind == "bullets" else "1.")


def _list(group: Group, texts: list[str], mark: str) -> str:
    """The Markdown of a list. A nested item is indented to the text of the item above."""
    lines = zip(group.blocks, texts, strict=True)
    return "\n".join(f"{' ' * (len(mark) + 1) * block.depth}{mark} {text}" for block, text in lines)


def _cells(block: Block, tongue: str) -> str:
    return f"| {' | '.join(phrase(cell, tongue) for cell in block.sentences)} |"


def _prose(block: Block, tongue: str) -> str:
    return " ".join(f"{phrase(sentence, tongue)}." for sentence in block.sentences)


def phrase(tokens: Sentence, tongue: str) -> str:
    """The words of a sentence, without its full stop."""
    last = len(tokens) - 1
    words = [
        _word(token, tongue) + ("," if position % _COMMA == _COMMA - 1 and position != last else "")
        for position, token in enumerate(tokens)
    ]
    text = " ".join(words)
    return text[0].upper() + text[1:]


def _word(token: Token, tongue: str) -> str:
    word = _vocabulary(tongue)[token.value % WORDS]
    match token.form:
        case "number":
            return str(token.value)
        case "bold":
            return f"**{word}**"
        case "italic":
            return f"*{word}*"
        case "quoted":
            return _QUOTES[tongue][0] + word + _QUOTES[tongue][1]
        case "link":
            return f"[{word}]({token.target})"
        case _:
            return word


@cache
def _vocabulary(tongue: str) -> tuple[str, ...]:
    """The words of a language by rank, all different: the first are real, the others random syllables."""
    chance = Random(tongue)  # noqa: S311
    words = dict.fromkeys(_COMMON[tongue].split())
    syllables = _SYLLABLES[tongue].split()
    while len(words) < WORDS:
        words["".join(chance.choices(syllables, k=chance.choice((2, 2, 3, 3, 3, 4, 5))))] = None
    return tuple(words)
