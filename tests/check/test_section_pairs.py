"""Sections of a translation are paired with the original's by id, else by their neighbours."""

from __future__ import annotations

from sayasat.check.section_pairs import counterparts


def text(*ids: str) -> str:
    return "".join(f"## H {{#{each}}}\n\n" if each else "## H\n\n" for each in ids)


def pairs(ours: str, theirs: str) -> list[tuple[str, str]]:
    return [(one.id, two.id) for one, two in counterparts(ours, theirs).pairs]


def test_sections_are_paired_by_id_in_any_order() -> None:
    assert pairs(text("b", "a"), text("a", "b")) == [("b", "b"), ("a", "a")]


def test_sections_with_different_ids_are_paired_by_their_neighbours() -> None:
    assert pairs(text("a", "x", "c"), text("a", "b", "c", "d")) == [("a", "a"), ("x", "b"), ("c", "c")]


def test_sections_without_ids_are_paired_by_index() -> None:
    assert pairs(text("", ""), text("", "")) == [("h", "h"), ("h-2", "h-2")]


def test_the_introductions_and_the_footnotes_are_paired() -> None:
    both = "intro[^1]\n\n## H {#a}\n\n[^1]: note\n"
    assert pairs(both, both) == [("intro", "intro"), ("a", "a"), ("footnotes", "footnotes")]


def test_a_missing_section_has_the_nearest_section_before_it() -> None:
    found = counterparts(f"intro\n\n{text('a', 'd')}", text("a", "b", "c", "d"))
    assert [(section.id, line) for section, line in found.missing] == [("b", 3), ("c", 3)]
