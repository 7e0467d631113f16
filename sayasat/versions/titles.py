"""The titles of policies, and how lists distinguish those that have the same one. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from sayasat.policy_files.adopted_layout import Adopted
from sayasat.policy_files.facts import Source, Sources
from sayasat.policy_files.file_names import distinct, located, readable
from sayasat.versions.lineage import Lineage
from sayasat.versions.model import PlacedRevision


class ListedTitles(Struct, frozen=True):
    """The titles of the texts of a foreign repository in lists of all policies.

    To a title that several policies have, the distinct parts of the path are added, or the whole path where
    these are the same, as for ``privacy.md`` and ``privacy/index.md``. A page about one policy has its title
    alone, so a new policy does not change the pages of another one.
    """

    layout: Adopted
    shared: frozenset[str] = frozenset()
    alike: frozenset[str] = frozenset()
    """Titles that several policies still have with the distinct parts of their paths."""

    @classmethod
    def of(cls, newest: Iterable[tuple[str, str]], layout: Adopted) -> ListedTitles:
        """``newest`` are the title and the path of each policy's newest revision."""
        every = tuple(newest)
        titles = cls(layout, _several(title for title, _ in every))
        return replace(titles, alike=_several(titles.listed(*each) for each in every))

    def listed(self, title: str, path: str) -> str:
        """The title of a text at a path in a list."""
        if title.casefold() not in self.shared:
            return title
        parted = distinct(title, self.layout.distinct_parts(path))
        return f"{title} – {located(path)}" if parted.casefold() in self.alike else parted


def with_titles(lineage: Lineage, read: Sources) -> dict[str, Source]:
    """The facts of the texts of a foreign edition; a text without a title has that of its file's name."""
    return {each.text_key: _titled(read[each.text_key], each.path) for each in lineage.revisions}


def _titled(source: Source, path: str) -> Source:
    title = source.front_matter.title or readable(path)
    return replace(source, front_matter=replace(source.front_matter, title=title))


def _several(titles: Iterable[str]) -> frozenset[str]:
    """Those that are there more than once, in lower case."""
    counted = Counter(title.casefold() for title in titles)
    return frozenset(title for title, count in counted.items() if count > 1)


def title_of(placed: PlacedRevision, slug: str) -> str:
    """A revision's title; the slug stands in where an old revision had none."""
    return placed.source.front_matter.title or slug.encode(errors="replace").decode()
