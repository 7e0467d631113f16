"""The choices of an adopted archive: as arguments, as ``archive.yml``, and as settings of its site.

``archive.yml`` is to be committed with the archive.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import urlsplit

import msgspec
import yaml
from msgspec.structs import replace

from sayasat.characters import showable
from sayasat.errors import Fault, SettingsError
from sayasat.policy_files.date_sources import PRESETS
from sayasat.settings import PARTS, Settings, read_settings
from sayasat.yaml_nodes import syntax_fault

_TAG_YEAR = "2026"
"""Part of every feed id. Feed readers show all entries as new if it changes."""

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_RESERVED = frozenset({"example", "internal", "invalid", "local", "localhost", "onion", "test"})


class AdoptOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
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
        place = PurePath(self.repository_url) if self.repository_url else self.path
        return showable_name(self.title) or folder_name(place)

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
        written: dict[str, Any] = msgspec.to_builtins(self)
        adopt = {key: written[key] for key in PARTS["adopt"] if key in written}
        archivist = showable_name(self.archivist)
        return {
            "languages": written["languages"],
            "zone": self.zone or "UTC",
            "tag": f"{tag_authority(self.site_url)},{_TAG_YEAR}",
            "publisher": dict.fromkeys(self.languages, self.publisher_name),
            "repository_url": self.repository_url,
            "contact": None,
            "adopt": adopt
            | {"repository": str(self.path), "own_days": not self.zone, "archivist": archivist},
        }

    @property
    def settings(self) -> Settings:
        """The checked settings. Raises SettingsError with every fault."""
        return read_settings(self.values, self.site_url)


def read_archive_file(file: Path) -> AdoptOptions:
    """The choices of an ``archive.yml``; its repository is relative to its folder.

    Raises SettingsError if it cannot be read, or has a key or a value that it may not have.
    """
    text = ""
    try:
        text = file.read_text(encoding="utf-8")
        values = yaml.safe_load(text)
        if isinstance(values, dict) and isinstance(values.get("since"), date):
            values["since"] = values["since"].isoformat()  # YAML reads a day as a date
        options = msgspec.convert(values, AdoptOptions)
    except yaml.YAMLError as error:
        raise SettingsError([syntax_fault(str(file), text, error)]) from error
    except (OSError, UnicodeDecodeError, msgspec.ValidationError) as error:
        problem = str(error.strerror if isinstance(error, OSError) else error)
        raise SettingsError([Fault("setting-file", str(file), (("problem", problem),))]) from error
    return msgspec.structs.replace(options, repository=str(file.parent / options.repository))


def archive_settings(file: Path, options: AdoptOptions) -> Settings:
    """The checked settings of an ``archive.yml``. Raises SettingsError with all faults, at its keys."""
    try:
        return options.settings
    except SettingsError as error:
        keys = (re.sub(r"^extra\.sayasat\.(adopt\.)?", "", each.where) for each in error.faults)
        faults = zip(error.faults, keys, strict=True)
        raise SettingsError([replace(fault, where=f"{file}: {key}") for fault, key in faults]) from error


def archive_text(options: AdoptOptions, remarks: Mapping[str, Sequence[str]]) -> str:
    """The text of an ``archive.yml``; ``remarks`` are comments before its keys."""
    values: dict[str, Any] = msgspec.to_builtins(options)
    lines = []
    for key, value in values.items():
        lines += [f"# {each}" for each in remarks.get(key, ())]
        lines.append(yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False, width=1000).rstrip())
    return "\n".join(lines) + "\n"


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
