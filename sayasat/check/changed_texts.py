"""Finds the texts of a version that a commit touched, in every language, and what they were before. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from sayasat.check.rule import CheckedText
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.model import PlacedRevision, Version
from sayasat.website.catalogue import Catalogue


class ChangedText(Struct, frozen=True):
    """The newest text of one edition, and the one that it changed."""

    before: str
    """The body before; the same as the new one if nothing changed."""

    text: CheckedText


def checked_text(
    catalogue: Catalogue, placed: PlacedRevision, language: str, original: CheckedText | None = None
) -> CheckedText:
    """The text of a revision."""
    revision = placed.revision
    return CheckedText(revision.path, language, catalogue.document(placed), original, revision.text_path)


def text_before(
    timeline: Timeline, version: Version, placed: PlacedRevision
) -> tuple[Version, PlacedRevision] | None:
    """What a version's text changed: its former text, else that of the version before; None without one."""
    own = [each for each in version.revisions if each.acts and each is not placed]
    earlier = timeline.before(version)
    return (version, own[-1]) if own else (earlier, earlier.text) if earlier else None


def proposed_texts(catalogue: Catalogue) -> Iterator[list[ChangedText]]:
    """The texts of each version that the newest commit touched, with what they changed: the original first.

    Where the commit opens the version in some language, all are compared with the version before; where it
    corrects a version, a language that it does not touch is as it was.
    """
    commit = catalogue.archive.head
    for policy in catalogue.archive.policies:
        timelines = (policy.authentic, *policy.translations)
        heads = [head for each in timelines for head in each.heads if head.revision.commit == commit]
        for date in sorted({head.version_date for head in heads}):
            found = [
                (each, version) for each in timelines if (version := each.version(date)) and not each.removed
            ]
            texts = list(_changed(catalogue, found, commit))
            if len(texts) > 1:
                yield texts


def _changed(
    catalogue: Catalogue, found: Sequence[tuple[Timeline, Version]], commit: str
) -> Iterator[ChangedText]:
    opens = any(_opened_by(timeline, version, commit) for timeline, version in found)
    for timeline, version in found:
        placed = version.text
        is_touched = opens or placed.revision.commit == commit
        first = version.revisions[0] if opens else placed
        before = timeline.previous(version, first) if is_touched else (version, placed)
        if before is not None:
            text = checked_text(catalogue, placed, timeline.lineage.language)
            yield ChangedText(catalogue.document(before[1]).body, text)


def _opened_by(timeline: Timeline, version: Version, commit: str) -> bool:
    before = timeline.previous(version, version.text)
    is_new = before is None or before[0].date != version.date
    return version.text.revision.commit == commit and is_new
