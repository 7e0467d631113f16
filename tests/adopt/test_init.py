"""``sayasat init``: a repository that builds as it is."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from sayasat.adopt.new_site import WORKFLOWS, NewSite, workflow
from sayasat.i18n.messages import LANGUAGES
from sayasat.policy_files.document import read_document
from tests.adopt.test_adopt import run
from tests.support.built_site import contents, read_page
from tests.support.mini_site import ROOT, build
from tests.support.repo import PolicyRepo

AT = ("--site-url", "https://texts.example.org")


def test_what_it_writes_builds_strictly_after_a_commit(tmp_path: Path) -> None:
    options = ("--title", 'Our "texts": & more', "--publisher", "Us", "--zone", "Asia/Bishkek")
    begun = run(tmp_path, "init", "site", *options, *AT)
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
    assert run(tmp_path, "init", "site", "--languages", "en", *AT).code == 0
    repo = PolicyRepo(tmp_path / "site")
    repo.commit("Begin")
    assert build(repo).code == 0
    assert 'tag: "texts.example.org,2026"' in (repo.path / "mkdocs.yml").read_text("utf-8")


def test_a_language_without_interface_texts_is_published_in_either_place(tmp_path: Path) -> None:
    """As the original and as a translation; one warning names them all."""
    assert run(tmp_path, "init", "site", "--languages", "ar,ky,es-419,sah", *AT).code == 0
    repo = PolicyRepo(tmp_path / "site")
    repo.commit("Begin")
    built = build(repo)
    assert built.code == 0, built.log
    assert re.findall(r"no texts of its own in these languages: (.*?)\.", built.log) == ["ar, es-419, sah"]
    roots = {
        place: read_page(built.site / place / "index.html").one("html")
        for place in (".", "ky", "es-419", "sah")
    }
    assert {place: (root["lang"], root.attributes.get("dir")) for place, root in roots.items()} == {
        ".": ("ar", "rtl"),
        "ky": ("ky", None),
        "es-419": ("es-419", None),
        "sah": ("sah", None),
    }


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text("mine")
    begun = run(tmp_path, "init", *AT)
    assert begun.code == 1
    assert begun.err.startswith(f"{tmp_path / 'Makefile'}: There is already a file of this name.")
    assert contents(tmp_path) == {"Makefile": b"mine"}


@pytest.mark.parametrize("languages", ["EN", "en_GB", "e", "", "ky,ky", "english", "en-gb"])
def test_what_is_no_language_is_refused(tmp_path: Path, languages: str) -> None:
    begun = run(tmp_path, "init", "site", "--languages", languages, *AT)
    assert (begun.code, begun.err.startswith("--languages: ")) == (2, True)
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "http://localhost:8000/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "https://intranet/",
        "https://policies.local/",
        "https://policies.test/",
        "https://site.home.arpa/",
    ],
)
def test_a_url_that_is_no_lasting_authority_is_refused(tmp_path: Path, url: str) -> None:
    done = run(tmp_path, "init", "site", "--site-url", url)
    assert done.code == 2
    assert "cannot be part of feed ids for ever" in done.err
    assert not (tmp_path / "site").exists()
    tagged = run(tmp_path, "init", "site", "--site-url", url, "--tag", "us.example.org,2026")
    assert tagged.code == 0


@pytest.mark.parametrize("url", ["https:///policies/", "example.org", "ftp://example.org/"])
def test_a_url_without_a_host_or_scheme_is_refused_as_what_it_is(tmp_path: Path, url: str) -> None:
    done = run(tmp_path, "init", "site", "--site-url", url)
    assert (done.code, done.err.startswith(f"--site-url: The value “{url}” is not valid here.")) == (2, True)
    assert not (tmp_path / "site").exists()


def test_a_host_in_any_script_makes_a_tag(tmp_path: Path) -> None:
    assert run(tmp_path, "init", "site", "--site-url", "https://саясат.кг/").code == 0
    found = re.search(r'tag: "(xn--[a-z0-9.-]+),2026"', (tmp_path / "site/mkdocs.yml").read_text("utf-8"))
    assert found
    assert found[1].encode().decode("idna") == "саясат.кг"


def test_a_repository_that_is_there_is_taken(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "site")
    head = repo.commit("Mine", files={"notes.txt": "mine"})
    assert run(tmp_path, "init", "site", *AT).code == 0
    assert repo.head == head


def test_a_name_has_no_characters_that_no_page_can_show(tmp_path: Path) -> None:
    done = run(tmp_path, "init", "site", "--title", "A\x7f law \N{RIGHT-TO-LEFT OVERRIDE}🎉", *AT)
    assert done.code == 0, done.err
    assert 'site_name: "A law 🎉"' in (tmp_path / "site" / "mkdocs.yml").read_text("utf-8")


def test_a_folder_inside_another_repository_is_refused(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "all")
    repo.commit("Mine", files={"notes.txt": "mine"})
    done = run(tmp_path, "init", "all/legal/site", *AT)
    assert done.code == 1
    assert done.err.startswith(f"{repo.path / 'legal' / 'site'}: The folder is inside another Git repository")
    assert [path.name for path in repo.path.iterdir() if path.name != ".git"] == ["notes.txt"]


def beginning(zone: str = "UTC") -> dict[str, str]:
    """The files of a new site in the languages of the interface."""
    return dict(
        NewSite(LANGUAGES, "Texts", "Us", "https://example.org/", zone, "", 2026, version("sayasat")).files()
    )


def test_nothing_in_it_is_of_another_publisher() -> None:
    for path, text in beginning().items():
        words = text.lower()
        assert not {each for each in ("infocom", "инфоком", "bishkek", "бишкек") if each in words}, path


def test_nothing_in_it_is_code_of_the_product() -> None:
    kinds = {Path(path).suffix for path in beginning()}
    assert kinds == {".md", ".txt", ".yml", ""}
    assert {path for path in beginning() if not Path(path).suffix} == {"Makefile", ".gitignore"}


def test_its_configuration_is_the_projects_but_for_what_is_the_publishers() -> None:
    texts = beginning()["mkdocs.yml"], (ROOT / "mkdocs.yml").read_text("utf-8")
    new, own = (yaml.load(text, yaml.BaseLoader) for text in texts)  # noqa: S506
    for whole in (new, own):
        del whole["site_name"], whole["site_url"], whole["extra"]["sayasat"]
        del whole["plugins"][2]["i18n"]["languages"]
    del own["theme"]["custom_dir"], own["watch"]
    assert new == own


@pytest.mark.parametrize("name", WORKFLOWS)
def test_its_workflows_are_the_projects(name: str) -> None:
    assert workflow(name, "Asia/Bishkek") == (ROOT / f".github/workflows/{name}.yml").read_text("utf-8")


@pytest.mark.parametrize(
    "zone", ["Asia/Almaty", "Europe/Berlin", "America/St_Johns", "Pacific/Auckland", "UTC"]
)
def test_a_night_is_one_of_the_publishers_zone(zone: str) -> None:
    fields = re.findall(r'cron: "(\d+) (\d+) \* \* \*"', workflow("publish", zone))
    for month in (1, 7):
        times = [datetime(2026, month, 3, int(hour), int(minute), tzinfo=UTC) for minute, hour in fields]
        local = [each.astimezone(ZoneInfo(zone)).time() for each in times]
        assert all(time(0, 5) <= each <= time(3, 35) for each in local), local


def test_a_target_of_each_workflow_is_in_its_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", beginning()["Makefile"], re.MULTILINE))
    workflows = "".join(workflow(each, "UTC") for each in WORKFLOWS)
    assert set(re.findall(r"run: make ([a-z-]+)", workflows)) <= targets


def test_its_requirements_name_this_release() -> None:
    assert f"sayasat[site,docx]=={version('sayasat')}\n" in beginning()["requirements.txt"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_that_shows_how_is_no_fault(language: str) -> None:
    data = (ROOT / "sayasat/adopt/new" / language / "policy.md").read_bytes()
    assert not read_document(data).faults
