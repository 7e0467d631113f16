"""The identity of policies over paths: renames of all kinds, files of one version, languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from sayasat.errors import HistoryError
from sayasat.versions.archive import Archive
from sayasat.versions.path_identity import JoinReason
from tests.support.adopted import adopted
from tests.support.repo import PolicyRepo


def text(name: str, number: int, words: int = 60) -> str:
    """A text of a name of which little is the same as of another number."""
    lines = "\n\n".join(f"{name} {number} line {each} of {number * 7 + each}." for each in range(words))
    return f"# {name}\n\n{lines}\n"


class History:
    """A repository with a commit for each day from 2020-01-01 on."""

    def __init__(self, folder: Path) -> None:
        self.repo = PolicyRepo(folder)
        self.day = 0

    @property
    def now(self) -> str:
        self.day += 1
        return f"2020-01-{self.day:02}T12:00:00+00:00"

    def commit(self, files: Mapping[str, str | None]) -> str:
        return self.repo.commit(files=files, date=self.now)

    def merge(self, branch: str) -> None:
        self.repo.checkout("main")
        self.repo.merge(branch, date=self.now)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


def days(found: Archive) -> dict[str, list[str]]:
    return {
        policy.slug: [version.date.isoformat()[-2:] for version in policy.authentic.versions]
        for policy in found.policies
    }


def joins(found: Archive) -> set[tuple[JoinReason, str, str]]:
    return {(each.reason, each.old, each.new) for each in found.joins}


def test_a_text_is_followed_to_where_it_was_outside_the_patterns(history: History) -> None:
    history.commit({"old/privacy.md": text("Privacy", 1), "notes.md": text("Notes", 9)})
    history.commit({"old/privacy.md": text("Privacy", 1) + "More.\n"})
    history.commit({"old/privacy.md": None, "docs/privacy.md": text("Privacy", 1) + "More.\n"})
    history.commit({"docs/privacy.md": None, "legal/privacy.md": text("Privacy", 1) + "More.\nYet more.\n"})
    history.commit({"legal/privacy.md": text("Privacy", 2)})
    found = adopted(history.repo, "legal/*.md")
    assert days(found) == {"privacy": ["01", "02", "04", "05"]}
    assert joins(found) == {
        (JoinReason.OUTSIDE, "docs/privacy.md", "legal/privacy.md"),
        (JoinReason.OUTSIDE, "old/privacy.md", "docs/privacy.md"),
    }


def test_of_copies_for_each_language_the_original_goes_on(history: History) -> None:
    """Git names any of them; “de” comes before “en”."""
    history.commit({"terms.md": text("Terms", 1)})
    copies = {f"{each}/terms.md": text("Terms", 1) for each in ("de", "en", "fr")}
    history.commit({"terms.md": None, **copies})
    history.commit({"en/terms.md": text("Terms", 2)})
    found = adopted(history.repo, "{lang}/{slug}.md", languages=("en", "de", "fr"))
    assert days(found) == {"terms": ["01", "03"]}
    assert joins(found) == {(JoinReason.OUTSIDE, "terms.md", "en/terms.md")}


def test_a_branch_that_moves_a_text_and_then_rewrites_it_does_not_cut_it(history: History) -> None:
    history.commit({"terms.md": text("Terms", 1)})
    history.repo.branch("move")
    history.commit({"terms.md": None, "policies/terms-of-service.md": text("Terms", 1)})
    history.commit({"policies/terms-of-service.md": text("Terms", 2)})
    history.merge("move")
    found = adopted(history.repo, "**/*.md")
    assert days(found) == {"policies-terms-of-service": ["01", "04"]}
    assert joins(found) == {(JoinReason.BRANCH, "terms.md", "policies/terms-of-service.md")}


def test_a_branch_that_moves_from_outside_and_rewrites_is_followed(history: History) -> None:
    history.commit({"drafts/terms.md": text("Terms", 1)})
    history.repo.branch("move")
    history.commit({"drafts/terms.md": None, "legal/terms.md": text("Terms", 1)})
    history.commit({"legal/terms.md": text("Terms", 2)})
    history.merge("move")
    assert days(adopted(history.repo, "legal/*.md")) == {"terms": ["01", "04"]}


def test_one_name_that_is_gone_and_new_in_one_commit_is_one_policy(history: History) -> None:
    history.commit({"a/terms.md": text("Terms", 1), "a/other.md": text("Other", 5)})
    history.commit({"a/terms.md": None, "b/terms.md": text("Terms", 2), "b/new.md": text("New", 7)})
    found = adopted(history.repo, "*/*.md")
    assert days(found)["b-terms"] == ["01", "02"]
    assert joins(found) == {(JoinReason.NAME, "a/terms.md", "b/terms.md")}


def test_a_doubtful_cut_is_listed(history: History) -> None:
    history.commit({"terms.md": text("Terms", 1)})
    history.commit({"terms.md": None, "conditions.md": text("Conditions", 2)})
    found = adopted(history.repo)
    assert days(found) == {"conditions": ["02"], "terms": ["01"]}
    assert joins(found) == {(JoinReason.CUT, "terms.md", "conditions.md")}


def test_policies_are_joined_by_hand(history: History) -> None:
    history.commit({"terms.md": text("Terms", 1)})
    history.commit({"terms.md": None, "conditions.md": text("Conditions", 2)})
    assert days(adopted(history.repo, continues={"conditions": ["terms"]})) == {"conditions": ["01", "02"]}


@pytest.mark.parametrize("steps", [1, 2])
def test_a_path_that_comes_back_keeps_its_slug(history: History, steps: int) -> None:
    """By rename, or deleted in one commit and new in the next."""
    there = "terms/index.md"
    for number, path in enumerate(("terms/index.md", "terms.md", "terms/index.md"), 1):
        if path != there and steps == 1:
            history.commit({there: None, path: text("Terms", number)})
        elif path != there:
            history.commit({there: None})
            history.commit(
                {path: text("Terms", number)} if path == "terms/index.md" else {path: text("Terms", 1)}
            )
        else:
            history.commit({path: text("Terms", number)})
        there = path
    assert "terms" in days(adopted(history.repo, "**/*.md"))
    if steps == 1:
        assert days(adopted(history.repo, "**/*.md")) == {"terms": ["01", "02", "03"]}


def test_a_file_for_each_version_makes_versions_of_one_policy(history: History) -> None:
    history.commit({"law(2017-09-01).md": text("Law", 1), "law(2023-09-01).md": text("Law", 2)})
    history.commit({"law(2025-03-01).md": text("Law", 3)})
    history.commit({"law(2017-09-01).md": text("Law", 1) + "Put right.\n"})
    found = adopted(history.repo, "{slug}({date}).md")
    (policy,) = found.policies
    assert policy.slug == "law"
    versions = policy.authentic.versions
    assert [version.date for version in versions] == [date(2017, 9, 1), date(2023, 9, 1), date(2025, 3, 1)]
    assert [len(version.revisions) for version in versions] == [2, 1, 1]
    assert versions[0].text.source.stated
    assert versions[0].text.source.stated.where == "law(2017-09-01).md"
    assert policy.authentic.removed is None


def test_a_policy_of_dated_files_is_removed_with_the_last_of_them(history: History) -> None:
    history.commit({"law.2017-09-01.md": text("Law", 1), "law.2023-09-01.md": text("Law", 2)})
    history.commit({"law.2017-09-01.md": None})
    (policy,) = adopted(history.repo, "{slug}.{date}.md").policies
    assert policy.authentic.removed is None
    history.commit({"law.2023-09-01.md": None, "other.2024-01-01.md": text("Other", 4)})
    law, _ = adopted(history.repo, "{slug}.{date}.md").policies
    assert law.authentic.removed


LANGUAGES = [
    "ar",
    "de",
    "el",
    "es",
    "fa",
    "fi",
    "fr",
    "he",
    "hi",
    "it",
    "ja",
    "ko",
    "nl",
    "pl",
    "pt-BR",
    "ru",
    "sv",
    "tr",
    "uk",
    "zh-Hans",
]


def test_folders_of_twenty_languages_make_editions(history: History) -> None:
    folders = {language: language.replace("-", "_") for language in ("en", *LANGUAGES)}
    history.commit({f"{folder}/terms.md": text(f"Terms {folder}", 1) for folder in folders.values()})
    history.commit(
        {f"{folders['en']}/terms.md": text("Terms en", 2), f"{folders['de']}/terms.md": text("Terms de", 2)}
    )
    history.commit({"qq/terms.md": text("No language", 1), "es/terms.md": None})
    found = adopted(history.repo, "{lang}/{slug}.md", languages=("en", *LANGUAGES))
    (policy,) = found.policies
    assert policy.slug == "terms"
    assert [each.lineage.language for each in policy.translations] == LANGUAGES
    german = policy.timeline("de")
    french = policy.timeline("fr")
    assert german
    assert french
    assert [version.date.day for version in german.versions] == [1, 2]
    assert [version.date.day for version in french.versions] == [1]


def test_languages_in_names_and_in_folders_inside_names(history: History) -> None:
    history.commit({"terms.md": text("Terms", 1), "terms.fr.md": text("Conditions", 1)})
    history.commit({"privacy.md": text("Privacy", 1), "localized/de/privacy.md": text("Datenschutz", 1)})
    patterns = ("localized/{lang}/{slug}.md", "{slug}.{lang}.md", "{slug}.md")
    found = adopted(history.repo, *patterns, languages=("en", "de", "fr"))
    editions = {each.slug: [one.lineage.language for one in each.translations] for each in found.policies}
    assert editions == {"terms": ["fr"], "privacy": ["de"]}


def test_a_pattern_after_an_exclamation_mark_excludes(history: History) -> None:
    history.commit({"terms.md": text("Terms", 1), "LICENSE.md": text("License", 1)})
    assert set(days(adopted(history.repo, "*.md", "!LICENSE.md"))) == {"terms"}


def test_a_file_that_is_new_beside_the_old_one_for_one_commit_is_the_same_policy(history: History) -> None:
    history.commit({"terms.md": text("Terms", 1), "other.md": text("Other", 5)})
    history.commit({"legal/conditions.md": text("Terms", 1) + "More.\n", "terms.md": "Moved to legal/.\n"})
    history.commit({"terms.md": None})
    history.commit({"legal/conditions.md": text("Terms", 2)})
    found = adopted(history.repo, "**/*.md")
    assert days(found) == {"legal-conditions": ["01", "02", "04"], "other": ["01"]}
    assert joins(found) == {(JoinReason.COPY, "terms.md", "legal/conditions.md")}


def test_a_text_that_is_gone_and_new_in_the_next_commit_is_a_doubt(history: History) -> None:
    history.commit({"terms.md": text("Terms", 1), "other.md": text("Other", 5)})
    history.commit({"terms.md": None})
    history.commit({"conditions.md": text("Terms", 1) + "More.\n"})
    found = adopted(history.repo)
    assert joins(found) == {(JoinReason.CUT, "terms.md", "conditions.md")}
    assert days(adopted(history.repo, continues={"conditions": ["terms"]}))["conditions"] == ["01", "03"]


def test_names_that_are_swapped_or_taken_over_are_doubts(history: History) -> None:
    history.commit({"a.md": text("A", 1), "b.md": text("B", 2)})
    history.commit({"a.md": text("B", 2), "b.md": text("A", 1)})
    history.commit({"a-2019.md": text("B", 2), "a.md": text("A", 7)})
    found = adopted(history.repo)
    assert set(days(found)) == {"a", "b", "a-2019"}
    assert joins(found) == {
        (JoinReason.TAKEN, "a.md", "b.md"),
        (JoinReason.TAKEN, "b.md", "a.md"),
        (JoinReason.TAKEN, "a.md", "a-2019.md"),
    }


def test_a_new_case_of_a_name_with_other_words_is_the_same_policy(history: History) -> None:
    history.commit({"Terms.md": text("Terms", 1), "other.md": text("Other", 5)})
    history.commit({"Terms.md": None, "terms.md": text("Terms", 2)})
    assert days(adopted(history.repo)) == {"terms": ["01", "02"], "other": ["01"]}


def test_an_octopus_of_branches_that_move_and_rewrite_cuts_nothing(history: History) -> None:
    names = ("terms", "privacy", "cookies")
    history.commit({f"{each}.md": text(each, 1) for each in names})
    for each in names:
        history.repo.git("checkout", "--quiet", "-b", each, "main")
        history.commit({f"{each}.md": None, f"{each}/policy-of-{each}.md": text(each, 1)})
        history.commit({f"{each}/policy-of-{each}.md": text(each, 2)})
    history.repo.checkout("main")
    history.repo.merge(*names, date=history.now)
    found = adopted(history.repo, "**/*.md")
    assert {len(each) for each in days(found).values()} == {2}
    assert {each.reason for each in found.joins} == {JoinReason.BRANCH}
    assert len(found.policies) == len(names)


def test_a_folder_of_four_hundred_texts_is_renamed_in_a_commit_that_edits_them(history: History) -> None:
    history.commit({f"acts/{each:03}.md": text(f"Act {each}", 1, 12) for each in range(400)})
    history.commit(
        {f"acts/{each:03}.md": None for each in range(400)}
        | {f"laws/{each:03}.md": text(f"Act {each}", 1, 12) + "Amended.\n" for each in range(400)}
    )
    found = adopted(history.repo, "**/*.md")
    assert len(found.policies) == 400
    assert {len(each.authentic.versions) for each in found.policies} == {2}
    assert found.joins == ()


def test_dated_files_that_get_another_name_stay_versions_of_one_policy(history: History) -> None:
    days_of = ("2017-09-01", "2023-09-01")
    history.commit({f"act({each}).md": text("Act", number) for number, each in enumerate(days_of)})
    history.commit(
        {f"act({each}).md": None for each in days_of}
        | {f"laws/law({each}).md": text("Act", number) for number, each in enumerate(days_of)}
    )
    history.commit({"laws/law(2025-01-01).md": text("Act", 9)})
    (policy,) = adopted(history.repo, "**/{slug}({date}).md").policies
    assert (policy.slug, policy.authentic.lineage.former_slugs) == ("law", ("act",))
    assert [f"{each.date}" for each in policy.authentic.versions] == [*days_of, "2025-01-01"]
    assert policy.authentic.removed is None


@pytest.mark.parametrize(
    ("continues", "code"),
    [
        ({"conditions": ["termss"]}, "continues-unknown"),
        ({"condition": ["terms"]}, "continues-unknown"),
        ({"other": ["terms"]}, "continues-living"),
    ],
)
def test_a_wrong_name_in_continues_is_an_error(
    history: History, continues: Mapping[str, list[str]], code: str
) -> None:
    history.commit({"terms.md": text("Terms", 1), "other.md": text("Other", 5)})
    history.commit({"terms.md": text("Terms", 3)})
    history.commit({"terms.md": None, "conditions.md": text("Conditions", 2), "other.md": text("Other", 6)})
    with pytest.raises(HistoryError) as raised:
        adopted(history.repo, continues=continues)
    assert [each.code for each in raised.value.faults] == [code]
