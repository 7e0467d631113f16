"""MkDocs events that publish policies: a few lines each, the work is in `sayasat`.

Names that start with ``on_`` are events to MkDocs, so nothing else here is called so. The file is loaded
once and keeps its state while ``mkdocs serve`` builds again.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import mkdocs
from jinja2 import Environment
from markupsafe import escape
from material.plugins.search.plugin import SearchPlugin
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs_static_i18n.plugin import I18n

from contact.contract import Contract, read_contract, write_contract
from contact.form_page import render_form
from sayasat.addresses import relative
from sayasat.banner import Consent, banner, with_banner
from sayasat.bytecode import Bytecode
from sayasat.characters import showable, visible
from sayasat.configuration import read_inventory_file
from sayasat.consent import consent_text
from sayasat.cookies_page import choices
from sayasat.correspondence import ADDRESS, BARE_SHELL, contract_values, shell_page
from sayasat.errors import SayasatError
from sayasat.frame import Node, Shell, Slots, marks, nested
from sayasat.headers import headers, meta_policy
from sayasat.history_pages import change_log
from sayasat.inventory import FILE as INVENTORY
from sayasat.inventory import NOTHING_KEPT, Inventory
from sayasat.other_html import clean, plain
from sayasat.other_pages import not_found_page, plain_page, policy_list
from sayasat.passages import Passage, entries, passages
from sayasat.pouring import Front, Pouring
from sayasat.publication import Publication, open_publication, write
from sayasat.publish import KINDS
from sayasat.report import report
from sayasat.settings import TODAY, read_day, read_settings
from sayasat.surroundings import rooted
from sayasat.text_pages import main_page
from sayasat.theme import quickened
from sayasat.wording import wording
from sayasat.workshop import Workshop, read_means

CACHE_FOLDER = ".cache"
CONTACT_SCRIPT = "assets/javascripts/contact.js"
_META = ("title", "description", "template", "search", "hide")
"""What the front matter of a page may say: the theme's templates do not escape the other keys they know."""

_TEMPLATES = ("home.html", "changes.html", "contact.html", "cookies.html", "main.html")
"""The templates that a page may name: redirect.html of the theme makes a script of the front matter."""

log = logging.getLogger("mkdocs.plugins.sayasat")  # below "mkdocs": --strict counts no other's warnings


@dataclass
class _Build:
    """What one build of all languages has come to."""

    publication: Publication
    workshop: Workshop
    pouring: Pouring
    consent: Consent
    docs: TemporaryDirectory[str] | None
    contract: Contract | None
    """Of the contact form; absent where there is none."""

    shells: dict[tuple[str, str], Shell] = field(default_factory=dict)
    contact_shells: dict[str, str] = field(default_factory=dict)
    not_found: dict[str, str] = field(default_factory=dict)
    built: set[str] = field(default_factory=set)
    slots: dict[str, Slots] = field(default_factory=dict)
    passages: dict[str, tuple[Passage, ...]] = field(default_factory=dict)
    """What the search index holds of the pages with slots."""

    nav: Navigation | None = None

    @cached_property
    def fronts(self) -> Mapping[tuple[str, str], Front]:
        """What MkDocs' own pages show of each edition, all made at once."""
        return self.pouring.fronts()

    def close(self) -> None:
        """Leave nothing open and nothing behind."""
        self.pouring.close()
        self.workshop.close()
        self.publication.close()
        if self.docs is not None:
            self.docs.cleanup()


class _State:
    """Lives as long as the command."""

    serving = False
    build: _Build | None = None


def on_startup(command: str, dirty: bool) -> None:
    """Under ``serve``, uncommitted edits are shown as drafts; any other command builds the newest commit."""
    _State.serving = command == "serve"


@event_priority(100)
def on_config(config: MkDocsConfig) -> None:
    """Open the archive, once for all languages: static-i18n builds the others inside the first build."""
    if _i18n(config).building:
        return
    _close()
    config.watch.append(str(_root(config) / INVENTORY))
    workshop = Workshop(read_means(os.environ, _root(config) / CACHE_FOLDER))
    publication = _open(config, workshop)
    try:
        inventory = _inventory(config, publication)
        consent = Consent(inventory, consent_text(publication.holdings, inventory))
        contract = _contract(publication)
        pouring = Pouring(publication, workshop)
    except BaseException:
        publication.close()
        raise
    docs = None if _State.serving else TemporaryDirectory(prefix="sayasat-")
    _State.build = _Build(publication, workshop, pouring, consent, docs, contract)
    bytecode = Bytecode(publication.cache, f"mkdocs {mkdocs.__version__}")
    config.theme.get_env = quickened(config.theme.get_env, bytecode)  # type: ignore[method-assign]
    if docs is not None:
        if publication.settings.is_foreign:
            shutil.copytree(config.docs_dir, docs.name, dirs_exist_ok=True)
        publication.write_docs(Path(docs.name))
        config.docs_dir = docs.name
    publication.check()
    log.info("Archive of %s: %s", publication.archive.head[:12], _summary(publication))


