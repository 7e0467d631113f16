"""The types of the rules: the text that a rule reads, the violation that it yields, the rule. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from sayasat.check.check_yml import CheckSettings
from sayasat.check.finding import Finding, Severity
from sayasat.errors import Fault
from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import Section
from sayasat.policy_files.front_matter import Document, FrontMatter


class Violation(Struct, frozen=True):
    """What a rule yields: a line, the text there, and the facts that fill the rule's messages."""

    line: int
    """The line in the file, from 1."""

    extract: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    right: str | None = None
    """What is right in place of `extract`, if there is one right answer."""


class CheckedText(Struct, frozen=True):
    """The newest file of one edition, as it would be published."""

    path: str
    """Relative to the repository's root."""

    language: str
    document: Document
    original: CheckedText | None = None
    """The text that this one translates, as it was when it was translated; None if it is the original.

    It may be older than the original's newest file: a translation that lags behind is compared with the text
    that it was made from.
    """

    links_from: str = ""
    """The path that its links are relative to, if it is not `path`."""

    @property
    def front_matter(self) -> FrontMatter:
        """The parsed front matter."""
        return self.document.front_matter

    @property
    def body(self) -> str:
        """The Markdown after the front matter."""
        return self.document.body

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections, in the order of the rendered page."""
        return sections(self.document.body)

    @property
    def base(self) -> str:
        """The path that its links are relative to."""
        return self.links_from or self.path

    def line(self, line: int) -> int:
        """The line of the file for a line of the body; both are counted from 1."""
        return self.document.body_line + line - 1

    def violation(self, line: int, extract: str, right: str | None = None, /, **facts: object) -> Violation:
        """What a rule yields for a line of the body. ``facts``, as text, fill the rule's messages."""
        named = tuple((name, str(fact)) for name, fact in facts.items())
        return Violation(self.line(line), extract, named, right)


Inspect = Callable[[CheckedText, CheckSettings], Iterator[Violation]]
"""Checks one text. For a translation, it may compare the text with `CheckedText.original`."""


class Rule(Struct, frozen=True):
    """A rule with its name and severity."""

    name: str
    """Its messages have the keys ``fault.<name>.what``, ``fault.<name>.fix`` and ``why.<name>``."""

    severity: Severity
    inspect: Inspect

    def findings(self, text: CheckedText, settings: CheckSettings) -> Iterator[Finding]:
        """The rule's findings in a text, by line."""
        for violation in sorted(self.inspect(text, settings), key=lambda violation: violation.line):
            fault = Fault(self.name, f"{text.path}:{violation.line}", violation.facts)
            right = violation.right
            yield Finding(self.severity, text.path, violation.line, fault, violation.extract, right)
