"""The input repositories of a comparison, made once: both commits' code works on copies of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path

from tests.demo.repository import sample_office
from tests.support import foreign
from tests.support.golden_files import read_yaml
from tests.support.mini_site import ROOT, furnish
from tests.support.repo import PolicyRepo
from tests.support.samples import every_kind

TODAY = "2026-11-24"
"""The day that every build and every command works as of."""

SITES = ("own", "demo", "proposal", "every-kind", "findings", "broken")
"""Repositories of sites: each side puts its own theme, hooks and configuration into their work trees."""

PRODUCT = ("hooks", "overrides", "cookies.yml")
"""What a site's repository holds of the product, beside its mkdocs.yml."""

_WORDS = {
    "ky": ("ошол эле күнү", "2 күндө"),
    "ru": ("в тот же день", "за 2 дня"),
    "en": ("on the same day", "in 2 days"),
}
"""What the proposal changes in a text of the demo: old words and new ones."""


def make_inputs(folder: Path, names: Collection[str], repository: Path, commit: str) -> None:
    """Make the repositories of these names below ``folder``; ``own`` is the project's as of ``commit``."""
    today = date.fromisoformat(TODAY)
    makers: Mapping[str, Callable[[Path], object]] = {
        "own": lambda place: _own(place, repository, commit),
        "demo": lambda place: sample_office(PolicyRepo(place), today),
        "proposal": lambda place: _propose(place, today),
        "every-kind": lambda place: every_kind(PolicyRepo(place)),
        "findings": lambda place: _findings(PolicyRepo(place)),
        "broken": lambda place: _broken(PolicyRepo(place)),
        "nested": foreign.nested,
        "companies": foreign.companies,
        "bare": foreign.bare,
        "empty": Path.mkdir,
    }
    folder.mkdir()
    for name in sorted(names):
        makers[name](folder / name)


def _own(folder: Path, repository: Path, commit: str) -> None:
    """A clone whose work tree holds no code: a command that is run in it must not import what lies there."""
    repo = PolicyRepo(folder)
    repo.git("fetch", "--quiet", repository, f"{commit}:refs/heads/texts")
    repo.git("checkout", "--quiet", "-B", "main", "texts")
    repo.git("branch", "--quiet", "--delete", "texts")
    for each in folder.iterdir():
        if each.is_dir() and each.name not in {".git", "docs"}:
            shutil.rmtree(each)


def _propose(folder: Path, today: date) -> None:
    """The demo with a new version of one policy committed on a branch, and a slip in a file on disk."""
    repo = PolicyRepo(folder)
    sample_office(repo, today)
    repo.branch("proposal")
    for language, (old, new) in _WORDS.items():
        file = folder / f"docs/{language}/policies/services.md"
        text = file.read_text(encoding="utf-8").replace("2026-06-01", "2026-12-15")
        file.write_text(text.replace(old, new), encoding="utf-8")
    repo.commit("Faster payment documents", date=f"{TODAY}T09:00:00+06:00")
    slip = folder / "docs/en/policies/privacy.md"
    slip.write_text(slip.read_text(encoding="utf-8") + "\nThe the end\n", encoding="utf-8")


def _findings(repo: PolicyRepo) -> None:
    """A site with every bad golden case of the rules of ``sayasat check`` on disk, not committed."""
    furnish(repo)
    repo.policy("ky", "privacy", "# Privacy {#privacy}\n\nText.", effective="2024-01-01")
    for file in sorted((ROOT / "tests" / "golden" / "check").glob("*.yml")):
        for place, case in enumerate(read_yaml(file)["bad"]):
            texts = {"ky": case.get("original", ""), case["language"]: case["text"]}
            for language, text in texts.items():
                # Some cases hold a lone surrogate, as a reader of broken UTF-8 gives it
                repo.write(
                    f"docs/{language}/policies/{file.stem}-{place}.md", text.encode("utf-8", "replace")
                )


def _broken(repo: PolicyRepo) -> None:
    """A site that cannot be built: the head of a published text is at fault."""
    furnish(repo)
    repo.policy("ky", "privacy", "# Privacy {#privacy}\n\nText.", effective="soon", owner="Legal")


def merge_configuration(repo: PolicyRepo, product: Path) -> None:
    """Put a commit's changes of the project's mkdocs.yml into that of a sample, which was made from ROOT's.

    Raises AssertionError where both changed the same lines.
    """
    name = "mkdocs.yml"
    merged = repo.git("merge-file", "--stdout", name, ROOT / name, product / name)
    repo.write(name, f"{merged}\n")
