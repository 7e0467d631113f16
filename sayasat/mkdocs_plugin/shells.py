"""Renders the theme's page shells: pages with a mark in every slot, for each language and kind of page."""

from __future__ import annotations

import re

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from sayasat.builder.writer import KINDS
from sayasat.cookies.banner import banner, with_banner
from sayasat.exports.http_headers import meta_policy
from sayasat.i18n.messages import direction, messages
from sayasat.mkdocs_plugin.build_state import BuildState, language_of
from sayasat.pages.contact_contract import shell_page
from sayasat.website.page_frame import rooted
from sayasat.website.shell import Shell, marks
from sayasat.website.urls import relative

_WITH_MENU = "main"
"""The kind of page with a menu of all policies; the others say only what cannot change."""

CONTACT_SCRIPT = "assets/javascripts/contact.js"


def render_shells(build: BuildState, env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Render the shells of the language that MkDocs builds now, one for each kind of page of `KINDS`.

    They are put into `BuildState.shells` and `BuildState.contact_shells`.
    """
    language = language_of(config)
    assert build.nav is not None
    # `mkdocs serve` puts an inline script into each page, to load it again after a change
    origins = build.consent.inventory.origins
    env.globals["content_security_policy"] = "" if build.is_serving else meta_policy(origins)
    env.globals["cookie_notice"] = _cookie_notice(build, language)
    env.globals["draft"] = messages(language)(build.draft) if build.draft else ""
    without = _without(build)
    prefix = build.publication.urls.prefix(language)
    for kind, path in KINDS.items():
        url = f"{prefix}{path}"
        file = File.generated(config, f"{url}index.md", content="")
        page = Page(marks().heading, file, config)
        page.content, page.meta, page.toc = "", {}, TableOfContents([AnchorLink("", "__text", 1)])
        nav = build.nav if kind == _WITH_MENU else _without_policies(build.nav)
        context = get_context(nav, files, config, page)
        html = env.get_template("main.html").render(context, slots=marks())
        build.shells[language, kind] = Shell.cut(
            with_consent_banner(build, html, language, url), without=without
        )
    build.contact_shells[language] = _contact_shell(build, env, config, files, build.nav)


def _without_policies(nav: Navigation) -> Navigation:
    """The navigation without the policies: no dated page changes when a policy is added or retitled."""
    items = [item for item in nav.items if not _has_policies(item)]
    return Navigation(items, nav.pages)


def _has_policies(item: StructureItem) -> bool:
    if isinstance(item, Page):
        return "policies/" in item.url
    return any(_has_policies(each) for each in getattr(item, "children", None) or ())


def _contact_shell(
    build: BuildState, env: Environment, config: MkDocsConfig, files: Files, nav: Navigation
) -> str:
    """The page around the contact handler's answers. Its links are absolute paths, as on the 404 page."""
    language, catalogue = language_of(config), build.publication.catalogue
    context = get_context(nav, files, config, base_url=rooted(catalogue, ""))
    html = env.get_template("404.html").render(context, slots=marks())
    script = f'<script type="module" src="{rooted(catalogue, build.assets.path(CONTACT_SCRIPT))}"></script>'
    return Shell.cut(valid(html), without={"heading"} | _without(build)).fill(
        shell_page(catalogue, language, script)
    )


def _without(build: BuildState) -> set[str]:
    """The slots that the theme leaves out: in a site of one language, that of the language switcher."""
    return set() if len(build.publication.settings.languages) > 1 else {"switcher"}


def _cookie_notice(build: BuildState, language: str) -> str:
    """The footer's line for readers without JavaScript, with whom nothing optional is ever stored."""
    return messages(language)("cookies.notice") if build.consent.inventory.items else ""


_TOGGLE = re.compile(r'(<input class="md-toggle"[^<>]*?) autocomplete="off"')
_DIRECTION = re.compile(r'<html lang="([^"]*)"')


def valid(html: str) -> str:
    """The HTML of a page without an attribute of the theme that HTML does not allow for a check box.

    The theme gives the direction of a language to the body only; a browser's own parts follow the root.
    """
    html = _TOGGLE.sub(r"\1", html)
    return _DIRECTION.sub(_with_direction, html, count=1)


def _with_direction(found: re.Match[str]) -> str:
    return f'{found[0]} dir="rtl"' if direction(found[1]) == "rtl" else found[0]


def with_consent_banner(build: BuildState, html: str, language: str, url: str) -> str:
    """The HTML of the page at ``url``, with the consent banner if the site has one."""
    catalogue, path = build.publication.catalogue, build.assets.path
    shown = banner(catalogue, build.consent, language, lambda target: relative(path(target), url))
    return with_banner(valid(html), shown, messages(language))
