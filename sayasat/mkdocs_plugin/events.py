"""MkDocs events that publish policies: a few lines each, the work is in other packages.

Names that start with ``on_`` are events to MkDocs, so nothing else here is called so; `hooks/policies.py`
imports them.
"""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import mkdocs
from jinja2 import Environment
from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from contact.contract import write_contract
from contact.form_page import render_form
from sayasat.builder.jobs import Build
from sayasat.builder.publication import write
from sayasat.builder.workers import Workers, read_build_options
from sayasat.cache.templates import TemplateCache
from sayasat.characters import showable, visible
from sayasat.cookies.banner import Consent, banner, with_banner
from sayasat.cookies.choices import choices
from sayasat.cookies.consent import consent_text
from sayasat.cookies.inventory import FILE as INVENTORY
from sayasat.errors import SayasatError
from sayasat.exports.http_headers import headers
from sayasat.exports.search_entries import main_page_entries
from sayasat.i18n.messages import messages, report
from sayasat.markdown.page_html import clean, plain
from sayasat.mkdocs_plugin.build_state import (
    RunningBuild,
    State,
    close_build,
    contract_of,
    i18n_of,
    inventory_of,
    language_of,
    open_site,
    running_build,
    site_folder,
    summary_of,
)
from sayasat.mkdocs_plugin.page_parts import (
    anchor_of,
    escape_link_titles,
    escape_section_titles,
    index_page,
    plain_slots,
)
from sayasat.mkdocs_plugin.shells import render_shells, with_consent_banner
from sayasat.mkdocs_plugin.theme_env import SEARCH_WORKER, add_theme, asset, cached_env
from sayasat.pages.contact_contract import ADDRESS, contract_values
from sayasat.pages.history import change_log
from sayasat.pages.stubs import not_found_page, policy_list
from sayasat.pages.text import main_page
from sayasat.website.outline import nested
from sayasat.website.page_frame import rooted

CACHE_FOLDER = ".cache"

_META = ("title", "description", "template", "search", "hide")
"""What the front matter of a page may say: the theme's templates do not escape the other keys they know."""

_TEMPLATES = ("home.html", "changes.html", "contact.html", "cookies.html", "main.html")
"""The templates that a page may name: redirect.html of the theme makes a script of the front matter."""

__all__ = [
    "on_build_error",
    "on_config",
    "on_env",
    "on_files",
    "on_nav",
    "on_page_content",
    "on_page_context",
    "on_page_markdown",
    "on_page_read_source",
    "on_post_build",
    "on_post_page",
    "on_post_template",
    "on_shutdown",
    "on_startup",
    "on_template_context",
]

log = logging.getLogger("mkdocs.plugins.sayasat")  # below "mkdocs": --strict counts no other's warnings


def on_startup(command: str, dirty: bool) -> None:
    """Under ``serve``, uncommitted edits are shown as drafts; any other command builds the newest commit."""
    State.serving = command == "serve"


@event_priority(100)
def on_config(config: MkDocsConfig) -> None:
    """Open the archive, once for all languages: static-i18n builds the others inside the first build."""
    if i18n_of(config).building:
        return
    close_build()
    config.watch.append(str(site_folder(config) / INVENTORY))
    workers = Workers(read_build_options(os.environ, site_folder(config) / CACHE_FOLDER))
    publication = open_site(config, workers)
    try:
        inventory = inventory_of(config, publication)
        consent = Consent(inventory, consent_text(publication.catalogue, inventory))
        contract = contract_of(publication)
        site_build = Build(publication, workers)
    except BaseException:
        publication.close()
        raise
    docs = None if State.serving else TemporaryDirectory(prefix="sayasat-")
    State.build = RunningBuild(publication, workers, site_build, consent, docs, contract)
    add_theme(config.theme)
    bytecode = TemplateCache(publication.cache, f"mkdocs {mkdocs.__version__}")
    config.theme.get_env = cached_env(config.theme.get_env, bytecode)  # type: ignore[method-assign]
    if docs is not None:
        if publication.settings.is_foreign:
            shutil.copytree(config.docs_dir, docs.name, dirs_exist_ok=True)
        publication.write_docs(Path(docs.name))
        config.docs_dir = docs.name
    publication.check()
    log.info("Archive of %s: %s", publication.archive.head[:12], summary_of(publication))


@event_priority(-200)
def on_files(files: Files, config: MkDocsConfig) -> None:
    """A policy without a text to show in this language gets a page that Sayasat writes instead."""
    build = running_build()
    for file in files.documentation_pages():
        edition = build.publication.edition_at(_source(file, config))
        if edition is None:
            continue
        draft = build.publication.draft(_source(file, config)) if State.serving else None
        main = build.main_pages[edition.policy.slug, edition.language]
        slots, found = main.slots, main.search_entries
        if draft is not None:
            slots = main_page(build.publication.catalogue, edition, draft)
            found = main_page_entries(build.publication.catalogue, edition, draft)
        if slots is None:
            files.remove(file)
            # The module navigation listed what is on disk: a link to what is not built would stop a strict
            # build
            config.nav = [each for each in config.nav or () if each != _source(file, config)]
        else:
            build.slots[file.dest_uri], build.search_entries[file.dest_uri] = slots, found


