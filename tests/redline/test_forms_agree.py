"""The page, the plain text, the Markdown and the JSON of a redline state the same facts."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from sayasat.exports.api_types import as_json
from sayasat.i18n.messages import messages
from sayasat.redline.as_html import redline_html
from sayasat.redline.as_json import redline_json
from sayasat.redline.as_markdown import redline_markdown
from sayasat.redline.as_text import redline_text
from sayasat.redline.compare import compare
from sayasat.redline.counts import count_changes, summary
from tests.support.redline_notation import Case, golden_cases

T = messages("en")
_HIDDEN = re.compile(r'<span class="visually-hidden">.*?</span>')
_JUMP = re.compile(r'<a class="redline__said redline__jump".*?</a>')
_LABEL = re.compile(r"<em>Moved .*?</em>|‹Moved .*?› ")
_NUMBER = re.compile(r"\d+\.")
_MARKED = re.compile(r"<(del|ins)\b[^>]*>(.*?)</\1>", re.DOTALL)
_SIGNS = re.compile(r"\[-(.*?)-\]|\{\+(.*?)\+\}", re.DOTALL)
_SAID = re.compile(r'<span class="redline__said">(.*?)</span>')


def words_alone(text: str) -> str:
    """The text without white space and what stands for it."""
    return re.sub(r"[\s¶│]|<!-- -->", "", html.unescape(re.sub(r"<(?!!--)[^>]*>", "", text)))


def in_json(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for section in filter(lambda each: each["changed"], document["sections"]):
        for passage in filter(None, [section["heading"], *section["passages"]]):
            if passage["changed"]:
                numbers = passage["renumbered"] or ("", "")
                yield from zip(("deleted", "inserted"), numbers, strict=True)
            yield from ((run["mark"], run["text"]) for run in passage["runs"] if run["mark"] != "same")


class _OutermostMarks(HTMLParser):
    """The outermost ``del`` and ``ins`` elements of a page, with the texts in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._depth = 0
        self.feed(page)

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        if tag in {"del", "ins"}:
            self.found += [] if self._depth else [(tag, "")]
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag in {"del", "ins"}

    def handle_data(self, data: str) -> None:
        if self._depth:
            tag, text = self.found[-1]
            self.found[-1] = (tag, text + html.escape(data))


def on_page(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The page marks the whole of a passage at its new place."""
    for section in filter(lambda each: each["changed"], document["sections"]):
        for passage in filter(None, [section["heading"], *section["passages"]]):
            if passage["status"] == "moved-here":
                numbers = "".join(passage["renumbered"] or ())
                yield "inserted", numbers + "".join(run["text"] for run in passage["runs"])
            else:
                yield from in_json({"sections": [{"changed": True, "heading": passage, "passages": []}]})


def marks(found: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    names = {"del": "deleted", "ins": "inserted"}
    folded = ((names.get(mark, mark), words_alone(text)) for mark, text in found)
    return [each for each in folded if each[1]]


def without_numbers(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """On a page the mark of a list item that moved away includes its number."""
    return [(mark, _NUMBER.sub("", text, count=1)) for mark, text in marks(iter(found))]


def in_signs(text: str) -> Iterator[tuple[str, str]]:
    for deleted, inserted in _SIGNS.findall(text):
        yield ("deleted", html.escape(deleted)) if deleted else ("inserted", html.escape(inserted))


@pytest.mark.parametrize(
    "case", [case for case in golden_cases() if "[-" not in case.old + case.new], ids=lambda case: case.name
)
def test_four_forms_state_the_same_changes(case: Case) -> None:
    redline = compare(case.old, case.new)
    page = _JUMP.sub("", _HIDDEN.sub("", redline_html(redline, T)))
    text, markdown = redline_text(redline, T).plain, "\n".join(redline_markdown(redline, T))
    document = json.loads(as_json(redline_json(redline)))
    expected = marks(in_json(document))
    assert without_numbers(_OutermostMarks(page).found) == without_numbers(on_page(document))
    assert marks(in_signs(_LABEL.sub("", text))) == expected
    assert marks(iter(_MARKED.findall(_LABEL.sub("", markdown)))) == expected
    said = [words_alone(each) for each in _SAID.findall(page)]
    for form in (html.escape(text), markdown):
        assert all(words_alone(form).count(each) >= said.count(each) for each in said)
    details = sum(
        len(passage["details"])
        for section in document["sections"]
        for passage in filter(None, [section["heading"], *section["passages"]])
    )
    assert len(said) >= details


@pytest.mark.parametrize("case", golden_cases(), ids=lambda case: case.name)
def test_the_text_and_the_json_count_alike(case: Case) -> None:
    redline = compare(case.old, case.new)
    count = count_changes(redline)
    document = json.loads(as_json(redline_json(redline)))
    assert document["counts"] == {name: getattr(count, name) for name in document["counts"]}
    assert T.sentence(summary(count, T)) in redline_text(redline, T).plain
