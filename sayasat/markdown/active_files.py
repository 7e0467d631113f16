"""Which files below docs/ a browser would run or take for a page of their own: they are not published. Pure.

MkDocs copies every file that is no Markdown as it is, so the rules of pages (`sayasat.markdown.page_html`)
cannot hold in it. A picture in SVG is published where nothing in it acts: opened by its own address, it is a
document with scripts (SVG 2, "Processing modes").
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from xml.parsers import expat

from sayasat.markdown.raw_html import has_allowed_scheme

_RUN = frozenset({
    *(".htm", ".html", ".shtml", ".xht", ".xhtml", ".mht", ".mhtml", ".hta", ".xml", ".xsl", ".xslt"),
    *(".svgz", ".js", ".mjs", ".cjs", ".wasm", ".swf", ".jar"),
})  # fmt: skip
_XHTML = "http://www.w3.org/1999/xhtml"
_RUNNING_ELEMENTS = frozenset({"script", "handler", "iframe", "embed", "object"})
_PICTURES = ("data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp")


def is_active(path: str, read: Callable[[], bytes]) -> bool:
    """Whether a file is not to be published; ``read`` gives its bytes, and is called for SVG only."""
    suffix = PurePosixPath(path.lower()).suffix
    return suffix in _RUN or (suffix == ".svg" and not _is_inert(read()))


class _ActsError(Exception):
    """Something in the picture acts."""


def _is_inert(svg: bytes) -> bool:
    """Whether nothing in a picture runs, by XML's own rules; False for what is no XML."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = _check_element
    # Entities and default attributes could make the rest of the file mean something else
    parser.EntityDeclHandler = parser.AttlistDeclHandler = parser.ProcessingInstructionHandler = _refuse
    try:
        parser.Parse(svg, True)
    except (expat.ExpatError, _ActsError, ValueError, LookupError):
        return False
    return True


def _refuse(*_: object) -> None:
    raise _ActsError


def _check_element(name: str, attributes: dict[str, str]) -> None:
    space, _, tag = name.rpartition(" ")
    if space == _XHTML or tag.lower() in _RUNNING_ELEMENTS:
        raise _ActsError
    for key, value in attributes.items():
        _check_attribute(tag, key.rpartition(" ")[2].lower(), value.strip())


def _check_attribute(tag: str, key: str, value: str) -> None:
    # An animation may set an attribute: <set attributeName="href" to="javascript:…">
    named = value.rpartition(":")[2].lower() if key == "attributename" else key
    is_link = key == "href" and (
        value.startswith(("#", *_PICTURES)) or (tag == "a" and has_allowed_scheme(value))
    )
    if named.startswith("on") or (named == "href" and not is_link):
        raise _ActsError
