"""Rules on blanks and marks: what a typist slips on and no reader should stumble over. Pure.

Code and addresses are masked, and numbers, dates and times are let be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sayasat.check.check_yml import Standards
from sayasat.check.finding import Severity
from sayasat.check.language.prose import MASK, ProsePassage, prose
from sayasat.check.rule import CheckedText, Rule, Slip

_L = r"[^\W\d_]"
_NBSP = "\u00a0"
_BLANK = rf"[ {_NBSP}\u202f]"
_UNSEEN = "\u00ad\u200b\u2060\ufeff"
_QUOTES = {"ky": ("«", "»"), "ru": ("«", "»")}
_OTHER_QUOTES = ("“", "”")
SPACE = "␣"
"""Shows a blank where blanks are what it is about."""

_WIDEST = 60


@dataclass(frozen=True, slots=True)
class _Form:
    """One kind of slip."""

    pattern: re.Pattern[str]
    replacement: str
    """What stands for the match, as `re.Match.expand` reads it; ``{open}`` and ``{close}`` are quotes."""

    shows_blanks: bool = False


def _form(pattern: str, mended: str, *, shows_blanks: bool = False) -> _Form:
    return _Form(re.compile(pattern), mended, shows_blanks)


# Every pattern begins with at most one character before what it is about, so that the time stays linear.
_FORMS = (
    _form(rf"(?<=\S){_BLANK}{{2,}}(?=\S)", " ", shows_blanks=True),
    _form(rf"(?<=[^\W_]|[»”)\]%]){_BLANK}+([,;:!?])(?![\d)(])", r"\1", shows_blanks=True),
    _form(rf"(?<=[^\W_]|[»”)\]%]){_BLANK}+(\.)(?=\s|$)", r"\1", shows_blanks=True),
    _form(rf"(?<={_L})([,;!?])(?=[^\W_]|[«“„(])", r"\1 ", shows_blanks=True),
    _form(rf"(?<=\d)([;!?])(?={_L})|(?<=\d)(,)(?={_L})", r"\g<0> ", shows_blanks=True),
    _form(rf"(?<=[»”)])([,;:!?])(?={_L})", r"\1 ", shows_blanks=True),
    _form(rf"(?<={_L}):(?={_L}|[«“„])", ": ", shows_blanks=True),
    _form(r"(?<=[a-zа-яёөүң]{2})([.…])(?=[A-ZА-ЯЁӨҮҢ][a-zа-яёөүң])", r"\1 ", shows_blanks=True),
    _form(r"([,;:])\1", r"\1"),
    _form(r"\((?:[ \u00a0]+)(?=[^\W_])", "(", shows_blanks=True),
    _form(r"(?<=[^\W_])(?:[ \u00a0]+)\)", ")", shows_blanks=True),
    _form(rf"«{_BLANK}+(?=[^\W_])", "«", shows_blanks=True),
    _form(rf"(?<=[^\W_]){_BLANK}+»", "»", shows_blanks=True),
    _form(rf"(?<=\S{_BLANK})--?(?={_BLANK}\S)(?<!\d{_BLANK}-)", "–"),
    _form(rf"(?<={_L})--(?={_L})", " – "),
    _form(rf"(?<={_L})([–—])(?= {_L})", r" \1", shows_blanks=True),
    _form(rf"(?<={_L} )([–—])(?={_L})", r"\1 ", shows_blanks=True),
    _form(r"(?<!\.)\.\.\.(?!\.)", "…"),
    _form(r"(?<![.…])\.\.(?!\.)", "."),
    _form(r"(?<![^\W_])\"(?=\S)([^\"\n]{1,200})\"", r"{open}\1{close}"),
    _form(r"<<(?=\S)([^<>\n]{1,200})>>", r"«\1»"),
    _form(rf"(?<=[^\W_])[{_UNSEEN}]+(?=[^\W_])", ""),
)


def typographic_slip(text: CheckedText, _: Standards) -> Iterator[Slip]:
    """Blanks too many or too few, straight quotes, a hyphen for a dash, three dots, unseen characters."""
    for passage in prose(text.body):
        for form in _FORMS:
            for match in form.pattern.finditer(passage.text):
                yield _slip(text, passage, form, match)


def _slip(text: CheckedText, passage: ProsePassage, form: _Form, match: re.Match[str]) -> Slip:
    whole, start, end = passage.text, match.start(), match.end()
    before, after = _word_before(whole, start), _word_after(whole, end)
    opening, closing = _QUOTES.get(text.language, _OTHER_QUOTES)
    replacement = match.expand(form.replacement).replace("{open}", opening).replace("{close}", closing)
    found = f"{before}{match[0]}{after}"
    facts = (("found", _shown(found, form)), ("suggestion", _shown(f"{before}{replacement}{after}", form)))
    return Slip(text.line(passage.line_at(start)), found, facts)


def _shown(words: str, form: _Form) -> str:
    """Words with blanks that can be seen, and the unseen named."""
    seen = re.sub(_BLANK, SPACE, words) if form.shows_blanks else words
    seen = re.sub(f"[{_UNSEEN}]", lambda match: f"[U+{ord(match[0]):04X}]", seen)
    return " ".join(seen.replace(MASK, "…").split())


def _word_before(text: str, place: int) -> str:
    """The word that ends here, with the mark or blank after it."""
    match = re.search(r"\S*\s?$", text[max(0, place - _WIDEST) : place])
    return match[0].replace("\n", " ") if match else ""


def _word_after(text: str, place: int) -> str:
    match = re.match(r" ?\S*?(?=[\s,.;:!?…]|$)", text[place : place + _WIDEST])
    return match[0] if match else ""


# Pairs

_PAIRS = {"(": ")", "[": "]", "«": "»", "“": "”", "„": "“"}
_CLOSES = {")": "(", "]": "[", "»": "«", "”": "“„"}
_MARK = re.compile(r"[()\[\]«»“”„]")
_ENUMERATED = re.compile(r"(?:^|[\s;,.(«])[^\W_]{1,4}$")


def unpaired_mark(text: CheckedText, _: Standards) -> Iterator[Slip]:
    """Brackets and quotes that are opened or closed only."""
    for passage in prose(text.body):
        for place in _unpaired(passage.text):
            mark = passage.text[place]
            extract = _around(passage.text, place)
            yield Slip(text.line(passage.line_at(place)), extract, (("mark", mark), ("words", extract)))


def _unpaired(text: str) -> list[int]:
    """Where marks without their partner stand."""
    opened: list[int] = []
    lone: list[int] = []
    before = -1
    for match in _MARK.finditer(text):
        place, mark = match.start(), match[0]
        if _opens(mark, text, opened):
            opened.append(place)
        elif not _close(mark, text, opened) and not _is_let_be(text, place, before):
            lone.append(place)
        before = place
    return sorted([*lone, *(place for place in opened if not _is_closed_with(text, place))])


def _opens(mark: str, text: str, opened: list[int]) -> bool:
    """“ closes a „ that is open, and opens otherwise."""
    return mark in _PAIRS and not (mark == "“" and any(text[place] == "„" for place in opened[-2:]))


def _close(mark: str, text: str, opened: list[int]) -> bool:
    """Take what this mark closes off the open ones, and what was left open within it apart."""
    partners = "„" if mark == "“" else _CLOSES[mark]
    for back in range(len(opened) - 1, max(-1, len(opened) - 4), -1):
        if text[opened[back]] in partners:
            del opened[back]
            return True
    return False


def _is_let_be(text: str, place: int, before: int) -> bool:
    """A bracket after the number or letter of a list; the second » that closes what one » closed."""
    if text[place] == ")":
        return _ENUMERATED.search(text[max(0, place - 6) : place]) is not None
    return text[place] == "»" and before == place - 1 and text[before] == "»"


def _is_closed_with(text: str, place: int) -> bool:
    """Whether one » closes two «, as in «Борбор «Инфоком»."""
    if text[place] != "«":
        return False
    rest = text[place + 1 : place + 400]
    inner = rest.find("«")
    return 0 <= inner < rest.find("»")


def _around(text: str, place: int) -> str:
    match = re.search(r"\S*$", text[max(0, place - _WIDEST) : place])
    after = re.match(r"\S*", text[place : place + _WIDEST])
    return f"{match[0] if match else ''}{after[0] if after else ''}".replace(MASK, "…")


RULES = (
    Rule("typographic-slip", Severity.WARNING, typographic_slip),
    Rule("unpaired-mark", Severity.WARNING, unpaired_mark),
)
