"""Generated laws and revisions of them whose edits are known: what a redline should show, and no more."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple

from msgspec import Struct

_LETTERS = "абвгдежзийклмнөоөпрстуүфхцчшыэюя"
_HAN = "宇宙線観測法律条文公開個人情報保護義務責任国家企業契約期間"
_THAI = ("ข้อมูล", "จะถูก", "เก็บ", "ไว้", "เป็นเวลา", "สาม", "ห้า", "ปี", "ผู้ใช้", "สิทธิ", "ต้อง", "แจ้ง")


class Article(Struct):
    """A heading, written after its number, and the blocks below it in Markdown."""

    title: str
    blocks: list[str]


Law = list[Article]
Edit = Callable[[Law, "Author"], None]


class Author:
    """Writes and edits laws; the seed decides everything."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 (texts to be compared, no secret)
        self.words = ["".join(self.dice.choices(_LETTERS, k=self.dice.randint(2, 11))) for _ in range(900)]
        # Common words are common, as in any language.
        self.weights = list(accumulate(1 / (rank + 5) for rank in range(len(self.words))))

    def phrase(self, length: int) -> str:
        """So many words."""
        return " ".join(self.dice.choices(self.words, cum_weights=self.weights, k=length))

    def sentence(self) -> str:
        """A sentence, at times with a number, brackets or quotation marks."""
        more = "".join(self._aside() for _ in range(self.dice.randint(0, 2)))
        return f"{self.phrase(self.dice.randint(3, 9)).capitalize()}{more}."

    def _aside(self) -> str:
        return self.dice.choice(
            (
                f", {self.phrase(3)}",
                f" ({self.phrase(2)})",
                f" «{self.phrase(2)}»",
                f" {self.dice.randint(2, 90)} {self.phrase(1)}",
                f" {self.dice.randint(1, 9)} {self.dice.randint(100, 999)} 000 сомов",
            )
        )

    def paragraph(self) -> str:
        """One to four sentences."""
        return " ".join(self.sentence() for _ in range(self.dice.randint(1, 4)))

    def block(self) -> str:
        """A paragraph, a list, numbered rules in brackets, or a table."""
        items = [self.phrase(self.dice.randint(3, 9)) for _ in range(self.dice.randint(2, 4))]
        match self.dice.randint(0, 8):
            case 0:
                return "\n".join(f"- {item};" for item in items)
            case 1:
                return " ".join(f"({number}) {item.capitalize()}." for number, item in enumerate(items, 1))
            case 2:
                rows = "".join(f"\n| {item} | {self.dice.randint(10, 900)} |" for item in items)
                return f"| {self.phrase(1)} | {self.phrase(1)} |\n| --- | --- |{rows}"
            case _:
                return self.paragraph()

    def article(self) -> Article:
        """Two to five blocks."""
        blocks = [self.block() for _ in range(self.dice.randint(2, 5))]
        return Article(self.phrase(self.dice.randint(2, 5)).capitalize(), blocks)

    def law(self) -> Law:
        """Five to twelve articles."""
        return [self.article() for _ in range(self.dice.randint(5, 12))]

    def large_revision(self, articles: int, edits: int) -> tuple[str, str]:
        """A long law and what became of it by many edits of any kind."""
        law = [self.article() for _ in range(articles)]
        old = written(law, titled=True)
        for _ in range(edits):
            EDITS[self.dice.choice(list(EDITS))](law, self)
        return old, written(law, titled=True)

    def place(self, law: Law, wanted: Callable[[str], bool]) -> tuple[list[str], int] | None:
        """The blocks of an article and the place of one that is wanted."""
        places = [
            (article.blocks, place)
            for article in law
            for place, block in enumerate(article.blocks)
            if wanted(block)
        ]
        return self.dice.choice(places) if places else None


def written(law: Law, *, titled: bool) -> str:
    """The Markdown, articles numbered; ``titled``: with their titles."""
    pieces = ["# Закон"]
    for number, article in enumerate(law, 1):
        pieces.append(f"## Статья {number}. {article.title}" if titled else f"## Статья {number}")
        pieces += article.blocks
    return "\n\n".join(pieces) + "\n"


def _is_prose(block: str) -> bool:
    return block[0] not in "-|(#" and ". " in block


def _insert_article(law: Law, author: Author) -> None:
    law.insert(author.dice.randint(0, len(law)), author.article())


def _delete_article(law: Law, author: Author) -> None:
    law.pop(author.dice.randrange(len(law)))


def _move_article(law: Law, author: Author) -> None:
    moved = law.pop(author.dice.randrange(len(law)))
    law.insert(author.dice.randint(0, len(law)), moved)


def _in_block(wanted: Callable[[str], bool], change: Callable[[list[str], int, Author], None]) -> Edit:
    def edit(law: Law, author: Author) -> None:
        found = author.place(law, wanted)
        if found:
            change(*found, author)

    return edit


def _insert_paragraph(blocks: list[str], place: int, author: Author) -> None:
    blocks.insert(place, author.paragraph())


def _delete_paragraph(blocks: list[str], place: int, author: Author) -> None:  # noqa: ARG001 (an edit)
    if len(blocks) > 1:
        del blocks[place]


def _move_paragraph(law: Law, author: Author) -> None:
    found = author.place(law, _is_prose)
    if found and len(found[0]) > 1:
        moved = found[0].pop(found[1])
        target = author.dice.choice(law).blocks
        target.insert(author.dice.randint(0, len(target)), moved)


