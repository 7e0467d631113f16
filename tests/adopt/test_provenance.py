"""What an archive says of where its texts come from: commits, pull requests, trailers, links, names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from sayasat.adopt.options import read_archive_file
from tests.adopt.test_adopt import URL, run
from tests.support import foreign
from tests.support.built_site import Page, Sample, read_page, read_xml
from tests.support.repo import PolicyRepo

ORIGIN = "https://github.com/publisher/terms"
BASE = urlsplit(URL).path
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("merged")
    repo = foreign.merged(folder / "repo")
    repo.git("remote", "add", "origin", "https://user:secret@github.com/publisher/terms.git")
    named = ("--archivist", "The <b>Archive</b>", "--site-url", URL)
    done = run(folder, "adopt", repo.path, "--policies", *foreign.MERGED_FILES, "--out", "site", *named)
    assert done.code == 0, done.err
    return Sample(repo, folder / "site")


def page(archive: Sample, place: str) -> Page:
    return read_page(archive.site / place / "index.html")


def facts(of: Page) -> dict[str, str]:
    """What the part about the provenance has, by label."""
    (fold,) = of.all("details", "provenance")
    rows = [each for each in of.all("div") if fold in each.parents]
    texts = {id(row): [each.text for each in of.elements if row in each.parents[-1:]] for row in rows}
    return dict(texts.values())


def versions(archive: Sample, slug: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((archive.site / f"policies/{slug}/versions.json").read_bytes())[
        "versions"
    ]
    return found


def links(of: Page) -> dict[str, str]:
    """The links to other sites, with their relations."""
    return {
        each["href"]: each.attributes.get("rel", "")
        for each in of.all("a")
        if each.attributes.get("href", "").startswith("http") and not each["href"].startswith(URL)
    }


@pytest.mark.parametrize("place", ["policies/use/", "policies/use/2021-02-01/"])
def test_a_page_says_which_pull_request_brought_its_words(archive: Sample, place: str) -> None:
    commit = archive.repo.git("rev-list", "--merges", "HEAD")
    shown = page(archive, place)
    assert facts(shown) == {
        "Publisher": "github.com/publisher",
        "Archived by": "The <b>Archive</b>",
        "Repository": ORIGIN,
        "File in the repository": "terms/Use.md",
        "Commit": commit[:12],
        "Pull request": "no. 12",
        "Commit message": "Let people use it longer",
    }
    assert links(shown) == dict.fromkeys(
        (
            ORIGIN,
            f"{ORIGIN}/blob/{commit}/terms/Use.md",
            f"{ORIGIN}/commit/{commit}",
            f"{ORIGIN}/pull/12",
            "https://forum.example.org/t/7",
        ),
        "nofollow noopener",
    )
    (message,) = shown.all("p", "provenance__message")
    assert message.text == "As asked in https://forum.example.org/t/7 (see)."


def test_trailers_are_rows_and_their_urls_are_links(archive: Sample) -> None:
    shown = page(archive, "policies/privacy/2021-02-27")
    rows = facts(shown)
    names = ("Source-Date", "Link", "Note", "Co-authored-by")
    values = ("2021-02-27", "https://gazette.example.org/2021/3.pdf", "one line and another", "A. Person")
    assert tuple(rows[each] for each in names) == values
    assert "https://gazette.example.org/2021/3.pdf" in links(shown)


def test_the_words_and_not_the_last_commit_are_cited(archive: Sample) -> None:
    """After the merge, a commit changed no word of the text."""
    merge = archive.repo.git("rev-list", "--merges", "HEAD")
    (_, version) = versions(archive, "use")
    assert version["words_commit"] == merge != version["commit"]
    for place in ("policies/use/", "policies/use/2021-02-01/", "policies/use/2021-02-01/changes/"):
        text = (archive.site / place / "index.html").read_text(encoding="utf-8")
        assert merge in text
        assert version["commit"] not in text
    entries = read_xml(archive.site / "policies/use/feed.atom").findall(f"{ATOM}entry")
    via = [
        each["href"]
        for each in (one.attrib for one in entries[0].iter(f"{ATOM}link"))
        if each["rel"] == "via"
    ]
    assert via == [f"{ORIGIN}/commit/{merge}"]


def test_data_has_the_provenance_of_each_revision(archive: Sample) -> None:
    (squashed,) = versions(archive, "privacy")[1]["revisions"]
    commit = squashed["commit"]
    assert squashed["path"] == "terms/privacy.md"
    assert squashed["commit_url"] == f"{ORIGIN}/commit/{commit}"
    assert squashed["file_url"] == f"{ORIGIN}/blob/{commit}/terms/privacy.md"
    assert squashed["pull_request"] == {
        "number": "15",
        "title": "Shorten the terms again",
        "url": f"{ORIGIN}/pull/15",
    }
    assert squashed["message"] == "* first\n\n* second"
    assert not squashed["message_is_cut"]
    assert squashed["trailers"][0] == {"name": "Source-Date", "value": "2021-02-27"}
    assert squashed["links"] == ["https://gazette.example.org/2021/3.pdf"]
    policies = json.loads((archive.site / "api/v1/policies.json").read_bytes())
    assert policies["publisher"] == {"en": "github.com/publisher"}
    assert policies["archivist"] == "The <b>Archive</b>"
    assert policies["repository_url"] == ORIGIN


def test_a_feed_names_publisher_archivist_and_evidence(archive: Sample) -> None:
    feed = read_xml(archive.site / "policies/privacy/feed.atom")
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "github.com/publisher"
    assert feed.findtext(f"{ATOM}contributor/{ATOM}name") == "The <b>Archive</b>"
    entry = next(
        each for each in feed.iter(f"{ATOM}entry") if "no. 15" in (each.findtext(f"{ATOM}summary") or "")
    )
    assert "Shorten the terms again" in (entry.findtext(f"{ATOM}summary") or "")
    related = [each.get("href") for each in entry.iter(f"{ATOM}link") if each.get("rel") == "related"]
    assert related == [f"{ORIGIN}/pull/15", "https://gazette.example.org/2021/3.pdf"]


def test_a_second_text_of_a_day_is_a_version_with_a_date_an_ordinal_and_an_id(archive: Sample) -> None:
    ids = [(each["id"], each["date"], each["ordinal"]) for each in versions(archive, "privacy")]
    assert ids == [
        ("2021-01-01", "2021-01-01", 1),
        ("2021-02-27", "2021-02-27", 1),
        ("2021-03-02", "2021-03-02", 1),
        ("2021-03-02.2", "2021-03-02", 2),
        ("2021-04-01", "2021-04-01", 1),
        ("2021-05-01", "2021-05-01", 1),
    ]
    document = json.loads((archive.site / "policies/privacy/versions.json").read_bytes())
    assert [each["start"] for each in document["answers"]] == [day for _, day, _ in ids]
    assert [each["version_id"] for each in document["answers"]] == [name for name, _, _ in ids]
    assert document["in_force_id"] == "2021-05-01"
    assert all(
        "before it took effect" not in file.read_text() for file in archive.site.rglob("policies/**/*.html")
    )


@pytest.mark.parametrize("slug", ["use", "privacy"])
def test_the_data_of_an_archive_follows_the_published_schemas(archive: Sample, slug: str) -> None:
    """Also where versions of one day have the same date: decision 0027."""
    files = sorted((archive.site / "policies" / slug).rglob("*.json"))
    assert len(files) > 3
    for file in (*files, archive.site / "api/v1/policies.json"):
        document = json.loads(file.read_bytes())
        schema = json.loads(
            (archive.site / urlsplit(document["schema"]).path.removeprefix(BASE)).read_bytes()
        )
        assert not list(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(document)), (
            file
        )


def test_a_hostile_message_stays_text_on_every_page(archive: Sample) -> None:
    for place in archive.site.rglob("*.html"):
        text = place.read_text(encoding="utf-8")
        assert len(text) < 200_000, place
        assert not {"\u202e", "\x1b", "\x07"} & set(text), place
        shown = read_page(place)
        assert not [each for each in shown.elements if "owned" in " ".join(each.attributes.values())], place
        assert not [each for each in shown.elements if each.tag == "script" and "owned" in each.text], place
        assert not [
            each for each in links(shown) if "evil.example" in each and each != "https://evil.example/"
        ]
    shown = page(archive, "policies/privacy/2021-04-01")
    assert "The message is longer than what is shown here." in shown.all("details", "provenance")[0].text
    assert facts(shown)["Owned"] == "<script>owned(7)</script>"
    assert facts(page(archive, "policies/privacy/2021-05-01"))["Commit message"] == "Modifié"
    revision = versions(archive, "privacy")[4]["revisions"][0]
    assert revision["message_is_cut"]
    assert len(json.dumps(revision)) < 10_000


def test_no_password_of_a_remote_is_published(archive: Sample) -> None:
    assert not [each for each in archive.site.rglob("*") if each.is_file() and b"secret" in each.read_bytes()]


def test_nobody_is_named_who_is_not_known(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "repo")
    repo.commit(files={"terms.md": "# Terms\n\nWords.\n"})
    done = run(tmp_path, "adopt", repo.path, "--policies", "*.md", "--out", "site")
    assert done.code == 0, done.err
    shown = read_page(tmp_path / "site/policies/terms/index.html")
    assert facts(shown)["Publisher"] == facts(shown)["Archived by"] == "not named"
    assert not links(shown)
    (cited,) = shown.all("span", "about__citation")
    assert cited.text.startswith("Terms. Version recorded on 1 January 2024; commit ")
    home = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    assert "Publisher of the texts: not named. Archived by: not named." in home
    policies = json.loads((tmp_path / "site/api/v1/policies.json").read_bytes())
    assert (policies["publisher"], policies["archivist"], policies["repository_url"]) == (
        {"en": ""},
        None,
        None,
    )


def test_a_survey_proposes_the_names_of_the_remote(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "repo")
    repo.commit(files={"terms.md": "# Terms\n\nWords.\n"})
    repo.git("remote", "add", "origin", "git@gitlab.com:office/legal/site-terms.git")
    assert run(tmp_path, "adopt", repo.path).code == 0
    proposed = read_archive_file(tmp_path / "archive.yml")
    assert proposed.repository_url == "https://gitlab.com/office/legal/site-terms"
    assert (proposed.title, proposed.publisher, proposed.archivist) == (
        "site terms",
        "gitlab.com/office/legal",
        "",
    )
