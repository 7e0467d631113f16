"""How a text is split into chunks, and that the chunks together give the result of the whole text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it.token import Token

from sayasat.markdown import parser
from sayasat.markdown.chunks import (
    Labels,
    are_independent,
    intro_id,
    reaches_out,
    read_chunk,
    resolved_html,
    split_chunks,
)
from sayasat.markdown.html import HEADING_END, render
from sayasat.markdown.links import Link, as_written
from sayasat.markdown.section_reader import sections
from tests.support.markdown_texts import markdown
from tests.support.parted_texts import TEXTS, WAYS, parted

LABELS = Labels(permalink="Link", table="Table")


# ---------------------------------------------------------------- seams


@pytest.mark.parametrize(
    ("body", "pieces"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\nb\n", ["a\nb\n"]),
        ("a\n\nb\n", ["a\n", "b\n"]),
        ("a\n \t\n\n\nb", ["a\n", "b"]),
        ("a\r\n\r\nb\r\n", ["a\n", "b\n"]),
        ("\n\na\n", ["\n", "a\n"]),
        ("a\n\n", ["a\n", ""]),
        ("# A\n\n## B\n\nc\n", ["# A\n", "## B\n", "c\n"]),
        ("> a\n\n> b\n", ["> a\n", "> b\n"]),
        ("| a |\n|---|\n\nb\n", ["| a |\n|---|\n", "b\n"]),
        ("- a\n- b\n\nc\n", ["- a\n- b\n", "c\n"]),
    ],
)
def test_a_text_is_parted_at_its_blank_lines(body: str, pieces: list[str]) -> None:
    assert list(split_chunks(body)) == pieces


@pytest.mark.parametrize(
    "body",
    [
        "- a\n\n- b\n",
        "1. a\n\n2. b\n",
        "1) a\n\n\n2) b\n",
        "+ a\n\n+\n",
        "* a\n\n*",
        "- a\n\n  b\n",
        "- a\n\n\tb\n",
        "    code\n\n    code\n",
        "a\n\n   b\n",
        "- a\n\n      code\n\n  b\n",
        "123456789. a\n\n123456790. b\n",
    ],
)
def test_what_may_go_on_over_a_blank_line_is_one_piece(body: str) -> None:
    assert split_chunks(body) == (body,)


@pytest.mark.parametrize(
    "body",
    [
        "```\na\n\nb\n```\n",
        "~~~\na\n\nb\n~~~\n",
        "   ```\na\n\nb\n   ```\n",
        "> ```\n> a\n\nb\n",
        "1. ```\n   a\n\n   b\n",
        "a[^1]\n\n[^1]: b\n",
        "a^[b]\n\nc^[d]\n",
        "[a]\n\n[a]: b.md\n",
        "> [a]: b.md\n\n[a]\n",
        "a\n\n: b\n",
        "a\n\n  ~ b\n",
        "<!-- a\n\nb -->\n",
        "<pre>a\n\nb</pre>\n",
        "<SCRIPT>a\n\nb</SCRIPT>\n",
        "<style>a\n\nb</style>\n",
        "<textarea>a\n\nb</textarea>\n",
        "<?a\n\nb?>\n",
        "<!A\n\nb>\n",
        "<![CDATA[a\n\nb]]>\n",
        "a\n\n\ufeffb\n",
    ],
)
def test_what_reaches_over_a_blank_line_is_told(body: str) -> None:
    """A code fence, a footnote, a definition, a comment, raw HTML that may hold blank lines."""
    assert any(map(reaches_out, split_chunks(body)))


@pytest.mark.parametrize("name", ["docs/ky/policies/privacy.md", "docs/ru/policies/privacy.md"])
def test_a_published_policy_is_parted(name: str) -> None:
    (body,) = TEXTS[name]
    assert len(split_chunks(body)) > 10
    assert not any(map(reaches_out, split_chunks(body)))


@given(parted)
def test_the_pieces_hold_all_of_a_text_but_blank_lines(body: str) -> None:
    lines = [line for piece in split_chunks(body) for line in piece.split("\n") if line.strip(" \t")]
    assert lines == [line for line in parser.normalise(body).split("\n") if line.strip(" \t")]


@given(parted)
def test_pieces_are_parted_no_further(body: str) -> None:
    """Nor does it matter how the lines of the text end."""
    for piece in split_chunks(body)[1:-1]:
        assert split_chunks(piece) == (piece,) or reaches_out(piece)
    assert split_chunks(parser.normalise(body).replace("\n", "\r\n")) == split_chunks(body)


@pytest.mark.parametrize("line", ["\n", " \n", "\t \n"])
def test_a_text_of_very_many_blank_lines_is_parted_at_once(line: str) -> None:
    """Quadratic work would take hours for these texts."""
    assert len(split_chunks(f"a\n{line * 200_000}- b\n")) == 1
    assert len(split_chunks(f"a\n{line * 200_000}b\n")) == 2


# ---------------------------------------------------------------- what a piece knows


@given(markdown)
def test_a_piece_knows_what_its_text_says(text: str) -> None:
    piece = read_chunk(text, LABELS)
    rendered = render(text, as_written, permalink=LABELS.permalink, table_label=LABELS.table)
    assert (piece.html, piece.headings) == (HEADING_END.join(rendered.parts), rendered.headings)
    assert piece.section_parts == sections(text)
    assert piece.doubled == parser.doubled_ids(text)
    assert {heading.id for heading in piece.headings} <= set(piece.ids)


@given(parted)
def test_links_are_put_into_a_piece_as_if_it_was_rendered_with_them(text: str) -> None:
    """A chunk without links is returned unchanged."""
    piece = read_chunk(text, LABELS)
    for resolve in WAYS.values() if piece.hrefs else ():
        parts = render(text, resolve, permalink=LABELS.permalink, table_label=LABELS.table).parts
        html = resolved_html(text, piece, LABELS, [resolve(href) for href in piece.hrefs])
        assert html == HEADING_END.join(parts)


_ADDRESS = st.one_of(
    st.text(st.sampled_from("ab./~%#?=@+,()*-&;<>\"'\\: \u00a0ө0"), max_size=8),
    st.sampled_from(["../a/", "//a/", "/a", "a%20b", "mailto:a@b.kg", "https://a.kg/", "#a", "?a", "."]),
)


@given(_ADDRESS, st.sampled_from(["[t](b.md)", "![t](b.md)", "[![i](c)](b.md) *d*", '[t](b.md "e")']))
@example("//a.kg/", "![t](b.md)")
def test_any_address_is_put_into_a_piece_as_if_it_was_rendered_with_it(address: str, text: str) -> None:
    piece = read_chunk(text, LABELS)
    answers = [Link(address) for _ in piece.hrefs]
    html = render(text, lambda _: Link(address), permalink=LABELS.permalink, table_label=LABELS.table).html
    assert resolved_html(text, piece, LABELS, answers) == html


def test_pieces_are_sound_where_no_id_stands_in_two() -> None:
    a, b, twice, within = (
        read_chunk(text, LABELS) for text in ("# A\n", "# B\n", "# A\n# A\n", "> # C {#a}\n")
    )
    assert are_independent([])
    assert are_independent([a, b])
    assert are_independent([twice])
    assert are_independent([b, twice])
    assert not are_independent([a, b, a])
    assert not are_independent([a, within])
    assert not are_independent([twice, b, b])


def test_what_goes_before_the_first_heading_has_an_id_that_no_heading_has() -> None:
    assert intro_id([read_chunk("# A\n", LABELS)]) == "intro"
    taken = [read_chunk("# Intro\n", LABELS), read_chunk("> # B {#intro-2}\n", LABELS)]
    assert intro_id(taken) not in {"intro", "intro-2"}


# ---------------------------------------------------------------- the short cut for lines without markup


def by_the_parser(text: str) -> tuple[Token, ...]:
    """The tokens of a text that the parser reads, whatever is in it: of a heading before it, which is cut."""
    tokens = parser.parse(f"{text}\n\n# Heading\n")
    return tokens[: [token.type for token in tokens].index("heading_open")]


_LINE = st.text(
    st.sampled_from("aбң A1.,;:()!?«»-–=+#%/@$'\"“ \u00a0\u2028\u200b\u00ad0²é\u0301\U0001f600"), max_size=12
)


@given(st.one_of(st.lists(_LINE, max_size=4).map("\n".join), markdown))
@example("a\nb\n")
@example("а) б\nв. г")
@example("A: b\n=c")
@example("http://a.kg/ www.a.kg a@b.kg")
@example("a  \nb")
@example("a\n    b")
def test_lines_without_markup_are_what_the_parser_makes_of_them(text: str) -> None:
    plain = parser.normalise(text)
    if parser._PLAIN.fullmatch(plain):
        tokens = [token.as_dict() for token in parser.parse(text)]
        assert tokens == [token.as_dict() for token in by_the_parser(plain)]


def test_most_paragraphs_of_a_policy_have_no_markup() -> None:
    (body,) = TEXTS["docs/ky/policies/privacy.md"]
    prose = [piece for piece in split_chunks(body) if piece[0].isalpha()]
    assert sum(parser._PLAIN.fullmatch(piece) is not None for piece in prose) > len(prose) / 2
