"""Built sites, read back: what the pages, the change log, the feeds and the data say of one history."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.support.built_site import (
    SITE_URL,
    Page,
    Sample,
    address_of,
    contents,
    file_at,
    own_assets,
    pages,
    read_page,
    read_xml,
)
from tests.support.mini_site import build
from tests.support.repo import PolicyRepo

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PRIVACY = "policies/privacy/"
LANGUAGES = ("ky", "ru", "en")
ROOT = Path(__file__).parents[1]

# ---------------------------------------------------------------- four commits: what every part says alike


def test_four_commits_are_one_corrected_superseded_one_in_force_and_one_upcoming_version(
    four_commits_site: Sample,
) -> None:
    assert _told(four_commits_site.site) == [
        ("2024-01-01", "superseded", ["new", "editorial"]),
        ("2025-04-01", "in-force", ["new"]),
        ("2026-12-01", "upcoming", ["new"]),
    ]


def test_on_a_later_day_the_upcoming_version_is_in_force(four_commits_later: Sample) -> None:
    assert _told(four_commits_later.site) == [
        ("2024-01-01", "superseded", ["new", "editorial"]),
        ("2025-04-01", "superseded", ["new"]),
        ("2026-12-01", "in-force", ["new"]),
    ]


def test_each_version_has_one_dated_page_with_its_status(
    four_commits_site: Sample, four_commits_later: Sample
) -> None:
    for sample in (four_commits_site, four_commits_later):
        folder = sample.site / PRIVACY
        days = sorted(each.name for each in folder.iterdir() if re.fullmatch(r"\d{4}-\d\d-\d\d", each.name))
        shown = [(day, read_page(folder / day / "index.html").status) for day in days]
        assert shown == [(day, status) for day, status, _ in _told(sample.site)]


def test_the_history_shows_the_versions_newest_first_each_with_its_revisions(
    four_commits_site: Sample, four_commits_later: Sample
) -> None:
    for sample in (four_commits_site, four_commits_later):
        page = read_page(sample.site / PRIVACY / "history/index.html")
        items = page.all("li", "timeline__version")
        shown = [(each["data-date"], each["data-status"]) for each in items]
        listed = _told(sample.site)
        assert shown == [(day, status) for day, status, _ in reversed(listed)]
        kinds = [_kind(each.classes) for each in page.all("span", "change")]
        assert kinds == [change for _, _, changes in reversed(listed) for change in changes]


def test_the_correction_is_told_with_its_reason(four_commits_site: Sample) -> None:
    version = read_page(four_commits_site.site / PRIVACY / "2024-01-01/index.html")
    assert "тамга катасы" in version.one("p", "about__correction").text
    assert "сактайбыз" in version.text
    history = read_page(four_commits_site.site / PRIVACY / "history/index.html")
    assert [each.text for each in history.all("q")] == ["тамга катасы"]
    log = read_page(four_commits_site.site / "changes/index.html")
    assert [each.text for each in log.all("q")] == ["тамга катасы"]


def test_the_corrected_revision_keeps_its_page_and_leads_to_the_present_text(
    four_commits_site: Sample,
) -> None:
    first = _versions(four_commits_site.site)[0]["revisions"][0]
    page = read_page(file_at(four_commits_site.site, first["url"]))
    assert "сактйбыз" in page.text
    assert "../../" in [each["href"] for each in page.all("a")]


def test_the_change_log_and_both_feeds_tell_the_same_four_changes_newest_first(
    four_commits_site: Sample, four_commits_later: Sample
) -> None:
    for sample in (four_commits_site, four_commits_later):
        log = read_page(sample.site / "changes/index.html")
        expected = [
            ("2026-11-20", "new"),
            ("2025-03-01", "new"),
            ("2024-02-10", "editorial"),
            ("2024-01-01", "new"),
        ]
        days = [each["datetime"] for each in log.all("time") if _is_head(log, each)]
        kinds = [_kind(each.classes) for each in log.all("span", "change")]
        assert list(zip(days, kinds, strict=True)) == expected
        for feed in ("feed.atom", f"{PRIVACY}feed.atom"):
            assert [
                (entry.findtext(f"{ATOM}published", "")[:10], _change(entry))
                for entry in _entries(sample.site / feed)
                if _change(entry) != "in-force"
            ] == expected


def test_the_change_log_leads_where_the_feed_leads(four_commits_site: Sample) -> None:
    links = [
        entry.find(f"{ATOM}link").attrib["href"].removeprefix(SITE_URL)  # type: ignore[union-attr]
        for entry in _entries(four_commits_site.site / "feed.atom")
        if _change(entry) != "in-force"
    ]
    log = read_page(four_commits_site.site / "changes/index.html")
    hrefs = [each["href"] for each in log.all("a") if each["href"].startswith(f"../{PRIVACY}2")]
    assert hrefs == [f"../{link}" for link in links]


def test_the_days_a_version_holds_follow_one_another(four_commits_site: Sample) -> None:
    spans = [(each["from"], each["until"]) for each in _versions(four_commits_site.site)]
    assert spans == [
        ("2024-01-01", "2025-04-01"),
        ("2025-04-01", "2026-12-01"),
        ("2026-12-01", None),
    ]


# ---------------------------------------------------------------- the main page


def test_the_main_page_shows_the_text_in_force_and_announces_the_next_though_the_file_is_the_next(
    four_commits_site: Sample,
) -> None:
    page = read_page(four_commits_site.site / PRIVACY / "index.html")
    assert page.status == "in-force"
    assert "60 күн" in page.text
    assert "колдонбойт" in page.text
    assert "статистика" not in page.text
    announced = next(each for each in page.all("p", "standing__line--next") if "2026-жылдын" in each.text)
    assert "1-декабрында" in announced.text
    assert "2026-12-01/" in [each["href"] for each in page.all("a")]


def test_on_its_day_the_announced_text_is_on_the_main_page(four_commits_later: Sample) -> None:
    page = read_page(four_commits_later.site / PRIVACY / "index.html")
    assert page.status == "in-force"
    assert "статистика үчүн гана колдонот" in page.text
    assert not page.all("p", "standing__line")


def test_the_home_page_lists_the_policy_with_the_day_since_when_it_holds(
    four_commits_site: Sample, four_commits_later: Sample
) -> None:
    for sample, day in (
        (four_commits_site, "2025-жылдын 1-апрелинен"),
        (four_commits_later, "2026-жылдын 1-декабрынан"),
    ):
        page = read_page(sample.site / "index.html")
        page.one("span", "badge--in-force")
        assert f"{day} бери" in page.one("p", "policies__status").text


def test_the_main_page_and_the_dated_page_of_the_text_in_force_have_the_same_text(
    four_commits_site: Sample,
) -> None:
    main, dated = (
        read_page(four_commits_site.site / PRIVACY / name) for name in ("index.html", "2025-04-01/index.html")
    )
    assert main.text == dated.text


# ---------------------------------------------------------------- canonical, robots, languages


def test_the_dated_page_of_the_text_in_force_has_the_main_page_as_canonical(
    four_commits_site: Sample,
) -> None:
    page = read_page(four_commits_site.site / PRIVACY / "2025-04-01/index.html")
    assert page.canonical == f"{SITE_URL}{PRIVACY}"
    assert page.is_indexed


def test_a_dated_page_with_another_text_is_its_own_canonical_and_outside_the_index(
    every_kind_site: Sample,
) -> None:
    """Where the text is that of the main page, that one is canonical, though the links in it may differ."""
    site = every_kind_site.site
    indexed = set()
    for address, page in _policy_pages(site):
        if not re.search(r"/\d{4}-\d\d-\d\d/", address) or _is_pointer(page):
            continue
        if page.is_indexed:
            indexed.add(page.canonical)
            assert page.canonical == SITE_URL + re.sub(r"\d{4}-\d\d-\d\d/.*", "", address), address
            assert page.text == read_page(file_at(site, page.canonical)).text, address
        else:
            assert page.canonical == SITE_URL + address, address
    assert len(indexed) == 6, "each edition that has a text, its translations too"


def test_alternates_are_absolute_and_mutual_with_a_default_and_none_to_a_missing_translation(
    every_kind_site: Sample,
) -> None:
    site = every_kind_site.site
    found = 0
    for address, page in pages(site):
        for language, url in page.alternates.items():
            found += 1
            assert url.startswith(SITE_URL)
            target = read_page(file_at(site, url))
            assert target.is_indexed, (address, url)
            assert target.canonical == url
            assert target.alternates == page.alternates, (address, url)
            assert target.language == ("ky" if language == "x-default" else language)
        if page.alternates:
            assert page.alternates["x-default"] == page.alternates["ky"]
            assert page.canonical in page.alternates.values()
    assert found > 20


def test_a_translated_policy_names_its_languages_only(every_kind_site: Sample) -> None:
    site = every_kind_site.site
    assert set(read_page(site / PRIVACY / "index.html").alternates) == {"ky", "ru", "x-default"}
    assert set(read_page(site / "policies/orders/index.html").alternates) == {"ky", "en", "x-default"}
    assert not read_page(site / "en" / PRIVACY / "index.html").alternates


def test_every_page_says_which_language_it_is_in(every_kind_site: Sample) -> None:
    for address, page in pages(every_kind_site.site):
        prefix = address.split("/")[0]
        assert page.language == (prefix if prefix in {"ru", "en"} else "ky"), address


def test_every_page_has_one_title_one_main_heading_and_one_main_part(every_kind_site: Sample) -> None:
    for address, page in pages(every_kind_site.site):
        assert page.one("title").text, address
        assert len(page.all("h1")) == 1, address
        page.one("main")


def test_the_switcher_stays_on_the_page_and_says_what_is_not_translated(every_kind_site: Sample) -> None:
    page = read_page(every_kind_site.site / PRIVACY / "2025-04-01/index.html")
    choices = {each["lang"]: each for each in page.all("a") if "hreflang" in each.attributes and each.classes}
    links = {each["lang"]: each["href"] for each in page.all("a") if "lang" in each.attributes}
    assert links["ru"] == f"../../../ru/{PRIVACY}2025-04-01/"
    assert "languages__missing" in choices["en"].classes
    assert choices["en"]["hreflang"] == "ky"


# ---------------------------------------------------------------- found and shared


def test_a_policy_page_has_what_a_shared_link_and_simple_readers_of_feeds_need(
    four_commits_site: Sample,
) -> None:
    site = four_commits_site.site
    page = read_page(site / PRIVACY / "index.html")
    said = {each["property"]: each["content"] for each in page.all("meta") if "property" in each.attributes}
    assert said["og:description"] == page.one("meta", name="description")["content"]
    assert said["og:description"] == "Сактоо мөөнөтү узартылды."
    assert file_at(site, said["og:image"]).read_bytes().startswith(b"\x89PNG")
    icons = [each["href"] for each in page.all("link") if each["rel"] in {"icon", "apple-touch-icon"}]
    assert [(site / PRIVACY / each).resolve().is_file() for each in icons] == [True] * 3
    feeds = page.all("link", rel="alternate", type="application/atom+xml")
    assert [file_at(site, each["href"]).is_file() for each in feeds] == [True, True]


def test_a_page_has_two_style_sheets_and_ours_has_no_comments(four_commits_site: Sample) -> None:
    """The theme's palette is left out: brand.css has the colours."""
    page = read_page(four_commits_site.site / PRIVACY / "index.html")
    sheets = [each["href"].rpartition("/")[2] for each in page.all("link", rel="stylesheet")]
    assert [each.split(".")[0] for each in sheets] == ["main", "sayasat"]
    styles = (own_assets(four_commits_site.site) / "stylesheets/sayasat.css").read_text(encoding="utf-8")
    assert "/*" not in styles
    assert '" (" attr(href)' in styles, "blanks in quotation marks stay"
    assert styles.count("{") == styles.count("}") > 100


