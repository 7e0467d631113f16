"""``sayasat adopt`` without patterns: what is proposed, and that an archive can be built and read from it."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

import sayasat.adopt
from sayasat.adopt.options import AdoptOptions, archive_text, read_archive_file
from sayasat.adopt.survey import Survey, survey
from sayasat.errors import SettingsError
from sayasat.i18n.messages import messages
from sayasat.repository.reader import Repository
from tests.adopt.test_adopt import run
from tests.support.built_site import read_page, read_xml
from tests.support.repo import PolicyRepo

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"a" * 64 + b"\nsize 123\n"


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    """Texts in three languages, a file for each version of a law, a pointer of Git LFS, a text file."""
    repo = PolicyRepo(tmp_path / "texts")
    for month in (1, 2, 3):
        repo.commit(
            date=f"2021-0{month}-05T12:00:00-07:00",
            files={
                "en/terms.md": f"# Terms\n\nEffective date: 0{month}/03/2021\n\nWords {month}.\n",
                "de/terms.md": f"# AGB\n\nStand: {month}.3.2021\n\nWorte {month}.\n",
                "ar/terms.md": f"# شروط\n\nكلمات {month}\n",
                "README.md": "# About\n",
            },
        )
    repo.commit(
        date="2021-05-01T12:00:00-07:00",
        files={
            "en/terms.md": "# Terms\n\nEffective date: 04/23/2021\n\nWords 4.\n",
            "laws/law(2017-09-01).md": "# Law\n\nFirst.\n",
            "laws/law(2020-09-01).md": "# Law\n\nSecond, [as signed](law.pdf).\n",
            "laws/law.pdf": POINTER,
            "notes.txt": "Notes\n",
        },
    )
    return repo


def look(repo: PolicyRepo) -> Survey:
    with Repository.open(repo.path) as repository:
        return survey(repository, AdoptOptions(str(repo.path)), messages("en"))


def test_a_survey_proposes_patterns_languages_and_dates(repo: PolicyRepo) -> None:
    options = look(repo).options
    assert options.policies == ("laws/{slug}({date}).md", "{lang}/{slug}.md")
    assert options.languages == ("en", "ar", "de")
    assert options.dates == ("effective mdy text:effective", "dated text:updated", "dated name:date")


def test_a_survey_names_what_cannot_be_published(repo: PolicyRepo) -> None:
    found = look(repo)
    assert [(each.code, each.where) for each in found.findings] == [("adopt-lfs", "laws/law.pdf")]
    remarks = found.remarks["policies"]
    assert "Pointers of Git LFS in place of files: 1" in remarks
    assert "files with the suffix .txt are not Markdown and are not read: 1" in remarks


def test_languages_with_scripts_and_regions_make_one_pattern(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    folders = ("en", "pt_BR", "sr-Latn", "zh-Hant-TW")
    repo.commit(files={f"i18n/{each}/docs/terms.md": f"# Terms {each}\n" for each in folders})
    options = look(repo).options
    assert options.policies == ("i18n/{lang}/**/*.md",)
    assert options.languages == ("en", "pt-BR", "sr-Latn", "zh-Hant-TW")


def test_many_folders_at_the_top_have_one_pattern(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    files: dict[str, str | bytes | None] = {f"title-{each}/act.md": f"# Act {each}\n" for each in range(9)}
    repo.commit(files={**files, "LICENSE.md": "# License\n"})
    assert look(repo).options.policies == ("**/*.md", "!LICENSE.md")


def test_a_folder_whose_name_has_a_wildcard_is_in_the_pattern_of_all(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.commit(files={"[old]/act.md": "# Act\n"})
    assert look(repo).options.policies == ("**/*.md",)


@pytest.mark.parametrize("name", ["Source-Date", "Enactment-Date"])
@pytest.mark.parametrize("after", ["", "\n\nCo-authored-by: A. Person <person@example.org>"])
def test_trailers_of_commits_are_proposed(tmp_path: Path, name: str, after: str) -> None:
    repo = PolicyRepo(tmp_path)
    for day in (1, 2):
        text = f"# A\n\nWords {day}.\n"
        repo.commit(
            f"Amend\n\n{name}: 1950-05-0{day}{after}",
            files={"a.md": text},
            date=f"2021-01-0{day}T12:00:00+00:00",
        )
    assert look(repo).options.dates == (f"dated trailer:{name}",)


def test_files_about_a_repository_are_left_out(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.commit(files={"terms.md": "# Terms\n", "LICENSE.md": "# License\n", "README.md": "# About\n"})
    assert look(repo).options.policies == ("*.md", "!LICENSE.md")


@pytest.mark.parametrize(("key", "is_proposed"), [("date", True), ("published", False)])
def test_a_key_of_any_date_is_proposed_only_if_it_changes_with_the_words(
    tmp_path: Path, key: str, is_proposed: bool
) -> None:
    repo = PolicyRepo(tmp_path)
    for day in (1, 2, 3):
        stated = day if is_proposed else 1
        text = f"---\n{key}: 2021-01-0{stated}\n---\n# A\n\nWords {day}.\n"
        repo.commit(files={"a.md": text}, date=f"2021-01-0{day}T12:00:00+00:00")
    assert (f"dated head:{key}" in look(repo).options.dates) == is_proposed


def test_the_file_says_what_was_chosen(tmp_path: Path, repo: PolicyRepo) -> None:
    found = look(repo)
    chosen = replace(found.options, repository="texts", continues={"law": ("act",)}, title="Laws: all")
    file = tmp_path / "archive.yml"
    file.write_text(archive_text(chosen, found.remarks), "utf-8")
    assert read_archive_file(file) == replace(chosen, repository=str(tmp_path / "texts"))


@pytest.mark.parametrize(
    "text", ["repository: 1\n", "policies: ['*.md']\n", "repository: a\nunknown: b\n", "a: [\n"]
)
def test_a_file_with_a_slip_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "archive.yml"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError):
        read_archive_file(file)


def test_the_schema_beside_the_code_is_that_of_the_type() -> None:
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    made = msgspec.json.encode(dialect | msgspec.json.schema(AdoptOptions))
    file = Path(sayasat.adopt.__file__).with_name("archive.schema.json")
    assert file.read_bytes() == msgspec.json.format(made, indent=2) + b"\n"


def test_a_proposed_archive_is_built_and_its_versions_shown_and_compared(
    tmp_path: Path, repo: PolicyRepo
) -> None:
    assert repo.head
    looked = run(tmp_path, "adopt", "texts")
    assert looked.code == 0
    total, kind, first = looked.err.splitlines()
    assert total == "findings: 1; all of them with places: archive-findings.jsonl"
    assert kind == "Pointers of Git LFS in place of files: 1"
    assert first.startswith("laws/law.pdf: ")
    (line,) = (tmp_path / "archive-findings.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["where"] == "laws/law.pdf"
    assert looked.out.startswith((tmp_path / "archive.yml").read_text("utf-8"))
    again = run(tmp_path, "adopt", "texts")
    assert again.code != 0, "an archive.yml is never replaced"
    assert "For a new proposal, move the file away." in again.err
    built = run(tmp_path, "adopt", "--archive", "archive.yml", "--out", "site")
    assert built.code == 0, built.err
    arabic = (tmp_path / "site/ar/policies/terms/index.html").read_text("utf-8")
    assert '<html lang="ar" dir="rtl"' in arabic
    versions = run(tmp_path, "versions", "terms").out.splitlines()
    assert [each.split("\t")[2:4] for each in versions] == [
        ["2021-01-03", "stated"],
        ["2021-02-03", "stated"],
        ["2021-03-03", "stated"],
        ["2021-04-23", "stated"],
    ]
    assert "Second" in run(tmp_path, "show", "law", "2021-01-01").out
    assert "First" in run(tmp_path, "diff", "law", "2017-09-01", "2020-09-01").out


@pytest.mark.parametrize("url", ["https://example.org/texts.git", "git@example.org:texts.git"])
def test_a_url_is_recognised(tmp_path: Path, url: str) -> None:
    done = run(tmp_path, "adopt", url, "--policies", "*.md", "--out", "site")
    assert done.code != 0
    assert "git clone --bare" in done.err


def test_a_folder_stands_for_all_below_it(tmp_path: Path, repo: PolicyRepo) -> None:
    done = run(tmp_path, "adopt", repo.path, "--policies", "en", "--out", "site")
    assert done.code == 0, done.err
    assert (tmp_path / "site/policies/terms/index.html").is_file()


def test_silent_changes_have_a_page_and_a_feed(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "texts")
    for month in (6, 7):
        text = f"# A\n\nEffective date: June 1, 2021\n\nWords {month}.\n"
        repo.commit(files={"a.md": text}, date=f"2021-0{month}-05T12:00:00+00:00")
    repo.commit(files={"a.md": None, "b.md": "# B\n"}, date="2021-08-05T12:00:00+00:00")
    done = run(tmp_path, "adopt", "texts", "--policies", "*.md", "--out", "site")
    assert done.code == 0, done.err
    assert "policies/a/2021-06-01/revisions/2/changes/" in (tmp_path / "site/silent/index.html").read_text(
        "utf-8"
    )
    assert len(list(read_xml(tmp_path / "site/silent.atom").iterfind("{*}entry"))) == 1
    assert "removed by the publisher on 5 August 2021" in (
        tmp_path / "site/policies/a/history/index.html"
    ).read_text("utf-8")
    (tmp_path / "archive.yml").write_text("repository: texts\npolicies: ['*.md']\n", "utf-8")
    assert "the file was removed on 2021-08-05" in run(tmp_path, "show", "a", "2022-01-01").err


def promise_objects(repo: PolicyRepo) -> None:
    """Make a partial clone of a repository: Git takes its missing objects for those of the remote."""
    repo.git("config", "extensions.partialClone", "origin")
    repo.git("config", "core.repositoryFormatVersion", "1")


@pytest.mark.parametrize("is_partial", [False, True])
def test_attachments_that_are_not_there_are_left_out(tmp_path: Path, is_partial: bool) -> None:
    """A pointer of Git LFS, and a file whose object is missing: the site is built, and both are reported."""
    repo = PolicyRepo(tmp_path / "texts")
    text = "# A\n\n[one](one.pdf), [two](two.pdf), [three](three.pdf)\n"
    files: dict[str, str | bytes | None] = {
        "a.md": text,
        "one.pdf": b"%PDF-1",
        "two.pdf": POINTER,
        "three.pdf": b"%PDF-3",
    }
    repo.commit(files=files, date="2021-06-05T12:00:00+00:00")
    blob = repo.blob("three.pdf")
    (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    if is_partial:
        promise_objects(repo)
    done = run(tmp_path, "adopt", "texts", "--policies", "*.md", "--out", "site")
    assert done.code == 0, done.err
    assert "“one.pdf”" not in done.err
    assert "“two.pdf”" in done.err
    assert "“three.pdf”" in done.err
    assert [each.name for each in (tmp_path / "site/assets/files").rglob("*.pdf")] == ["one.pdf"]
    looked = run(tmp_path, "adopt", "texts")
    assert "three.pdf: This clone does not have the file, so it is left out." in looked.err


@pytest.mark.parametrize("is_partial", [False, True])
def test_a_text_that_is_missing_is_named_with_its_commit(tmp_path: Path, is_partial: bool) -> None:
    repo = PolicyRepo(tmp_path / "texts")
    commit = repo.commit(files={"acts/old act.md": "# A\n"}, date="2021-06-05T12:00:00+00:00")
    repo.commit(files={"acts/old act.md": "# A\n\nWords\n"}, date="2021-06-06T12:00:00+00:00")
    blob = repo.git("rev-parse", f"{commit}:acts/old act.md")
    (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    if is_partial:
        promise_objects(repo)
    for arguments in ([], ["--policies", "**/*.md", "--out", "site"]):
        done = run(tmp_path, "adopt", "texts", *arguments)
        assert done.code == 3
        assert f"({commit[:12]}:acts/old act.md)" in done.err
        assert sorted(each.name for each in tmp_path.iterdir() if each.name != ".cache") == ["texts"]


def test_a_repository_without_markdown_is_no_archive(tmp_path: Path) -> None:
    PolicyRepo(tmp_path / "texts").commit(files={"a.txt": "A\n", "b.rst": "B\n"})
    looked = run(tmp_path, "adopt", "texts")
    assert looked.code != 0
    assert "has no Markdown texts" in looked.err
    assert ".rst (1)" in looked.err
    built = run(tmp_path, "adopt", "texts", "--policies", "*.txt", "--out", "site")
    assert built.code != 0
    assert "*.txt: Only Markdown is read" in built.err


def test_files_that_a_shell_has_put_in_the_place_of_a_pattern_are_recognised(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "texts")
    repo.commit(files={"acts/a.md": "# A\n", "acts/b.md": "# B\n", "c.md": "# C\n", "acts/d.txt": "D\n"})
    done = run(tmp_path, "adopt", "texts", "--policies", "acts/a.md", "acts/b.md", "--out", "site")
    assert "'acts/*.md'" in done.err
    for some in (["acts/a.md"], ["acts/a.md", "c.md"], ["acts/*.md"]):
        assert run(tmp_path, "adopt", "texts", "--policies", *some, "--out", "site").err == ""


def test_a_title_that_is_a_lower_heading_is_shown_once(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "texts")
    repo.commit(files={"a.md": "## Our *law*\n\nWords\n\n### Part\n\nMore\n"})
    assert run(tmp_path, "adopt", "texts", "--policies", "*.md", "--out", "site").code == 0
    page = read_page(tmp_path / "site/policies/a/index.html")
    assert [each.text for each in page.all("h1")] == ["Our law"]
    assert [each.text for each in page.all("h2") if "Our law" in each.text] == []


def test_versions_without_a_day_and_several_of_a_day_are_shown_and_compared_by_name(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "texts")
    for words, moment in enumerate(("1970-01-01T06", "1970-01-01T07", "1975-05-01T08", "1975-05-01T09")):
        repo.commit(files={"a.md": f"# A\n\nWords {words}.\n"}, date=f"{moment}:00:00+00:00")
    (tmp_path / "archive.yml").write_text("repository: texts\npolicies: ['*.md']\n", "utf-8")
    names = [line.split("\t")[2] for line in run(tmp_path, "versions", "a").out.splitlines()]
    assert names == ["undated", "undated.2", "1975-05-01", "1975-05-01.2"]
    for words, name in enumerate(names):
        assert f"Words {words}." in run(tmp_path, "show", "a", name).out
    assert "0" in run(tmp_path, "diff", "a", "undated", "1975-05-01.2").out
    for name in ("undated.3", "1975-05-01.3", "1975-13-01.2"):
        shown = run(tmp_path, "show", "a", name)
        assert (shown.code, shown.out) == (2, "")
        assert name in shown.err


def test_links_of_a_file_of_one_version_start_from_its_own_folder(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "texts")
    files: dict[str, str | bytes | None] = {
        "docs/laws/law(2017-09-01).md": "# Law\n\n[As signed](law.pdf).\n",
        "docs/laws/law.pdf": b"%PDF-1",
    }
    repo.commit(files=files, date="2021-06-05T12:00:00+00:00")
    pattern = "docs/laws/{slug}({date}).md"
    done = run(tmp_path, "adopt", "texts", "--policies", pattern, "--out", "site")
    assert (done.code, done.err) == (0, "")
    assert [each.name for each in (tmp_path / "site/assets/files").rglob("*.pdf")] == ["law.pdf"]


def test_a_wrong_value_is_reported_at_its_key_of_the_file(tmp_path: Path) -> None:
    PolicyRepo(tmp_path / "texts").commit(files={"a.md": "# A\n"})
    text = "repository: texts\npolicies: ['*.md']\nzone: Mars\ndates: ['efective head:x']\n"
    (tmp_path / "archive.yml").write_text(text, "utf-8")
    for arguments in (["versions"], ["adopt", "--archive", "archive.yml", "--out", "site"]):
        done = run(tmp_path, *arguments)
        assert done.code == 3
        assert "archive.yml: zone: The value “Mars” is not valid here." in done.err
        assert "archive.yml: dates: The value “efective head:x” is not valid here." in done.err


def test_a_survey_reports_removed_texts_that_no_pattern_matches_and_finds_their_languages(
    tmp_path: Path,
) -> None:
    """A language, a folder and a moved text that are gone: nothing of them is lost without a word."""
    repo = PolicyRepo(tmp_path)
    texts = ("en/terms.md", "de/terms.md", "fr/terms.md", "old/rules.md", "draft/aup.md")
    repo.commit(files={each: f"# {each}\n\nWords of {each}.\n" for each in texts})
    moved = {"draft/aup.md": None, "en/aup.md": "# draft/aup.md\n\nWords of draft/aup.md.\n"}
    repo.commit(files={"fr/terms.md": None, "old/rules.md": None, **moved})
    found = look(repo)
    assert found.options.policies == ("{lang}/{slug}.md",)
    assert found.options.languages == ("en", "de", "fr")
    assert [each.where for each in found.findings if each.code == "adopt-gone"] == ["old/rules.md"]


def test_a_diff_of_an_archive_leaves_out_the_marks_of_other_programs(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "texts")
    for day, word in ((1, "one"), (2, "two")):
        text = f"# A\n{{: .title}}\n\n> [!NOTE]\n> Words {word}.\n"
        repo.commit(files={"a.md": text}, date=f"2021-06-0{day}T12:00:00+00:00")
    (tmp_path / "archive.yml").write_text("repository: texts\npolicies: ['*.md']\n", "utf-8")
    done = run(tmp_path, "diff", "a", "2021-06-01", "2021-06-02")
    assert "two" in done.out
    assert "{:" not in done.out
    assert "[!NOTE]" not in done.out