@event_priority(-200)
def on_files(files: Files, config: MkDocsConfig) -> None:
    """A policy that this language has no text to show for gets a poured page instead."""
    build = _building()
    for file in files.documentation_pages():
        edition = build.publication.edition_at(_source(file, config))
        if edition is None:
            continue
        draft = build.publication.draft(_source(file, config)) if _State.serving else None
        front = build.fronts[edition.policy.slug, edition.language]
        slots, found = front.main, front.passages
        if draft is not None:
            slots = main_page(build.publication.holdings, edition, draft)
            found = passages(slots.content, slots.heading) if slots else ()
        if slots is None:
            files.remove(file)
            # hooks/languages.py listed what is on disk: a link to what is not built would stop a strict build
            config.nav = [each for each in config.nav or () if each != _source(file, config)]
        else:
            build.slots[file.dest_uri], build.passages[file.dest_uri] = slots, found


@event_priority(-200)
def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Keep the navigation for the shells. Folders without a title in mkdocs.yml are shown by their names."""
    for item in nav.items:
        _plain_sections(item)
    _building().nav = nav


def on_page_read_source(page: Page, config: MkDocsConfig) -> str | None:
    """A policy's text is rendered by Sayasat, from Git: there is nothing to read."""
    return "" if page.file.dest_uri in _building().slots else None


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Titles go into templates that do not escape. A policy is put into the search index by `_index`."""
    slots = _building().slots.get(page.file.dest_uri)
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
    slots = _building().slots.get(page.file.dest_uri)
    if slots is None:
        page.title = plain(str(page.title))
        for link in page.toc:
            _plain_links(link)
        return clean(html)
    page.toc = TableOfContents([_anchor(node) for node in nested(slots.headings)])
    page.present_anchor_ids = {heading.id for heading in slots.headings}
    return slots.content


@event_priority(-200)
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Render the shells of this language, once for each kind of poured page."""
    build, language = _building(), _language(config)
    assert build.nav is not None
    # MkDocs puts an inline script into the pages that it serves, to load them again after a change
    origins = build.consent.inventory.origins
    env.globals["content_security_policy"] = "" if _State.serving else meta_policy(origins)
    without = _without(build)
    prefix = build.publication.addresses.prefix(language)
    for kind, address in KINDS.items():
        place = f"{prefix}{address}"
        file = File.generated(config, f"{place}index.md", content="")
        page = Page(marks().heading, file, config)
        page.content, page.meta, page.toc = "", {}, TableOfContents([AnchorLink("", "__text", 1)])
        context = get_context(build.nav, files, config, page)
        html = env.get_template("main.html").render(context, slots=marks(), search_base=prefix)
        build.shells[language, kind] = Shell.cut(_with_banner(html, language, place), without=without)
    build.contact_shells[language] = _contact_shell(env, config, files, build.nav)


@event_priority(-200)
def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> dict[str, Any]:
    """Give every template its slots, and the home and change pages their lists."""
    build, language = _building(), _language(config)
    holdings = build.publication.holdings
    build.built.add(page.file.dest_uri)
    _index(page, config)
    context["search_base"] = build.publication.addresses.prefix(language)
    context["slots"] = build.slots.get(page.file.dest_uri) or _plain_slots(page, config)
    template = page.meta.get("template")
    if template == "home.html":
        context["policies"] = policy_list(holdings, language)
    if template == "changes.html":
        context["changes"] = change_log(holdings, language)
    if template == "contact.html":
        context["form"] = render_form(build.contract, language) if build.contract else None
        context["closed"] = wording(language)("contact-page.closed")
    if template == "cookies.html":
        context["choices"] = choices(holdings, build.consent, language, page.url)
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """The banner goes before all else, where the theme has no place for it."""
    return _with_banner(output, _language(config), page.url)


def on_template_context(context: dict[str, Any], template_name: str, config: MkDocsConfig) -> None:
    """The 404 page is a template of its own to MkDocs."""
    publication, language = _building().publication, _language(config)
    context["search_base"] = publication.addresses.prefix(language)
    context["slots"] = not_found_page(publication.holdings, language)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Keep each language's 404 page: MkDocs would leave the last one's. The sitemap is ours."""
    if template_name == "404.html":
        build, language = _building(), _language(config)
        holdings = build.publication.holdings
        shown = banner(holdings, build.consent, language, lambda address: rooted(holdings, address))
        build.not_found[language] = with_banner(output_content, shown, wording(language))
    return ""


@event_priority(-200)
def on_post_build(config: MkDocsConfig) -> None:
    """Pour, after the last language."""
    if _i18n(config).building:
        return
    build = _building()
    site = Path(config.site_dir)
    sent = headers(build.consent.inventory.origins)
    build.pouring.pour(site, build.shells, frozenset(build.built), sent)
    values = contract_values(build.publication.holdings, build.contact_shells)
    if values is not None:
        write(site / ADDRESS, write_contract(values))
    for language, html in build.not_found.items():
        write(site / build.publication.addresses.prefix(language) / "404.html", html.encode())


def on_build_error(error: Exception) -> None:
    """The one place where the library's errors become readable lines and exit code 1."""
    _close()
    if isinstance(error, SayasatError):
        raise PluginError(visible(report(error.faults, wording("en")))) from error


