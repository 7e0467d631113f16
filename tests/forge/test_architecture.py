"""The forge's programs import only `repository.commands`; the one with a token needs only Python."""

from __future__ import annotations

import ast
import sys

import pytest

from tests.support.mini_site import ROOT

FILES = sorted((ROOT / "sayasat/forge").glob("*.py"))


def imported(name: str) -> set[str]:
    """The top-level packages that a file imports."""
    nodes = ast.walk(ast.parse((ROOT / f"sayasat/forge/{name}.py").read_text(encoding="utf-8")))
    return {
        module.removeprefix("sayasat.").partition(".")[0]
        for node in nodes
        for module in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [str(node.module)]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_nothing_but_the_preview_needs_a_package(name: str) -> None:
    foreign = imported(name) - sys.stdlib_module_names - {"forge"}
    assert foreign == ({"check", "msgspec", "playwright", "repository"} if name == "preview" else set())
