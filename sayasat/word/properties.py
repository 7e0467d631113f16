"""What a document that leaves the site says of itself. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DocumentProperties:
    """What a document says of itself."""

    title: str
    language: str
    publisher: str
    """The author of the file and of its changes."""

    citation: str = ""
    """At the foot of every page, before the page's number."""

    heading: str = ""
    """At the top of every page."""

    published: datetime | None = None
    """Aware; of the file and of its changes. Absent where nobody knows."""
