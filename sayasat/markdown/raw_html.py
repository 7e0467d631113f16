"""Sanitises the raw HTML in a text and turns it into Markdown tokens. Pure.

Each HTML block, and each pair of inline tags, is sanitised on its own and closed at its end, so that an open
tag cannot contain the text after it. The renderer and the section reader see tokens only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser

import nh3
from markdown_it.token import Token
from msgspec import Struct, field

from sayasat.characters import in_order

SCHEMES = {"http", "https", "mailto", "tel"}
"""The URL schemes that a link may have; one without a scheme is relative."""

DROPPED_WITH_CONTENT = {"script", "style"}
# The tag that each phrasing tag becomes. <ins> and <del> are replaced, because redlines use them.
_PHRASING = {
    **{tag: tag for tag in ("a", "abbr", "b", "bdi", "br", "cite", "code", "dfn", "em", "i", "img", "kbd")},
    **{tag: tag for tag in ("mark", "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var", "wbr")},
    "del": "s",
    "strike": "s",
    "ins": "u",
}
_BLOCKS_AS_WRITTEN = (
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "details", "summary"),
    *("ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
)
# Replaced by <div>, which separates words as they do: <nav>a</nav>b is not "ab".
_AS_DIV = (
    *("address", "article", "aside", "footer", "header", "hgroup", "main", "nav", "section"),
    *("center", "dir", "fieldset", "form", "menu", "option"),
)
_BLOCKS = {**{tag: tag for tag in _BLOCKS_AS_WRITTEN}, **dict.fromkeys(_AS_DIV, "div")}
TAGS = frozenset({*_PHRASING.values(), *_BLOCKS.values()})
"""All tags that raw HTML can become."""

_VOID = {"br", "hr", "img", "wbr"}
_CLOSED_BY_OTHERS = {
    *(*_VOID, "input", "p", "li", "dt", "dd", "option"),
    *("thead", "tbody", "tfoot", "tr", "th", "td"),
}
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
"""The allowed attributes of each tag, and of any tag (``*``): no id, class, style or event handler."""

_CLEANER = nh3.Cleaner(
    tags={*_PHRASING, *_BLOCKS},
    clean_content_tags=DROPPED_WITH_CONTENT,
    attributes=ATTRIBUTES,
    url_schemes=SCHEMES,
    link_rel=None,
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_DEEPEST = 100


def has_allowed_scheme(href: str) -> bool:
    """Whether a URL is relative or has one of `SCHEMES`."""
    scheme = _SCHEME.match("".join(href.split()))
    return scheme is None or scheme[1].lower() in SCHEMES


def parts_words(tag: str) -> bool:
    """Whether a tag separates words on the page: tags of blocks, rows and cells, and ``br``."""
    return tag == "br" or tag not in _PHRASING.values()


def block(html: str) -> list[Token]:
    """Sanitise an HTML block, and return balanced tokens: ``text``, ``image``, ``link_*`` and ``html_*``.

    A block that is nested more than a hundred deep becomes text, as written.
    """
    if _too_deep(html):
        return [Token("text", "", 0, content=html)]
    reader = _Reader()
    reader.feed(in_order(_CLEANER.clean(html)))
    reader.close()
    return reader.tokens


def pieces(children: Sequence[Token]) -> list[tuple[str, list[list[Token]]]]:
    """The table rows of an HTML block, and what stands around them, in order.

    A pair of ``row`` and the tokens of each cell, or of ``html`` and all tokens. A table within a table stays
    in its cell.
    """
    found: list[tuple[str, list[list[Token]]]] = [("html", [[]])]
    depth = 0
    for token in children:
        depth += token.nesting if token.tag == "table" else 0
        kind, parts = found[-1]
        if depth != 1 or token.tag not in {"tr", "td", "th"}:
            if parts:
                parts[-1].append(token)
        elif token.tag == "tr":
            found.append(("row", []) if token.nesting > 0 else ("html", [[]]))
        elif token.nesting > 0 and kind == "row":
            parts.append([])
    return [(kind, parts) for kind, parts in found if any(map(_is_seen, parts))]


def _is_seen(tokens: Iterable[Token]) -> bool:
    return any(token.type == "image" or token.content.strip() for token in tokens)


def inline(children: Iterable[Token]) -> list[Token]:
    """Replace each ``html_inline`` token by a sanitised, well-nested one, or remove it."""
    nest = _InlineTags()
    for token in children:
        if token.type == "html_inline":
            nest.tag(token.content)
        else:
            nest.markdown(token)
    return nest.balanced()


def _too_deep(html: str) -> bool:
    """Whether HTML may be nested too deep. nh3 needs time that grows with the square of the depth."""
    if html.count("<") <= _DEEPEST:
        return False
    depth = 0
    for closing, tag in _NAME.findall(html):
        if tag.lower() not in _CLOSED_BY_OTHERS:
            depth = max(0, depth - 1) if closing else depth + 1
        if depth > _DEEPEST:
            return True
    return False


class _InlineTags(Struct):
    """Pairs raw tags within the Markdown pair around them, and removes tags without a partner."""

    out: list[Token | None] = field(default_factory=list)
    open: list[tuple[str, int]] = field(default_factory=list)
    """The open pairs, outermost first: (tag, index in ``out``); the tag of a Markdown pair is empty."""

    links: int = 0
    """How many links of Markdown are open."""

    def markdown(self, token: Token) -> None:
        if token.type == "link_open":
            for _, index in (each for each in self.open if each[0] == "a"):
                self.out[index] = None
            self.open = [each for each in self.open if each[0] != "a"]
        if token.type in {"link_open", "link_close"}:
            self.links += token.nesting
        if token.nesting > 0:
            self.open.append(("", len(self.out)))
        if token.nesting < 0:
            while self.open and (last := self.open.pop())[0]:
                self.out[last[1]] = None
        self.out.append(token)

    def tag(self, html: str) -> None:
        name = _NAME.match(html)
        if name is None:
            return
        tag = name[2].lower()
        if name[1]:
            self._close(tag)
        elif tag in _BLOCKS:
            self.out.append(Token("softbreak", "br", 0))
        elif tag in DROPPED_WITH_CONTENT:
            self._push(tag, None)
        elif tag in _PHRASING:
            self._open(tag, html)

    def balanced(self) -> list[Token]:
        for _, index in self.open:
            self.out[index] = None
        return [token for token in self.out if token is not None]

    def _open(self, tag: str, html: str) -> None:
        read = block(html)
        in_link = self.links or any(name == "a" for name, _ in self.open)
        if not read or (tag == "a" and in_link):
            return
        if tag in _VOID:
            self.out.append(read[0])
        else:
            self._push(tag, read[0])

    def _push(self, tag: str, token: Token | None) -> None:
        if len(self.open) < _DEEPEST:
            self.open.append((tag, len(self.out)))
            self.out.append(token)

    def _close(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.out.append(Token("softbreak", "br", 0))
            return
        names = [name for name, _ in self.open]
        inner = names[len(names) - names[::-1].index("") :] if "" in names else names
        if tag not in inner:
            return
        while (last := self.open.pop())[0] != tag:
            self.out[last[1]] = None
        if tag in DROPPED_WITH_CONTENT:
            del self.out[last[1] :]
        else:
            self.out.append(_closing(tag))


class _Reader(HTMLParser):
    """Reads sanitised HTML, which is well formed, as a flat list of tokens."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[Token] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values: dict[str, str | int | float] = {name: value or "" for name, value in attrs}
        if tag == "img":
            alt = Token("text", "", 0, content=str(values.pop("alt", "")))
            self.tokens.append(Token("image", "img", 0, attrs=values, children=[alt]))
        elif tag == "a":
            self.tokens.append(Token("link_open", "a", 1, attrs=values))
        elif tag in _VOID:
            self.tokens.append(Token("html_void", tag, 0, attrs=values))
        else:
            self.tokens.append(Token("html_open", _output_tag(tag), 1, attrs=values))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.tokens.append(_closing(tag))

    def handle_data(self, data: str) -> None:
        self.tokens.append(Token("text", "", 0, content=data))


def _output_tag(tag: str) -> str:
    return _PHRASING.get(tag) or _BLOCKS[tag]


def _closing(tag: str) -> Token:
    return Token("link_close" if tag == "a" else "html_close", _output_tag(tag), -1)
