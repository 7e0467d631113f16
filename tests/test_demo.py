"""The sample of `make demo` shows what it says it does, on any day, and says that it is a sample."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.demo.history import POLICIES, history
from tests.demo.sights import sights
from tests.support.built_site import Sample, contents, file_at, pages, read_page
from tests.support.mini_site import LANGUAGES, ROOT, build
from tests.support.proposed import check, review, rule_places
from tests.support.repo import PolicyRepo

TODAY = date(2026, 11, 24)
ITS_OWN = re.compile(rb"infocom|\xd0\x98\xd0\xbd\xd1\x84\xd0\xbe\xd0\xba\xd0\xbe\xd0\xbc", re.IGNORECASE)
"""The real publisher's name, in Latin letters and in Cyrillic."""


def versions(site: Path, language: str) -> list[dict[str, Any]]:
    """What the data of a site says of every version in a language."""
    prefix = "" if language == "ky" else f"{language}/"
    files = (site / prefix / "policies" / policy / "versions.json" for policy in POLICIES)
    documents = (json.loads(file.read_text(encoding="utf-8")) for file in files)
    return [version | {"policy": each["policy"]} for each in documents for version in each["versions"]]


def having(site: Path, language: str, **values: object) -> list[str]:
    """The policies with a version that has these values."""
    return [each["policy"] for each in versions(site, language) if values.items() <= each.items()]


def test_there_are_ten_versions_or_more_in_each_language(demo_site: Sample) -> None:
    counts = {language: len(versions(demo_site.site, language)) for language in LANGUAGES}
    assert counts == {"ky": 12, "ru": 12, "en": 11}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_version_is_upcoming_one_withdrawn_and_one_policy_repealed(
    demo_site: Sample, language: str
) -> None:
    assert having(demo_site.site, language, status="upcoming") == ["privacy"]
    assert having(demo_site.site, language, status="withdrawn") == ["services"]
    assert having(demo_site.site, language, status="repealed") == ["wifi"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_in_force_was_corrected_without_a_new_date(demo_site: Sample, language: str) -> None:
    corrected = [
        each
        for each in versions(demo_site.site, language)
        if each["policy"] == "privacy"
        and {revision["change_class"] for revision in each["revisions"][1:]} == {"editorial"}
    ]
    assert [each["status"] for each in corrected] == ["in-force"]


def test_a_translation_is_of_an_earlier_version_and_another_misses_a_correction(demo_site: Sample) -> None:
    assert having(demo_site.site, "ky", policy="access", status="in-force") == ["access"]
    assert having(demo_site.site, "ru", policy="access", status="in-force") == ["access"]
    assert having(demo_site.site, "en", policy="access", status="in-force") == []
    behind = {each["policy"] for each in versions(demo_site.site, "ru") if each["translates"]["behind"]}
    assert behind == {"services"}


def test_no_revision_is_at_fault_or_unexplained(demo_site: Sample) -> None:
    classes = {
        revision["change_class"]
        for language in LANGUAGES
        for each in versions(demo_site.site, language)
        for revision in each["revisions"]
    }
    assert classes == {"new", "editorial", "revert", "repeal", "technical"}


def test_every_page_says_that_it_is_a_sample_and_none_names_the_real_publisher(demo_site: Sample) -> None:
    marks = {"ky": "(ойдон чыгарылган)", "ru": "(вымышленные)", "en": "(invented)"}
    for address, page in pages(demo_site.site):
        assert page.one("title").text.endswith(marks[page.language]), address
    assert not [path for path, data in contents(demo_site.site).items() if ITS_OWN.search(data)]


def test_on_any_day_the_announced_version_is_still_to_come_and_the_past_is_past() -> None:
    for number in range(366):
        today = date(2028, 1, 1) + timedelta(number)
        steps = history(today)
        coming = [step.effective for step in steps if step.effective > today]
        assert len(coming) == 1, today
        assert timedelta(28) < coming[0] - today < timedelta(63), today
        assert all(step.published < today for step in steps), today
        for policy in POLICIES:
            published = [step.published for step in steps if step.policy == policy]
            assert len(set(published)) == len(published), today


@pytest.mark.soak
def test_the_command_lists_every_sight_and_builds_the_same_bytes_again(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.demo", "--today", TODAY.isoformat(), "--folder", str(tmp_path)]
    first = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    built = contents(tmp_path / "site")
    (tmp_path / "site" / "left-over.txt").write_text("", encoding="utf-8")
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert again.stdout == first.stdout
    assert contents(tmp_path / "site") == built
    listed = re.findall(r"^http://127\.0\.0\.1:8000/(\S*)  +(.+)$", first.stdout, re.MULTILINE)
    assert listed == [(next(each.addresses())[1], each.shows) for each in sights(TODAY)]
    assert all(file_at(tmp_path / "site", address).is_file() for address, _ in listed)


@pytest.mark.soak
def test_a_sentence_that_an_editor_changes_as_the_guide_says_is_published(
    demo_site: Sample, tmp_path: Path
) -> None:
    """From the sentence to the report, the version, its redline, the change log and the feed."""
    shutil.copytree(demo_site.repo.path, tmp_path / "repo", ignore=shutil.ignore_patterns("site"))
    repo = PolicyRepo(tmp_path / "repo")
    repo.branch("proposal")
    words = {
        "ky": ("ошол эле күнү", "2 күндө"),
        "ru": ("в тот же день", "за 2 дня"),
        "en": ("on the same day", "in 2 days"),
    }
    for language, (old, new) in words.items():
        path = f"docs/{language}/policies/services.md"
        text = (repo.path / path).read_text(encoding="utf-8")
        head = re.sub(
            r"(?m)^(adopted|authority|editorial): .*\n", "", text.replace("2026-06-01", "2026-12-15")
        )
        repo.write(path, re.sub(r"(?m)^summary: .*$", f"summary: {new}", head).replace(old, new))
    assert rule_places(check(repo, "--base", "main")) == []
    report = review(repo, "main")
    assert report.count("a new version; it applies from 15 December 2026.") == 1
    assert report.count("the translation of the version that applies from 15 December 2026.") == 2
    assert "<ins>in <strong>2</strong> days</ins>" in report

    repo.commit("Төлөм документи 2 күндө берилет", date=f"{TODAY}T09:00:00+06:00")
    repo.checkout("main")
    repo.merge("proposal", date=f"{TODAY}T10:00:00+06:00")
    built = build(repo, today=TODAY.isoformat())
    assert not built.code, built.log
    for prefix, (_, new) in zip(("", "ru/", "en/"), words.values(), strict=True):
        policy = built.site / prefix / "policies" / "services"
        version = read_page(policy / "2026-12-15" / "index.html")
        assert version.status == "upcoming"
        assert new in version.text
        redline = read_page(policy / "2026-12-15" / "changes" / "index.html")
        assert new in " ".join(each.text for each in redline.all("ins"))
        assert "2026-12-15" in (built.site / prefix / "changes" / "index.html").read_text(encoding="utf-8")
        assert "2026-12-15" in (policy / "feed.atom").read_text(encoding="utf-8")
