"""The guide for editors: the same pages and steps in three languages, and all that they show works."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from sayasat.__main__ import main
from sayasat.check.check_yml import read_check_settings
from sayasat.check.rules.all import SILENCEABLE
from sayasat.i18n.messages import messages
from sayasat.policy_files.document import read_document
from tests.demo.screenshots import LARGEST
from tests.mkdocs_plugin.test_edit_links import SAID
from tests.support.guide import PAGES, Example, commands, does, examples, fences, path, paths, read, tokens
from tests.support.mini_site import LANGUAGES, ROOT, furnish
from tests.support.proposed import TODAY, check, review, rule_places
from tests.support.publisher import environment
from tests.support.repo import PolicyRepo


def shape(file: str) -> list[str]:
    """The blocks in order: headings, lists, rows, cells, blocks of code with their language, paragraphs."""
    kinds = ("heading_open", "list_item_open", "tr_open", "td_open", "fence", "paragraph_open")
    return [f"{each.tag} {each.info}".strip() for each in tokens(file) if each.type in kinds]


def inline(file: str, kind: str, attribute: str) -> list[str]:
    return [
        str(child.attrGet(attribute))
        for token in tokens(file)
        for child in token.children or ()
        if child.type == kind
    ]


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_the_guides_have_the_same_pages_and_steps(language: str) -> None:
    assert sorted(file.stem for file in (ROOT / "guide" / language).iterdir()) == PAGES
    for page in ("", *PAGES):
        assert shape(path(language, page)) == shape(path("en", page)), page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_leads_to_every_other_by_its_title_and_each_leads_back(language: str) -> None:
    first = read(path(language))
    for page in PAGES:
        file = path(language, page)
        title = read(file).partition("\n")[0].removeprefix("# ")
        assert f"[{title}]({file})" in first
        links = inline(file, "link_open", "href")
        assert links[:3] == [
            *(f"../{each}/{page}.md" for each in LANGUAGES if each != language),
            f"../../{path(language)}",
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_that_language_s_own_is_there_and_is_described(language: str) -> None:
    pictures = {ROOT / "guide" / language / each for each in linked(language, "image", "src")}
    assert {each.resolve() for each in pictures} == set(ROOT.glob(f"guide/pictures/*-{language}.webp"))
    assert max(each.stat().st_size for each in pictures) <= LARGEST
    alternatives = re.findall(r"!\[([^\]]*)\]", "".join(map(read, paths(language))))
    assert all(len(each) > 20 for each in alternatives)


def linked(language: str, kind: str, attribute: str) -> Iterable[str]:
    return [each for file in paths(language) for each in inline(file, kind, attribute)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_to_a_file_that_is_there(language: str) -> None:
    for file in paths(language):
        links = [each for each in inline(file, "link_open", "href") if "://" not in each]
        assert [each for each in links if not (ROOT / file).parent.joinpath(each).exists()] == [], file


OWN = {"check.yml", "overrides.yml", "visits.md", "/status.json"}
"""Files that an editor makes, or that only a built site has."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_that_is_named_is_there_or_in_an_example(language: str) -> None:
    kept = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).split()
    shown = {file for page in PAGES for section in examples(page) for file in section}
    known = {each for file in (*kept, *shown) for each in (file, file.rpartition("/")[2])} | OWN
    texts = "".join(map(read, paths(language)))
    named = set(re.findall(r"`([a-z0-9./-]+\.(?:yml|md|json|conf|timer))`", texts))
    assert named
    assert named - known == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_make_target_is_there(language: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"`make (\w+)", "".join(map(read, paths(language))))
    assert targets
    assert [each for each in targets if f"\n{each}:" not in makefile] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_a_file_has_no_fault(language: str) -> None:
    (example,) = fences(path(language, "propose"), "markdown")
    document = read_document(example.encode())
    assert document.faults == ()
    assert document.front_matter.effective


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_check_yml_can_be_read_and_are_the_same(language: str) -> None:
    blocks = fences(path(language, "check-settings"), "yaml")
    first, second = (read_check_settings(block, SILENCEABLE) for block in blocks)
    assert first.silences
    assert second.notice
    assert second.is_joined
    assert blocks == fences(path("en", "check-settings"), "yaml")


IN_FORCE = {example.path: example.before for example in examples("correct")[0].values()}
NEXT = {example.path: example.after for example in examples("new-version")[0].values()}
ENDING, ENDED = (examples("repeal")[number] for number in (1, 2))
KYRGYZ, RUSSIAN, ENGLISH = (f"docs/{language}/policies/privacy.md" for language in LANGUAGES)
PAST, RECENT = "2024-01-01T12:00:00+06:00", "2026-11-01T12:00:00+06:00"
REASON = "editorial: Белги\n---\n\n"
CORRECTED = {
    KYRGYZ: IN_FORCE[KYRGYZ]
    .replace("---\n\n", f"concerns: translations\n{REASON}")
    .replace("4-кабинет", "№ 4 кабинет"),
    RUSSIAN: IN_FORCE[RUSSIAN].replace("---\n\n", REASON),
}

STATES: dict[str, tuple[dict[str, str], ...]] = {
    "in force": (IN_FORCE,),
    "announced": (IN_FORCE, NEXT),
    "without English": ({each: text for each, text in IN_FORCE.items() if each != ENGLISH},),
    "corrected": (IN_FORCE, CORRECTED),
    "ending": (IN_FORCE, {each.path: each.before for each in ENDING.values()}),
    "ended": (IN_FORCE, {each.path: each.before for each in ENDED.values()}),
}
"""What was published before: the files of each commit."""

