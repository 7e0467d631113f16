"""MkDocs' environment, made quicker, finds and renders what it did."""

from __future__ import annotations

from pathlib import Path

import material
import pytest
from jinja2 import Environment, FileSystemLoader
from mkdocs.theme import Theme

from sayasat.mkdocs_plugin.theme_env import STYLES, ThemeLoader, add_theme, asset, quick_env
from tests.support.mini_site import ROOT

THEME = Path(material.__file__).parent / "templates"
ICON = ".icons/material/file-document-outline.svg"


def test_everything_of_the_theme_is_listed_but_what_is_in_hidden_folders() -> None:
    listed = FileSystemLoader([THEME, THEME / "partials"]).list_templates()
    shown = [name for name in listed if not any(part.startswith(".") for part in name.split("/")[:-1])]
    assert ThemeLoader([THEME, THEME / "partials"]).list_templates() == shown
    assert ICON in listed


def test_an_icon_is_found_by_its_name() -> None:
    made = quick_env(lambda: Environment(loader=FileSystemLoader(THEME)))  # noqa: S701
    assert made().get_template(ICON).render().startswith("<svg")


def test_files_whose_names_contain_a_digest_are_found_by_a_pattern() -> None:
    environment = Environment(loader=FileSystemLoader(THEME))  # noqa: S701
    made = quick_env(lambda: environment)()
    assert all((THEME / asset(made, pattern)).is_file() for pattern in STYLES.values())
    with pytest.raises(LookupError, match="0 files"):
        asset(made, "nothing")


def test_the_publishers_files_come_before_sayasats_and_these_before_materials(tmp_path: Path) -> None:
    (tmp_path / "home.html").write_text("ours")
    theme = Theme(name="material", custom_dir=str(tmp_path))
    add_theme(theme)
    made = theme.get_env()
    assert made.get_template("home.html").render() == "ours"
    assert made.get_template("changes.html").filename == str(ROOT / "sayasat/theme/changes.html")
    assert made.get_template("base.html").filename == str(THEME / "base.html")


def test_sayasats_files_come_first_where_the_publisher_has_none() -> None:
    theme = Theme(name="material")
    add_theme(theme)
    add_theme(theme)
    assert [Path(each).name for each in theme.dirs].count("theme") == 1
    assert theme.get_env().get_template("main.html").filename == str(ROOT / "sayasat/theme/main.html")
