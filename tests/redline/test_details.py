"""What changed beside the words: before and after."""

from __future__ import annotations

import pytest

from sayasat.redline.compare import compare


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[a](x.md) b", "[a](y.md) b", [("link", "a", "x.md", "y.md")]),
        ("[a](x.md) b", "[a][r] b\n\n[r]: x.md", []),
        ("a b", "[a](x.md) b", [("link", "a", "", "x.md")]),
        ("[a](x.md) b", "a b", [("link", "a", "x.md", "")]),
        ("![t](x.png)", "![t](y.png)", [("image", "t", "x.png", "y.png")]),
        ("a", "a\n\n![](y.png)", [("image", "", "", "y.png")]),
        ("~~a b~~ c", "a b c", [("struck", "a b", "a b", "")]),
        ("[a](x) **c** [a](y)", "[a](y) **c** [a](x)", [("link", "a", "x", "y"), ("link", "a", "y", "x")]),
        ("[a b](x) c d", "a b [c d](x)", [("link", "a b", "x", ""), ("link", "c d", "", "x")]),
        ("![a](x.png)", "![b c](x.png)", []),
        ("![](x.png)", "![](y.png) ![](x.png)", [("image", "", "", "y.png")]),
        (
            "[a](https://b.example/cdn-cgi/l/email-protection#a1)",
            "[a](https://b.example/cdn-cgi/l/email-protection#b2)",
            [],
        ),
        ("a b c", "a **b** c", [("bold", "b", "", "b")]),
        ("a __b__ c", "a **b** c", []),
        ("a<sup>bis</sup>", "abis", [("raised", "bis", "bis", "")]),
        ("a. b.", "> a. b.", [("block", "", "paragraph", "quote")]),
        ("one two. three four.", "one two.\n\nthree four.", [("blocks", "", "1", "2")]),
        ("бир обязан эки", "бир oбязaн эки", [("letters", "", "обязан", "oбязaн")]),
        ("бир эки", "бир үч", []),
    ],
)
def test_is_told(old: str, new: str, expected: list[tuple[str, ...]]) -> None:
    passages = [passage for section in compare(old, new).sections for passage in section.all_passages]
    found = [(each.kind, each.text, each.old, each.new) for passage in passages for each in passage.details]
    assert found == expected
