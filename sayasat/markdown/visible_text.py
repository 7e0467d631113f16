"""The visible text of tokens, with white space folded. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from markdown_it.token import Token

from sayasat.markdown import raw_html

_INVISIBLE = re.compile(
    "[\u00ad\u200b\u2060\ufeff"  # soft hyphen, zero-width space, word joiner, byte order mark
    "\u034f\u180e\u2061-\u2064"  # joiners and separators without a width
    "\u061c\u200e\u200f\ufe0e\ufe0f"  # marks of direction, choices of a glyph
    "\U000e0020-\U000e007f]"  # tags
)


def fold(text: str) -> str:
    """Fold white space, remove invisible characters, and compose (NFC)."""
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def inline_text(children: Sequence[Token] | None, *, notes: bool = True) -> str:
    """The text of inline tokens, white space not folded; ``notes``: with numbers of footnotes, ``[1]``."""
    return "".join(_text_of(child, notes=notes) for child in children or ())


def alternative(image: Token) -> str:
    """The description of an image, without markup."""
    return "".join(
        alternative(child) if child.type == "image" else _text_of(child, notes=False)
        for child in image.children or ()
    )


def _text_of(child: Token, *, notes: bool) -> str:
    match child.type:
        case "text" | "text_special" | "code_inline":
            return child.content
        case "softbreak" | "hardbreak":
            return "\n"
        case "image":
            return f" {alternative(child)} "
        case "footnote_ref":
            return f"[{child.meta['id'] + 1}]" if notes else ""
        case "html_open" | "html_close" | "html_void":
            return " " if raw_html.parts_words(child.tag) else ""
        case _:
            return ""
