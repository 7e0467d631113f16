"""``sayasat adopt``: three repositories of very different layout, each built whole."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from random import Random
from signal import SIGKILL
from time import perf_counter
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from msgspec import Struct

from sayasat.exports.http_headers import meta_policy
from sayasat.pages.stubs import POINTER_POLICY
from tests.support import foreign
from tests.support.built_site import Page, contents, pages, read_page, read_xml
from tests.support.forked import run_module
from tests.support.repo import PolicyRepo

URL = "https://policies.example.org/texts/"


class Run(Struct, frozen=True):
    """How a call ended."""

    code: int
    out: str
    err: str


ENVIRONMENT = os.environ | {"SAYASAT_TODAY": "2026-11-24", "PYTHONPATH": str(Path(__file__).parents[2])}


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "sayasat", *map(str, arguments)]


def run(folder: Path, *arguments: str | Path) -> Run:
    """``sayasat`` in a folder."""
    done = run_module("sayasat", *arguments, cwd=folder, env=ENVIRONMENT)
    return Run(done.returncode, done.stdout, done.stderr)


class Built(Struct, frozen=True):
    """A site, and what was said of it."""

    site: Path
    run: Run

    def page(self, address: str) -> Page:
        return read_page(self.site / address / "index.html")

    def days(self, slug: str) -> list[str]:
        """Dates of the versions in a policy's history, as it lists them."""
        items = self.page(f"policies/{slug}/history/").all("li", "timeline__version")
        return [each["data-date"] for each in items]


