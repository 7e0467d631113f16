"""Which answers still hold: those given under words that no later version in force has changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec import Struct

from sayasat.cookies.consent import ConsentText, consent_text
from sayasat.cookies.inventory import Category, Inventory
from sayasat.errors import HistoryError
from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import digest, span
from tests.support.published import published
from tests.support.repo import PolicyRepo

ESSENTIAL = Category("essential", {}, {})
STATISTICS = Category("statistics", {}, {}, "assets/javascripts/matomo.js")
NOTHING = Inventory("privacy", "cookies", (ESSENTIAL,), ())
ASKING = Inventory("privacy", "cookies", (ESSENTIAL, STATISTICS), ())

TEXT = """# Саясат {#privacy}

Кириш.

## Кукилер {#cookies}

Сайт кукилерди колдонбойт.

### Мөөнөтү {#term}

Бир жыл.

## Башка {#other}

Башка сөз.
"""
OTHER_SECTION = TEXT.replace("Башка сөз", "Башка сөздөр")
SUBSECTION = TEXT.replace("Бир жыл", "Эки жыл")
TYPO = TEXT.replace("колдонбойт", "колдонбйот")
CHANGED = TEXT.replace("колдонбойт", "колдонот")
MARKUP = TEXT.replace("Сайт кукилерди", "**Сайт** кукилерди")
GONE = TEXT.replace("{#cookies}", "{#kuki}")


class Answer(Struct, frozen=True):
    """What a visitor's record says of the text."""

    date: date
    sha256: str

    def holds(self, text: ConsentText) -> bool:
        """As the script in the browser decides it."""
        return self.date >= text.since and self.sha256 in text.accepted


