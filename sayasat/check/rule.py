"""The texts that rules read: an edition's file as it would be published, and what it translates. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sayasat.check.check_yml import Standards
from sayasat.check.finding import Finding, Severity
from sayasat.errors import Fault
from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import Section
from sayasat.policy_files.front_matter import Document, FrontMatter


@dataclass(frozen=True, slots=True)
class CheckedText:
    """One edition's newest file."""

    path: str
    """From the top of the repository."""

    language: str
    document: Document
    original: CheckedText | None = None
    """The text that this one translates, as it was when it was translated; absent in the original.

    It may be older than the original's newest file: a translation that lags behind is not held to words that
    it has not caught up with.
    """

    @property
    def head(self) -> FrontMatter:
        """Its front matter."""
        return self.document.front_matter

    @property
    def body(self) -> str:
        """Its Markdown without the front matter."""
        return self.document.body

    @property
    def sections(self) -> tuple[Section, ...]:
        """Its sections, in the order shown."""
        return sections(self.document.body)

    def line(self, line: int) -> int:
        """A line of the body, from 1, as one of the file."""
        return self.document.body_line + line - 1


@dataclass(frozen=True, slots=True)
class Slip:
    """What a rule yields: the place in the text, the words, and the facts of the rule's sentences."""

    line: int
    """Of the file, from 1."""

    extract: str = ""
    facts: tuple[tuple[str, str], ...] = ()


Inspect = Callable[[CheckedText, Standards], Iterator[Slip]]
"""A rule on one text. On a translation, it may look at `CheckedText.original` too."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for."""

    name: str
    """Names the texts ``fault.<name>.what`` and ``fault.<name>.mend``, and ``why.<name>``."""

    severity: Severity
    inspect: Inspect

    def findings(self, text: CheckedText, standards: Standards) -> Iterator[Finding]:
        """What it finds in a text, in the order of the file."""
        for slip in sorted(self.inspect(text, standards), key=lambda slip: slip.line):
            fault = Fault(self.name, f"{text.path}:{slip.line}", slip.facts)
            yield Finding(self.severity, text.path, slip.line, fault, slip.extract)
