"""The versions of archives, of which several may be of one day: what holds of any history of such texts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from sayasat.policy_files.facts import Source, StatedDate
from sayasat.policy_files.front_matter import FrontMatter
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.lineage import Lineage, Removal, Revision
from sayasat.versions.model import Basis
from sayasat.versions.policy import held
from sayasat.versions.status import Status, in_force, standings
from sayasat.versions.timeline import fold

FIRST = date(1969, 12, 31)
HORIZON = 9
"""Days. So few that several commits are of one day; the first three stand for no day."""

END = FIRST + timedelta(HORIZON + 3)

Step = tuple[int, str | None, int | None, str]
STEPS = st.tuples(
    st.sampled_from([0, 0, 1, 2]),  # days after the step before
    st.none() | st.sampled_from("ABC"),  # the words; None removes the file
    st.none() | st.integers(-1, 2),  # the day that is stated, from the commit's
    st.sampled_from(["effective", "dated"]),
)
HISTORIES = st.lists(STEPS, min_size=1, max_size=8)


def folded(history: Sequence[Step]) -> Timeline:
    day, sources = FIRST, {}
    events: list[Revision | Removal] = []
    for place, (later, words, stated, meaning) in enumerate(history):
        day = min(day + timedelta(later), FIRST + timedelta(HORIZON))
        recorded = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=1, minutes=place)
        is_gone = not events or isinstance(events[-1], Removal)
        if words is None:
            if not is_gone:
                events.append(Removal(f"c{place}", recorded, "", "", "a.md", place))
            continue
        on = None if stated is None else day + timedelta(stated)
        # A version without a day has the place of this one
        assume(on != date(1970, 1, 2))
        read = StatedDate(on, "effective" if meaning == "effective" else "dated", "a.md:1") if on else None
        revision = Revision(
            f"c{place}", recorded, "", "", "a.md", f"{words}{on}{meaning}", place, "a", None, (), read
        )
        digest = hashlib.sha256(words.encode()).hexdigest()
        front_matter = FrontMatter(title="A", effective=on)
        sources[revision.text_key] = Source(
            digest, digest, digest, front_matter, (), layout_digest="x", stated=read
        )
        events.append(revision)
    assume(events)
    lineage = Lineage("a", "en", "a.md", (), tuple(events))
    return fold(lineage, sources, is_foreign=True)


@given(HISTORIES)
def test_versions_have_names_and_an_order(history: list[Step]) -> None:
    dates = [version.date for version in folded(history).versions]
    assert len({str(each) for each in dates}) == len(dates)
    assert all(before < after and not after <= before for before, after in pairwise(dates))


@given(HISTORIES)
def test_the_newest_words_are_in_force_in_the_end(history: list[Step]) -> None:
    timeline = folded(history)
    now = in_force(standings(timeline, END))
    if timeline.removed:
        assert now is None
    else:
        assert now is not None
        assert now.version.text.source.content_digest == timeline.newest.source.content_digest


@given(HISTORIES)
def test_answers_and_standings_agree_on_every_day(history: list[Step]) -> None:
    timeline = folded(history)
    for day in (FIRST + timedelta(days) for days in range(-2, HORIZON + 3)):
        now = in_force(standings(timeline, day))
        assert held(timeline.answers, day) == (now.version.date if now else None), day


@given(HISTORIES)
def test_only_a_date_to_come_is_redrafted_before_its_day(history: list[Step]) -> None:
    for version, placed in folded(history).placed:
        if placed.kind == "redraft":
            assert version.basis is Basis.STATED
            assert version.date > placed.committed_on or version.withdrawn_on


@given(HISTORIES)
def test_a_recorded_day_is_never_upcoming_after_it(history: list[Step]) -> None:
    timeline = folded(history)
    for each in standings(timeline, END):
        assert each.status is not Status.UPCOMING
