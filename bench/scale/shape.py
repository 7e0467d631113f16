"""The shape of a synthetic archive: the number, languages, sizes and dates of its texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

TODAY = date(2026, 11, 20)
"""The day that sites are built as of. By then every version is in force or superseded."""

_FIRST = date(2006, 1, 1)
_DAYS = 7500
_NOON = 6  # the hour, UTC: it is the same day in every time zone that a site is likely to have
_KINDS = ("privacy", "terms", "cookies", "retention", "refunds", "conduct", "access", "payments")
_SERVICES = ("", "mail", "maps", "cloud", "registry", "archive", "library", "transport")


@dataclass(frozen=True, slots=True)
class Shape:
    """The parameters of an archive. Archives of equal shapes are byte-identical."""

    policies: int
    versions: int
    """The number of versions of each policy in each language; each version is one revision."""

    languages: tuple[str, ...] = ("en",)
    size: int = 60_000
    """The approximate size of a text in the first language, in bytes."""

    ids: float = 0.7
    """The share of headings with a stated id. ``sayasat check`` demands one for each heading."""

    seed: int = 2026

    @property
    def texts(self) -> int:
        """The number of all versions in all languages."""
        return self.policies * self.versions * len(self.languages)

    def younger(self, times: int) -> Shape:
        """The same policies with one part in ``times`` of their versions, and at least two."""
        return replace(self, versions=max(2, self.versions // times))

    def slug(self, policy: int) -> str:
        """The slug of a policy: ``privacy``, ``terms``, later ``mail-privacy``, later ``privacy-2``."""
        service, kind = divmod(policy, len(_KINDS))
        around, service = divmod(service, len(_SERVICES))
        parts = (_SERVICES[service], _KINDS[kind], str(around + 1) if around else "")
        return "-".join(filter(None, parts))

    def tongue(self, policy: int, language: str) -> str:
        """The language whose words a text is made of.

        In an archive of one language every second policy is Cyrillic, to measure both alphabets.
        """
        return ("en", "ky")[policy % 2] if len(self.languages) == 1 else language

    def order(self) -> Iterator[tuple[int, int]]:
        """Version and policy in the order of publication: all first versions, then all second ones."""
        return ((version, policy) for version in range(self.versions) for policy in range(self.policies))

    def published(self, version: int, policy: int) -> datetime:
        """The time of a version's commit, which ascends in `order`. It takes effect on the same day.

        Two versions of a policy never share a day, up to 7,500 of them.
        """
        position, total = version * self.policies + policy, self.policies * self.versions
        day = position * _DAYS // total
        first_of_day = -(-day * total // _DAYS)
        noon = datetime(_FIRST.year, _FIRST.month, _FIRST.day, _NOON, tzinfo=UTC)
        return noon + timedelta(days=day, seconds=position - first_of_day)


def sized(texts: int, languages: tuple[str, ...] = ("en",), size: int = 60_000, policies: int = 40) -> Shape:
    """The shape of about so many texts; fewer policies if each had fewer than twenty versions."""
    fitting = max(1, min(policies, texts // (20 * len(languages))))
    return Shape(fitting, max(1, texts // (fitting * len(languages))), languages, size)
