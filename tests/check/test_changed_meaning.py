"""A change of sense that only some languages make is found once, at the language that stands alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.check.changed_meaning import changed_meanings
from sayasat.check.changed_texts import ChangedText
from sayasat.i18n.messages import messages
from tests.check.cases import text
from tests.support.proposed import check, rule_places
from tests.support.repo import PolicyRepo

KY = "# Тартип {#rules}\n\nБиринчи сүйлөм.\n\nОператор маалыматты 30 күн сактайт жана аны бербейт.\n"
RU = "# Порядок {#rules}\n\nПервое предложение.\n\nОператор хранит данные 30 дней и не передаёт их.\n"
EN = "# Rules {#rules}\n\nA first sentence.\n\nThe operator keeps data for 30 days and does not pass it on.\n"
BEFORE = {"ky": KY, "ru": RU, "en": EN}


def found(**after: str) -> list[tuple[str, str, int, str]]:
    """Rule, language, line and change of each finding."""
    texts = [
        ChangedText(body, text(language, after.get(language, body))) for language, body in BEFORE.items()
    ]
    return [
        (each.rule, each.path.split("/")[1], each.line, dict(each.fault.facts)["change"])
        for each in changed_meanings(texts)
    ]


def test_nothing_is_found_where_nothing_changed() -> None:
    assert not found()


def test_a_finding_names_the_section_as_its_own_text_does() -> None:
    texts = [
        ChangedText(KY, text("ky", KY)),
        ChangedText(RU, text("ru", RU.replace("не передаёт", "передаёт"))),
    ]
    (finding,) = changed_meanings(texts)
    assert messages("ru").what(finding.fault).startswith("В разделе «Порядок» отрицание,")
    assert messages("ru").what(finding.fault).endswith("только на этом языке: «− не».")


def test_a_negation_lost_in_one_language_is_found_at_its_line() -> None:
    assert found(ru=RU.replace("не передаёт", "передаёт")) == [("meaning-duty", "ru", 5, "− не")]


def test_a_negation_within_a_kyrgyz_verb_is_found() -> None:
    assert found(ky=KY.replace("бербейт", "берет")) == [("meaning-duty", "ky", 5, "− бербейт")]


def test_a_negation_lost_in_every_language_is_a_matter_for_the_report() -> None:
    assert not found(
        ky=KY.replace("бербейт", "берет"),
        ru=RU.replace("не передаёт", "передаёт"),
        en=EN.replace("does not pass", "passes"),
    )


def test_days_that_become_months_in_one_language_only_are_found_with_both_words() -> None:
    assert found(en=EN.replace("30 days", "30 months")) == [("meaning-unit", "en", 5, "days → months")]


def test_the_language_that_lacks_the_change_of_the_others_is_told() -> None:
    after = {"ky": KY.replace("30 күн", "30 ай"), "ru": RU.replace("30 дней", "30 месяцев")}
    assert found(**after) == [("meaning-left", "en", 5, "күн → ай")]


def test_a_slip_beside_a_right_change_of_the_same_paragraph_is_found() -> None:
    after = {"ky": KY.replace("30", "60"), "ru": RU.replace("30", "60"), "en": EN.replace("30", "60")}
    after["ru"] = after["ru"].replace("не передаёт", "передаёт")
    assert found(**after) == [("meaning-duty", "ru", 5, "− не")]


def test_another_party_is_found_and_a_pronoun_that_one_language_leaves_out_is_not() -> None:
    assert found(ru=RU.replace("Оператор", "Пользователь")) == [
        ("meaning-party", "ru", 5, "Оператор → Пользователь")
    ]
    assert not found(en=EN.replace("pass it on", "pass on our data"))


@pytest.mark.parametrize(
    ("old", "new"),
    [("Бишкек", "Ош"), ("«Инфоком»", "«Инфосистема»"), ("Кыргызской Республики", "Республики Казахстан")],
)
def test_another_name_is_found(old: str, new: str) -> None:
    before = "# А {#a}\n\nДанные хранит «Инфоком», г. Бишкек, по праву Кыргызской Республики.\n"
    after = before.replace(old, new)
    texts = [
        ChangedText(before, text(each, after if each == "ru" else before)) for each in ("ky", "ru", "en")
    ]
    assert [each.rule for each in changed_meanings(texts)] == ["meaning-name"]


def test_a_sentence_that_begins_with_another_word_has_no_other_name() -> None:
    before, after = (
        f"# A {{#a}}\n\nThe time is five days or so. {word} fee is paid.\n" for word in ("The", "No")
    )
    texts = [ChangedText(before, text("ky", before)), ChangedText(before, text("en", after))]
    assert [each.rule for each in changed_meanings(texts)] == ["meaning-duty"]


def test_another_ending_of_a_name_is_no_other_name() -> None:
    before, after = (f"# А {{#a}}\n\nДело решает суд в {name}.\n" for name in ("Бишкеке", "Бишкек"))
    texts = [ChangedText(before, text("ky", before)), ChangedText(before, text("ru", after))]
    assert not list(changed_meanings(texts))


def test_a_sentence_lost_in_one_language_is_found() -> None:
    assert not found(en=EN.replace("A first sentence.", "The first sentence."))
    texts = {language: f"{body}\nOne. Two three four five six.\n" for language, body in BEFORE.items()}
    changed = [ChangedText(body, text(language, body)) for language, body in texts.items()]
    shorter = texts["ky"].replace(" Two three four five six.", "")
    changed[0] = ChangedText(texts["ky"], text("ky", shorter))
    assert [(each.rule, each.line) for each in changed_meanings(changed)] == [("meaning-extent", 7)]


def test_a_translation_that_is_put_right_is_not_found() -> None:
    wrong = RU.replace("не передаёт", "передаёт")
    texts = [ChangedText(body, text(language, body)) for language, body in BEFORE.items()]
    texts[1] = ChangedText(wrong, text("ru", RU))
    assert not list(changed_meanings(texts))


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_a_finding_says_what_why_and_how_to_fix_in_every_language(language: str) -> None:
    t = messages(language)
    texts = [ChangedText(KY, text("ky", KY)), ChangedText(RU, text("ru", RU.replace("дней", "лет")))]
    (finding,) = changed_meanings(texts)
    assert "дней → лет" in t.what(finding.fault)
    assert t.why(finding.fault)
    assert t.fix(finding.fault)


def test_a_version_in_the_repository_is_compared_with_the_one_before(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    for language, body in BEFORE.items():
        repo.policy(language, "rules", body, effective="2024-01-01")
    for language, body in BEFORE.items():
        after = body.replace("30", "60").replace("не передаёт", "передаёт")
        repo.write(
            f"docs/{language}/policies/rules.md",
            f"---\ntitle: Rules\neffective: 2027-01-01\n---\n\n{after}",
        )
    assert rule_places(check(repo, "--base", "HEAD")) == [("meaning-duty", "ru/rules.md:10")]


def test_a_correction_is_compared_with_the_text_that_it_corrects(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    for language, body in BEFORE.items():
        repo.policy(language, "rules", body, effective="2024-01-01")
    body = RU.replace("30 дней", "30 лет")
    repo.write(
        "docs/ru/policies/rules.md",
        f"---\ntitle: Sample\neffective: 2024-01-01\neditorial: Опечатка\n---\n\n{body}",
    )
    assert ("meaning-unit", "ru/rules.md:11") in rule_places(check(repo, "--base", "HEAD"))
