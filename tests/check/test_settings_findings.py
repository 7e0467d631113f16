"""Settings that name a policy, forms that nobody takes, and contact pages that name nobody are checked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from sayasat.check.settings_findings import inventory_findings, static_host, unheld_names, unnamed
from sayasat.pages.contact_contract import contract_values
from sayasat.settings import Contact, Settings
from sayasat.website.catalogue import Catalogue
from tests.support.mini_site import ROOT
from tests.support.published import SETTINGS, published
from tests.support.repo import PolicyRepo

SHELLS = dict.fromkeys(SETTINGS.languages, "")


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    repo = PolicyRepo(tmp_path / "repo")
    body = "# Купуялык {#privacy}\n\nБиз сиздин маалыматыңызды коргойбуз.\n"
    repo.policy("ky", "privacy", body, effective=date(2024, 1, 1))
    return repo


def with_form(catalogue: Catalogue, policy: str) -> Catalogue:
    office = dict.fromkeys(SETTINGS.languages, (("Дарек", "Бишкек"),))
    return replace(catalogue, settings=replace(SETTINGS, contact=Contact(policy, office)))


def found(catalogue: Catalogue, policy: str) -> list[str]:
    return [finding.rule for finding in unheld_names(with_form(catalogue, policy))]


def test_a_renamed_policy_is_found_by_its_former_name(repo: PolicyRepo) -> None:
    """The form is still there, and names the policy as it is called now."""
    repo.rename("docs/ky/policies/privacy.md", "docs/ky/policies/data.md", date="2024-02-01T12:00:00+06:00")
    with published(repo) as catalogue:
        assert [found(catalogue, name) for name in ("privacy", "data")] == [[], []]
        values = contract_values(with_form(catalogue, "privacy"), SHELLS)
        assert values is not None
        policy = values["policy"]
        assert isinstance(policy, dict)
        assert policy["id"] == "data"


def test_a_policy_without_a_text_in_force_is_an_error(repo: PolicyRepo) -> None:
    """One that never was, one that is only announced, one that was deleted."""
    repo.policy("ky", "later", "# Кийин {#later}\n\nКийин.\n", effective=date(2027, 1, 1))
    repo.policy("ky", "gone", "# Мурда {#gone}\n\nМурда.\n", effective=date(2024, 1, 1))
    repo.remove("docs/ky/policies/gone.md", date="2024-02-01T12:00:00+06:00")
    with published(repo) as catalogue:
        assert found(catalogue, "privacy") == []
        for name in ("privac", "later", "gone"):
            assert found(catalogue, name) == ["setting-policy-not-in-force"], name


def test_a_site_without_a_form_names_no_policy(repo: PolicyRepo) -> None:
    with published(repo) as catalogue:
        assert list(unheld_names(catalogue)) == []


COOKIES = (ROOT / "cookies.yml").read_text(encoding="utf-8")


def of_inventory(catalogue: Catalogue, text: str) -> list[tuple[str, int]]:
    return [(finding.rule, finding.line) for finding in inventory_findings(catalogue, text)]


def test_the_cookie_inventory_names_a_policy_that_there_is(repo: PolicyRepo) -> None:
    """One that is only announced is enough as long as a visitor is asked nothing."""
    repo.policy("ky", "later", "# Кийин {#later}\n\nКийин.\n", effective=date(2027, 1, 1))
    line = COOKIES[: COOKIES.index("  policy:")].count("\n") + 1
    with published(repo) as catalogue:
        assert of_inventory(catalogue, COOKIES) == []
        unknown = COOKIES.replace("policy: privacy", "policy: privasy")
        assert of_inventory(catalogue, unknown) == [("setting-policy-not-in-force", line)]
        later = COOKIES.replace("policy: privacy", "policy: later")
        assert of_inventory(catalogue, later) == []
        asking = later.replace("enabled: false", "enabled: true")
        assert of_inventory(catalogue, asking) == [("setting-policy-not-in-force", line)]
        assert of_inventory(catalogue, "text: [") == [("entry-syntax", 1)]


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
