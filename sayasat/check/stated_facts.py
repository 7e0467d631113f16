"""What front matter states of a version, beside its date, the version before and the original. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import zip_longest

from sayasat.check.finding import Finding, error, warning
from sayasat.check.language.figures import figures
from sayasat.policy_files.front_matter import BY_DATE, Document
from sayasat.policy_files.yaml_events import quoted
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.model import ChangeClass, PlacedRevision
from sayasat.versions.rulings import SAME_READING
from sayasat.website.catalogue import Catalogue

_NOTHING = "–"
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CUT = re.compile(
    r"(title|authority|summary|editorial|source):[ \t]+(?![\"'#\[{|>])((?:[^\n]*?\S)[ \t]+(#[^\n]*))"
)


def stated_facts(catalogue: Catalogue, source: Callable[[str], str]) -> Iterator[Finding]:
    """The findings on what the newest commit states of versions. ``source`` gives the text of a file."""
    commit = catalogue.archive.head
    for edition in catalogue.editions:
        original, timeline = edition.policy.authentic, edition.timeline
        for placed in timeline.heads:
            if placed.revision.commit != commit:
                continue
            yield from _lost_comments(placed.revision.path, source(placed.revision.path))
            if placed.faults or original.removed:
                continue
            yield from _of_one(original, placed, catalogue.document(placed))
            if timeline is not original:
                yield from _of_translation(timeline, original, placed)
            elif placed is original.newest:
                yield from _of_layout(placed)
                yield from _of_changed_facts(original, placed)


def _lost_comments(path: str, text: str) -> Iterator[Finding]:
    """Values of front matter that end at `` #``: for YAML, a comment begins there."""
    for number, line in enumerate(text.split("\n"), 1):
        if number > 1 and line.rstrip() == "---":
            return
        found = _CUT.fullmatch(line.rstrip())
        if found:
            facts = {"name": found[1], "words": found[3], "quoted": quoted(found[2])}
            yield error("front-matter-cut", path, number, found[3], **facts)


def _of_one(original: Timeline, placed: PlacedRevision, document: Document) -> Iterator[Finding]:
    head, day = placed.source.front_matter, placed.version_date
    adopted = placed.adopted
    if adopted and adopted > day and not placed.past:
        yield error("adopted-after-effective", placed.revision.path, adopted=adopted, effective=day)
    is_first = not any(version.date < day for version in original.versions)
    for key in BY_DATE if placed.change is ChangeClass.NEW and not is_first else ():
        if getattr(head, key) and key not in placed.brings:
            yield warning("fact-left-over", placed.revision.path, key=key)
    shown = _COMMENT.sub("", document.body)
    if not re.search(r"^(?![ \t]*#)[^\n]*\w", shown, re.MULTILINE):
        yield error("text-without-words", placed.revision.path)


def _of_translation(timeline: Timeline, original: Timeline, placed: PlacedRevision) -> Iterator[Finding]:
    """What a translation says of the version that it belongs to, and what the original says of it."""
    version = original.version(placed.version_date)
    if version is None:
        return
    if placed.adopted and version.adopted and placed.adopted != version.adopted:
        yield error("adopted-differ", placed.revision.path, here=placed.adopted, there=version.adopted)
    # The decision that repeals a version stands in the original alone
    is_repealed = any(each.change is ChangeClass.REPEAL for each in version.revisions)
    for key in ("summary",) if is_repealed else ("summary", "authority"):
        here, there = getattr(placed, key), getattr(version, key)
        if here and there:
            left = _figures(here, timeline.lineage.language), _figures(there, original.lineage.language)
            for one, two in zip_longest((left[0] - left[1]), (left[1] - left[0]), fillvalue=_NOTHING):
                yield error("facts-differ", placed.revision.path, key=key, here=one, there=two)


def _figures(text: str, language: str) -> Counter[str]:
    return Counter("-".join(filter(None, each.key)) for each in figures(text, language))


def _of_layout(placed: PlacedRevision) -> Iterator[Finding]:
    """Rule 7: another arrangement of a text in force needs a reason, as other words do."""
    is_in_force = placed.version_date <= placed.committed_on and placed.acts
    if placed.change is ChangeClass.LAYOUT and is_in_force and not placed.editorial and not placed.logged:
        yield error("layout-unexplained", placed.revision.path, effective=placed.version_date)


def _of_changed_facts(original: Timeline, placed: PlacedRevision) -> Iterator[Finding]:
    """What is said of the version in force is not said otherwise without a reason (rule 7)."""
    version = original.version(placed.version_date)
    is_in_force = placed.version_date <= placed.committed_on and placed.acts
    if version is None or not is_in_force or placed.editorial or placed.logged:
        return
    for key in BY_DATE if placed.change in SAME_READING else ():
        earlier = [
            getattr(each, key) for each in version.revisions if each is not placed and key in each.brings
        ]
        new = getattr(placed, key)
        if key in placed.brings and earlier and new and new != earlier[-1]:
            yield error("fact-unexplained", placed.revision.path, key=key, old=earlier[-1], new=new)
