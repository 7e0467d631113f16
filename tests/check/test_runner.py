"""The findings of all checks, and the entries of check.yml that silence some of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.check.rules.all import SILENCEABLE
from tests.support.proposed import check, rule_places
from tests.support.repo import PolicyRepo

BODY = "# Саясат {#privacy}\n\nМаалымат.\n\n<span>Жабык.</span>"
KY = "docs/ky/policies/privacy.md"
SILENCE = """silenced:
  - rule: translation-missing
    file: docs/ru/policies/privacy.md
    reason: {reason}
"""


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", "# Саясат {#privacy}\n\nМаалымат.", effective="2024-01-01")
    return repo


def test_an_entry_silences_one_finding(repo: PolicyRepo) -> None:
    repo.commit(files={"check.yml": SILENCE.format(reason="On its way")})
    found = check(repo)
    assert rule_places(found, without=()) == [("translation-missing", "en/privacy.md")]
    assert found.silenced == 1


def test_an_entry_that_silences_nothing_is_a_warning_with_its_line(repo: PolicyRepo) -> None:
    repo.policy("ru", "privacy", "# Политика {#privacy}\n\nДанные.", effective="2024-01-01")
    repo.commit(files={"check.yml": SILENCE.format(reason="On its way")})
    assert rule_places(check(repo)) == [("silence-unused", "check.yml:2")]


def test_a_fault_of_the_version_rules_cannot_be_silenced(repo: PolicyRepo) -> None:
    text = SILENCE.format(reason="x").replace("translation-missing", "effective-missing")
    repo.commit(files={"check.yml": text})
    assert ("entry-bad!", "check.yml:2") in rule_places(check(repo))
    assert "effective-missing" not in SILENCEABLE


def test_the_settings_are_those_of_the_change(repo: PolicyRepo) -> None:
    """An entry that is proposed together with a text applies to that text."""
    repo.write("check.yml", SILENCE.format(reason="On its way"))
    assert check(repo).silenced == 1


def test_errors_come_first_then_findings_are_sorted_by_file_and_line(repo: PolicyRepo) -> None:
    repo.write(KY, "---\ntitle: A\neffective: 2024-13-01\nx: y\n---\n\n[a](b.md)\n")
    found = [(each.severity.value, each.path, each.line) for each in check(repo).findings]
    assert found == sorted(found)
    assert len(found) >= 4


def test_faults_of_check_yml_are_reported_beside_the_findings_in_texts(repo: PolicyRepo) -> None:
    repo.write("check.yml", "silenced: [\n")
    repo.write(KY, "---\ntitle: A\neffective: 2024-13-01\n---\n")
    found = dict(rule_places(check(repo)))
    assert found["entry-syntax!"] == "check.yml:2"
    assert found["front-matter-date-unreal!"] == "ky/privacy.md:3"
