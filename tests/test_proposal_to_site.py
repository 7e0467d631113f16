"""A proposal in three languages goes the whole way: edit, check, report, merge by each method, publish."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from sayasat.__main__ import main
from sayasat.i18n.messages import messages
from tests.support.built_site import Page, contents, parse, parse_xml
from tests.support.guide import does
from tests.support.merge_ways import WAYS
from tests.support.mini_site import LANGUAGES, furnish
from tests.support.publisher import Publisher, environment, with_origin
from tests.support.repo import PolicyRepo, policy_text

TEXTS = {
    "ky": "# Купуялык {#privacy}\n\nАтыңызды 30 күн сактайбыз.",
    "ru": "# Конфиденциальность {#privacy}\n\nМы храним ваше имя 30 дней.",
    "en": "# Privacy {#privacy}\n\nWe keep your name for 30 days.",
}
TITLES = {"ky": "Купуялык саясаты", "ru": "Политика конфиденциальности", "en": "Privacy policy"}
SUMMARIES = {"ky": "60 күн сакталат.", "ru": "Хранится 60 дней.", "en": "Kept for 60 days."}
NOW, SOON = "2024-01-01", "2026-12-10"
"""The versions in force and announced."""
PUBLISHED, PROPOSED = "2026-11-22", "2026-11-24"
MERGED = f"{PROPOSED}T11:00:00+06:00"
MESSAGE = "Keep names for 60 days"
PREFIXES = {"ky": "", "ru": "ru/", "en": "en/"}
_ATOM = "{http://www.w3.org/2005/Atom}"
_TIME = re.compile(rb"2026-?11-?24T\d\d:?\d\d:?\d\d(\+06:00|Z)?|\d\d:\d\d (?=\(UTC\+06:00\))")
_COMMIT = re.compile(rb"\b([0-9a-f]{40}|[0-9a-f]{12})\b")

Site = dict[str, bytes]
"""The files of a site, by path."""


def test_a_proposal_in_three_languages_gives_the_same_site_by_each_way_to_merge_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    people = People(tmp_path, monkeypatch, capsys)
    people.publish_first()
    people.edit()
    people.read_the_check_and_the_report()
    sites = {way: people.publish_merged(way) for way in WAYS}
    for language in LANGUAGES:
        assert_shown(sites["merge"], language)
    expected = alike(sites["merge"])
    for way, site in sites.items():
        assert {path for path, each in alike(site).items() if expected.get(path) != each} == set(), way
        assert site.keys() == sites["merge"].keys()
    people.see_it_take_effect("squash")


class People:
    """The publisher's machine and a lawyer's clone, which share one bare repository."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder, self.monkeypatch, self.capsys = folder, monkeypatch, capsys
        for name, value in environment(PUBLISHED).items():
            monkeypatch.setenv(name, value)

    def run(self, repo: PolicyRepo, day: str, *command: str) -> tuple[int, str]:
        """The exit code of a command and what it says, in a clone on a day."""
        self.monkeypatch.chdir(repo.path)
        self.monkeypatch.setenv("SAYASAT_TODAY", day)
        self.capsys.readouterr()
        code = main(command)
        output = self.capsys.readouterr()
        return code, output.out + output.err

    def publish_first(self) -> None:
        clone = PolicyRepo(self.folder / "clone")
        furnish(clone)
        for language, text in TEXTS.items():
            clone.write(file_of(language), policy_text(text, title=TITLES[language], effective=NOW))
        clone.commit(date=f"{NOW}T12:00:00+06:00")
        self.publisher = with_origin(clone, day="2026-11-20")
        self.publisher.begin()
        code, said = self.run(clone, PUBLISHED, "publish", "--to", "site")
        assert code == 0, said

    def edit(self) -> None:
        """Let a lawyer announce a version with the command, write its words, and forget one of them."""
        self.publisher.origin.git(
            "clone", "--quiet", str(self.publisher.origin.path), str(self.folder / "lawyer")
        )
        self.lawyer = PolicyRepo(self.folder / "lawyer")
        self.lawyer.branch("proposal")
        summaries = [f"--summary={language}={text}" for language, text in SUMMARIES.items()]
        code, said = self.run(
            self.lawyer, PROPOSED, "new-version", "privacy", "--effective", SOON, *summaries
        )
        assert code == 0, said
        for language in LANGUAGES:
            path = self.lawyer.path / file_of(language)
            text = path.read_text(encoding="utf-8")
            assert f"effective: {SOON}" in text
            path.write_text(text if language == "en" else text.replace("30", "60"), encoding="utf-8")

    def read_the_check_and_the_report(self) -> None:
        """The check finds the forgotten number; the report shows the proposal, a commit for each language."""
        code, said = self.run(self.lawyer, PROPOSED, "check", "--base", "origin/main", "--language", "en")
        assert code == 1
        assert re.findall(r"\[([\w-]+)\]", said) == ["numbers-differ", "translation-redated"], said
        assert f"{file_of('en')}:9" in said
        path = self.lawyer.path / file_of("en")
        path.write_text(path.read_text(encoding="utf-8").replace("30", "60"), encoding="utf-8")
        for minute, language in enumerate(LANGUAGES):
            self.lawyer.git("add", file_of(language))
            time = f"{PROPOSED}T10:{minute:02}:00+06:00"
            self.lawyer.git("commit", "--quiet", f"--message={MESSAGE}", date=time)
        code, said = self.run(self.lawyer, PROPOSED, "check", "--base", "origin/main", "--language", "en")
        assert (code, said.strip()) == (0, "0 errors, 0 warnings."), said
        for language in LANGUAGES:
            self.read_report(language)
        self.lawyer.git("push", "--quiet", "origin", "proposal")

    def read_report(self, language: str) -> None:
        code, report = self.run(self.lawyer, PROPOSED, "review", "origin/main", "--language", language)
        t = messages(language)
        assert code == 0
        assert report.count(does("new", language)) == 1
        assert report.count(does("new-translation", language)) == len(LANGUAGES) - 1
        assert report.count(t.day(date.fromisoformat(SOON)).partition("\u202f")[0]) >= len(LANGUAGES)
        assert t("ways.same") in report
        for each in LANGUAGES:
            assert f"`{file_of(each)}`" in report
            assert SUMMARIES[each] in report
        assert len(re.findall("30.{,30}60", report)) >= len(LANGUAGES)

    def publish_merged(self, way: str) -> Site:
        """The site of a publisher who merges the proposal in one way, each in a copy of everything."""
        publisher = self.copy(way)
        repo = publisher.clone
        repo.git("fetch", "--quiet", "origin", "proposal")
        if way == "squash":
            repo.git("merge", "--quiet", "--squash", "FETCH_HEAD")
            repo.commit(MESSAGE, date=MERGED)
        elif way == "rebase":
            # A forge makes the commits anew, with the time of the merge
            repo.git("cherry-pick", "main..FETCH_HEAD", date=MERGED)
        else:
            repo.merge("FETCH_HEAD", date=MERGED, message=MESSAGE, fast_forward=way == "fast-forward")
        publisher.push()
        code, said = self.run(repo, PROPOSED, "publish", "--to", "site")
        assert code == 0, said
        site = contents(publisher.site)
        assert publisher.log.data == site["proof/log.txt"]
        commits = set(repo.git("rev-list", "main").split())
        assert {
            each.decode() for each in _COMMIT.findall(site["proof/log.txt"]) if len(each) == 40
        } <= commits
        return site

    def copy(self, way: str) -> Publisher:
        folder = self.folder / way
        for each in ("clone", "origin.git"):
            shutil.copytree(self.folder / each, folder / each, symlinks=True)
        copy = Publisher(PolicyRepo(folder / "origin.git", bare=True), PolicyRepo(folder / "clone"))
        copy.clone.git("remote", "set-url", "origin", str(copy.origin.path))
        return copy

    def see_it_take_effect(self, way: str) -> None:
        """The nightly run of its day shows it as the text in force, and adds nothing to the log."""
        clone = PolicyRepo(self.folder / way / "clone")
        log = (clone.path / "site/proof/log.txt").read_bytes()
        code, said = self.run(clone, SOON, "publish", "--to", "site", "--last")
        assert code == 0, said
        site = contents(clone.path / "site")
        assert site["proof/log.txt"] == log
        for language in LANGUAGES:
            assert "60" in page(site, language, "").text
            assert json.loads(site[url(language, "versions.json")])["in_force"] == SOON


