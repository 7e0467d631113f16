"""The titles of policies, and what tells apart those that have the same one. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sayasat.policy_files.adopted_layout import Adopted
from sayasat.policy_files.facts import Source
from sayasat.policy_files.file_names import distinct, located, readable
from sayasat.versions.lineage import Lineage
from sayasat.versions.model import PlacedRevision


@dataclass(frozen=True, slots=True)
class Titles:
    """What the texts of a foreign repository are called: by their own title, or else by their file.

    Where several have the same one, what tells their paths apart goes with it; where that is the same too,
    as of ``privacy.md`` and ``privacy/index.md``, the whole path.
    """

    read: Mapping[str, Source]
    layout: Adopted
    shared: frozenset[str] = frozenset()
    alike: frozenset[str] = frozenset()
    """Titles that several still have with what tells their paths apart."""

    @classmethod
    def of(cls, found: Sequence[Lineage], read: Mapping[str, Source], layout: Adopted) -> Titles:
        """The titles of all these editions; ``read`` holds the facts of their texts."""
        newest = [(read[each.blob], each.path) for each in (lineage.revisions[-1] for lineage in found)]
        titles = cls(read, layout, _several(_title(*each) for each in newest))
        return replace(titles, alike=_several(titles.title(*each) for each in newest))

    def sources(self, lineage: Lineage) -> dict[str, Source]:
        """The facts of an edition's texts, each with a title."""
        return {each.blob: self._titled(self.read[each.blob], each.path) for each in lineage.revisions}

    def title(self, source: Source, path: str) -> str:
        """What a text is called beside the others."""
        own = _title(source, path)
        if own.casefold() not in self.shared:
            return own
        title = distinct(own, self.layout.distinct_parts(path))
        return f"{own} – {located(path)}" if title.casefold() in self.alike else title

    def _titled(self, source: Source, path: str) -> Source:
        titled = replace(source.front_matter, title=self.title(source, path))
        return replace(source, front_matter=titled)


def _several(titles: Iterable[str]) -> frozenset[str]:
    """Those that are there more than once, in lower case."""
    counted = Counter(title.casefold() for title in titles)
    return frozenset(title for title, count in counted.items() if count > 1)


def _title(source: Source, path: str) -> str:
    return source.front_matter.title or readable(path)


def title_of(placed: PlacedRevision, slug: str) -> str:
    """A revision's title; the slug stands in where an old revision had none."""
    return placed.source.front_matter.title or slug.encode(errors="replace").decode()
