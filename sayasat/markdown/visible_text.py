"""What a reader sees of tokens: their text, with white space folded. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from markdown_it.token import Token

from sayasat.markdown import raw_html

# White space, and what is not seen at all: soft hyphen, zero width space, word joiner, byte order mark.
_UNSEEN = {ord(character): None for character in "\u00ad\u200b\u2060\ufeff"}

_NOT_SEEN = re.compile(f"[{''.join(map(chr, _UNSEEN))}]")


def fold(text: str) -> str:
    """Text as a reader sees it: white space folded, invisible characters left out, composed (NFC)."""
    seen = text.translate(_UNSEEN) if _NOT_SEEN.search(text) else text
    return " ".join(unicodedata.normalize("NFC", seen).split())


def inline_text(children: Sequence[Token] | None, *, notes: bool = True) -> str:
    """What is read of inline tokens, white space not folded; ``notes``: with marks of footnotes, ``[1]``."""
    return "".join(_seen(child, notes=notes) for child in children or ())


def alternative(image: Token) -> str:
    """The text in place of an image: its description without markup."""
    return "".join(
        alternative(child) if child.type == "image" else _seen(child, notes=False)
        for child in image.children or ()
    )


def _seen(child: Token, *, notes: bool) -> str:
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
