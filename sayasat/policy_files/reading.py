"""What a reader gets from a text: two texts with equal readings say the same to the rules of versions. Pure.

A reading is the title, the visible characters with the numbers of lists, and what says something beside them:
which of them are struck, raised or lowered, where links lead, which images are shown with which description.
White space, bold and italics, and the way that a link is written in Markdown, are no part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sayasat.markdown.inline_form import meaning
from sayasat.markdown.sections import Block, Section


def reading(title: str, whole: Iterable[Section]) -> str:
    """The reading of a policy's text under its title."""
    return f"{title}\0{body_reading(whole)}"


def body_reading(whole: Iterable[Section]) -> str:
    """The reading of the text alone."""
    return " ".join(part for section in whole for block in _blocks(section) for part in _read(block))


def layout(whole: Iterable[Section]) -> str:
    """The arrangement of a text: levels of headings, and the form of each heading and block."""
    return " ".join(
        part
        for section in whole
        for part in (str(section.level), section.form, *(block.form for block in section.blocks))
    )


def _blocks(section: Section) -> tuple[Block, ...]:
    return (section.heading_block, *section.blocks)


def _read(block: Block) -> Iterator[str]:
    text = f"{block.number} {block.text}".split()
    if text:
        yield " ".join(text)
    for detail in meaning(block.details):
        yield "\0".join(detail)
