"""Parts of a translation find their counterparts by id, else by their neighbours."""

from __future__ import annotations

from sayasat.check.section_pairs import counterparts


def text(*ids: str) -> str:
    return "".join(f"## H {{#{each}}}\n\n" if each else "## H\n\n" for each in ids)


def pairs(ours: str, theirs: str) -> list[tuple[str, str]]:
    return [(one.id, two.id) for one, two in counterparts(ours, theirs).pairs]


def test_by_id_in_any_order() -> None:
    assert pairs(text("b", "a"), text("a", "b")) == [("b", "b"), ("a", "a")]


def test_by_neighbours_where_an_id_is_another() -> None:
    assert pairs(text("a", "x", "c"), text("a", "b", "c", "d")) == [("a", "a"), ("x", "b"), ("c", "c")]


def test_by_place_where_no_heading_has_an_id() -> None:
    assert pairs(text("", ""), text("", "")) == [("h", "h"), ("h-2", "h-2")]


def test_what_goes_before_the_first_heading_and_the_notes_are_counterparts() -> None:
    both = "intro[^1]\n\n## H {#a}\n\n[^1]: note\n"
    assert pairs(both, both) == [("intro", "intro"), ("a", "a"), ("footnotes", "footnotes")]


def test_a_missing_part_is_placed_after_the_nearest_one_before_it() -> None:
    found = counterparts(text("a", "d"), text("a", "b", "c", "d"))
    assert [(each.section.id, each.before and each.before.id) for each in found.missing] == [
        ("b", "a"),
        ("c", "a"),
    ]
