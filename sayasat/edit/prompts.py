"""Reads the arguments of an edit command, asks for missing ones in a terminal, and collects all faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Literal, TypeVar

from msgspec import Struct, field

from sayasat.edit.correct import ORIGINAL, TRANSLATIONS
from sayasat.edit.new_version import BESIDE
from sayasat.errors import EditError, Fault, SayasatError, unlisted
from sayasat.i18n.messages import Messages, report
from sayasat.settings import LANGUAGE_TAG, read_day

Ask = Callable[[str], str]
"""Shows a question and returns the line that is typed. Raises EOFError at the end of the input."""

Given = Sequence[str] | None
"""What was given for an option that can be repeated."""

Known = Sequence[object]
"""Known answers, which a question shows."""

T = TypeVar("T")

_IN_LANGUAGE = re.compile(rf"(?P<language>{LANGUAGE_TAG})=(?P<text>.*)", re.DOTALL)


class Prompts(Struct):
    """Reads the arguments of one command."""

    t: Messages
    languages: Sequence[str]
    """The languages of the site."""

    ask: Ask | None
    """None without a terminal: then a missing argument is a fault."""

    show: Callable[[str], None]
    """Shows what is wrong with an answer, before the question is asked again."""

    faults: list[Fault] = field(default_factory=list)
    has_asked: bool = False
    """Whether a required argument was asked for; only then are optional arguments asked for too."""

    def policy(self, given: str | None, known: Sequence[str]) -> str | None:
        """The slug of a known policy; None if a fault was collected. So in the following methods."""
        return self._one_of(given, "POLICY", "policy", known, "unknown-policy")

    def slug(self, given: str | None, read: Callable[[str], str]) -> str | None:
        """The slug of a new policy; ``read`` returns it or raises SayasatError."""
        return self._value(given, "SLUG", "slug", read)

    def day(
        self, given: str | None, argument: str, question: str = "", known: Known = (), *, needed: bool = True
    ) -> date | None:
        """A date; one that is not needed is asked for only if there is a question."""
        return self._value(given, argument, question, partial(read_day, name=argument), known, needed=needed)

    def replaces(
        self, given: str | None, upcoming: Sequence[date], *, beside: bool
    ) -> date | Literal["beside"] | None:
        """The version of ``--replaces``, or ``beside``; asked for only if there are upcoming versions."""
        if beside and given is None:
            return BESIDE
        question = "replaces" if upcoming else ""
        return self._value(given, "--replaces", question, _replaces, upcoming, needed=False)

    def concerns(self, given: str | None) -> str | None:
        """Which texts a correction concerns; asked for only if the site has several languages."""
        if given is None and len(self.languages) == 1:
            return ORIGINAL
        known = (ORIGINAL, TRANSLATIONS, *self.languages[1:])
        return self._one_of(given, "--concerns", "concerns", known, "edit-concerns")

    def files(self, given: Sequence[str]) -> dict[str, str]:
        """Paths of files by language; one without a language is of the authentic edition."""
        asked = [*given] or [self._value(None, "FILE", "file", str) or ""]
        found: dict[str, str] = {}
        for each in filter(None, asked):
            language = each if _IN_LANGUAGE.fullmatch(each) else f"{self.languages[0]}={each}"
            found |= self._in_languages(language, "FILE", common=False)
        return found

    def texts(
        self, given: Given, argument: str, question: str = "", *, common: bool, needed: bool = False
    ) -> dict[str, str]:
        """Texts by language.

        ``common``: a text without a language is for all languages; otherwise it is a fault if the site has
        several. ``needed``: a missing language is a fault.
        """
        if not given and question and self.ask and (needed or self.has_asked):
            return self._ask_texts(argument, question, needed=needed)
        texts = self._given(given or (), argument, self.languages if needed else (), common=common)
        return {language: text for language, text in texts.items() if text}

    def required_texts(
        self, given: Given, argument: str, question: str, languages: Sequence[str]
    ) -> dict[str, str]:
        """A text in each of these languages; an answer in the terminal is for all."""
        if not given:
            answer = self._value(None, argument, question, str)
            return dict.fromkeys(languages, answer or "")
        return self._given(given, argument, languages, common=True)

    def checked(self, value: T | None) -> T:
        """A required value. Raises EditError if faults were collected: without any, it is not None."""
        if self.faults:
            raise EditError(self.faults)
        assert value is not None
        return value

    def _one_of(
        self, given: str | None, argument: str, question: str, known: Sequence[str], fault: str
    ) -> str | None:
        """One of the known names; ``fault`` is the code for any other."""

        def read(name: str) -> str:
            if name not in known:
                raise EditError([unlisted(fault, name, known)])
            return name

        return self._value(given, argument, question, read, known)

    def _given(
        self, given: Sequence[str], argument: str, needed: Sequence[str], *, common: bool
    ) -> dict[str, str]:
        """The given texts by language; an empty text if it has a fault. ``needed``: languages."""
        texts: dict[str, str] = {}
        for each in given:
            texts |= self._in_languages(each, argument, common=common)
        self.faults += [
            Fault("edit-missing", f"{argument} {language}=…") for language in needed if language not in texts
        ]
        return texts

    def _in_languages(self, given: str, argument: str, *, common: bool) -> dict[str, str]:
        found = _IN_LANGUAGE.fullmatch(given)
        language, text = (found["language"], found["text"].strip()) if found else ("", given.strip())
        texts = {language: text} if language else dict.fromkeys(self.languages, text)
        if language and language not in self.languages:
            known = (("known", ", ".join(self.languages)),)
            self.faults.append(Fault("unknown-language", f"{argument} {language}=…", known))
            return {}
        if not text:
            self.faults.append(Fault("edit-blank", f"{argument} {given}".strip()))
        elif not language and not common and len(self.languages) > 1:
            example = f"{argument} {self.languages[0]}=…"
            self.faults.append(Fault("edit-language-missing", argument, (("example", example),)))
            return dict.fromkeys(self.languages, "")
        return texts

    def _ask_texts(self, argument: str, question: str, *, needed: bool) -> dict[str, str]:
        texts = {}
        for language in self.languages:
            name = f"{argument} {language}=…" if needed else question
            answer = self._value(None, name, question, str, [language], needed=needed)
            if answer:
                texts[language] = answer
        return texts

    def _value(
        self,
        given: str | None,
        argument: str,
        question: str,
        read: Callable[[str], T],
        known: Known = (),
        *,
        needed: bool = True,
    ) -> T | None:
        """The value that is given, or else asked for; None if there is none, or a fault was collected."""
        if given is not None:
            try:
                return read(given)
            except SayasatError as error:
                self.faults += error.faults
                return None
        if needed and self.ask is None:
            self.faults.append(Fault("edit-missing", argument))
        if self.ask is None or not (needed or (question and self.has_asked)):
            return None
        self.has_asked |= needed
        while (answer := self._answer(question, known, argument)) or needed:
            try:
                if answer:
                    return read(answer)
            except SayasatError as error:
                self.show(report(error.faults, self.t))
        return None

    def _answer(self, question: str, known: Known, argument: str) -> str:
        assert self.ask is not None
        shown = self.t(f"edit.ask.{question}")
        try:
            hint = f" [{'  '.join(map(str, known))}]" if known else ""
            return self.ask(f"{shown}{hint}: ").strip()
        except (EOFError, KeyboardInterrupt):
            raise EditError([Fault("edit-missing", argument)]) from None


def _replaces(given: str) -> date | Literal["beside"]:
    return BESIDE if given == BESIDE else read_day(given, "--replaces")
