"""An adopted repository that grows and whose files are renamed: no URL of an earlier site is lost."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sayasat.adopt.options import AdoptOptions
from tests.support.repo import PolicyRepo
from tests.support.retention import Kept

ZONE = ZoneInfo("Asia/Bishkek")
POLICIES, POINTS, COMMITS = 43, 6, 12
_WORDS = ("account", "cookies", "data", "mail", "notice", "office", "order", "price", "refund", "terms")


class _Repository:
    """Texts below ``Policies/`` that random commits edit, move, rewrite, delete and bring back."""

    def __init__(self, repo: PolicyRepo, seed: int) -> None:
        self.repo = repo
        self.chance = random.Random(seed)  # noqa: S311 (a test)
        self.day = date(2020, 1, 1)
        self.texts: dict[str, str] = {}
        self.left: dict[str, str] = {}
        """Paths that were left, with their last texts."""

    def grow(self, number: int) -> None:
        """Commit new texts, two hundred days later."""
        self.day += timedelta(days=200)
        paths = self.chance.sample([f"Policies/{a}/{b}.md" for a in _WORDS for b in _WORDS], POLICIES)
        new = [path for path in paths if path not in self.texts][:number]
        self._commit({path: self._text(path) for path in new})

    def change(self) -> None:
        """One random commit, the next day."""
        self.day += timedelta(days=1)
        change = self.chance.choice(
            (self._edit, self._move, self._move, self._move_and_rewrite, self._come_back, self._write_again)
        )
        self._commit(change(self.chance.choice(sorted(self.texts))))

    def _text(self, path: str) -> str:
        words = (" ".join(self.chance.choices(_WORDS, k=30)) for _ in range(8))
        return f"# Policy of {path.split('/')[1]}\n\n" + "\n\n".join(words) + "\n"

    def _edit(self, path: str) -> Mapping[str, str | None]:
        return {path: f"{self.texts[path]}\n{self.chance.choice(_WORDS)}\n"}

    def _move(self, path: str) -> Mapping[str, str | None]:
        return {path: None, self._free(path): self.texts[path]}

    def _move_and_rewrite(self, path: str) -> Mapping[str, str | None]:
        folder = path.removesuffix(".md")
        moved = f"{folder}/index.md" if not path.endswith("index.md") else f"{folder.rpartition('/')[0]}.md"
        return {path: None, moved: self._text(path)}

    def _come_back(self, path: str) -> Mapping[str, str | None]:
        if not self.left:
            return {path: None}
        back = self.chance.choice(sorted(self.left))
        return {back: self.left[back], **({} if path.startswith(back) else {path: None})}

    def _write_again(self, path: str) -> Mapping[str, str | None]:
        return {self.chance.choice(sorted(self.left) or [path]): self._text(path)}

    def _free(self, path: str) -> str:
        """A path that no text has: mostly one that was left."""
        paths = [*self.left, *self.left, f"Policies/{'/'.join(self.chance.sample(_WORDS, 2))}.md"]
        free = [each for each in paths if each not in self.texts and each != path]
        return self.chance.choice(sorted(free)) if free else f"Policies/other/{len(self.left)}.md"

    def _commit(self, files: Mapping[str, str | None]) -> None:
        for path, text in files.items():
            old = self.texts.pop(path, None)
            if text is not None:
                self.texts[path] = text
                self.left.pop(path, None)
            elif old is not None:
                self.left[path] = old
        moment = datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=ZONE)
        self.repo.replay([(moment, "Edit", files)])


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 40))])
def test_no_url_is_lost_at_six_points_of_the_history(tmp_path: Path, seed: int) -> None:
    """43 policies and more. Between two points, twelve commits move, rewrite, delete and restore texts."""
    repo = PolicyRepo(tmp_path / "repository")
    options = AdoptOptions(
        str(repo.path), "", ("Policies/**/*.md",), ("en",), "Site", "https://example.org/", "UTC"
    )
    growing, kept = _Repository(repo, seed), Kept(options.settings)
    for _ in range(POINTS):
        growing.grow(POLICIES // POINTS)
        for _ in range(COMMITS):
            growing.change()
        assert kept.publish(repo, growing.day.isoformat())
    assert len(growing.texts) >= POLICIES - 10
