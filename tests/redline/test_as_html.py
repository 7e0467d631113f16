"""The HTML of a redline: marks, labels and links that need no colour."""

from __future__ import annotations

import re

from sayasat.i18n.messages import messages
from sayasat.redline.as_html import redline_html
from sayasat.redline.compare import compare
from sayasat.redline.risk_marks import with_risks

T = messages("en")


def html(old: str, new: str) -> str:
    return str(redline_html(with_risks(compare(old, new), "en"), T))


def seen(markup: str) -> str:
    """The text as the clipboard has it, without the words for screen readers."""
    spoken = re.sub(r'<span class="visually-hidden">[^<]*</span>', "", markup)
    return " ".join(re.sub(r"<[^>]+>", "", spoken).split())


def test_a_deleted_and_an_inserted_number_do_not_run_together() -> None:
    assert seen(html("We keep it 30 days.", "We keep it 60 days.")) == "We keep it 30 60 days."


def test_the_number_of_a_new_item_is_inserted_with_it() -> None:
    shown = html("1. one apple is here", "1. one apple is here\n2. two pears are there")
    assert re.search(r"<ins[^>]*><span[^>]*>inserted: </span>2. two pears are there</ins>", shown)


def test_both_places_of_a_move_lead_to_each_other() -> None:
    block, stays = "This paragraph goes to the end.", "This one stays where it is, and is the longer one."
    shown = html(f"{block}\n\n{stays}", f"{stays}\n\n{block}")
    links = re.findall(r'<a class="redline__said redline__jump" id="([^"]+)" href="#([^"]+)">', shown)
    assert sorted(links) == [("_move1-from", "_move1-to"), ("_move1-to", "_move1-from")]
    assert '<del class="redline__moved">' in shown
    assert '<ins class="redline__moved">' in shown


def test_a_risk_is_named() -> None:
    assert '<strong class="redline__risk" title="negation">not</strong>' in html("It is so.", "It is not so.")


def test_only_a_passage_with_letters_from_right_to_left_names_a_direction() -> None:
    shown = html("# A\n\nOne year.\n\nسنة واحدة", "# A\n\nOne year.\n\nسنتين اثنتين")
    assert "<p>One year.</p>" in shown
    assert shown.count('dir="auto"') == shown.count('<p dir="auto">') == 2
