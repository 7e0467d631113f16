"""Attachments are computed from the revisions and the drafts: no page needs to be rendered for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.website.link_summary import EditionLinks, attachments, edition_links
from sayasat.website.links import Attachment
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo

POLICY = "docs/ky/policies/privacy.md"
IMAGE = "docs/ky/policies/seal.png"
TEXT = "---\ntitle: Privacy\neffective: {day}\n---\n\n# Privacy {{#privacy}}\n\n{body}\n"
SHOWN = "![Seal](seal.png) and [terms](../other.md)"


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    """Two versions that show different images of the same name, and a file that no text links to."""
    repo = PolicyRepo(tmp_path)
    for year, image in (("2025", b"old"), ("2026", b"new")):
        day = f"{year}-01-01"
        files: dict[str, str | bytes | None] = {
            POLICY: TEXT.format(day=day, body=f"{SHOWN} {year}"),
            IMAGE: image,
            "docs/ky/plan.pdf": b"plan",
        }
        repo.commit(date=f"{day}T12:00:00+06:00", files=files)
    return repo


def blob(repo: PolicyRepo, path: str, commit: str = "HEAD") -> str:
    return repo.git("rev-parse", f"{commit}:{path}")


def test_each_image_that_a_version_shows_is_an_attachment(repo: PolicyRepo) -> None:
    blobs = [blob(repo, IMAGE), blob(repo, IMAGE, "HEAD~1")]
    expected = [Attachment(f"assets/files/{each}/seal.png", each) for each in sorted(blobs)]
    with published(repo) as catalogue:
        assert attachments(catalogue, edition_links(catalogue), {}) == expected


def test_a_draft_attaches_the_files_that_it_links_to(repo: PolicyRepo) -> None:
    draft = TEXT.format(day="2026-01-01", body="[Plan](../plan.pdf)").encode()
    with published(repo) as catalogue:
        links = edition_links(catalogue)
        added = set(attachments(catalogue, links, {("privacy", "ky"): draft}))
        added -= set(attachments(catalogue, links, {}))
    assert {each.blob for each in added} == {blob(repo, "docs/ky/plan.pdf")}


def test_the_digest_changes_with_a_link_target_and_with_nothing_else(repo: PolicyRepo) -> None:
    before = _links(repo)
    repo.commit(date="2026-02-01T12:00:00+06:00", files={"docs/ky/policies/unrelated.png": b"x"})
    assert _links(repo) == before
    repo.commit(date="2026-02-02T12:00:00+06:00", files={"docs/ky/other.md": "# Other"})
    after = _links(repo)
    for day, summary in before.dated.items():
        assert after.dated[day].digest != summary.digest
        assert after.dated[day].attachments == summary.attachments


def _links(repo: PolicyRepo) -> EditionLinks:
    with published(repo) as catalogue:
        return edition_links(catalogue)["privacy", edition(catalogue).language]
