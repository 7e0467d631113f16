"""Tests that one slip is one finding, and of how a text that was read in a wrong encoding is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.check.causes import (
    CAUSES,
    FOLLOWING,
    KEY_OF,
    MISSING,
    SUGGESTED,
    CheckedFiles,
    mojibake,
    without_consequences,
)
from sayasat.check.finding import Finding, Severity
from sayasat.check.rules.all import SILENCEABLE
from sayasat.errors import Fault
from sayasat.i18n.messages import messages
from sayasat.policy_files.front_matter import KEYS
from tests.support.proposed import TODAY, check, rule_places
from tests.support.repo import PolicyRepo

ROOT = Path(__file__).parents[2]
TEXTS = {language: ROOT / f"docs/{language}/policies/privacy.md" for language in ("ky", "ru", "en")}
MISREAD = [
    *(("utf-8", wrong) for wrong in ("cp1251", "cp1252", "latin-1", "koi8-r", "cp866", "mac-cyrillic")),
    *(("cp1251", wrong) for wrong in ("koi8-r", "cp866", "cp1252", "latin-1")),
    ("koi8-r", "cp1251"),
    ("cp866", "cp1251"),
]


@pytest.mark.parametrize("language", ["ky", "ru"])
@pytest.mark.parametrize(("written", "read"), MISREAD)
def test_a_text_that_was_read_in_another_encoding_is_found(language: str, written: str, read: str) -> None:
    text = TEXTS[language].read_text(encoding="utf-8")
    garbled = text.encode(written, "replace").decode(read, "replace")
    assert mojibake("a.md", garbled) is not None


@pytest.mark.parametrize("read", ["cp1251", "cp1252", "latin-1"])
def test_an_english_text_is_known_by_its_quotation_marks(read: str) -> None:
    text = TEXTS["en"].read_text(encoding="utf-8")
    found = mojibake("a.md", text.encode().decode(read, "replace"))
    assert found
    assert found.line == next(number for number, line in enumerate(text.split("\n"), 1) if "“" in line)


def test_one_garbled_paragraph_is_found_at_its_line() -> None:
    text = TEXTS["ru"].read_text(encoding="utf-8").split("\n")
    text[11] = text[11].encode("cp1251").decode("koi8-r")
    found = mojibake("a.md", "\n".join(text))
    assert found
    assert found.line == 12


def test_no_text_of_the_project_is_taken_for_a_garbled_one() -> None:
    texts = [*ROOT.glob("docs/**/*.md"), *ROOT.glob("guide/**/*.md"), *ROOT.glob("tests/demo/**/*.md")]
    assert len(texts) > 60
    assert not [path for path in texts if mojibake("a.md", path.read_text(encoding="utf-8"))]


CODES = {key.split(".")[1] for key in messages("en").texts if key.startswith("fault.")}
NAMED = {
    *CAUSES,
    *FOLLOWING,
    *MISSING,
    *SUGGESTED,
    *SILENCEABLE,
    *(each for of in FOLLOWING.values() for each in of),
}


@pytest.mark.parametrize("name", sorted(NAMED))
def test_a_rule_of_the_table_has_messages(name: str) -> None:
    assert name in CODES


@pytest.mark.parametrize("name", KEY_OF)
def test_a_key_belongs_to_a_rule_or_to_rules_that_begin_with_the_word(name: str) -> None:
    assert any(code == name or code.startswith(f"{name}-") for code in CODES)
    assert KEY_OF[name] in KEYS


def test_a_key_that_is_missing_is_one_of_front_matter() -> None:
    assert set(MISSING.values()) <= set(KEYS)


LINES = ["# A {#a}", "", "## B {#b}", "", "One line.", "", "TODO ask 12", "", "##C {#c}", "The words."]
FILES = CheckedFiles(lambda _: LINES, (), lambda _: ())


def found(rule: str, line: int, extract: str = "", **facts: str) -> Finding:
    severity = Severity.ERROR if rule.endswith(("differ", "missing")) else Severity.WARNING
    return Finding(severity, "a.md", line, Fault(rule, f"a.md:{line}", tuple(facts.items())), extract)


TODO = found("paste-leftover", 7, "TODO ask 12")
LOST = found("paste-leftover", 9, "##C {#c}")
FOLLOWS = [
    (TODO, found("sentence-cut", 7)),
    (TODO, found("meaning-extent", 7)),
    (TODO, found("paragraphs-differ", 3)),
    (TODO, found("numbers-differ", 7, here="12", there="–")),
    (LOST, found("section-missing", 3)),
    (LOST, found("sentence-cut", 10)),
    (found("references-differ", 5), found("reference-dead", 5)),
    (found("link-broken", 5), found("links-differ", 5)),
    (found("sentence-cut", 5), found("meaning-extent", 5)),
]
STAYS = [
    (TODO, found("meaning-duty", 5)),
    (TODO, found("numbers-differ", 7, here="30", there="14")),
    (TODO, found("paragraphs-differ", 1)),
    (TODO, found("section-missing", 3)),
    (found("sentence-cut", 5), found("meaning-duty", 5)),
]


@pytest.mark.parametrize(("cause", "following"), FOLLOWS)
def test_what_follows_from_a_finding_of_the_paragraph_is_left_out(cause: Finding, following: Finding) -> None:
    assert without_consequences([following, cause], FILES) == [cause]


@pytest.mark.parametrize(("first", "second"), STAYS)
def test_a_finding_with_a_cause_of_its_own_stays(first: Finding, second: Finding) -> None:
    assert without_consequences([first, second], FILES) == [first, second]


def test_a_whole_text_in_another_language_is_one_finding(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    texts = {
        f"docs/{language}/policies/privacy.md": (
            (ROOT / f"docs/{language}/policies/privacy.md")
            .read_text(encoding="utf-8")
            .replace("---\n", "---\neffective: 2026-01-01\n", 1)
        )
        for language in ("ky", "ru", "en")
    }
    repo.commit(date="2026-01-01T09:00:00+06:00", files=texts)
    repo.branch("next")
    for path, text in texts.items():
        repo.write(path, text.replace("2026-01-01", "2027-01-01").rstrip("\n") + " 2027.\n")
    english = (repo.path / "docs/en/policies/privacy.md").read_text(encoding="utf-8")
    repo.write("docs/ru/policies/privacy.md", english)
    repo.commit(date=f"{TODAY}T10:00:00+06:00")
    assert rule_places(check(repo, "--base", "main")) == [("wrong-language", "ru/privacy.md:9")]