def test_a_dated_page_has_no_menu_of_policies_and_no_number_of_versions(every_kind_site: Sample) -> None:
    """So a publication of another policy does not change it."""
    site = every_kind_site.site
    for place in ("2024-01-01/", "2025-04-01/changes/", "history/"):
        page = read_page(site / PRIVACY / place / "index.html")
        menu = page.all("nav", "md-nav--primary")[0]
        links = [each["href"] for each in page.inside(menu) if each.tag == "a"]
        assert links
        assert not [each for each in links if "policies/" in each], place
    main = read_page(site / PRIVACY / "index.html")
    menu = main.all("nav", "md-nav--primary")[0]
    assert any("orders/" in each["href"] for each in main.inside(menu) if each.tag == "a")


def test_robots_txt_names_the_sitemap(four_commits_site: Sample) -> None:
    lines = (four_commits_site.site / "robots.txt").read_text(encoding="utf-8").splitlines()
    assert lines == ["User-agent: *", "Allow: /", f"Sitemap: {SITE_URL}sitemap.xml"]


def test_the_home_page_names_the_three_latest_changes(four_commits_site: Sample) -> None:
    page = read_page(four_commits_site.site / "index.html")
    news = page.one("section", "news")
    days = [each["datetime"] for each in page.inside(news) if each.tag == "time"]
    assert days == ["2026-11-20", "2025-03-01", "2024-02-10"]
    assert {"changes/", "feed.atom"} <= {each["href"] for each in page.inside(news) if each.tag == "a"}