def on_shutdown() -> None:
    """Leave nothing open and nothing behind."""
    _close()


def _open(config: MkDocsConfig, workshop: Workshop) -> Publication:
    settings = read_settings(config.extra.get("sayasat", {}), config.site_url)
    day = os.environ.get(TODAY, "")
    today = read_day(day) if day else datetime.now(settings.zone).date()
    names = {
        each.locale: each.site_name or config.site_name for each in config.plugins["i18n"].config.languages
    }
    if settings.is_foreign:
        names = dict(settings.publisher)  # what the configuration says is escaped for the theme
    return open_publication(_root(config), settings, today, names, workshop)


def _inventory(config: MkDocsConfig, publication: Publication) -> Inventory:
    """A site that adopts a repository keeps nothing in a browser, and asks for nothing."""
    if publication.settings.is_foreign:
        return NOTHING_KEPT
    return read_inventory_file(_root(config), publication.settings.languages)


def _contract(publication: Publication) -> Contract | None:
    """What forms are made from, before the pages around them are there."""
    shells = dict.fromkeys(publication.settings.languages, BARE_SHELL)
    values = contract_values(publication.holdings, shells)
    return read_contract(write_contract(values)) if values else None


def _contact_shell(env: Environment, config: MkDocsConfig, files: Files, nav: Navigation) -> str:
    """The page that the handler fills: its links start at the root, as those of the 404 page."""
    language, holdings = _language(config), _building().publication.holdings
    context = get_context(nav, files, config, base_url=rooted(holdings, ""))
    prefix = holdings.addresses.prefix(language)
    html = env.get_template("404.html").render(context, slots=marks(), search_base=prefix)
    script = f'<script type="module" src="{rooted(holdings, CONTACT_SCRIPT)}"></script>'
    return Shell.cut(html, without={"heading"} | _without(_building())).pour(
        shell_page(holdings, language, script)
    )


def _without(build: _Build) -> set[str]:
    """The theme has no place for a switcher where there is one language."""
    return set() if len(build.publication.settings.languages) > 1 else {"switcher"}


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent


def _with_banner(html: str, language: str, page: str) -> str:
    build = _building()
    shown = banner(
        build.publication.holdings, build.consent, language, lambda address: relative(address, page)
    )
    return with_banner(html, shown, wording(language))


def _close() -> None:
    build, _State.build = _State.build, None
    if build is None:
        return
    build.close()


def _summary(publication: Publication) -> str:
    editions = publication.holdings.editions
    versions = sum(len(edition.timeline.versions) for edition in editions)
    revisions = sum(len(edition.timeline.edition.revisions) for edition in editions)
    return f"{len(publication.archive.policies)} policies, {versions} versions, {revisions} revisions"


def _building() -> _Build:
    assert _State.build is not None, "on_config comes first"
    return _State.build


def _language(config: MkDocsConfig) -> str:
    return str(_i18n(config).current_language)


def _i18n(config: MkDocsConfig) -> I18n:
    plugin = config.plugins["i18n"]
    assert isinstance(plugin, I18n)
    return plugin


def _source(file: File, config: MkDocsConfig) -> str:
    """The file's path below docs/, language first: static-i18n keeps it in src_uri."""
    return str(file.src_uri)


def _plain_slots(page: Page, config: MkDocsConfig) -> Slots:
    publication, language = _building().publication, _language(config)
    rest = page.file.src_uri.removeprefix(f"{language}/")
    present = [
        each for each in publication.settings.languages if (Path(config.docs_dir) / each / rest).is_file()
    ]
    title, description = unescape(str(page.title)), showable(str(page.meta.get("description", "")))
    return plain_page(publication.holdings, language, page.url, title, description, present)


def _index(page: Page, config: MkDocsConfig) -> None:
    """Put a policy's passages where the theme's plugin has put the pages before."""
    plugin = config.plugins.get("material/search")
    found = _building().passages.get(page.file.dest_uri, ())
    if plugin is not None and plugin.config.enabled:
        assert isinstance(plugin, SearchPlugin)
        plugin.search_index.entries += entries(page.url, found)


def _plain_sections(item: object) -> None:
    if isinstance(item, Section):
        item.title = plain(item.title)
        for child in item.children:
            _plain_sections(child)


def _plain_links(link: AnchorLink) -> None:
    link.title = plain(link.title)
    for child in link.children:
        _plain_links(child)


def _anchor(node: Node) -> AnchorLink:
    anchor = AnchorLink(str(escape(node.heading.text)), node.heading.id, node.heading.level)
    anchor.children = [_anchor(child) for child in node.children]
    return anchor
