"""Makes the styles of the built site one file; removes comments and blanks from styles and scripts."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from rjsmin import jsmin

from sayasat.mkdocs_plugin.build_state import i18n_of
from sayasat.mkdocs_plugin.theme_env import THEME

__all__ = ["on_post_build"]

SCRIPTS = "assets/javascripts"
STYLES = "assets/stylesheets/sayasat.css"
"""The style sheet that imports one file for each component, from the folder of the same name."""

_BLANKS = re.compile(r"""("[^"\n]*"|'[^'\n]*')|/\*.*?\*/|\s*([{};,>])\s*|\s+""", re.DOTALL)
"""A text in quotation marks; a comment; a mark that needs no blanks around it; blanks."""

_IMPORT = re.compile(r'@import "(.+)";\n')


@event_priority(-200)
def on_post_build(config: MkDocsConfig) -> None:
    """Bundle the styles and minify the scripts once, after the last language.

    Files named ``*.min.js`` stay as they are.
    """
    if i18n_of(config).building:
        return
    _bundle(Path(config.site_dir) / STYLES)
    # The publisher's folder comes last: its file replaces the theme's file of the same path
    for folder in (THEME, Path(config.theme.custom_dir or THEME)):
        for script in (folder / SCRIPTS).rglob("*.js"):
            if script.name.endswith(".min.js"):
                continue
            target = Path(config.site_dir) / script.relative_to(folder)
            target.write_text(jsmin(script.read_text(encoding="utf-8")), encoding="utf-8")


def _bundle(sheet: Path) -> None:
    """Replace each import by the imported file's content, so that a browser requests one file."""
    parts = sheet.with_suffix("")
    if not parts.is_dir():
        return  # a site whose settings leave these styles out
    text = _IMPORT.sub(lambda found: (sheet.parent / found[1]).read_text("utf-8"), sheet.read_text("utf-8"))
    sheet.write_text(_minified(text), encoding="utf-8")
    shutil.rmtree(parts)


def _minified(styles: str) -> str:
    """Style sheets without comments, and with no more blanks than they need."""
    return _BLANKS.sub(lambda found: found[1] or found[2] or (" " if found[0].isspace() else ""), styles)
