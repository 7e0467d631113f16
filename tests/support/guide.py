"""Reads the guide for editors: its pages in three languages, their examples and commands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec import Struct

from sayasat.i18n.messages import messages
from tests.support.mini_site import LANGUAGES, ROOT

HOME = {"ky": "CONTRIBUTING.ky.md", "ru": "CONTRIBUTING.ru.md", "en": "CONTRIBUTING.md"}
PAGES = sorted(file.stem for file in (ROOT / "guide" / "en").glob("*.md"))

_FILE = re.compile(r"`(docs/[^`]+\.md)`:")


class Example(Struct, frozen=True):
    """A file before and after a change; empty where it is not there."""

    path: str
    before: str
    after: str


def path(language: str, page: str = "") -> str:
    """The path of a page; of the page that lists all if none is named."""
    return f"guide/{language}/{page}.md" if page else HOME[language]


def paths(language: str) -> list[str]:
    """The paths of all pages of a language."""
    return [path(language, page) for page in ("", *PAGES)]


def read(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def tokens(file: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(read(file))


def fences(file: str, info: str) -> list[str]:
    return [token.content for token in tokens(file) if token.type == "fence" and token.info == info]


def sections(page: str, language: str) -> Iterator[list[Token]]:
    """The tokens of each section that has an example or a command, in order."""
    section: list[Token] = []
    for token in [*tokens(path(language, page)), None]:
        if token is None or (token.type == "heading_open" and token.tag == "h2"):
            if any(each.type == "fence" and each.info in {"diff", "sh"} for each in section):
                yield section
            section = []
        if token:
            section.append(token)


def examples(page: str) -> Sequence[Mapping[str, Example]]:
    """What each section of a page changes, by path; the pages of all languages together are one proposal."""
    found: list[dict[str, Example]] = []
    for language in LANGUAGES:
        for number, section in enumerate(sections(page, language)):
            found += [{}] if number == len(found) else []
            for example in _examples(section):
                assert found[number].setdefault(example.path, example) == example
    return found


def _examples(section: list[Token]) -> Iterator[Example]:
    file = ""
    for token in section:
        named = _FILE.fullmatch(token.content) if token.type == "inline" else None
        file = named[1] if named else file
        if token.type == "fence" and token.info == "diff":
            lines = token.content.splitlines()
            before, after = (
                "".join(f"{line[1:]}\n" for line in lines if not line.startswith(other)) for other in "+-"
            )
            yield Example(file, before, after)


def commands(page: str) -> list[list[str]]:
    """The commands of each section of a page; one that answers in the guide's language, in all three."""
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for language in LANGUAGES:
        for number, section in enumerate(sections(page, language)):
            lines = [token.content.splitlines() for token in section if token.info == "sh"]
            found[number] |= dict.fromkeys(line for block in lines for line in block)
    return [[*found[number]] for number in sorted(found)]


def does(kind: str, language: str = "en") -> str:
    """The longest part without a date of the report's sentence on a kind of change."""
    return max(re.split(r"\{[^}]*\}", messages(language).texts[f"review.does.{kind}"]), key=len)
