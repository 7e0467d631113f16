"""MkDocs' events that publish policies. Each is a few lines; other packages do the work."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from signal import SIGHUP, SIGINT, SIGTERM
from typing import Any

from jinja2 import Environment
from markdown.extensions.toc import slugify_unicode
from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from sayasat.builder.publication import Recipe, write
from sayasat.characters import visible
from sayasat.cookies.banner import banner, with_banner
from sayasat.cookies.choices import choices
from sayasat.cookies.inventory import FILE as INVENTORY
from sayasat.errors import SayasatError
from sayasat.exports.synonyms import FILE as SYNONYMS
from sayasat.i18n.messages import direction, interface_language, messages, report
from sayasat.markdown.page_html import clean, plain
from sayasat.mkdocs_plugin.build_state import (
    BuildState,
    i18n_of,
    language_of,
    open_build,
    site_folder,
    summary_of,
    use_committed_docs,
)
from sayasat.mkdocs_plugin.contact_pages import contact_files, office
from sayasat.mkdocs_plugin.page_parts import (
    anchor_of,
    clean_front_matter,
    edited_file,
    escape_link_titles,
    escape_section_titles,
    index_page,
    plain_slots,
)
from sayasat.mkdocs_plugin.shells import render_shells, valid, with_consent_banner
from sayasat.mkdocs_plugin.theme_env import (
    SHEET,
    STYLES,
    add_styles,
    add_theme,
    asset,
    quick_env,
    theme_texts,
)
from sayasat.pages.change_log import change_log
from sayasat.pages.policy_list import policy_list
from sayasat.pages.stubs import not_found_page
from sayasat.pages.text import main_page
from sayasat.policy_files.layout import DOCS
from sayasat.publish.release import exit_on_signals
from sayasat.website.outline import nested
from sayasat.website.page_frame import rooted
from sayasat_contact.form_page import render_form

_THEME_INDEX = "search/search_index.json"
_UNUSED = ("assets/javascripts/lunr/*", "assets/javascripts/workers/*", "assets/*.map")
"""Files of the theme's own search, in whose place Sayasat has another, and source maps: a third of a site."""

log = logging.getLogger("mkdocs.plugins.sayasat")  # below "mkdocs": --strict counts its warnings
console = logging.getLogger("sayasat")  # its warnings are printed, and do not stop a strict build


