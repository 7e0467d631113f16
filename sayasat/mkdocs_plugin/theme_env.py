"""The environment that MkDocs renders its theme with, made quicker: nothing that it renders is another."""

from __future__ import annotations

import os
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemLoader
from mkdocs.theme import Theme

THEME = Path(__file__).parents[1] / "theme"
"""Templates, styles and scripts of Sayasat: they come before those of Material, and after the publisher's."""

SEARCH_WORKER = "assets/javascripts/workers/search.*.min.js"


def add_theme(theme: Theme) -> None:
    """Put `THEME` into the folders that MkDocs looks for a theme's files in, after the publisher's own."""
    if str(THEME) not in theme.dirs:
        theme.dirs.insert(1 if theme.custom_dir else 0, str(THEME))


def asset(environment: Environment, pattern: str) -> str:
    """The theme's file that matches a pattern: Material has a digest in the names of some.

    Raises LookupError unless exactly one does.
    """
    found = [name for name in environment.list_templates() if fnmatch(name, pattern)]
    if len(found) != 1:
        raise LookupError(f"the theme has {len(found)} files called {pattern}")
    return found[0]


class ThemeLoader(FileSystemLoader):
    """Lists no files in hidden folders.

    MkDocs looks there for what it is to copy, and takes nothing hidden. Of Material's 14,500 files 14,000
    are icons in such a folder; those are found by name as before.
    """

    def list_templates(self) -> list[str]:
        """The names of the others, as Jinja lists them."""
        found = set[str]()
        for folder in self.searchpath:
            for place, folders, names in os.walk(folder, followlinks=self.followlinks):
                folders[:] = [each for each in folders if not each.startswith(".")]
                within = os.path.relpath(place, folder).replace(os.path.sep, "/")
                found.update(name if within == "." else f"{within}/{name}" for name in names)
        return sorted(found)


def cached_env(make: Callable[[], Environment], bytecode: BytecodeCache) -> Callable[[], Environment]:
    """Make environments as ``make`` does, but with that loader, and with compiled templates kept."""

    def made() -> Environment:
        environment = make()
        if isinstance(environment.loader, FileSystemLoader):
            environment.loader = ThemeLoader(environment.loader.searchpath)
        environment.bytecode_cache = bytecode
        return environment

    return made
