"""What the contact form and its handler agree on says what the site says, and the handler can read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from sayasat.i18n.messages import messages
from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import digest
from sayasat.pages.contact_contract import BARE_SHELL, contract_values
from sayasat.settings import Contact
from sayasat_contact.contract import load_contract, read_contract, write_contract
from sayasat_contact.contract_parts import Contract
from tests.support.built_site import Sample, parse
from tests.support.mini_site import build
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo
from tests.support.samples import SECOND, every_kind

CONTACT = Contact("privacy", dict.fromkeys(("ky", "ru", "en"), (("A", "1"),)))


def contract(
    repo: PolicyRepo, today: str = "2026-11-24", contact: Contact | None = CONTACT
) -> Contract | None:
    """What the handler reads of a repository, without a build."""
    with published(repo, today) as catalogue:
        settings = replace(catalogue.settings, contact=contact)
        values = contract_values(
            replace(catalogue, settings=settings), dict.fromkeys(settings.languages, BARE_SHELL)
        )
        return read_contract(write_contract(values)) if values else None


def test_the_visitor_agrees_to_the_version_in_force(four_commits_site: Sample) -> None:
    found = contract(four_commits_site.repo)
    assert found is not None
    assert (found.policy.id, found.policy.date.isoformat()) == ("privacy", "2025-04-01")
    assert found.policy.sha256 == digest(sections(SECOND))


def test_a_new_version_in_force_makes_another_contract_and_a_new_day_alone_does_not(
    four_commits_site: Sample,
) -> None:
    digests = []
    for day in ("2026-11-24", "2026-11-30", "2026-12-01"):
        found = contract(four_commits_site.repo, day)
        assert found is not None
        digests.append(found.digest)
    assert digests[0] == digests[1] != digests[2]


def test_a_language_without_the_version_is_led_to_the_originals_page(every_kind_site: Sample) -> None:
    found = contract(every_kind_site.repo)
    assert found is not None
    assert {language: page.privacy for language, page in found.pages.items()} == {
        "ky": "policies/privacy/2025-04-01/",
        "ru": "ru/policies/privacy/2025-04-01/",
        "en": "policies/privacy/2025-04-01/",
    }


def test_only_policies_in_force_can_be_written_about(every_kind_site: Sample) -> None:
    found = contract(every_kind_site.repo)
    assert found is not None
    assert found.field("policy").choices == ("orders", "privacy")
    assert found.pages["en"].policies == {"orders": "Order rules", "privacy": "Купуялык саясаты"}


def test_without_a_text_to_agree_to_or_a_form_there_is_no_contract(four_commits_site: Sample) -> None:
    assert contract(four_commits_site.repo, "2023-01-01") is None
    assert contract(four_commits_site.repo, contact=None) is None
    assert contract(four_commits_site.repo, contact=replace(CONTACT, policy="nothing")) is None


def test_a_policy_of_any_name_can_be_chosen(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    for slug in ("privacy", "Жеке маалымат", "a" * 100):
        repo.policy("ky", slug, "# Саясат\n", title="Саясат")
    found = contract(repo)
    assert found is not None
    assert set(found.field("policy").choices) == {"privacy", "Жеке маалымат", "a" * 100}


def test_the_built_form_and_the_published_contract_name_one_digest(every_kind_site: Sample) -> None:
    found = load_contract(every_kind_site.site / "api/contact.json")
    for page in found.pages.values():
        file = every_kind_site.site / page.prefix / "contact/index.html"
        form = parse(file.read_text(encoding="utf-8"))
        assert form.one("input", name="contract")["value"] == found.digest


def test_the_handlers_pages_are_the_sites_in_each_language_outside_the_index_and_untold_to_statistics(
    every_kind_site: Sample,
) -> None:
    found = load_contract(every_kind_site.site / "api/contact.json")
    for language, page in found.pages.items():
        shown = parse(page.filled("Title", "<h1>Heading</h1>"))
        assert shown.language == language
        assert not shown.is_indexed
        assert [each.text for each in shown.all("h1")] == ["Heading"]
        assert not shown.all("section", "cookies")
        leads = {each["hreflang"]: each["href"] for each in shown.all("a") if "hreflang" in each.attributes}
        assert leads == {"ky": "/contact/", "ru": "/ru/contact/", "en": "/en/contact/"}
        links = [each.attributes.get("href", each.attributes.get("src", "/")) for each in shown.elements]
        assert all(link.startswith("/") for link in links), links


def test_a_site_without_a_policy_in_force_says_that_the_form_is_closed(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    every_kind(repo)
    built = build(repo, today="2023-06-01")
    assert not built.code, built.log
    assert not (built.site / "api/contact.json").exists()
    page = parse((built.site / "contact/index.html").read_text(encoding="utf-8"))
    assert not page.all("form", method="post")
    assert page.one("p", "contact-notice").text


def test_a_site_without_a_handler_has_no_form_and_says_how_to_write_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTACT_FORM", "false")
    repo = PolicyRepo(tmp_path)
    every_kind(repo)
    settings = (repo.path / "mkdocs.yml").read_text(encoding="utf-8")
    repo.write("mkdocs.yml", settings.replace("Website: www.infocom.kg", "E-mail: office@example.org"))
    built = build(repo, today="2026-11-24")
    assert not built.code, built.log
    for language, prefix in (("ky", ""), ("ru", "ru/"), ("en", "en/")):
        page = parse((built.site / prefix / "contact/index.html").read_text(encoding="utf-8"))
        assert page.language == language
        assert page.one("p", "contact-notice").text == messages(language)("contact-page.no-form")
        assert page.one("dl", "contact-list").text
        assert not page.all("form", method="post")
        assert not [each for each in page.all("script") if "contact.js" in each.attributes.get("src", "")]
        assert not (built.site / prefix / "413.html").exists()
    page = parse((built.site / "en/contact/index.html").read_text(encoding="utf-8"))
    links = [each["href"] for each in page.all("a") if each.text == "office@example.org"]
    assert links == ["mailto:office@example.org"]
    assert not (built.site / "api/contact.json").exists()


def test_the_titles_are_those_of_each_language(every_kind_site: Sample) -> None:
    found = contract(every_kind_site.repo)
    with published(every_kind_site.repo) as catalogue:
        title = edition(catalogue, "privacy", "ru").title
    assert found is not None
    assert found.pages["ru"].policies["privacy"] == title
