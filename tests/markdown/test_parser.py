"""The dialect: what the policies' Markdown means."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given

from sayasat.markdown import heading_ids, parser, visible_text
from tests.builder.test_growth import steps
from tests.support.markdown_texts import markdown
from tests.support.processor_time import processor_time
from tests.support.soak import chosen


def _ids(text: str) -> list[object]:
    return [token.attrGet("id") for token in parser.parse(text) if token.type == "heading_open"]


@pytest.mark.parametrize(
    ("heading", "id"),
    [
        ("# Аталыш {#top}", "top"),
        ("# **Калың** аталыш {#top}", "top"),
        ("# Аталыш{#top}", "top"),
        ("# Аталыш {: #top }", "top"),
        ("# Аталыш {.wide #top lang=ky}", "top"),
        ("# Аталыш {#top} #", "top"),
        ("# Аталыш # {#top}", "top"),
        ("Аталыш {#top}\n===", "top"),
        ("Эки\nсап {#үчүнчү}\n---", "үчүнчү"),
        ("# {#top}", "top"),
        ("# 1.2. Аталыш {#a-1.2}", "a-1.2"),
    ],
)
def test_an_id_is_taken_off_the_end_of_a_heading(heading: str, id: str) -> None:  # noqa: A002
    assert _ids(heading) == [id]
    shown = [
        visible_text.inline_text(token.children) for token in parser.parse(heading) if token.type == "inline"
    ]
    assert not any(sign in "".join(shown) for sign in "{}#")


@pytest.mark.parametrize(
    "heading",
    [
        "# A {#__config}",
        "# A {#<b>}",
        '# A {#a"b}',
        "# A \\{#a}",
        "# A {.wide}",
        "# A {#a} b",
        "# A {#-a}",
        "# A {#a",
    ],
)
def test_what_is_no_safe_id_stays_text(heading: str) -> None:
    """Ids that begin with "_" are the theme's own: a heading that took one would break its scripts."""
    (inline,) = [token for token in parser.parse(heading) if token.type == "inline"]
    assert "{" in visible_text.inline_text(inline.children)


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("Купуялуулук саясаты", "купуялуулук-саясаты"),
        ("«Инфоком»: ким, кайда?", "инфоком-ким-кайда"),
        ("1.2. Веб-сайт — жалпы", "12-веб-сайт-жалпы"),
        ("ЖАҢЫ өҢ_ҮН", "жаңы-өң-үн"),
        ("И\u0306од", "йод"),
        ("<>&\"'", "section"),
    ],
)
def test_a_heading_without_an_id_has_its_words_for_one(heading: str, slug: str) -> None:
    assert heading_ids.slug(heading) == slug


def test_repeats_are_numbered_and_given_ids_go_first() -> None:
    assert _ids("# a\n# a\n# b {#a-2}\n# a\n") == ["a", "a-3", "a-2", "a-4"]


def test_an_id_given_twice_is_kept_by_the_first_and_told() -> None:
    text = "# a {#x}\n\n# b {#x}\n\n# c {#x}\n\n# d {#x-2}\n"
    assert _ids(text) == ["x", "x-3", "x-4", "x-2"]
    assert parser.doubled_ids(text) == (("x", 3), ("x", 5))


def test_headings_in_lists_and_quotes_have_only_the_ids_they_are_given() -> None:
    assert _ids("> # a\n\n- # b {#b}\n") == [None, "b"]


def test_line_ends_and_byte_order_mark_change_nothing() -> None:
    text = "# a\n\nб\n\n- c\n"
    tokens = [(token.type, token.map) for token in parser.parse(text)]
    for other in ("\ufeff" + text, text.replace("\n", "\r\n"), text.replace("\n", "\r")):
        assert [(token.type, token.map) for token in parser.parse(other)] == tokens


def test_controls_and_nul_are_no_text() -> None:
    (_, inline, _) = parser.parse("a\0b\x07c\x0bd\ud800")
    assert inline.content == "a\ufffdbc d\ufffd"


@given(markdown)
def test_every_section_heading_has_an_id_of_its_own(text: str) -> None:
    ids = [
        token.attrGet("id")
        for token in parser.parse(text)
        if token.type == "heading_open" and not token.level
    ]
    assert all(ids)
    assert len(set(ids)) == len(ids)


@given(markdown)
def test_tokens_are_balanced(text: str) -> None:
    for tokens in (parser.parse(text), *(token.children or () for token in parser.parse(text))):
        depth = 0
        for token in tokens:
            depth += token.nesting
            assert depth >= 0
        assert depth == 0


@pytest.mark.parametrize(
    "text",
    [
        ">" * 10_000 + "x",
        "- " * 10_000 + "x",
        "[" * 10_000,
        "![" * 10_000,
        "^[" * 10_000,
        "*a **b " * 10_000,
        "сөз " * 250_000,
        "<div>" * 50_000,
        "<b>" * 50_000,
        "a <script>" * 20_000,
        "# a {#x}\n" * 10_000,
        "# " + "{#a " * 50_000,
    ],
    ids=lambda text: f"{text[:6].strip()}…{len(text)}",
)
def test_no_text_takes_long(text: str) -> None:
    with processor_time(20):
        parser.parse(text)


@pytest.mark.parametrize(
    "piece", chosen(["[", "![", "^[", "[^", "[[a] ", "![](", "<![CDATA["], "![", "[[a] ")
)
def test_the_work_for_opening_brackets_is_bounded_for_each_character(piece: str) -> None:
    """The third part costs what the second did, and a character at most seven thousand instructions.

    A character of a word costs a hundred. The ``]`` of an opening bracket is sought through twenty levels.
    """
    few, more, most = (
        steps(partial(parser.parse.__wrapped__, ("x " + piece * length)[:length]))
        for length in (500, 1_000, 1_500)
    )
    assert abs((most - more) - (more - few)) < 0.05 * most, (few, more, most)
    assert most < 7_000 * 1_500
