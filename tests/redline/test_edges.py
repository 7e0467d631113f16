"""Where a change begins and ends: the texts stay, the boundary is the best one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat.redline.edges import best_shift, is_balanced, pieces
from sayasat.redline.marks import Mark
from sayasat.redline.word_diff import mark_words

_PIECES = st.lists(st.sampled_from(["a", "b", " ", ". ", ", ", "(", ")", "«", "»", "\n"]), max_size=12)


@given(_PIECES, _PIECES, _PIECES, st.booleans(), st.booleans())
def test_a_shift_changes_neither_text(
    before: list[str], changed: list[str], after: list[str], is_first: bool, is_last: bool
) -> None:
    """With the change and without it; and a second shift finds nothing better."""
    if not changed or (not before and not is_first) or (not after and not is_last):
        return
    around = [*before, *changed, *after]
    start, end = len(before), len(before) + len(changed)
    shift = best_shift(around, start, end, is_first=is_first, is_last=is_last)
    first, last = start + shift, end + shift
    assert 0 <= first <= last <= len(around)
    assert [*around[:first], *around[last:]] == [*before, *after]
    assert best_shift(around, first, last, is_first=is_first, is_last=is_last) == 0


@given(st.lists(st.sampled_from(["бир.", "эки,", "(үч)", "«төрт»", "беш", "Алты"]), max_size=8), st.data())
def test_an_insertion_never_has_half_a_bracket(words: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(words)))
    put_in = data.draw(st.lists(st.sampled_from(["(үч)", "«төрт»", "беш."]), min_size=1, max_size=3))
    runs = mark_words(" ".join(words), " ".join([*words[:place], *put_in, *words[place:]]))
    assert all(is_balanced(run.text) for run in runs if run.mark is not Mark.SAME)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("A b. C d.", "A b. C e. C d.", "A b. {+C e. +}C d."),
        ("(1) A. (3) C.", "(1) A. (2) B. (3) C.", "(1) A. {+(2) B. +}(3) C."),
        ("a (b) c", "a (b) (b) c", "a (b){+ (b)+} c"),
        ("a «b» c", "a «x» «b» c", "a{+ «x»+} «b» c"),
        ("a, b", "a, x, b", "a,{+ x,+} b"),
        ("a\nb", "a\nx\nb", "a{+\nx+}\nb"),
        ("a b. C d.", "a b.", "a b.[- C d.-]"),
        ("1\t2", "1\tx\t2", "1{+\tx+}\t2"),
    ],
)
def test_edges(old: str, new: str, shown: str) -> None:
    marks = {"same": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
    assert "".join(marks[run.mark].format(run.text) for run in mark_words(old, new)) == shown


@pytest.mark.parametrize(
    "text",
    ["«x»", "„x“", "“x”", "»x«", "« x »", "‘x’", "‚x‘", '"x", "y"', "«„x“, y»", "「x」", "don’t (x)"],
)
def test_quotation_marks_that_open_are_told_from_those_that_close(text: str) -> None:
    assert is_balanced(text)
    assert is_balanced(f" {text} ")


@pytest.mark.parametrize("text", ["x» «", "x“ „", "x” “", 'x" "', "x« »", "x’ ‘", "x) (", "(x]", "「x"])
def test_halves_of_two_pairs_are_no_pair(text: str) -> None:
    assert not is_balanced(text)


def test_white_space_is_a_piece_of_its_own() -> None:
    assert pieces([" a", "1 200", "  ", "b"]) == [" ", "a", "1 200", "  ", "b"]
