"""A shell is cut once and poured whole; contents nest as headings do."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sayasat.markdown.html import Heading
from sayasat.website.outline import Node, outline
from sayasat.website.shell import Shell, marks

M = marks()
PAGE = f"<t>{M.title}{M.heading}{M.head}{M.switcher}<n>{M.content}{M.toc}"


def test_every_slot_gets_its_own_text() -> None:
    slots = replace(marks(), title="T", heading="H", head="D", switcher="S", content="C", toc="O")
    assert Shell.cut(PAGE).fill(slots) == "<t>THDS<n>CO"


def test_the_blanks_around_a_line_end_of_the_shell_are_left_out() -> None:
    slots = replace(marks(), content="<pre>a\n  b</pre>")
    filled = Shell.cut(PAGE.replace(M.content, f" \n\n   {M.content}\n  ")).fill(slots)
    assert "\n<pre>a\n  b</pre>\n[[" in filled


def test_a_mark_inside_a_text_stays_what_it_is() -> None:
    slots = replace(
        marks(),
        title="T",
        heading="H",
        head="D",
        switcher="S",
        content="[[sayasat:title]]",
        toc="O",
    )
    assert Shell.cut(PAGE).fill(slots) == "<t>THDS<n>[[sayasat:title]]O"


def test_a_template_that_leaves_a_slot_out_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="switcher, toc"):
        Shell.cut(PAGE.replace(M.switcher, "").replace(M.toc, ""))


def heading(level: int) -> Heading:
    return Heading(f"h{level}", level, f"Heading {level}")


def test_contents_leave_the_title_out_and_nest_the_rest() -> None:
    found = outline([heading(1), heading(2), heading(3), heading(2)])
    assert found == (Node(heading(2), (Node(heading(3), ()),)), Node(heading(2), ()))


def test_a_level_that_was_skipped_still_nests() -> None:
    assert outline([heading(2), heading(4)]) == (Node(heading(2), (Node(heading(4), ()),)),)


def test_no_heading_no_contents() -> None:
    assert outline([]) == ()
