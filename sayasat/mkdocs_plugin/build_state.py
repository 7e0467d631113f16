"""The values that MkDocs' events of one build share: the publication, the workers, the rendered shells."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from functools import cached_property
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs_static_i18n.plugin import I18n
from msgspec import Struct, field

from sayasat.builder.build import MainPages, SiteBuild
from sayasat.builder.open import open_publication
from sayasat.builder.publication import Publication, Recipe
from sayasat.builder.workers import Workers
from sayasat.cache.database import decoded
from sayasat.cookies.banner import Consent
from sayasat.cookies.consent import consent_text
from sayasat.cookies.inventory import EMPTY_INVENTORY, Inventory
from sayasat.exports.search_entries import SearchText, VersionEntries, main_page_entries
from sayasat.exports.search_index import policy_text, search_files, version_texts
from sayasat.exports.synonyms import Synonyms
from sayasat.markdown.html import Heading
from sayasat.mkdocs_plugin.own_assets import OwnAssets, own_assets
from sayasat.mkdocs_plugin.progress import track_of
from sayasat.mkdocs_plugin.run_mkdocs import build_options, opened_publication
from sayasat.mkdocs_plugin.site_files import read_inventory_file, read_synonyms_file
from sayasat.pages.contact_contract import BARE_SHELL, contract_values
from sayasat.settings import TODAY, read_day, read_settings
from sayasat.website.shell import Shell, Slots
from sayasat_contact.contract import read_contract, write_contract
from sayasat_contact.contract_parts import Contract


class BuildState(Struct, dict=True):
    """One build of all languages. `open_build` makes it."""

    publication: Publication
    site_build: SiteBuild
    consent: Consent
    synonyms: Synonyms
    assets: OwnAssets
    is_serving: bool
    """Whether ``mkdocs serve`` runs, which shows uncommitted edits as drafts."""

    draft: str
    """The key of the line over every page that says that the site is a draft; empty for none."""

    docs: Path | None
    """The temporary folder that MkDocs reads the newest commit's pages from; None under ``mkdocs serve``."""

    contract: Contract | None
    """The contract of the contact form; None if the site has no form."""

    resources: ExitStack

    shells: dict[tuple[str, str], Shell] = field(default_factory=dict)
    """By language and kind of page."""

    contact_shells: dict[str, str] = field(default_factory=dict)
    """The page around the contact handler's answers, by language."""

    not_found: dict[str, str] = field(default_factory=dict)
    """The HTML of the 404 page, by language."""

    built: set[str] = field(default_factory=set)
    """The paths of the files that MkDocs has built."""

    policy_pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The slug and the language of each policy's main page, by the path of its file in the site."""

    draft_slots: dict[tuple[str, str], Slots] = field(default_factory=dict)
    """The contents of the main pages that show drafts."""

    searched_pages: dict[str, list[SearchText]] = field(default_factory=dict)
    """The pages beside the policies that the search index has, by language."""

    drafts: dict[tuple[str, str], bytes] = field(default_factory=dict)
    """The uncommitted texts that main pages show, by slug and language."""

    nav: Navigation | None = None
    """The navigation of the language that MkDocs builds now; None before its ``on_nav``."""

    @cached_property
    def main_pages(self) -> MainPages:
        """The main page of each edition. The first access makes them all."""
        return self.site_build.main_pages()

    def headings(self, name: tuple[str, str]) -> tuple[Heading, ...] | None:
        """The headings of a policy's main page; None if it has no text to show."""
        draft = self.draft_slots.get(name)
        return draft.headings if draft else self.main_pages.headings[name]

    def slots(self, name: tuple[str, str]) -> Slots | None:
        """The contents of a policy's main page; None if it has no text to show."""
        return self.draft_slots.get(name) or self.main_pages[name].slots

    def search_files(self) -> Iterator[tuple[str, bytes]]:
        """The paths and bytes of the search indexes."""
        catalogue = self.publication.catalogue
        for language in catalogue.settings.languages:
            texts: list[SearchText] = []
            others: list[SearchText] = []
            for edition in catalogue.editions:
                if edition.language == language:
                    name = edition.policy.slug, language
                    page, draft = self.main_pages[name], self.drafts.get(name)
                    entries = main_page_entries(catalogue, edition, draft) if draft else page.search_entries
                    texts += [policy_text(catalogue, edition, entries)] if entries else []
                    entries_before = decoded(page.version_entries, tuple[VersionEntries, ...]) or ()
                    others += version_texts(catalogue, edition, entries_before)
            texts += self.searched_pages.get(language, [])
            yield from search_files(language, texts, others, self.synonyms)

    def close(self) -> None:
        """Stop the workers, close the repository and the cache, remove temporary folders."""
        self.resources.close()