# ---------------------------------------------------------------- sources and data


def test_every_source_is_byte_for_byte_what_git_holds_and_has_the_stated_digest(
    every_kind_site: Sample,
) -> None:
    checked = 0
    for document in _all_versions(every_kind_site.site):
        for each in _texts(document):
            data = file_at(every_kind_site.site, each["source_url"]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == each["sha256"]
            blob = every_kind_site.repo.git("hash-object", "--stdin", "--no-filters", stdin=data)
            assert blob in _blobs(every_kind_site.repo, document["language"], each["commit"])
            checked += 1
    assert checked > 15


def test_the_data_is_valid_by_the_published_schemas(
    every_kind_site: Sample, four_commits_site: Sample
) -> None:
    for site in (every_kind_site.site, four_commits_site.site):
        listed = site / "api/v1/policies.json"
        assert (site / "api/policies.json").read_bytes() == listed.read_bytes()
        for file in (listed, *site.rglob("versions.json")):
            document = json.loads(file.read_bytes())
            schema = json.loads(file_at(site, document["schema"]).read_bytes())
            Draft202012Validator.check_schema(schema)
            errors = list(Draft202012Validator(schema, format_checker=_FORMATS).iter_errors(document))
            assert not errors, errors


def test_the_schemas_refuse_what_is_not_a_date_or_an_address(four_commits_site: Sample) -> None:
    """Guards the test above: an unknown format would pass everything."""
    document = json.loads((four_commits_site.site / PRIVACY / "versions.json").read_bytes())
    schema = json.loads(file_at(four_commits_site.site, document["schema"]).read_bytes())
    document["versions"][0]["published"] = "yesterday"
    document["versions"][1]["url"] = "../elsewhere"
    document["versions"][2]["date"] = "2026-02-30"
    errors = Draft202012Validator(schema, format_checker=_FORMATS).iter_errors(document)
    assert len(list(errors)) == 3


def test_the_list_of_policies_names_every_edition_and_its_status(every_kind_site: Sample) -> None:
    document = json.loads((every_kind_site.site / "api/policies.json").read_bytes())
    assert {
        each["policy"]: [(edition["language"], edition["status"]) for edition in each["editions"]]
        for each in document["policies"]
    } == {
        "archive": [("ky", "repealed")],
        "gone": [("ky", "removed")],
        "orders": [("ky", "in-force"), ("en", "in-force")],
        "privacy": [("ky", "in-force"), ("ru", "in-force")],
    }
    formerly = {each["policy"]: each["formerly"] for each in document["policies"]}
    assert formerly["orders"] == ["rules"]
    assert next(each for each in document["policies"] if each["policy"] == "gone")["removed"].startswith(
        "2025-05-05T12:00:00+06:00"
    )


# ---------------------------------------------------------------- feeds


def test_feeds_are_whole_by_rfc_4287(every_kind_site: Sample) -> None:
    files = sorted(every_kind_site.site.rglob("feed.atom"))
    assert len(files) >= 9
    for file in files:
        feed = read_xml(file)
        assert feed.tag == f"{ATOM}feed"
        for name in ("id", "title", "updated"):
            assert len(feed.findall(f"{ATOM}{name}")) == 1, file
        assert feed.findtext(f"{ATOM}author/{ATOM}name")
        links = {each.attrib["rel"]: each.attrib["href"] for each in feed.findall(f"{ATOM}link")}
        assert {"self", "alternate"} <= links.keys()
        entries = feed.findall(f"{ATOM}entry")
        for entry in entries:
            for name in ("id", "title", "updated"):
                assert len(entry.findall(f"{ATOM}{name}")) == 1, file
            assert len(entry.findall(f"{ATOM}link")) == 1
            assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated", "")).tzinfo
            assert entry.findtext(f"{ATOM}id", "").startswith("tag:infocom.kg,2026:")
        ids = [entry.findtext(f"{ATOM}id") for entry in entries]
        assert len(set(ids)) == len(ids)
        assert feed.findtext(f"{ATOM}updated") == max(
            (entry.findtext(f"{ATOM}updated", "") for entry in entries), default="1970-01-01T00:00:00+00:00"
        )


def test_a_feed_tells_of_the_day_on_which_an_announced_text_takes_effect(
    four_commits_site: Sample, four_commits_later: Sample
) -> None:
    """Not of the first text: it was published on its day. The same entries stay when a day has come."""
    first = ("2025-04-01", "Купуялык саясаты. Күчүнө кирген күнү: 2025-жылдын 1-апрели")
    second = ("2026-12-01", "Купуялык саясаты. Күчүнө кирген күнү: 2026-жылдын 1-декабры")
    for feed in ("feed.atom", f"{PRIVACY}feed.atom"):
        before, after = (
            _days_of_effect(sample.site / feed) for sample in (four_commits_site, four_commits_later)
        )
        assert (before, after) == ([first], [second, first])
        ids = [set(_ids(sample.site / feed)) for sample in (four_commits_site, four_commits_later)]
        assert ids[0] < ids[1]


def test_an_entry_of_a_publication_names_the_day_in_its_title(four_commits_site: Sample) -> None:
    titles = [
        entry.findtext(f"{ATOM}title", "")
        for entry in _entries(four_commits_site.site / f"{PRIVACY}feed.atom")
        if _change(entry) != "in-force"
    ]
    assert titles == [
        "Купуялык саясаты. Жаңы редакция. Күчүнө кире турган күнү: 2026-жылдын 1-декабры",
        "Купуялык саясаты. Жаңы редакция. Күчүнө кире турган күнү: 2025-жылдын 1-апрели",
        "Купуялык саясаты. Оңдоо. 2024-жылдын 1-январындагы редакция",
        "Купуялык саясаты. Жаңы редакция. Күчүнө кирген күнү: 2024-жылдын 1-январы",
    ]


def test_a_feed_names_itself_where_it_stands(four_commits_site: Sample) -> None:
    for file in four_commits_site.site.rglob("feed.atom"):
        feed = read_xml(file)
        link = next(each for each in feed.findall(f"{ATOM}link") if each.attrib["rel"] == "self")
        assert file_at(four_commits_site.site, link.attrib["href"]) == file


def test_the_ids_of_a_feed_are_the_same_after_further_commits(
    four_commits_site: Sample, tmp_path: Path
) -> None:
    repo = _copy(four_commits_site, tmp_path)
    before = _ids(four_commits_site.site / "feed.atom")
    repo.rename(
        "docs/ky/policies/privacy.md", "docs/ky/policies/kupuyalyk.md", date="2026-11-21T12:00:00+06:00"
    )
    text = (repo.path / "docs/ky/policies/kupuyalyk.md").read_bytes()
    repo.commit(
        date="2026-11-22T12:00:00+06:00",
        files={
            "docs/ky/policies/kupuyalyk.md": text.replace(b"title:", b'editorial: "x"\ntitle:').replace(
                "статистика".encode(), "Статистика".encode()
            )
        },
    )
    built = build(repo, today="2026-11-24", site=tmp_path / "after")
    assert built.code == 0, built.log
    after = _ids(tmp_path / "after" / "feed.atom")
    assert after[-len(before) :] == before
    assert len(after) > len(before)


# ---------------------------------------------------------------- sitemap


def test_the_sitemap_holds_every_page_of_the_index_and_no_other(every_kind_site: Sample) -> None:
    indexed = {page.canonical for _, page in pages(every_kind_site.site) if page.is_indexed}
    places = [each.findtext(f"{SITEMAP}loc") for each in _places(every_kind_site.site)]
    assert len(set(places)) == len(places)
    assert set(places) == indexed


def test_the_sitemap_is_packed_as_it_is(every_kind_site: Sample) -> None:
    packed = (every_kind_site.site / "sitemap.xml.gz").read_bytes()
    assert gzip.decompress(packed) == (every_kind_site.site / "sitemap.xml").read_bytes()


def test_the_sitemap_follows_its_protocol_and_names_the_alternates_of_each_page(
    every_kind_site: Sample,
) -> None:
    root = read_xml(every_kind_site.site / "sitemap.xml")
    assert root.tag == f"{SITEMAP}urlset"
    for place in root:
        assert place.tag == f"{SITEMAP}url"
        address = place.findtext(f"{SITEMAP}loc", "")
        order = [child.tag.rpartition("}")[2] for child in place if child.tag.startswith(SITEMAP)]
        assert order in (["loc"], ["loc", "lastmod"])
        links = {each.attrib["hreflang"]: each.attrib["href"] for each in place.findall(f"{XHTML}link")}
        assert links == read_page(file_at(every_kind_site.site, address)).alternates, address


@pytest.mark.parametrize(
    ("address", "changed"),
    [
        (PRIVACY, "2025-04-01"),  # published earlier, on the main page since it took effect
        (f"ru/{PRIVACY}", "2025-04-01"),
        ("policies/archive/", "2026-01-01"),  # no new text: since that day the page says it is repealed
        ("policies/gone/", "2025-05-05"),  # since that day the page says it was removed
        (f"{PRIVACY}history/", "2026-11-20"),
        ("changes/", "2026-11-20"),  # the file is from 2024, what it lists is not
        ("", "2026-11-20"),
        ("about/", "2024-01-01"),
    ],
)
def test_the_sitemap_dates_a_page_on_the_day_it_last_changed(
    every_kind_site: Sample, address: str, changed: str
) -> None:
    dates = {
        each.findtext(f"{SITEMAP}loc"): each.findtext(f"{SITEMAP}lastmod")
        for each in _places(every_kind_site.site)
    }
    assert dates[SITE_URL + address] == changed


# ---------------------------------------------------------------- pages around the texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_404_page_with_all_languages_on_it(
    four_commits_site: Sample, language: str
) -> None:
    prefix = "" if language == "ky" else f"{language}/"
    page = read_page(four_commits_site.site / prefix / "404.html")
    assert page.language == language
    assert not page.is_indexed
    assert page.canonical is None
    parts = page.all("section", "not-found")
    assert [part["lang"] for part in parts] == [language, *(each for each in LANGUAGES if each != language)]
    assert page.one("h1").attributes["id"] == f"not-found-{language}"
    links = [
        each.attributes[name] for each in page.elements for name in ("href", "src") if name in each.attributes
    ]
    relative = [link for link in links if not urlsplit(link).scheme and not link.startswith(("/", "#"))]
    assert not relative, "a page served at any depth has no relative link"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_missing_translation_says_so_and_leads_to_the_kyrgyz_text_without_showing_it(
    four_commits_site: Sample, language: str
) -> None:
    page = read_page(four_commits_site.site / language / PRIVACY / "index.html")
    assert not page.is_indexed
    assert not page.alternates
    assert page.canonical == f"{SITE_URL}{language}/{PRIVACY}"
    assert page.language == language
    assert "коргойбуз" not in page.one("html").text
    assert page.one("h1")["lang"] == "ky"
    link = next(each for each in page.all("a") if each["href"] == f"../../../{PRIVACY}")
    assert link["hreflang"] == "ky"
    assert not (four_commits_site.site / language / PRIVACY / "2025-04-01").exists()