class PolicyEvents:
    """MkDocs' events, and the state that they share while one command of MkDocs runs.

    `sayasat.mkdocs_plugin.plugin` makes the one instance; MkDocs calls each method that is named ``on_…``.
    """

    def __init__(self) -> None:
        self._is_serving = False
        self._running: BuildState | None = None
        self._previous: Recipe | None = None
        self._signals = ExitStack()

    @property
    def _build(self) -> BuildState:
        assert self._running is not None, "MkDocs calls on_config first"
        return self._running

    def _close(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.close()

    def on_startup(self, command: str, dirty: bool) -> None:
        """Note whether the command is ``serve``, and let the first signal end it, whatever follows."""
        self._is_serving = command == "serve"
        if self._is_serving:
            self._signals.enter_context(exit_on_signals(SIGHUP, SIGINT, SIGTERM))

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> None:
        """Open the publication, once for all languages.

        static-i18n builds the other languages within the first one's build, and calls this for each.
        """
        if i18n_of(config).building:
            return
        self._close()
        config.watch += [str(site_folder(config) / name) for name in (INVENTORY, SYNONYMS)]
        self._running = build = open_build(config, is_serving=self._is_serving, previous=self._previous)
        publication = build.publication
        self._previous = publication.recipe
        add_theme(config.theme)
        add_styles(config.extra_css, build.assets.path(SHEET))
        config.mdx_configs.setdefault("toc", {}).setdefault("slugify", slugify_unicode)
        config.theme.get_env = quick_env(config.theme.get_env)  # type: ignore[method-assign]
        use_committed_docs(config, build)
        publication.check()
        without = [each for each in publication.settings.languages if interface_language(each) is None]
        if without:
            console.warning(messages("en")("build.no-interface-texts", languages=", ".join(without)))
        log.info("Archive of %s: %s", publication.archive.head[:12], summary_of(publication))

    @event_priority(-200)
    def on_files(self, files: Files, config: MkDocsConfig) -> None:
        """Make the contents of the main pages. Where there is no text, `SiteWriter` makes a stub instead."""
        build = self._build
        for file in list(files):
            if build.assets.replaces(file.src_uri) or any(fnmatch(file.src_uri, each) for each in _UNUSED):
                files.remove(file)
        for file in files.documentation_pages():
            path = str(file.src_uri)  # below docs/, and so with the language first
            edition = build.publication.edition_at(path)
            if build.publication.settings.layout.version_file(f"{DOCS}/{path}"):
                files.remove(file)
            if edition is None:
                continue
            file.edit_uri = edited_file(build.publication.catalogue, edition)
            draft = build.publication.draft(path) if build.is_serving else None
            name = edition.policy.slug, edition.language
            shown = main_page(build.publication.catalogue, edition, draft) if draft is not None else None
            if draft is not None and shown is not None:
                build.draft_slots[name] = shown
                build.drafts[name] = draft
            if build.headings(name) is None:
                files.remove(file)
                # `navigation` lists the files on disk. An entry of one that is not built stops a strict build
                config.nav = [each for each in config.nav or () if each != path]
            else:
                build.policy_pages[file.dest_uri] = name

    @event_priority(-200)
    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> None:
        """Store the navigation for the shells, with the titles of its sections escaped.

        A section without a title in ``mkdocs.yml`` has the name of its folder, which can hold any characters.
        """
        for item in nav.items:
            escape_section_titles(item)
        self._build.nav = nav

    def on_page_read_source(self, page: Page, config: MkDocsConfig) -> str | None:
        """An empty text for a policy, whose text Sayasat renders from Git; None lets MkDocs read the file."""
        return "" if page.file.dest_uri in self._build.policy_pages else None

    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Set a page's front matter, and put a page that is no policy into the search index."""
        if page.file.dest_uri not in self._build.policy_pages:
            clean_front_matter(page, log)
            index_page(self._build, page, markdown, language_of(config))
            return
        publication = self._build.publication
        edition = publication.edition_at(str(page.file.src_uri))
        assert edition is not None
        title = str(escape(publication.catalogue.listed_title(edition)))
        page.meta = {"title": title, "search": {"exclude": True}}

    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """The headings of a policy, for the table of contents and for MkDocs' check of links.

        Any other page's HTML without the elements and attributes that a policy cannot have either. MkDocs
        keeps the contents of all pages in memory, so a policy's is put into its page when that is rendered.
        """
        name = self._build.policy_pages.get(page.file.dest_uri)
        if name is None:
            page.title = plain(str(page.title))
            for link in page.toc:
                escape_link_titles(link)
            return clean(html)
        headings = self._build.headings(name) or ()
        page.toc = TableOfContents([anchor_of(node) for node in nested(headings)])
        page.present_anchor_ids = {heading.id for heading in headings}
        return ""

    @event_priority(-200)
    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        """Give the templates the paths and texts that they need, and render this language's shells."""
        env.globals.update({name: asset(env, pattern) for name, pattern in STYLES.items()})
        language = language_of(config)
        env.globals.update(
            language=language,
            direction=direction(language),
            t=messages(language),
            theme_texts=theme_texts(env, language),
            own_asset=self._build.assets.path,
        )
        render_shells(self._build, env, config, files)

    @event_priority(-200)
    def on_page_context(
        self, context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
    ) -> dict[str, Any]:
        """Give each template its slots, and the templates of special pages their lists and forms."""
        build, language = self._build, language_of(config)
        catalogue = build.publication.catalogue
        build.built.add(page.file.dest_uri)
        name = build.policy_pages.get(page.file.dest_uri)
        slots = build.slots(name) if name else None
        context["slots"] = slots or plain_slots(build, page, config)
        if slots is not None:
            page.content = slots.content
        template = page.meta.get("template")
        if template == "home.html":
            context["policies"] = policy_list(catalogue, language)
        if template == "changes.html":
            context["changes"] = change_log(catalogue, language)
        if template == "contact.html":
            context["form"] = render_form(build.contract, language) if build.contract else None
            context["office"] = office(catalogue.settings.contact, language)
            context["contact"] = catalogue.settings.contact
        if template == "cookies.html":
            context["choices"] = choices(catalogue, build.consent, language, page.url)
        return context

    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Put the consent banner first in the page: the theme's templates have no block there."""
        if page.file.dest_uri in self._build.policy_pages:
            page.content = ""
        return with_consent_banner(self._build, output, language_of(config), page.url)

    def on_template_context(self, context: dict[str, Any], template_name: str, config: MkDocsConfig) -> None:
        """Give the 404 page its slots: to MkDocs it is a template, not a page."""
        publication, language = self._build.publication, language_of(config)
        context["slots"] = not_found_page(publication.catalogue, language)

    def on_post_template(self, output_content: str, template_name: str, config: MkDocsConfig) -> str:
        """Store the 404 page of each language, and let MkDocs write neither that nor its sitemap.

        MkDocs would write every language's 404 page to one path. Sayasat writes its own sitemap.
        """
        if template_name == "404.html":
            build, language = self._build, language_of(config)
            catalogue = build.publication.catalogue
            link = partial(rooted, catalogue)
            shown = banner(catalogue, build.consent, language, lambda url: link(build.assets.path(url)))
            build.not_found[language] = with_banner(valid(output_content), shown, messages(language))
        return ""

    @event_priority(-200)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """After the last language, write the pages that MkDocs does not build."""
        if i18n_of(config).building:
            return
        build = self._build
        site = Path(config.site_dir)
        build.site_build.write_site(site, build.shells, frozenset(build.built), build.drafts)
        for path, data in build.search_files():
            write(site / path, data)
        for name, data in build.assets.files.items():
            write(site / build.assets.path(name), data)
        (site / _THEME_INDEX).unlink(missing_ok=True)
        for path, data in contact_files(build.publication.catalogue, build.contact_shells):
            write(site / path, data)
        for language, html in build.not_found.items():
            write(site / build.publication.urls.prefix(language) / "404.html", html.encode())

    def on_build_error(self, error: Exception) -> None:
        """Close the build. An error of the input becomes one of MkDocs: readable lines and exit code 1."""
        self._close()
        if isinstance(error, SayasatError):
            raise PluginError(visible(report(error.faults, messages("en")))) from error

    @event_priority(-200)
    def on_shutdown(self) -> None:
        """Close the build, and restore the signal handlers after every other ``on_shutdown`` has run."""
        self._close()
        self._signals.close()