def open_build(config: MkDocsConfig, *, is_serving: bool, previous: Recipe | None) -> BuildState:
    """Open the publication of the newest commit, as of today, with its workers. Raises SayasatError.

    For ``previous``, the last build's publication, see `open_publication`; a command may have opened one.
    """
    with ExitStack() as resources:
        options = build_options(config)
        workers = resources.enter_context(Workers(options, track_of(options)))
        known = previous or opened_publication(config)
        publication = resources.enter_context(closing(_open_publication(config, workers, known)))
        inventory = _inventory(config, publication)
        consent = Consent(inventory, consent_text(publication.catalogue, inventory))
        synonyms = read_synonyms_file(site_folder(config), publication.settings.languages)
        contract = _contract(publication)
        site_build = resources.enter_context(SiteBuild(publication, workers))
        docs = None
        if not is_serving:
            docs = Path(resources.enter_context(TemporaryDirectory(prefix="sayasat-")))
        draft = ""
        if options.is_preview:
            draft = "build.preview"
        elif publication.settings.log is not None and options.published_on is None:
            draft = "build.draft"
        return BuildState(
            publication,
            site_build,
            consent,
            synonyms,
            own_assets(config.theme.custom_dir),
            is_serving,
            draft,
            docs,
            contract,
            resources.pop_all(),
        )


def use_committed_docs(config: MkDocsConfig, build: BuildState) -> None:
    """Let MkDocs read the pages of the newest commit instead of the working tree's.

    Does nothing under ``mkdocs serve``. The pages of an adopted repository's site are no part of a commit:
    they are copied.
    """
    if build.docs is None:
        return
    if build.publication.settings.is_foreign:
        shutil.copytree(config.docs_dir, build.docs, dirs_exist_ok=True)
    build.publication.write_docs(build.docs)
    config.docs_dir = str(build.docs)


def _open_publication(config: MkDocsConfig, workers: Workers, previous: Recipe | None) -> Publication:
    settings = read_settings(config.extra.get("sayasat", {}), config.site_url)
    day = os.environ.get(TODAY, "")
    today = read_day(day) if day else datetime.now(settings.zone).date()
    today = workers.options.published_on or today
    names = {
        each.locale: each.site_name or config.site_name for each in config.plugins["i18n"].config.languages
    }
    if settings.is_foreign:
        names = {each: unescape(name) for each, name in names.items()}  # they are escaped for the theme
    return open_publication(site_folder(config), settings, today, names, workers, previous)


def _inventory(config: MkDocsConfig, publication: Publication) -> Inventory:
    """The cookie inventory; an adopted repository's site stores nothing in a browser, so its own is empty."""
    if publication.settings.is_foreign:
        return EMPTY_INVENTORY
    return read_inventory_file(site_folder(config), publication.settings.languages)


def _contract(publication: Publication) -> Contract | None:
    """The contract that contact forms are rendered from; None if the site has no form.

    The shells of its pages are bare, since they are rendered later, and forms do not use them.
    """
    shells = dict.fromkeys(publication.settings.languages, BARE_SHELL)
    values = contract_values(publication.catalogue, shells)
    return read_contract(write_contract(values)) if values else None


def site_folder(config: MkDocsConfig) -> Path:
    """The folder of ``mkdocs.yml``."""
    return Path(config.config_file_path).parent


def summary_of(publication: Publication) -> str:
    """The number of policies, versions and revisions, for the log."""
    editions = publication.catalogue.editions
    versions = sum(len(edition.timeline.versions) for edition in editions)
    revisions = sum(len(edition.timeline.lineage.revisions) for edition in editions)
    return f"{len(publication.archive.policies)} policies, {versions} versions, {revisions} revisions"


def language_of(config: MkDocsConfig) -> str:
    """The language that MkDocs builds now."""
    return str(i18n_of(config).current_language)


def i18n_of(config: MkDocsConfig) -> I18n:
    """The plugin static-i18n."""
    plugin = config.plugins["i18n"]
    assert isinstance(plugin, I18n)
    return plugin
