"""Counts what a redline marks, so that whatever is counted on a page is what the page shows. Pure.

The browser counts by the same rules in ``compare/counts.js``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import fields

from sayasat.i18n.messages import Messages
from sayasat.markdown.words import words
from sayasat.redline.marks import Mark, groups
from sayasat.redline.model import ChangeStatus, PassageChange, Redline

_OTHER_CHANGES = {
    "link": "links_changed",
    "image": "images_changed",
    **dict.fromkeys(
        ("bold", "italic", "code", "struck", "underlined", "raised", "lowered", "block", "blocks"),
        "formats_changed",
    ),
}
"""Kinds of `FormChange`: the others concern words, which are counted by themselves, or a whole section."""


class ChangeCount(Struct, frozen=True):
    """The size of a change."""

    words_added: int = 0
    words_removed: int = 0
    words_replaced: int = 0
    """Words in the place of as many others; of a longer replacement, the rest is added or removed."""

    words_moved: int = 0
    """Words that stand elsewhere, as they were: they are neither added nor removed."""

    links_changed: int = 0
    """Links that lead elsewhere, and words that became a link or are one no longer."""

    images_changed: int = 0
    formats_changed: int = 0
    """Changes of emphasis, and of the form of a block: a list instead of a paragraph."""

    sections_edited: int = 0
    sections_inserted: int = 0
    sections_deleted: int = 0
    sections_moved: int = 0

    @property
    def sections_changed(self) -> int:
        """Sections with any change of their own, each once; not those of which only a subsection changed."""
        return self.sections_edited + self.sections_inserted + self.sections_deleted + self.sections_moved


def count_changes(redline: Redline) -> ChangeCount:
    """Count what a redline marks. Numbers of lists and marks of footnotes are no words."""
    count: Counter[str] = Counter()
    for section in redline.changes:
        if section.fate is ChangeStatus.MOVED_AWAY:
            continue
        count[f"sections_{section.fate.value.removesuffix('-here')}"] += 1
        for passage in section.all_passages:
            if not passage.is_change and section.fate is not ChangeStatus.MOVED_HERE:
                continue
            has_moved = section.fate is ChangeStatus.MOVED_HERE or passage.fate is ChangeStatus.MOVED_HERE
            if passage.fate is not ChangeStatus.MOVED_AWAY:
                _count_words(count, passage, has_moved=has_moved)
                count.update(_others(passage))
    return ChangeCount(**count)


def _count_words(count: Counter[str], passage: PassageChange, *, has_moved: bool) -> None:
    for group in groups(passage.runs):
        found = Counter[Mark]()
        for run in group:
            if run.mark is Mark.SAME and not has_moved:
                continue
            number = len(words(run.text))
            if not run.move:
                found[run.mark] += number
            elif run.mark is Mark.INSERTED:
                count["words_moved"] += number
        replaced = min(found[Mark.DELETED], found[Mark.INSERTED])
        count["words_replaced"] += replaced
        count["words_removed"] += found[Mark.DELETED] - replaced
        count["words_added"] += found[Mark.INSERTED] - replaced
        count["words_moved"] += found[Mark.SAME] if has_moved else 0


def _others(passage: PassageChange) -> Iterator[str]:
    """What is counted of the changes beside the words."""
    yield from filter(None, (_OTHER_CHANGES.get(each.kind) for each in passage.details))
    if passage.formatted and not passage.details:
        yield "formats_changed"


def count_texts(count: ChangeCount, t: Messages) -> list[str]:
    """What changed in words, links, images and formats; a message if nothing did."""
    names = [field.name for field in fields(count) if not field.name.startswith("sections")]
    numbers = ((name.replace("_", "."), getattr(count, name)) for name in names)
    counted = [t.count(key, number) for key, number in numbers if number]
    return counted or [t("redline.none") if not count.sections_changed else t("words.none")]


def summary(count: ChangeCount, t: Messages) -> str:
    """What changed, and in how many sections."""
    sections = [t.count("sections.changed", count.sections_changed)] if count.sections_changed else []
    return ", ".join((*count_texts(count, t), *sections))
