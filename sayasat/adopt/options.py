"""What is asked for when a repository is adopted, as the settings of its site. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sayasat.characters import showable
from sayasat.i18n.messages import messages
from sayasat.settings import Settings, read_settings

_TAG_YEAR = "2026"
"""In every feed id: never change it."""


@dataclass(frozen=True, slots=True)
class AdoptOptions:
    """One call of ``sayasat adopt``."""

    repository: Path
    branch: str
    """Empty for HEAD."""

    policies: tuple[str, ...]
    language: str
    title: str
    """Empty for the name of the repository's folder."""

    site_url: str
    zone: str

    @property
    def name(self) -> str:
        """The site's name, and the publisher's."""
        return showable_name(self.title) or folder_name(self.repository.resolve())

    @property
    def values(self) -> dict[str, Any]:
        """What stands under ``extra.sayasat``."""
        return {
            "languages": [self.language],
            "zone": self.zone,
            "tag": f"{tag_authority(self.site_url)},{_TAG_YEAR}",
            "publisher": {self.language: self.name},
            "contact": None,
            "adopt": {
                "repository": str(self.repository.resolve()),
                "branch": self.branch,
                "policies": list(self.policies),
            },
        }

    @property
    def settings(self) -> Settings:
        """The settings, checked. Raises SettingsError with all faults at once."""
        return read_settings(self.values, self.site_url)

    def pages(self) -> dict[str, str]:
        """The pages that the site has beside its texts: path below MkDocs' docs folder, and Markdown."""
        t = messages(self.language)
        home, changes = t("adopted.home-title"), t("adopted.changes-title")
        return {
            f"{self.language}/index.md": _page("home.html", home, t("adopted.home")),
            f"{self.language}/changes.md": _page("changes.html", changes, t("adopted.changes")),
        }


def _page(template: str, title: str, text: str) -> str:
    return f"---\ntitle: {title}\ntemplate: {template}\n---\n\n# {title}\n\n{text}\n"


def folder_name(repository: Path) -> str:
    """A site's name, after the folder of its repository."""
    named = repository.parent if repository.name == ".git" else repository
    return showable_name(re.sub(r"[-_\s]+", " ", named.name.removesuffix(".git"))) or "Policies"


def showable_name(text: str) -> str:
    """A name as pages can have it: a shell and a disk may hold bytes that are no text."""
    return showable(text.encode(errors="replace").decode()).strip()


def tag_authority(site_url: str) -> str:
    """The host, as a tag URI takes it."""
    try:
        host = urlsplit(site_url).hostname or ""
    except ValueError:
        host = ""
    return re.sub(r"[^a-z0-9.-]", "-", host) or "localhost"
