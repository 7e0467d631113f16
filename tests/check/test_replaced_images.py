"""A change that replaces an image alone is checked and reported like one of words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.proposed import check, review, rule_places
from tests.support.repo import PolicyRepo, policy_text

STAMP = "docs/assets/stamp.png"
BODY = "# Акы {#fees}\n\n![Мөөр](../../assets/stamp.png)\n"
KY = "docs/ky/policies/fees.md"


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    repo = PolicyRepo(tmp_path)
    repo.write(STAMP, b"first")
    repo.policy("ky", "fees", BODY, title="Акы", effective="2024-01-01")
    return repo


def test_an_image_that_is_replaced_alone_in_a_text_in_force_is_an_error(repo: PolicyRepo) -> None:
    repo.write(STAMP, b"second")
    assert ("words-unexplained!", "ky/fees.md:3") in rule_places(check(repo))


def test_the_report_names_the_image_before_and_after(repo: PolicyRepo) -> None:
    ids = [repo.git("rev-parse", f"HEAD:{STAMP}")]
    repo.write(STAMP, b"second")
    ids.append(repo.git("hash-object", STAMP))
    report = review(repo, "HEAD")
    assert "1 image changed" in report
    before, after = (each[:7] for each in ids)
    assert f"Image replaced&#58; ../../assets/stamp.png ({before} → {after})" in report
    assert "No policy" not in report


def test_an_image_with_a_reason_is_a_correction(repo: PolicyRepo) -> None:
    repo.write(STAMP, b"second")
    text = policy_text(BODY, title="Акы", effective="2024-01-01", editorial="мөөр кесилип калган")
    repo.write(KY, text)
    assert "words-unexplained!" not in dict(rule_places(check(repo)))
    assert "1 image changed" in review(repo, "HEAD")


def test_an_image_that_no_policy_shows_is_no_change_of_one(repo: PolicyRepo) -> None:
    repo.write("docs/assets/logo.png", b"logo")
    assert "words-unexplained!" not in dict(rule_places(check(repo)))
    assert "image" not in review(repo, "HEAD").partition("###")[0]
