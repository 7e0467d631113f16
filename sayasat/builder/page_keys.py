"""Cache keys of pages: digests of everything that a page is made from."""

from __future__ import annotations

from sayasat.builder.publication import Publication
from sayasat.cache.database import Digest, digest, encoded
from sayasat.versions.policy import Policy
from sayasat.website.catalogue import Edition


class PageKeys:
    """Computes the cache keys of one publication's pages, each digest once."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._edition_digests: dict[tuple[str, str], Digest] = {}

    def edition_digest(self, edition: Edition) -> Digest:
        """Digest of everything that the dated pages of an edition are made from, but for the page shells.

        That is: the policy with its whole history, the status of each version in every language, the link
        targets, the settings and the site's names. The cache key adds the code.
        """
        name = name_of(edition)
        if name not in self._edition_digests:
            catalogue, policy = self._publication.catalogue, edition.policy
            others = (catalogue.edition(policy, language) for language in catalogue.settings.languages)
            self._edition_digests[name] = digest(
                edition.language,
                _policy_bytes(policy),
                self._publication.links[name].dated.digest,
                str([_statuses(each) for each in others if each is not None]),
                repr(catalogue.settings),
                repr(sorted(catalogue.site_names.items())),
            )
        return self._edition_digests[name]

    def main_page_key(self, edition: Edition) -> Digest:
        """The cache key of what MkDocs' page of an edition shows."""
        links = self._publication.links[name_of(edition)].main
        return self._publication.cache.key(
            "main-page", self.edition_digest(edition), links.digest if links else b""
        )


def name_of(edition: Edition) -> tuple[str, str]:
    """An edition's slug and language."""
    return edition.policy.slug, edition.language


def _statuses(edition: Edition) -> tuple[object, ...]:
    """The status of each version of an edition on the day of the build."""
    each = ((one.version.date, one.status, one.since, one.until) for one in edition.standings)
    return edition.language, *each


def _policy_bytes(policy: Policy) -> bytes:
    try:
        return encoded(policy)
    except UnicodeEncodeError:  # a file name that is not UTF-8
        return repr(policy).encode(errors="surrogatepass")
