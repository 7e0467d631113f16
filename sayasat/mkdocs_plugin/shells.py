"""The theme's pages with a mark in every slot, rendered once for each language and kind of page."""

from __future__ import annotations

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from sayasat.builder.writer import KINDS
from sayasat.cookies.banner import banner, with_banner
from sayasat.exports.http_headers import meta_policy
from sayasat.i18n.messages import messages
from sayasat.mkdocs_plugin.build_state import RunningBuild, State, language_of, running_build
from sayasat.pages.contact_contract import shell_page
from sayasat.website.page_frame import rooted
from sayasat.website.shell import Shell, marks
from sayasat.website.urls import relative

CONTACT_SCRIPT = "assets/javascripts/contact.js"


def render_shells(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Render the shells of the present language, once for each kind of page that MkDocs does not build."""
    build, language = running_build(), language_of(config)
    assert build.nav is not None
    # MkDocs puts an inline script into the pages that it serves, to load them again after a change
    origins = build.consent.inventory.origins
    env.globals["content_security_policy"] = "" if State.serving else meta_policy(origins)
    without = _without(build)
    prefix = build.publication.urls.prefix(language)
    for kind, address in KINDS.items():
        place = f"{prefix}{address}"
        file = File.generated(config, f"{place}index.md", content="")
        page = Page(marks().heading, file, config)
        page.content, page.meta, page.toc = "", {}, TableOfContents([AnchorLink("", "__text", 1)])
        context = get_context(build.nav, files, config, page)
        html = env.get_template("main.html").render(context, slots=marks(), search_base=prefix)
        build.shells[language, kind] = Shell.cut(with_consent_banner(html, language, place), without=without)
    build.contact_shells[language] = _contact_shell(env, config, files, build.nav)


def _contact_shell(env: Environment, config: MkDocsConfig, files: Files, nav: Navigation) -> str:
    """The page that the handler fills: its links start at the root, as those of the 404 page."""
    language, catalogue = language_of(config), running_build().publication.catalogue
    context = get_context(nav, files, config, base_url=rooted(catalogue, ""))
    prefix = catalogue.urls.prefix(language)
    html = env.get_template("404.html").render(context, slots=marks(), search_base=prefix)
    script = f'<script type="module" src="{rooted(catalogue, CONTACT_SCRIPT)}"></script>'
    return Shell.cut(html, without={"heading"} | _without(running_build())).fill(
        shell_page(catalogue, language, script)
    )


def _without(build: RunningBuild) -> set[str]:
    """The theme has no place for a switcher where there is one language."""
    return set() if len(build.publication.settings.languages) > 1 else {"switcher"}


def with_consent_banner(html: str, language: str, page: str) -> str:
    """A page with the banner that asks for consent, where there is one."""
    build = running_build()
    shown = banner(
        build.publication.catalogue, build.consent, language, lambda address: relative(address, page)
    )
    return with_banner(html, shown, messages(language))
