"""Makes a site at several points of its history, and checks that later sites answer every earlier URL."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from urllib.parse import urlsplit

from msgspec import Struct, field

from sayasat.builder.open import open_publication
from sayasat.builder.publication import Publication
from sayasat.builder.writer import KINDS, SiteWriter
from sayasat.errors import HistoryError
from sayasat.pages.text import main_page
from sayasat.settings import Settings
from sayasat.versions.policy import Policy
from sayasat.website.shell import Shell, marks
from sayasat.website.urls import file_of
from tests.support.published import SETTINGS
from tests.support.repo import PolicyRepo

_REFRESH = re.compile(rb'<meta http-equiv="refresh" content="0; url=([^"]+)"')
_FEED_ID = re.compile(rb"<id>([^<]+)</id>")
_SAME_BYTES = re.compile(r"/revisions/\d+/[^/]+\.md$")


class _File(Struct, frozen=True):
    """A file of a site that is about a policy."""

    data: bytes
    commits: frozenset[str]
    """The commits of the policy: those of one policy only grow in number."""


class Kept(Struct):
    """Every file that was published once, as it was published first."""

    settings: Settings = SETTINGS
    files: dict[str, _File] = field(default_factory=dict)

    def publish(self, repo: PolicyRepo, today: str) -> bool:
        """Make the site of a repository's head on a day, and compare it with all earlier sites.

        Returns False if faults of the newest commit stop its publication.
        """
        try:
            site = _site(repo, self.settings, date.fromisoformat(today))
        except HistoryError:
            return False
        lost = [
            f"{path}: {problem}" for path, old in self.files.items() if (problem := _lost(site, path, old))
        ]
        assert not lost, "\n".join(lost)
        self.files = {**site, **self.files}
        return True


def _lost(site: Mapping[str, _File], path: str, old: _File) -> str:
    """What is wrong with the answer at a URL of an earlier site; "" if nothing is."""
    shown, seen = path, set[str]()
    while shown in site and shown not in seen and (found := _REFRESH.search(site[shown].data)):
        seen.add(shown)
        target = urlsplit(found[1].decode()).path
        shown = posixpath.normpath(posixpath.join(posixpath.dirname(shown), target)) + "/index.html"
    if shown not in site:
        return f"{shown} is missing"
    if shown in seen:
        return f"{shown} redirects to itself"
    if not old.commits <= site[shown].commits:
        return "another policy"
    new = site[path].data
    if _SAME_BYTES.search(path) and new != old.data:
        return "other bytes"
    if path.endswith("feed.atom") and _FEED_ID.findall(new)[0] != _FEED_ID.findall(old.data)[0]:
        return "another feed"
    return ""


def _site(repo: PolicyRepo, settings: Settings, today: date) -> dict[str, _File]:
    names = dict.fromkeys(settings.languages, "Site")
    with closing(open_publication(repo.path, settings, today, names)) as publication:
        publication.check()
        site: dict[str, _File] = {}
        for policy, path, data in _files(publication):
            site.setdefault(path, _File(data, _commits(policy)))
        return site


def _files(publication: Publication) -> Iterator[tuple[Policy, str, bytes]]:
    """The files about policies. Main pages that MkDocs builds are in a shell like the others."""
    catalogue = publication.catalogue
    mark = marks()
    text = f"{mark.title}{mark.heading}{mark.head}{mark.switcher}{mark.content}{mark.toc}"
    shell = Shell.cut(text)
    writer = SiteWriter(
        catalogue, {(language, kind): shell for language in catalogue.settings.languages for kind in KINDS}
    )
    for edition in catalogue.editions:
        main = main_page(catalogue, edition)
        if main is not None:
            yield edition.policy, file_of(edition.urls.main), shell.fill(main).encode()
    for edition in catalogue.editions:
        for version in edition.timeline.versions:
            yield from ((edition.policy, *file) for file in writer.version_files(edition, version))
    for edition in catalogue.editions:
        yield from ((edition.policy, *file) for file in writer.edition_files(edition))
    names = {name: policy for policy in catalogue.archive.policies for name in policy.former_slugs()}
    names |= {policy.slug: policy for policy in catalogue.archive.policies}
    for path, data in writer.site_files():
        name = re.search(r"(?:^|/)policies/([^/]+)/index\.html$", path)
        if name:
            yield names[name[1]], path, data


def _commits(policy: Policy) -> frozenset[str]:
    return frozenset(revision.commit for revision in policy.authentic.lineage.revisions)
