"""Sections, blocks and the visible text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat.markdown import section_reader, sections
from sayasat.markdown.html import render
from tests.support.golden_files import read_yaml
from tests.support.markdown_texts import markdown
from tests.support.redline_texts import same_words
from tests.support.visible import folded, seen

GOLDEN = sorted((Path(__file__).parents[1] / "golden" / "markdown").glob("*.yml"))


@pytest.fixture(params=GOLDEN, ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    read: dict[str, Any] = read_yaml(request.param)
    return read


def test_golden(case: dict[str, Any]) -> None:
    """Each case states its claim, a text, its sections, what is seen of it and its HTML."""
    assert [_listed(section) for section in section_reader.sections(case["markdown"])] == case["sections"]
    assert section_reader.visible_text(case["markdown"]).rstrip("\n") == case["visible"].rstrip("\n")
    rendered = render(case["markdown"], permalink="Шилтеме", table_label="Таблица")
    assert rendered.html.rstrip("\n") == case["html"].rstrip("\n")
    assert seen(rendered.html) == folded(section_reader.visible_text(case["markdown"]))


def _listed(section: sections.Section) -> dict[str, Any]:
    blocks = [_block(block) for block in section.blocks]
    named = {"id": section.id, "level": section.level, "line": section.line, "heading": section.heading}
    return {**named, "blocks": blocks}


def _block(block: sections.Block) -> dict[str, Any]:
    shown: dict[str, Any] = {"line": block.line, block.kind: block.text}
    return (
        shown
        | ({"depth": block.depth} if block.depth else {})
        | ({"number": block.number} if block.number else {})
    )


@given(markdown)
def test_visible_text_is_the_text_of_the_html(source: str) -> None:
    assert folded(section_reader.visible_text(source)) == seen(
        render(source, permalink="¤", table_label="¤").html
    )


@given(markdown)
def test_each_block_knows_its_lines(source: str) -> None:
    count = source.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for section in section_reader.sections(source):
        assert all(1 <= block.line <= count for block in section.blocks)


@given(markdown)
def test_section_ids_are_unique(source: str) -> None:
    ids = [section.id for section in section_reader.sections(source)]
    assert len(set(ids)) == len(ids)


def test_a_heading_may_be_called_intro_or_footnotes() -> None:
    """A written id takes precedence over the ids of sections without a heading."""
    source = "Text[^1].\n\n# Intro {#intro}\n\n# Footnotes\n\n[^1]: Note.\n"
    assert [section.id for section in section_reader.sections(source)] == [
        "intro-2",
        "intro",
        "footnotes",
        "footnotes-2",
    ]


def test_an_empty_text_has_no_sections() -> None:
    assert section_reader.sections("") == ()
    assert section_reader.visible_text("\n\n<!-- nothing -->\n") == ""


def test_source_is_the_markdown_of_a_block() -> None:
    (section,) = section_reader.sections("# A *b* {#a}\n\n- one\n  **two**\n\n| x |\n|---|\n| y |\n")
    assert section.source == "# A *b* {#a}"
    assert [block.source for block in section.blocks] == ["- one\n  **two**", "| x |", "| y |"]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Сөз сөз", "Сөз\nсөз\n"),
        ("**Сөз**", "Сөз"),
        ("[сөз](a.md)", "[сөз](b.md)"),
        ("# A {#x}", "A {#y}\n==="),
        ("- a\n- b", "* a\n\n* b"),
        ("1. a\n2. b", "1. a\n1. b"),
        ("кө&shy;чүрмө", "көчүрмө"),
        ("и\u0306", "й"),
        ("a &amp; b <!-- c -->", "a & b"),
    ],
)
def test_form_is_no_words(a: str, b: str) -> None:
    assert same_words(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Сөз, сөз", "Сөз сөз"),
        ("Сөз", "сөз"),
        ("1. a", "2. a"),
        ("1. a", "- a"),
        ("![a](x)", "![b](x)"),
        ("a[^1]\n\n[^1]: b", "a[^1]\n\n[^1]: c"),
        ("ab", "a b"),
    ],
)
def test_what_a_reader_sees_is_words(a: str, b: str) -> None:
    """Punctuation, letter case, the numbers of a list and the descriptions of images count."""
    assert not same_words(a, b)


TREE = "Кириш.\n\n# A\n\n## B\n\nb\n\n### C\n\nc\n\n## D\n\nd[^1]\n\n# E\n\n[^1]: Эскертүү.\n"


@pytest.mark.parametrize(
    ("id", "covered"),
    [
        ("intro", ["intro"]),
        ("a", ["a", "b", "c", "d"]),
        ("b", ["b", "c"]),
        ("c", ["c"]),
        ("e", ["e"]),
        ("x", []),
    ],
)
def test_a_section_spans_its_subsections(id: str, covered: list[str]) -> None:  # noqa: A002
    assert [section.id for section in sections.span(section_reader.sections(TREE), id)] == covered


def test_a_digest_changes_with_a_word_below_and_with_nothing_else() -> None:
    def digest(source: str) -> str:
        return sections.digest(sections.span(section_reader.sections(source), "b"))

    assert digest(TREE) == digest(TREE.replace("\nc\n", "\n*c*\n").replace("\nd[", "\ndd["))
    assert digest(TREE) != digest(TREE.replace("\nc\n", "\ncc\n"))


@given(st.lists(st.sampled_from(["# a", "## b", "### c", "x"]), max_size=12))
def test_top_sections_span_the_whole_text(lines: list[str]) -> None:
    """Each section is in the span of exactly one outermost section."""
    whole = section_reader.sections("\n\n".join(lines))
    covered: list[sections.Section] = []
    while len(covered) < len(whole):
        covered += sections.span(whole, whole[len(covered)].id)
    assert tuple(covered) == whole