def test_a_page_that_is_missing_in_a_language_does_not_stop_a_strict_build(
    four_commits_site: Sample, tmp_path: Path
) -> None:
    repo = _copy(four_commits_site, tmp_path)
    for language in ("ru", "en"):
        repo.write(f"docs/{language}/about.md", None)
        for name, template in (("index", "home"), ("changes", "changes")):
            repo.write(f"docs/{language}/{name}.md", f"---\ntemplate: {template}.html\n---\n\n# {name}\n")
    repo.commit("Not translated yet", date="2026-11-21T12:00:00+06:00")
    built = build(repo, today="2026-11-24", site=tmp_path / "site")
    assert built.code == 0, built.log
    page = read_page(built.site / "about/index.html")
    assert set(page.alternates) == {"ky", "x-default"}
    missing = {each["lang"] for each in page.all("a", "languages__missing")}
    assert missing == {"ru", "en"}
    assert not (built.site / "ru/about/index.html").exists()


def test_the_addresses_of_a_renamed_policy_lead_on(every_kind_site: Sample) -> None:
    site = every_kind_site.site
    for was, now in (
        ("policies/rules/", "policies/orders/"),
        ("policies/rules/history/", "policies/orders/history/"),
        ("policies/rules/2024-05-05/", "policies/orders/2024-06-01/"),
        ("policies/orders/2024-05-05/", "policies/orders/2024-06-01/"),
    ):
        assert _leads_to(site, was) == SITE_URL + now


