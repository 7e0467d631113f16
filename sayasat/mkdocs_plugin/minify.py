"""Makes one file of the styles and one of the compare page's modules; removes comments and blanks."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from rjsmin import jsmin

from sayasat.mkdocs_plugin.build_state import i18n_of
from sayasat.mkdocs_plugin.theme_env import SHEET, THEME

__all__ = ["on_post_build"]

SCRIPTS = "assets/javascripts"
_BLANKS = re.compile(r"""("[^"\n]*"|'[^'\n]*')|/\*.*?\*/|\s*([{};,>])\s*|\s+""", re.DOTALL)
"""A text in quotation marks; a comment; a mark that needs no blanks around it; blanks."""

MODULES = ("compare/page.js",)
"""The modules that pages load: each gets the modules beside it that it imports, so that it is one request."""

_IMPORT = re.compile(r'@import "(.+)";\n')
_MODULE_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?:\{ (\w+) \};|(?=(?:async )?(?:function|const) (\w+)))", re.MULTILINE)


@event_priority(-200)
def on_post_build(config: MkDocsConfig) -> None:
    """Bundle the styles and minify the scripts once, after the last language.

    Files named ``*.min.js`` stay as they are.
    """
    if i18n_of(config).building:
        return
    _bundle(Path(config.site_dir) / SHEET)
    # The publisher's folder comes last: its file replaces the theme's file of the same path
    for folder in (THEME, Path(config.theme.custom_dir or THEME)):
        for script in (folder / SCRIPTS).rglob("*.js"):
            if script.name.endswith(".min.js"):
                continue
            target = Path(config.site_dir) / script.relative_to(folder)
            name = script.relative_to(folder / SCRIPTS).as_posix()
            text = _with_imports(script) if name in MODULES else script.read_text(encoding="utf-8")
            target.write_text(jsmin(text), encoding="utf-8")


def _bundle(sheet: Path) -> None:
    """Replace each import by the imported file's content, so that a browser requests one file."""
    parts = sheet.with_suffix("")
    if not parts.is_dir():
        return  # a site whose settings leave these styles out
    text = _IMPORT.sub(lambda found: (sheet.parent / found[1]).read_text("utf-8"), sheet.read_text("utf-8"))
    sheet.write_text(_minified(text), encoding="utf-8")
    shutil.rmtree(parts)


def _with_imports(module: Path) -> str:
    """A module with those that it imports from its folder before it, each in a function of its own."""
    found: dict[str, str] = {}

    def take(name: str) -> str:
        text = (module.parent / f"{name}.js").read_text(encoding="utf-8")
        for _, used in _MODULE_IMPORT.findall(text):
            if used not in found:
                body = take(used)
                names = ", ".join(one or other for one, other in _EXPORT.findall(body))
                body = _EXPORT.sub("", body)
                found[used] = f"const ${used} = (() => {{\n{body}\nreturn {{ {names} }};\n}})();\n"
        return _MODULE_IMPORT.sub(r"const \1 = $\2;", text)

    last = take(module.stem)
    return "".join(found.values()) + last


def _minified(styles: str) -> str:
    """Style sheets without comments, and with no more blanks than they need."""
    return _BLANKS.sub(lambda found: found[1] or found[2] or (" " if found[0].isspace() else ""), styles)
