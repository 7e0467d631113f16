"""The elements of tracked changes, moves and comments of a Word file, in Office Open XML. Pure."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from msgspec import Struct

from sayasat.redline.marks import Mark
from sayasat.word.runs import DocumentProperties
from sayasat.word.styles import add_child, plain

_TAGS = {
    (Mark.INSERTED, False): "w:ins",
    (Mark.DELETED, False): "w:del",
    (Mark.INSERTED, True): "w:moveTo",
    (Mark.DELETED, True): "w:moveFrom",
}


class Tracking(Struct):
    """Makes the elements of one file: each has a number of its own, the author and the time."""

    properties: DocumentProperties
    _last: int = 0

    def change(self, mark: Mark, *, is_moved: bool = False) -> Any:  # noqa: ANN401 (lxml has no types)
        """The element of an insertion, a deletion or either side of a move."""
        return self.element(_TAGS[mark, is_moved])

    def element(self, tag: str) -> Any:  # noqa: ANN401
        """An element of this tag."""
        self._last += 1
        element = OxmlElement(tag)
        element.set(qn("w:id"), str(self._last))
        self.sign(element)
        return element

    def sign(self, element: Any) -> None:  # noqa: ANN401
        """Set the author and the time of an element."""
        element.set(qn("w:author"), plain(self.properties.publisher))
        element.attrib.pop(qn("w:date"), None)
        if self.properties.published is not None:
            moment = self.properties.published.astimezone(UTC)
            element.set(qn("w:date"), f"{moment:%Y-%m-%dT%H:%M:%SZ}")

    def move_range(self, mark: Mark, number: int, part: int = 1) -> tuple[Any, Any]:
        """The start and the end of a part of either side of a move; both sides have the same name."""
        start = self.element(f"{_TAGS[mark, True]}RangeStart")
        start.set(qn("w:name"), f"move{number}" if part == 1 else f"move{number}-{part}")
        end = OxmlElement(f"{_TAGS[mark, True]}RangeEnd")
        end.set(qn("w:id"), start.get(qn("w:id")))
        return start, end

    def comment(self, document: Any, text: str) -> tuple[Any, Any, Any]:  # noqa: ANN401
        """Add a comment to the document: the start and the end of what it concerns, and its sign."""
        comment = document.comments.add_comment(plain(text), initials="")._comment_elm  # noqa: SLF001
        self.sign(comment)
        number = comment.get(qn("w:id"))
        start, end, run = (OxmlElement(tag) for tag in ("w:commentRangeStart", "w:commentRangeEnd", "w:r"))
        for each in (start, end, add_child(run, "w:commentReference")):
            each.set(qn("w:id"), number)
        return start, end, run
