"""Lists the changed sections of a redline. Pure."""

from __future__ import annotations

from msgspec import Struct

from sayasat.redline.model import ChangeStatus, Redline, SectionChange


class ChangedSection(Struct, frozen=True):
    """A changed section, as the list beside a redline names it."""

    anchor: str
    """The id of its element in the redline."""

    heading: str
    """Empty for what stands before the first heading."""

    kinds: tuple[ChangeStatus, ...]
    """How it changed: one kind, or moved and edited."""


def changed_sections(redline: Redline) -> tuple[ChangedSection, ...]:
    """The changed sections in order; one that moved is listed at its new place only."""
    shown = (section for section in redline.changes if section.fate is not ChangeStatus.MOVED_AWAY)
    return tuple(ChangedSection(each.anchor, each.shown.heading, _kinds(each)) for each in shown)


def _kinds(section: SectionChange) -> tuple[ChangeStatus, ...]:
    if section.fate is ChangeStatus.MOVED_HERE and any(each.is_change for each in section.passages):
        return section.fate, ChangeStatus.EDITED
    # Only its level changed
    return (ChangeStatus.EDITED if section.fate is ChangeStatus.SAME else section.fate,)
