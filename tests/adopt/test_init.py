"""``sayasat init``: a repository that builds as it is."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

from sayasat.adopt.new_site import NewSite
from sayasat.mkdocs_plugin.standalone_build import PROJECT
from sayasat.policy_files.document import read_document
from tests.adopt.test_adopt import run
from tests.support.built_site import contents, read_page
from tests.support.mini_site import build
from tests.support.repo import PolicyRepo


def test_what_it_writes_builds_strictly_after_a_commit(tmp_path: Path) -> None:
    told = ("--title", 'Our "texts": & more', "--publisher", "Us", "--zone", "Asia/Bishkek")
    begun = run(tmp_path, "init", "site", *told)
    assert begun.code == 0, begun.err
    assert begun.out.count("\n") == 1
    repo = PolicyRepo(tmp_path / "site")
    repo.commit("Begin", date="2024-01-01T20:00:00+00:00")
    built = build(repo, today="2026-11-24")
    assert built.code == 0, built.log
    home = read_page(built.site / "index.html")
    assert 'Our "texts": & more' in home.one("title").text
    assert (built.site / "policies/first/2024-01-02/index.html").is_file(), "Bishkek's day"
    assert {"ru", "en"} <= {each.name for each in built.site.iterdir()}


def test_one_language_is_enough(tmp_path: Path) -> None:
    assert (
        run(tmp_path, "init", "site", "--languages", "en", "--site-url", "https://texts.example.org").code
        == 0
    )
    repo = PolicyRepo(tmp_path / "site")
    repo.commit("Begin")
    assert build(repo).code == 0
    written = yaml.safe_load((repo.path / "cookies.yml").read_text("utf-8"))
    assert written["categories"]["essential"]["name"] == {"en": "Essential"}
    assert 'tag: "texts.example.org,2026"' in (repo.path / "mkdocs.yml").read_text("utf-8")


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "cookies.yml").write_text("mine")
    begun = run(tmp_path, "init")
    assert begun.code == 1
    assert begun.err.startswith(f"{tmp_path / 'cookies.yml'}: There is already a file of this name.")
    assert contents(tmp_path) == {"cookies.yml": b"mine"}


@pytest.mark.parametrize("languages", ["en,ru", "de", "", "ky,ky"])
def test_languages_that_its_texts_do_not_fit_are_refused(tmp_path: Path, languages: str) -> None:
    assert run(tmp_path, "init", "site", "--languages", languages).code == 3
    assert not (tmp_path / "site").exists()


def test_a_repository_that_is_there_is_taken(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "site")
    head = repo.commit("Mine", files={"notes.txt": "mine"})
    assert run(tmp_path, "init", "site").code == 0
    assert repo.head == head


def test_a_name_has_no_characters_that_no_page_can_show(tmp_path: Path) -> None:
    done = run(tmp_path, "init", "site", "--title", "A\x7f law \N{RIGHT-TO-LEFT OVERRIDE}🎉")
    assert done.code == 0, done.err
    assert 'site_name: "A law 🎉"' in (tmp_path / "site" / "mkdocs.yml").read_text("utf-8")


def test_a_folder_inside_another_repository_is_refused(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "all")
    repo.commit("Mine", files={"notes.txt": "mine"})
    done = run(tmp_path, "init", "all/legal/site")
    assert done.code == 1
    assert done.err.startswith(f"{repo.path / 'legal' / 'site'}: The folder is inside another Git repository")
    assert [path.name for path in repo.path.iterdir() if path.name != ".git"] == ["notes.txt"]


def test_nothing_in_it_is_of_another_publisher() -> None:
    beginning = NewSite(("ky", "ru", "en"), "Texts", "Us", "https://example.org/", "UTC", "", 2026)
    for path, data in beginning.files(PROJECT):
        if not path.startswith(("hooks/", "overrides/")):
            words = data.decode("utf-8").lower()
            assert not {each for each in ("infocom", "инфоком", "bishkek", "бишкек") if each in words}, path


def test_its_configuration_is_the_projects_but_for_what_is_the_publishers() -> None:
    beginning = NewSite(("ky", "ru", "en"), "Texts", "Us", "https://example.org/", "UTC", "", 2026)
    ours = dict(beginning.files(PROJECT))["mkdocs.yml"].decode()
    theirs = (PROJECT / "mkdocs.yml").read_text("utf-8")
    loader = yaml.BaseLoader
    new, own = (yaml.load(text.replace("!!python", "!x"), loader) for text in (ours, theirs))  # noqa: S506
    for whole in (new, own):
        del whole["site_name"], whole["site_url"], whole["extra"]["sayasat"]
        del whole["plugins"][1]["i18n"]["languages"]
    assert new == own


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_text_that_shows_how_is_no_fault(language: str) -> None:
    data = (PROJECT / "sayasat/adopt/new" / language / "policy.md").read_bytes()
    assert not read_document(data).faults


def test_what_is_copied_is_what_the_project_has(tmp_path: Path) -> None:
    assert run(tmp_path, "init", "site").code == 0
    listed = subprocess.run(
        ["git", "ls-files", "hooks", "overrides"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    copied = {path for path in contents(tmp_path / "site") if path.startswith(("hooks/", "overrides/"))}
    assert copied >= set(listed.stdout.split())
