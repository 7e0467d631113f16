"""The archives that the bench writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.scale import archive
from bench.scale.programmes import own_files
from bench.scale.shape import TODAY, Shape
from sayasat.policy_files.document import read_document
from tests.support.proposed import check
from tests.support.repo import PolicyRepo

SHAPE = Shape(3, 4, size=3000)
THREE = Shape(4, 2, ("ky", "ru", "en"), size=4000, ids=1)


def written(folder: Path, shape: Shape = SHAPE) -> PolicyRepo:
    archive.repository(folder, shape)
    return PolicyRepo(folder)


def test_the_same_shape_gives_the_same_commit(tmp_path: Path) -> None:
    assert written(tmp_path / "a").head == written(tmp_path / "b").head


def test_every_version_is_a_commit_on_a_day_of_its_own(tmp_path: Path) -> None:
    repo = written(tmp_path / "a")
    assert int(repo.git("rev-list", "--count", "HEAD")) == SHAPE.texts
    for policy in range(SHAPE.policies):
        path = f"docs/en/policies/{SHAPE.slug(policy)}.md"
        days = repo.git("log", "--reverse", "--format=%cs", "--", path).split()
        stated = [
            str(read_document(repo.git("show", f"{commit}:{path}").encode()).front_matter.effective)
            for commit in repo.git("log", "--reverse", "--format=%H", "--", path).split()
        ]
        assert days == stated == sorted(set(days))
        assert days[-1] < TODAY.isoformat()


def test_no_commit_is_earlier_than_the_one_before() -> None:
    shape = Shape(60, 200, size=500)
    times = [shape.published(*place) for place in shape.order()]
    assert times == sorted(set(times))
    days = {(policy, shape.published(version, policy).date()) for version, policy in shape.order()}
    assert len(days) == shape.texts


def test_one_more_version_changes_one_text(tmp_path: Path) -> None:
    repo = written(tmp_path / "a")
    archive.one_more(repo.path, SHAPE)
    assert repo.git("diff", "--name-only", "HEAD~1", "HEAD") == "docs/en/policies/privacy.md"
    assert repo.git("status", "--short") == ""
    longer = written(tmp_path / "b", Shape(3, 5, size=3000))
    body = [
        read_document(each.git("show", "HEAD:docs/en/policies/privacy.md").encode()).body
        for each in (repo, longer)
    ]
    assert body[0] == body[1]


def test_plain_files_are_the_texts_of_the_versions(tmp_path: Path) -> None:
    repo = written(tmp_path / "a")
    archive.plain_files(tmp_path / "files", SHAPE)
    files = {str(file.relative_to(tmp_path / "files")): file for file in (tmp_path / "files").rglob("*.md")}
    assert len(files) == SHAPE.texts
    for name, file in files.items():
        slug, _, day = name.removesuffix(".md").partition("/")
        commit = repo.git("log", "-1", f"--until={day}T23:59:59Z", "--format=%H")
        assert repo.git("show", f"{commit}:docs/en/policies/{slug}.md") == file.read_text().removesuffix("\n")


def test_the_publishers_check_finds_no_fault(tmp_path: Path) -> None:
    archive.repository(tmp_path / "a", THREE, own_files())
    found = check(PolicyRepo(tmp_path / "a"))
    assert [(each.rule, each.path, each.line) for each in found.findings if each.severity == "error"] == []


def test_the_repository_around_it_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bench works below the project's own repository, whose branch has the same name."""
    outer = PolicyRepo(tmp_path)
    before = outer.commit(files={"README": "Ours"})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / ".git"))
    monkeypatch.chdir(tmp_path)
    archive.repository(Path("build/a"), SHAPE)
    archive.one_more(Path("build/a"), SHAPE)
    monkeypatch.delenv("GIT_DIR")
    assert outer.head == before
    assert outer.git("rev-list", "--all", "--count") == "1"
    assert int(PolicyRepo(tmp_path / "build/a").git("rev-list", "--all", "--count")) == SHAPE.texts + 1


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        archive.repository(tmp_path, SHAPE)
