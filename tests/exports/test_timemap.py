"""The TimeMap: what the main page has shown, each text from the moment on from which it was shown."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from pathlib import Path

from sayasat.exports.timemap import timemap
from sayasat.pages.text import main_page, version_page
from tests.support.built_site import Sample
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo

MAIN = "https://example.org/policies/privacy/"
TIMEMAP = f"{MAIN}timemap.link"


def links(data: bytes) -> list[tuple[str, dict[str, str]]]:
    """The links of a file in the format of RFC 6690."""
    found = [re.fullmatch(r"<([^>]+)>((?:; \w+=\"[^\"]*\")+)", each) for each in data.decode().split(",\n")]
    found = [*found[:-1], re.fullmatch(r"<([^>]+)>((?:; \w+=\"[^\"]*\")+)\n", data.decode().split(",\n")[-1])]
    assert all(found)
    return [(each[1], dict(re.findall(r'; (\w+)="([^"]*)"', each[2]))) for each in found if each]


def shown(repo: PolicyRepo, today: str, language: str = "ky") -> list[tuple[str, str]]:
    """When and what the main page has shown, below the URL of the policy."""
    with published(repo, today) as catalogue:
        privacy = edition(catalogue, language=language)
        main = catalogue.urls.absolute(privacy.urls.main)
        data = timemap(catalogue, privacy)
    mementos = [(url, facts) for url, facts in links(data) if "memento" in facts["rel"]]
    return [(facts["datetime"], url.removeprefix(main)) for url, facts in mementos]


def history(folder: Path) -> PolicyRepo:
    """In Kyrgyz: announced, corrected before its day and after it; a later version; one to come."""
    repo = PolicyRepo(folder)
    commits = [
        ("2025-12-01", "Бир.", {"effective": "2026-01-10"}),
        ("2025-12-20", "Эки.", {"effective": "2026-01-10"}),
        ("2026-02-01", "Эки!", {"effective": "2026-01-10", "editorial": "A slip"}),
        ("2026-04-01", "Үч.", {"effective": "2026-05-01"}),
        ("2026-05-20", "Төрт.", {"effective": "2027-01-01"}),
    ]
    for day, body, facts in commits:
        repo.policy("ky", "privacy", body, date=f"{day}T12:00:00+06:00", **facts)
    return repo


def test_a_memento_is_what_was_shown_from_its_publication_or_its_day_on(tmp_path: Path) -> None:
    """Days begin at midnight in Bishkek, six hours before that of GMT."""
    assert shown(history(tmp_path), "2026-06-01") == [
        ("Fri, 09 Jan 2026 18:00:00 GMT", "2026-01-10/revisions/2/"),
        ("Sat, 31 Jan 2026 18:00:00 GMT", "2026-01-10/"),
        ("Thu, 30 Apr 2026 18:00:00 GMT", "2026-05-01/"),
    ]


def test_no_memento_is_of_the_future(tmp_path: Path) -> None:
    repo = history(tmp_path)
    assert [url for _, url in shown(repo, "2026-04-30")] == ["2026-01-10/revisions/2/", "2026-01-10/"]
    with published(repo, "2025-12-31") as catalogue:
        found = links(timemap(catalogue, edition(catalogue)))
    assert found == [
        (MAIN, {"rel": "original"}),
        (TIMEMAP, {"rel": "self", "type": "application/link-format"}),
    ]


def test_a_text_that_the_main_page_never_showed_is_no_memento(tmp_path: Path) -> None:
    """One that was withdrawn, and an older one that was translated when the next was in force."""
    repo = history(tmp_path)
    own = {"title": "Privacy", "effective": "2026-05-01"}
    repo.policy("ru", "privacy", "Три.", date="2026-05-21T12:00:00+06:00", **own)
    old = {"title": "Privacy", "effective": "2026-01-10", "translation": "unofficial"}
    repo.policy("ru", "privacy", "Один.", date="2026-05-22T12:00:00+06:00", **old)
    assert shown(repo, "2026-06-01", "ru")[0] == ("Wed, 20 May 2026 18:00:00 GMT", "2026-05-01/")
    assert len(shown(repo, "2026-06-01", "ru")) == 1
    repo.policy("ky", "privacy", "Үч.", date="2026-05-23T12:00:00+06:00", effective="2026-05-01")
    assert "2027-01-01/" not in [url for _, url in shown(repo, "2027-06-01")]


def test_the_links_name_the_policy_the_period_and_the_ends(tmp_path: Path) -> None:
    with published(history(tmp_path), "2026-06-01") as catalogue:
        original, own, *mementos = links(timemap(catalogue, edition(catalogue)))
    assert original == (MAIN, {"rel": "original"})
    assert own[0] == TIMEMAP
    assert [facts["rel"] for _, facts in mementos] == ["first memento", "memento", "last memento"]
    assert (own[1]["from"], own[1]["until"]) == (mementos[0][1]["datetime"], mementos[-1][1]["datetime"])


def test_the_pages_of_a_text_name_its_policy_and_the_time_map(tmp_path: Path) -> None:
    with published(history(tmp_path), "2026-06-01") as catalogue:
        privacy = edition(catalogue)
        pages = [
            main_page(catalogue, privacy),
            version_page(catalogue, privacy, privacy.timeline.versions[0]),
        ]
    for page in pages:
        assert page is not None
        assert f'<link rel="original" href="{MAIN}"><link rel="timemap" href="{TIMEMAP}">' in page.head


def test_every_memento_of_a_site_is_a_page_and_the_last_shows_the_text_in_force(
    every_kind_site: Sample,
) -> None:
    files = sorted(every_kind_site.site.rglob("timemap.link"))
    assert len(files) > 5
    for file in files:
        found = links(file.read_bytes())
        moments = [parsedate_to_datetime(facts["datetime"]) for _, facts in found if "datetime" in facts]
        assert moments == sorted(moments)
        assert len(set(moments)) == len(moments)
        for url, facts in found:
            path = url.partition("://")[2].partition("/")[2]
            page = every_kind_site.site / path
            if "memento" in facts["rel"]:
                assert 'http-equiv="refresh"' not in (page / "index.html").read_text(encoding="utf-8"), url
