"""Which translations a version takes over from one of the same reading."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.policy import Policy
from sayasat.versions.publication_log import PublicationLog
from tests.support.editor_state import translated
from tests.support.histories import ZONE, Document, Proposal
from tests.support.main_line import MainLine, daily, main_lines
from tests.support.simulated_publisher import archive_of, lines_of

FIRST = Document((("title", "Эреже"), ("effective", date(2026, 1, 5))), "# Эреже\n\nБир жыл.")
SECOND = FIRST.edited("# Эреже\n\nЭки жыл.", effective=date(2026, 2, 1))


def files(original: Document, translation: Document) -> dict[str, Document]:
    return {
        "docs/ky/policies/privacy.md": original,
        "docs/ru/policies/privacy.md": translated(translation),
    }


def test_a_version_that_was_never_published_takes_over_no_translation() -> None:
    """A slip in the year, taken back before the next publication: the announced version keeps its page."""
    slip = SECOND.edited(effective=date(2062, 2, 1))
    lines = daily(files(FIRST, FIRST), files(SECOND, SECOND), files(slip, SECOND), files(FIRST, FIRST))
    log = PublicationLog()
    for line in lines[:2]:
        log = log.extended(lines_of(line, log))
    policy = archive_of(lines[-1], log).policy("privacy")
    assert policy is not None
    found = [[each.date for each in one.versions] for one in (policy.authentic, *policy.translations)]
    assert found == [[date(2026, 1, 5), date(2026, 2, 1)]] * 2


def read_last(*lines: MainLine) -> Policy:
    """The policy after proposals of which all but the last were published in turn."""
    log = PublicationLog()
    for line in lines[:-1]:
        log = log.extended(lines_of(line, log))
    policy = archive_of(lines[-1], log).policy("privacy")
    assert policy is not None
    return policy


def dates(timeline: Timeline) -> dict[date, tuple[date, ...]]:
    return {version.date: version.formerly_dated for version in timeline.versions}


def test_a_translation_that_was_handed_on_in_its_own_commit_stays_where_it_was_published() -> None:
    """It is touched in the commit that replaces its version, so the log has it under the new one."""
    announced = FIRST.edited(effective=date(2026, 3, 1))
    first, touched = (FIRST.edited(f"{FIRST.body}{comment}") for comment in ("", "\n\n<!-- A -->"))
    moved = [files(each.edited(effective=date(2026, 2, 1)), announced) for each in (first, touched)]
    for each in moved:
        ru = each["docs/ru/policies/privacy.md"]
        each["docs/ru/policies/privacy.md"] = ru.edited(f"{ru.body}\n\n<!-- B -->")
    policy = read_last(*daily(files(announced, announced), *moved))
    assert dates(policy.translations[0]) == {date(2026, 2, 1): (date(2026, 3, 1),)}


def test_publications_of_one_day_are_told_apart_by_the_log() -> None:
    """A translation was published under two dates on one day: both URLs answer after it went back."""
    march, april = (FIRST.edited(effective=date(2026, month, 1)) for month in (3, 4))
    again = FIRST.edited("# Эреже\n\nҮч жыл.", effective=date(2026, 3, 1), replaces=date(2026, 4, 1))
    moment = datetime(2026, 1, 10, 12, tzinfo=ZONE)
    trees = files(march, march), files(april, march), files(again, march)
    proposals = [Proposal("", moment + timedelta(hours=place), (tree,)) for place, tree in enumerate(trees)]
    policy = read_last(*main_lines(proposals))
    assert dates(policy.translations[0]) == {date(2026, 3, 1): (date(2026, 4, 1),)}


def test_a_date_that_two_versions_had_has_each_number_once() -> None:
    """A translation was handed on, changed there, and went back: no URL gets another text."""
    march, january = (FIRST.edited(effective=day) for day in (date(2026, 3, 1), date(2026, 1, 11)))
    again, corrected = march.edited("# Эреже\n\nҮч жыл."), january.edited("# Эреже\n\nБир эле жыл.")
    moved = files(january, march), files(january, corrected)
    policy = read_last(*daily(files(march, march), *moved, files(again, again)))
    (translation,) = policy.translations
    assert dates(translation) == {date(2026, 1, 11): (), date(2026, 3, 1): (date(2026, 1, 11),)}
    numbers = [[each.number for each in version.revisions] for version in translation.versions]
    assert numbers == [[2], [1, 3]]