def _split(blocks: list[str], place: int, author: Author) -> None:  # noqa: ARG001 (an edit)
    blocks[place] = blocks[place].replace(". ", ".\n\n")


def _join(blocks: list[str], place: int, author: Author) -> None:  # noqa: ARG001 (an edit)
    if place + 1 < len(blocks) and _is_prose(blocks[place + 1]):
        blocks[place : place + 2] = [" ".join(blocks[place : place + 2])]


def _heading_in(blocks: list[str], place: int, author: Author) -> None:
    blocks.insert(place, f"### {author.phrase(3).capitalize()}")


def _to_list(blocks: list[str], place: int, author: Author) -> None:  # noqa: ARG001 (an edit)
    blocks[place] = "\n".join(f"- {item}" for item in blocks[place].replace(". ", ".\n").split("\n"))


def _sentence(blocks: list[str], place: int, author: Author) -> None:
    sentences = blocks[place].split(". ")
    sentences.insert(author.dice.randint(0, len(sentences) - 1), author.sentence().removesuffix("."))
    blocks[place] = ". ".join(sentences)


def _numbered_rule(blocks: list[str], place: int, author: Author) -> None:
    rules = blocks[place].split(" (")
    rules.insert(author.dice.randint(1, len(rules)), f"9) {author.phrase(5).capitalize()}.")
    blocks[place] = " (".join(rules)


def _words(blocks: list[str], place: int, author: Author) -> None:
    words = blocks[place].split(" ")
    for _ in range(author.dice.randint(1, 3)):
        at = author.dice.randrange(len(words))
        words[at : at + author.dice.randint(0, 2)] = author.phrase(author.dice.randint(0, 2)).split()
    blocks[place] = " ".join(words) or "x"


def _bracket(blocks: list[str], place: int, author: Author) -> None:
    words = blocks[place].split(" ")
    words.insert(author.dice.randint(1, len(words) - 1), f"({author.phrase(2)})")
    blocks[place] = " ".join(words)


def _footnote(blocks: list[str], place: int, author: Author) -> None:
    name = author.dice.randint(1, 10**9)
    blocks[place] = blocks[place].replace(". ", f"[^{name}]. ", 1)
    blocks.append(f"[^{name}]: {author.sentence()}")


def _column(blocks: list[str], place: int, author: Author) -> None:
    head, rule, *rows = blocks[place].split("\n")
    cells = [head, *rows]
    made = [f"{row} {author.phrase(2)} |" for row in cells]
    blocks[place] = "\n".join([made[0], f"{rule} --- |", *made[1:]])


def _scripts(law: Law, author: Author) -> None:
    """Han or Thai text that is there already is edited; where there is none, one is put in."""
    found = author.place(law, lambda block: block[0] in _HAN or block.startswith(_THAI))
    if not found:
        blocks = author.dice.choice(law).blocks
        thai = author.dice.random() < 0.5
        pieces: Sequence[str] = _THAI if thai else _HAN
        blocks.append("".join(author.dice.choices(pieces, k=30)))
        return
    blocks, place = found
    at = author.dice.randrange(len(blocks[place]))
    blocks[place] = blocks[place][:at] + author.dice.choice(_HAN) + blocks[place][at:]


EDITS: dict[str, Edit] = {
    "article inserted": _insert_article,
    "article deleted": _delete_article,
    "article moved": _move_article,
    "paragraph inserted": _in_block(_is_prose, _insert_paragraph),
    "paragraph deleted": _in_block(_is_prose, _delete_paragraph),
    "paragraph moved": _move_paragraph,
    "paragraph split": _in_block(_is_prose, _split),
    "paragraphs joined": _in_block(_is_prose, _join),
    "heading put in": _in_block(_is_prose, _heading_in),
    "paragraph to list": _in_block(_is_prose, _to_list),
    "sentence inserted": _in_block(_is_prose, _sentence),
    "numbered rule inserted": _in_block(lambda block: block[0] == "(", _numbered_rule),
    "words replaced": _in_block(_is_prose, _words),
    "brackets inserted": _in_block(_is_prose, _bracket),
    "footnote put in": _in_block(_is_prose, _footnote),
    "column added": _in_block(lambda block: block[0] == "|", _column),
    "mixed scripts": _scripts,
}


class Revision(NamedTuple):
    """Two texts in Markdown; for each article of the new one, the place of the article it was made of."""

    old: str
    new: str
    origins: tuple[int | None, ...]


def revision(kind: str, seed: int) -> tuple[str, str]:
    """A law and what became of it by one to three edits of a kind; "several": of any kinds."""
    made = known_revision(kind, seed)
    return made.old, made.new


def known_revision(kind: str, seed: int) -> Revision:
    """The same, with the origins of the articles."""
    author = Author(seed)
    titled = author.dice.random() < 0.6
    law = author.law()
    if kind == "mixed scripts":
        _scripts(law, author)
    old, before = written(law, titled=titled), list(law)
    for _ in range(author.dice.randint(3, 8) if kind == "several" else author.dice.randint(1, 3)):
        EDITS[author.dice.choice(list(EDITS)) if kind == "several" else kind](law, author)
    places = {id(article): place for place, article in enumerate(before)}
    return Revision(old, written(law, titled=titled), tuple(places.get(id(article)) for article in law))


KINDS = (*EDITS, "several")
