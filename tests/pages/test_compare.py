"""The page that compares any two versions, as it is without a script."""

from __future__ import annotations

import json
from urllib.parse import urljoin

import pytest

from sayasat.i18n.messages import messages
from tests.support.built_site import SITE_URL, Page, Sample, file_at, read_page

PRIVACY = "policies/privacy/"


def compare(sample: Sample, policy: str) -> Page:
    return read_page(sample.site / policy / "compare/index.html")


@pytest.mark.parametrize("prefix", ["", "ru/"])
def test_it_is_its_own_canonical_and_not_indexed(every_kind_site: Sample, prefix: str) -> None:
    page = compare(every_kind_site, f"{prefix}{PRIVACY}")
    assert page.canonical == f"{SITE_URL}{prefix}{PRIVACY}compare/"
    assert not page.is_indexed
    assert page.alternates == {}
    sitemap = (every_kind_site.site / "sitemap.xml").read_text(encoding="utf-8")
    assert "compare/" not in sitemap


def test_without_a_script_it_lists_the_redlines_that_are_there(four_commits_site: Sample) -> None:
    """Newest first, each against the one before it: the later ones are above a version's line."""
    page = compare(four_commits_site, PRIVACY)
    listing = page.one("ul", "compare__prepared")
    links = [each["href"] for each in page.inside(listing) if each.tag == "a"]
    assert links == [
        "../2026-12-01/",
        "../2026-12-01/changes/",
        "../2025-04-01/",
        "../2025-04-01/changes/",
        "../2024-01-01/",
    ]
    lines = [each["id"] for each in page.inside(listing) if each.tag == "li"]
    assert lines == ["_since-2026-12-01", "_since-2025-04-01", "_since-2024-01-01"]
    for link in links:
        assert file_at(four_commits_site.site, urljoin(f"{SITE_URL}{PRIVACY}compare/", link)).is_file()


@pytest.mark.parametrize(("prefix", "language"), [("", "ky"), ("ru/", "ru"), ("en/", "en")])
def test_without_a_script_it_says_what_needs_one(compared_site: Sample, prefix: str, language: str) -> None:
    page = compare(compared_site, f"{prefix}{PRIVACY}")
    notes = [each for each in page.all("p") if "data-without-script" in each.attributes]
    t = messages(language)
    assert [note.text for note in notes] == [f"{t('compare.needs-script')} {t('compare.read-upwards')}"]
    assert "hidden" not in notes[0].attributes
    form = page.one("form", "compare-form")
    assert any("data-needs-script" in parent.attributes for parent in form.parents)


def test_the_history_asks_for_two_versions(four_commits_site: Sample) -> None:
    """A plain form; the latest and the one before it are chosen."""
    page = read_page(four_commits_site.site / PRIVACY / "history/index.html")
    form = page.one("form", "compare-form")
    assert (form["action"], form["method"]) == ("../compare/", "get")
    for name, chosen in (("from", "2025-04-01"), ("to", "2026-12-01")):
        select = page.one("select", name=name)
        options = [each for each in page.inside(select) if each.tag == "option"]
        assert [each["value"] for each in options] == ["2026-12-01", "2025-04-01", "2024-01-01"]
        assert [each["value"] for each in options if "selected" in each.attributes] == [chosen]
        assert page.one("label", **{"for": select["id"]}).text


def test_a_policy_with_one_version_has_nothing_to_compare(every_kind_site: Sample) -> None:
    """The page says so, and neither it nor the history has a form."""
    page = compare(every_kind_site, "policies/archive/")
    assert messages("ky")("compare.one-version") in page.text
    history = read_page(every_kind_site.site / "policies/archive/history/index.html")
    assert not page.all("form", "compare-form")
    assert not history.all("form", "compare-form")


def test_it_stands_at_the_former_address_of_a_renamed_policy(every_kind_site: Sample) -> None:
    """A pointer would lose the two dates in the query. A former date still names its version."""
    page = compare(every_kind_site, "policies/rules/")
    assert page.canonical == f"{SITE_URL}policies/orders/compare/"
    data = json.loads("".join(page.one("script", id="_compare-data").pieces))
    versions = {each["date"]: (each["formerly"], each["blocks"]) for each in data["versions"]}
    assert versions == {
        "2024-06-01": (["2024-05-05"], "../../orders/2024-06-01/blocks.json"),
        "2024-10-01": ([], "../../orders/2024-10-01/blocks.json"),
    }


def test_titles_and_labels_cannot_end_the_data_of_the_script(compared_site: Sample) -> None:
    """What stands in it is escaped: it is data of a page, not only of a script."""
    html = (compared_site.site / PRIVACY / "compare/index.html").read_text(encoding="utf-8")
    start = html.index('id="_compare-data">')
    assert "<" not in html[start : html.index("</script>", start)]
