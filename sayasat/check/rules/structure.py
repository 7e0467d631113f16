"""Rules on how a text is built: ids, levels, raw HTML and where links may lead. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote

from markdown_it.token import Token

from sayasat.check.check_yml import Standards
from sayasat.check.finding import Severity
from sayasat.check.language.prose import ProseSection, prose_sections
from sayasat.check.rule import CheckedText, Rule, Slip
from sayasat.markdown import parser
from sayasat.markdown.raw_html import has_allowed_scheme

_TAG = re.compile(r"<[^<>]{1,60}>?")
_OPENS = re.compile(r"<([A-Za-z][\w-]*)")
_CLOSES = re.compile(r"</([A-Za-z][\w-]*)")
_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуөүфхыэ", "abvgdeziyklmnoprstuoufhye", strict=True))
    | {"ё": "yo", "ж": "zh", "ң": "ng", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ю": "yu", "я": "ya"}
    | {"ъ": "", "ь": ""}
)
_LONGEST_ID = 40
_FIRST_LEVEL = 2  # a text may begin below the title that its front matter says


def section_id_missing(text: CheckedText, _: Standards) -> Iterator[Slip]:
    """Headings without ``{#id}``: an address made of their words changes when the words do."""
    headings = _headings(text)
    wanted = _wanted(text, headings)
    for place, part in enumerate(headings):
        if not part.is_given:
            facts = (("heading", part.heading), ("id", wanted.get(place) or _spelled(part.heading)))
            yield Slip(text.line(part.line), part.heading, facts)


def _headings(text: CheckedText | None) -> list[ProseSection]:
    return [part for part in prose_sections(text.body) if part.level] if text else []


def _wanted(text: CheckedText, headings: list[ProseSection]) -> dict[int, str]:
    """By place: what the original calls the heading that stands there, where it is not taken here."""
    theirs = _headings(text.original)
    taken = {part.id for part in headings if part.is_given}
    if len(theirs) != len(headings):
        return {}
    return {place: part.id for place, part in enumerate(theirs) if part.is_given and part.id not in taken}


def _spelled(heading: str) -> str:
    """An id out of a heading's words, in Latin letters."""
    words = re.findall(r"[a-z0-9]+", heading.lower().translate(_LATIN))
    return "-".join(words)[:_LONGEST_ID].rstrip("-") or "section"


def raw_html(text: CheckedText, _: Standards) -> Iterator[Slip]:
    """Tags and comments: a policy is plain Markdown, which every form of it can show."""
    line = 1
    for token in parser.parse(text.body):
        line = parser.line(token) or line
        if token.type == "html_block":
            extract = _first_tag(token.content)
            yield Slip(text.line(line), extract, (("html", extract),))
        elif token.meta.get("raw"):
            yield from _inline_html(text, token, line)


def _inline_html(text: CheckedText, token: Token, line: int) -> Iterator[Slip]:
    place = 0
    opened: set[str] = set()
    for piece in token.meta["raw"]:
        place = max(token.content.find(piece, place), place)
        opened |= {tag.lower() for tag in _OPENS.findall(piece)}
        closing = _CLOSES.match(piece)
        if closing is None or closing[1].lower() not in opened:
            extract = _first_tag(piece)
            yield Slip(text.line(line + token.content.count("\n", 0, place)), extract, (("html", extract),))


def _first_tag(html: str) -> str:
    tag = _TAG.search(html)
    return " ".join((tag[0] if tag else html[:60]).split())


def unsafe_link(text: CheckedText, _: Standards) -> Iterator[Slip]:
    """Links that a browser would not just follow: scripts, data, and addresses without their scheme."""
    line = 1
    for token in parser.parse(text.body):
        line = place = parser.line(token) or line
        for child in token.children or ():
            # A raw tag may part words as a line end does, where the file has none.
            is_end = child.type in {"softbreak", "hardbreak"} and token.map
            place = min(place + 1, token.map[1]) if is_end and token.map else place
            target = str(child.attrGet("href") or child.attrGet("src") or "")
            if target and not is_safe(target):
                extract = target if target in token.content else unquote(target)
                yield Slip(text.line(place), extract, (("target", extract),))


def is_safe(target: str) -> bool:
    """Whether a browser would just follow an address: of a known scheme, or a path of this site."""
    plain = "".join(target.split()).replace("\\", "/").replace("%5C", "/")
    return has_allowed_scheme(target) and not plain.startswith("//")


def heading_level_jumps(text: CheckedText, _: Standards) -> Iterator[Slip]:
    """Headings more than one level below the heading before: a level is missing between them."""
    headings = _headings(text)
    if headings and headings[0].level > _FIRST_LEVEL:
        yield _jump(text, headings[0], 1)
    for before, after in pairwise(headings):
        if after.level > before.level + 1:
            yield _jump(text, after, before.level)


def _jump(text: CheckedText, part: ProseSection, before: int) -> Slip:
    facts = (("heading", part.heading), ("level", "#" * part.level), ("wanted", "#" * (before + 1)))
    return Slip(text.line(part.line), part.heading, facts)


RULES = (
    Rule("section-id-missing", Severity.ERROR, section_id_missing),
    Rule("raw-html", Severity.ERROR, raw_html),
    Rule("unsafe-link", Severity.ERROR, unsafe_link),
    Rule("heading-level-jumps", Severity.WARNING, heading_level_jumps),
)
