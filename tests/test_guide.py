"""The guide for editors says the same in three languages, and what it names is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sayasat.check.check_yml import read_check_settings
from sayasat.check.silenceable import SILENCEABLE
from sayasat.cli.parser import parser
from sayasat.i18n.messages import messages
from sayasat.policy_files.document import read_document
from sayasat.policy_files.front_matter import KEYS
from tests.mkdocs_plugin.test_edit_links import SAID
from tests.support.mini_site import ROOT
from tests.support.proposed import check, review, told
from tests.support.repo import PolicyRepo, policy_text

GUIDES = {"ky": "CONTRIBUTING.ky.md", "ru": "CONTRIBUTING.ru.md", "en": "CONTRIBUTING.md"}
LANGUAGES = list(GUIDES)


def text(language: str) -> str:
    return (ROOT / GUIDES[language]).read_text(encoding="utf-8")


def tokens(language: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text(language))


def shape(language: str) -> list[str]:
    """The blocks in order: levels of headings, lists, rows, cells, blocks of code with their language."""
    kinds = ("heading_open", "list_item_open", "tr_open", "td_open", "fence", "paragraph_open")
    return [f"{each.tag} {each.info}".strip() for each in tokens(language) if each.type in kinds]


def inline(language: str, kind: str, attribute: str) -> list[str]:
    return [
        str(child.attrGet(attribute))
        for token in tokens(language)
        for child in token.children or ()
        if child.type == kind
    ]


def fences(language: str, info: str) -> list[str]:
    return [token.content for token in tokens(language) if token.type == "fence" and token.info == info]


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_the_guides_have_the_same_shape(language: str) -> None:
    assert shape(language) == shape("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_that_language_s_own_is_there_and_is_described(language: str) -> None:
    pictures = inline(language, "image", "src")
    assert len(pictures) >= 4
    assert pictures == [each.replace("-en.", f"-{language}.") for each in inline("en", "image", "src")]
    assert all((ROOT / each).is_file() for each in pictures)
    alternatives = re.findall(r"!\[([^\]]*)\]", text(language))
    assert all(len(each) > 20 for each in alternatives)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_to_a_file_that_is_there(language: str) -> None:
    links = [each for each in inline(language, "link_open", "href") if "://" not in each]
    assert links
    assert all((ROOT / each).exists() for each in links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_one_that_there_is(language: str) -> None:
    commands = [line for block in fences(language, "sh") for line in block.splitlines()]
    assert len(commands) >= 8
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == ".venv/bin/sayasat"
        parser().parse_args(arguments)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_make_target_is_there(language: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make (\w+)", text(language)):
        assert f"\n{target}:" in makefile


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_a_file_has_no_fault(language: str) -> None:
    (example,) = fences(language, "markdown")
    document = read_document(example.encode())
    assert document.faults == ()
    assert document.front_matter.effective


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_check_yml_can_be_read(language: str) -> None:
    first, second = (read_check_settings(block, SILENCEABLE) for block in fences(language, "yaml"))
    assert first.silences
    assert second.notice


def glossary(language: str) -> list[dict[str, str]]:
    """The rows of the last table, by the name of the language that a column is in."""
    rows = [line.strip("| ").split(" | ") for line in text(language).splitlines() if line.startswith("|")]
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_commands_are_the_same_but_for_the_language_they_answer_in(language: str) -> None:
    theirs = [block.replace("--language en", f"--language {language}") for block in fences("en", "sh")]
    assert fences(language, "sh") == theirs
    assert fences(language, "yaml") == fences("en", "yaml")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_calls_the_links_of_the_site_as_the_site_does(language: str) -> None:
    assert messages(language)("action.source") in text(language)
    assert SAID[language] in text(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_dates_names_keys_that_a_head_may_have(language: str) -> None:
    table = text(language).partition("| --- | --- |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`(\w+)(?::[^`]*)?`", table))
    assert named - {"DATE"} <= set(KEYS)
    assert {"effective", "editorial", "replaces", "repealed"} <= named


FIRST = {"title": "Саясат", "effective": "2024-01-01"}
ANNOUNCED = FIRST | {"effective": "2026-12-24"}
ENDING = FIRST | {"repealed": "2027-01-01"}
ENDED = FIRST | {"repealed": "2025-01-01"}
WORDS, OTHER = "# Саясат {#policy}\n\n30 күн.\n", "# Саясат {#policy}\n\n60 күн.\n"
THIRD = OTHER.replace("60", "90")
PAST = "2024-01-01T12:00:00+06:00"
RECENT = "2026-11-01T12:00:00+06:00"

Published = tuple[dict[str, str], str]
"""The head of a file and the text below it."""

TABLE: dict[str, tuple[Published | None, Published, str]] = {
    "publish a new version": (None, (FIRST | {"effective": "2026-11-24"}, OTHER), "new"),
    "correct a mistake in the text in force": (None, (FIRST | {"editorial": "сан"}, OTHER), "editorial"),
    "announce a version": (None, (ANNOUNCED, OTHER), "new"),
    "change an announced version before its day": ((ANNOUNCED, OTHER), (ANNOUNCED, THIRD), "redraft"),
    "postpone an announced version, or bring it forward": (
        (ANNOUNCED, OTHER),
        (ANNOUNCED | {"effective": "2027-02-01"}, OTHER),
        "moved",
    ),
    "put another in the place of an announced version": (
        (ANNOUNCED, OTHER),
        (ANNOUNCED | {"effective": "2027-02-01", "replaces": "2026-12-24"}, THIRD),
        "new",
    ),
    "drop an announced version": ((ANNOUNCED, OTHER), (FIRST, WORDS), "revert"),
    "end a policy": (None, (ENDING, WORDS), "repeal"),
    "call the end of a policy off, before its day": ((ENDING, WORDS), (FIRST, WORDS), "repeal-off"),
    "apply an ended policy again": (
        (ENDED, WORDS),
        (FIRST | {"effective": "2026-12-24"}, WORDS),
        "readopted",
    ),
}
"""What the table of dates says, in English: what had been published last, what is proposed, and its kind."""

LATER = ANNOUNCED | {"effective": "2027-02-01"}
CORRECTED = FIRST | {"editorial": "сан"}
IN_VERSIONS: dict[str, tuple[dict[str, Published], str]] = {
    "correct a text while a later one is announced": (
        {"versions/policy/2024-01-01": (CORRECTED, THIRD)},
        "editorial",
    ),
    "announce a later version beside it": (
        {"versions/policy/2026-12-24": (ANNOUNCED, OTHER), "policies/policy": (LATER, THIRD)},
        "new",
    ),
    "announce an earlier version beside it": (
        {
            "versions/policy/2026-12-01": (
                FIRST | {"effective": "2026-12-01"},
                f"{WORDS}\nКечиксе, билдиребиз.\n",
            ),
            "policies/policy": (ANNOUNCED, f"{OTHER}\nКечиксе, билдиребиз.\n"),
        },
        "new",
    ),
    "enter a text that applied before the texts were kept here": (
        {"versions/policy/2020-03-01": ({"title": "Эски", "source": "Архив"}, THIRD)},
        "documented",
    ),
}
"""The rows that name a file in ``versions/`` while a version is announced: the proposed files, the kind."""

OF_A_TRANSLATION = "say that a translation has nothing to change"
OF_NO_VERSION = "say who adopted it and when"


def needs(language: str) -> list[str]:
    """The first column of the table of dates."""
    table = text(language).partition("| --- | --- |\n")[2].partition("\n\n")[0]
    return [row.strip("| ").split(" | ")[0] for row in table.splitlines()]


def does(kind: str) -> str:
    """The beginning of the report's sentence on a kind of change, up to its first date."""
    return messages("en").texts[f"review.does.{kind}"].partition("{")[0]


