"""Two texts with equal readings say the same."""

from __future__ import annotations

import pytest

from sayasat.markdown.section_reader import sections
from sayasat.policy_files.reading import body_reading, image_targets, layout, reading, with_images


def digest(text: str, **files: str) -> str:
    whole = sections(text)
    shown = {f"{name}.png": blob for name, blob in files.items()}
    return with_images(body_reading(whole), image_targets(whole), shown)


def is_same(old: str, new: str) -> bool:
    return digest(old) == digest(new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("статья 5<sup>1</sup>", "статья 51"),
        ("статья 5<sup>1</sup>", "статья 5<sub>1</sub>"),
        ("1<sup>er</sup> mars", "1er mars"),
        ("~~500 som~~", "500 som"),
        ("[a](x.md)", "[a](y.md)"),
        ("[a][r]\n\n[r]: x.md", "[a][r]\n\n[r]: y.md"),
        ("![](x.png)", "![](y.png)"),
        ("![a](x.png)", "![b](x.png)"),
        ("1. a", "2. a"),
        ("a", "a."),
    ],
)
def test_says_something_else(old: str, new: str) -> None:
    assert not is_same(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b", "a\u00a0b"),
        ("a b", "a\u2060 b"),
        ("й", "и\u0306"),
        ("a & b", "a &amp; b"),
        ("[a](x.md)", "[a][r]\n\n[r]: x.md"),
        ("**a** b", "a *b*"),
        ("- a\n\n  b", "- a\n\n    b"),
        ("# A\n\nb", "## A\n\nb"),
        ("5<sup>1</sup>", "5¹"),
        ("a\nb", "a b"),
    ],
)
def test_says_the_same(old: str, new: str) -> None:
    assert is_same(old, new)


def test_an_image_is_what_it_shows_whatever_its_file_is_called() -> None:
    assert digest("![a](x.png)", x="1") == digest("![a](y.png)", y="1")
    assert digest("![a](x.png)", x="1") == digest('<img src="x.png" alt="a">', x="1")
    assert digest("![a](x.png)", x="1") != digest("![a](x.png)", x="2")
    assert digest("![a](x.png) ![a](y.png)", x="1", y="2") != digest("![a](x.png) ![a](y.png)", x="2", y="1")


def test_an_image_that_is_missing_is_its_url() -> None:
    assert digest("![a](x.png)") != digest("![a](x.png)", x="1")
    assert digest("![a](x.png)") != digest("![a](y.png)")
    assert digest("![a](https://a.example/x.png)", x="1") == digest("![a](https://a.example/x.png)", x="2")


def test_the_title_is_part_of_it() -> None:
    whole = sections("a")
    assert reading("A", whole) != reading("B", whole)


@pytest.mark.parametrize(("old", "new"), [("**a**", "a"), ("# A", "## A"), ("- a", "> a"), ("a", "- a")])
def test_another_arrangement_is_another_layout(old: str, new: str) -> None:
    assert layout(sections(old)) != layout(sections(new))
