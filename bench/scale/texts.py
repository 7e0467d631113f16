"""Policy texts that nobody wrote, and how they change from one version to the next. Pure.

A text is the same tree in every language; only its words differ. So the languages agree in ids, numbers and
links, as the publisher's check demands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Literal

from bench.scale.shape import Shape

Kind = Literal["paragraph", "bullets", "numbers", "table", "quote"]
"""Of a group of blocks."""

NEW = 0.06
"""The share of blocks (paragraphs, list items, rows, quotes) that are new in a version."""

TOUCHED = 0.2
"""The share of sections that they are spread over: a version leaves the others as they were."""

_WORDS = 2000
_ADDED = 0.15  # of the new blocks; the others are old ones with a few words changed
_KINDS: tuple[Kind, ...] = ("paragraph",) * 6 + ("bullets",) * 2 + ("numbers", "table", "quote")
_FORMS = ("",) * 60 + ("number",) * 3 + ("bold", "italic", "quoted", "link")
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


@dataclass(frozen=True, slots=True)
class Token:
    """A word by its rank, a number, or a word in some form."""

    value: int
    form: str = ""
    target: str = ""
    """Where a link leads."""


Sentence = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """What is new, changed or dropped as one: sentences, or the cells of a row."""

    sentences: tuple[Sentence, ...]
    depth: int = 0
    """Of a list item."""


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that stand together: one paragraph or quote, or a list's items, or a table's rows."""

    kind: Kind
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and what follows it."""

    level: int
    id: str
    """Empty where the heading has none of its own."""

    heading: Sentence
    groups: tuple[Group, ...]


class Policy:
    """One policy of an archive, from its first version on."""

    def __init__(self, shape: Shape, policy: int) -> None:
        self._shape, self._policy = shape, policy
        self._chance = Random(f"{shape.seed} {policy}")  # noqa: S311 (texts to be built, no secret)
        self._tongues = {each: shape.tongue(policy, each) for each in shape.languages}
        self.titles = {each: _phrase(self._title(), tongue) for each, tongue in self._tongues.items()}

    def bodies(self) -> Iterator[Mapping[str, str]]:
        """The Markdown of every version by language, without end."""
        sections = self._first()
        written = [self._written(section) for section in sections]
        while True:
            yield {each: "\n".join(parts[each] for parts in written) for each in self._shape.languages}
            for place in self._change(sections):
                written[place] = self._written(sections[place])

    def _written(self, section: Section) -> dict[str, str]:
        return {language: markdown(section, tongue) for language, tongue in self._tongues.items()}

    # The first version

    def _title(self) -> Sentence:
        return (Token(100 + self._policy), Token(self._rank()))

    def _first(self) -> list[Section]:
        sections: list[Section] = []
        first = next(iter(self._tongues.values()))
        size = 0
        while size < self._shape.size:
            sections.append(self._section(len(sections)))
            size += len(markdown(sections[-1], first).encode()) + 1
        return sections

    def _section(self, place: int) -> Section:
        level = 1 if place == 0 else 3 if place > 1 and self._chance.random() < 1 / 3 else 2
        id_ = f"part-{place}" if place == 0 or self._chance.random() < self._shape.ids else ""
        groups = tuple(self._group() for _ in range(self._chance.randint(2, 6)))
        heading = tuple(Token(self._rank()) for _ in range(self._chance.randint(2, 5)))
        return Section(level, id_, _undoubled(heading), groups)

    def _group(self) -> Group:
        kind = self._chance.choice(_KINDS)
        if kind in {"paragraph", "quote"}:
            return Group(kind, (self._paragraph(),))
        count = self._chance.randint(2, 6)
        if kind == "table":
            return Group(kind, tuple(self._row() for _ in range(count + 1)))
        depths = [0, *(self._chance.choice((0, 0, 0, 1)) for _ in range(count))]
        return Group(kind, tuple(Block((self._sentence(),), depth) for depth in depths))

    def _paragraph(self) -> Block:
        return Block(tuple(self._sentence() for _ in range(self._chance.randint(1, 4))))

    def _row(self) -> Block:
        cells = (_undoubled(tuple(Token(self._rank()) for _ in range(3))), (Token(self._rank()),))
        return Block((*cells, (self._number(),)))

    def _sentence(self) -> Sentence:
        count = self._chance.randint(6, 24)
        inner = (self._token() for _ in range(count))
        return _undoubled((Token(self._rank()), *inner, Token(self._rank())))

    def _token(self) -> Token:
        form = self._chance.choice(_FORMS)
        if form == "number":
            return self._number()
        return Token(self._rank(), form, self._target() if form == "link" else "")

    def _number(self) -> Token:
        return Token(self._chance.randint(2, 999), "number")

    def _rank(self) -> int:
        """Of a word: the first ones are as frequent as in any language."""
        return int(_WORDS ** self._chance.random()) - 1

    def _target(self) -> str:
        """Another policy, the beginning of this one, or another site."""
        other = self._chance.randrange(self._shape.policies)
        name = f"{self._shape.slug(other)}.md"
        return self._chance.choice((name, f"{name}#part-0", "#part-0", f"https://example.org/acts/{other}"))

    # The next one

    def _change(self, sections: list[Section]) -> set[int]:
        """Change some blocks in place; gives the places of their sections."""
        total = sum(len(group.blocks) for section in sections for group in section.groups)
        wanted = max(1, round(total * NEW * self._chance.uniform(0.7, 1.3)))
        some = max(1, round(len(sections) * TOUCHED))
        touched = self._chance.sample(range(len(sections)), some)
        fresh: set[Block] = set()
        for turn in range(wanted):
            place = touched[turn % some]
            change = self._exchanged if self._chance.random() < _ADDED else self._reworded
            sections[place] = change(sections[place], fresh)
        return set(touched)

    def _exchanged(self, section: Section, fresh: set[Block]) -> Section:
        """A new paragraph somewhere; an old one goes, so that texts do not grow without end."""
        groups = list(section.groups)
        old = [
            place
            for place, group in enumerate(groups)
            if group.kind == "paragraph" and group.blocks[0] not in fresh
        ]
        if old:
            del groups[self._chance.choice(old)]
        added = self._paragraph()
        fresh.add(added)
        groups.insert(self._chance.randint(0, len(groups)), Group("paragraph", (added,)))
        return replace(section, groups=tuple(groups))

    def _reworded(self, section: Section, fresh: set[Block]) -> Section:
        """A few words of one block are others, or a number is; of one that is not new already."""
        old = [
            (place, which)
            for place, group in enumerate(section.groups)
            for which, block in enumerate(group.blocks)
            if block not in fresh
        ]
        if not old:
            return self._exchanged(section, fresh)
        place, which = self._chance.choice(old)
        group = section.groups[place]
        sentences = list(group.blocks[which].sentences)
        one = self._chance.randrange(len(sentences))
        sentences[one] = self._edited(sentences[one])
        edited = replace(group.blocks[which], sentences=tuple(sentences))
        fresh.add(edited)
        blocks = (*group.blocks[:which], edited, *group.blocks[which + 1 :])
        groups = (*section.groups[:place], replace(group, blocks=blocks), *section.groups[place + 1 :])
        return replace(section, groups=groups)

    def _edited(self, sentence: Sentence) -> Sentence:
        tokens = list(sentence)
        start = self._chance.randrange(len(tokens))
        for place in range(start, min(len(tokens), start + self._chance.randint(1, 3))):
            token = tokens[place]
            value = self._number().value if token.form == "number" else self._rank()
            tokens[place] = replace(token, value=value + (value == token.value))
        return _undoubled(tuple(tokens))


def _undoubled(sentence: Sentence) -> Sentence:
    """No word, and no number, directly after itself or its like."""
    tokens = [sentence[0]]
    for token in sentence[1:]:
        before = tokens[-1]
        if "number" in {token.form} & {before.form}:
            tokens.append(Token(token.value + _WORDS // 2))
        elif token.value == before.value:
            tokens.append(replace(token, value=token.value + 1))
        else:
            tokens.append(token)
    return tuple(tokens)


def markdown(section: Section, tongue: str) -> str:
    """A section as it stands in a file, in the words of a language."""
    id_ = f" {{#{section.id}}}" if section.id else ""
    heading = f"{'#' * section.level} {_phrase(section.heading, tongue)}{id_}"
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
    """A nested item stands under the text of the one before."""
    lines = zip(group.blocks, texts, strict=True)
    return "\n".join(f"{' ' * (len(mark) + 1) * block.depth}{mark} {text}" for block, text in lines)


def _cells(block: Block, tongue: str) -> str:
    return f"| {' | '.join(_phrase(cell, tongue) for cell in block.sentences)} |"


def _prose(block: Block, tongue: str) -> str:
    return " ".join(f"{_phrase(sentence, tongue)}." for sentence in block.sentences)


def _phrase(tokens: Sentence, tongue: str) -> str:
    last = len(tokens) - 1
    words = [
        _said(token, tongue) + ("," if place % _COMMA == _COMMA - 1 and place != last else "")
        for place, token in enumerate(tokens)
    ]
    text = " ".join(words)
    return text[0].upper() + text[1:]


def _said(token: Token, tongue: str) -> str:
    word = _vocabulary(tongue)[token.value % _WORDS]
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
    """A language's words by rank: the commonest are real, the others only look so. No two are alike."""
    chance = Random(tongue)  # noqa: S311
    words = dict.fromkeys(_COMMON[tongue].split())
    syllables = _SYLLABLES[tongue].split()
    while len(words) < _WORDS:
        words["".join(chance.choices(syllables, k=chance.choice((2, 2, 3, 3, 3, 4, 5))))] = None
    return tuple(words)