EXAMPLES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "correct": (("in force", ("editorial",)), ("announced", ("editorial", "redraft"))),
    "new-version": (("in force", ("new",)),),
    "postpone": (("announced", ("moved",)), ("announced", ("moved",))),
    "announced": (("announced", ("redraft",)), ("announced", ("new",)), ("announced", ("new",))),
    "withdraw": (("announced", ("revert",)),),
    "translate": (("without English", ("new-translation",)), ("corrected", ("technical",))),
    "add-policy": (("in force", ("first",)),),
    "repeal": (("in force", ("repeal",)), ("ending", ("repeal-off",)), ("ended", ("readopted",))),
    "published-mistake": (("in force", ("past",)),),
    "old-text": (("announced", ("documented",)),),
    "compare": (("announced", ()),),
    "report": (("announced", ()),),
    "set-up": (("in force", ()),),
    "hosting": (("in force", ()), ("in force", ()), ("in force", ())),
}
"""For each section with an example or a command: what was published, and the kinds of change it makes."""

SECTIONS = [(page, number) for page, cases in EXAMPLES.items() for number in range(len(cases))]


def test_every_section_with_an_example_or_a_command_is_tried() -> None:
    assert {page: len(found) for page in PAGES if (found := examples(page))} == {
        page: len(cases) for page, cases in EXAMPLES.items()
    }


def published(folder: Path, state: str, *, is_site: bool = False) -> PolicyRepo:
    repo = PolicyRepo(folder)
    if is_site:
        furnish(repo)
    for time, files in zip((PAST, RECENT), STATES[state], strict=False):
        repo.commit(date=time, files=files)
    return repo


@pytest.mark.parametrize(
    ("page", "number"), [(page, number) for page, number in SECTIONS if examples(page)[number]]
)
def test_what_an_example_proposes_in_three_languages_does_what_its_page_says(
    tmp_path: Path, page: str, number: int
) -> None:
    state, kinds = EXAMPLES[page][number]
    repo = published(tmp_path, state)
    for example in examples(page)[number].values():
        assert is_before(repo, example), example.path
        repo.write(example.path, example.after)
    assert rule_places(check(repo)) == (
        [("effective-past", "ky/privacy.md:3")] if page == "published-mistake" else []
    )
    report = review(repo, "HEAD")
    assert [kind for kind in kinds if does(kind) not in report] == []


def is_before(repo: PolicyRepo, example: Example) -> bool:
    """Whether the file is as the example shows it before the change."""
    file = repo.path / example.path
    return (file.read_text(encoding="utf-8") if file.exists() else "") == example.before


@pytest.mark.parametrize(
    ("page", "number"), [(page, number) for page, number in SECTIONS if commands(page)[number]]
)
def test_every_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, number: int) -> None:
    repo = published(tmp_path, EXAMPLES[page][number][0], is_site=True)
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    repo.write("old.md", "# Купуялуулук саясаты {#privacy}\n\nБиз маалыматыңызды 10 күн сактайбыз.\n")
    monkeypatch.chdir(tmp_path)
    for name, value in environment(TODAY).items():
        monkeypatch.setenv(name, value)
    for command in commands(page)[number]:
        program, *arguments = shlex.split(command)
        assert program == ".venv/bin/sayasat"
        assert main(arguments) == 0, command


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_commands_are_the_same_but_for_the_language_they_answer_in(language: str) -> None:
    for page in PAGES:
        theirs = [
            block.replace("--language en", f"--language {language}")
            for block in fences(path("en", page), "sh")
        ]
        assert fences(path(language, page), "sh") == theirs


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_calls_what_the_site_and_the_report_show_as_they_do(language: str) -> None:
    t = messages(language)
    shown = ("source", "more", "changes", "will-change", "history", "parallel", "redline-document")
    guide = re.sub(r"\s+", " ", "".join(map(read, paths(language))))
    named = [
        *(t(f"action.{each}") for each in shown),
        t("compare.heading"),
        t("ways.joined"),
        t("ways.split"),
    ]
    assert [each for each in (*named, SAID[language]) if each not in guide] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_merge_ways_is_worded_as_in_a_report(language: str) -> None:
    t = messages(language)
    withdrawn, stands = t("ways.withdrawn", day=date(2027, 1, 1)), t("ways.version", day=date(2027, 6, 1))
    policy = re.search(r"^title: (.*)$", IN_FORCE[f"docs/{language}/policies/privacy.md"], re.MULTILINE)
    assert policy
    head = [t(f"ways.{each}") for each in ("policy", "joined", "split")]
    guide = read(path(language, "report")).replace("\u202f", " ")
    for cells in (head, [policy[1], stands, f"{withdrawn}; {stands}"]):
        assert f"| {' | '.join(cells)} |".replace("\u202f", " ") in guide


def glossary(language: str) -> list[dict[str, str]]:
    """The rows of the last table, by the name of the language that a column is in."""
    rows = [
        line.strip("| ").split(" | ") for line in read(path(language)).splitlines() if line.startswith("|")
    ]
    head = next(place for place, row in enumerate(rows) if "English" in row)
    return [dict(zip(rows[head][:3], row, strict=False)) for row in rows[head + 2 :]]


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_the_glossaries_have_the_same_words_in_each_language(language: str) -> None:
    assert glossary(language) == glossary("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossary_calls_each_status_as_the_site_does(language: str) -> None:
    words = {word for row in glossary("en") for word in row[messages(language)("language.name")].split(", ")}
    statuses = ("in-force", "upcoming", "superseded", "withdrawn", "repealed")
    assert {messages(language)(f"badge.{status}").casefold() for status in statuses} <= {
        word.casefold() for word in words
    }


def test_the_readme_leads_to_the_guide() -> None:
    assert "CONTRIBUTING.md" in (ROOT / "README.md").read_text(encoding="utf-8")
