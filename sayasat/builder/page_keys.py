"""Cache keys of pages: digests of all that the pages are made of."""

from __future__ import annotations

from sayasat.builder.publication import Publication
from sayasat.cache.database import digest, encoded
from sayasat.versions.policy import Policy
from sayasat.website.catalogue import Edition
from sayasat.website.links import Links, link_target_digests


class PageKeys:
    """What the cache keys of one publication's pages are made of."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._digests: dict[tuple[str, str], bytes] = {}

    def edition_digest(self, edition: Edition) -> bytes:
        """Stands for all that an edition's dated pages are made of, but the shells."""
        name = name_of(edition)
        if name not in self._digests:
            catalogue, policy = self._publication.catalogue, edition.policy
            others = (catalogue.edition(policy, each) for each in catalogue.settings.languages)
            standings = [_standings(each) for each in others if each is not None]
            settings = (str(standings), repr(catalogue.settings), repr(sorted(catalogue.site_names.items())))
            link_targets = encoded(
                list(link_target_digests(catalogue.link_targets, edition.timeline.recorded))
            )
            self._digests[name] = digest(edition.language, _policy_bytes(policy), link_targets, *settings)
        return self._digests[name]

    def links_digest(self, edition: Edition) -> bytes:
        """Where the links of the main page lead."""
        catalogue = self._publication.catalogue
        current = catalogue.current(edition)
        if current is None:
            return b""
        text = current.version.text
        resolve = Links(catalogue.link_targets, text.revision, "", "", dated=False)
        return encoded([resolve.target_of(href) for href in text.source.hrefs])


def _standings(edition: Edition) -> tuple[object, ...]:
    """What each version of an edition is on the day."""
    each = ((one.version.date, one.status, one.since, one.until) for one in edition.standings)
    return edition.language, *each


def name_of(edition: Edition) -> tuple[str, str]:
    """An edition's slug and language."""
    return edition.policy.slug, edition.language


def _policy_bytes(policy: Policy) -> bytes:
    """All that is known of a policy."""
    try:
        return encoded(policy)
    except UnicodeEncodeError:  # a file's name that is no UTF-8
        return repr(policy).encode(errors="surrogatepass")
