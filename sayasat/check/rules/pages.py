"""Rules on pages that are not policies: no HTML that runs, no unsafe links, no slips. Pure.

Their words are read with the rules on policies. What holds of a legal text alone is not asked of them: ids of
sections, the same figures in each language, text in each section.

MkDocs renders these pages with Python-Markdown, which passes on every tag that a browser would accept;
`sayasat.markdown.parser` finds the blocks and code. `sayasat.markdown.page_html` removes at build time what
these rules report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from markdown_it.token import Token

from sayasat.check.check_yml import CheckSettings
from sayasat.check.rule import CheckedText, Violation
from sayasat.check.rules.structure import is_safe
from sayasat.markdown import parser
from sayasat.markdown.page_html import TAGS

_CODE = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_ATTRIBUTE_LIST = re.compile(r"\{:?[ ]*([^}\n ][^\n]*?)[ ]*\}")  # of Python-Markdown's extension attr_list
_URL_ATTRIBUTES = {"href", "src", "action", "formaction", "data", "poster", "background", "xlink:href"}
_LONGEST = 60


def page_html(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Tags and attributes that may run or load something, also in Python-Markdown's attribute lists."""
    for token, line in parser.numbered(text.body):
        if token.type in {"inline", "html_block"}:
            for offset, written in _active(token):
                yield text.violation(line + offset, written, html=written)


def _active(token: Token) -> Iterator[tuple[int, str]]:
    """(line in the block from 0, source) of each tag or attribute list that is not allowed."""
    source = token.content
    if token.type == "inline":
        source = _CODE.sub(lambda code: "\n" * code[0].count("\n"), source)
    reader = _Tags()
    reader.feed(source)
    reader.close()
    yield from reader.found
    for found in _ATTRIBUTE_LIST.finditer(source):
        listed = _Tags()
        listed.feed(f"<p {found[1]}>")
        if listed.found:
            yield source.count("\n", 0, found.start()), _short(found[0])


class _Tags(HTMLParser):
    """Collects the tags that are not allowed, each with its line, from 0."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_autolink = ":" in tag or "@" in tag  # <https://example.org> is not a tag
        if not is_autolink and (tag not in TAGS or _runs(attrs)):
            self.found.append((self.getpos()[0] - 1, _short(self.get_starttag_text() or f"<{tag}")))


def _runs(attributes: Iterable[tuple[str, str | None]]) -> bool:
    return any(
        name.startswith("on") or name == "style" or (name in _URL_ATTRIBUTES and not is_safe(value or ""))
        for name, value in attributes
    )


def _short(html: str) -> str:
    return " ".join(html[:_LONGEST].split())
