"""What a reader gets from a text: two texts with equal readings say the same to the rules of versions. Pure.

Today a reading is the title and the visible characters with the numbers of lists, white space aside. What is
raised or struck, where links lead and what images show are to be part of it: only this module changes then.
"""

from __future__ import annotations

from collections.abc import Iterable

from sayasat.markdown.sections import Section
from sayasat.markdown.sections import reading as visible_text


def reading(title: str, whole: Iterable[Section]) -> str:
    """The reading of a policy's text under its title."""
    return f"{title}\0{body_reading(whole)}"


def body_reading(whole: Iterable[Section]) -> str:
    """The reading of the text alone."""
    return " ".join(visible_text(whole).split())
