"""Slips that turn the sense of a text or were pasted into it: in one language, or the same in all. Pure."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from bench.check import paste_slips, sense_slips
from bench.check.sense_slips import Pairs
from bench.check.slips import Slipped, Texts

ALL = "all"
"""Stands for the language of a slip that is the same in all."""

_FIRST_WORD = re.compile(r"[^\W\d_]{5,}")
_HEADING = re.compile(r"#{1,6} .*?(?:\{#(?P<id>[\w.-]+)\})?$")
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3}[.!?]) (?=[^\W\d_])")

_Places = Mapping[tuple[str, int], tuple[int, int]]
"""(section, number) of each plain paragraph to its place in a body."""

_Edit = Callable[[Texts, str, tuple[str, ...], random.Random], "Texts | None"]
"""(texts, first language, languages to change, chance) to the changed texts; None where it finds nothing."""


def meaning_slips(texts: Texts, count: int, seed: int) -> Iterator[Slipped]:
    """So many different slips, the kinds by turns; fewer only where the texts have no more."""
    chance = random.Random(seed)  # noqa: S311 – slips need no secrecy
    seen: set[tuple[str, ...]] = set()

    def drawn() -> Iterator[Slipped]:
        for _ in range(40):
            for kind in KINDS:
                slipped = _drawn(texts, kind, chance)
                if slipped and (key := tuple(slipped.texts.values())) not in seen:
                    seen.add(key)
                    yield slipped

    yield from islice(drawn(), count)


def _drawn(texts: Texts, kind: str, chance: random.Random) -> Slipped | None:
    edit, in_all = _EDITS[kind]
    for language in chance.sample(sorted(texts), len(texts)):
        is_all = in_all == "always" or (in_all == "maybe" and chance.random() < 0.5)  # noqa: PLR2004
        changed = edit(texts, language, tuple(texts) if is_all else (language,), chance)
        if changed is not None and changed != texts:
            was, became = _first_difference(texts[language], changed[language])
            return Slipped(kind, ALL if is_all else language, changed, was, became)
    return None


def _first_difference(old: str, new: str) -> tuple[str, str]:
    """The lines that differ first."""
    pairs = zip(old.split("\n"), [*new.split("\n"), ""], strict=False)
    return next(((one, two) for one, two in pairs if one != two), ("", ""))


def _paragraphs(body: str) -> _Places:
    found: dict[tuple[str, int], tuple[int, int]] = {}
    section, number = "", 0
    for match in re.finditer(r"[^\n]+(?:\n[^\n]+)*", body):
        heading = _HEADING.match(match[0])
        if heading:
            section, number = heading["id"] or "", 0
        elif match[0][0].isalpha() or match[0][0] in "«“" or re.match(r"\d+\.\d+\. ", match[0]):
            found[section, number] = match.span()
            number += 1
    return found


def _common(texts: Texts, chance: random.Random, *, sentences: int = 1) -> dict[str, tuple[int, int]] | None:
    """The place of one paragraph that all texts have, of at least so many sentences."""
    places = {language: _paragraphs(body) for language, body in texts.items()}
    common = set.intersection(*(set(each) for each in places.values()))
    fit = [
        key
        for key in sorted(common)
        if all(
            len(_SENTENCE.split(texts[language][slice(*each[key])])) >= sentences
            for language, each in places.items()
        )
    ]
    if not fit:
        return None
    key = chance.choice(fit)
    return {language: each[key] for language, each in places.items()}


def _at_paragraph(change: Callable[[str, str, random.Random], str], *, sentences: int = 1) -> _Edit:
    """Change one paragraph in each of the languages: (language, paragraph, chance) to its new text."""

    def edit(texts: Texts, _: str, languages: tuple[str, ...], chance: random.Random) -> Texts | None:
        places = _common(texts, chance, sentences=sentences)
        if places is None:
            return None
        seed = chance.random()
        changed = dict(texts)
        for language in languages:
            start, end = places[language]
            new = change(language, texts[language][start:end], random.Random(seed))  # noqa: S311
            changed[language] = f"{texts[language][:start]}{new}{texts[language][end:]}"
        return changed

    return edit


def _by_table(table: Mapping[str, Pairs]) -> _Edit:
    """Replace one of a table's patterns in one place of one language, never in a heading."""

    def edit(texts: Texts, language: str, _: tuple[str, ...], chance: random.Random) -> Texts | None:
        body = texts[language]
        headings = [match.span() for match in re.finditer(r"^#.*$", body, re.MULTILINE)]
        found = [
            (match, replacement)
            for pattern, replacement in table[language]
            for match in re.finditer(pattern, body)
            if not any(start <= match.start() < end for start, end in headings)
        ]
        if not found:
            return None
        match, replacement = chance.choice(found)
        return {**texts, language: f"{body[: match.start()]}{match.expand(replacement)}{body[match.end() :]}"}

    return edit


