"""Renders a text as sanitised HTML. Pure.

The tokens contain no raw HTML any more (see `sayasat.markdown.raw_html`). nh3 sanitises the rendered HTML
nevertheless, so that a mistake in this module cannot put a script on a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import nh3
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from msgspec import Struct, field

from sayasat.markdown import parser, raw_html, visible_text
from sayasat.markdown.links import Link, Resolve, as_written, is_elsewhere


class Heading(Struct, frozen=True):
    """A heading that can be linked to."""

    id: str
    level: int
    text: str
    """Plain text, not escaped: white space folded, without the numbers of footnotes."""


class Rendered(Struct, frozen=True):
    """A rendered text."""

    parts: tuple[str, ...]
    """The HTML, cut after each of ``headings``: one part more than there are headings."""

    headings: tuple[Heading, ...]
    """The headings in order, without those in lists and quotes."""

    @property
    def html(self) -> str:
        """The whole HTML."""
        return "".join(self.parts)


def render(
    markdown: str, resolve: Resolve = as_written, *, permalink: str = "", table_label: str = ""
) -> Rendered:
    """Render a text (a body, without front matter). ``resolve`` gives the target of each link and image.

    ``permalink`` is the name of the ``¶`` link after each heading of level 2 to 6; if empty, no link is made.
    ``table_label`` is the accessible name of the frame in which a table scrolls; if empty, no frame is made.
    """
    tokens = parser.parse(markdown)
    writer = _Writer(resolve, permalink, table_label)
    html = "".join(map(writer.write, tokens))
    return Rendered(tuple(_CLEANER.clean(html).split(HEADING_END)), tuple(_headings(tokens)))


def _headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    for token, content in pairwise(tokens):
        if token.type == "heading_open" and token.level == 0:
            text = visible_text.fold(visible_text.inline_text(content.children, notes=False))
            yield Heading(str(token.attrGet("id")), int(token.tag[1:]), text)


HEADING_END = "\x02"
"""Written after each top-level heading, to cut the HTML there. `parser.normalise` removes it from texts."""

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LINK_ATTRIBUTES = {"aria-label", "role"}
_CLEANER = nh3.Cleaner(
    tags={*raw_html.TAGS, "section"},
    attributes={
        **{tag: set(names) for tag, names in raw_html.ATTRIBUTES.items()},
        **{heading: {"id"} for heading in _HEADINGS},
        "a": raw_html.ATTRIBUTES["a"] | _LINK_ATTRIBUTES,
        "div": {"tabindex", "role", "aria-label"},
        "li": {"id"},
        "section": {"role"},
        "sup": {"id"},
    },
    allowed_classes={
        "a": {"headerlink", "footnote-ref", "footnote-backref"},
        "div": {"md-typeset__scrollwrap"},
        "section": {"footnote"},
    },
    url_schemes=raw_html.SCHEMES,
    link_rel=None,
)


class _Writer(Struct):
    """Renders tokens in order."""

    resolve: Resolve
    permalink: str
    table_label: str
    open: list[Link] = field(default_factory=list)
    """The open links, innermost last."""

    heading: Token | None = None

    def write(self, token: Token) -> str:
        match token.type:
            case "inline":
                return "".join(map(self._inline, token.children or ()))
            case "html_block":
                return "".join(map(self._inline, token.children or ())) + "\n"
            case "fence" | "code_block":
                return f"<pre><code>{escapeHtml(token.content)}</code></pre>\n"
            case "heading_open" | "heading_close":
                return self._heading(token)
            case "table_open" | "table_close":
                return self._table(token)
            case _:
                return _footnote(token) if token.type.startswith("footnote_") else _block(token)

    def _inline(self, child: Token) -> str:
        match child.type:
            case "image":
                return self._image(child)
            case "link_open" | "link_close":
                return self._link(child)
            case "code_inline":
                return f"<code>{escapeHtml(child.content)}</code>"
            case "footnote_ref":
                return _reference(child)
            case "text" | "softbreak" | "hardbreak":
                return _BREAKS.get(child.type) or escapeHtml(child.content)
            case _:
                return _tag(child)

    def _link(self, token: Token) -> str:
        if token.nesting < 0:
            link = self.open.pop()
            return "</a>" if link.href is not None else _note(link)
        href = token.attrGet("href")
        link = Link(None) if href is None else self.resolve(str(href))
        if link.href is not None and not raw_html.has_allowed_scheme(link.href):
            link = Link(None)
        self.open.append(link)
        return "" if link.href is None else f"<a{_attributes({**token.attrs, 'href': link.href})}>"

    def _image(self, token: Token) -> str:
        alternative = visible_text.fold(visible_text.alternative(token))
        link = self.resolve(str(token.attrGet("src") or ""))
        if link.href is not None and is_elsewhere(link.href):
            # A link in place of the image: a page must not send requests to another host
            if not alternative or self.open or not raw_html.has_allowed_scheme(link.href):
                return f" {escapeHtml(alternative)} "
            return f" <a{_attributes({'href': link.href})}>{escapeHtml(alternative)}</a> "
        if link.href is None:
            return f" {escapeHtml(alternative)}{_note(link)} "
        return f"<img{_attributes({**token.attrs, 'src': link.href, 'alt': alternative})}>"

    def _heading(self, token: Token) -> str:
        if token.nesting > 0:
            self.heading = token
            return _tag(token)
        opening, self.heading = self.heading, None
        end = "" if token.level else HEADING_END
        return (self._permalink(opening) if opening else "") + _tag(token) + end + "\n"

    def _permalink(self, opening: Token) -> str:
        id = opening.attrGet("id")  # noqa: A001
        if not self.permalink or opening.level or opening.tag == "h1":
            return ""
        named = {"title": self.permalink, "aria-label": self.permalink}
        return f"<a{_attributes({'class': 'headerlink', 'href': f'#{id}', **named})}>¶</a>"

    def _table(self, token: Token) -> str:
        if not self.table_label:
            return _tag(token) + "\n"
        if token.nesting < 0:
            return "</table></div>\n"
        # A scrolling frame needs keyboard focus and an accessible name (WCAG 2.1.1 and 4.1.2).
        frame = {"class": "md-typeset__scrollwrap", "tabindex": "0", "role": "region"}
        return f"<div{_attributes({**frame, 'aria-label': self.table_label})}>{_tag(token)}\n"


_BREAKS = {"softbreak": "\n", "hardbreak": "<br>\n"}
_ENDS_ITS_LINE = {"ul", "ol", "blockquote", "hr", "thead", "tbody", "tr", "dl"}


def _block(token: Token) -> str:
    if token.hidden:  # the paragraph of a tight list
        return "\n" if token.nesting < 0 else ""
    return _tag(token) + "\n" * (token.nesting < 0 or token.tag in _ENDS_ITS_LINE)


def _tag(token: Token) -> str:
    return f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}{_attributes(token.attrs)}>"


def _attributes(values: Mapping[str, object]) -> str:
    return "".join(f' {name}="{escapeHtml(str(value))}"' for name, value in values.items())


def _note(link: Link) -> str:
    return f" {escapeHtml(link.note)}" if link.note else ""


# The ids and classes of footnotes are those of Python-Markdown, which the theme Material styles.
_NOTE_BLOCKS = {
    "footnote_block_open": '<section class="footnote" role="doc-endnotes"><hr>\n<ol>\n',
    "footnote_block_close": "</ol>\n</section>\n",
    "footnote_close": "</li>\n",
}


def _footnote(token: Token) -> str:
    if token.type in _NOTE_BLOCKS:
        return _NOTE_BLOCKS[token.type]
    number = token.meta["id"] + 1
    if token.type == "footnote_open":
        return f'<li id="fn:{number}">'
    attributes = {"class": "footnote-backref", "href": f"#{_reference_id(token)}", "role": "doc-backlink"}
    return f"\xa0<a{_attributes({**attributes, 'aria-label': f'[{number}]'})}>\u21a9\ufe0e</a>"


def _reference(token: Token) -> str:
    number = token.meta["id"] + 1
    attributes = {"class": "footnote-ref", "href": f"#fn:{number}", "role": "doc-noteref"}
    return f'<sup id="{_reference_id(token)}"><a{_attributes(attributes)}>[{number}]</a></sup>'


def _reference_id(token: Token) -> str:
    """The id of one reference to a footnote."""
    reference = token.meta.get("subId", 0)
    return f"fnref{reference + 1 if reference else ''}:{token.meta['id'] + 1}"
