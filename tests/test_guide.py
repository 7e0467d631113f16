"""The guide for editors says the same in three languages, and what it names is there."""

from __future__ import annotations

import re
import shlex

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sayasat.check.examination import SILENCEABLE
from sayasat.check.standards import read_standards
from sayasat.command import parser
from sayasat.frontmatter import KEYS, read_document
from tests.mini_site import ROOT

GUIDES = {"ky": "CONTRIBUTING.ky.md", "ru": "CONTRIBUTING.ru.md", "en": "CONTRIBUTING.md"}
LANGUAGES = list(GUIDES)


def text(language: str) -> str:
    return (ROOT / GUIDES[language]).read_text(encoding="utf-8")


def tokens(language: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text(language))


def shape(language: str) -> list[str]:
    """The blocks in order: levels of headings, lists, rows, cells, blocks of code with their language."""
    kinds = ("heading_open", "list_item_open", "tr_open", "td_open", "fence", "paragraph_open")
    return [f"{each.tag} {each.info}".strip() for each in tokens(language) if each.type in kinds]


def inline(language: str, kind: str, attribute: str) -> list[str]:
    return [
        str(child.attrGet(attribute))
        for token in tokens(language)
        for child in token.children or ()
        if child.type == kind
    ]


def fences(language: str, info: str) -> list[str]:
    return [token.content for token in tokens(language) if token.type == "fence" and token.info == info]


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_the_guides_have_the_same_shape(language: str) -> None:
    assert shape(language) == shape("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_that_language_s_own_is_there_and_is_described(language: str) -> None:
    pictures = inline(language, "image", "src")
    assert len(pictures) >= 4
    assert pictures == [each.replace("-en.", f"-{language}.") for each in inline("en", "image", "src")]
    assert all((ROOT / each).is_file() for each in pictures)
    alternatives = re.findall(r"!\[([^\]]*)\]", text(language))
    assert all(len(each) > 20 for each in alternatives)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_to_a_file_that_is_there(language: str) -> None:
    links = [each for each in inline(language, "link_open", "href") if "://" not in each]
    assert links
    assert all((ROOT / each).exists() for each in links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_one_that_there_is(language: str) -> None:
    commands = [line for block in fences(language, "sh") for line in block.splitlines()]
    assert len(commands) >= 8
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == ".venv/bin/sayasat"
        parser().parse_args(arguments)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_make_target_is_there(language: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make (\w+)", text(language)):
        assert f"\n{target}:" in makefile


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_a_file_has_no_fault(language: str) -> None:
    (example,) = fences(language, "markdown")
    document = read_document(example.encode())
    assert document.faults == ()
    assert document.front_matter.effective


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_check_yml_can_be_read(language: str) -> None:
    first, second = (read_standards(block, SILENCEABLE) for block in fences(language, "yaml"))
    assert first.silences
    assert second.notice


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_dates_names_keys_that_a_head_may_have(language: str) -> None:
    table = text(language).partition("| --- | --- |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`(\w+)(?::[^`]*)?`", table))
    assert named - {"DATE"} <= set(KEYS)
    assert {"effective", "editorial", "replaces", "repealed"} <= named


def test_the_readme_leads_to_the_guide() -> None:
    assert "CONTRIBUTING.md" in (ROOT / "README.md").read_text(encoding="utf-8")