def test_what_programs_read_stays_at_the_former_addresses_too(every_kind_site: Sample) -> None:
    site = every_kind_site.site
    for name in ("versions.json", "feed.atom"):
        was, now = (site / "policies" / slug / name for slug in ("rules", "orders"))
        assert was.read_bytes() == now.read_bytes()
    source = site / "policies/orders/2024-06-01/orders.md"
    assert (site / "policies/orders/2024-05-05/orders.md").read_bytes() == source.read_bytes()
    assert (site / "policies/rules/2024-05-05/rules.md").exists()


def test_a_pointer_is_outside_the_index_and_names_its_target(every_kind_site: Sample) -> None:
    pointers = [(address, page) for address, page in pages(every_kind_site.site) if _is_pointer(page)]
    assert len(pointers) >= 6
    for address, page in pointers:
        assert not page.is_indexed, address
        assert _leads_to(every_kind_site.site, address) == page.canonical, address


def test_a_removed_and_a_repealed_policy_keep_their_pages(every_kind_site: Sample) -> None:
    site = every_kind_site.site
    for slug, day, status in (("gone", "2024-04-04", "removed"), ("archive", "2024-03-03", "repealed")):
        for place in ("", f"{day}/"):
            assert read_page(site / "policies" / slug / place / "index.html").status == status


