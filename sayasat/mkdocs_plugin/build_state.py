"""What one build of all languages has come to, kept between MkDocs' events."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs_static_i18n.plugin import I18n

from contact.contract import Contract, read_contract, write_contract
from sayasat.builder.build import Build
from sayasat.builder.jobs import MainPage
from sayasat.builder.open import open_publication
from sayasat.builder.publication import Publication, Recipe
from sayasat.builder.workers import Workers
from sayasat.cookies.banner import Consent
from sayasat.cookies.inventory import EMPTY_INVENTORY, Inventory
from sayasat.exports.search_entries import SearchEntry
from sayasat.mkdocs_plugin.config import read_inventory_file
from sayasat.pages.contact_contract import BARE_SHELL, contract_values
from sayasat.settings import TODAY, read_day, read_settings
from sayasat.website.shell import Shell, Slots


@dataclass
class RunningBuild:
    """What one build of all languages has come to."""

    publication: Publication
    workers: Workers
    site_build: Build
    consent: Consent
    docs: TemporaryDirectory[str] | None
    contract: Contract | None
    """Of the contact form; absent where there is none."""

    shells: dict[tuple[str, str], Shell] = field(default_factory=dict)
    contact_shells: dict[str, str] = field(default_factory=dict)
    not_found: dict[str, str] = field(default_factory=dict)
    built: set[str] = field(default_factory=set)
    slots: dict[str, Slots] = field(default_factory=dict)
    search_entries: dict[str, tuple[SearchEntry, ...]] = field(default_factory=dict)
    """What the search index holds of the pages with slots."""

    drafts: dict[tuple[str, str], bytes] = field(default_factory=dict)
    """Uncommitted texts that main pages show, by slug and language."""

    nav: Navigation | None = None

    @cached_property
    def main_pages(self) -> Mapping[tuple[str, str], MainPage]:
        """What MkDocs' own pages show of each edition, all made at once."""
        return self.site_build.main_pages()

    def close(self) -> None:
        """Leave nothing open and nothing behind."""
        self.site_build.close()
        self.workers.close()
        self.publication.close()
        if self.docs is not None:
            self.docs.cleanup()


class State:
    """Lives as long as the command."""

    serving = False
    build: RunningBuild | None = None
    previous: Recipe | None = None
    """The last publication, whose archive is used again for the same commit."""


def open_site(config: MkDocsConfig, workers: Workers) -> Publication:
    """Open the site of the newest commit, as of today. Raises SayasatError."""
    settings = read_settings(config.extra.get("sayasat", {}), config.site_url)
    day = os.environ.get(TODAY, "")
    today = read_day(day) if day else datetime.now(settings.zone).date()
    names = {
        each.locale: each.site_name or config.site_name for each in config.plugins["i18n"].config.languages
    }
    if settings.is_foreign:
        names = dict(settings.publisher)  # what the configuration says is escaped for the theme
    publication = open_publication(site_folder(config), settings, today, names, workers, State.previous)
    State.previous = publication.recipe
    return publication


def inventory_of(config: MkDocsConfig, publication: Publication) -> Inventory:
    """A site that adopts a repository keeps nothing in a browser, and asks for nothing."""
    if publication.settings.is_foreign:
        return EMPTY_INVENTORY
    return read_inventory_file(site_folder(config), publication.settings.languages)


def contract_of(publication: Publication) -> Contract | None:
    """What forms are made from, before the pages around them are there."""
    shells = dict.fromkeys(publication.settings.languages, BARE_SHELL)
    values = contract_values(publication.catalogue, shells)
    return read_contract(write_contract(values)) if values else None


def site_folder(config: MkDocsConfig) -> Path:
    """The folder of mkdocs.yml."""
    return Path(config.config_file_path).parent


def close_build() -> None:
    """End the build that runs, if any."""
    build, State.build = State.build, None
    if build is None:
        return
    build.close()


def summary_of(publication: Publication) -> str:
    """How much an archive holds, for the log."""
    editions = publication.catalogue.editions
    versions = sum(len(edition.timeline.versions) for edition in editions)
    revisions = sum(len(edition.timeline.lineage.revisions) for edition in editions)
    return f"{len(publication.archive.policies)} policies, {versions} versions, {revisions} revisions"


def running_build() -> RunningBuild:
    """The build that `on_config` of `sayasat.mkdocs_plugin.events` began."""
    assert State.build is not None, "on_config comes first"
    return State.build


def language_of(config: MkDocsConfig) -> str:
    """The language that is built now."""
    return str(i18n_of(config).current_language)


def i18n_of(config: MkDocsConfig) -> I18n:
    """The plugin static-i18n."""
    plugin = config.plugins["i18n"]
    assert isinstance(plugin, I18n)
    return plugin
