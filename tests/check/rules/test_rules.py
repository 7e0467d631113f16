"""Each rule finds its violations with their lines, and finds nothing in texts that only look similar."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sayasat.check.check_yml import CheckSettings
from sayasat.check.finding import Severity
from sayasat.check.rule import CheckedText
from sayasat.check.rules.all import RULES
from sayasat.i18n.messages import messages
from sayasat.policy_files.document import read_document
from tests.check.cases import GOLDEN, Case, cases, text
from tests.support.markdown_texts import markdown
from tests.support.processor_time import processor_time
from tests.support.soak import chosen

ROOT = Path(__file__).parents[3]
BY_NAME = {rule.name: rule for rule in RULES}
AGREEMENT = [
    rule
    for rule in RULES
    if re.fullmatch(r".*-differ|sections-out-of-order|section-(?:missing|unknown)", rule.name)
]


@pytest.mark.parametrize("case", cases("good"), ids=str)
def test_a_rule_finds_nothing_in_a_good_case(case: Case) -> None:
    assert not list(BY_NAME[case.rule].findings(case.text, case.settings))


@pytest.mark.parametrize("case", cases("bad"), ids=str)
def test_a_rule_finds_the_line_the_text_and_the_fault_of_a_bad_case(case: Case) -> None:
    found = [
        {"line": each.line, "extract": each.extract, "says": messages("en").what(each.fault)}
        for each in BY_NAME[case.rule].findings(case.text, case.settings)
    ]
    assert found == case.finds


@pytest.mark.parametrize("language", ["ky", "ru"])
@pytest.mark.parametrize("case", cases("bad"), ids=str)
def test_a_finding_has_sentences_in_every_language(case: Case, language: str) -> None:
    t = messages(language)
    for each in BY_NAME[case.rule].findings(case.text, case.settings):
        assert t.what(each.fault) != messages("en").what(each.fault)
        assert t.fix(each.fault)


def test_every_rule_has_golden_cases_and_every_golden_file_a_rule() -> None:
    assert {file.stem for file in GOLDEN.glob("*.yml")} == set(BY_NAME)


@pytest.mark.parametrize("side", ["good", "bad"])
def test_every_rule_has_five_cases_of_either_kind(side: str) -> None:
    counts = Counter(case.rule for case in cases(side))
    assert not {name: counts[name] for name in BY_NAME if counts[name] < 5}


def test_every_rule_says_why() -> None:
    assert {f"why.{name}" for name in BY_NAME} <= messages("en").texts.keys()


def test_names_of_rules_are_unique_and_plain() -> None:
    assert len(BY_NAME) == len(RULES)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in BY_NAME)


@pytest.mark.parametrize("case", cases("bad"), ids=str)
def test_the_extract_of_a_finding_is_in_one_of_the_texts_or_is_a_section(case: Case) -> None:
    both = case.text.body + (case.text.original.body if case.text.original else "")
    folded = " ".join(both.replace("**", "").replace("\\", "").split())
    for each in BY_NAME[case.rule].findings(case.text, case.settings):
        in_the_text = " ".join(each.extract.split()) in folded
        assert in_the_text or re.fullmatch(r"#.+-2", each.extract)


def real(language: str, original: CheckedText | None = None) -> CheckedText:
    path = f"docs/{language}/policies/privacy.md"
    return CheckedText(path, language, read_document((ROOT / path).read_bytes()), original)


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_publisher_s_own_texts_have_no_error(language: str) -> None:
    newest = real(language, None if language == "ky" else real("ky"))
    found = [each for rule in RULES for each in rule.findings(newest, CheckSettings())]
    assert not [each for each in found if each.severity is Severity.ERROR]


def test_the_errors_in_the_publisher_s_texts_are_found() -> None:
    found = [each for rule in RULES for each in rule.findings(real("ky"), CheckSettings())]
    assert [(each.rule, each.line, each.extract) for each in found] == [
        ("kyrgyz-letter", 11, "дарегиниз"),
        ("kyrgyz-letter", 11, "дарегиниз"),
        ("kyrgyz-letter", 15, "дарегинизди"),
        ("kyrgyz-letter", 15, "номеринизди"),
        ("doubled-word", 36, "жана жана"),
    ]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_publisher_s_translations_have_no_warning(language: str) -> None:
    newest = real(language, real("ky"))
    assert not [each for rule in RULES for each in rule.findings(newest, CheckSettings())]


def test_words_that_the_publisher_allows_are_not_reported() -> None:
    settings = CheckSettings(words={"ky": ("дарегиниз", "жана", "мaалымат")})
    newest = text("ky", "Сиздин дарегиниз жана жана мaалымат.\n")
    assert not [each for rule in RULES for each in rule.findings(newest, settings)]


def test_lines_are_counted_with_the_front_matter() -> None:
    newest = text("ky", "---\ntitle: Саясат\n---\n\n# Саясат {#policy}\n\nБул бул.\n")
    found = [each for rule in RULES for each in rule.findings(newest, CheckSettings())]
    assert [(each.line, each.fault.where) for each in found] == [(7, "docs/ky/policies/sample.md:7")]


def test_a_language_without_known_dates_is_compared_by_ids_levels_and_links_only() -> None:
    original = text("ky", "## А {#a}\n\n2026-жылдын 1-майы, 3 күн, [б](b.md).\n")
    newest = text("kk", "### А {#b}\n\n2026 жылғы 1 мамыр, үш күн, [c](c.md).\n", original)
    found = {each.rule for rule in AGREEMENT for each in rule.findings(newest, CheckSettings())}
    assert found == {"ids-differ", "heading-levels-differ", "links-differ"}


prose = st.lists(
    st.sampled_from(
        [
            *("2026-жылдын 1-декабры ", "1 декабря 2026 г. ", "May 5, 2026 ", "01.12.2026 ", "100 000 сом "),
            *("$5 ", "1,5 млн ", "5-берене ", "статьи 5 и 6 ", "№ 128 ", "үч ", "three ", "12:30 ", "3,4,5 "),
            *("«", "»", "“", "(", ")", '"', " - ", "...", "  ", " ,", "дарегиниз ", "жана жана ", "мaа "),
            *(
                "https://a.kg/ky/ ",
                "a@b.kg ",
                "http://[ ",
                "\n\n## A {#a}\n\n",
                "\n\n## B\n\n",
                "999999999999 ",
            ),
        ]
    ),
    max_size=30,
).map("".join)
anything = st.one_of(markdown, prose, st.text(max_size=80))
languages = st.sampled_from(["ky", "ru", "en", "kk"])


@given(anything, anything, languages)
@example("0<div>[a](b.md)", "**", "ky")
def test_no_rule_fails_on_any_text(body: str, original: str, language: str) -> None:
    newest = text(language, body, text("ky", original))
    last = newest.document.body_line + newest.body.count("\n")
    for rule in RULES:
        assert all(0 < each.line <= last for each in rule.findings(newest, CheckSettings()))


@given(anything, languages)
def test_a_text_agrees_with_itself(body: str, language: str) -> None:
    newest = text(language, body, text(language, body))
    assert not [each for rule in AGREEMENT for each in rule.findings(newest, CheckSettings())]


LENGTH = 100_000
LONG = {
    "one word": "а" * LENGTH,
    "one number": "1" * LENGTH,
    "numbers and commas": "1," * (LENGTH // 2),
    "numbers and blanks": "1 " * (LENGTH // 2),
    "digits by three": "100 " * (LENGTH // 4),
    "blanks": "а" + " " * LENGTH + "б",
    "hard blanks": "а" + "\u00a0" * LENGTH + "б",
    "full stops": "." * LENGTH,
    "quotes": '"а ' * (LENGTH // 3),
    "brackets": "(" * LENGTH,
    "closing quotes": "» " * (LENGTH // 2),
    "hyphens": "а-" * (LENGTH // 2),
    "mail": "a." * (LENGTH // 2) + "@",
    "addresses": "https://a.kg/1 " * (LENGTH // 15),
    "number words": "эки " * (LENGTH // 4),
    "dates": "2026-жылдын 1-декабры " * (LENGTH // 22),
    "articles": "5-берене жана " * (LENGTH // 14),
    "doubles": "жана " * (LENGTH // 5),
    "lines": "мaалымат дарегиниз\n" * (LENGTH // 19),
    "paragraphs": "Биз маалыматты 30 күн сактайбыз.\n\n" * (LENGTH // 34),
}


@pytest.mark.parametrize("name", chosen(LONG, *list(LONG)[::3]))
def test_a_long_text_takes_time_that_grows_with_its_length(name: str) -> None:
    original = text("ky", LONG[name])
    newest = text("ky", LONG[name].replace("2026", "2025") + " 1", original)
    assert newest.sections  # Markdown itself is not what is measured
    assert original.sections
    with processor_time(5):
        for rule in RULES:
            for _ in rule.findings(newest, CheckSettings()):
                pass
