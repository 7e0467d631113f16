"""Gives each language of the site its navigation, which static-i18n does not."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority

from sayasat.mkdocs_plugin.build_state import i18n_of
from sayasat.website.year_groups import SHORT

__all__ = ["on_config"]


@event_priority(-200)
def on_config(config: MkDocsConfig) -> None:
    """List the home page, the policies and the other pages, as far as this language has them.

    A navigation written in mkdocs.yml would have to name the same files in every language, and a page that
    is not translated yet would stop the build. More than `SHORT` policies are listed on the home page only,
    because every page contains the menu.
    """
    language = i18n_of(config).current_language
    folder = Path(config.docs_dir) / language
    policies = sorted(path.name for path in (folder / "policies").glob("*.md"))
    others = [
        name for name in ("changes.md", "about.md", "contact.md", "cookies.md") if (folder / name).is_file()
    ]
    shown = policies if len(policies) <= SHORT else []
    names = ("index.md", *(f"policies/{name}" for name in shown), *others)
    config.nav = [f"{language}/{name}" for name in names]