@pytest.fixture(scope="module")
def nested(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("nested")
    repo = foreign.nested(folder / "hand-book")
    before = contents(repo.path)
    done = run(
        folder, "adopt", repo.path, "--policies", foreign.NESTED_GLOB, "--out", "site", "--site-url", URL
    )
    assert contents(repo.path) == before, "the repository was written to"
    return Built(folder / "site", done)


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("companies")
    repo = foreign.companies(folder / "repository")
    told = ("--title", "All <b>companies</b> & more", "--language", "ru", "--out", "site")
    return Built(folder / "site", run(folder, "adopt", repo.path, "--policies", foreign.COMPANY_GLOB, *told))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("bare")
    repository = foreign.bare(folder / "repositories")
    before = contents(repository)
    told = ("--branch", "texts", "--policies", *foreign.BARE_GLOBS, "--out", "site")
    done = run(folder, "adopt", repository, *told)
    assert contents(repository) == before, "the repository was written to"
    return Built(folder / "site", done)


def test_the_end_is_one_line_that_says_what_there_is(nested: Built, bare: Built) -> None:
    assert nested.run.code == 0, nested.run.err
    counted = r"3 policies, 8 revisions, 8 versions, 10 redlines, \d+ pages; [\d.]+ s"
    assert re.match(counted, nested.run.out), nested.run.out
    assert nested.run.out.count("\n") == 1
    assert nested.run.out.endswith("; something was reported about 1 text.\n")
    assert bare.run.out.startswith("1 policy, 4 revisions, 3 versions,")


def test_where_nothing_was_reported_the_line_does_not_speak_of_it(companies: Built) -> None:
    assert companies.run.err == ""
    assert re.search(r"pages; [\d.]+ s\.\n$", companies.run.out)


def test_what_is_wrong_with_a_text_is_told_once_with_commit_and_line(nested: Built, bare: Built) -> None:
    total, dates, date, links, link = nested.run.err.splitlines()
    assert total == "findings: 2; all of them with places: site/findings.jsonl"
    assert (dates, links) == (
        "Front matter that cannot be read: 1",
        "Links that lead to nothing on this site: 1",
    )
    assert re.match(r"[0-9a-f]{12}:Policies/IT/privacy\.md:2: “effective: TBD” is not a date\.", date)
    assert re.match(
        r"[0-9a-f]{12}:Policies/IT/privacy\.md:\d+: The link leads to nothing on this site: “../../README",
        link,
    )
    assert "“effective: 2019-13-01” is not a day of the calendar." in bare.run.err.splitlines()[-1]


def test_all_findings_are_in_a_file_and_on_a_page_that_the_home_page_leads_to(nested: Built) -> None:
    found = [json.loads(line) for line in (nested.site / "findings.jsonl").read_text("utf-8").splitlines()]
    assert [each["kind"] for each in found] == ["front-matter-date-form", "adopt-link"]
    assert "archive/" in {each["href"] for each in nested.page("").all("a") if "href" in each.attributes}
    page = nested.page("archive/")
    assert [each.text for each in page.all("summary")] == [
        "Front matter that cannot be read (1)",
        "Links that lead to nothing on this site (1)",
    ]
    assert all(each["where"] in page.text for each in found)


def test_nested_folders_make_readable_addresses_and_the_home_page_lists_them(nested: Built) -> None:
    listed = {each["href"]: each.text for each in nested.page("").all("a") if "policies/" in each["href"]}
    assert listed["policies/hr-leave-policy/"] == "Leave"
    assert listed["policies/it-privacy/"] == "Privacy"
    assert listed["policies/travel/"] == "Travel"
    policies = json.loads((nested.site / "api/policies.json").read_bytes())["policies"]
    assert [each["policy"] for each in policies] == ["hr-leave-policy", "it-privacy", "travel"]


def test_stated_dates_and_commits_days_stand_side_by_side(nested: Built) -> None:
    days = [
        each["data-date"]
        for each in nested.page("policies/it-privacy/history/").all("li", "timeline__version")
    ]
    assert days == ["2021-01-01", "2020-04-01", "2020-03-01", "2020-02-01"]
    assert nested.page("policies/it-privacy/").status == "in-force"
    faults = nested.page("policies/it-privacy/history/").all("p", "revisions__fault")
    assert ["effective: TBD" in each.text for each in faults] == [True]


def test_a_merge_is_the_moment_of_publication(nested: Built) -> None:
    history = nested.page("policies/hr-leave-policy/history/")
    assert [each["data-date"] for each in history.all("li", "timeline__version")] == [
        "2020-06-01",
        "2020-01-11",
    ]


def test_a_file_that_came_back_is_a_policy_again(nested: Built) -> None:
    assert "By train or bus." in nested.page("policies/travel/").text
    assert "broken" not in nested.page("policies/travel/").text


def test_links_lead_to_the_text_of_their_time_and_pictures_are_of_their_commit(nested: Built) -> None:
    dated = nested.page("policies/it-privacy/2020-02-01/")
    links = {each.text: urljoin("/policies/it-privacy/2020-02-01/", each["href"]) for each in dated.all("a")}
    assert links["leave"] == "/policies/hr-leave-policy/2020-01-11/#days"
    assert "this (not on this site)" in dated.text
    (picture,) = [each for each in dated.all("img") if each.attributes.get("alt") == "a square"]
    file = nested.site / "policies/it-privacy/2020-02-01" / picture["src"]
    assert file.read_bytes() == foreign.PICTURE


def test_hidden_files_and_readmes_are_no_policies(nested: Built) -> None:
    assert not [path for path in contents(nested.site) if "draft" in path or "readme" in path.lower()]


@pytest.mark.parametrize("name", ["nested", "companies", "bare"])
def test_every_link_on_every_page_leads_to_a_page(name: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(name)
    assert built.run.code == 0, built.run.err
    files, followed = set(contents(built.site)), 0
    for address, page in pages(built.site):
        if address == "404.html":
            continue
        for each in page.all("a"):
            target = urlsplit(urljoin(f"https://site/{address}", each.attributes.get("href", "")))
            if target.netloc != "site" or not target.path:
                continue
            path = unquote(target.path.removeprefix("/"))
            assert (f"{path}index.html" if not path or path.endswith("/") else path) in files, (address, each)
            followed += 1
    assert followed > 100


@pytest.mark.parametrize("name", ["nested", "companies", "bare"])
def test_nothing_of_a_publishers_site_is_left_over(name: str, request: pytest.FixtureRequest) -> None:
    """No cookie banner, no contact form, no page about versions, no switcher, no other organisation."""
    built: Built = request.getfixturevalue(name)
    for address, page in pages(built.site):
        stated = page.one("meta", **{"http-equiv": "Content-Security-Policy"})["content"]
        is_pointer = bool(page.all("meta", **{"http-equiv": "refresh"}))
        assert stated == (POINTER_POLICY if is_pointer else meta_policy()), address
    html = "".join(path.read_text("utf-8") for path in built.site.rglob("*.html"))
    assert not re.search(
        r'__cookies|cookies/"|contact/"|about/"|md-select|[Ии]нфоком|[Ii]nfocom|sayasat:', html
    )
    assert not (built.site / "cookies").exists()
    assert {path.name for path in (built.site / "api").iterdir()} >= {"policies.json"}
    assert not (built.site / "api/contact.json").exists()


def test_blanks_and_letters_of_any_script_stand_in_addresses(companies: Built) -> None:
    slugs = {path.name for path in (companies.site / "policies").iterdir() if path.is_dir()}
    assert slugs == {"acme-sons", "осоо-ромашка", "万物-公司"}


def test_texts_of_one_title_are_told_apart(companies: Built) -> None:
    titles = [each.text for each in companies.page("").all("h2", "policies__title")]
    assert titles == [
        "Privacy Policy – Acme & Sons",
        "Privacy Policy – ОсОО Ромашка",
        "这不是元数据",
    ]


def test_texts_of_one_file_name_are_told_apart_in_feeds(companies: Built) -> None:
    feed = read_xml(companies.site / "feed.atom")
    ids = [str(each.text) for each in feed.iterfind("{*}entry/{*}id")]
    assert len(ids) == len(set(ids)) == 9
    assert "tag:localhost,2026:policy:acme-sons:ru:2022-01-05" in ids


def test_setext_headings_and_raw_html_are_read(companies: Built) -> None:
    page = companies.page("policies/acme-sons/")
    assert [each.text for each in page.all("h1")] == ["Privacy Policy"]
    assert "What we collect" in page.text
    assert "Acme keeps logs." in page.text
    assert "这不是元数据" in companies.page("policies/万物-公司/").text


def test_the_language_and_the_title_are_the_sites(companies: Built) -> None:
    home = companies.page("")
    assert home.language == "ru"
    assert "All <b>companies</b> & more" in home.one("title").text
    assert (companies.site / "index.html").read_text("utf-8").count("<b>companies") == 0


def test_a_rename_is_followed_and_old_addresses_lead_on(bare: Built) -> None:
    assert bare.days("legal-privacy") == ["2019-05-01", "2019-03-01", "2019-01-01"]
    for address in ("policies/privacy/", "policies/privacy/2019-01-01/"):
        refresh = bare.page(address).one("meta", **{"http-equiv": "refresh"})["content"]
        assert "legal-privacy" in refresh


def test_feeds_and_canonical_addresses_are_those_of_the_site_url(nested: Built) -> None:
    assert nested.page("policies/it-privacy/").canonical == f"{URL}policies/it-privacy/"
    assert "tag:policies.example.org,2026:" in (nested.site / "feed.atom").read_text("utf-8")


def test_an_emoji_in_any_name_stays_whole(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "🎉 rules")
    repo.commit("Begin", files={"🎉/🎈 Party.md": "Balloons.\n", "🎉/tea.md": "# Tea 🍵\n\nGreen.\n"})
    done = run(tmp_path, "adopt", repo.path, "--policies", "🎉/*.md", "--out", "site")
    built = Built(tmp_path / "site", done)
    assert done.code == 0, done.err
    assert built.page("").one("title").text == "Policies – 🎉 rules"
    assert built.page("policies/party/").one("title").text == "🎈 Party – 🎉 rules"
    assert [each.text for each in built.page("policies/tea/").all("h1")] == ["Tea 🍵"]


def test_texts_that_even_their_folders_do_not_tell_apart_have_their_paths(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "repository")
    places = ("docs/privacy.md", "docs/privacy/index.md", "docs/hr/leave.md", "docs/it/leave.md")
    repo.commit("Begin", files={path: f"{path} has words.\n" for path in places})
    done = run(tmp_path, "adopt", repo.path, "--policies", "docs/**/*.md", "--out", "site")
    assert done.code == 0, done.err
    assert sorted(
        each.text for each in Built(tmp_path / "site", done).page("").all("h2", "policies__title")
    ) == [
        "Leave – Hr",
        "Leave – It",
        "Privacy – docs/privacy.md",
        "Privacy – docs/privacy/index.md",
    ]


def test_a_link_to_the_top_leads_to_its_index(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "repository")
    links = "[a](/) [b](..) [c](../index.md) [d](/index)\n"
    repo.commit("Begin", files={"index.md": "# Rules\n", "legal/tos.md": f"# Terms\n\n{links}"})
    done = run(tmp_path, "adopt", repo.path, "--policies", "**/*.md", "--out", "site")
    assert (done.code, done.err) == (0, "")
    shown = Built(tmp_path / "site", done).page("policies/legal-tos/").all("a")
    assert [each["href"] for each in shown if each.text in {"a", "b", "c", "d"}] == ["../policy/"] * 4


def test_a_title_in_html_is_not_said_twice(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "repository")
    repo.commit("Begin", files={"docs/tos.md": '<h1 align="center">Terms</h1>\n\nWords.\n'})
    done = run(tmp_path, "adopt", repo.path, "--policies", "docs/*.md", "--out", "site")
    assert done.code == 0, done.err
    page = Built(tmp_path / "site", done).page("policies/tos/")
    assert [each.text for each in page.all("h1")] == ["Terms"]
    assert page.one("title").text == "Terms – repository"


def test_a_site_goes_where_a_link_to_a_folder_leads(repo: PolicyRepo) -> None:
    folder = repo.path.parent
    (folder / "served").mkdir()
    (folder / "site").symlink_to("served")
    done = run(folder, "adopt", repo.path, "--policies", "docs/*.md", "--out", "site")
    assert done.code == 0, done.err
    assert (folder / "site").is_symlink()
    assert (folder / "served" / "index.html").is_file()


# -- what is refused --------------------------------------------------------------------------------------


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    repo = PolicyRepo(tmp_path / "repository")
    repo.commit("Begin", files={"docs/Privacy.md": "# Privacy\n\nWords.\n"})
    return repo


def test_a_pattern_that_never_matched_is_an_error_that_names_what_is_near(repo: PolicyRepo) -> None:
    done = run(
        repo.path.parent, "adopt", repo.path, "--policies", "docs/*.md", "doc/Privacy.md", "--out", "site"
    )
    assert done.code == 1
    assert done.err == (
        "doc/Privacy.md: No file in the history matches this pattern. Give paths relative to the top of the"
        " repository, as Git lists them. Its Markdown files are: docs/Privacy.md.\n"
    )
    assert not (repo.path.parent / "site").exists()


def test_a_pointer_of_git_lfs_is_told_and_is_no_policy(repo: PolicyRepo) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
    head = repo.commit(files={"docs/large.md": pointer})
    done = run(repo.path.parent, "adopt", repo.path, "--policies", "docs/*.md", "--out", "site")
    assert done.code == 0
    assert f"{head[:12]}:docs/large.md: The file is a pointer of Git LFS" in done.err
    assert not (repo.path.parent / "site/policies/large").exists()


def test_a_folder_that_holds_anything_else_is_refused_and_stays_as_it_is(repo: PolicyRepo) -> None:
    site = repo.path.parent / "site"
    site.mkdir()
    (site / "mine.txt").write_text("mine")
    done = run(repo.path.parent, "adopt", repo.path, "--policies", "docs/*.md", "--out", site)
    assert done.code == 1
    assert "was not created by sayasat adopt" in done.err
    assert contents(site) == {"mine.txt": b"mine"}


def test_a_pattern_that_leads_out_of_the_repository_matches_nothing(repo: PolicyRepo) -> None:
    done = run(repo.path.parent, "adopt", repo.path, "--policies", "../*.md", "--out", "site")
    assert done.code == 1
    assert done.err.startswith("../*.md: No file in the history matches this pattern.")


def test_a_cache_that_cannot_be_written_is_told(repo: PolicyRepo) -> None:
    folder = repo.path.parent
    (folder / "taken").write_text("a file", "utf-8")
    told = ("--policies", "docs/*.md", "--out", "site", "--cache", "taken")
    done = run(folder, "adopt", repo.path, *told)
    assert done.code == 1
    assert done.err.startswith(f"{folder / 'taken'}: The cache cannot be written to this folder: File")


def test_a_run_that_fails_leaves_the_last_site_as_it_was(repo: PolicyRepo) -> None:
    folder = repo.path.parent
    assert run(folder, "adopt", repo.path, "--policies", "docs/*.md", "--out", "site").code == 0
    before = contents(folder / "site")
    assert run(folder, "adopt", repo.path, "--policies", "no.md", "--out", "site").code == 1
    assert contents(folder / "site") == before
    repo.commit("More", files={"docs/Privacy.md": "# Privacy\n\nOther words.\n"}, date="2025-01-01T00:00:00Z")
    assert run(folder, "adopt", repo.path, "--policies", "docs/*.md", "--out", "site").code == 0
    assert "Other words." in read_page(folder / "site/policies/privacy/index.html").text
    assert {each.name for each in folder.iterdir()} <= {"repository", "site", ".cache"}


def test_a_title_with_an_emoji_is_shown_as_it_is(repo: PolicyRepo) -> None:
    repo.commit(
        "A smile", files={"docs/Smile.md": "# Smile 😀 & more\n\nWords.\n"}, date="2025-01-01T00:00:00Z"
    )
    folder = repo.path.parent
    assert run(folder, "adopt", repo.path, "--policies", "docs/*.md", "--out", "site").code == 0
    html = folder.joinpath("site/policies/smile/index.html").read_text("utf-8")
    assert "&#" not in re.sub(r"&#3[49];", "", html)
    assert html.count("Smile 😀 &amp; more") > 2


@pytest.mark.soak
def test_what_is_taken_over_from_earlier_sites_makes_the_same_site(repo: PolicyRepo) -> None:
    """The third run takes apart what the second replaced; the fourth, with a commit more, the second's."""
    folder = repo.path.parent
    told = ("adopt", repo.path, "--policies", "docs/*.md", "--out")
    assert run(folder, *told, "site").code == 0
    first = contents(folder / "site")
    for _ in range(2):
        assert run(folder, *told, "site").code == 0
        assert contents(folder / "site") == first
    (folder / "site" / "policies" / "privacy" / "history" / "index.html").unlink()
    repo.commit("More", files={"docs/Privacy.md": "# Privacy\n\nOther words.\n"}, date="2025-01-01T00:00:00Z")
    for _ in range(2):
        assert run(folder, *told, "site").code == 0
    assert run(folder, *told, "fresh", "--cache", "fresh-cache").code == 0
    assert contents(folder / "site") == contents(folder / "fresh")


def test_a_run_that_is_killed_leaves_the_last_site_as_it_was(repo: PolicyRepo) -> None:
    folder = repo.path.parent
    told = ("adopt", repo.path, "--policies", "docs/*.md", "--out", "site")
    assert run(folder, *told).code == 0
    before = contents(folder / "site")
    with subprocess.Popen(command(*told), cwd=folder, env=ENVIRONMENT) as running:
        while not list(folder.glob(".site.*/new/assets")):
            assert running.poll() is None, "it ended before it was killed"
        running.kill()
    left = list(folder.glob(".site.*.build"))
    assert len(left) == 1
    assert contents(folder / "site") == before
    with subprocess.Popen(command(*told), cwd=folder, env=ENVIRONMENT) as running:
        while left[0].exists() or not list(folder.glob(".site.*/new/assets")):
            assert running.poll() is None, "it ended before it was stopped"
        running.terminate()
    assert not list(folder.glob(".site.*")), "who is asked to stop cleans up"
    assert contents(folder / "site") == before
    assert run(folder, *told).code == 0


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(4))
def test_runs_that_are_killed_anywhere_end_in_the_same_site(tmp_path: Path, seed: int) -> None:
    texts = foreign.nested(tmp_path / "texts")
    arguments = ("adopt", texts.path, "--policies", foreign.NESTED_GLOB, "--out", "site")
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    for folder in (whole, killed):
        folder.mkdir()
    began = perf_counter()
    assert run(whole, *arguments).code == 0
    longest = perf_counter() - began
    random = Random(seed)  # noqa: S311 -- not for cryptography
    for _ in range(5):
        with subprocess.Popen(
            command(*arguments),
            cwd=killed,
            env=ENVIRONMENT,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as running:
            with suppress(subprocess.TimeoutExpired):
                running.wait(random.uniform(0.2, longest))
            with suppress(ProcessLookupError):
                os.killpg(running.pid, SIGKILL)
    assert run(killed, *arguments).code == 0
    assert contents(killed / "site") == contents(whole / "site")
    assert sorted(each.name for each in killed.iterdir()) == [".cache", "site"]


def test_a_run_changes_neither_the_environment_nor_the_signal_handlers(repo: PolicyRepo) -> None:
    arguments = ["adopt", str(repo.path), "--policies", "docs/*.md", "--out", "out", "--workers", "1"]
    program = f"""
import os, signal
from sayasat.__main__ import main

def state():
    ours = {{name: value for name, value in os.environ.items() if name.startswith("SAYASAT_")}}
    return ours, [signal.getsignal(number) for number in signal.valid_signals()]

before = state()
assert main({arguments!r}) == 0
assert state() == before
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=repo.path.parent,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr


def test_what_a_site_cannot_have_is_told_at_once(repo: PolicyRepo) -> None:
    told = ("--policies", "docs/*.md", "--out", "site", "--zone", "Mars/Base", "--site-url", "ftp://x/")
    done = run(repo.path.parent, "adopt", repo.path, *told)
    assert done.code == 2
    assert [line.partition(":")[0] for line in done.err.splitlines()] == ["--zone", "--site-url"]


def test_a_branch_that_there_is_not_is_told(repo: PolicyRepo) -> None:
    done = run(repo.path.parent, "adopt", repo.path, "--policies", "**", "--out", "site", "--branch", "nope")
    assert done.code == 3
    assert "no commit or branch named “nope”" in done.err
