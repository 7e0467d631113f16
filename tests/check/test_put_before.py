"""A version that is put before an announced one: what comes early in it, and what will be undone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat.check.finding import Severity
from sayasat.check.put_before import Region, neighbour_findings, regions
from sayasat.i18n.messages import messages
from sayasat.markdown.section_reader import sections
from tests.check.cases import text
from tests.support.golden_files import read_yaml
from tests.support.proposed import TODAY, check, rule_places
from tests.support.repo import PolicyRepo, policy_text

CASES = read_yaml(Path(__file__).parents[1] / "golden" / "put-before.yml")
DAYS = date(2027, 1, 1), date(2027, 3, 1)
KY = "docs/ky/policies/privacy.md"
FILE = "docs/ky/versions/privacy/2027-01-01.md"
IN_FORCE = "# Саясат {#privacy}\n\nМаалымат бир жыл сакталат.\n\nКаттар жөнөтүлбөйт."
ANNOUNCED = "# Саясат {#privacy}\n\nМаалымат эки жыл сакталат.\n\nКаттар жөнөтүлбөйт."
NEARER = "# Саясат {#privacy}\n\nМаалымат бир жыл сакталат.\n\nКаттар ай сайын жөнөтүлөт."
BOTH = "# Саясат {#privacy}\n\nМаалымат эки жыл сакталат.\n\nКаттар ай сайын жөнөтүлөт."


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["claim"])
def test_each_section_with_early_or_undone_words_is_found(case: dict[str, Any]) -> None:
    version = text("ky", f"---\ntitle: A\n---\n\n{case['version']}")
    before, announced = (sections(case[name]) for name in ("before", "announced"))
    found = list(neighbour_findings(before, version, announced, DAYS))
    said = [
        {"line": each.line, "extract": each.extract, "says": messages("en").what(each.fault)}
        for each in found
    ]
    assert said == case["finds"]
    assert {each.severity for each in found} <= {Severity.WARNING}


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    """One text in force, and one announced for March 2027 in ``policies/``."""
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", IN_FORCE, effective="2024-01-01")
    repo.policy("ky", "privacy", ANNOUNCED, effective="2027-03-01", date="2026-11-01T12:00:00+06:00")
    return repo


def put(repo: PolicyRepo, body: str, path: str = FILE, effective: str = "2027-01-01", **keys: str) -> None:
    repo.write(path, policy_text(body, title="Privacy", effective=effective, **keys))


def found(repo: PolicyRepo) -> list[str]:
    names = [name for name, _ in rule_places(check(repo), without=("translation-missing", "replaces-none"))]
    assert not [name for name in names if name.endswith("!")]
    return names


def test_what_only_the_nearer_version_has_will_be_undone(repo: PolicyRepo) -> None:
    put(repo, NEARER)
    assert found(repo) == ["change-undone"]


def test_words_of_the_announced_version_come_early_with_the_file_they_were_copied_from(
    repo: PolicyRepo,
) -> None:
    put(repo, BOTH)
    assert sorted(found(repo)) == ["change-undone", "words-early"]


def test_nothing_is_found_where_the_announced_version_is_redrafted_in_the_same_proposal(
    repo: PolicyRepo,
) -> None:
    put(repo, NEARER)
    put(repo, BOTH, KY, "2027-03-01")
    assert found(repo) == []


def test_nothing_is_found_where_one_proposal_announces_both(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", IN_FORCE, effective="2024-01-01")
    put(repo, NEARER)
    put(repo, BOTH, KY, "2027-03-01")
    assert found(repo) == []


def test_the_date_in_the_policys_file_moves_back_as_in_older_commits(repo: PolicyRepo) -> None:
    put(repo, BOTH, KY, replaces="none")
    assert sorted(found(repo)) == ["change-undone", "words-early"]


def test_a_version_that_takes_effect_at_once_is_compared_too(repo: PolicyRepo) -> None:
    put(repo, NEARER, f"docs/ky/versions/privacy/{TODAY}.md", TODAY)
    assert found(repo) == ["change-undone"]


def test_a_redraft_is_compared_with_its_own_last_text(repo: PolicyRepo) -> None:
    """What was found and let pass once is not found again."""
    put(repo, NEARER)
    repo.commit(date=f"{TODAY}T08:00:00+06:00")
    assert found(repo) == ["change-undone"]
    put(repo, NEARER.replace("ай сайын", "жума сайын"))
    assert found(repo) == []
    put(repo, f"{NEARER}\n\nЖаңы абзац.")
    assert found(repo) == ["change-undone"]
    put(repo, NEARER.replace("бир жыл", "эки жыл"))
    assert found(repo) == ["words-early"]


def test_later_commits_find_nothing(repo: PolicyRepo) -> None:
    put(repo, NEARER)
    repo.commit(date=f"{TODAY}T08:00:00+06:00")
    repo.policy("ky", "orders", IN_FORCE, date=f"{TODAY}T09:00:00+06:00")
    assert found(repo) == []


def test_a_correction_in_force_and_a_text_found_later_are_not_put_before_it(repo: PolicyRepo) -> None:
    put(repo, NEARER, "docs/ky/versions/privacy/2024-01-01.md", "2024-01-01", editorial="ката")
    put(repo, NEARER, "docs/ky/versions/privacy/2023-01-01.md", "2023-01-01", source="Архив")
    assert found(repo) == []


def test_a_finding_can_be_silenced(repo: PolicyRepo) -> None:
    put(repo, NEARER)
    silence = (
        f"silenced:\n- {{rule: change-undone, file: {FILE}, text: '#privacy', reason: Январь айы үчүн}}\n"
    )
    repo.write("check.yml", silence)
    assert found(repo) == []


TEXTS = st.lists(st.sampled_from("abcd"), max_size=8)


def test_a_change_of_one_text_is_beside_what_the_other_kept() -> None:
    assert list(regions("abc", "axc", "abcd")) == [
        Region(range(1, 2), range(1, 2), range(1, 2)),
        Region(range(3, 3), range(3, 3), range(3, 4)),
    ]


def test_changes_of_the_same_words_are_one_region() -> None:
    assert list(regions("abc", "axc", "ayyc")) == [Region(range(1, 2), range(1, 2), range(1, 3))]


@given(TEXTS, TEXTS, TEXTS)
def test_the_regions_come_in_order_and_all_three_are_equal_between_them(
    old: list[str], first: list[str], second: list[str]
) -> None:
    ends = (0, 0, 0)
    found = list(regions(old, first, second))
    for region in [*found, Region(*(range(len(each), len(each)) for each in (old, first, second)))]:
        kept = [
            each[end : part.start] for each, end, part in zip((old, first, second), ends, region, strict=True)
        ]
        assert kept[0] == kept[1] == kept[2]
        ends = (region.old.stop, region.first.stop, region.second.stop)
    for region in found:
        texts = [
            text[part.start : part.stop] for text, part in zip((old, first, second), region, strict=True)
        ]
        assert texts[1] != texts[0] or texts[2] != texts[0]
