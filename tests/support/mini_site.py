"""Builds real sites out of real repositories, with the project's own configuration and theme."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from tests.support.forked import run_interpreter, run_module
from tests.support.repo import PolicyRepo

ROOT = Path(__file__).parents[2]
PAGES = ("index.md", "changes.md", "about.md", "contact.md", "cookies.md")
LANGUAGES = ("ky", "ru", "en")
_DOCUMENTS = "    documents: "


class Built(Struct, frozen=True):
    """How a build ended."""

    site: Path
    code: int
    log: str


def furnish(repo: PolicyRepo, *, languages: Sequence[str] = LANGUAGES, has_documents: bool = False) -> None:
    """Put the project's configuration, theme and plain pages into a repository's working tree.

    Word documents take a third of the time of a build; few tests read them.
    """
    shutil.copytree(ROOT / "overrides", repo.path / "overrides")
    for file in ("mkdocs.yml", "cookies.yml", "search.yml"):
        shutil.copy(ROOT / file, repo.path)
    if not has_documents:
        lines = (repo.path / "mkdocs.yml").read_text().splitlines(keepends=True)
        repo.write("mkdocs.yml", "".join(line for line in lines if not line.startswith(_DOCUMENTS)).encode())
    repo.write(".gitignore", "site/\n")
    for language in languages:
        for page in PAGES:
            repo.write(f"docs/{language}/{page}", (ROOT / "docs" / language / page).read_bytes())


def build(
    repo: PolicyRepo,
    *,
    today: str = "",
    site: Path | None = None,
    strict: bool = True,
    site_url: str = "https://example.org/",
    edit_url: str = "",
    new_interpreter: bool = False,
) -> Built:
    """Run ``mkdocs build`` on a repository, as the Makefile does."""
    target = site or repo.path / "site"
    environment = os.environ | {
        "SAYASAT_TODAY": today,
        "NO_MKDOCS_2_WARNING": "1",
        "SITE_URL": site_url,
        "EDIT_URL": edit_url,
    }
    options = ["--strict"] if strict else []
    run_mkdocs = run_interpreter if new_interpreter else run_module
    run = run_mkdocs("mkdocs", "build", "--site-dir", target, *options, cwd=repo.path, env=environment)
    return Built(target, run.returncode, run.stdout + run.stderr)
