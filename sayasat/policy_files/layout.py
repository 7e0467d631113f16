"""The layout of a repository: which files are policies, and the slug and language of each. Pure.

`Published` is the layout of a site that is made with Sayasat; `sayasat.policy_files.adopted_layout` has the
layout of any other repository. A slug is made from the path alone, so that a new file cannot change the slug
of another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:  # Git is slow to import, and not needed to read settings
    from sayasat.repository.plumbing import FileChange

DOCS = "docs"
"""The folder of the texts in a repository of a site that is made with Sayasat."""


class Name(NamedTuple):
    """The slug and the language of an edition."""

    slug: str
    language: str


class VersionFile(NamedTuple):
    """A file below ``docs/LANGUAGE/versions/``: the text of one version of an edition."""

    edition: Name
    day: date | None
    """The version's date; None if the path is not ``SLUG/DATE.md``, so that the file is no text."""


class Published(Struct, frozen=True):
    """``docs/LANGUAGE/policies/SLUG.md``: Markdown files in the folder itself.

    The texts of versions that are not the latest are ``docs/LANGUAGE/versions/SLUG/DATE.md``. The files
    index and README, and files whose names begin with a dot, are no policies: MkDocs treats them as the page
    of the folder, or ignores them.
    """

    languages: tuple[str, ...]

    under: ClassVar = (DOCS,)
    """The paths whose history Git lists."""

    def naming(self) -> Published:
        """A mapping of paths to editions, for one reading of the history: names do not depend on it."""
        return self

    def enter(self, changes: Iterable[FileChange]) -> None:
        """Read the changes of the next commit, oldest first: they change nothing."""

    def name(self, path: str) -> Name | None:
        """The edition of a path; None if the file is no policy."""
        folder, _, file = path.rpartition("/")
        language = folder.removeprefix(f"{DOCS}/").removesuffix("/policies")
        slug = file.removesuffix(".md")
        if language not in self.languages or folder != f"{DOCS}/{language}/policies":
            return None
        if slug == file or slug in {"index", "README"} or slug.startswith(".") or not slug:
            return None
        return Name(slug, language)

    def version_file(self, path: str) -> VersionFile | None:
        """The edition and the date of a file below ``versions/``; None for any other path."""
        top, language, folder, *rest = (*path.split("/", 4), "", "")
        if (top, folder) != (DOCS, "versions") or language not in self.languages:
            return None
        return VersionFile(Name(rest[0], language), _day(rest[1]))

    def page(self, path: str, name: Name) -> str:  # noqa: ARG002
        """The path of an edition's page, relative to MkDocs' docs folder: that of the text at ``path``."""
        return path.removeprefix(f"{DOCS}/")

    def is_shown(self, path: str) -> bool:
        """Whether a file that is no policy is published if a text shows or links to it: it is below docs/."""
        return path.startswith(f"{DOCS}/")


def version_path(language: str, slug: str, day: date) -> str:
    """Where the file of one version is, or would be."""
    return f"{version_folder(language, slug)}/{day.isoformat()}.md"


def version_folder(language: str, slug: str) -> str:
    """The folder of a policy's files in ``versions/``."""
    return f"{DOCS}/{language}/versions/{slug}"


def _day(file: str) -> date | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.md", file):
        return None
    try:
        return date.fromisoformat(file.removesuffix(".md"))
    except ValueError:
        return None
