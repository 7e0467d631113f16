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
from sayasat.versions.policy import Policy
from sayasat.versions.rulings import SAME_READING

_NOTHING = "–"
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CUT = re.compile(
    r"(title|authority|summary|editorial|source):[ \t]+(?![\"'#\[{|>])((?:[^\n]*?\S)[ \t]+(#[^\n]*))"
)


def stated_facts(
    policy: Policy, commit: str, read: Callable[[PlacedRevision], Document]
) -> Iterator[Finding]:
    """The findings on what a commit states of the versions of a policy. ``read`` gives a revision's text."""
    original = policy.authentic
    if original.removed:
        return
    for timeline in (original, *policy.translations):
        for placed in timeline.heads:
            if placed.revision.commit != commit or placed.faults:
                continue
            yield from _of_one(original, placed, read)
            if timeline is not original:
                yield from _of_translation(timeline, original, placed)
    newest = original.newest
    if newest.revision.commit == commit and not newest.faults:
        yield from _of_layout(newest)
        yield from _of_changed_facts(original, newest)


def lost_comments(path: str, head: str) -> Iterator[Finding]:
    """Values of front matter that end at `` #``: for YAML, a comment begins there."""
    for number, line in enumerate(head.split("\n"), 1):
        if number > 1 and line.rstrip() == "---":
            return
        found = _CUT.fullmatch(line.rstrip())
        if found:
            facts = {"name": found[1], "words": found[3], "quoted": quoted(found[2])}
            yield error("front-matter-cut", path, number, found[3], **facts)


def _of_one(
    original: Timeline, placed: PlacedRevision, read: Callable[[PlacedRevision], Document]
) -> Iterator[Finding]:
    head, day = placed.source.front_matter, placed.version_date
    adopted = placed.adopted
    if adopted and adopted > day and not placed.past:
        dates = adopted.isoformat(), day.isoformat()
        yield error("adopted-after-effective", placed.revision.path, adopted=dates[0], effective=dates[1])
    is_first = not any(version.date < day for version in original.versions)
    for key in BY_DATE if placed.change is ChangeClass.NEW and not is_first else ():
        if getattr(head, key) and key not in placed.brings:
            yield warning("fact-left-over", placed.revision.path, key=key)
    shown = _COMMENT.sub("", read(placed).body)
    if not re.search(r"^(?![ \t]*#)[^\n]*\w", shown, re.MULTILINE):
        yield error("text-without-words", placed.revision.path)


def _of_translation(timeline: Timeline, original: Timeline, placed: PlacedRevision) -> Iterator[Finding]:
    """What a translation says of the version that it belongs to, and what the original says of it."""
    version = original.version(placed.version_date)
    if version is None:
        return
    if placed.adopted and version.adopted and placed.adopted != version.adopted:
        dates = placed.adopted.isoformat(), version.adopted.isoformat()
        yield error("adopted-differ", placed.revision.path, here=dates[0], there=dates[1])
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
        yield error("layout-unexplained", placed.revision.path, effective=placed.version_date.isoformat())


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
            yield error("fact-unexplained", placed.revision.path, key=key, old=str(earlier[-1]), new=str(new))
