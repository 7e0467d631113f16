"""Findings of the version rules on a change that is not published yet."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sayasat.check.check_yml import FILE
from sayasat.check.finding import Severity
from tests.support.proposed import TODAY, check, rule_places
from tests.support.published import published
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


def test_published_texts_without_faults_have_no_findings(repo: PolicyRepo) -> None:
    assert rule_places(check(repo)) == []


def test_an_unexplained_change_is_an_error(repo: PolicyRepo) -> None:
    edit(repo, OTHER, effective="2024-01-01")
    assert rule_places(check(repo)) == [
        ("words-unexplained!", "ky/privacy.md:3"),
    ]


def test_a_new_date_explains_a_change(repo: PolicyRepo) -> None:
    edit(repo, OTHER, effective="2026-12-24")
    assert rule_places(check(repo)) == [("translation-behind", "ru/privacy.md:3")]


def test_a_reason_explains_a_change(repo: PolicyRepo) -> None:
    edit(repo, OTHER, effective="2024-01-01", editorial="ката оңдолду")
    assert rule_places(check(repo)) == []


def test_a_reason_that_concerns_translations_leaves_them_behind(repo: PolicyRepo) -> None:
    edit(repo, OTHER, effective="2024-01-01", editorial="мөөнөт оңдолду", concerns="translations")
    assert rule_places(check(repo)) == [("translation-behind", "ru/privacy.md:3")]
    edit(repo, OTHER, effective="2024-01-01", editorial="мөөнөт оңдолду", concerns="all")
    assert ("front-matter-concerns!", "ky/privacy.md:5") in rule_places(check(repo))


def test_a_translation_that_ends_or_replaces_a_version_is_an_error(repo: PolicyRepo) -> None:
    """An old commit that did so is left alone."""
    edit(repo, RUSSIAN, RU, effective="2024-01-01", repealed="2027-01-01", replaces="none")
    assert rule_places(check(repo)) == [("translation-ends!", f"ru/privacy.md:{line}") for line in (4, 5)]
    repo.commit(date=f"{TODAY}T08:00:00+06:00")
    edit(repo, OTHER, effective="2026-12-24")
    assert "translation-ends!" not in dict(rule_places(check(repo)))


def test_a_change_that_no_reader_sees_needs_no_reason(repo: PolicyRepo) -> None:
    edit(repo, BODY + "\n\n\n", effective="2024-01-01")
    assert rule_places(check(repo)) == []


def test_faults_in_several_texts_are_reported_at_once(repo: PolicyRepo) -> None:
    """An impossible date, an unknown key, a date that the original does not have: each with its line."""
    edit(repo, OTHER, effective="2023-01-01")
    repo.write(RU, "---\ntitle: A\neffective: 2026-13-01\nsumary: x\n---\n\n# A {#privacy}\n\nБ.\n")
    assert rule_places(check(repo)) == [
        ("effective-goes-back!", "ky/privacy.md:3"),
        ("front-matter-date-unreal!", "ru/privacy.md:3"),
        ("front-matter-unknown-key!", "ru/privacy.md:4"),
    ]


def test_a_translation_ahead_of_its_original_is_an_error(repo: PolicyRepo) -> None:
    edit(repo, RUSSIAN, RU, effective="2027-01-01")
    assert rule_places(check(repo)) == [("translation-date-unknown!", "ru/privacy.md:3")]


def test_a_translation_without_an_original_is_an_error_beside_other_findings(repo: PolicyRepo) -> None:
    edit(repo, RUSSIAN, "docs/ru/policies/orders.md")
    edit(repo, OTHER, effective="2024-01-01")
    assert rule_places(check(repo)) == [
        ("words-unexplained!", "ky/privacy.md:3"),
        ("translation-without-original!", "ru/orders.md:2"),
    ]


def test_deleting_a_policy_in_force_is_an_error(repo: PolicyRepo) -> None:
    repo.write(KY, None)
    assert ("policy-removed!", "ky/privacy.md") in rule_places(check(repo))


def test_deleting_a_repealed_policy_is_not_an_error(repo: PolicyRepo) -> None:
    repo.policy(
        "ky", "privacy", BODY, effective="2024-01-01", repealed="2026-01-01", date="2025-12-01T12:00:00+06:00"
    )
    repo.write(KY, None)
    assert rule_places(check(repo)) == []


def test_a_policy_deleted_by_an_earlier_commit_is_not_reported(repo: PolicyRepo) -> None:
    repo.remove(KY, RU, date="2024-05-05T12:00:00+06:00")
    repo.policy("ky", "orders", BODY, date="2024-06-06T12:00:00+06:00")
    assert rule_places(check(repo)) == []


def test_deleting_a_translation_is_a_warning(repo: PolicyRepo) -> None:
    repo.write(RU, None)
    found = check(repo)
    assert rule_places(found) == [("translation-removed", "ru/privacy.md")]
    assert found.errors == 0


def test_a_language_without_a_text_is_a_warning(repo: PolicyRepo) -> None:
    assert rule_places(check(repo), without=()) == [("translation-missing", "en/privacy.md")]


def test_a_version_published_too_late_is_a_warning_if_a_notice_period_is_set(repo: PolicyRepo) -> None:
    edit(repo, OTHER, effective="2026-12-01")
    assert "notice-short" not in dict(rule_places(check(repo)))
    repo.write(FILE, "notice:\n  days: 8\n  source: Order 1\n")
    (finding,) = (each for each in check(repo).findings if each.rule == "notice-short")
    assert dict(finding.fault.facts) == {
        "effective": "2026-12-01",
        "days": "7",
        "least": "8",
        "source": "Order 1",
    }
    repo.write(FILE, "notice:\n  days: 7\n  source: Order 1\n")
    assert "notice-short" not in dict(rule_places(check(repo)))


def test_a_first_version_needs_no_notice(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.commit(files={FILE: "notice:\n  days: 30\n  source: Order 1\n"})
    edit(repo, BODY, effective="2026-11-25")
    assert rule_places(check(repo)) == []


def test_a_version_that_took_effect_long_ago_gives_no_warning(repo: PolicyRepo) -> None:
    repo.policy("ky", "privacy", OTHER, effective="2025-01-01", date="2025-01-02T12:00:00+06:00")
    repo.write(FILE, "notice:\n  days: 30\n  source: Order 1\n")
    repo.commit(date="2025-02-02T12:00:00+06:00")
    assert rule_places(check(repo)) == [("translation-behind", "ru/privacy.md:3")]


def test_a_version_dated_before_its_publication_needs_a_decision_of_its_own(repo: PolicyRepo) -> None:
    edit(repo, OTHER, effective="2026-11-23")
    assert ("past-without-authority!", "ky/privacy.md:3") in rule_places(check(repo))
    edit(repo, OTHER, effective="2026-11-23", authority="Буйрук 7")
    found = rule_places(check(repo))
    assert ("effective-past", "ky/privacy.md:3") in found
    assert ("past-without-authority!", "ky/privacy.md:3") not in found
    edit(repo, OTHER, effective=TODAY)
    assert ("effective-past", "ky/privacy.md:3") not in rule_places(check(repo))


def test_a_version_in_a_file_that_is_dated_before_its_publication_needs_a_decision(repo: PolicyRepo) -> None:
    """It is put before an announced one, and is in force already."""
    edit(repo, OTHER, effective="2026-12-24")
    file = "docs/ky/versions/privacy/2026-11-20.md"
    edit(repo, f"{OTHER} Үчүнчү.", file, effective="2026-11-20")
    missing = [each for each in check(repo).findings if each.rule == "past-without-authority"]
    assert [each.path for each in missing] == [file]
    edit(repo, f"{OTHER} Үчүнчү.", file, effective="2026-11-20", authority="Буйрук 6")
    assert [each for each in check(repo).findings if each.rule == "past-without-authority"] == []


def test_a_repeal_dated_before_its_publication_needs_a_decision(repo: PolicyRepo) -> None:
    edit(repo, BODY, effective="2024-01-01", repealed="2026-11-23")
    assert ("past-without-authority!", "ky/privacy.md:3") in rule_places(check(repo))
    edit(repo, BODY, effective="2024-01-01", repealed="2026-11-23", authority="Буйрук 7")
    assert ("past-without-authority!", "ky/privacy.md:3") not in rule_places(check(repo))


def test_a_postponement_after_the_day_has_come_is_a_warning(repo: PolicyRepo) -> None:
    """Its words stay in force, and would be announced a second time; a decision may adopt them anew."""
    repo.commit(
        date="2026-11-01T12:00:00+06:00",
        files={KY: policy_text(OTHER, title="Privacy", effective="2026-11-20")},
    )
    edit(repo, OTHER, effective="2026-12-24")
    assert ("postponed-too-late", "ky/privacy.md:3") in rule_places(check(repo))
    assert ("postponed-too-late", "ky/privacy.md:3") not in rule_places(check(repo, today="2026-11-19"))
    edit(repo, OTHER, effective="2026-12-24", authority="Буйрук 7")
    assert ("postponed-too-late", "ky/privacy.md:3") not in rule_places(check(repo))
    edit(repo, BODY, effective="2026-12-24")
    assert ("postponed-too-late", "ky/privacy.md:3") not in rule_places(check(repo))


def test_two_texts_of_one_date_are_a_warning(repo: PolicyRepo) -> None:
    """The text is that of the file in ``versions/``, whichever was meant."""
    path = "docs/ky/versions/privacy/2026-12-24.md"
    edit(repo, BODY, path, effective="2026-12-24")
    edit(repo, OTHER, effective="2026-12-24")
    assert ("version-has-file", "ky/privacy.md:3") in rule_places(check(repo))
    edit(repo, OTHER, path, effective="2026-12-24")
    assert ("version-has-file", "ky/privacy.md:3") not in rule_places(check(repo))


def test_a_slip_in_the_year_of_a_file_in_versions_is_a_warning_too(repo: PolicyRepo) -> None:
    path = "docs/ky/versions/privacy/2062-11-01.md"
    edit(repo, BODY, path, effective="2062-11-01")
    edit(repo, OTHER, effective="2062-12-01")
    places = [place for rule, place in rule_places(check(repo)) if rule == "date-far"]
    assert places == ["ky/privacy.md:3", "ky/versions/privacy/2062-11-01.md:3"]


def test_a_date_more_than_four_hundred_days_ahead_is_a_warning(repo: PolicyRepo) -> None:
    """A slip in the year: 2062 for 2026."""
    edit(repo, OTHER, effective="2062-12-01")
    assert ("date-far", "ky/privacy.md:3") in rule_places(check(repo))
    edit(repo, OTHER, effective="2027-12-01")
    assert ("date-far", "ky/privacy.md:3") not in rule_places(check(repo))


def test_a_broken_link_is_an_error_with_its_line(repo: PolicyRepo) -> None:
    edit(repo, BODY + "\n\n[Эреже](orders.md) жана [бөлүм](#nowhere)", effective="2026-12-01")
    assert rule_places(check(repo))[:2] == [
        ("link-broken!", "ky/privacy.md:10"),
        ("anchor-broken!", "ky/privacy.md:10"),
    ]


def test_a_change_is_checked_against_the_published_texts(repo: PolicyRepo) -> None:
    """Two commits of a branch are one change: a fault that the second one corrects is not reported."""
    repo.branch("edit")
    repo.policy("ky", "privacy", OTHER, effective="2024-01-01", date=f"{TODAY}T09:00:00+06:00")
    assert ("words-unexplained!", "ky/privacy.md:3") in rule_places(check(repo, "--base", "main"))
    repo.policy(
        "ky", "privacy", OTHER, effective="2024-01-01", editorial="ката", date=f"{TODAY}T10:00:00+06:00"
    )
    assert ("words-unexplained!", "ky/privacy.md:3") not in rule_places(check(repo, "--base", "main"))


def test_a_change_is_told_what_it_adds(repo: PolicyRepo) -> None:
    """What was found before it, also in a policy that it changes, is a number."""
    repo.policy("ky", "orders", BODY, date="2024-06-06T12:00:00+06:00")
    assert len(check(repo).findings) == 3
    edit(repo, BODY + "\n\nДагы дагы.", "docs/ky/policies/orders.md")
    found = check(repo, "--base", "HEAD")
    assert rule_places(found, without=()) == [("doubled-word", "ky/orders.md:9")]
    assert [each.rule for each in found.older] == ["translation-missing"] * 3


def test_a_translation_with_the_new_date_and_the_old_words_is_a_warning(repo: PolicyRepo) -> None:
    """``new-version`` dates every language, so a forgotten translation would look like the new text."""
    edit(repo, OTHER, effective="2026-12-24")
    edit(repo, RUSSIAN, RU, effective="2026-12-24")
    assert rule_places(check(repo)) == [("translation-redated", "ru/privacy.md:3")]
    edit(repo, RUSSIAN, RU, effective="2026-12-24", editorial="которууга тийбейт")
    assert rule_places(check(repo)) == []


def test_deleting_a_policy_before_its_repeal_takes_effect_is_an_error(repo: PolicyRepo) -> None:
    repo.policy(
        "ky", "privacy", BODY, effective="2024-01-01", repealed="2027-01-01", date="2026-11-01T12:00:00+06:00"
    )
    repo.write(KY, None)
    assert ("policy-removed!", "ky/privacy.md") in rule_places(check(repo))


def test_a_letter_with_a_lower_case_of_two_characters_does_not_stop_the_check(repo: PolicyRepo) -> None:
    edit(repo, f"{BODY}\n\nБул İстанбулдагы маалымат.", effective="2026-12-24")
    assert "mixed-script" in dict(rule_places(check(repo)))


def test_a_page_with_any_name_does_not_stop_the_check(repo: PolicyRepo) -> None:
    (repo.path / "docs/ky" / os.fsdecode(b"\xff.md")).write_bytes(b"# A")
    (repo.path / "docs/file").write_bytes(b"x")
    assert rule_places(check(repo)) == [("docs-unknown!", "file")]


@pytest.mark.parametrize("nearer", [True, False], ids=["the nearer in policies", "the later in policies"])
def test_replaces_none_is_a_warning_that_says_how_to_move_on(repo: PolicyRepo, nearer: bool) -> None:
    """What it says leads to the same versions, without a finding; older commits stay as they are."""
    first, second = ("2027-06-01", "2027-01-01") if nearer else ("2027-01-01", "2027-06-01")
    repo.policy("ky", "privacy", OTHER, effective=first, date="2026-11-01T12:00:00+06:00")
    third = f"{BODY}\n\nҮчүнчү."
    edit(repo, third, effective=second, replaces="none")
    (finding,) = (each for each in check(repo).findings if each.rule == "replaces-none")
    assert dict(finding.fault.facts) == {"announced": first, "policy": "privacy"}
    assert finding.severity is Severity.WARNING
    repo.commit(date=f"{TODAY}T08:00:00+06:00")
    edit(repo, OTHER, f"docs/ky/versions/privacy/{first}.md", effective=first)
    edit(repo, third, effective=second)
    assert rule_places(check(repo)) == [("translation-behind", "ru/privacy.md:3")]
    repo.commit(date=f"{TODAY}T09:00:00+06:00")
    with published(repo) as catalogue:
        policy = catalogue.archive.policy("privacy")
        assert policy is not None
        versions = [(each.date.isoformat(), each.withdrawn_on) for each in policy.authentic.versions]
    assert versions == [("2024-01-01", None), ("2027-01-01", None), ("2027-06-01", None)]


def test_replaces_none_that_keeps_nothing_any_more_is_no_finding(repo: PolicyRepo) -> None:
    repo.policy("ky", "privacy", OTHER, effective="2025-01-01", date="2024-11-01T12:00:00+06:00")
    edit(repo, BODY, effective="2027-01-01", replaces="none")
    assert "replaces-none" not in dict(rule_places(check(repo)))


def test_a_version_that_was_merged_just_before_midnight_needs_no_authority(repo: PolicyRepo) -> None:
    """It is published after midnight: late, but not of a past day when it was committed."""
    repo.policy("ky", "privacy", OTHER, effective="2026-11-23", date="2026-11-23T23:58:00+06:00")
    assert rule_places(check(repo, today="2026-11-24")) == [("translation-behind", "ru/privacy.md:3")]
