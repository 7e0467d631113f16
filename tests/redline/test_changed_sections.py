"""The list of changed sections: each once, by what happened to it."""

from __future__ import annotations

import pytest

from sayasat.redline.changed_sections import ChangedSection, changed_sections
from sayasat.redline.compare import compare
from sayasat.redline.model import ChangeStatus

EDITED, INSERTED, DELETED = ChangeStatus.EDITED, ChangeStatus.INSERTED, ChangeStatus.DELETED
MOVED = ChangeStatus.MOVED_HERE

LETTERS = "## Letters {#letters}\n\nThe office answers each letter within ten working days of its arrival.\n"
FEES = "## Fees {#fees}\n\nA copy of a record costs one hundred som, and nothing for pensioners.\n"
CAMERAS = "## Cameras {#cameras}\n\nThere are cameras in the hall, and a sign on its door says so.\n"


def listed(old: str, new: str) -> list[tuple[str, str, tuple[ChangeStatus, ...]]]:
    found = changed_sections(compare(old, new))
    return [(each.anchor, each.heading, each.kinds) for each in found]


def test_each_changed_section_is_listed_in_the_order_of_the_redline() -> None:
    new = LETTERS.replace("ten", "five") + CAMERAS
    assert listed(LETTERS + FEES, new) == [
        ("letters", "Letters", (EDITED,)),
        ("_was-fees", "Fees", (DELETED,)),
        ("cameras", "Cameras", (INSERTED,)),
    ]


def test_what_did_not_change_is_not_listed() -> None:
    assert listed(LETTERS + FEES, LETTERS + FEES) == []


@pytest.mark.parametrize(("words", "kinds"), [("one hundred", (MOVED,)), ("two hundred", (MOVED, EDITED))])
def test_what_moved_is_listed_once_at_its_new_place(words: str, kinds: tuple[ChangeStatus, ...]) -> None:
    new = FEES.replace("one hundred", words) + LETTERS + CAMERAS
    assert listed(LETTERS + CAMERAS + FEES, new) == [("fees", "Fees", kinds)]


def test_what_stands_before_the_first_heading_has_no_name() -> None:
    old, new = (f"{words} of the office.\n\n{FEES}" for words in ("Rules", "The rules"))
    (found,) = changed_sections(compare(old, new))
    assert isinstance(found, ChangedSection)
    assert (found.heading, found.kinds) == ("", (EDITED,))
