"""Generates random policy texts, and their changes from one version to the next.

A text is the same tree in every language and only its words differ, so the languages have the same ids,
numbers and links, as ``sayasat check`` demands.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from random import Random

from msgspec.structs import replace

from bench.scale.sections import WORDS, Block, Group, Kind, Section, Sentence, Token, markdown, phrase
from bench.scale.shape import Shape

NEW = 0.06
"""The share of blocks (paragraphs, list items, rows, quotes) that are new in a version."""

TOUCHED = 0.2
"""The share of sections that the new blocks are in; a version leaves the other sections unchanged."""

_ADDED = 0.15  # the share of paragraphs added; the other new blocks are old ones with a few words changed
_KINDS: tuple[Kind, ...] = ("paragraph",) * 6 + ("bullets",) * 2 + ("numbers", "table", "quote")
UNCHANGED, REWRITTEN = 0.61, 0.08
"""The shares of the revisions of terms that change no word, and that are new texts."""

_BULLET = re.compile("^( *)- ", re.MULTILINE)
_FORMS = ("",) * 60 + ("number",) * 3 + ("bold", "italic", "quoted", "link")


class Policy:
    """Generates the versions of one policy of an archive."""

    def __init__(self, shape: Shape, policy: int) -> None:
        self._shape, self._policy = shape, policy
        self._chance = Random(f"{shape.seed} {policy}")  # noqa: S311 (no secret)
        self._tongues = {each: shape.tongue(policy, each) for each in shape.languages}
        self.titles = {each: phrase(self._title(), tongue) for each, tongue in self._tongues.items()}

    def bodies(self) -> Iterator[Mapping[str, str]]:
        """The Markdown of each version by language, earliest first; endless."""
        sections = self._first()
        written = [self._written(section) for section in sections]
        mark = "-"
        while True:
            texts = {each: "\n".join(parts[each] for parts in written) for each in self._shape.languages}
            yield {each: _BULLET.sub(rf"\1{mark} ", text) for each, text in texts.items()}
            what = self._chance.random() if self._shape.kind == "terms" else 1
            if what < UNCHANGED:
                mark = "*" if mark == "-" else "-"
            elif what < UNCHANGED + REWRITTEN:
                sections = self._first()
                written = [self._written(section) for section in sections]
            else:
                for position in self._change(sections):
                    written[position] = self._written(sections[position])

    def _written(self, section: Section) -> dict[str, str]:
        return {language: markdown(section, tongue) for language, tongue in self._tongues.items()}

    # The first version

    def _title(self) -> Sentence:
        return (Token(100 + self._policy), Token(self._rank()))

    def _first(self) -> list[Section]:
        sections: list[Section] = []
        first = next(iter(self._tongues.values()))
        size = 0
        while size < self._shape.size_of(self._policy):
            sections.append(self._section(len(sections)))
            size += len(markdown(sections[-1], first).encode()) + 1
        return sections

    def _section(self, position: int) -> Section:
        level = 1 if position == 0 else 3 if position > 1 and self._chance.random() < 1 / 3 else 2
        id_ = f"part-{position}" if position == 0 or self._chance.random() < self._shape.ids else ""
        groups = tuple(self._group() for _ in range(self._chance.randint(2, 6)))
        heading = _undoubled(tuple(Token(self._rank()) for _ in range(self._chance.randint(2, 5))))
        number = (Token(position, "number"),) if position and self._shape.kind == "laws" else ()
        return Section(level, id_, (*number, *heading), groups)

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
        """The rank of a random word. Low ranks are more frequent, as in natural languages."""
        return int(WORDS ** self._chance.random()) - 1

    def _target(self) -> str:
        """The URL of a link: another policy, the beginning of this one, or another site."""
        other = self._chance.randrange(self._shape.policies)
        folder = PurePosixPath(self._shape.path(self._policy, "")).parent
        name = os.path.relpath(self._shape.path(other, ""), folder)
        return self._chance.choice((name, f"{name}#part-0", "#part-0", f"https://example.org/acts/{other}"))

    # The next version

    def _change(self, sections: list[Section]) -> set[int]:
        """Change some blocks of the list; returns the positions of their sections."""
        total = sum(len(group.blocks) for section in sections for group in section.groups)
        wanted = max(1, round(total * NEW * self._chance.uniform(0.7, 1.3)))
        some = max(1, round(len(sections) * TOUCHED))
        touched = self._chance.sample(range(len(sections)), some)
        fresh: set[Block] = set()
        for turn in range(wanted):
            position = touched[turn % some]
            change = self._exchanged if self._chance.random() < _ADDED else self._reworded
            sections[position] = change(sections[position], fresh)
        return set(touched)

    def _exchanged(self, section: Section, fresh: set[Block]) -> Section:
        """Add a paragraph and remove an old one, so that texts do not grow."""
        groups = list(section.groups)
        old = [
            position
            for position, group in enumerate(groups)
            if group.kind == "paragraph" and group.blocks[0] not in fresh
        ]
        if old:
            del groups[self._chance.choice(old)]
        added = self._paragraph()
        fresh.add(added)
        groups.insert(self._chance.randint(0, len(groups)), Group("paragraph", (added,)))
        return replace(section, groups=tuple(groups))

    def _reworded(self, section: Section, fresh: set[Block]) -> Section:
        """Change a few words or a number of one block that is not in ``fresh``."""
        old = [
            (position, which)
            for position, group in enumerate(section.groups)
            for which, block in enumerate(group.blocks)
            if block not in fresh
        ]
        if not old:
            return self._exchanged(section, fresh)
        position, which = self._chance.choice(old)
        group = section.groups[position]
        sentences = list(group.blocks[which].sentences)
        one = self._chance.randrange(len(sentences))
        sentences[one] = self._edited(sentences[one])
        edited = replace(group.blocks[which], sentences=tuple(sentences))
        fresh.add(edited)
        blocks = (*group.blocks[:which], edited, *group.blocks[which + 1 :])
        groups = (*section.groups[:position], replace(group, blocks=blocks), *section.groups[position + 1 :])
        return replace(section, groups=groups)

    def _edited(self, sentence: Sentence) -> Sentence:
        tokens = list(sentence)
        start = self._chance.randrange(len(tokens))
        for position in range(start, min(len(tokens), start + self._chance.randint(1, 3))):
            token = tokens[position]
            value = self._number().value if token.form == "number" else self._rank()
            tokens[position] = replace(token, value=value + (value == token.value))
        return _undoubled(tuple(tokens))


def _undoubled(sentence: Sentence) -> Sentence:
    """The sentence without adjacent equal words and without adjacent numbers."""
    tokens = [sentence[0]]
    for token in sentence[1:]:
        before = tokens[-1]
        if "number" in {token.form} & {before.form}:
            tokens.append(Token(token.value + WORDS // 2))
        elif token.value == before.value:
            tokens.append(replace(token, value=token.value + 1))
        else:
            tokens.append(token)
    return tuple(tokens)
