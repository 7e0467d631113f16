"""Pages in a script that is written from right to left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.mini_site import ROOT

SHEETS = sorted((ROOT / "sayasat/theme/assets/stylesheets/sayasat").glob("*.css"))
_SIDE = re.compile(
    r"(?:margin|padding|border)-(?:left|right)\b"
    r"|(?<![\w-])(?:left|right) *:"
    r"|(?:margin|padding|inset|border-width) *:(?: +[^ ;]+){4};"
    r"|(?:float|text-align) *: *(?:left|right)"
)
_ALIGNED = re.compile(r"\.align-(?:left|right) \{[^}]*\}")
"""A column of a table whose text asks for a side: Markdown has no word for “start”."""


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda file: file.stem)
def test_styles_name_sides_by_the_direction_of_the_text(sheet: Path) -> None:
    assert _SIDE.findall(_ALIGNED.sub("", sheet.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "style",
    [
        "a { margin-left: 1rem; }",
        "a {\n  left: 0;\n}",
        "a { padding: 0 0 1rem 1rem; }",
        "a { border-right-style: dashed; }",
        "a { float: right; }",
    ],
)
def test_a_style_of_one_side_is_found(style: str) -> None:
    assert _SIDE.search(style)