def test_a_withdrawn_version_keeps_its_page_and_is_shown_as_withdrawn(every_kind_site: Sample) -> None:
    page = read_page(every_kind_site.site / "policies/orders/2024-10-01/index.html")
    assert page.status == "withdrawn"
    assert "7 жумуш" in page.text


def test_the_search_has_the_dated_pages_in_an_index_of_their_own(every_kind_site: Sample) -> None:
    folder = every_kind_site.site / "search"
    for language in ("ky", "ru", "en"):
        index = json.loads((folder / f"{language}.json").read_bytes())
        earlier = folder / f"{language}.earlier.json"
        assert index["has_earlier"] is earlier.exists() is (language == "ky")
        now, other = index["texts"], json.loads(earlier.read_bytes())["texts"] if earlier.exists() else []
        assert [each["url"] for each in now]
        assert not [each["url"] for each in now if re.search(r"\d{4}-\d\d-\d\d|history/", each["url"])]
        assert all(re.search(r"policies/[\w-]+/\d{4}-\d\d-\d\d/$", each["url"]) for each in other)
        for each in (*now, *other):
            assert (every_kind_site.site / each["url"] / "index.html").is_file(), each["url"]
    assert not (folder / "search_index.json").exists()


# ---------------------------------------------------------------- the same bytes again