def assert_shown(site: Site, language: str) -> None:
    """Every page and file of a language that has to do with the new version has it."""
    assert "30" in page(site, language, "").text
    version = page(site, language, f"{SOON}/")
    assert version.status == "upcoming"
    assert ("60" in version.text, "30" in version.text) == (True, False)
    redline = page(site, language, f"{SOON}/changes/")
    marked = [each.text for each in redline.all("strong", "redline__risk")]
    assert marked == ["30", "60"]
    assert page(site, language, "history/").all("a", href=f"../{SOON}/")
    changes = parse(site[f"{PREFIXES[language]}changes/index.html"].decode())
    first = changes.all("li", "log__entry")[0]
    assert TITLES[language] in first.text
    assert SUMMARIES[language] in first.text
    for feed in (f"{PREFIXES[language]}feed.atom", url(language, "feed.atom")):
        assert_entry(site, feed, language)
    source = site[url(language, f"{SOON}/privacy.md")]
    assert b"60" in source
    data = json.loads(site[url(language, "versions.json")])
    found = data["versions"][-1]
    assert (data["in_force"], found["date"], found["status"]) == (NOW, SOON, "upcoming")
    assert found["summary"] == SUMMARIES[language]
    assert found["sha256"] == hashlib.sha256(source).hexdigest()
    assert [each["change_class"] for each in found["revisions"] if each["number"]] == ["new"]
    line = next(each for each in site["proof/log.txt"].decode().splitlines() if found["sha256"] in each)
    assert line.split("\t")[:5] == [PROPOSED, "text", "privacy", language, SOON]


def assert_entry(site: Site, feed: str, language: str) -> None:
    entry = parse_xml(site[feed]).find(f"{_ATOM}entry")
    assert entry is not None
    link, summary = entry.find(f"{_ATOM}link"), entry.findtext(f"{_ATOM}summary")
    assert link is not None
    assert link.attrib["href"] == f"https://example.org/{PREFIXES[language]}policies/privacy/{SOON}/"
    assert summary is not None
    assert summary.startswith(SUMMARIES[language])


def alike(site: Site) -> Site:
    """A site without what a way to merge decides: the ids and times of the proposal's commits.

    The manifest is left out: it has the digests of files that have them.
    """
    known = {
        each
        for each in _COMMIT.findall(site["proof/log.txt"].partition(b"\tpublished\t")[2])
        if len(each) == 40
    }
    ids = re.compile(b"|".join(each for commit in known for each in (commit, commit[:12])))
    return {
        path: _TIME.sub(b"TIME", ids.sub(b"COMMIT", data))
        for path, data in site.items()
        if path != "proof/manifest.txt"
    }


def page(site: Site, language: str, rest: str) -> Page:
    return parse(site[url(language, f"{rest}index.html")].decode())


def url(language: str, rest: str) -> str:
    return f"{PREFIXES[language]}policies/privacy/{rest}"


def file_of(language: str) -> str:
    return f"docs/{language}/policies/privacy.md"