@event_priority(-200)
def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Keep the navigation for the shells. Folders without a title in mkdocs.yml are shown by their names."""
    for item in nav.items:
        escape_section_titles(item)
    running_build().nav = nav


def on_page_read_source(page: Page, config: MkDocsConfig) -> str | None:
    """A policy's text is rendered by Sayasat, from Git: there is nothing to read."""
    return "" if page.file.dest_uri in running_build().slots else None


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Titles go into templates that do not escape. A policy is put into the search index by `index_page`."""
    slots = running_build().slots.get(page.file.dest_uri)
    if slots is not None:
        page.meta = {"title": slots.heading, "search": {"exclude": True}}
        return
    page.meta = {key: page.meta[key] for key in _META if page.meta.get(key)}
    if "title" in page.meta:
        page.meta["title"] = str(escape(showable(str(page.meta["title"]))))
    template = page.meta.get("template", "main.html")
    if template not in _TEMPLATES:
        known = ", ".join(_TEMPLATES)
        log.warning(
            "%s: unknown template %s; name one of %s", page.file.src_uri, visible(str(template)), known
        )
        del page.meta["template"]


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the policy's text in, with its headings for the contents, the search and MkDocs' link check.

    Of another page, leave out what a policy could not hold either.
    """
    slots = running_build().slots.get(page.file.dest_uri)
    if slots is None:
        page.title = plain(str(page.title))
        for link in page.toc:
            escape_link_titles(link)
        return clean(html)
    page.toc = TableOfContents([anchor_of(node) for node in nested(slots.headings)])
    page.present_anchor_ids = {heading.id for heading in slots.headings}
    return slots.content


@event_priority(-200)
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Tell the templates where the theme has its search worker, and render the shells of this language."""
    env.globals["search_worker"] = asset(env, SEARCH_WORKER)
    render_shells(env, config, files)


@event_priority(-200)
def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> dict[str, Any]:
    """Give every template its slots, and the home and change pages their lists."""
    build, language = running_build(), language_of(config)
    catalogue = build.publication.catalogue
    build.built.add(page.file.dest_uri)
    index_page(page, config)
    context["search_base"] = build.publication.urls.prefix(language)
    context["slots"] = build.slots.get(page.file.dest_uri) or plain_slots(page, config)
    template = page.meta.get("template")
    if template == "home.html":
        context["policies"] = policy_list(catalogue, language)
    if template == "changes.html":
        context["changes"] = change_log(catalogue, language)
    if template == "contact.html":
        context["form"] = render_form(build.contract, language) if build.contract else None
        context["closed"] = messages(language)("contact-page.closed")
    if template == "cookies.html":
        context["choices"] = choices(catalogue, build.consent, language, page.url)
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """The banner goes before all else, where the theme has no place for it."""
    return with_consent_banner(output, language_of(config), page.url)


def on_template_context(context: dict[str, Any], template_name: str, config: MkDocsConfig) -> None:
    """The 404 page is a template of its own to MkDocs."""
    publication, language = running_build().publication, language_of(config)
    context["search_base"] = publication.urls.prefix(language)
    context["slots"] = not_found_page(publication.catalogue, language)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Keep each language's 404 page: MkDocs would leave the last one's. The sitemap is ours."""
    if template_name == "404.html":
        build, language = running_build(), language_of(config)
        catalogue = build.publication.catalogue
        shown = banner(catalogue, build.consent, language, lambda address: rooted(catalogue, address))
        build.not_found[language] = with_banner(output_content, shown, messages(language))
    return ""


@event_priority(-200)
def on_post_build(config: MkDocsConfig) -> None:
    """Write the pages of policies, after the last language."""
    if i18n_of(config).building:
        return
    build = running_build()
    site = Path(config.site_dir)
    sent = headers(build.consent.inventory.origins)
    build.site_build.write_site(site, build.shells, frozenset(build.built), sent)
    values = contract_values(build.publication.catalogue, build.contact_shells)
    if values is not None:
        write(site / ADDRESS, write_contract(values))
    for language, html in build.not_found.items():
        write(site / build.publication.urls.prefix(language) / "404.html", html.encode())


def on_build_error(error: Exception) -> None:
    """The one place where the library's errors become readable lines and exit code 1."""
    close_build()
    if isinstance(error, SayasatError):
        raise PluginError(visible(report(error.faults, messages("en")))) from error


def on_shutdown() -> None:
    """Leave nothing open and nothing behind."""
    close_build()


def _source(file: File, config: MkDocsConfig) -> str:
    """The file's path below docs/, language first: static-i18n keeps it in src_uri."""
    return str(file.src_uri)
