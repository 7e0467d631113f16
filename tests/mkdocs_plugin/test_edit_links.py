"""“Edit this page” leads from every page with a file of its own to that file, and stands on no other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.demo.repository import EDIT_URL
from tests.support.built_site import Page, Sample, pages, read_page
from tests.support.mini_site import build, furnish
from tests.support.repo import PolicyRepo, policy_text

SAID = {"ky": "Бул баракты өзгөртүү", "ru": "Редактировать страницу", "en": "Edit this page"}


def edits(page: Page) -> list[str]:
    """Where a page's links for editing lead."""
    return [each["href"] for each in page.all("a", rel="edit")]


def files_behind_pages(sample: Sample) -> dict[str, str]:
    """Address to file below docs/, for every file that a page is made of."""
    found = {}
    for file in (sample.repo.path / "docs").rglob("*.md"):
        path = file.relative_to(sample.repo.path / "docs").as_posix()
        if path.split("/")[1] == "versions":
            # The text of one version: no page of its own is made of it
            continue
        address = path.removeprefix("ky/").removesuffix("index.md").removesuffix(".md")
        found[address if address.endswith("/") or not address else f"{address}/"] = path
    return found


@pytest.fixture(scope="module")
def every_kind_editable(every_kind_site: Sample, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """`every_kind` with a repository named as well: its site has stubs, pointers and a removed policy."""
    folder = tmp_path_factory.mktemp("editable") / "repo"
    shutil.copytree(every_kind_site.repo.path, folder, ignore=shutil.ignore_patterns("site"))
    repo = PolicyRepo(folder)
    configuration = folder / "mkdocs.yml"
    named = f"repo_url: https://github.com/example/policies\n{configuration.read_text(encoding='utf-8')}"
    configuration.write_text(named, encoding="utf-8")
    built = build(repo, today="2026-11-24", edit_url=EDIT_URL)
    assert not built.code, built.log
    return Sample(repo, built.site)


def test_every_page_with_a_file_leads_to_it_and_no_other_page_leads_anywhere(demo_site: Sample) -> None:
    expected = {address: [EDIT_URL + path] for address, path in files_behind_pages(demo_site).items()}
    expected["policies/privacy/"] = [EDIT_URL + "ky/versions/privacy/2026-07-01.md"]  # in force
    found = {address: edits(page) for address, page in pages(demo_site.site)}
    assert len(expected) == 3 * (4 + 5)
    assert {address: links for address, links in found.items() if links} == expected


def test_stubs_pointers_and_removed_policies_lead_nowhere(every_kind_editable: Sample) -> None:
    expected = {
        address: [EDIT_URL + path] for address, path in files_behind_pages(every_kind_editable).items()
    }
    found = {address: edits(page) for address, page in pages(every_kind_editable.site)}
    assert {"en/policies/privacy/", "policies/rules/", "policies/gone/"} <= found.keys() - expected.keys()
    assert {address: links for address, links in found.items() if links} == expected


@pytest.mark.parametrize("language", SAID)
def test_the_link_says_what_it_does(demo_site: Sample, language: str) -> None:
    prefix = "" if language == "ky" else language
    for place in ("", "policies/privacy", "contact"):
        page = read_page(demo_site.site / prefix / place / "index.html")
        assert page.one("a", rel="edit").text == SAID[language]


def test_without_the_setting_no_page_has_the_link(every_kind_site: Sample) -> None:
    assert not [address for address, page in pages(every_kind_site.site) if edits(page)]


def test_a_repository_that_is_named_is_linked_but_asked_for_nothing(every_kind_editable: Sample) -> None:
    """The theme's script asks the forge about such a component: the site's headers forbid it."""
    home = read_page(every_kind_editable.site / "index.html")
    assert {each["href"] for each in home.all("a", "md-source")} == {"https://github.com/example/policies"}
    for address, page in pages(every_kind_editable.site):
        components = {each.attributes.get("data-md-component") for each in page.elements}
        assert "source" not in components, address


def test_the_link_leads_to_the_file_in_versions_that_holds_the_text_in_force(tmp_path: Path) -> None:
    """``policies/`` holds the announced text; from its day on, the link leads there."""
    repo = PolicyRepo(tmp_path)
    furnish(repo)
    policies, filed = (f"docs/ky/{path}.md" for path in ("policies/privacy", "versions/privacy/2026-01-01"))
    first, second = (
        policy_text(f"# {day} {{#privacy}}", title="Privacy", effective=day)
        for day in ("2026-01-01", "2027-01-01")
    )
    repo.commit(files={policies: first}, date="2025-12-01T12:00:00+06:00")
    repo.commit(files={policies: second, filed: first}, date="2026-02-01T12:00:00+06:00")
    for today, path in (("2026-11-24", filed), ("2027-01-01", policies)):
        built = build(repo, today=today, edit_url=EDIT_URL)
        assert not built.code, built.log
        page = read_page(built.site / "policies/privacy/index.html")
        assert edits(page) == [EDIT_URL + path.removeprefix("docs/")]
