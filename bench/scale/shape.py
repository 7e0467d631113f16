"""The shape of a synthetic archive: the number, languages, sizes and dates of its texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

TODAY = date(2026, 11, 20)
"""The day that sites are built as of. By then every version is in force or superseded."""

_FIRST = date(2006, 1, 1)
_DAYS = 7500
_NOON = 6  # the hour, UTC: it is the same day in every time zone that a site is likely to have
Kind = Literal["even", "laws", "terms"]
"""The kind of an archive.

``even``: texts of one size, equally many versions of each, all with a date.
``laws``: thousands of short texts with numbered headings in many folders, of one to three versions.
``terms``: an archive of companies' terms, as Open Terms Archive has them: few policies with many versions, of
very different sizes; most commits change no word, and some rewrite the text.
"""

_LAWS = (1, 1, 1, 1, 1, 1, 2, 2, 2, 3)
"""The numbers of versions of ten laws."""

_IN_FOLDER = 100
_SMALLEST, _SPREAD = 6_000, 116
"""The size of the smallest of the terms, and how many times as large the largest is."""

_KINDS = ("privacy", "terms", "cookies", "retention", "refunds", "conduct", "access", "payments")
_SERVICES = ("", "mail", "maps", "cloud", "registry", "archive", "library", "transport")


class Shape(Struct, frozen=True):
    """The parameters of an archive. Archives of equal shapes are byte-identical."""

    policies: int
    versions: int
    """The number of versions of each policy in each language; each version is one revision.

    Of the kind ``terms``, the mean; laws have one to three.
    """

    languages: tuple[str, ...] = ("en",)
    size: int = 60_000
    """The approximate size of a text in the first language, in bytes."""

    ids: float = 0.7
    """The share of headings with a stated id. ``sayasat check`` demands one for each heading."""

    seed: int = 2026
    kind: Kind = "even"

    @property
    def texts(self) -> int:
        """The number of all versions in all languages."""
        return sum(map(self.versions_of, range(self.policies))) * len(self.languages)

    def versions_of(self, policy: int) -> int:
        """The number of versions of a policy."""
        match self.kind:
            case "laws":
                return _LAWS[policy % len(_LAWS)]
            case "terms":
                return max(1, round(self.versions * self._chance("versions", policy).expovariate(1)))
            case _:
                return self.versions

    def size_of(self, policy: int) -> int:
        """The approximate size of a policy's texts, in bytes."""
        if self.kind != "terms":
            return self.size
        size: float = _SMALLEST * _SPREAD ** (self._chance("size", policy).random() ** 3)
        return round(size)

    def _chance(self, what: str, policy: int) -> Random:
        return Random(f"{self.seed} {what} {policy}")  # noqa: S311 (no secret)

    def path(self, policy: int, language: str) -> str:
        """The path of a policy's file."""
        folder = f"title-{policy // _IN_FOLDER + 1}" if self.kind == "laws" else "policies"
        return f"docs/{language}/{folder}/{self.slug(policy)}.md"

    def pattern(self, language: str) -> str:
        """The pattern of the paths of all texts in a language."""
        return f"docs/{language}/{'**' if self.kind == 'laws' else 'policies'}/*.md"

    def fewer(self, times: int) -> Shape:
        """One part in ``times`` of the policies, with all their versions."""
        return replace(self, policies=max(1, self.policies // times))

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
        """Version and policy in the order of publication: the versions of each are spread over all years."""
        yield from _positions(self)

    def published(self, version: int, policy: int) -> datetime:
        """The time of a version's commit, which ascends in `order`. It takes effect on the same day.

        Two versions of a policy never share a day, up to 7,500 of them.
        """
        positions = _positions(self)
        total = len(positions)
        position = positions.get((version, policy), total)
        day = position * _DAYS // total
        first_of_day = -(-day * total // _DAYS)
        noon = datetime(_FIRST.year, _FIRST.month, _FIRST.day, _NOON, tzinfo=UTC)
        return noon + timedelta(days=day, seconds=position - first_of_day)


@cache
def _positions(shape: Shape) -> Mapping[tuple[int, int], int]:
    """The place of each version of each policy in the order of publication."""
    policies = range(shape.policies)
    versions = [
        ((version * shape.policies + policy) / number, policy, version)
        for policy, number in zip(policies, map(shape.versions_of, policies), strict=True)
        for version in range(number)
    ]
    return {(version, policy): place for place, (_, policy, version) in enumerate(sorted(versions))}


def laws(policies: int) -> Shape:
    """The shape of so many laws, with about four headings each."""
    return Shape(policies, max(_LAWS), size=7000, ids=0, kind="laws")


def terms(texts: int) -> Shape:
    """The shape of about so many texts of terms: a real archive has 133 policies with 4,163 texts."""
    return Shape(max(1, round(texts * 133 / 4163)), 31, ids=0, kind="terms")


def sized(texts: int, languages: tuple[str, ...] = ("en",), size: int = 60_000, policies: int = 40) -> Shape:
    """The shape of about so many texts; fewer policies if each had fewer than twenty versions."""
    fitting = max(1, min(policies, texts // (20 * len(languages))))
    return Shape(fitting, max(1, texts // (fitting * len(languages))), languages, size)
