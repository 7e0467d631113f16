"""Sanitises the HTML of the pages that MkDocs renders itself, by the rules of policies. Pure.

Ids and the classes of footnotes, admonitions and permalinks are allowed as well, because the Markdown
extensions of mkdocs.yml make them. An id begins with a letter or digit: the theme uses ids that begin with
``_``.
"""

from __future__ import annotations

import re

import nh3

from sayasat.characters import showable
from sayasat.markdown import raw_html
from sayasat.markdown.links import is_elsewhere

TAGS = frozenset(raw_html.TAGS)
"""The elements that a page may have."""

_ADMONITIONS = (
    *("admonition", "note", "abstract", "info", "tip", "success", "question"),
    *("warning", "failure", "danger", "bug", "example", "quote"),
)
_CLASSES = {
    "a": {"headerlink", "footnote-ref", "footnote-backref", "md-button", "md-button--primary"},
    "details": {*_ADMONITIONS},
    "div": {*_ADMONITIONS, "footnote"},
    "p": {"admonition-title"},
}
_ID = re.compile(r"[^\W_][\w.:-]*")


def clean(html: str) -> str:
    """Sanitise the HTML of a page: no scripts, no images of other hosts, no bidirectional controls."""
    return showable(_CLEANER.clean(html))


def plain(html: str) -> str:
    """Escape HTML as text: for titles, which the theme's templates do not escape."""
    return showable(nh3.clean(html, tags=set()))


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute, or None to remove the attribute."""
    if name == "id":
        return value if _ID.fullmatch(value) else None
    return None if tag == "img" and name == "src" and is_elsewhere(value) else value


_CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=raw_html.DROPPED_WITH_CONTENT,
    attributes={**raw_html.ATTRIBUTES, "*": raw_html.ATTRIBUTES["*"] | {"id"}},
    attribute_filter=_attribute,
    allowed_classes=_CLASSES,
    url_schemes=raw_html.SCHEMES,
    link_rel=None,
)
