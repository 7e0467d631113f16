"""Rules on letters: letters of another script, and Kyrgyz letters replaced by similar Russian ones. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from sayasat.check.check_yml import CheckSettings
from sayasat.check.language.kyrgyz import Spelling
from sayasat.check.language.prose import ProsePassage, prose
from sayasat.check.language.recognition import CERTAIN, Script, alike, rewritten, script
from sayasat.check.rule import CheckedText, Violation

WORD = re.compile(r"[^\W\d_]+")
# Passages that contain none of these letters have no letters of another script and are skipped.
_FOREIGN = {
    Script.CYRILLIC: re.compile(r"[A-Za-z\u00c0-\u03ff\u1e00-\u1eff]"),
    Script.LATIN: re.compile(r"[\u0370-\u052f]"),
}
_OWN = {"ky": Script.CYRILLIC, "ru": Script.CYRILLIC, "en": Script.LATIN}
_LONE = {Script.CYRILLIC: "acoyACOKB", Script.LATIN: "аАоОіІ"}
_LEAST_FOREIGN = 2


class _Word(Struct, frozen=True):
    """A run of letters in a passage."""

    letters: str
    start: int
    passage: ProsePassage

    @property
    def line(self) -> int:
        """Its line in the body."""
        return self.passage.line_at(self.start)


def mixed_script(text: CheckedText, settings: CheckSettings) -> Iterator[Violation]:
    """Words with a letter of another script that looks like the right one: a search does not find them."""
    own = _OWN.get(text.language)
    accepted = settings.words.get(text.language, ())
    foreign = _FOREIGN[own] if own else WORD
    spelled: set[str] | None = None
    for word in _words(text, foreign):
        if spelled is None:
            spelled = {each.letters.lower() for each in _words(text, WORD)}
        found = None if word.letters in accepted else _mixed(word, own) or _disguised(word, own, spelled)
        if found:
            letter, wanted = found
            right = rewritten(word.letters, wanted) or None
            yield text.violation(word.line, word.letters, right, **_facts(word, letter, wanted))


def _words(text: CheckedText, pattern: re.Pattern[str]) -> Iterator[_Word]:
    """The words of the passages in which the pattern matches."""
    for passage in prose(text.body):
        for match in WORD.finditer(passage.text) if pattern.search(passage.text) else ():
            yield _Word(match[0], match.start(), passage)


def _mixed(word: _Word, own: Script | None) -> tuple[str, Script] | None:
    """For a word of two scripts: its first letter of the wrong script, and the right script; else None."""
    if word.letters.isascii():
        return None
    scripts = Counter(map(script, word.letters))
    scripts.pop(Script.OTHER, None)
    if len(scripts) < _LEAST_FOREIGN or (own is Script.CYRILLIC and _has_an_ending(word.letters)):
        return None
    wanted = _wanted(scripts, own)
    return next(letter for letter in word.letters if script(letter) not in {wanted, Script.OTHER}), wanted


def _wanted(scripts: Counter[Script], own: Script | None) -> Script:
    """The script of most letters; if two scripts have equally many, that of the language."""
    most = max(scripts.values())
    likely = [name for name, count in scripts.items() if count == most]
    return own if own in likely else likely[0]


_ENDED = re.compile(r"([A-Za-z\u00c0-\u024f]{2,30})([а-яөүңё]{1,20})")
_LATIN_LIKES = frozenset("асеорху")


def _has_an_ending(word: str) -> bool:
    """Whether it is a Latin word with a Cyrillic ending and no hyphen: "cookieлерди", "SMSти" in Kyrgyz."""
    match = _ENDED.fullmatch(word)
    return match is not None and not (set(match[1]) <= CERTAIN or set(match[2]) <= _LATIN_LIKES)


def _disguised(word: _Word, own: Script | None, spelled: set[str]) -> tuple[str, Script] | None:
    """For a word written only in look-alike letters: its first letter and the right script; else None.

    Such a word is a single letter between two words, or one that the text has elsewhere in the right script.
    """
    if own is None or script(word.letters[0]) is own:
        return None
    if len(word.letters) == 1:
        is_found = word.letters in _LONE[own] and word.letters.islower() and _stands_between(word, own)
        return (word.letters, own) if is_found else None
    written = rewritten(word.letters, own)
    is_sure = own is Script.LATIN or set(word.letters) <= CERTAIN
    return (word.letters[0], own) if is_sure and written and written.lower() in spelled else None


def _stands_between(word: _Word, own: Script) -> bool:
    """Whether the letter stands alone between two words of the language's script."""
    text, end = word.passage.text, word.start + 1
    before, after = text[: word.start][-2:], text[end : end + 2]
    return all(
        len(pair) == len("a b") - 1
        and any(map(str.isspace, pair))
        and any(script(each) is own for each in pair)
        for pair in (before, after)
    )


def _facts(word: _Word, letter: str, wanted: Script) -> dict[str, object]:
    like = alike(letter, wanted) or "?"
    return {
        "word": word.letters,
        "letter": letter,
        "code": f"U+{ord(letter):04X}",
        "place": word.letters.index(letter) + 1,
        "like": like,
        "like_code": f"U+{ord(like):04X}",
        "suggestion": rewritten(word.letters, wanted) or word.letters,
    }


def kyrgyz_letter(text: CheckedText, settings: CheckSettings) -> Iterator[Violation]:
    """Kyrgyz words written with у instead of ү, о instead of ө, or н instead of ң."""
    if text.language != "ky":
        return
    words = list(_words(text, WORD))
    spelling = Spelling(Counter(word.letters for word in words), settings.words.get("ky", ()))
    for word in words:
        suggestion = spelling.corrected(word.letters)
        if suggestion != word.letters:
            facts = {"word": word.letters, "suggestion": suggestion}
            yield text.violation(word.line, word.letters, suggestion, **facts)
