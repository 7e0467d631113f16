"""Every public address, in one place. Once published they never change.

Addresses are relative to the site's root, without a leading slash; a page's ends with a slash, and is "" for
the root itself. The default language is at the root, the others under their code.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import quote

from sayasat.settings import Settings

API = "api/policies.json"
API_SCHEMA = "api/policies.schema.json"
VERSIONS_SCHEMA = "api/versions.schema.json"
BLOCKS_SCHEMA = "api/blocks.schema.json"

_DOTS = frozenset({".", ".."})


@dataclass(frozen=True, slots=True)
class PolicyUrls:
    """The addresses of one policy in one language."""

    prefix: str
    slug: str

    @property
    def _name(self) -> str:
        return _quoted(self.slug)

    @property
    def main(self) -> str:
        """The text in force."""
        return f"{self.prefix}policies/{self._name}/"

    @property
    def history(self) -> str:
        """The time line and change log."""
        return f"{self.main}history/"

    @property
    def parallel(self) -> str:
        """The languages side by side."""
        return f"{self.main}parallel/"

    @property
    def versions(self) -> str:
        """The versions as data."""
        return f"{self.main}versions.json"

    @property
    def feed(self) -> str:
        """The changes as Atom."""
        return f"{self.main}feed.atom"

    @property
    def compare(self) -> str:
        """Any two versions, named in the query: ``?from=DATE&to=DATE``."""
        return f"{self.main}compare/"

    def version(self, day: date) -> str:
        """A version's dated page."""
        return f"{self.main}{day.isoformat()}/"

    def source(self, day: date) -> str:
        """A version's source, byte for byte as in Git."""
        return f"{self.version(day)}{self._name}.md"

    def blocks(self, day: date) -> str:
        """A version's sections and blocks as data: what is compared."""
        return f"{self.version(day)}blocks.json"

    def changes(self, day: date) -> str:
        """A version's redline against the latest earlier one that was not withdrawn."""
        return f"{self.version(day)}changes/"

    def to_current(self, day: date) -> str:
        """A version's redline against the text in force."""
        return f"{self.version(day)}to-current/"

    def revision(self, day: date, commit: str) -> str:
        """A revision's page."""
        return f"{self.version(day)}revisions/{commit}/"

    def revision_changes(self, day: date, commit: str) -> str:
        """A revision's redline against the one recorded before it."""
        return f"{self.revision(day, commit)}changes/"

    def revision_source(self, day: date, commit: str) -> str:
        """A revision's source."""
        return f"{self.revision(day, commit)}{self._name}.md"


@dataclass(frozen=True, slots=True)
class SiteUrls:
    """The addresses of a site."""

    settings: Settings

    def prefix(self, language: str) -> str:
        """What stands before every address of a language."""
        return "" if language == self.settings.authentic else f"{language}/"

    def policy(self, slug: str, language: str) -> PolicyUrls:
        """The addresses of one policy in one language."""
        return PolicyUrls(self.prefix(language), slug)

    def home(self, language: str) -> str:
        """The list of policies."""
        return self.prefix(language)

    def changes(self, language: str) -> str:
        """The change log of the whole site."""
        return f"{self.prefix(language)}changes/"

    def feed(self, language: str) -> str:
        """The changes of the whole site as Atom."""
        return f"{self.prefix(language)}feed.atom"

    def absolute(self, address: str) -> str:
        """With the site's own address before it."""
        return self.settings.site_url + address


@lru_cache(maxsize=1_000)
def _quoted(slug: str) -> str:
    # A file name that is no UTF-8 comes as lone surrogates: its bytes make an address all the same.
    return quote(slug, errors="surrogateescape")


def relative(target: str, page: str) -> str:
    """``target`` as a link on ``page``: the site works under any path, and from a folder."""
    folder = page if page.endswith("/") else posixpath.dirname(page)
    link = _relative_path(target, folder)
    return f"{link}/" if target.endswith("/") or not target else link


def _relative_path(target: str, folder: str) -> str:
    """As `posixpath.relpath` has it, in a third of the time: every page asks for dozens."""
    there, here = (list(filter(None, address.split("/"))) for address in (target, folder))
    if not _DOTS.isdisjoint(there) or not _DOTS.isdisjoint(here):
        return posixpath.relpath(f"/{target}", f"/{folder}")
    shared = 0
    while shared < min(len(there), len(here)) and there[shared] == here[shared]:
        shared += 1
    return "/".join([*[".."] * (len(here) - shared), *there[shared:]]) or "."


def file_of(address: str) -> str:
    """The file that a web server answers an address with."""
    return f"{address}index.html" if address.endswith("/") or not address else address
