"""Finds files below docs/ that a browser would execute or open as a page; they are not published. Pure.

MkDocs copies every file that is no Markdown unchanged, so `sayasat.markdown.page_html` cannot sanitise it. An
SVG image is published only without scripts and external references: opened by its own URL, a browser runs its
scripts (SVG 2, "Processing modes").
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
    """Whether a file must not be published. ``read`` returns its bytes, and is called for SVG only."""
    suffix = PurePosixPath(path.lower()).suffix
    return suffix in _RUN or (suffix == ".svg" and not _is_inert(read()))


class _ActsError(Exception):
    """The image has a script, an event handler or a forbidden reference."""


def _is_inert(svg: bytes) -> bool:
    """Whether an SVG image has no scripts, event handlers or external references. False if it is no XML."""
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
