"""Texts to be read in pieces: those of the project, and any that Hypothesis can think of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from hypothesis import strategies as st
from msgspec.structs import replace

from sayasat.markdown.links import Link, Resolve, as_written, is_resolved
from sayasat.markdown.sections import Section
from tests.support.golden_files import read_yaml
from tests.support.markdown_texts import markdown

_ROOT = Path(__file__).parents[2]

_BLOCKS = [
    *("## A\n", "## A {#a}", "## A 2", "# Б\n\ntext", "Б\n===", "> # Б {#б}", "- ## A {#x}", "## Intro"),
    *("para **b**\n", "сап\nдагы сап", "text [a](b.md) <b>x", "a  \nb", "*a", "b*", "`", "\\"),
    *("- x\n- y", "- x\n\n- y", "1. z", "2. z\n\n   z", "7) z", "-", "- ", "*", "  - x", "1986. year"),
    *("> q\n", "> q\nlazy", "> - q\n>\n> - r", ">", "    code", "\tcode", "   three", "***", "---", "- - -"),
    *("| a |\n|-|\n| b |", "|-|", "a | b\n-|-", "term", "term\n: def", ": def", "  ~ def", ":", ": "),
    *("<div>", "</div>", "<div>\ntext", "<p>a", "</p>", "<b>", "</b>", "<table>", "<td>", "<ul>", "<li>a"),
    *("<pre>", "</pre>", "<!-- a", "-->", "<?", "<script>", "</script>", "<details>", "<summary>s", "<br>"),
    *("[q]: z", "[q]: <c d.md>", "[q]", "![i](x.png)", "[t][q]", "[^1]", "[^1]: note", "a^[in]", "]:", "[Q]"),
    *("```", "```\ncode\n```", "~~~", "- ```", "> ```", "```js", "``"),
    *('[l](b.md "t")', "[b](b.md) [c](c%20d.md#e) [b](./b.md)", "[x](x.md) ![x](b.md)", "[h](https://a.kg/)"),
    *(
        "[f](#a)",
        "[e]()",
        "[u](<сөз y.md>)",
        "[m](mailto:a@b.kg)",
        "[q](b.md?a=1&b=2)",
        '<a href="b.md">b</a>',
    ),
    *(
        '[n](b.md)[n](x/../b.md "&lt;")',
        '<img src="b.md">',
        "[p](b.md 'x')\n[q]",
        "[](b.md)",
        "[![i](b)](b.md)",
    ),
    *("\u00a0", "\ufeff## A", "\x0c", "\u2028", "&nbsp;", "\0", "\x01", "\r", "Text.", "1", "а) б"),
]
_GAPS = st.sampled_from(
    ["\n\n", "\n\n", "\n\n", "\n\n\n", "\n \n", "\n\t\n", "\r\n\r\n", "\n", "\n\n  ", "\r\r"]
)
_BLOCK = st.one_of(st.sampled_from(_BLOCKS), st.sampled_from(_BLOCKS), markdown)

parted = st.lists(st.tuples(_BLOCK, _GAPS), max_size=10).map(
    lambda blocks: "".join(part for block in blocks for part in block)
)
"""Blocks that stand apart, and reach into one another."""


def _texts(value: object) -> Iterator[str]:
    """All that is written in a golden case: what it expects, too, is a text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from chain.from_iterable(map(_texts, value.values()))
    elif isinstance(value, list):
        yield from chain.from_iterable(map(_texts, value))


def _of(file: Path) -> tuple[str, ...]:
    if file.suffix == ".md":
        return (file.read_text(encoding="utf-8").split("\n---\n", 1)[-1],)
    return tuple(dict.fromkeys(_texts(read_yaml(file))))


_FILES = chain(
    (_ROOT / "tests" / "golden").rglob("*.yml"),
    *((_ROOT / folder).rglob("*.md") for folder in ("docs", "guide", "decisions", "tests")),
)
TEXTS = {file.relative_to(_ROOT).as_posix(): _of(file) for file in sorted(_FILES)}
"""All texts of the project, by file."""


def _elsewhere(href: str) -> Link:
    return Link("../../y%20z/2020-01-01/#a") if is_resolved(href) else Link(href)


def _special(href: str) -> Link:
    """To addresses that must be escaped, or that the sanitiser alters or takes away."""
    targets = ("a?b=1&c=<d>", 'x"y', "сөз/", "javascript:alert(1)", "", "//a.kg/", "a b", "\\a", "a:b")
    return Link(targets[sum(href.encode()) % len(targets)]) if is_resolved(href) else Link(href)


def _nowhere(href: str) -> Link:
    return Link(None, "no longer <published>") if is_resolved(href) else Link(href)


def _mixed(href: str) -> Link:
    ways = (as_written, _elsewhere, _special, _nowhere)
    return ways[len(href) % len(ways)](href)


WAYS: dict[str, Resolve] = {
    "as written": as_written,
    "elsewhere": _elsewhere,
    "special": _special,
    "nowhere": _nowhere,
    "mixed": _mixed,
}
"""Where links may lead."""


def without_lines(sections: tuple[Section, ...]) -> list[Section]:
    """Sections whose lines, and those of whose blocks, say nothing."""
    return [
        replace(each, line=0, blocks=tuple(replace(block, line=0) for block in each.blocks))
        for each in sections
    ]
