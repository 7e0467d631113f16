"""The table of dates in the guide for editors: every row does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sayasat.policy_files.front_matter import KEYS
from tests.support.guide import does, path, read
from tests.support.mini_site import LANGUAGES
from tests.support.proposed import check, review, rule_places
from tests.support.repo import PolicyRepo, policy_text


def dates(language: str) -> str:
    return read(path(language, "dates")).partition("| --- | --- |\n")[2].partition("\n\n")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_dates_names_keys_that_a_head_may_have(language: str) -> None:
    named = set(re.findall(r"`(\w+)(?::[^`]*)?`", dates(language)))
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
    return [row.strip("| ").split(" | ")[0] for row in dates(language).splitlines()]


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
    assert rule_places(check(repo)) == []
    assert does(kind) in review(repo, "HEAD")


@pytest.mark.parametrize("need", IN_VERSIONS)
def test_the_files_that_the_table_asks_for_do_what_it_says(tmp_path: Path, need: str) -> None:
    proposed, kind = IN_VERSIONS[need]
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "policy", WORDS, date=PAST, **FIRST)
    repo.policy("ky", "policy", OTHER, date=RECENT, **ANNOUNCED)
    for file, (head, body) in proposed.items():
        repo.write(f"docs/ky/{file}.md", policy_text(body, **head))
    assert rule_places(check(repo)) == []
    assert does(kind) in review(repo, "HEAD")


def test_a_translation_that_says_it_has_nothing_to_change_lags_no_more(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    russian = FIRST | {"title": "Политика", "translation": "unofficial"}
    repo.policy("ky", "policy", WORDS, date=PAST, **FIRST)
    repo.policy("ru", "policy", "# Политика {#policy}\n\n30 дней.\n", date=PAST, **russian)
    corrected = FIRST | {"editorial": "кашаа", "concerns": "translations"}
    repo.policy("ky", "policy", WORDS.replace("30 күн", "(30 күн)"), date=RECENT, **corrected)
    assert rule_places(check(repo)) == [("translation-behind", "ru/policy.md:3")]
    compared = policy_text("# Политика {#policy}\n\n30 дней.\n", **russian, editorial="сверено")
    repo.write("docs/ru/policies/policy.md", compared)
    assert rule_places(check(repo)) == []
