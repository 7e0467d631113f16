"""The handler stands alone: imports only go down, and what is deployed needs nothing of the site."""

from __future__ import annotations

import ast
import sys
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.contact.image import required

ROOT = Path(__file__).parents[2]
LAYERS = (
    {"errors", "log"},
    {
        "settings",
        "setting_values",
        "contract",
        "wording",
        "arrival",
        "contract_parts",
        "characters",
        "mailbox",
        "reference",
        "sealing",
        "stamp",
        "limits",
        "database",
        "writer",
    },
    {
        "form",
        "form_page",
        "sqlite",
        "postgresql",
        "schema",
        "acceptance",
        "store",
        "letter",
        "outbox",
        "erasures",
        "alarm",
        "security_headers",
    },
    {
        "openapi",
        "posted",
        "exchange",
        "register",
        "contracts",
        "mailer",
        "delivery",
        "digest",
        "status",
    },
    {"application", "printed"},
    {"command", "commands"},
    {"wsgi", "function_url", "lambda_entry", "__init__", "__main__"},
)
"""From the bottom up. A module imports only from its own layer or below."""


def imports(file: Path) -> set[str]:
    """Modules that a file imports, by full name; stubs of the type checker's left out."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "sayasat_contact":
            found |= {f"sayasat_contact.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module))
    return {name for name in found if not name.startswith("_typeshed")}


HANDLER = {file.stem: imports(file) for file in (ROOT / "sayasat_contact").glob("*.py")}
OURS = {
    name: {each.split(".")[1] for each in found if each.startswith("sayasat_contact.")}
    for name, found in HANDLER.items()
}
LAYER = {name: number for number, names in enumerate(LAYERS) for name in names}


def importing(*packages: str) -> set[str]:
    return {
        name
        for name, found in HANDLER.items()
        if any(f"{each}.".startswith(f"{package}.") for each in found for package in packages)
    }


def test_every_module_has_its_layer() -> None:
    assert set(HANDLER) == set(LAYER)


def test_imports_only_go_down() -> None:
    up = {
        f"{name} → {other}" for name, others in OURS.items() for other in others if LAYER[other] > LAYER[name]
    }
    assert not up


def test_no_modules_import_one_another() -> None:
    TopologicalSorter(OURS).prepare()  # raises CycleError


def test_nothing_of_the_site_is_imported() -> None:
    assert importing("sayasat", "mkdocs", "material", "babel", "git", "markdown_it", "yaml") == set()


def test_every_package_that_is_imported_is_deployed() -> None:
    outside = {each.split(".")[0] for found in HANDLER.values() for each in found} - {"sayasat_contact"}
    owners = packages_distributions()
    needed = {owners[name][0].lower() for name in outside - sys.stdlib_module_names}
    assert needed <= set(required())


def test_the_network_has_one_door() -> None:
    """The handler opens no connection but the database's: mail is the worker's."""
    assert importing("smtplib", "http.client", "urllib.request", "ftplib") == {"mailer"}
    assert importing("socket") <= {"mailer", "commands"}


def test_the_form_page_needs_only_the_contract() -> None:
    """The site's build imports it, without the rest."""
    assert OURS["form_page"] <= {"contract_parts", "wording"}
    assert {each.split(".")[0] for each in HANDLER["form_page"]} - sys.stdlib_module_names <= {
        "sayasat_contact",
        "jinja2",
        "markupsafe",
    }


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    assert not set(HANDLER) & {"utils", "util", "helpers", "manager", "models", "common", "misc", "core"}
