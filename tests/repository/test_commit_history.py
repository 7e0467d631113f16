"""Commits that a cache has are not read from Git again, and the history is the same as without a cache."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sayasat.adopt.options import AdoptOptions
from sayasat.cache.database import FILE, Cache
from sayasat.repository.commands import GitCommands
from sayasat.repository.reader import Repository
from sayasat.versions.archive import identified_lineages
from tests.support.foreign import on
from tests.support.repo import PolicyRepo

Asked = list[tuple[str, ...]]

_HISTORY = {"log", "diff_tree", "rev_list"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """The commands of Git that read the history, each with its arguments."""
    commands: Asked = []
    ask = GitCommands.ask

    def watched(
        self: GitCommands, command: str, *arguments: str, given: bytes = b""
    ) -> tuple[int, bytes, bytes]:
        if command in _HISTORY and "-1" not in arguments:
            commands.append((command, *arguments))
        return ask(self, command, *arguments, given=given)

    monkeypatch.setattr(GitCommands, "ask", watched)
    return commands


@pytest.fixture
def moved(tmp_path: Path) -> PolicyRepo:
    """A history with a rename from outside the pattern, and one in a merged branch that the merge hides."""
    repo = PolicyRepo(tmp_path / "repo")
    text = "# Terms\n\n" + "".join(f"We do {each}.\n\n" for each in range(40))
    repo.commit("Terms", date=on("2020-01-01"), files={"old/terms.md": text, "en/privacy.md": text.lower()})
    repo.rename("old/terms.md", "en/terms.md", date=on("2020-02-01"))
    repo.branch("move")
    repo.rename("en/privacy.md", "en/data.md", date=on("2020-03-01"))
    repo.commit("Rewrite", date=on("2020-03-02"), files={"en/data.md": "# Data\n\nAll new.\n"})
    repo.checkout("main")
    repo.merge("move", date=on("2020-04-01"), message="Merge")
    return repo


def read(repo: PolicyRepo, folder: Path | None, pattern: str = "{lang}/{slug}.md") -> object:
    options = AdoptOptions(str(repo.path), policies=(pattern,), site_url="https://example.org/")
    cache = Cache(folder / FILE) if folder else None
    with Repository.open(repo.path, cache=cache) as repository:
        return identified_lineages(repository, options.settings), repository.history.paths_ever(
            repository.head
        )


def test_a_second_reading_of_a_commit_asks_git_for_no_history(
    moved: PolicyRepo, asked: Asked, tmp_path: Path
) -> None:
    first = read(moved, tmp_path / "cache")
    assert {command for command, *_ in asked} == _HISTORY
    asked.clear()
    second = read(moved, tmp_path / "cache")
    assert not asked
    assert first == second == read(moved, None)


def test_a_first_reading_does_not_look_for_known_commits(
    moved: PolicyRepo, asked: Asked, tmp_path: Path
) -> None:
    for folder in (None, tmp_path / "cache"):
        asked.clear()
        read(moved, folder, "en/*.md")
        assert {command for command, *_ in asked} == {"log", "diff_tree"}


def test_after_a_commit_git_is_asked_for_that_commit_alone(
    moved: PolicyRepo, asked: Asked, tmp_path: Path
) -> None:
    read(moved, tmp_path / "cache")
    known = moved.git("rev-parse", "HEAD").strip()
    moved.commit("More", date=on("2020-05-01"), files={"en/more.md": "# More\n"})
    asked.clear()
    read(moved, tmp_path / "cache")
    logs = [each for each in asked if each[0] == "log"]
    assert logs
    assert all(f"^{known}" in each for each in logs)
    assert read(moved, tmp_path / "cache") == read(moved, None)


def _rewritten(repo: PolicyRepo) -> None:
    repo.git("reset", "--quiet", "--hard", "HEAD~1")
    repo.commit("Other", date=on("2020-06-01"), files={"en/terms.md": "# Terms\n\nOther.\n"})


def _merged_away(repo: PolicyRepo) -> None:
    """What was the main line is now the merged branch."""
    repo.git("checkout", "--quiet", "-b", "other", "HEAD~1")
    repo.commit("Aside", date=on("2020-06-01"), files={"en/aside.md": "# Aside\n"})
    repo.merge("main", date=on("2020-06-02"), message="Merge main")


@pytest.mark.parametrize("change", [_rewritten, _merged_away])
def test_another_main_line_is_read_anew(
    moved: PolicyRepo, tmp_path: Path, change: Callable[[PolicyRepo], None]
) -> None:
    read(moved, tmp_path / "cache")
    change(moved)
    assert read(moved, tmp_path / "cache") == read(moved, None)


def test_another_pattern_has_its_own_history(moved: PolicyRepo, tmp_path: Path) -> None:
    read(moved, tmp_path / "cache", "en/data.md")
    assert read(moved, tmp_path / "cache", "old/*.md") == read(moved, None, "old/*.md")


@pytest.mark.parametrize("damage", [b"", b"damaged"])
def test_a_damaged_file_counts_as_not_there(moved: PolicyRepo, tmp_path: Path, damage: bytes) -> None:
    first = read(moved, tmp_path / "cache")
    (tmp_path / "cache" / FILE).write_bytes(damage)
    assert read(moved, tmp_path / "cache") == first


def test_a_cache_that_cannot_be_written_changes_nothing(moved: PolicyRepo, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    assert read(moved, tmp_path / "cache") == read(moved, None)


def test_folders_that_are_given_to_git_give_the_same_history_as_a_glob(moved: PolicyRepo) -> None:
    with closing(Repository.open(moved.path)) as repository:
        assert repository.top_names() == {"old", "en"}
        plain = repository.log(":(top,literal)en/", has_patterns=True)
        glob = repository.log(":(glob,icase)en/**/*.md", has_patterns=True)
    assert plain == glob
