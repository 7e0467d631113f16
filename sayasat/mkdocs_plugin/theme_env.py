"""Finds the theme's files, and speeds up the Jinja environment that MkDocs renders them with."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache, Environment, FileSystemLoader, TemplateNotFound
from jinja2.bccache import Bucket
from mkdocs.theme import Theme

from sayasat.i18n.messages import SCRIPT

THEME = Path(__file__).parents[1] / "theme"
"""Sayasat's templates, styles and scripts. They override Material's, and the publisher's override them."""

SHEET = "assets/stylesheets/sayasat.css"
"""The style sheet that imports one file for each component, from the folder of the same name."""

STYLES = {
    "main_styles": "assets/stylesheets/main.*.min.css",
    "palette_styles": "assets/stylesheets/palette.*.min.css",
}
"""The patterns of the theme's style sheets, by their names in the templates."""


def add_theme(theme: Theme) -> None:
    """Add `THEME` to the folders in which MkDocs looks for files, between the publisher's and Material's."""
    if str(THEME) not in theme.dirs:
        theme.dirs.insert(1 if theme.custom_dir else 0, str(THEME))


def add_styles(sheets: list[str], sheet: str) -> None:
    """Add Sayasat's style sheet to a list of style sheets, before the publisher's own."""
    if sheet not in sheets:
        sheets.insert(0, sheet)


def asset(environment: Environment, pattern: str) -> str:
    """The path of the theme's file that matches a pattern: some of Material's names contain a digest.

    Raises LookupError unless exactly one file matches.
    """
    found = [name for name in environment.list_templates() if fnmatch(name, pattern)]
    if len(found) != 1:
        raise LookupError(f"the theme has {len(found)} files called {pattern}")
    return found[0]


def theme_texts(environment: Environment, language: str) -> str:
    """The path of the theme's own texts in a language, a BCP 47 tag, or else in the nearest that it has.

    Texts in another script are not near. The theme has them in English for every other language.
    """
    parts = language.split("-")
    while parts:
        name = f"partials/languages/{'-'.join(parts)}.html"
        with suppress(TemplateNotFound):
            return str(environment.get_template(name).name)
        if len(parts.pop()) == SCRIPT:
            break
    return "partials/languages/en.html"


class ThemeLoader(FileSystemLoader):
    """Lists no files in hidden folders.

    MkDocs lists templates to find the files that it copies, and copies no hidden ones. 14,000 of Material's
    14,500 files are icons in a hidden folder. `get_template` still finds those by name.
    """

    def list_templates(self) -> list[str]:
        """The names of the files in other folders, sorted, as Jinja lists them."""
        found = set[str]()
        for root in self.searchpath:
            for folder, subfolders, names in os.walk(root, followlinks=self.followlinks):
                subfolders[:] = [each for each in subfolders if not each.startswith(".")]
                within = os.path.relpath(folder, root).replace(os.path.sep, "/")
                found.update(name if within == "." else f"{within}/{name}" for name in names)
        return sorted(found)


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates in memory: the environments of all languages have the same templates."""

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give Jinja a template that was compiled before; the checksum is that of its source."""
        bucket.code = self._compiled.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that Jinja has compiled."""
        assert bucket.code is not None
        self._compiled[bucket.key, bucket.checksum] = bucket.code


def quick_env(make: Callable[[], Environment]) -> Callable[[], Environment]:
    """A function that makes environments as ``make`` does, with `ThemeLoader` and `CompiledTemplates`."""
    compiled = CompiledTemplates()

    def made() -> Environment:
        environment = make()
        environment.bytecode_cache = compiled
        if isinstance(environment.loader, FileSystemLoader):
            environment.loader = ThemeLoader(environment.loader.searchpath)
        return environment

    return made
