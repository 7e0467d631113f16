"""Conventions for all modules: unique class names, bounded length, and no file that the tools skip."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[1]
PRODUCT = ("sayasat", "sayasat_contact")
LONGEST = 300
"""Lines of a module, unless its first lines give a reason."""

REASON = "Longer than 300 lines because "
REASON_WITHIN = 20
"""The reason is in one of so many first lines."""

MEDIAN = 120
"""The largest median of the line counts of all modules."""

_LIST_COLLECTED = """
import pytest

class Empty(pytest.Module):
    def collect(self):
        return []

class Lister:
    def pytest_pycollect_makemodule(self, module_path, parent):
        print(f"module: {module_path}")
        return Empty.from_parent(parent, path=module_path)

pytest.main(["--collect-only", "-p", "no:cacheprovider"], plugins=[Lister()])
"""


def tracked(*folders: str) -> set[Path]:
    """The Python files that Git tracks below folders of the repository, without those deleted on disk."""
    patterns = [f"{folder}/*.py" for folder in folders] or ["*.py"]
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    files = {ROOT / name for name in listed.stdout.split("\0") if name}
    assert files
    return {file for file in files if file.is_file()}


def run(*arguments: str) -> list[str]:
    """The lines that a Python process prints."""
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def public_classes(source: str) -> list[str]:
    """The names of the public classes at the top level of a module."""
    body = ast.parse(source).body
    return [node.name for node in body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]


def is_too_long(source: str) -> bool:
    """Whether a module has more than `LONGEST` lines and gives no reason."""
    lines = source.splitlines()
    reasons = (line.lstrip('"# ').startswith(REASON) for line in lines[:REASON_WITHIN])
    return len(lines) > LONGEST and not any(reasons)


def test_a_public_class_name_stands_in_one_module() -> None:
    names = Counter(name for file in tracked(*PRODUCT) for name in public_classes(file.read_text("utf-8")))
    assert [name for name, count in names.items() if count > 1] == []


def test_public_classes_are_found() -> None:
    assert public_classes("class A: ...\nclass _B: ...\nif True:\n    x = 1\nclass C(A): ...\n") == ["A", "C"]


def test_a_long_module_gives_a_reason() -> None:
    assert (
        sorted(
            str(file.relative_to(ROOT)) for file in tracked(*PRODUCT) if is_too_long(file.read_text("utf-8"))
        )
        == []
    )


@pytest.mark.parametrize(
    ("source", "too_long"),
    [
        ("x = 1\n" * 300, False),
        ("x = 1\n" * 301, True),
        (f"# {REASON}it is one table.\n" + "x = 1\n" * 301, False),
        (f'"""About.\n\n{REASON}it is one table.\n"""\n' + "x = 1\n" * 301, False),
        ("x = 1\n" * 301 + f"# {REASON}it is one table.\n", True),
    ],
    ids=["300 lines", "301 lines", "reason in a comment", "reason in the docstring", "reason too late"],
)
def test_a_long_module_without_a_reason_is_found(source: str, too_long: bool) -> None:
    assert is_too_long(source) is too_long


def test_modules_are_small() -> None:
    lengths = [len(file.read_text("utf-8").splitlines()) for file in tracked(*PRODUCT)]
    assert median(lengths) <= MEDIAN


def test_ruff_checks_every_file() -> None:
    """Ruff skips folders of some names, such as ``build``."""
    assert tracked() <= {Path(line) for line in run("-m", "ruff", "check", "--show-files")}


def test_pytest_collects_every_test_module() -> None:
    """Pytest skips folders of some names, such as ``build``. The plugin keeps pytest from importing them."""
    tests = {file for file in tracked("tests") if file.name.startswith("test_")}
    lines = run("-c", _LIST_COLLECTED)
    assert tests == {Path(line.removeprefix("module: ")) for line in lines if line.startswith("module: ")}
