"""Two texts against the one that both were made from: what belongs together, and what all three have."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayasat.check.put_before import Region, regions

TEXTS = st.lists(st.sampled_from("abcd"), max_size=8)


def test_a_change_of_one_text_is_beside_what_the_other_kept() -> None:
    assert list(regions("abc", "axc", "abcd")) == [
        Region(range(1, 2), range(1, 2), range(1, 2)),
        Region(range(3, 3), range(3, 3), range(3, 4)),
    ]


def test_changes_of_the_same_words_are_one_region() -> None:
    assert list(regions("abc", "axc", "ayyc")) == [Region(range(1, 2), range(1, 2), range(1, 3))]


@given(TEXTS, TEXTS, TEXTS)
def test_the_regions_come_in_order_and_all_three_are_equal_between_them(
    old: list[str], first: list[str], second: list[str]
) -> None:
    ends = (0, 0, 0)
    found = list(regions(old, first, second))
    for region in [*found, Region(*(range(len(text), len(text)) for text in (old, first, second)))]:
        kept = [
            text[end : part.start] for text, end, part in zip((old, first, second), ends, region, strict=True)
        ]
        assert kept[0] == kept[1] == kept[2]
        ends = (region.old.stop, region.first.stop, region.second.stop)
    for region in found:
        texts = [
            text[part.start : part.stop] for text, part in zip((old, first, second), region, strict=True)
        ]
        assert texts[1] != texts[0] or texts[2] != texts[0]