def test_two_builds_of_a_commit_are_byte_identical(every_kind_site: Sample, tmp_path: Path) -> None:
    again = build(every_kind_site.repo, today="2026-11-24", site=tmp_path / "again")
    assert again.code == 0, again.log
    assert _differences(every_kind_site.site, again.site) == []


def test_another_folder_time_zone_and_locale_give_the_same_bytes(
    every_kind_site: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path / "elsewhere" / "a clone"
    every_kind_site.repo.git("clone", "--quiet", ".", clone)
    for name, value in {"TZ": "America/Anchorage", "LC_ALL": "C", "PYTHONHASHSEED": "7"}.items():
        monkeypatch.setenv(name, value)
    built = build(PolicyRepo(clone), today="2026-11-24", new_interpreter=True)
    assert built.code == 0, built.log
    assert _differences(every_kind_site.site, built.site) == []


# ---------------------------------------------------------------- reading


def _differences(one: Path, other: Path) -> list[str]:
    here, there = contents(one), contents(other)
    assert len(here) > 100
    return sorted(path for path in {*here, *there} if here.get(path) != there.get(path))


def _told(site: Path) -> list[tuple[str, str, list[str]]]:
    """(date, status, classes of its revisions), as versions.json has it."""
    return [
        (each["date"], each["status"], [revision["change_class"] for revision in each["revisions"]])
        for each in _versions(site)
    ]


def _versions(site: Path) -> list[dict[str, Any]]:
    document = json.loads((site / PRIVACY / "versions.json").read_bytes())
    holding = [each["date"] for each in document["versions"] if each["status"] == "in-force"]
    assert holding == [document["in_force"]]
    found: list[dict[str, Any]] = document["versions"]
    return found


def _all_versions(site: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(site.rglob("versions.json")):
        yield json.loads(file.read_bytes())


def _texts(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for version in document["versions"]:
        yield version
        yield from version["revisions"]


def _blobs(repo: PolicyRepo, language: str, commit: str) -> set[str]:
    return set(repo.git("ls-tree", "--format=%(objectname)", commit, f"docs/{language}/policies/").split())


def _is_head(log: Page, time: object) -> bool:
    """The day an entry was recorded stands before its link, all other times after it."""
    place = next(index for index, each in enumerate(log.elements) if each is time)
    return "log__head" in log.elements[place - 1].classes


def _kind(classes: list[str]) -> str:
    return next(each for each in classes if each.startswith("change--")).removeprefix("change--")


def _entries(feed: Path) -> list[ElementTree.Element]:
    return read_xml(feed).findall(f"{ATOM}entry")


def _days_of_effect(feed: Path) -> list[tuple[str, str]]:
    return [
        (entry.findtext(f"{ATOM}published", "")[:10], entry.findtext(f"{ATOM}title", ""))
        for entry in _entries(feed)
        if _change(entry) == "in-force"
    ]


def _ids(feed: Path) -> list[str]:
    return [entry.findtext(f"{ATOM}id", "") for entry in _entries(feed)]


def _change(entry: ElementTree.Element) -> str:
    terms = {each.attrib["scheme"]: each.attrib["term"] for each in entry.findall(f"{ATOM}category")}
    return terms["tag:infocom.kg,2026:change"]


def _places(site: Path) -> list[ElementTree.Element]:
    return read_xml(site / "sitemap.xml").findall(f"{SITEMAP}url")


def _policy_pages(site: Path) -> Iterator[tuple[str, Page]]:
    return ((address, page) for address, page in pages(site) if "policies/" in address)


def _is_pointer(page: Page) -> bool:
    return any(each.attributes.get("http-equiv") == "refresh" for each in page.all("meta"))


def _leads_to(site: Path, address: str) -> str:
    page = read_page(file_at(site, address))
    refresh = next(each for each in page.all("meta") if each.attributes.get("http-equiv") == "refresh")
    target = re.sub(r"^0; url=", "", refresh["content"])
    assert target in [each["href"] for each in page.all("a")], "without a refresh there is a link to follow"
    found = (site / address / urlsplit(target).path).resolve()
    assert (found / "index.html").is_file()
    return SITE_URL + address_of(found.relative_to(site.resolve()) / "index.html")


def _copy(sample: Sample, folder: Path) -> PolicyRepo:
    shutil.copytree(sample.repo.path, folder / "repo", ignore=shutil.ignore_patterns("site"))
    return PolicyRepo(folder / "repo")


_FORMATS = FormatChecker(formats=())
"""The formats of the schemas, checked for certain: jsonschema skips those it lacks a package for."""


@_FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or date.fromisoformat(value).isoformat() == value


@_FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@_FORMATS.checks("uri", raises=ValueError)
def _is_address(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme and urlsplit(value).netloc)


def test_the_styles_are_one_file_with_the_publishers_colours_in_place_of_the_products(
    four_commits_site: Sample,
) -> None:
    styles = own_assets(four_commits_site.site) / "stylesheets"
    sheet = (styles / "sayasat.css").read_text(encoding="utf-8")
    ours, publishers = (
        ROOT / folder / "assets/stylesheets/sayasat" for folder in ("sayasat/theme", "overrides")
    )
    parts = {part.name: part for folder in (ours, publishers) for part in folder.iterdir()}
    assert parts["brand.css"].parent == publishers
    rule = re.compile(r"[^{}]+\{[^{}]*\}")
    for name, part in parts.items():
        text = re.sub(r"/\*.*?\*/", "", part.read_text(encoding="utf-8"), flags=re.DOTALL)
        written = [re.sub(r"\s", "", each) for each in rule.findall(text)]
        assert [each for each in written if each not in re.sub(r"\s", "", sheet)] == [], name
    assert "@import" not in sheet
    assert [each.name for each in styles.iterdir()] == ["sayasat.css"]
    assert not (four_commits_site.site / "assets/stylesheets/sayasat").exists()
