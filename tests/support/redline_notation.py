"""A redline as plain text that a lawyer can read: how the golden cases state what they expect.

    §cookies edited
      item, renumbered 2. → 3.: Биз [-эки-] {+үч+} файлды сактайбыз.
    §rights moved here 1

A line for each section and each passage with a change. Long stretches that stay are shortened to «…», a line
feed within a passage is ¶, a table's cells are parted by |. A move is noted at its new place.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from sayasat.redline.model import PassageChange, Redline, SectionChange
from tests.support.golden_files import read_yaml

_CASES = Path(__file__).parents[1] / "golden" / "redline"
_SHOWN = 4
_LONG = 12
_MARKS = {"same": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}


class Case(NamedTuple):
    """A golden case: two Markdown bodies, and the redline as a lawyer would mark it."""

    name: str
    why: str
    old: str
    new: str
    redline: str
    coarse: bool


def golden_cases() -> list[Case]:
    """All of them, by file and place; a file holds a list of cases of one topic."""
    return [
        Case(
            f"{path.stem}: {case['name']}",
            case["why"],
            _body(case["old"]),
            _body(case["new"]),
            case["redline"] or "",
            case.get("coarse", False),
        )
        for path in sorted(_CASES.glob("*.yml"))
        for case in read_yaml(path)
    ]


def _body(text: str | dict[str, Any]) -> str:
    """Markdown, or a file of the project with places put in other words."""
    if isinstance(text, str):
        return text
    whole = (Path(__file__).parents[2] / text["file"]).read_text(encoding="utf-8")
    body: str = whole.split("\n---\n", 1)[1]
    for edit in text.get("edits", ()):
        assert body.count(edit["replace"]) == 1, edit["replace"]
        body = body.replace(edit["replace"], edit["with"])
    return body


def plain(redline: Redline) -> dict[str, Any]:
    """The redline as JSON would hold it: what `notation` reads, whoever made it."""
    return {"coarse": redline.coarse, "sections": [_section(section) for section in redline.sections]}


def notation(redline: dict[str, Any]) -> str:
    """The plain redline as text."""
    return "".join(line + "\n" for section in redline["sections"] for line in _section_lines(section))


def _section(section: SectionChange) -> dict[str, Any]:
    return {
        "id": section.id,
        "oldId": section.old.id if section.old else None,
        "fate": str(section.fate),
        "move": section.move,
        "levels": [side.level if side else None for side in (section.old, section.new)],
        "change": section.is_change,
        "parent": section.parent,
        "heading": _passage(section.heading) if section.heading else None,
        "passages": [_passage(passage) for passage in section.passages],
    }


def _passage(passage: PassageChange) -> dict[str, Any]:
    return {
        "fate": str(passage.fate),
        "move": passage.move,
        "kind": (passage.new or passage.old)[0].kind,
        "old": [block.text for block in passage.old],
        "new": [block.text for block in passage.new],
        "formatted": passage.formatted,
        "renumbered": list(passage.renumbered) if passage.renumbered else None,
        "change": passage.is_change,
        "details": [[each.kind, each.text, each.old, each.new] for each in passage.details],
        "runs": [[str(run.mark), run.text, run.move] for run in passage.runs],
    }


def _section_lines(section: dict[str, Any]) -> Iterable[str]:
    if not (section["change"] or section["fate"] in {"inserted", "deleted"}):
        return
    old, new = section["levels"]
    under = f" under {section['parent']}" if section["parent"] else ""
    level = f", level {old} → {new}{under}" if old is not None and new is not None and old != new else ""
    was = f", was §{section['oldId']}" if section["oldId"] not in {None, section["id"]} else ""
    yield f"§{section['id']} {_fate(section)}{was}{level}"
    if section["fate"] == "moved-away":
        return
    for passage in (section["heading"], *section["passages"]):
        if passage and passage["change"]:
            yield f"  {_label(passage)}: {_words(passage['runs'])}"


def _fate(change: dict[str, Any]) -> str:
    name = change["fate"].replace("-", " ")
    return f"{name} {change['move']}" if change["move"] else name


def _label(passage: dict[str, Any]) -> str:
    labels = [passage["kind"]]
    if passage["move"]:
        labels.append(_fate(passage))
    if passage["formatted"]:
        labels.append("formatted")
    if passage["renumbered"]:
        labels.append("renumbered {} → {}".format(*(number or "–" for number in passage["renumbered"])))
    labels += [_detail(*detail) for detail in passage["details"]]
    return ", ".join(labels)


def _detail(kind: str, text: str, old: str, new: str) -> str:
    if old or new:
        return f"{kind} {old or '–'} → {new or '–'}"
    return f"{kind} «{text}»" if text else kind


def _words(runs: list[tuple[str, str, int]]) -> str:
    shown = []
    for place, (mark, text, move) in enumerate(runs):
        whole = (f"‹{move}›" if move else "") + text.replace("\n", "¶").replace("\t", " | ")
        if mark == "same":
            whole = _shortened(whole, start=place > 0, end=place < len(runs) - 1)
        shown.append(_MARKS[mark].format(whole))
    return "".join(shown)


def _shortened(text: str, *, start: bool, end: bool) -> str:
    """The words beside a change; dots stand for what is between them."""
    pieces = text.split(" ")
    if len(pieces) <= _LONG:
        return text
    first = pieces[:_SHOWN] if start or not end else []
    last = pieces[-_SHOWN:] if end or not start else []
    return " ".join([*first, "…", *last])
