"""What the rules of versions say of a change that is not published yet."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sayasat.check.check_yml import FILE
from tests.support.proposed import TODAY, check, told
from tests.support.repo import PolicyRepo, policy_text

KY = "docs/ky/policies/privacy.md"
RU = "docs/ru/policies/privacy.md"
BODY = "# Саясат {#privacy}\n\nБиринчи текст."
OTHER = "# Саясат {#privacy}\n\nЭкинчи текст."
RUSSIAN = "# Политика {#privacy}\n\nПервый текст."


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    """One policy in force since 2024, with its Russian translation."""
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", BODY, effective="2024-01-01")
    repo.policy("ru", "privacy", RUSSIAN, effective="2024-01-01", date="2024-01-02T12:00:00+06:00")
    return repo


def edit(repo: PolicyRepo, body: str, path: str = KY, **head: str) -> None:
    repo.write(path, policy_text(body, title="Privacy", **head))


def test_what_is_published_without_a_fault_has_no_finding(repo: PolicyRepo) -> None:
    assert told(check(repo)) == []


def test_words_changed_in_silence_are_an_error(repo: PolicyRepo) -> None:
    edit(repo, OTHER, effective="2024-01-01")
    assert told(check(repo)) == [
        ("words-unexplained!", "ky/privacy.md"),
    ]


def test_a_new_date_explains_them(repo: PolicyRepo) -> None:
    edit(repo, OTHER, effective="2026-12-24")
    assert told(check(repo)) == [("translation-behind", "ru/privacy.md")]


def test_a_reason_explains_them(repo: PolicyRepo) -> None:
    edit(repo, OTHER, effective="2024-01-01", editorial="ката оңдолду")
    assert told(check(repo)) == []


def test_a_reason_that_concerns_translations_leaves_them_behind(repo: PolicyRepo) -> None:
    edit(repo, OTHER, effective="2024-01-01", editorial="мөөнөт оңдолду", concerns="translations")
    assert told(check(repo)) == [("translation-behind", "ru/privacy.md")]
    edit(repo, OTHER, effective="2024-01-01", editorial="мөөнөт оңдолду", concerns="all")
    assert ("front-matter-concerns!", "ky/privacy.md:5") in told(check(repo))


def test_a_translation_that_ends_or_replaces_a_version_is_an_error(repo: PolicyRepo) -> None:
    """An old commit that did so is left alone."""
    edit(repo, RUSSIAN, RU, effective="2024-01-01", repealed="2027-01-01", replaces="none")
    assert told(check(repo)) == [("translation-ends!", "ru/privacy.md")] * 2
    repo.commit(date=f"{TODAY}T08:00:00+06:00")
    edit(repo, OTHER, effective="2026-12-24")
    assert ("translation-ends!", "ru/privacy.md") not in told(check(repo))


def test_a_change_that_no_reader_sees_needs_no_reason(repo: PolicyRepo) -> None:
    edit(repo, BODY + "\n\n\n", effective="2024-01-01")
    assert told(check(repo)) == []


def test_what_is_wrong_in_several_texts_is_told_at_once(repo: PolicyRepo) -> None:
    """A date that is none, a key that is not known, a date that no original has: each with its line."""
    edit(repo, OTHER, effective="2023-01-01")
    repo.write(RU, "---\ntitle: A\neffective: 2026-13-01\nsumary: x\n---\n\n# A {#privacy}\n\nБ.\n")
    assert told(check(repo)) == [
        ("effective-goes-back!", "ky/privacy.md"),
        ("front-matter-date-unreal!", "ru/privacy.md:3"),
        ("front-matter-unknown-key!", "ru/privacy.md:4"),
    ]


def test_a_translation_ahead_of_its_original_is_an_error(repo: PolicyRepo) -> None:
    edit(repo, RUSSIAN, RU, effective="2027-01-01")
    assert told(check(repo)) == [("translation-date-unknown!", "ru/privacy.md")]


def test_a_translation_without_an_original_is_an_error_and_the_rest_is_told_too(repo: PolicyRepo) -> None:
    edit(repo, RUSSIAN, "docs/ru/policies/orders.md")
    edit(repo, OTHER, effective="2024-01-01")
    assert told(check(repo)) == [
        ("words-unexplained!", "ky/privacy.md"),
        ("translation-without-original!", "ru/orders.md"),
    ]


def test_deleting_a_policy_in_force_is_an_error(repo: PolicyRepo) -> None:
    repo.write(KY, None)
    assert ("policy-removed!", "ky/privacy.md") in told(check(repo))


def test_deleting_a_policy_whose_end_is_stated_is_none(repo: PolicyRepo) -> None:
    repo.policy(
        "ky", "privacy", BODY, effective="2024-01-01", repealed="2026-01-01", date="2025-12-01T12:00:00+06:00"
    )
    repo.write(KY, None)
    assert told(check(repo)) == []


def test_a_policy_that_went_earlier_is_no_news(repo: PolicyRepo) -> None:
    repo.remove(KY, RU, date="2024-05-05T12:00:00+06:00")
    repo.policy("ky", "orders", BODY, date="2024-06-06T12:00:00+06:00")
    assert told(check(repo)) == []


def test_deleting_a_translation_is_a_warning(repo: PolicyRepo) -> None:
    repo.write(RU, None)
    found = check(repo)
    assert told(found) == [("translation-removed", "ru/privacy.md")]
    assert found.errors == 0


def test_a_language_without_a_text_is_a_warning(repo: PolicyRepo) -> None:
    assert told(check(repo), without=()) == [("translation-missing", "en/privacy.md")]


def test_a_version_published_too_late_is_a_warning_where_a_notice_is_asked_for(repo: PolicyRepo) -> None:
    edit(repo, OTHER, effective="2026-12-01")
    assert "notice-short" not in dict(told(check(repo)))
    repo.write(FILE, "notice:\n  days: 8\n  source: Order 1\n")
    (finding,) = (each for each in check(repo).findings if each.rule == "notice-short")
    assert dict(finding.fault.facts) == {
        "effective": "2026-12-01",
        "days": "7",
        "least": "8",
        "source": "Order 1",
    }
    repo.write(FILE, "notice:\n  days: 7\n  source: Order 1\n")
    assert "notice-short" not in dict(told(check(repo)))


def test_a_first_version_needs_no_notice(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.commit(files={FILE: "notice:\n  days: 30\n  source: Order 1\n"})
    edit(repo, BODY, effective="2026-11-25")
    assert told(check(repo)) == []


def test_a_version_that_took_effect_long_ago_is_not_warned_of(repo: PolicyRepo) -> None:
    repo.policy("ky", "privacy", OTHER, effective="2025-01-01", date="2025-01-02T12:00:00+06:00")
    repo.write(FILE, "notice:\n  days: 30\n  source: Order 1\n")
    repo.commit(date="2025-02-02T12:00:00+06:00")
    assert told(check(repo)) == [("translation-behind", "ru/privacy.md")]


def test_a_version_dated_before_its_publication_needs_a_decision_of_its_own(repo: PolicyRepo) -> None:
    edit(repo, OTHER, effective="2026-11-23")
    assert ("past-without-authority!", "ky/privacy.md") in told(check(repo))
    edit(repo, OTHER, effective="2026-11-23", authority="Буйрук 7")
    found = told(check(repo))
    assert ("effective-past", "ky/privacy.md") in found
    assert ("past-without-authority!", "ky/privacy.md") not in found
    edit(repo, OTHER, effective=TODAY)
    assert ("effective-past", "ky/privacy.md") not in told(check(repo))


def test_a_repeal_dated_before_its_publication_needs_a_decision(repo: PolicyRepo) -> None:
    edit(repo, BODY, effective="2024-01-01", repealed="2026-11-23")
    assert ("past-without-authority!", "ky/privacy.md") in told(check(repo))
    edit(repo, BODY, effective="2024-01-01", repealed="2026-11-23", authority="Буйрук 7")
    assert ("past-without-authority!", "ky/privacy.md") not in told(check(repo))


def test_a_date_more_than_four_hundred_days_ahead_is_a_warning(repo: PolicyRepo) -> None:
    """A slip in the year: 2062 for 2026."""
    edit(repo, OTHER, effective="2062-12-01")
    assert ("date-far", "ky/privacy.md") in told(check(repo))
    edit(repo, OTHER, effective="2027-12-01")
    assert ("date-far", "ky/privacy.md") not in told(check(repo))


def test_a_link_that_leads_nowhere_is_an_error_with_its_line(repo: PolicyRepo) -> None:
    edit(repo, BODY + "\n\n[Эреже](orders.md) жана [бөлүм](#nowhere)", effective="2026-12-01")
    assert told(check(repo))[:2] == [
        ("anchor-broken!", "ky/privacy.md:10"),
        ("link-broken!", "ky/privacy.md:10"),
    ]


def test_a_change_is_checked_against_the_published_texts(repo: PolicyRepo) -> None:
    """Two commits of a branch are one change: what the second mends is no fault of the whole."""
    repo.branch("edit")
    repo.policy("ky", "privacy", OTHER, effective="2024-01-01", date=f"{TODAY}T09:00:00+06:00")
    assert ("words-unexplained!", "ky/privacy.md") in told(check(repo, "--base", "main"))
    repo.policy(
        "ky", "privacy", OTHER, effective="2024-01-01", editorial="ката", date=f"{TODAY}T10:00:00+06:00"
    )
    assert ("words-unexplained!", "ky/privacy.md") not in told(check(repo, "--base", "main"))


def test_of_a_change_only_the_warnings_on_its_own_policies_are_told(repo: PolicyRepo) -> None:
    repo.policy("ky", "orders", BODY, date="2024-06-06T12:00:00+06:00")
    assert {place for _, place in told(check(repo), without=())} == {
        "en/orders.md",
        "en/privacy.md",
        "ru/orders.md",
    }
    edit(repo, BODY + "\n\nДагы.", "docs/ky/policies/orders.md")
    assert {place for _, place in told(check(repo, "--base", "HEAD"), without=())} == {
        "en/orders.md",
        "ru/orders.md",
    }
    assert ("translation-missing", "en/privacy.md") in told(check(repo), without=())


def test_a_translation_that_took_the_date_and_not_the_words_is_a_warning(repo: PolicyRepo) -> None:
    """``new-version`` dates every language; a forgotten translation would pass for the new text."""
    edit(repo, OTHER, effective="2026-12-24")
    edit(repo, RUSSIAN, RU, effective="2026-12-24")
    assert told(check(repo)) == [("translation-redated", "ru/privacy.md")]
    edit(repo, RUSSIAN, RU, effective="2026-12-24", editorial="которууга тийбейт")
    assert told(check(repo)) == []


def test_a_policy_whose_end_is_still_to_come_is_not_to_be_deleted(repo: PolicyRepo) -> None:
    repo.policy(
        "ky", "privacy", BODY, effective="2024-01-01", repealed="2027-01-01", date="2026-11-01T12:00:00+06:00"
    )
    repo.write(KY, None)
    assert ("policy-removed!", "ky/privacy.md") in told(check(repo))


def test_a_letter_of_another_alphabet_that_is_two_when_small_stops_nothing(repo: PolicyRepo) -> None:
    edit(repo, f"{BODY}\n\nБул İстанбулдагы маалымат.", effective="2026-12-24")
    assert "mixed-script" in dict(told(check(repo)))


def test_a_page_with_any_name_stops_nothing(repo: PolicyRepo) -> None:
    (repo.path / "docs/ky" / os.fsdecode(b"\xff.md")).write_bytes(b"# A")
    (repo.path / "docs/file").write_bytes(b"x")
    assert told(check(repo)) == []
