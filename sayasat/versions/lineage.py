"""An edition through all its names, as the commits that recorded or removed one of its files. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import chain, dropwhile
from typing import Any, Self, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from sayasat.policy_files.facts import StatedDate
from sayasat.policy_files.layout import DOCS
from sayasat.repository.commit_message import NO_MESSAGE, CommitMessage


class Revision(Struct, frozen=True):
    """What one commit on the main line recorded for one edition."""

    commit: str
    recorded: datetime
    """The commit's time in the publisher's zone, aware, never earlier than that of a commit before it."""

    author: str
    subject: str
    path: str
    blob: str
    place: int = 0
    """The commit's place on the main line, oldest first: times may tie."""

    slug: str = ""
    """What the edition was called then."""

    filed: date | None = None
    """The version whose own file this is, in ``versions/``; None for the file in ``policies/``."""

    images: tuple[tuple[str, str], ...] = ()
    """What the text shows at this commit: the URL of an image as written, and the blob of its file."""

    stated: StatedDate | None = None
    """The date that a foreign text bears, where one was read."""

    message: CommitMessage = NO_MESSAGE

    def recorded_as(self, event: Event) -> Self:
        """The revision as if the commit of another event had recorded it."""
        return replace(self, **event_facts(event))

    @property
    def text_key(self) -> str:
        """Equal for revisions of the same text that show the same images and bear the same date."""
        dated = (f"{self.stated.day} {self.stated.where} {self.stated.acts}",) if self.stated else ()
        return "\0".join((self.blob, *chain.from_iterable(self.images), *dated))

    @property
    def text_path(self) -> str:
        """The path that the text's links start from: a copy in ``versions/`` keeps those of ``policies/``."""
        parts = self.path.split("/")
        # A file with {date} in an adopted repository is of one version too, but stands where it was written
        if self.filed is None or parts[0] != DOCS or parts[2:3] != ["versions"]:
            return self.path
        return f"{DOCS}/{parts[1]}/policies/{self.slug}.md"


class Removal(Struct, frozen=True):
    """A commit that left an edition without a file: deleted, moved away, or no regular file any more."""

    commit: str
    recorded: datetime
    """As in `Revision`."""

    author: str
    subject: str
    path: str
    """Where the file was."""

    place: int = 0
    """As in `Revision`."""

    filed: date | None = None
    """As in `Revision`."""

    message: CommitMessage = NO_MESSAGE


Event: TypeAlias = Revision | Removal


def event_facts(event: Event) -> dict[str, Any]:
    """The fields of an event that its commit gives, by name."""
    names = ("commit", "recorded", "author", "subject", "place", "message")
    return {name: getattr(event, name) for name in names}


class Lineage(Struct, frozen=True):
    """A policy in one language, through all its names."""

    slug: str
    language: str
    path: str
    """The newest; where the file was, if it is removed."""

    former_slugs: tuple[str, ...]
    """The names it had before, oldest first, the present one not among them."""

    events: tuple[Event, ...]
    """Oldest first, never empty, the first a revision. A commit that changes neither the bytes nor the name
    is none; a new name for the same bytes is a revision."""

    @property
    def main_events(self) -> tuple[Event, ...]:
        """The events of the file in ``policies/``; empty if there never was one."""
        return tuple(event for event in self.events if event.filed is None)

    @property
    def revisions(self) -> tuple[Revision, ...]:
        """The events that recorded a text, oldest first."""
        return tuple(event for event in self.events if isinstance(event, Revision))

    @property
    def removed(self) -> Removal | None:
        """Its end, where the newest commit has no file of it; one that came back is not removed.

        Only the files of versions count if it never had a file in ``policies/``: then it is removed if
        none of them is left.
        """
        events = self.main_events or self.events
        there = {event.filed: event for event in events}
        last = events[-1]
        is_left = any(isinstance(event, Revision) for event in there.values())
        return last if isinstance(last, Removal) and not is_left else None


Lineages: TypeAlias = tuple[Lineage, ...]


def from_first_revision(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events without removals before the first revision."""
    return tuple(dropwhile(lambda each: isinstance(each, Removal), events))


def without_repeats(slugs: Iterable[str], present: str) -> tuple[str, ...]:
    """Each slug once, the present one left out."""
    return tuple(slug for slug in dict.fromkeys(slugs) if slug != present)
