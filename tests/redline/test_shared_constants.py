"""The browser's engine has the constants of ours: Python is their one source.

After a change in Python, UPDATE_GOLDEN=1 writes the numbers into the scripts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "sayasat" / "theme" / "assets" / "javascripts" / "compare"
TWINS = {
    "alignment": "alignment",
    "details": "as_markdown",
    "edges": "edges",
    "likeness": "likeness",
    "moves": "moved_sentences",
    "paragraph_parts": "paragraph_parts",
    "plan": "section_matching",
    "redline": "compare",
    "render": "as_html",
    "risks": "risks",
    "units": "units",
    "word_diff": "word_diff",
    "words": "word_diff",
}
"""The module of `sayasat.redline` whose rules a script has."""

SAME_RULES = {
    "alignment",
    "paragraph_parts",
    "edges",
    "likeness",
    "moved_sentences",
    "section_matching",
    "compare",
    "risks",
}
"""Modules of which no number may be missing in the scripts."""

OWN = {"ROOM", "PAIRS"}
"""What a browser has room for."""

OTHER_NAMES = {"BETWEEN_WORDS": "BLANK"}
_NUMBER = r"-?\d[\d_.]*"
_CONSTANTS = re.compile(
    rf"^(?:export )?const (?:(?P<name>[A-Z_]+) = {_NUMBER}"
    rf"|\[(?P<names>[A-Z_, ]+)\] = \[(?:{_NUMBER}(?:, )?)+\]);",
    re.MULTILINE,
)


def constants(module: str) -> dict[str, float]:
    """The numbers that a module defines."""
    values = vars(import_module(f"sayasat.redline.{module}"))
    return {
        name.lstrip("_"): value
        for name, value in values.items()
        if name.isupper() and type(value) in {int, float}
    }


def shared(script: str) -> Iterator[tuple[re.Match[str], list[str]]]:
    """Each definition of numbers in a script, with their names in Python."""
    for match in _CONSTANTS.finditer(script):
        names = (match["name"] or match["names"]).split(", ")
        if not set(names) & OWN:
            yield match, [OTHER_NAMES.get(name, name) for name in names]


@pytest.mark.parametrize("file", sorted(SCRIPTS.glob("*.js")), ids=lambda file: file.name)
def test_a_script_has_the_numbers_of_its_module(file: Path) -> None:
    script = file.read_text(encoding="utf-8")
    wanted = script
    for match, names in shared(script):
        ours = constants(TWINS[file.stem])
        numbers = ", ".join(f"{ours[name]:_}" for name in names)
        left = match[0].split(" = ")[0]
        wanted = wanted.replace(match[0], f"{left} = {numbers if match['name'] else f'[{numbers}]'};")
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(wanted, encoding="utf-8")
    assert script == wanted


@pytest.mark.parametrize("module", sorted(SAME_RULES))
def test_no_number_of_a_module_is_missing_in_the_scripts(module: str) -> None:
    texts = (file.read_text(encoding="utf-8") for file in SCRIPTS.glob("*.js"))
    known = {name for text in texts for _, names in shared(text) for name in names}
    assert constants(module).keys() - OWN <= known
