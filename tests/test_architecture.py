"""The packages are ordered: a package imports only from itself and from those above it in the list."""

from __future__ import annotations

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = (
    "errors",
    "characters",
    "conflicts",
    "extras",
    "yaml_nodes",
    "file_locks",
    "version_days",
    "i18n",
    "templating",
    "markdown",
    "repository",
    "policy_files",
    "settings",
    "versions",
    "proof",
    "redline",
    "word",
    "cache",
    "website",
    "cookies",
    "pages",
    "exports",
    "hosting",
    "builder",
    "publish",
    "check",
    "edit",
    "mkdocs_plugin",
    "adopt",
    "forge",
    "cli",
    "__main__",
)
"""Packages and modules directly below ``sayasat``: each may import from any above it."""

PLACE = {name: place for place, name in enumerate(PACKAGES)}


def tree(file: Path) -> ast.Module:
    """A file's syntax."""
    return ast.parse(file.read_text(encoding="utf-8"))


def modules_of(file: Path) -> set[str]:
    """Modules that a file imports, by full name."""
    found = set()
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name for name in whole if _is_module(name)} or {str(node.module)}
    return found


@cache
def _is_module(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def name_of(file: Path) -> str:
    """A module's name below the package, ``check.finding``."""
    return ".".join(file.relative_to(ROOT / "sayasat").with_suffix("").parts)


@cache
def imports() -> dict[str, set[str]]:
    """The modules that each module of Sayasat imports."""
    return {name_of(file): modules_of(file) for file in sorted((ROOT / "sayasat").rglob("*.py"))}


@cache
def own_imports() -> dict[str, set[str]]:
    """Those of them that are Sayasat's, without ``sayasat.``."""
    return {
        name: {each.removeprefix("sayasat.") for each in found if each.startswith("sayasat.")}
        for name, found in imports().items()
    }


def package_of(name: str) -> str:
    """The first part of a module's name below ``sayasat``."""
    return name.partition(".")[0]


def importing(*packages: str) -> set[str]:
    """The modules that import any of these packages from outside."""
    return {
        name
        for name, found in imports().items()
        if any(f"{each}.".startswith(f"{package}.") for each in found for package in packages)
    }


def test_every_package_has_its_place() -> None:
    assert {package_of(name) for name in imports()} - {"__init__"} == set(PACKAGES)


def test_a_package_imports_only_from_those_above_it() -> None:
    wrong = {
        f"{name} imports {other}"
        for name, others in own_imports().items()
        for other in others
        if PLACE[package_of(other)] > PLACE[package_of(name)]
    }
    assert not wrong


def test_no_modules_import_one_another() -> None:
    TopologicalSorter(own_imports()).prepare()  # raises CycleError


def test_one_module_runs_git() -> None:
    assert importing("git", "gitdb") == {"repository.commands"}
    assert importing("subprocess") - {"forge.preview"} <= {
        "repository.commands",
        "forge.editor",
        "forge.push_log",
        "mkdocs_plugin.serve_contact",
        "proof.openssl",
    }


def test_git_is_asked_by_its_package_and_for_the_preview() -> None:
    asking = {name for name, found in own_imports().items() if "repository.commands" in found}
    assert {package_of(name) for name in asking - {"forge.preview"}} == {"repository"}


def test_one_package_knows_mkdocs() -> None:
    knowing = importing("mkdocs", "mkdocs_static_i18n", "material")
    assert {package_of(name) for name in knowing} == {"mkdocs_plugin"}


def test_the_handler_is_known_to_the_plugin_alone() -> None:
    assert {package_of(name) for name in importing("sayasat_contact")} == {"mkdocs_plugin"}


def test_the_network_is_used_in_three_packages() -> None:
    """The forge's comments are sent; its pictures and the form under ``mkdocs serve`` need a server.

    Timestamps are asked for.
    """
    network = importing("socket", "http", "urllib.request", "requests", "urllib3", "smtplib", "aiosmtpd")
    assert network == {
        "forge.github",
        "forge.preview",
        "forge.served_log",
        "forge.watch",
        "mkdocs_plugin.serve_contact",
        "proof.authority_requests",
    }


def test_the_clock_is_read_at_the_edge() -> None:
    clocks = {
        name
        for name in imports()
        for node in ast.walk(tree(ROOT / "sayasat" / f"{name.replace('.', '/')}.py"))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if node.value.id in {"date", "datetime", "time"}
        if node.attr in {"now", "today", "utcnow", "time", "time_ns"}
    }
    assert clocks == {
        "adopt.arguments",
        "cli.site",
        "forge.watch",
        "mkdocs_plugin.build_state",
        "mkdocs_plugin.publish_command",
    }


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    junk = {"utils", "util", "helpers", "manager", "models", "common", "misc", "core"}
    assert not {file.stem for file in ROOT.glob("[a-z]*/**/*.py") if ".venv" not in file.parts} & junk


def empty_enum_members(parsed: ast.Module) -> list[str]:
    """Members of an Enum whose value is ``()``, by class and name.

    CPython 3.11.2, which is Debian 12's, makes a bare ``object()`` of such a value.
    """
    return [
        f"{each.name}.{ast.unparse(statement)}"
        for each in ast.walk(parsed)
        if isinstance(each, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in each.bases)
        for statement in each.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        and statement.value is not None
        and ast.unparse(statement.value) in {"()", "tuple()"}
    ]


@pytest.mark.parametrize("folder", ["sayasat", "sayasat_contact", "tests", "bench"])
def test_no_member_of_an_enum_is_an_empty_tuple(folder: str) -> None:
    files = list((ROOT / folder).rglob("*.py"))
    assert files
    assert not {str(file): found for file in files if (found := empty_enum_members(tree(file)))}


def test_an_empty_tuple_in_an_enum_is_found() -> None:
    source = "class Part(enum.Enum):\n    ALL = ('a',)\n    NONE = ()\n    NOTHING: tuple = tuple()\n"
    assert empty_enum_members(ast.parse(source)) == ["Part.NONE = ()", "Part.NOTHING: tuple = tuple()"]
