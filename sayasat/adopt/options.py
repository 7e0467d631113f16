"""The arguments of ``sayasat adopt`` as settings of its site."""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from sayasat.characters import showable
from sayasat.policy_files.date_sources import PRESETS
from sayasat.settings import Settings, read_settings

_TAG_YEAR = "2026"
"""Part of every feed id. Feed readers show all entries as new if it changes."""

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_RESERVED = frozenset({"example", "internal", "invalid", "local", "localhost", "onion", "test"})


class AdoptOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """The choices of an adopted archive: the file archive.yml, and the arguments of `sayasat adopt`.

    `repository` is its folder, bare or not; `branch` a branch, tag or commit, empty for HEAD. `policies` are
    patterns of paths with `{lang}`, `{slug}` and `{date}`; one after `!` excludes. `languages` are BCP 47
    tags, the first is that of the originals. `zone` dates the commits; empty for each committer's own UTC
    offset. `dates` are sources of dates, the first that has one counts. `continues` has the former slugs of
    policies. `since` is the commit or the day (YYYY-MM-DD) whose texts the archive begins with; `only` are
    patterns of the policies that it has. `repository_url` is where the repository stands on the web, by
    default its remote origin. `title` is the site's, by default the repository's name; `publisher` says whose
    texts they are, by default the account at the forge; `archivist` who archives them.
    """

    repository: str
    branch: str = ""
    policies: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    title: str = ""
    site_url: str = "http://localhost/"
    zone: str = ""
    dates: tuple[str, ...] = PRESETS
    continues: dict[str, tuple[str, ...]] = {}
    since: str = ""
    only: tuple[str, ...] = ()
    publisher: str = ""
    archivist: str = ""
    repository_url: str = ""

    @property
    def name(self) -> str:
        """The name of the site: its title, else the name of the repository or of its folder."""
        return showable_name(self.title) or folder_name(
            PurePath(self.repository_url) if self.repository_url else self.path
        )

    @property
    def publisher_name(self) -> str:
        """Whose texts they are: `publisher`, else the account at the forge; empty if that is not known."""
        return showable_name(self.publisher) or self.repository_url.partition("://")[2].rpartition("/")[0]

    @property
    def path(self) -> Path:
        """The folder of the repository."""
        return Path(self.repository).resolve()

    @property
    def values(self) -> dict[str, Any]:
        """The value of ``extra.sayasat`` in mkdocs.yml."""
        return {
            "languages": list(self.languages),
            "zone": self.zone or "UTC",
            "tag": f"{tag_authority(self.site_url)},{_TAG_YEAR}",
            "publisher": dict.fromkeys(self.languages, self.publisher_name),
            "repository_url": self.repository_url,
            "contact": None,
            "adopt": {
                "repository": str(self.path),
                "branch": self.branch,
                "policies": list(self.policies),
                "own_days": not self.zone,
                "continues": {new: list(old) for new, old in self.continues.items()},
                "dates": list(self.dates),
                "since": self.since,
                "only": list(self.only),
                "archivist": showable_name(self.archivist),
            },
        }

    @property
    def settings(self) -> Settings:
        """The checked settings. Raises SettingsError with every fault."""
        return read_settings(self.values, self.site_url)


def folder_name(repository: PurePath) -> str:
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
