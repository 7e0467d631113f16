"""What a reader gets from a text: two texts with equal readings say the same to the rules of versions. Pure.

A reading is the title, the visible characters with the numbers of lists, and what says something beside them:
which of them are struck, raised or lowered, where links lead, which images are shown with which description.
An image is the bytes that are shown, whatever the name of its file (`with_images`). White space, bold and
italics, and the way that a link is written in Markdown, are no part of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain

from sayasat.markdown.inline_form import IMAGE, MEANING
from sayasat.markdown.sections import Block, Section


def reading(title: str, whole: Iterable[Section]) -> str:
    """The reading of a policy's text under its title, but for what its images show."""
    return f"{title}\0{body_reading(whole)}"


def body_reading(whole: Iterable[Section]) -> str:
    """The reading of the text alone, but for what its images show."""
    return " ".join(filter(None, map(_section_reading, whole)))


def image_targets(whole: Iterable[Section]) -> tuple[str, ...]:
    """The URLs of the images of a text, as written, in order."""
    details = (each for section in whole for block in _blocks(section) for each in block.details)
    return tuple(each.target for each in details if each.kind == IMAGE)


def with_images(digest: str, targets: Sequence[str], files: Mapping[str, str]) -> str:
    """SHA-256 of a reading with what its images show.

    ``digest`` is that of the reading alone, ``targets`` the URLs of its images as written, ``files`` the
    digest of the file at a URL. An image without one there (on another server, or missing) is its URL.
    """
    shown = (files.get(target, target) for target in targets)
    return sha256("\0".join((digest, *shown))) if targets else digest


def sha256(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def layout(whole: Iterable[Section]) -> str:
    """The arrangement of a text: levels and ids of headings, and the form of each heading and block."""
    parts = ((str(each.level), each.id, each.form, *(block.form for block in each.blocks)) for each in whole)
    return " ".join(chain.from_iterable(parts))


@lru_cache(maxsize=200)
def _section_reading(section: Section) -> str:
    """Cached, because most sections of a version are in the next one too."""
    return " ".join(part for block in _blocks(section) for part in _read(block))


def _blocks(section: Section) -> tuple[Block, ...]:
    return (section.heading_block, *section.blocks)


def _read(block: Block) -> Iterator[str]:
    text = f"{block.number} {block.text}".split()
    if text:
        yield " ".join(text)
    for detail in block.details:
        if detail.kind in MEANING:
            yield "\0".join((detail.kind, detail.text, "" if detail.kind == IMAGE else detail.target))
