"""Removes comments and blanks from Sayasat's and the publisher's scripts in the built site."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from rjsmin import jsmin

from sayasat.mkdocs_plugin.build_state import i18n_of
from sayasat.mkdocs_plugin.theme_env import THEME

__all__ = ["on_post_build"]

SCRIPTS = "assets/javascripts"


@event_priority(-200)
def on_post_build(config: MkDocsConfig) -> None:
    """Minify the scripts once, after the last language. Files named ``*.min.js`` stay as they are."""
    if i18n_of(config).building:
        return
    # The publisher's folder comes last: its file replaces the theme's file of the same path
    for folder in (THEME, Path(config.theme.custom_dir or THEME)):
        for script in (folder / SCRIPTS).rglob("*.js"):
            if script.name.endswith(".min.js"):
                continue
            target = Path(config.site_dir) / script.relative_to(folder)
            target.write_text(jsmin(script.read_text(encoding="utf-8")), encoding="utf-8")
