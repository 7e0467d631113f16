"""Conflict markers, as Git leaves them: one error for each file, before anything is published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sayasat.conflicts import conflict
from sayasat.policy_files.document import read_document, read_foreign
from tests.cli.test_command_line import sayasat
from tests.support.built_site import parse, read_page
from tests.support.mini_site import build, furnish
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo, policy_text

KY, RU, PAGE = "docs/ky/policies/privacy.md", "docs/ru/policies/privacy.md", "docs/ru/about.md"
TODAY = "2026-11-24"
BODY = "# Купуялык {{#privacy}}\n\n## Мөөнөт {{#term}}\n\nМаалымат {} жыл сакталат. [Бул](nowhere-{}.md)\n"
PLAIN = "# Купуялык {#privacy}\n\n## Мөөнөт {#term}\n\nМаалымат бир жыл сакталат.\n"
MARKED = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> branch\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(MARKED, 1, id="merge"),
        pytest.param(f"a\n\n{MARKED}", 3, id="further down"),
        pytest.param(f"a\n\n{MARKED}".replace("\n", "\r\n"), 3, id="CRLF"),
        pytest.param(f"a\r\r{MARKED}".replace("\n", "\r"), 3, id="CR"),
        pytest.param(f"\ufeff{MARKED}", 1, id="byte order mark"),
        pytest.param(
            MARKED.replace("===", "||| 1234567\nbase\n===", 1).replace("||| ", "||||||| "), 1, id="diff3"
        ),
        pytest.param(MARKED.replace(" HEAD", "").replace(" branch", ""), 1, id="without names"),
        pytest.param(MARKED.replace("ours\n", "").replace("theirs\n", ""), 1, id="one side empty"),
        pytest.param(MARKED.removesuffix("\n"), 1, id="at the end"),
        pytest.param(f"~~~\n{MARKED}~~~\n", 2, id="in a code fence"),
        pytest.param(f"<<<<<<< HEAD\n{MARKED}", 1, id="one in another"),
        pytest.param("a\n<<<<<<< HEAD\nb\n", 2, id="only the first marker is left"),
        pytest.param("a\n=======\nb\n>>>>>>> branch\n", 2, id="the first marker is removed"),
    ],
)
def test_markers_are_found_at_the_first_one(text: str, line: int) -> None:
    found = conflict(text)
    assert found is not None
    assert found.where == str(line)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Heading\n=======\n\nText.\n", id="underline of a heading"),
        pytest.param(">>>>>>> seven quotes\n\nHeading\n=======\n", id="quotes"),
        pytest.param(MARKED.replace("\n", "\n ").join(("    ", "")), id="indented"),
        pytest.param("<<<<<<<< HEAD\n========\n>>>>>>>> branch\n", id="eight of them"),
        pytest.param(">>>>>>> quotes\n========\n>>>>>>> quotes\n", id="another underline"),
        pytest.param("a <<<<<<< b\n=======\nb >>>>>>> c\n", id="within a line"),
    ],
)
def test_other_lines_are_no_markers(text: str) -> None:
    assert conflict(text) is None


def test_markers_are_the_only_fault_of_a_text_and_of_an_adopted_one() -> None:
    """Whatever else is wrong, and on whichever side."""
    data = f"---\ntitle: A\nx: 1\n{MARKED}---\n\n# A {{#a}}\n\n# B {{#a}}\n".encode()
    assert [(each.code, each.where) for each in read_document(data).faults] == [("conflict-markers", "4")]
    assert [(each.code, each.where) for each in read_foreign(data).faults] == [("conflict-markers", "4")]


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    """A site with a policy in two languages."""
    repo = PolicyRepo(tmp_path / "repo")
    furnish(repo)
    head = {"title": "Купуялык", "effective": "2026-01-01"}
    russian = PLAIN.replace("Маалымат бир жыл сакталат", "Данные хранятся один год")
    files = {
        KY: policy_text(PLAIN, **head),
        RU: policy_text(russian, **head),
        ".gitignore": ".cache/\nsite/\n",
    }
    repo.commit("Begin", date="2026-01-01T12:00:00+06:00", files=files)
    return repo


def conflicted(repo: PolicyRepo, ours: dict[str, str], theirs: dict[str, str], style: str = "merge") -> None:
    """Merge two changes that Git cannot join, and commit what it leaves in the files."""
    repo.branch("theirs")
    repo.commit("Theirs", date="2026-02-01T12:00:00+06:00", files=theirs)
    repo.checkout("main")
    repo.commit("Ours", date="2026-02-02T12:00:00+06:00", files=ours)
    with pytest.raises(AssertionError):
        repo.git("-c", f"merge.conflictStyle={style}", "merge", "--quiet", "theirs")
    repo.commit("Merge", date="2026-02-03T12:00:00+06:00")


def _sides(head: bool, body: bool) -> tuple[dict[str, str], dict[str, str]]:
    ours, theirs = (
        policy_text(
            BODY.format(words, name) if body else PLAIN,
            title="Купуялык",
            effective=f"2027-0{month}-01" if head else "2026-01-01",
        )
        for words, name, month in (("эки", "a", 3), ("үч", "b", 4))
    )
    return {KY: ours}, {KY: theirs}


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
@pytest.mark.parametrize(
    ("head", "body", "line"),
    [
        pytest.param(True, False, 3, id="in the front matter"),
        pytest.param(False, True, 10, id="in the text"),
        pytest.param(True, True, 3, id="in both"),
    ],
)
def test_a_merge_that_was_committed_with_its_markers_is_one_error(
    repo: PolicyRepo, style: str, head: bool, body: bool, line: int
) -> None:
    """Nothing else is said of the file: no missing id, no broken link, no date."""
    conflicted(repo, *_sides(head, body), style=style)
    ran = sayasat(repo.path, "check", "--format", "json", "--language", "ru")
    found = [each for each in json.loads(ran.out)["findings"] if each["path"] == KY]
    assert ran.code == 1
    assert [(each["rule"], each["line"]) for each in found] == [("conflict-markers", line)]


def test_markers_in_a_text_and_in_a_page_stop_the_build(repo: PolicyRepo) -> None:
    ours, theirs = _sides(head=False, body=True)
    page = (repo.path / PAGE).read_text(encoding="utf-8")
    conflicted(repo, ours | {PAGE: f"{page}\nОдин.\r\n"}, theirs | {PAGE: f"{page}\nДва.\r\n"})
    built = build(repo, today=TODAY)
    assert built.code == 1
    lines = [line for line in built.log.splitlines() if "Git could not merge" in line]
    marked = (repo.path / PAGE).read_bytes().splitlines().index(b"<<<<<<< HEAD") + 1
    assert [line.removeprefix("Error: ").partition(": ")[0] for line in lines] == [
        f"{KY}:10",
        f"{PAGE}:{marked}",
    ]
    assert "Traceback" not in built.log
    assert "nowhere" not in built.log
    for language, words in (("ky", "бириктире алган жок"), ("ru", "Git не смог объединить")):
        ran = sayasat(repo.path, "check", "--language", language)
        assert ran.out.decode().count(words) == 2
        assert ran.code == 1


BESIDE: dict[str, str | bytes] = {
    "docs/ru/other.markdown": MARKED,
    "docs/ru/OTHER.MD": MARKED,
    "docs/ru/policies/folder/page.md": MARKED,
    "docs/ru/data.csv": MARKED,
    "docs/ru/wide.txt": MARKED.encode("utf-16"),
    "overrides/partials/copyright.html": MARKED,
    "hooks/more.py": MARKED,
}


def test_markers_in_any_file_that_a_site_is_built_from_are_an_error(repo: PolicyRepo) -> None:
    """None in a file that is no text: Git puts none there."""
    files = {**BESIDE, "docs/ru/a.pdf": b"%PDF\0\n" + MARKED.encode()}
    repo.commit(date="2026-02-03T12:00:00+06:00", files=files)
    ran = sayasat(repo.path, "check", "--format", "json")
    found = [each for each in json.loads(ran.out)["findings"] if each["rule"] == "conflict-markers"]
    assert {(each["path"], each["line"]) for each in found} == {(path, 1) for path in BESIDE}
    assert len(found) == len(BESIDE)
    built = build(repo, today=TODAY)
    assert built.code == 1
    assert built.log.count("Git could not merge") == len(BESIDE)


@pytest.mark.parametrize("path", [KY, RU])
def test_markers_that_were_resolved_stand_in_the_history_as_a_fault(repo: PolicyRepo, path: str) -> None:
    """A revision with markers makes no version if a newer revision removed them."""
    before = (repo.path / path).read_text(encoding="utf-8")
    marked = before.replace("effective: ", "<<<<<<< HEAD\neffective: 2026-03-01\n=======\neffective: ")
    marked = marked.replace("\n---\n", "\n>>>>>>> theirs\n---\n", 1)
    repo.commit("Marked", date="2026-02-03T12:00:00+06:00", files={path: marked})
    repo.commit("Marked below", date="2026-02-04T12:00:00+06:00", files={path: f"{before}\n{MARKED}"})
    repo.commit("Fixed", date="2026-02-05T12:00:00+06:00", files={path: before})
    built = build(repo, today=TODAY)
    assert built.code == 0, built.log
    prefix = "ru/" if path == RU else ""
    history = read_page(built.site / f"{prefix}policies/privacy/history/index.html")
    faults = [each.text for each in history.all("p", "revisions__fault")]
    assert [fault.rpartition("(")[2] for fault in faults] == [f"{path}:3)", f"{path}:13)"]
    assert [each["data-date"] for each in history.all("li", "timeline__version")] == ["2026-01-01"]
    assert "HEAD" not in read_page(built.site / f"{prefix}policies/privacy/index.html").text


def test_markers_in_the_first_text_are_no_traceback_later(repo: PolicyRepo) -> None:
    new = "docs/ky/policies/new.md"
    text = policy_text(PLAIN, title="Жаңы", effective="2027-01-01")
    repo.commit(
        "Begin", date="2026-02-03T12:00:00+06:00", files={new: f"<<<<<<< HEAD\n{text}=======\n{MARKED}"}
    )
    repo.commit("Fix", date="2026-02-04T12:00:00+06:00", files={new: text})
    with published(repo) as catalogue:
        assert [str(each.date) for each in edition(catalogue, "new").timeline.versions][-1] == "2027-01-01"
    assert build(repo, today=TODAY).code == 0


@pytest.mark.parametrize("file", ["cookies.yml", "check.yml", "mkdocs.yml"])
def test_markers_in_a_file_of_settings_are_told_as_such(repo: PolicyRepo, file: str) -> None:
    target = repo.path / file
    before = target.read_text(encoding="utf-8") if target.exists() else ""
    repo.commit(date="2026-02-03T12:00:00+06:00", files={file: f"{before}{MARKED}"})
    command = ["hosting", "nginx"] if file == "cookies.yml" else ["check", "--language", "en"]
    ran = sayasat(repo.path, *command)
    said = ran.out.decode() + ran.error
    assert ran.code == (1 if file == "check.yml" else 3)  # check names its faults as findings
    assert f"{file}:{before.count(chr(10)) + 1}" in said
    assert "Git could not merge" in said


def test_an_edit_of_a_text_with_markers_is_refused(repo: PolicyRepo) -> None:
    conflicted(repo, *_sides(head=False, body=True))
    before = (repo.path / KY).read_bytes()
    ran = sayasat(repo.path, "repeal", "privacy", "--on", "2027-05-01", "--language", "en")
    assert ran.code != 0
    assert "Git could not merge" in ran.error
    assert (repo.path / KY).read_bytes() == before


def test_an_adopted_repository_with_markers_is_told_of_and_published(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "texts")
    repo.commit(date="2026-01-01T12:00:00+06:00", files={"privacy.md": f"# Privacy\n\n{MARKED}"})
    ran = sayasat(
        tmp_path, "adopt", repo.path, "--policies", "privacy.md", "--out", "site", "--language", "en"
    )
    assert ran.code == 0, ran.error
    assert "privacy.md:3: The file contains conflict markers" in ran.error
    page = parse((tmp_path / "site/policies/privacy/index.html").read_text(encoding="utf-8"))
    assert "theirs" in page.text
