"""Cache keys of pages: digests of everything that a page is made from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sayasat.builder.publication import Publication
from sayasat.cache.database import Digest, digest, encoded
from sayasat.i18n.messages import messages
from sayasat.pages.redline import changes_pair, revision_pair
from sayasat.versions.model import Version
from sayasat.website.catalogue import Edition
from sayasat.website.status_notice import notice


class PageKeys:
    """Computes the cache keys of one publication's pages, each digest once."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._catalogue = publication.catalogue
        self._edition_digests: dict[tuple[str, str], Digest] = {}
        self._version_digests: dict[tuple[str, str, date], Digest] = {}
        settings, names = publication.settings, publication.site_names
        self._site = digest(repr(settings), repr(sorted(names.items())))

    def edition_digest(self, edition: Edition) -> Digest:
        """Digest of everything that the pages about all versions are made from, but for the page shells.

        That is: the policy with its whole history, the status of each version in every language, the link
        targets, the settings and the site's names. The cache key adds the code.
        """
        name = name_of(edition)
        if name not in self._edition_digests:
            catalogue, policy = self._catalogue, edition.policy
            others = (catalogue.edition(policy, language) for language in catalogue.settings.languages)
            self._edition_digests[name] = digest(
                self._site,
                edition.language,
                _bytes(policy),
                *(each.digest for each in self._publication.links[name].dated.values()),
                str([_statuses(each) for each in others if each is not None]),
            )
        return self._edition_digests[name]

    def version_digest(self, edition: Edition, version: Version) -> Digest:
        """Digest of everything that the pages of a version and its revisions are made from, without shells.

        That is little of the policy: the version, those that its redlines begin from, and their status; from
        other languages, whether they have the version and whether it changed their text.
        """
        catalogue, policy = self._catalogue, edition.policy
        original = policy.authentic.version(version.date)
        current, now = catalogue.current(edition), catalogue.in_force(policy)
        replaced_by = version.replaced_by and edition.timeline.version(version.replaced_by) is not None
        return digest(
            self._site,
            edition.language,
            policy.slug,
            *(self._of_one(edition, each) for each in _compared(edition, version)),
            self._of_one(catalogue.original(policy), original) if original else b"",
            self._publication.links[name_of(edition)].dated[version.date].digest,
            str(
                (
                    current and current.version is version,
                    now and now.version.date == version.date,
                    replaced_by,
                    edition.timeline.before(version) is not None,
                    list(self._in_other_languages(edition, version)),
                    catalogue.proof and [catalogue.proof.of(placed) for placed in version.revisions],
                )
            ),
        )

    def main_page_key(self, edition: Edition) -> Digest:
        """The cache key of what MkDocs' page of an edition shows."""
        links = self._publication.links[name_of(edition)].main
        return self._publication.cache.key(
            "main-page", self.edition_digest(edition), links.digest if links else b""
        )

    def _of_one(self, edition: Edition, version: Version) -> Digest:
        """Digest of a version with its texts, and of the notice of its status."""
        name = *name_of(edition), version.date
        if name not in self._version_digests:
            standing, t = edition.standing(version), messages(edition.language)
            status = notice(edition.policy, standing, t)
            self._version_digests[name] = digest(
                _bytes(version), _bytes(status), str((standing.since, standing.until))
            )
        return self._version_digests[name]

    def _in_other_languages(self, edition: Edition, version: Version) -> Iterator[object]:
        """Of each language whether it has the version, and whether it changed its text."""
        for language in self._catalogue.settings.languages:
            other = edition.policy.timeline(language)
            own = other.version(version.date) if other else None
            before = other.before(own) if other and own else None
            yield own and (before and before.text.source.text_digest == own.text.source.text_digest, True)


def name_of(edition: Edition) -> tuple[str, str]:
    """An edition's slug and language."""
    return edition.policy.slug, edition.language


def _compared(edition: Edition, version: Version) -> list[Version]:
    """A version and those that its redlines, and those of its revisions, begin from, by date."""
    pairs = [changes_pair(edition, version)]
    pairs += [revision_pair(edition, version, each) for each in version.revisions if each.acts]
    found = {old.date: old for (old, _), _ in filter(None, pairs)} | {version.date: version}
    return [found[day] for day in sorted(found)]


def _statuses(edition: Edition) -> tuple[object, ...]:
    """The status of each version of an edition on the day of the build."""
    each = ((one.version.date, one.status, one.since, one.until) for one in edition.standings)
    return edition.language, *each


def _bytes(value: object) -> bytes:
    try:
        return encoded(value)
    except UnicodeEncodeError:  # a file name that is not UTF-8
        return repr(value).encode(errors="surrogatepass")
