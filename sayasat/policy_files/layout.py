"""Where a repository keeps its policies: which files they are, and what each is called. Pure, without Git.

`Published` is the layout of a site that is made with Sayasat, `sayasat.policy_files.adopted_layout` has that
of any other repository. A slug is made of the path alone, so that a new file never changes another's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

DOCS = "docs"
"""Where a site made with Sayasat keeps its texts."""


class Name(NamedTuple):
    """What an edition is called."""

    slug: str
    language: str


class PathChange(Protocol):
    """What one commit did to one file, as `sayasat.repository.reader` tells it."""

    @property
    def path(self) -> str:
        """After the change."""

    @property
    def blob(self) -> str | None:
        """Absent where no file is left."""

    @property
    def renamed_from(self) -> str | None:
        """The path it had before, where it is another."""


class Naming(Protocol):
    """Says which edition a path is for, as the commits go by, oldest first."""

    def enter(self, changes: Iterable[PathChange]) -> None:
        """Take note of what the next commit did."""

    def name(self, path: str) -> Name | None:
        """The edition that a path is for since the last commit entered; absent for any other file."""


class Layout(Protocol):
    """Where a repository keeps its policies."""

    @property
    def under(self) -> tuple[str, ...]:
        """What Git is asked for: paths, or patterns of its own where `has_patterns`."""

    @property
    def has_patterns(self) -> bool:
        """Whether `under` are patterns."""

    def naming(self) -> Naming:
        """Names for one reading of the history."""

    def page(self, path: str, name: Name) -> str:
        """The file below MkDocs' docs folder that stands for an edition; ``path`` is where its text is."""

    def is_shown(self, path: str) -> bool:
        """Whether a file that is no text is published where a text shows or links to it."""


@dataclass(frozen=True, slots=True)
class Published:
    """``docs/LANGUAGE/policies/SLUG.md``: Markdown files in the folder itself.

    What MkDocs takes for the folder's own page (index, README) or hides (a dot before the name) is none.
    """

    languages: tuple[str, ...]

    @property
    def under(self) -> tuple[str, ...]:
        """The folder of all texts."""
        return (DOCS,)

    @property
    def has_patterns(self) -> bool:
        """They are paths."""
        return False

    def naming(self) -> Published:
        """Names do not depend on history here."""
        return self

    def enter(self, changes: Iterable[PathChange]) -> None:
        """See `naming`."""

    def name(self, path: str) -> Name | None:
        """The edition that a path is for, absent for any other file."""
        folder, _, file = path.rpartition("/")
        language = folder.removeprefix(f"{DOCS}/").removesuffix("/policies")
        slug = file.removesuffix(".md")
        if language not in self.languages or folder != f"{DOCS}/{language}/policies":
            return None
        if slug == file or slug in {"index", "README"} or slug.startswith(".") or not slug:
            return None
        return Name(slug, language)

    def page(self, path: str, name: Name) -> str:  # noqa: ARG002
        """The text's own file."""
        return path.removeprefix(f"{DOCS}/")

    def is_shown(self, path: str) -> bool:
        """Whatever lies below docs/."""
        return path.startswith(f"{DOCS}/")
