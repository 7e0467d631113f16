"""The events of the publication log, and the marks of a text in it."""

from __future__ import annotations

from enum import StrEnum


class LogEvent(StrEnum):
    """What a line records. A word is never taken away: a log is read for as long as it exists."""

    PUBLISHED = "published"
    """A publication: its number and its head commit."""
    TEXT = "text"
    """A revision, published for the first time. ``more`` is its source or authority, if it has one."""
    WITHDRAWN = "withdrawn"
    """A version that is announced no more; ``more`` is the date of the one that took its place.

    If its file in ``versions/`` was deleted, ``commit`` and ``path`` are those of the deletion.
    """

    REPEALED = "repealed"
    """``date`` is the first day without force."""
    REPEAL_OFF = "repeal-off"
    """The repeal of ``date`` no longer stands."""
    REMOVED = "removed"
    """The file is gone from the day ``date`` on."""
    RETURNED = "returned"
    """The file is back from the day ``more`` on. With a ``date``: that withdrawn version is back."""
    DATED = "dated"
    """A recorded version has a stated ``date`` now; ``more`` is the recorded one."""
    UNTIL = "until"
    """From the day ``more`` on, to the next version, it is not known which text applied; empty: it is."""
    RENAMED = "renamed"
    """``policy`` is the new name, ``more`` the old one."""
    MOVED = "moved"
    """After a rewritten history: ``commit`` is the new one, ``more`` the old one."""
    BEHIND = "behind"
    """The original of the translation has another reading now; ``commit`` and ``path`` are the original's."""
    RULED = "ruled"
    ERASED = "erased"
    KEY = "key"
    SETTINGS = "settings"
    """The settings that decide URLs and dates. The first line of every log is one."""
    OVERRIDE = "override"


class LogMark(StrEnum):
    """What is to be known of a text, after its class in the column ``kind``: ``new,past``."""

    PAST = "past"
    """It reaches behind its commit's time; ``more`` is its authority."""
    LATE = "late"
    """It was committed in time and published after its date."""
    BEFORE = "before"
    """From before the log."""
