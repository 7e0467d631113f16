"""Texts are equal in the three languages, whole, and in the right forms."""

from __future__ import annotations

import ast
import re
from datetime import date, datetime
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from sayasat import conflicts
from sayasat.check import changed_meaning, put_before
from sayasat.errors import Fault
from sayasat.i18n.messages import messages
from sayasat.proof.openssl import BROKEN, CAUSES
from sayasat.redline.risks import KINDS
from sayasat.versions.model import ChangeClass
from sayasat.versions.path_identity import JoinReason
from sayasat.versions.status import Status

LANGUAGES = ("ky", "ru", "en")
PLURALS = (
    "adopted.left-out-policies",
    "words.added",
    "words.removed",
    *(f"{each}.changed" for each in ("sections", "links", "images", "formats")),
    "words.replaced",
    "words.moved",
    "year.versions",
    "year.changes",
    "policies.counted",
    "remark.silent",
    "adopted.silent-number",
    "adopted.left-out-policies",
    "redline.changes",
    "redline.passages-unchanged",
    "redline.sections-unchanged",
    *(f"redline.risks-{kind}" for kind in KINDS),
    "check.errors",
    "check.warnings",
    "check.silenced",
    "review.more-findings",
    "ways.set-aside",
    "lifetime.minutes",
    "lifetime.days",
    "lifetime.months",
    *(f"adopted.{each}" for each in ("policies", "revisions", "versions", "redlines", "pages", "reported")),
    "contact.error.long",
    "contact.error.short",
    "contact.limit.text",
    "contact.receipt.answer",
)
ROOT = Path(__file__).parents[2]


def keys(language: str) -> set[str]:
    """The keys of one language, each plural as one, the form of its dates left out."""
    flat = (key for key in messages(language).texts if not key.startswith("date."))
    return {re.sub(rf"^({'|'.join(map(re.escape, PLURALS))})\.\w+$", r"\1", key) for key in flat}


def fields(text: str) -> set[str]:
    """The names that a text is filled with."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_language_has_the_keys_of_the_kyrgyz(language: str) -> None:
    assert keys(language) == keys("ky")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("plural", PLURALS)
def test_every_plural_form_of_the_language_is_there(language: str, plural: str) -> None:
    forms = {key.rpartition(".")[2] for key in messages(language).texts if key.startswith(f"{plural}.")}
    rules = Locale.parse(language).plural_form
    assert forms == set(rules.tags) | {"other"}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_translation_is_filled_with_the_same_facts(language: str) -> None:
    theirs, ours = messages("ky").texts, messages(language).texts
    shared = theirs.keys() & ours.keys()
    assert {key: fields(ours[key]) for key in shared} == {key: fields(theirs[key]) for key in shared}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_blank_where_another_language_says_something(language: str) -> None:
    blank = {key for key, text in messages(language).texts.items() if not text.strip()}
    hints = {f"contact.field.{name}.hint" for name in ("name", "topic", "policy")}
    assert blank == hints


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "добавлено 1 слово"), (2, "добавлено 2 слова"), (5, "добавлено 5 слов"), (21, "добавлено 21 слово")],
)
def test_russian_counts_in_its_forms(number: int, said: str) -> None:
    assert messages("ru").count("words.added", number) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ky", "2026-жылдын 1-декабры"),
        ("ru", "1 декабря 2026\N{NARROW NO-BREAK SPACE}г."),
        ("en", "1 December 2026"),
    ],
)
def test_a_date_reads_as_in_its_language(language: str, said: str) -> None:
    assert messages(language).day(date(2026, 12, 1)) == said


def test_kyrgyz_months_are_in_the_possessive() -> None:
    months = [messages("ky").day(date(2026, month, 1)).partition("1-")[2] for month in range(1, 13)]
    assert (
        " ".join(months)
        == "январы февралы марты апрели майы июну июлу августу сентябры октябры ноябры декабры"
    )


def test_a_moment_names_its_offset() -> None:
    moment = datetime(2026, 12, 1, 9, 5, tzinfo=ZoneInfo("Asia/Bishkek"))
    assert messages("en").moment(moment) == "1 December 2026, 09:05 (UTC+06:00)"


@pytest.mark.parametrize(("text", "sentence"), [("2026", "2026."), ("2026 г.", "2026 г."), ("Why?", "Why?")])
def test_a_sentence_ends_once(text: str, sentence: str) -> None:
    assert messages("ru").sentence(text) == sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_and_change_class_has_words(language: str) -> None:
    t = messages(language)
    assert all(t(f"badge.{status.value}") for status in Status)
    assert all(t(f"change.{change.value}") for change in ChangeClass)


def raised_codes() -> set[str]:
    """Every fault code in the source: an argument of a call that makes one, literal or a constant."""
    makers = {
        "Fault",
        "Rule",
        "AtFaultError",
        "_error",
        "_fault",
        "_break",
        "_bad",
        "_formerly",
        "_lost",
        "_unknown",
        "error",
        "repository_error",
        "unlisted",
        "fault",
        "warning",
    }
    found = set()
    for file in (ROOT / "sayasat").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            maker = (
                getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            )
            if isinstance(node, ast.Call) and maker in makers:
                # The second argument of these is where it is
                arguments = node.args[: 1 if maker in {"Fault", "error", "warning"} else 2]
                branches = [
                    branch
                    for each in arguments
                    for branch in ((each.body, each.orelse) if isinstance(each, ast.IfExp) else (each,))
                ]
                given = (constants.get(getattr(each, "id", ""), each) for each in branches)
                found |= {each.value for each in given if isinstance(each, ast.Constant)}
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant):
                found |= {node.value.value} if str(node.value.value).startswith("formerly-") else set()
    return {str(code) for code in found if re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", str(code))}


def worded_codes() -> set[str]:
    """Every fault code with words."""
    return {key.split(".")[1] for key in messages("en").texts if key.startswith("fault.")}


def test_every_fault_has_words_and_no_words_are_left_over() -> None:
    # These codes are not literals where the fault is made.
    not_literal = {"unknown-policy", "unknown-language", conflicts.CODE, put_before.EARLY, put_before.UNDONE}
    not_literal |= {f"meaning-{each}" for each in (*changed_meaning.ASPECTS, "left")}
    not_literal |= {"adopt-link", "link-broken", "link-other-language"}
    not_literal |= {"edit-concerns", "front-matter-concerns", "front-matter-translation"}
    not_literal |= {f"adopt-join-{each.value}" for each in JoinReason}
    not_literal |= {"foreign-left", "foreign-unfilled", "continues-living", "adopt-goes-back"}
    not_literal |= {"docs-misplaced", "docs-unknown", "editorial-again", "text-without-words"}
    not_literal |= {
        f"front-matter-{each}" for each in ("blank-after-colon", "colon", "quote-open", "quotes", "tab")
    }
    not_literal |= {f"proof-seal-{each}" for each in {*CAUSES.values(), BROKEN}}
    not_literal |= {f"proof-stamp-{each}" for each in ("expired", "content", "root", BROKEN)}
    assert raised_codes() | not_literal == worded_codes()


def test_a_fault_says_what_and_how_to_fix_it() -> None:
    fault = Fault("front-matter-unknown-key", "2", (("key", "effectve"), ("suggestion", "effective")))
    said = (messages("en").what(fault), messages("en").fix(fault))
    assert said == ("The key “effectve” is not known.", "Use a known key: effective.")
