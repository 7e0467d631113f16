"""The texts flow one way: imports only go down, Git has one door, MkDocs is at the edge."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = (
    {"errors", "cache", "predecessor", "gitsettings", "exchange", "release_lock", "characters"},
    {"workshop", "units", "bytecode", "theme", "conflicts", "terminal"},
    {"nodes", "years", "passages", "imprint"},
    {"layout", "settings", "inventory", "frontmatter", "dialect", "rawhtml", "wording"},
    {"addresses", "sections", "report", "headers", "release", "active_files"},
    {"render", "counting", "wordmarks", "matching", "gitcommands", "source"},
    {"repository", "other_html"},
    {"proposal"},
    {"history", "redline", "composition"},
    {"pieces"},
    {"shelf"},
    {"versions", "wordfile", "redline_json", "redline_text"},
    {"redline_markdown"},
    {"ledger", "translations", "changelog", "document"},
    {"archive", "notices"},
    {"links", "frame", "lives"},
    {"redline_html"},
    {"collation"},
    {"library"},
    {"holdings"},
    {"citations", "surroundings", "api", "feeds", "sitemap", "blocks_json"},
    {"section_notes", "consent"},
    {"banner"},
    {
        "text_pages",
        "history_pages",
        "compare_page",
        "redline_pages",
        "parallel_page",
        "other_pages",
        "cookies_page",
        "correspondence",
    },
    {"publish"},
    {"reading"},
    {"publication", "configuration", "search", "sides"},
    {"pouring"},
    {"edit.__init__", "edit.head", "edit.folder", "edit.asking"},
    {"edit.desk"},
    {"edit.judge"},
    {"edit.plan"},
    {"edit.new_version", "edit.postpone", "edit.repeal", "edit.correct", "edit.new_policy", "edit.answer"},
    {"edit.command"},
    {"check.__init__", "check.standards", "check.finding"},
    {"check.texts", "check.record"},
    {"check.passages", "check.numerals", "check.scripts", "check.kyrgyz"},
    {"check.figures", "check.counterparts", "check.anchors"},
    {"check.structure", "check.agreement", "check.letters", "check.doubled"},
    {"check.typography", "check.sentences", "check.pages"},
    {"check.rules"},
    {"check.examination"},
    {"check.report"},
    {"review"},
    {"adopt.__init__", "adopt.order", "adopt.place"},
    {"adopt.site", "adopt.summary", "adopt.beginning"},
    {"adopt.command"},
    {"proposals", "build_command"},
    {"command"},
    {"__init__", "__main__"},
)
"""From the bottom up. A module imports only from its own layer or below."""

EDGE = {"configuration", "adopt.site", "build_command"}
"""Where the command line reads mkdocs.yml, and builds sites: the places in the library that know MkDocs."""


def tree(file: Path) -> ast.Module:
    """A file's syntax."""
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(file: Path) -> set[str]:
    """Modules that a file imports, by full name."""
    nodes = list(ast.walk(tree(file)))
    found = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return found | {
        f"{node.module}.{alias.name}" if node.module == "sayasat" else str(node.module)
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


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


def module(file: Path) -> str:
    """Its name below the package, ``check.finding``."""
    return ".".join(file.relative_to(ROOT / "sayasat").with_suffix("").parts)


LIBRARY = {module(file): imports(file) for file in (ROOT / "sayasat").rglob("*.py")}
OURS = {
    name: {each.removeprefix("sayasat.") for each in found if each.startswith("sayasat.")}
    for name, found in LIBRARY.items()
}
LAYER = {name: number for number, names in enumerate(LAYERS) for name in names}


@pytest.mark.parametrize("folder", ["sayasat", "contact", "forge", "hooks", "tests", "bench"])
def test_no_member_of_an_enum_is_an_empty_tuple(folder: str) -> None:
    files = list((ROOT / folder).rglob("*.py"))
    assert files
    assert not {str(file): found for file in files if (found := empty_enum_members(tree(file)))}


def test_an_empty_tuple_in_an_enum_is_found() -> None:
    source = "class Part(enum.Enum):\n    ALL = ('a',)\n    NONE = ()\n    NOTHING: tuple = tuple()\n"
    assert empty_enum_members(ast.parse(source)) == ["Part.NONE = ()", "Part.NOTHING: tuple = tuple()"]


def test_every_module_has_its_layer() -> None:
    assert set(LIBRARY) == set(LAYER)


def test_imports_only_go_down() -> None:
    up = {
        f"{name} → {other}" for name, others in OURS.items() for other in others if LAYER[other] > LAYER[name]
    }
    assert not up


def test_no_modules_import_one_another() -> None:
    TopologicalSorter(OURS).prepare()  # raises CycleError


def outside(*packages: str) -> set[str]:
    return {name for name, found in LIBRARY.items() if any(each.split(".")[0] in packages for each in found)}


def test_git_has_one_door() -> None:
    assert outside("git", "gitdb", "subprocess") == {"gitcommands"}


def test_two_modules_run_git() -> None:
    asking = {name for name, found in OURS.items() if "gitcommands" in found}
    assert asking == {"repository", "proposal"}


def test_the_library_does_not_know_mkdocs() -> None:
    assert outside("mkdocs", "mkdocs_static_i18n", "material") == EDGE


def test_the_library_has_no_network() -> None:
    assert outside("socket", "http", "requests", "urllib3", "smtplib") == set()


def test_the_library_has_no_clock_of_its_own() -> None:
    clocks = {
        name
        for name in LIBRARY
        for node in ast.walk(
            ast.parse((ROOT / "sayasat" / f"{name.replace('.', '/')}.py").read_text("utf-8"))
        )
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow", "time_ns"}
        if not (isinstance(node.value, ast.Name) and node.value.id in {"self", "holdings", "publication"})
    }
    assert clocks == {"__main__"}


@pytest.mark.parametrize("hook", sorted((ROOT / "hooks").glob("*.py")), ids=lambda file: file.stem)
def test_a_hook_shadows_no_module(hook: Path) -> None:
    """hooks/ is first on the path while a hook is loaded: hooks/git.py would replace GitPython."""
    assert find_spec(hook.stem) is None


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    junk = {"utils", "util", "helpers", "manager", "models", "common", "misc", "core"}
    assert not {file.stem for file in ROOT.glob("[a-z]*/**/*.py") if ".venv" not in file.parts} & junk
