"""The properties of a Word document. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DocumentProperties:
    """The metadata of a Word document, its header and its footer."""

    title: str
    language: str
    publisher: str
    """The author of the file and of its tracked changes."""

    citation: str = ""
    """The footer of every page, before the page number."""

    heading: str = ""
    """The header of every page."""

    published: datetime | None = None
    """When the file and its tracked changes were made, with a time zone. None if unknown."""
