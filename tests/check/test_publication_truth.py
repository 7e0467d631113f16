"""Slips of an editor in a proposal of three languages: one finding for each cause, at its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sayasat.check.formats import check_report
from sayasat.check.runner import CheckResult
from sayasat.i18n.messages import messages
from tests.support.proposed import TODAY, check, rule_places
from tests.support.repo import PolicyRepo, policy_text

TEXTS = {
    "ky": "# Саясат {#privacy}\n\nБиз [сайтта](http://example.org/).\n\n## Мөөнөт {#term}\n\n30 күн.",
    "ru": "# Политика {#privacy}\n\nМы [тут](http://example.org/).\n\n## Срок {#term}\n\nХранятся 30 дней.",
    "en": "# Policy {#privacy}\n\nWe are [here](http://example.org/).\n\n## Term {#term}\n\nFor 30 days.",
}
KY, RU = "docs/ky/policies/privacy.md", "docs/ru/policies/privacy.md"


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    """A policy in force in three languages; the branch ``next`` is checked out."""
    repo = PolicyRepo(tmp_path)
    texts = {
        f"docs/{language}/policies/privacy.md": policy_text(body, title="Privacy", effective="2026-01-01")
        for language, body in TEXTS.items()
    }
    pages = {f"docs/{language}/index.md": "---\ntitle: A\n---\n\n# A {#a}\n" for language in TEXTS}
    repo.commit(date="2026-01-01T09:00:00+06:00", files={**texts, **pages})
    repo.branch("next")
    return repo


def proposed(repo: PolicyRepo, change: Callable[[str], str], *paths: str) -> CheckResult:
    """What check says of a change of files; of the texts in all languages if none are named."""
    for path in paths or [f"docs/{language}/policies/privacy.md" for language in TEXTS]:
        file = repo.path / path
        file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    repo.commit(date=f"{TODAY}T10:00:00+06:00")
    return check(repo, "--base", "main")


def replaced(*pairs: tuple[str, str]) -> Callable[[str], str]:
    def change(text: str) -> str:
        for old, new in pairs:
            text = text.replace(old, new)
        return text

    return change


WITHOUT_WORDS = {
    "a section id": ("{#term}", "{#period}"),
    "a link": ("http:", "https:"),
}
REASON = ("effective:", "editorial: https\neffective:")


@pytest.mark.parametrize("change", WITHOUT_WORDS.values(), ids=WITHOUT_WORDS.keys())
def test_the_same_right_change_in_three_languages_has_no_findings(
    repo: PolicyRepo, change: tuple[str, str]
) -> None:
    assert rule_places(proposed(repo, replaced(change, REASON))) == []


def test_a_link_changed_in_three_languages_without_a_reason_is_one_error(repo: PolicyRepo) -> None:
    found = proposed(repo, replaced(("http:", "https:")))
    assert rule_places(found) == [("words-unexplained!", "ky/privacy.md:3")]


def garbled(word: str, encoding: str) -> Callable[[bytes], bytes]:
    """A word in UTF-8 that was read in another encoding and saved."""
    return lambda data: data.replace(word.encode(), word.encode().decode(encoding).encode())


def in_windows_1251(data: bytes) -> bytes:
    return data.decode().replace("ү", "у").replace("ө", "о").encode("cp1251")


UNREADABLE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "UTF-8 read as Windows-1251": (garbled("Мөөнөт", "cp1251"), "file-mojibake!"),
    "UTF-8 read as Latin-1": (garbled("күн", "latin-1"), "file-mojibake!"),
    "Windows-1251": (in_windows_1251, "file-not-utf-8!"),
    "UTF-16": (lambda data: data.decode().encode("utf-16"), "file-utf-16!"),
    "empty": (lambda _: b"", "file-empty!"),
    "no front matter": (lambda data: data.split(b"---\n", 2)[2], "front-matter-missing!"),
    "no beginning": (lambda data: data.removeprefix(b"---\n"), "front-matter-missing!"),
    "no end": (lambda data: data.replace(b"\n---\n", b"\n", 1), "front-matter-unclosed!"),
    "closed early": (
        lambda data: data.replace(b"---\n", b"---\nsummary: A\n---\n", 1),
        "front-matter-closed-early!",
    ),
    "conflict markers": (
        lambda data: data.replace(b"## ", b"<<<<<<< HEAD\n## ") + b"=======\n## A\n>>>>>>> next\n",
        "conflict-markers!",
    ),
}


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize(("spoil", "rule"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_file_that_cannot_be_read_is_one_error(
    repo: PolicyRepo, spoil: Callable[[bytes], bytes], rule: str, language: str
) -> None:
    file = repo.path / f"docs/{language}/policies/privacy.md"
    file.write_bytes((repo.path / KY).read_bytes())
    repo.commit(date="2026-01-02T09:00:00+06:00")
    repo.git("branch", "--force", "main")
    file.write_bytes(spoil(file.read_bytes()))
    repo.commit(date=f"{TODAY}T10:00:00+06:00")
    assert [each for each, _ in rule_places(check(repo, "--base", "main"))] == [rule]


HEADS = {
    "a colon": ("summary: Мөөнөт: 60 күн", "front-matter-quotes!", 3),
    "a special character": ("summary: @Мөөнөт", "front-matter-quotes!", 3),
    "an open quotation mark": ('summary: "Мөөнөт', "front-matter-quote-open!", 3),
    "a tab": ("\tsummary: Мөөнөт", "front-matter-tab!", 3),
    "no colon": ("summary Мөөнөт", "front-matter-colon!", 3),
    "no space after the colon": ("summary:Мөөнөт", "front-matter-blank-after-colon!", 3),
    "a space that does not break": ("summary:\u00a0Мөөнөт", "front-matter-blank-after-colon!", 3),
    "a wide colon": ("summary\uff1a Мөөнөт", "front-matter-blank-after-colon!", 3),
    "a bad escape": ('summary: "a\\q"', "front-matter-syntax!", 3),
}


@pytest.mark.parametrize(("line", "rule", "number"), HEADS.values(), ids=HEADS.keys())
@pytest.mark.parametrize("language", ["ky", "ru"])
def test_front_matter_that_is_no_yaml_is_explained_without_the_parsers_english(
    repo: PolicyRepo, line: str, rule: str, number: int, language: str
) -> None:
    found = proposed(repo, replaced(("effective:", f"{line}\neffective:")), KY)
    assert rule_places(found) == [(rule, f"ky/privacy.md:{number}")]
    said = check_report(found, messages(language), "text")
    assert not any(word in said for word in ("mapping", "found", "expected", "token", "scanning"))


DATES = {
    "2027–01–01": ("front-matter-date-character!", "U+2013 EN DASH", "2027-01-01"),
    "2027‑01‑01": ("front-matter-date-character!", "U+2011 NON-BREAKING HYPHEN", "2027-01-01"),
    "31.12.2026": ("front-matter-date-order!", "", "2026-12-31"),
    "1.2.2027": ("front-matter-date-order!", "", "2027-02-01"),
    "2027/02/01": ("front-matter-date-order!", "", "2027-02-01"),
    "2О27-02-01": ("front-matter-date-character!", "U+041E CYRILLIC CAPITAL LETTER O", "2027-02-01"),
    "3/4/2027": ("front-matter-date-form!", "", None),
    "03/04/2027": ("front-matter-date-form!", "", None),
}


@pytest.mark.parametrize("written", DATES)
def test_a_date_in_another_form_is_told_the_date_that_it_can_only_mean(
    repo: PolicyRepo, written: str
) -> None:
    rule, character, suggestion = DATES[written]
    found = proposed(repo, replaced(("2026-01-01", written)), KY)
    assert rule_places(found) == [(rule, "ky/privacy.md:3")]
    facts = dict(found.findings[0].fault.facts)
    assert (facts.get("character", ""), facts.get("suggestion")) == (character, suggestion)


def test_a_second_correction_with_the_reason_of_the_first_is_told_so(repo: PolicyRepo) -> None:
    proposed(repo, replaced(("30", "40"), ("effective:", "editorial: ката\neffective:")))
    repo.git("branch", "--force", "main")
    found = proposed(repo, replaced(("40", "50")))
    assert rule_places(found) == [("editorial-again!", "ky/privacy.md:3")]


DEAD = [
    "policies/none.md",
    "none.md",
    "../ky/none.md",
    "none/",
    "/policies/privacy/",
    "policies/privacy.md#none",
    "../ky/index.md",
    "#none",
    "about.md#none",
]


@pytest.mark.parametrize("target", DEAD)
def test_a_dead_link_of_a_page_beside_policies_is_found_by_check(repo: PolicyRepo, target: str) -> None:
    repo.write("docs/ru/about.md", "# О нас {#we}\n")
    found = proposed(repo, lambda text: f"{text}\n[А]({target})\n", "docs/ru/index.md")
    assert [place for _, place in rule_places(found)] == ["ru/index.md:7"]
    assert found.errors == 1


def test_a_link_of_a_page_that_leads_somewhere_is_right(repo: PolicyRepo) -> None:
    page = "# О нас {#we}\n\n## Глава Два!\n\n## Глава Два!\n\n<p id=html></p>\n"
    repo.write("docs/ru/about.md", page)
    ids = " ".join(f"[А](about.md#{name})" for name in ("we", "глава-два", "глава-два_1", "html"))
    links = f"{ids} [А](policies/privacy.md#term) [В](#a) [Г](https://example.org/)"
    assert rule_places(proposed(repo, lambda text: f"{text}\n{links}\n", "docs/ru/index.md")) == []


def test_a_finding_is_at_the_column_of_its_words(repo: PolicyRepo) -> None:
    found = proposed(repo, replaced(("Хранятся", "Хранятся Хранятся")), RU)
    assert [(each.line, each.column) for each in found.findings] == [(12, 1)]


HIDDEN = {
    "a code block": ("30 күн", "    30 күн"),
    "a heading level": ("## Мөөнөт", "### Мөөнөт"),
    "bold": ("30 күн", "**30 күн**"),
    "a section id": ("{#term}", "{#period}"),
    "the title of a link": ("example.org/)", 'example.org/ "Сайт")'),
}


@pytest.mark.parametrize("change", HIDDEN.values(), ids=HIDDEN.keys())
def test_another_layout_of_a_text_in_force_needs_a_reason(repo: PolicyRepo, change: tuple[str, str]) -> None:
    found = [
        each for each in rule_places(proposed(repo, replaced(change), KY)) if each[0].endswith("unexplained!")
    ]
    assert found == [("layout-unexplained!", "ky/privacy.md:3")]
    reason = replaced(("effective:", "editorial: түзүлүш\neffective:"))
    assert "layout-unexplained!" not in dict(rule_places(proposed(repo, reason, KY)))


@pytest.mark.parametrize("struck", ["~~30 күн~~", "<del>30 күн</del>"])
def test_words_in_force_that_are_struck_are_one_error(repo: PolicyRepo, struck: str) -> None:
    found = dict(rule_places(proposed(repo, replaced(("30 күн", struck)), KY)))
    assert "struck-text!" in found
    assert "words-unexplained!" not in found
    repo.git("branch", "--force", "main", "main")
    also = replaced((struck, "~~60 күн~~"))
    assert {"struck-text!", "words-unexplained!"} <= set(dict(rule_places(proposed(repo, also, KY))))


@pytest.mark.parametrize("key", ["repealed", "replaces"])
def test_a_key_that_acts_in_the_original_alone_is_told_to_go_there(repo: PolicyRepo, key: str) -> None:
    (found,) = proposed(repo, replaced(("effective:", f"{key}: 2027-01-01\neffective:")), RU).findings
    assert (found.rule, found.line) == ("translation-ends", 3)
    assert "write it in the original's file" in messages("en").fix(found.fault)


SLIPS_OF_PAGES = {
    "doubled-word": "Бул жана жана ошол.",
    "mixed-script": "Бул Cайт биздики.",
    "typographic-slip": "Бул  биздики.",
    "paste-leftover": "Күнү: ХХ.ХХ.2027.",
    "wrong-language": "We are a state enterprise and we publish our policies here for everybody.",
}


def test_pages_beside_policies_are_read_with_the_rules_on_words(repo: PolicyRepo) -> None:
    text = "\n\n".join(("# Биз {#we}", *SLIPS_OF_PAGES.values(), "## Бош бөлүм", "## Дагы"))
    repo.write("docs/ky/about.md", f"{text}\n")
    found = [each.rule for each in check(repo, "--base", "HEAD").findings]
    assert found == list(SLIPS_OF_PAGES)


NEXT = ("2026-01-01", "2027-01-01"), ("30", "60")


def test_a_decision_after_the_day_of_effect_is_an_error_at_its_key(repo: PolicyRepo) -> None:
    late = replaced(*NEXT, ("effective:", "adopted: 2027-02-01\neffective:"))
    assert ("adopted-after-effective!", "ky/privacy.md:3") in rule_places(proposed(repo, late))


def test_a_decision_of_another_day_in_a_translation_is_an_error(repo: PolicyRepo) -> None:
    proposed(repo, replaced(*NEXT, ("effective:", "adopted: 2026-11-10\neffective:")))
    found = proposed(repo, replaced(("2026-11-10", "2026-11-11")), RU)
    assert rule_places(found) == [("adopted-differ!", "ru/privacy.md:3")]


def test_another_figure_in_the_summary_of_a_translation_is_an_error(repo: PolicyRepo) -> None:
    proposed(repo, replaced(*NEXT, ("effective:", "summary: 60\neffective:")))
    found = proposed(repo, replaced(("summary: 60", "summary: 50")), RU)
    assert rule_places(found) == [("facts-differ!", "ru/privacy.md:3")]


def test_facts_left_from_the_version_before_are_a_warning(repo: PolicyRepo) -> None:
    proposed(repo, replaced(("effective:", "authority: Order 1\nsummary: A\neffective:")), KY)
    repo.git("branch", "--force", "main")
    found = proposed(repo, replaced(*NEXT))
    left = [place for rule, place in rule_places(found) if rule == "fact-left-over"]
    assert left == ["ky/privacy.md:3", "ky/privacy.md:4"]


def test_another_decision_for_the_version_in_force_needs_a_reason(repo: PolicyRepo) -> None:
    order = replaced(("effective:", "authority: Order 1\neffective:"))
    assert rule_places(proposed(repo, order, KY)) == [], "it was not stated before"
    repo.git("branch", "--force", "main")
    other = replaced(("Order 1", "Order 2"))
    assert rule_places(proposed(repo, other, KY)) == [("fact-unexplained!", "ky/privacy.md:3")]
    reason = replaced(("effective:", "editorial: буйруктун номери\neffective:"))
    assert rule_places(proposed(repo, reason, KY)) == []


def test_a_new_version_with_headings_only_is_an_error_in_each_language(repo: PolicyRepo) -> None:
    empty = "---\ntitle: A\neffective: 2027-01-01\n---\n\n# A {#privacy}\n\n## B {#term}\n"
    found = dict.fromkeys(rule for rule, _ in rule_places(proposed(repo, lambda _: empty)) if rule[-1] == "!")
    assert list(found) == ["text-without-words!"]


@pytest.mark.parametrize("key", ["summary", "authority", "editorial"])
def test_words_that_yaml_takes_for_a_comment_are_an_error(repo: PolicyRepo, key: str) -> None:
    found = proposed(repo, replaced(("effective:", f"{key}: Приказ №5 #12 изменён\neffective:")), RU)
    assert rule_places(found) == [("front-matter-cut!", "ru/privacy.md:3")]
    assert [each.column for each in found.findings] == [len(f"{key}: Приказ №5 #")]


def test_a_renamed_policy_keeps_its_findings_and_brings_none(repo: PolicyRepo) -> None:
    for language in TEXTS:
        folder = f"docs/{language}/policies"
        repo.git("mv", f"{folder}/privacy.md", f"{folder}/data.md")
    assert rule_places(proposed(repo, replaced(("title:", "formerly: [privacy]\ntitle:")), *(
        f"docs/{language}/policies/data.md" for language in TEXTS
    ))) == []  # fmt: skip
