"""A large site, read back: what is folded, what is whole, what is left out, and how heavy it is."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from pathlib import Path

import pytest

from sayasat.exports.api import versions_json
from sayasat.exports.feeds import LENGTH
from sayasat.i18n.messages import messages
from tests.support.built_site import SITE_URL, Element, Page, Sample, file_at, read_page, read_xml
from tests.support.long_history import VERSIONS, days, long_history
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo

PRIVACY = "policies/privacy/"
ATOM = "{http://www.w3.org/2005/Atom}"
MEGABYTE = 1_000_000


def folds(page: Page) -> list[Element]:
    return page.all("details", "fold__list")


def heading_of(page: Page, fold: Element) -> str:
    section = fold.parents[-1]
    return next(
        each.text for each in page.elements if each.attributes.get("id") == section["aria-labelledby"]
    )


@pytest.mark.parametrize(
    ("place", "entry"),
    [
        (f"{PRIVACY}history/", "timeline__version"),
        (f"ru/{PRIVACY}history/", "timeline__version"),
        ("changes/", "log__entry"),
        ("ru/changes/", "log__entry"),
    ],
)
def test_a_long_list_folds_by_year_with_the_newest_open(
    large_site_built: Sample, place: str, entry: str
) -> None:
    """The heading and the count of each year are seen; every entry is on the page, under its year."""
    page = read_page(large_site_built.site / place / "index.html")
    found = folds(page)
    years = [heading_of(page, fold) for fold in found]
    assert years == [str(year) for year in range(2026, 2003, -1)]
    assert ["open" in fold.attributes for fold in found] == [True, *[False] * (len(found) - 1)]
    for fold, year in zip(found, years, strict=True):
        inside = page.inside(fold)
        entries = [each for each in inside if entry in each.classes]
        summary = next(each for each in inside if each.tag == "summary")
        assert summary.text.startswith(f"{year}: {len(entries)} ")
    assert sum(len([each for each in page.inside(fold) if entry in each.classes]) for fold in found) == len(
        page.all("li", entry)
    )


def test_the_count_of_a_year_takes_the_form_of_its_language(large_site_built: Sample) -> None:
    page = read_page(large_site_built.site / f"ru/{PRIVACY}history/index.html")
    counts = {each.text.partition(": ")[2] for each in page.all("summary") if each.parents[-1] in folds(page)}
    assert counts == {"2 редакции", "3 редакции"}
    assert messages("ru").count("year.versions", 5) == "5 редакций"


@pytest.mark.parametrize("place", [f"{PRIVACY}history/", f"{PRIVACY}compare/", "changes/", ""])
def test_no_level_of_headings_is_left_out(large_site_built: Sample, place: str) -> None:
    page = read_page(large_site_built.site / place / "index.html")
    (main,) = page.all("main")
    levels = [int(each.tag[1]) for each in page.inside(main) if each.tag in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_short_list_is_not_folded(every_kind_site: Sample) -> None:
    for place in (f"{PRIVACY}history/", f"{PRIVACY}compare/", "changes/", ""):
        page = read_page(every_kind_site.site / place / "index.html")
        assert not folds(page), place
        assert not page.all("optgroup"), place
        # The change log is filtered by policy and by kind, however short it is
        assert bool(page.all("form", "find")) == (place == "changes/"), place


def test_every_version_can_be_chosen_under_its_year(large_site_built: Sample) -> None:
    for place in ("history", "compare"):
        page = read_page(large_site_built.site / PRIVACY / place / "index.html")
        for name in ("from", "to"):
            select = page.one("select", name=name)
            chosen = [each["value"] for each in page.inside(select) if "selected" in each.attributes]
            groups = {each["label"]: each for each in page.inside(select) if each.tag == "optgroup"}
            dates = [
                (year, option["value"])
                for year, group in groups.items()
                for option in page.inside(group)
                if option.tag == "option"
            ]
            assert [day for _, day in dates] == [day.isoformat() for day in reversed(days(VERSIONS))]
            assert all(day.startswith(year) for year, day in dates)
            assert chosen == [dates[0 if name == "to" else 1][1]]


def test_every_prepared_redline_is_there_under_its_year(large_site_built: Sample) -> None:
    page = read_page(large_site_built.site / PRIVACY / "compare/index.html")
    found = folds(page)
    assert len(found) == 23
    links = [each["href"] for fold in found for each in page.inside(fold) if each.tag == "a"]
    assert [link for link in links if link.endswith("changes/")] == [
        f"../{day}/changes/" for day in reversed(days(VERSIONS)[1:])
    ]


def test_many_policies_are_not_in_the_menu_of_every_page(large_site_built: Sample) -> None:
    """They would be on each of thousands of pages; the home page has them all."""
    home = read_page(large_site_built.site / "index.html")
    (main,) = home.all("article")
    listed = {each["href"] for each in home.inside(main) if each.tag == "a"}
    assert {f"policies/rule-{number:02}/" for number in range(30)} <= listed
    version = read_page(large_site_built.site / PRIVACY / "2004-01-01/index.html")
    assert not [each for each in version.all("a") if "rule-" in each.attributes.get("href", "")]
    assert "rule-01" in (large_site_built.site / "sitemap.xml").read_text(encoding="utf-8")


def test_policies_that_have_ended_are_folded_below_the_others(large_site_built: Sample) -> None:
    page = read_page(large_site_built.site / "index.html")
    (fold,) = folds(page)
    assert heading_of(page, fold) == messages("ky")("policies.ended")
    titles = [each.text for each in page.inside(fold) if "policies__title" in each.classes]
    assert titles == [f"Эреже {number}" for number in range(0, 30, 3)]
    assert len(page.all("li", "policies__item")) == 31


@pytest.mark.parametrize(
    ("place", "told_at"),
    [
        ("feed.atom", "changes/"),
        ("ru/feed.atom", "ru/changes/"),
        (f"{PRIVACY}feed.atom", f"{PRIVACY}history/"),
    ],
)
def test_a_feed_holds_the_last_fifty_and_says_where_all_are(
    large_site_built: Sample, place: str, told_at: str
) -> None:
    feed = read_xml(large_site_built.site / place)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == LENGTH == 50
    recorded = [entry.findtext(f"{ATOM}published", "") for entry in entries]
    assert recorded == sorted(recorded, reverse=True)
    said = feed.findtext(f"{ATOM}subtitle", "")
    assert f"{LENGTH}" in said
    assert said.endswith(f" {SITE_URL}{told_at}")
    assert file_at(large_site_built.site, f"{SITE_URL}{told_at}").is_file()


def test_a_feed_that_holds_all_says_nothing_of_others(four_commits_site: Sample) -> None:
    for file in four_commits_site.site.rglob("feed.atom"):
        assert read_xml(file).find(f"{ATOM}subtitle") is None


def test_five_hundred_versions_as_data_stay_under_a_megabyte(tmp_path: Path) -> None:
    """With three revisions each, as any server sends it: compressed."""
    repo = PolicyRepo(tmp_path)
    long_history(repo, 500, corrections=2)
    with published(repo) as catalogue:
        data = versions_json(catalogue, edition(catalogue))
    versions = json.loads(data)["versions"]
    assert len(versions) == 500
    assert {len(each["revisions"]) for each in versions} == {3}
    assert len(gzip.compress(data)) < MEGABYTE / 4
