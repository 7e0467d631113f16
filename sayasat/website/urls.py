"""Every public URL of a site. A URL that has been published never changes.

URLs are relative to the site's root, without a leading slash. The URL of a page ends with a slash; the root's
is "". The authentic language is at the root, every other language under its code.
"""

from __future__ import annotations

import posixpath
from datetime import date
from functools import lru_cache
from urllib.parse import quote

from msgspec import Struct

from sayasat.settings import Settings

POLICIES = "api/v1/policies.json"
FORMER_POLICIES = "api/policies.json"
"""Where the same file was before the API had a version number."""

STATUS = "status.json"
PROOF = "proof/"
"""The page, and the files of the branch `publications`."""

_DOTS = frozenset({".", ".."})


class _Below(Struct, frozen=True):
    """A URL below the main page of a policy."""

    end: str

    def __get__(self, urls: PolicyUrls, _: type[PolicyUrls]) -> str:
        return f"{urls.main}{self.end}"


class PolicyUrls(Struct, frozen=True):
    """The URLs of one policy in one language."""

    prefix: str
    slug: str

    @property
    def main(self) -> str:
        """The text in force."""
        return f"{self.prefix}policies/{_quoted(self.slug)}/"

    history = _Below("history/")
    """The timeline and change log."""

    parallel = _Below("parallel/")
    """The languages side by side."""

    versions = _Below("versions.json")
    """The versions as JSON."""

    sections = _Below("sections.json")
    """The sections in time as JSON: which comes from which, and the texts that each has had."""

    feed = _Below("feed.atom")
    """The changes as an Atom feed."""

    calendar = _Below("calendar.ics")
    """The days on which texts take effect or end, as iCalendar."""

    timemap = _Below("timemap.link")
    """What the main page has shown since when (RFC 7089)."""

    compare = _Below("compare/")
    """The page that compares two versions, named in the query: ``?from=DATE&to=DATE``."""

    def version(self, day: date) -> str:
        """A version's dated page."""
        return f"{self.main}{day.isoformat()}/"

    def source(self, day: date) -> str:
        """A version's source, byte for byte as in Git."""
        return f"{self.version(day)}{_quoted(self.slug)}.md"

    def document(self, page: str) -> str:
        """The Word document of the text or the redline on a page."""
        return f"{page}{_quoted(self.slug)}.docx"

    def blocks(self, day: date) -> str:
        """A version's sections and blocks as JSON, which the compare page reads."""
        return f"{self.version(day)}blocks.json"

    def changes(self, day: date) -> str:
        """A version's redline against the latest earlier one that was not withdrawn."""
        return f"{self.version(day)}changes/"

    def to_current(self, day: date) -> str:
        """What has changed since a version: a pointer to `since`."""
        return f"{self.version(day)}to-current/"

    def since(self, day: date) -> str:
        """The compare page, set to a version and the text in force; without a script, its line there."""
        return f"{self.compare}?from={day}#_since-{day}"

    def revision(self, day: date, number: int | None) -> str:
        """A revision's page; ``number`` is its `PlacedRevision.number`, which a published revision has."""
        assert number is not None
        return f"{self.version(day)}revisions/{number}/"

    def revision_changes(self, day: date, number: int | None) -> str:
        """A revision's redline against the text before it."""
        return f"{self.revision(day, number)}changes/"

    def revision_source(self, day: date, number: int | None) -> str:
        """A revision's source: the same bytes for ever."""
        return f"{self.revision(day, number)}{_quoted(self.slug)}.md"

    def package(self, day: date, number: int | None) -> str:
        """The package that proves a revision: the same bytes for ever."""
        return f"{self.revision(day, number)}proof.tar"


class SiteUrls(Struct, frozen=True):
    """The URLs of a site."""

    settings: Settings

    def prefix(self, language: str) -> str:
        """What every URL of a language begins with."""
        return "" if language == self.settings.authentic else f"{language}/"

    def policy(self, slug: str, language: str) -> PolicyUrls:
        """The URLs of one policy in one language."""
        return PolicyUrls(self.prefix(language), slug)

    def home(self, language: str) -> str:
        """The list of policies."""
        return self.prefix(language)

    def changes(self, language: str) -> str:
        """The change log of the whole site."""
        return f"{self.prefix(language)}changes/"

    def feed(self, language: str) -> str:
        """The changes of the whole site as an Atom feed."""
        return f"{self.prefix(language)}feed.atom"

    def calendar(self, language: str) -> str:
        """The days on which texts of any policy take effect or end, as iCalendar."""
        return f"{self.prefix(language)}calendar.ics"

    def proof(self, language: str) -> str:
        """What proves the texts, and how to verify it."""
        return f"{self.prefix(language)}{PROOF}"

    def absolute(self, url: str) -> str:
        """The absolute form of a URL of this site."""
        return self.settings.site_url + url


@lru_cache(maxsize=1_000)
def _quoted(slug: str) -> str:
    # A file name that is not UTF-8 is decoded with lone surrogates; its bytes are percent-encoded.
    return quote(slug, errors="surrogateescape")


def schema(name: str) -> str:
    """The JSON Schema of a kind of document of the API."""
    return f"api/v1/{name}.schema.json"


def relative(target: str, page: str) -> str:
    """The relative link on ``page`` to ``target``, so that the site works under any path and from a disk."""
    folder = page if page.endswith("/") else posixpath.dirname(page)
    path, mark, query = target.partition("?")
    link = _relative_path(path, folder)
    return f"{link}/{mark}{query}" if path.endswith("/") or not path else f"{link}{mark}{query}"


def _relative_path(target: str, folder: str) -> str:
    """The same as `posixpath.relpath` in a third of the time; each page calls this dozens of times."""
    there, here = (list(filter(None, url.split("/"))) for url in (target, folder))
    if not _DOTS.isdisjoint(there) or not _DOTS.isdisjoint(here):
        return posixpath.relpath(f"/{target}", f"/{folder}")
    shared = 0
    while shared < min(len(there), len(here)) and there[shared] == here[shared]:
        shared += 1
    return "/".join([*[".."] * (len(here) - shared), *there[shared:]]) or "."


def file_of(url: str) -> str:
    """The path of the file that a web server sends for a URL."""
    return f"{url}index.html" if url.endswith("/") or not url else url