class Site:
    """A policy with a history, and what is asked on a day."""

    def __init__(self, path: Path) -> None:
        self.repo = PolicyRepo(path)

    def commit(self, day: str, body: str, **front_matter: str) -> Site:
        self.repo.policy("ky", "privacy", body, date=f"{day}T12:00:00+06:00", title="Саясат", **front_matter)
        return self

    def text(self, day: str, inventory: Inventory = NOTHING) -> ConsentText | None:
        with published(self.repo, day) as catalogue:
            return consent_text(catalogue, inventory)

    def asked(self, day: str) -> ConsentText:
        text = self.text(day)
        assert text is not None
        return text

    def answer(self, day: str) -> Answer:
        text = self.asked(day)
        return Answer(text.version.date, text.digest)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Its first version, in force since 2024-01-01."""
    return Site(tmp_path).commit("2024-01-01", TEXT, effective="2024-01-01")


def test_an_answer_is_given_under_the_section_in_force_with_its_subsections(site: Site) -> None:
    text = site.asked("2024-02-01")
    assert text.digest == digest(span(sections(TEXT), "cookies"))
    assert text.version.date == date(2024, 1, 1)
    assert text.is_first


@pytest.mark.parametrize("body", [CHANGED, SUBSECTION])
def test_a_later_version_that_changes_words_of_the_section_asks_again(site: Site, body: str) -> None:
    answer = site.answer("2024-02-01")
    site.commit("2024-03-01", body, effective="2024-04-01")
    assert answer.holds(site.asked("2024-03-31"))
    text = site.asked("2024-04-01")
    assert not answer.holds(text)
    assert not text.is_first
    assert text.last_change.version.date == date(2024, 4, 1)
    assert text.last_change.opens


def test_a_later_version_that_changes_another_section_does_not(site: Site) -> None:
    answer = site.answer("2024-02-01")
    site.commit("2024-03-01", OTHER_SECTION, effective="2024-04-01")
    assert answer.holds(site.asked("2024-05-01"))
    assert site.answer("2024-05-01").date == date(2024, 4, 1)


def test_an_editorial_revision_does_not_ask_again(site: Site) -> None:
    answer = site.answer("2024-02-01")
    site.commit("2024-03-01", TYPO, effective="2024-01-01", editorial="тамга")
    text = site.asked("2024-03-02")
    assert answer.holds(text)
    assert text.digest != answer.sha256
    assert text.accepted == (answer.sha256, text.digest)


def test_nor_does_a_version_that_keeps_the_corrected_words_or_the_uncorrected_ones(tmp_path: Path) -> None:
    site = Site(tmp_path).commit("2024-01-01", TYPO, effective="2024-01-01")
    before = site.answer("2024-01-15")
    site.commit("2024-02-01", TEXT, effective="2024-01-01", editorial="тамга")
    corrected = site.answer("2024-02-15")
    site.commit("2024-03-01", OTHER_SECTION, effective="2024-04-01")
    assert all(each.holds(site.asked("2024-04-02")) for each in (before, corrected))


def test_a_technical_revision_does_not_ask_again(site: Site) -> None:
    answer = site.answer("2024-02-01")
    site.commit("2024-03-01", MARKUP, effective="2024-01-01")
    assert answer.holds(site.asked("2024-03-02"))


def test_words_changed_in_force_without_a_reason_are_set_aside_and_ask_nobody(site: Site) -> None:
    answer = site.answer("2024-02-01")
    site.commit("2024-03-01", CHANGED, effective="2024-01-01")
    site.commit("2024-03-02", CHANGED, effective="2024-04-01")
    assert answer.holds(site.asked("2024-03-03"))
    assert not answer.holds(site.asked("2024-04-01"))


def test_a_draft_that_was_changed_before_its_day_never_held(site: Site) -> None:
    answer = site.answer("2024-02-01")
    site.commit("2024-03-01", CHANGED, effective="2024-04-01")
    site.commit("2024-03-02", OTHER_SECTION, effective="2024-04-01")
    assert answer.holds(site.asked("2024-04-02"))


def test_a_draft_with_the_old_words_does_not_hide_the_change(site: Site) -> None:
    answer = site.answer("2024-02-01")
    site.commit("2024-03-01", OTHER_SECTION, effective="2024-04-01")
    site.commit("2024-03-02", CHANGED, effective="2024-04-01")
    assert not answer.holds(site.asked("2024-04-02"))


def test_a_correction_of_a_draft_is_part_of_what_takes_effect(site: Site) -> None:
    """Whatever its class: the words that held before the day are those of the version before."""
    answer = site.answer("2024-02-01")
    site.commit("2024-03-01", OTHER_SECTION, effective="2024-04-01")
    site.commit("2024-03-02", CHANGED, effective="2024-04-01", editorial="сөз")
    assert not answer.holds(site.asked("2024-04-02"))


def test_a_correction_that_takes_a_drafts_change_back_leaves_nothing_to_ask(site: Site) -> None:
    answer = site.answer("2024-02-01")
    site.commit("2024-03-01", CHANGED, effective="2024-04-01")
    site.commit("2024-03-02", OTHER_SECTION, effective="2024-04-01", editorial="сөз")
    assert answer.holds(site.asked("2024-04-02"))


def test_a_correction_before_a_revert_or_a_stated_date_still_asks_nobody(tmp_path: Path) -> None:
    reverted = Site(tmp_path / "a").commit("2024-01-01", TYPO, effective="2024-01-01")
    answer = reverted.answer("2024-01-15")
    reverted.commit("2024-02-01", TEXT, effective="2024-01-01", editorial="тамга")
    reverted.commit("2024-03-01", CHANGED, effective="2024-06-01")
    reverted.commit("2024-03-02", TEXT, effective="2024-01-01")
    assert answer.holds(reverted.asked("2024-07-01"))
    dated = Site(tmp_path / "b").commit("2024-01-05", TYPO)
    answer = dated.answer("2024-01-06")
    dated.commit("2024-02-01", TEXT, editorial="тамга")
    dated.commit("2024-03-01", TEXT, effective="2024-01-05")
    assert answer.holds(dated.asked("2024-03-02"))


def test_a_withdrawn_version_never_asked(site: Site) -> None:
    answer = site.answer("2024-02-01")
    site.commit("2024-03-01", CHANGED, effective="2024-04-01")
    site.commit("2024-03-02", OTHER_SECTION, effective="2024-05-01", replaces="2024-04-01")
    assert answer.holds(site.asked("2024-05-02"))


def test_words_that_were_changed_and_changed_back_ask_again(site: Site) -> None:
    answer = site.answer("2024-02-01")
    site.commit("2024-03-01", CHANGED, effective="2024-04-01")
    between = site.answer("2024-04-02")
    site.commit("2024-05-01", TEXT, effective="2024-06-01")
    text = site.asked("2024-06-02")
    assert not answer.holds(text)
    assert not between.holds(text)


def test_a_version_without_dates_is_asked_under_its_recorded_one(tmp_path: Path) -> None:
    site = Site(tmp_path).commit("2024-01-05", TEXT)
    answer = site.answer("2024-01-06")
    assert answer.date == date(2024, 1, 5)
    site.commit("2024-02-01", CHANGED)
    assert not answer.holds(site.asked("2024-02-01"))


def test_a_version_that_is_given_its_date_later_does_not_ask_again(tmp_path: Path) -> None:
    site = Site(tmp_path).commit("2024-01-05", TEXT)
    answer = site.answer("2024-01-06")
    site.commit("2024-03-01", TEXT, effective="2024-02-01")
    text = site.asked("2024-03-02")
    assert text.version.date == date(2024, 2, 1)
    assert answer.holds(text)


@pytest.mark.parametrize("day", ["2023-12-31", "2024-06-01"])
def test_without_a_text_in_force_nothing_optional_can_be_asked(site: Site, day: str) -> None:
    site.commit("2024-02-01", TEXT, effective="2024-01-01", repealed="2024-05-01")
    assert site.text(day) is None
    with pytest.raises(HistoryError) as error:
        site.text(day, ASKING)
    assert [fault.code for fault in error.value.faults] == ["cookies-no-text"]


def test_a_text_without_the_section_cannot_be_asked_under(site: Site) -> None:
    site.commit("2024-02-01", GONE, effective="2024-03-01")
    assert site.text("2024-03-01") is None
    with pytest.raises(HistoryError):
        site.text("2024-03-01", ASKING)
    assert site.text("2024-02-28", ASKING) is not None
