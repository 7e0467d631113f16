"""The arguments of ``sayasat adopt`` as settings of its site."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sayasat.characters import showable
from sayasat.i18n.messages import messages
from sayasat.settings import Settings, read_settings

_TAG_YEAR = "2026"
"""Part of every feed id. Feed readers show all entries as new if it changes."""

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_RESERVED = frozenset({"example", "internal", "invalid", "local", "localhost", "onion", "test"})


@dataclass(frozen=True, slots=True)
class AdoptOptions:
    """The arguments of ``sayasat adopt``."""

    repository: Path
    branch: str
    """A branch, tag or commit; empty for HEAD."""

    policies: tuple[str, ...]
    languages: tuple[str, ...]
    """BCP 47 tags of the texts; the first is that of the originals."""

    title: str
    """If empty, the name of the repository's folder is the title."""

    site_url: str
    zone: str
    """Whose calendar dates the commits; empty for each committer's own UTC offset."""

    dates: tuple[str, ...] = ()
    """Sources of dates (`sayasat.policy_files.date_sources`); if empty, the known ones."""

    continues: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The former slugs of policies, by their present ones."""

    publisher: str = ""
    """Whose texts they are; if empty, the name of the site."""

    @property
    def name(self) -> str:
        """The name of the site, which is also its publisher's name."""
        return showable_name(self.title) or folder_name(self.repository.resolve())

    @property
    def values(self) -> dict[str, Any]:
        """The value of ``extra.sayasat`` in mkdocs.yml."""
        return {
            "languages": list(self.languages),
            "zone": self.zone or "UTC",
            "tag": f"{tag_authority(self.site_url)},{_TAG_YEAR}",
            "publisher": dict.fromkeys(self.languages, self.publisher or self.name),
            "contact": None,
            "adopt": {
                "repository": str(self.repository.resolve()),
                "branch": self.branch,
                "policies": list(self.policies),
                "own_days": not self.zone,
                "continues": {new: list(old) for new, old in self.continues.items()},
                **({"dates": list(self.dates)} if self.dates else {}),
            },
        }

    @property
    def settings(self) -> Settings:
        """The checked settings. Raises SettingsError with every fault."""
        return read_settings(self.values, self.site_url)

    def pages(self) -> dict[str, str]:
        """The Markdown of each page beside the policies, by its path below MkDocs' docs folder."""
        pages = {}
        for language in self.languages:
            t = messages(language)
            home, changes = t("adopted.home-title"), t("adopted.changes-title")
            pages[f"{language}/index.md"] = _page("home.html", home, t("adopted.home"))
            pages[f"{language}/changes.md"] = _page("changes.html", changes, t("adopted.changes"))
        return pages


def _page(template: str, title: str, text: str) -> str:
    return f"---\ntitle: {title}\ntemplate: {template}\n---\n\n# {title}\n\n{text}\n"


def folder_name(repository: Path) -> str:
    """The name of a site whose repository is in this folder; ``my-texts.git`` gives “my texts”."""
    folder = repository.parent if repository.name == ".git" else repository
    return showable_name(re.sub(r"[-_\s]+", " ", folder.name.removesuffix(".git"))) or "Policies"


def showable_name(text: str) -> str:
    """A name without characters that a page cannot show: an argument or a file name may be invalid UTF-8."""
    return showable(text.encode(errors="replace").decode()).strip()


def tag_authority(site_url: str) -> str:
    """The authority of a tag URI (RFC 4151): the URL's host in ASCII, or “localhost” if it has none."""
    try:
        host = (urlsplit(site_url).hostname or "").encode("idna").decode()
    except ValueError:  # UnicodeError is one
        host = ""
    return re.sub(r"[^a-z0-9.-]", "-", host) or "localhost"


def is_lasting(authority: str) -> bool:
    """Whether the authority of a tag URI can be one publisher's for ever: a domain name of the public DNS.

    An IP address, a name without a dot, and a name that is reserved for other uses (RFC 2606, RFC 6761, RFC
    6762, RFC 8375, ICANN's ``internal``) belong to nobody, or to everybody.
    """
    labels = authority.split(".")
    is_name = len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
    return is_name and labels[-1] not in _RESERVED and labels[-2:] != ["home", "arpa"]
