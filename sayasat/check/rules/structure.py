"""Rules on the structure of a text: section ids, heading levels, raw HTML, link targets. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote

from markdown_it.token import Token

from sayasat.check.check_yml import CheckSettings
from sayasat.check.language.id_words import proposed_id
from sayasat.check.language.prose import ProseSection, headings
from sayasat.check.rule import CheckedText, Violation
from sayasat.markdown import parser
from sayasat.markdown.inline_form import inline_form
from sayasat.markdown.raw_html import has_allowed_scheme


def section_id_missing(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Headings without ``{#id}``: a generated id changes with the heading's words, and breaks links to it."""
    for section, proposal in _with_ids(text):
        if proposal and not section.has_explicit_id:
            facts = {"heading": section.heading, "id": proposal}
            yield text.violation(section.line, section.heading, **facts)


def section_id_unnamed(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Headings without ``{#id}`` whose words, and those of the text below them, give none."""
    for section, proposal in _with_ids(text):
        if not proposal:
            yield text.violation(section.line, section.heading, heading=section.heading)


def _with_ids(text: CheckedText) -> list[tuple[ProseSection, str]]:
    """Each heading with its id, or a proposal; empty if there is none.

    A translation that has as many headings as its original gets the ids of that, or what is proposed there.
    """
    found = headings(text.body)
    theirs = [each for _, each in _with_ids(text.original)] if text.original else []
    are_alike = len(theirs) == len(found)
    taken = {section.id for section in found if section.has_explicit_id}
    ids = []
    for place, section in enumerate(found):
        if section.has_explicit_id:
            ids.append(section.id)
            continue
        same = theirs[place] if are_alike and theirs[place] not in taken else ""
        below = " ".join(passage.text for passage in section.passages[1:])
        ids.append(same or proposed_id(section.heading, below, text.language, taken))
        taken.add(ids[-1])
    return list(zip(found, ids, strict=True))


_TAG = re.compile(r"<[^<>]{1,60}>?")
_OPENS = re.compile(r"<([A-Za-z][\w-]*)")
_CLOSES = re.compile(r"</([A-Za-z][\w-]*)")
_LONGEST = 60
"""In characters, for what a finding quotes."""
_FIRST_LEVEL = 2  # a text may begin at level 2: its front matter has the title


def raw_html(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """HTML tags and comments: feeds, Word files and the API can show only plain Markdown."""
    for token, line in parser.numbered(text.body):
        if token.type == "html_block":
            extract = _first_tag(token.content)
            yield text.violation(line, extract, html=extract)
        elif token.meta.get("raw"):
            yield from _inline_html(text, token, line)


def _inline_html(text: CheckedText, token: Token, line: int) -> Iterator[Violation]:
    offset = 0
    opened: set[str] = set()
    for html in token.meta["raw"]:
        offset = max(token.content.find(html, offset), offset)
        opened |= {tag.lower() for tag in _OPENS.findall(html)}
        closing = _CLOSES.match(html)
        if closing is None or closing[1].lower() not in opened:
            extract = _first_tag(html)
            yield text.violation(line + token.content.count("\n", 0, offset), extract, html=extract)


def _first_tag(html: str) -> str:
    tag = _TAG.search(html)
    return " ".join((tag[0] if tag else html[:60]).split())


def struck_text(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Text that is struck out: its characters do not show whether it applies."""
    for token, line in parser.numbered(text.body):
        for detail in inline_form(token.children).details if token.type == "inline" else ():
            if detail.kind == "struck":
                yield text.violation(line, detail.text, words=detail.text)


def unsafe_link(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Links that do more than open a page: ``javascript:``, ``data:``, and URLs that begin with ``//``."""
    for token, line in parser.numbered(text.body):
        child_line = line
        for child in token.children or ():
            # A raw <br> is also a hardbreak, but no line end in the file: do not count past the block's end
            is_break = child.type in {"softbreak", "hardbreak"} and token.map
            child_line = min(child_line + 1, token.map[1]) if is_break and token.map else child_line
            target = str(child.attrGet("href") or child.attrGet("src") or "")
            if target and not is_safe(target):
                extract = target if target in token.content else unquote(target)
                yield text.violation(child_line, extract, target=extract)


def is_safe(target: str) -> bool:
    """Whether a URL has an allowed scheme or is a path of this site."""
    plain = "".join(target.split()).replace("\\", "/").replace("%5C", "/")
    return has_allowed_scheme(target) and not plain.startswith("//")


def heading_level_jumps(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Headings more than one level below the heading before them."""
    found = headings(text.body)
    if found and found[0].level > _FIRST_LEVEL:
        yield _jump(text, found[0], 1)
    for before, after in pairwise(found):
        if after.level > before.level + 1:
            yield _jump(text, after, before.level)


def _jump(text: CheckedText, section: ProseSection, before: int) -> Violation:
    levels = {"level": "#" * section.level, "wanted": "#" * (before + 1)}
    return text.violation(section.line, section.heading, heading=section.heading, **levels)


def indented_code(text: CheckedText, _: CheckSettings) -> Iterator[Violation]:
    """Paragraphs that begin with four spaces or a tab: Markdown shows them as program code."""
    for token, line in parser.numbered(text.body):
        first = token.content.strip().split("\n")[0] if token.type == "code_block" else ""
        if len(first.split()) > 1:
            extract = first[:_LONGEST]
            yield text.violation(line, extract, words=extract)
