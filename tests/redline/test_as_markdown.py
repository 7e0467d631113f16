"""A redline that a forge shows as it is meant, whatever the texts say."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sayasat.i18n.messages import messages
from sayasat.redline.as_markdown import escaped, redline_markdown
from sayasat.redline.compare import compare

WORDS = messages("en")


def marked(old: str, new: str) -> str:
    return "\n\n".join(redline_markdown(compare(old, new), WORDS))


def test_words_are_marked_within_their_passage() -> None:
    old, new = "# Data {#data}\n\nWe keep it 30 days.", "# Data {#data}\n\nWe keep it 60 days."
    assert marked(old, new) == (
        "**Data** <sub>&#35;data</sub>\n\n> We keep it <del>30</del> <ins>60</ins> days."
    )


def test_without_a_change_there_is_nothing() -> None:
    assert redline_markdown(compare("# A\n\nb", "# A\n\nb"), WORDS) == ()


def test_unchanged_passages_are_counted_and_long_ones_shortened() -> None:
    same = " ".join(f"w{number}" for number in range(100))
    old, new = (
        f"# A {{#a}}\n\nSame.\n\nSame too.\n\n{same} old {same}",
        f"# A {{#a}}\n\nSame.\n\nSame too.\n\n{same} new {same}",
    )
    text = marked(old, new)
    assert "<sub>(2 unchanged passages)</sub>" in text
    assert "> … w89 w90" in text
    assert "<del>old</del> <ins>new</ins> w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 …" in text


def test_a_new_section_is_said_to_be_one() -> None:
    assert "New section: **<ins>B</ins>** <sub>&#35;b</sub>\n\n> <ins>c</ins>" in marked(
        "# A {#a}", "# A {#a}\n\n# B {#b}\n\nc"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "@everyone #1 !2 :tada: $x$",
        "[a](https://example.org) ![b](c.png)",
        "*a* _b_ `c` ~~d~~ | e",
        "1. one",
        "- two",
        "+ three",
        "=====",
        "> quote",
        "&lt;b&gt; \\*",
        "https://example.org www.example.org",
    ],
)
def test_what_a_text_says_is_no_markup(text: str) -> None:
    html = (
        MarkdownIt("commonmark", {"html": True})
        .enable(["table", "strikethrough"])
        .render(f"> {escaped(text)}")
    )
    assert unescape(re.sub(r"<[^>]+>", "", html)).strip() == text
    assert set(re.findall(r"<(\w+)", html)) == {"blockquote", "p"}


@given(st.text(max_size=200))
def test_no_text_becomes_markup(text: str) -> None:
    """Parsed as GitHub would, before its own extensions: those begin with the signs that are escaped."""
    html = (
        MarkdownIt("commonmark", {"html": True})
        .enable(["table", "strikethrough"])
        .render(f"> {escaped(text)}")
    )
    assert set(re.findall(r"<(\w+)", html)) <= {"blockquote", "p"}
    assert not re.search(r"[@#:$]\w", re.sub(r"&#\d+;", "", escaped(text)))


@pytest.mark.parametrize("text", ["@octocat", "#12", "www.example.org", "https://example.org", "HTTP://a.b"])
def test_what_a_forge_would_make_a_link_of_is_kept_apart(text: str) -> None:
    """GitHub looks for these in the words after Markdown is read, entities or not."""
    assert "<!-- -->" in escaped(text)
    assert re.sub(r"<[^>]+>", "", unescape(escaped(text))) == text
