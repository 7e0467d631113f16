"""What a reader sees of a text beside its characters: links, images, what is struck, raised or bold. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import NamedTuple

from markdown_it.token import Token

from sayasat.markdown.visible_text import alternative, fold, inline_text

FORMATS = {
    **dict.fromkeys(("strong", "b"), "bold"),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), "italic"),
    **dict.fromkeys(("code", "kbd", "samp"), "code"),
    "s": "struck",
    "u": "underlined",
    "sup": "raised",
    "sub": "lowered",
}
"""The kind of detail (`InlineDetail.kind`) that each tag makes."""

IMAGE = "image"
MEANING = frozenset({"link", IMAGE, "struck", "raised", "lowered"})
"""Kinds of details that say something: the others are form alone."""

_MASKED_MAIL = re.compile(r"(.*/cdn-cgi/l/email-protection)#[0-9a-f]+")
"""A host's URL of a masked address: the token after it is another with each request, and says nothing."""

_DIGITS = 12


class InlineDetail(NamedTuple):
    """A stretch of a block that looks otherwise than plain text."""

    kind: str
    """``link``, ``image``, ``bold``, ``italic``, ``code``, ``struck``, ``underlined``, ``raised``
    or ``lowered``."""

    text: str
    """The visible text, white space folded; of an image, its description."""

    target: str = ""
    """Where a link leads, or the URL of an image, as written."""

    file: str = ""
    """The URL of the file that an image shows, from the site's root; empty where it is not known.

    All but the last part is the same for the same bytes.
    """

    @property
    def key(self) -> tuple[str, str, str]:
        """Equal for details that a reader cannot tell apart: an image is its bytes, whatever their name."""
        return self.kind, self.text, self.file.rpartition("/")[0] or self.target


class InlineForm(NamedTuple):
    """The form of inline tokens."""

    shape: str
    """Equal for tokens that look the same, but for what images show: that is in the details."""

    details: tuple[InlineDetail, ...]


def inline_form(children: Sequence[Token] | None) -> InlineForm:
    """The form of the tokens of a block, a heading or a cell."""
    shape: list[str] = []
    found: list[InlineDetail] = []
    opened: list[tuple[str, str, int, int]] = []
    for child in children or ():
        kind, target = _kind(child)
        if child.nesting > 0:
            opened.append((kind, target, len(shape), len(found)))
            found.append(InlineDetail("", ""))
            shape.append(f"\x01{kind or _as_written(child)} {target}{_title(child)}\x02")
        elif child.nesting < 0 and opened:
            kind, target, start, place = opened.pop()
            text = fold("".join(part for part in shape[start + 1 :] if part[:1] != "\x01"))
            found[place] = InlineDetail(kind, text, target)
            shape.append("\x01/\x02")
        elif child.type == "image":
            found.append(InlineDetail(IMAGE, fold(alternative(child)), target))
            shape += [f"\x01image{_title(child)}\x02", inline_text((child,))]
        elif child.type == "code_inline":
            found.append(InlineDetail("code", fold(child.content)))
            shape += ["\x01code\x02", child.content, "\x01/\x02"]
        else:
            is_break = child.type in {"hardbreak", "html_void"}
            shape += filter(None, (f"\x01{child.tag}\x02" if is_break else "", inline_text((child,))))
    return InlineForm(fold("".join(shape)), tuple(detail for detail in found if detail.kind))


def form_digest(*parts: object) -> str:
    """A short digest: equal if two blocks of the same text look the same."""
    return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=_DIGITS // 2).hexdigest()


def _kind(token: Token) -> tuple[str, str]:
    """The kind and the target of a token; empty for one that is no detail."""
    if token.type == "link_open":
        return "link", _target(token, "href")
    if token.type == "image":
        return IMAGE, _target(token, "src")
    return FORMATS.get(token.tag, "") if token.nesting > 0 else "", ""


def _target(token: Token, name: str) -> str:
    target = str(token.attrGet(name) or "")
    masked = _MASKED_MAIL.fullmatch(target)
    return masked[1] if masked else target


def _title(token: Token) -> str:
    """What a reader sees who points at a link or an image; nothing for any other."""
    title = token.attrGet("title") if token.type in {"link_open", "image"} else None
    return f" {title}" if title else ""


def _as_written(token: Token) -> str:
    attributes = " ".join(f"{name}={value}" for name, value in token.attrs.items())
    return f"{token.tag} {attributes}" if attributes or token.tag != "span" else ""
