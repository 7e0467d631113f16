"""Passages of prose: masked text, targets, and the line of each offset."""

from __future__ import annotations

from sayasat.check.language.prose import MASK, NOTES, passages, prose_sections


def texts(markdown: str) -> list[str]:
    return [passage.text.replace(MASK, "·") for passage in passages(markdown)]


def test_code_urls_and_images_are_masked_at_their_length() -> None:
    found = texts("See `ab` at www.a.kg, a@b.org or ![seal](x.png).\n")
    assert found == ["See ·· at ········, ······· or ·.", "seal"]


def test_a_full_stop_after_a_url_is_not_part_of_it() -> None:
    assert texts("Read https://a.kg/b.\n") == ["Read ··············."]


def test_an_offset_has_a_line() -> None:
    (passage,) = passages("\n\none\ntwo  \nthree\n")
    assert [passage.line_at(passage.text.index(word)) for word in ("one", "two", "three")] == [3, 4, 5]


def test_links_and_bare_urls_are_targets_in_order() -> None:
    (passage,) = passages("a@b.kg and [www.c.kg](http://d.kg) and e.kg\n")
    assert [target.url for target in passage.targets] == ["a@b.kg", "http://d.kg", "e.kg"]


def test_cells_items_and_notes_are_passages_of_their_own() -> None:
    found = prose_sections("intro\n\n## A {#a}\n\n- one[^1]\n\n|x|y|\n|-|-|\n|z||\n\n[^1]: note\n")
    assert [(part.id, [passage.text for passage in part.passages]) for part in found] == [
        ("intro", ["intro"]),
        ("a", ["A", f"one{MASK}", "x", "y", "z"]),
        ("footnotes", ["note"]),
    ]
    assert found[-1].heading == NOTES


def test_an_id_is_explicit_only_if_the_text_has_it() -> None:
    assert [(part.id, part.has_explicit_id) for part in prose_sections("# A {#a}\n\n# B\n")] == [
        ("a", True),
        ("b", False),
    ]