def _word(paragraph: str, chance: random.Random) -> str:
    words: list[str] = _FIRST_WORD.findall(paragraph)
    return chance.choice(words or ["word"]).capitalize()


def _pasted(items: tuple[str, ...], gap: str) -> _Edit:
    def change(_: str, paragraph: str, chance: random.Random) -> str:
        item = chance.choice(items)
        while "{word}" in item:
            item = item.replace("{word}", _word(paragraph, chance), 1)
        return f"{paragraph}{gap}{item}"

    return _at_paragraph(change)


def _sentence_lost(_: str, paragraph: str, chance: random.Random) -> str:
    sentences = _SENTENCE.split(paragraph)
    del sentences[chance.randrange(len(sentences))]
    return " ".join(sentences)


def _cut(_: str, paragraph: str, chance: random.Random) -> str:
    words = paragraph.split(" ")
    return " ".join(words[: max(2, len(words) - chance.randint(1, 5))]).rstrip(".,;:")


def _dead_reference(language: str, paragraph: str, chance: random.Random) -> str:
    sentences = chance.choice([paste_slips.DEAD_REFERENCE, paste_slips.SHORT_DEAD_REFERENCE])
    return f"{paragraph} {sentences[language]}"


def _doubled(_: str, paragraph: str, __: random.Random) -> str:
    return f"{paragraph}\n\n{paragraph}"


def _ligature(texts: Texts, _: str, __: tuple[str, ...], chance: random.Random) -> Texts | None:
    body = texts["en"]
    found = list(re.finditer(r"(?<=[a-z])(?:ffi|fi|fl|ff)(?=[a-z])", body))
    if not found:
        return None
    match = chance.choice(found)
    sign = {"ffi": "ﬃ", "fi": "ﬁ", "fl": "ﬂ", "ff": "ﬀ"}[match[0]]
    return {**texts, "en": f"{body[: match.start()]}{sign}{body[match.end() :]}"}


def _other_language(language: str, chance: random.Random) -> str:
    return chance.choice([each for each in ("ky", "ru", "en") if each != language])


def _wrong_file(texts: Texts, language: str, _: tuple[str, ...], chance: random.Random) -> Texts:
    return {**texts, language: texts[_other_language(language, chance)]}


def _wrong_paragraph(texts: Texts, language: str, _: tuple[str, ...], chance: random.Random) -> Texts | None:
    places = _common(texts, chance)
    if places is None:
        return None
    other = _other_language(language, chance)
    (start, end), foreign = places[language], texts[other][slice(*places[other])]
    return {**texts, language: f"{texts[language][:start]}{foreign}{texts[language][end:]}"}


def _emptied(texts: Texts, _: str, languages: tuple[str, ...], chance: random.Random) -> Texts | None:
    """A section loses all below its heading."""
    form = r"^(#{2,} .*\{#%s\}\n)[\s\S]*?(?=^#|\Z)"
    ids = re.findall(r"^#{2,} .*\{#([\w.-]+)\}$", texts[languages[0]], re.MULTILINE)
    if not ids:
        return None
    pattern = re.compile(form % re.escape(chance.choice(ids)), re.MULTILINE)
    changed = {language: pattern.sub(r"\1\n", texts[language], count=1) for language in languages}
    return {**texts, **changed}


_EDITS: Mapping[str, tuple[_Edit, str]] = {
    "a negation lost": (_by_table(sense_slips.NEGATION_LOST), "never"),
    "a negation too many": (_by_table(sense_slips.NEGATION_CAME), "never"),
    "may for must, must for may": (_by_table(sense_slips.DUTY), "never"),
    "a unit": (_by_table(sense_slips.UNIT), "never"),
    "before for after, most for least": (_by_table(sense_slips.ORDER), "never"),
    "a party": (_by_table(sense_slips.PARTY), "never"),
    "the name of a company": (_by_table(sense_slips.COMPANY), "never"),
    "the name of the country": (_by_table(sense_slips.COUNTRY), "never"),
    "a city or a street": (_by_table(sense_slips.PLACE), "never"),
    "a sentence lost": (_at_paragraph(_sentence_lost, sentences=2), "never"),
    "a sentence cut off": (_at_paragraph(_cut), "maybe"),
    "a file of the wrong language": (_wrong_file, "never"),
    "a paragraph of the wrong language": (_wrong_paragraph, "never"),
    "a reference to nothing": (_at_paragraph(_dead_reference), "always"),
    "a doubled paragraph": (_at_paragraph(_doubled), "maybe"),
    "a section without a text": (_emptied, "maybe"),
    "a ligature": (_ligature, "never"),
    **{kind: (_pasted(items, " "), "maybe") for kind, items in paste_slips.PASTED.items()},
    **{kind: (_pasted(items, "\n\n"), "maybe") for kind, items in paste_slips.SET_APART.items()},
}
KINDS = tuple(_EDITS)
"""The kinds of these slips."""
