"""A form that nobody takes, and a contact page that names nobody, are reported."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sayasat.check.settings_findings import static_host, unnamed
from sayasat.settings import Contact, Settings
from tests.support.mini_site import ROOT
from tests.support.published import SETTINGS

OFFICE = dict.fromkeys(SETTINGS.languages, (("Дарек", "Бишкек"),))
WITH_FORM = replace(SETTINGS, contact=Contact("privacy", OFFICE))
WITHOUT_FORM = replace(SETTINGS, contact=Contact("", OFFICE, has_form=False))
PAGES = "jobs: {deploy: {steps: [{uses: actions/deploy-pages@v5}]}}\n"
READ = "form: !ENV [CONTACT_FORM, true]"


@pytest.mark.parametrize(
    ("path", "text", "configuration", "is_found"),
    [
        (".github/workflows/publish.yml", PAGES, "", True),
        (".github/workflows/publish.yml", PAGES, READ, True),
        (".github/workflows/publish.yml", f'env: {{CONTACT_FORM: "false"}}\n{PAGES}', "", True),
        (".github/workflows/publish.yml", f'env: {{CONTACT_FORM: "false"}}\n{PAGES}', READ, False),
        (".github/workflows/check.yml", "jobs: {}", "", False),
        ("netlify.toml", "[build]", READ, True),
        ("netlify.toml", '[build.environment]\nCONTACT_FORM = "false"', READ, False),
        ("wrangler.jsonc", "{}", "", True),
    ],
)
def test_a_form_on_a_static_host_is_reported_at_the_file_that_publishes_it(
    path: str, text: str, configuration: str, is_found: bool
) -> None:
    found = [(each.rule, each.path) for each in static_host(WITH_FORM, configuration, {path: text})]
    assert found == ([("form-on-static-host", path)] if is_found else [])
    assert not list(static_host(WITHOUT_FORM, configuration, {path: text}))


@pytest.mark.parametrize("folder", [".github/workflows", "sayasat/adopt/new/workflows"])
def test_our_own_workflows_publish_no_form(folder: str) -> None:
    text = (ROOT / folder / "publish.yml").read_text(encoding="utf-8")
    configuration = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert not list(static_host(WITH_FORM, configuration, {".github/workflows/publish.yml": text}))


@pytest.mark.parametrize("settings", [SETTINGS, WITH_FORM, WITHOUT_FORM])
def test_a_contact_page_without_a_form_and_an_address_is_reported(settings: Settings) -> None:
    pages = [("docs/ky/contact.md", "---\ntemplate: contact.html\n---\n"), ("docs/ky/about.md", "# About\n")]
    found = [each.path for each in unnamed(settings, pages)]
    assert found == (["docs/ky/contact.md"] if settings.contact is None else [])
