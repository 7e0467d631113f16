"""What a synthetic archive is like: how many texts, in which languages, how long, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

TODAY = date(2026, 11, 20)
"""The day that sites are built for; every version is in force or superseded by then."""

_FIRST = date(2006, 1, 1)
_DAYS = 7500
_NOON = 6  # in UTC, at which the day is the same in every zone that a site is likely to have
_KINDS = ("privacy", "terms", "cookies", "retention", "refunds", "conduct", "access", "payments")
_SERVICES = ("", "mail", "maps", "cloud", "registry", "archive", "library", "transport")


@dataclass(frozen=True, slots=True)
class Shape:
    """An archive. The same shape gives the same bytes."""

    policies: int
    versions: int
    """Of each policy, in each language; every one is a revision of its own."""

    languages: tuple[str, ...] = ("en",)
    size: int = 60_000
    """Bytes of a text, about; of several languages, in the first."""

    ids: float = 0.7
    """The share of headings with an id of their own. The publisher's check wants all."""

    seed: int = 2026

    @property
    def texts(self) -> int:
        """All versions in all languages."""
        return self.policies * self.versions * len(self.languages)

    def younger(self, times: int) -> Shape:
        """The same policies with a part of their versions, and at least two."""
        return replace(self, versions=max(2, self.versions // times))

    def slug(self, policy: int) -> str:
        """A policy's name: ``privacy``, ``terms``, and so on to ``mail-privacy`` and further."""
        service, kind = divmod(policy, len(_KINDS))
        around, service = divmod(service, len(_SERVICES))
        parts = (_SERVICES[service], _KINDS[kind], str(around + 1) if around else "")
        return "-".join(filter(None, parts))

    def tongue(self, policy: int, language: str) -> str:
        """The language whose words a text is made of.

        An archive of one language is taken to come from many places: every second policy is Cyrillic.
        """
        return ("en", "ky")[policy % 2] if len(self.languages) == 1 else language

    def order(self) -> Iterator[tuple[int, int]]:
        """Version and policy, as they are published: all first versions, then all second ones."""
        return ((version, policy) for version in range(self.versions) for policy in range(self.policies))

    def published(self, version: int, policy: int) -> datetime:
        """When a version is committed, later for each in the order. It takes effect on the same day.

        Two versions of a policy never share a day, up to 7,500 of them.
        """
        place, all_of_them = version * self.policies + policy, self.policies * self.versions
        day = place * _DAYS // all_of_them
        first_of_day = -(-day * all_of_them // _DAYS)
        noon = datetime(_FIRST.year, _FIRST.month, _FIRST.day, _NOON, tzinfo=UTC)
        return noon + timedelta(days=day, seconds=place - first_of_day)


def sized(texts: int, languages: tuple[str, ...] = ("en",), size: int = 60_000, policies: int = 40) -> Shape:
    """The shape of about so many texts; fewer policies where they would have fewer than twenty versions."""
    fitting = max(1, min(policies, texts // (20 * len(languages))))
    return Shape(fitting, max(1, texts // (fitting * len(languages))), languages, size)
