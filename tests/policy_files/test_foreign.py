"""Texts that were not written for Sayasat: their front matter and their versions."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat.policy_files.date_sources import PRESETS, date_source
from sayasat.policy_files.document import read_foreign
from sayasat.policy_files.facts import read_source
from sayasat.policy_files.front_matter import FrontMatter
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.lineage import Lineage, Revision
from sayasat.versions.stated_dates import with_stated_dates
from sayasat.versions.status import Status, in_force, standings
from sayasat.versions.timeline import fold

FAR = date(2100, 1, 1)
DATES = tuple(map(date_source, PRESETS))


@pytest.mark.parametrize(
    ("text", "title", "effective", "faults"),
    [
        ("# A\n", None, None, []),
        ("---\ntitle: A\neffective: 2024-01-02\n---\nB\n", "A", date(2024, 1, 2), []),
        ('---\ntitle: "A: b"\nlayout: {a: [1, *x]}\nsummary: [a]\n---\nB\n', "A: b", None, []),
        ("---\ntitle: [a, b]\neffective:\n---\nB\n", None, None, []),
        ("---\neffective: TBD\n---\nB\n", None, None, ["front-matter-date-form"]),
        ("---\neffective: 2024-02-30\n---\nB\n", None, None, ["front-matter-date-unreal"]),
        ("---\neffective: [2024-01-02]\n---\nB\n", None, None, ["front-matter-value"]),
        ("---\neffective: {a: b}\n---\nB\n", None, None, ["front-matter-value"]),
        ("---\ntitle: A\nbroken: [\n\t---\n---\nB\n", "A", None, []),
        ("---\n---\nB\n", None, None, []),
        ("---\n# a comment\nrepealed: 2024-01-01\neditorial: yes\n---\nB\n", None, None, []),
        ('+++\ntitle = "A"\neffective = 2024-01-02\n[menu]\nx = 1\n+++\nB\n', "A", date(2024, 1, 2), []),
        ("+++\nbroken =\n+++\nB\n", None, None, []),
        (
            '{\n  "title": "A",\n  "effective": "2024-01-02",\n  "tags": ["b"]\n}\nB\n',
            "A",
            date(2024, 1, 2),
            [],
        ),
        ('{\n  "title": "A",\n}\nB\n', None, None, []),
        ("", None, None, ["file-empty"]),
    ],
)
def test_of_a_foreign_head_the_title_and_the_dates_of_sources_count(
    text: str, title: str | None, effective: date | None, faults: list[str]
) -> None:
    document = read_foreign(text.encode())
    assert document.front_matter == FrontMatter(title=title)
    source = read_source(text.encode(), is_foreign=True, dates=DATES)
    assert [each.day for each in source.readings] == ([effective] if effective else [])
    assert [fault.code for fault in source.faults] == faults
    assert document.body.strip() in {"# A", "B", ""}


def test_each_key_that_a_source_names_is_reported_if_it_is_no_date() -> None:
    data = b"---\nlast_updated: soon\nLast-Updated: 05/06/2021\ndate: never\n---\nB\n"
    found = read_source(data, is_foreign=True, dates=DATES).faults
    assert [(each.code, each.where) for each in found] == [
        ("front-matter-date-form", "2"),
        ("front-matter-date-form", "3"),
    ]


@pytest.mark.parametrize("text", ["---\n\nWords\n---\nMore\n", "---\n这不是元数据\n---\n\n我们\n", "--- a\n"])
def test_a_rule_at_the_top_is_no_head(text: str) -> None:
    assert read_foreign(text.encode()).body == text


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    read_foreign(data)
    read_foreign(b"---\n" + data + b"\n---\nBody\n")
    read_foreign(b"+++\n" + data + b"\n+++\nBody\n")


def test_a_heading_that_becomes_the_title_does_not_reorder_what_stands_around_it() -> None:
    source = read_source("# Of \u202elaw\n".encode(), is_foreign=True)
    assert source.front_matter.title == "Of law"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('<h1 align="center">Our\n<b>law</b></h1>\n\nWords.\n', "Our law"),
        ("<h1>Our law</h1>\n\n# Other\n", "Other"),
        ("<h1>Our law</h1>\nWords.\n", None),
        ("## Part\n\n<h1>Our law</h1>\n", "Part"),
        ("Words.\n\n<h1>Our law</h1>\n", None),
        ("<h2 align='center'>Our law</h2>\n\n## Part\n", "Our law"),
        ("**OUR LAW**\n\nWords.\n", "OUR LAW"),
        ("**Our** law\n\nWords.\n", None),
    ],
)
def test_a_heading_in_html_that_a_text_begins_with_is_its_title(text: str, title: str | None) -> None:
    assert read_source(text.encode(), is_foreign=True).front_matter.title == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("## Our law\n\nWords.\n\n### Part\n\n### Other part\n", "Our law"),
        ("Of 1 May 2020\n\n### Our law\n\n#### Part\n", "Our law"),
        ("## Part\n\n## Other part\n", None),
        ("### Part\n\n## Other part\n", None),
        (f"{'Words. ' * 30}\n\n## Part\n", None),
    ],
)
def test_a_text_without_a_heading_of_level_1_has_the_title_of_its_only_heading_above_all_others(
    text: str, title: str | None
) -> None:
    assert read_source(text.encode(), is_foreign=True).front_matter.title == title


def test_a_title_shows_where_bytes_could_not_be_read() -> None:
    assert read_source(b"# Caf\xe9\n", is_foreign=True).front_matter.title == "Caf\ufffd"


def test_the_first_heading_of_level_1_is_the_title() -> None:
    title = read_source(b"## Before\n\nAll *of it*\n======\n", is_foreign=True).front_matter.title
    assert title == "All of it"


def history(*told: tuple[str, str, str]) -> Timeline:
    """Versions of (day, effective, words); without ``effective`` where that is empty."""
    revisions, sources = [], {}
    for place, (day, effective, words) in enumerate(told):
        head = f"---\neffective: {effective}\n---\n" if effective else ""
        data = f"{head}{words}\n".encode()
        blob = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        sources[blob] = read_source(data, is_foreign=True, dates=DATES, language="en")
        recorded = datetime.combine(date.fromisoformat(day), time(12), UTC)
        revisions.append(Revision(str(place), recorded, "Editor", "Edit", "a.md", blob, place))
    lineage = Lineage("a", "en", "a.md", (), tuple(revisions))
    (lineage,), sources = with_stated_dates([lineage], sources, DATES, {})
    return fold(lineage, sources, is_foreign=True)


def told(timeline: Timeline) -> list[str]:
    return [
        f"{version.date} {version.basis.value} {','.join(placed.kind for placed in version.revisions)}"
        + (" withdrawn" if version.withdrawn_on else "")
        for version in timeline.versions
    ]


def codes(timeline: Timeline) -> list[str]:
    return [fault.code for placed in timeline.recorded for fault in placed.faults]


def test_a_revision_without_a_date_after_dated_ones_has_its_commits_day() -> None:
    timeline = history(("2024-01-01", "2024-01-01", "a"), ("2024-02-01", "", "b"), ("2024-03-01", "", "b"))
    assert told(timeline) == ["2024-01-01 stated new", "2024-02-01 recorded new,technical"]
    assert not codes(timeline)


def test_a_date_that_cannot_be_read_is_reported_and_stops_nothing() -> None:
    timeline = history(
        ("2024-01-01", "TBD", "a"), ("2024-02-01", "TBD", "b"), ("2024-03-01", "2024-03-05", "c")
    )
    assert told(timeline) == ["2024-01-01 recorded new", "2024-02-01 recorded new", "2024-03-05 stated new"]
    assert codes(timeline) == ["front-matter-date-form"] * 2


def test_a_date_that_goes_back_falls_back_on_the_commits_day() -> None:
    timeline = history(("2024-05-01", "2024-05-01", "a"), ("2024-06-01", "2023-01-01", "b"))
    assert told(timeline) == ["2024-05-01 stated new", "2024-06-01 recorded new"]
    assert codes(timeline) == ["adopt-goes-back"]


def test_a_return_to_a_date_behind_the_one_in_force_falls_back_on_the_commits_day() -> None:
    timeline = history(
        ("2024-01-01", "2024-01-01", "a"),
        ("2024-05-01", "2024-05-01", "b"),
        ("2024-06-01", "2024-01-01", "a"),
    )
    assert told(timeline)[-1] == "2024-06-01 recorded new"
    assert codes(timeline) == ["adopt-goes-back"]


def test_new_words_without_a_date_withdraw_what_was_announced_before_them() -> None:
    timeline = history(
        ("2024-01-01", "2024-01-01", "a"), ("2024-02-01", "2024-06-01", "b"), ("2024-03-01", "", "c")
    )
    assert told(timeline)[1:] == ["2024-03-01 recorded new", "2024-06-01 stated new withdrawn"]


def test_an_announced_text_stands_beside_a_later_one_but_not_after_it() -> None:
    both = history(
        ("2024-01-01", "", "a"), ("2024-02-01", "2024-06-01", "b"), ("2024-03-01", "2024-07-01", "c")
    )
    assert told(both)[1:] == ["2024-06-01 stated new", "2024-07-01 stated new"]
    forward = history(
        ("2024-01-01", "", "a"), ("2024-02-01", "2024-06-01", "b"), ("2024-03-01", "2024-05-01", "c")
    )
    assert told(forward)[1:] == ["2024-05-01 stated new", "2024-06-01 stated new withdrawn"]
    assert not codes(both) + codes(forward)


_DAYS = st.integers(0, 60).map(lambda days: (date(2024, 1, 1) + timedelta(days)).isoformat())
_COMMITS = st.lists(
    st.tuples(_DAYS, st.one_of(st.just(""), st.just("TBD"), _DAYS), st.sampled_from("abc")),
    min_size=1,
    max_size=12,
).map(lambda commits: sorted(commits, key=lambda commit: commit[0]))


@given(_COMMITS)
def test_the_newest_text_holds_in_the_end_and_no_revision_is_set_aside(
    commits: list[tuple[str, str, str]],
) -> None:
    timeline = history(*commits)
    assert len(timeline.recorded) == len(commits)
    assert all(placed.acts for placed in timeline.recorded)
    holding = in_force(standings(timeline, FAR))
    assert holding is not None
    assert holding.version.text.source.content_digest == timeline.newest.source.content_digest
    assert all(each.status is not Status.UPCOMING for each in standings(timeline, FAR))
