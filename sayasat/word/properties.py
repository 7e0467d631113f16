"""The properties of a Word document. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sayasat.word.styles import add_page_number

# Characters that XML 1.0 does not allow; `sayasat.markdown.parser` removes most of them.
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_LONGEST = 255
"""Characters of the longest value of a property."""


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


def plain(text: str) -> str:
    """The text without characters that XML does not allow."""
    return _NO_XML.sub("\ufffd", text)


def write_properties(document: Any, properties: DocumentProperties) -> None:  # noqa: ANN401 (no types)
    """Write the metadata of a document of python-docx, and the header and the footer of its pages."""
    core = document.core_properties
    core.title = plain(properties.title)[:_LONGEST]
    core.author = core.last_modified_by = plain(properties.publisher)[:_LONGEST]
    core.language = properties.language
    core.comments = ""
    if properties.published is not None:
        core.created = core.modified = properties.published.astimezone(UTC).replace(tzinfo=None)
    section = document.sections[0]
    section.header.paragraphs[0].text = plain(properties.heading)
    foot = section.footer.paragraphs[0]
    foot.text = plain(f"{properties.citation}  · " if properties.citation else "")
    add_page_number(foot)