def test_every_row_of_the_table_of_dates_is_tried() -> None:
    assert sorted(needs("en")) == sorted([*TABLE, *IN_VERSIONS, OF_A_TRANSLATION, OF_NO_VERSION])


@pytest.mark.parametrize("need", TABLE)
def test_the_head_that_the_table_asks_for_does_what_it_says(tmp_path: Path, need: str) -> None:
    before, proposed, kind = TABLE[need]
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "policy", WORDS, date=PAST, **FIRST)
    if before:
        repo.policy("ky", "policy", before[1], date=RECENT, **before[0])
    repo.write("docs/ky/policies/policy.md", policy_text(proposed[1], **proposed[0]))
    assert told(check(repo)) == []
    assert does(kind) in review(repo, "HEAD")


@pytest.mark.parametrize("need", IN_VERSIONS)
def test_the_files_that_the_table_asks_for_do_what_it_says(tmp_path: Path, need: str) -> None:
    proposed, kind = IN_VERSIONS[need]
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "policy", WORDS, date=PAST, **FIRST)
    repo.policy("ky", "policy", OTHER, date=RECENT, **ANNOUNCED)
    for file, (head, body) in proposed.items():
        repo.write(f"docs/ky/{file}.md", policy_text(body, **head))
    assert told(check(repo)) == []
    assert does(kind) in review(repo, "HEAD")


def test_a_translation_that_says_it_has_nothing_to_change_lags_no_more(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    russian = FIRST | {"title": "Политика", "translation": "unofficial"}
    repo.policy("ky", "policy", WORDS, date=PAST, **FIRST)
    repo.policy("ru", "policy", "# Политика {#policy}\n\n30 дней.\n", date=PAST, **russian)
    corrected = FIRST | {"editorial": "кашаа", "concerns": "translations"}
    repo.policy("ky", "policy", WORDS.replace("30 күн", "(30 күн)"), date=RECENT, **corrected)
    assert told(check(repo)) == [("translation-behind", "ru/policy.md:3")]
    compared = policy_text("# Политика {#policy}\n\n30 дней.\n", **russian, editorial="сверено")
    repo.write("docs/ru/policies/policy.md", compared)
    assert told(check(repo)) == []


def test_the_readme_leads_to_the_guide() -> None:
    assert "CONTRIBUTING.md" in (ROOT / "README.md").read_text(encoding="utf-8")
