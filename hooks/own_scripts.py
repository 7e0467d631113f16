"""Our own scripts without their comments and blanks, as the theme's come: they are read in the repository."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs_static_i18n.plugin import I18n
from rjsmin import jsmin

SCRIPTS = "assets/javascripts"


@event_priority(-200)
def on_post_build(config: MkDocsConfig) -> None:
    """Once, after the last language."""
    i18n = config.plugins["i18n"]
    assert isinstance(i18n, I18n)
    if i18n.building:
        return
    assert config.theme.custom_dir is not None
    ours = Path(config.theme.custom_dir) / SCRIPTS
    for script in ours.rglob("*.js"):
        if script.name.endswith(".min.js"):
            continue
        target = Path(config.site_dir) / SCRIPTS / script.relative_to(ours)
        target.write_text(jsmin(script.read_text(encoding="utf-8")), encoding="utf-8")
