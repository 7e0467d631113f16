"""The properties of a Word document, and the empty document that has them. Pure."""

from __future__ import annotations

import re
from datetime import UTC
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from sayasat.word.runs import DocumentProperties

# Characters that XML 1.0 does not allow; `sayasat.markdown.parser` removes most of them.
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_LOCALES = {"ky": "ky-KG", "ru": "ru-RU", "en": "en-GB"}

_LONGEST = 255
"""Characters of the longest value of a property."""


def plain(text: str) -> str:
    """The text without characters that XML does not allow."""
    return _NO_XML.sub("\ufffd", text)


def new_document(properties: DocumentProperties) -> Any:  # noqa: ANN401 (python-docx has no public type)
    """An empty document of python-docx with its metadata, and with the header and the footer of its pages.

    Its template has the page (A4, the paper size of the Kyrgyz Republic, with a wide left margin for
    binding), the styles, the fonts, and the number of the page.
    """
    document = Document(BytesIO(_template()))
    core = document.core_properties
    core.title = plain(properties.title)[:_LONGEST]
    core.author = core.last_modified_by = plain(properties.publisher)[:_LONGEST]
    core.language, core.comments = properties.language, ""
    if properties.published is not None:
        core.created = core.modified = properties.published.astimezone(UTC).replace(tzinfo=None)
    section = document.sections[0]
    section.header.paragraphs[0].text = plain(properties.heading)
    citation = f"{properties.citation}  · " if properties.citation else ""
    section.footer.paragraphs[0].runs[0].text = plain(citation)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LOCALES.get(properties.language, properties.language))
    return document


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("sayasat.word").joinpath("empty.docx").read_bytes()
