"""Gives each language of the site its navigation and its search index, which static-i18n does not."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority

from sayasat.exports.search_index import split_index
from sayasat.mkdocs_plugin.build_state import i18n_of
from sayasat.website.year_groups import SHORT

__all__ = ["on_config", "on_post_build"]


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


@event_priority(-200)
def on_post_build(config: MkDocsConfig) -> None:
    """After the last language, split MkDocs' search index into one for the pages of each language."""
    i18n = i18n_of(config)
    if i18n.building:
        return
    site = Path(config.site_dir)
    index = site / "search" / "search_index.json"
    languages = [each.locale for each in i18n.config.languages]
    default = i18n.default_language
    for language, text in split_index(index.read_text(encoding="utf-8"), languages, default).items():
        target = index if language == default else site / language / "search" / "search_index.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
