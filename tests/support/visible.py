"""What a reader sees of a page's HTML: an independent reading, to hold the library's own against."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

_FURNITURE = {"headerlink", "footnote-backref"}
_WITHIN_WORDS = {
    *("a", "abbr", "b", "bdi", "cite", "code", "dfn", "em", "i", "kbd", "mark", "s", "samp", "small", "span"),
    *("strong", "sub", "sup", "u", "var", "wbr"),
}
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")


def seen(html: str) -> str:
    """The text of HTML with descriptions of images, white space folded; without ¶ and ↩."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return folded("".join(reader.pieces))


def folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text.translate(_INVISIBLE)).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.in_furniture = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "a" and named.get("class") in _FURNITURE:
            self.in_furniture = True
        if tag == "img":
            self.pieces.append(f" {named.get('alt') or ''} ")
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.in_furniture = False
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self.in_furniture:
            self.pieces.append(data)

    def _part(self, tag: str) -> None:
        if tag not in _WITHIN_WORDS:
            self.pieces.append(" ")
