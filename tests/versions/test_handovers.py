"""Which translations a version takes over from one of the same reading."""

from __future__ import annotations

from datetime import date

from sayasat.versions.publication_log import PublicationLog
from tests.support.editor_state import translated
from tests.support.histories import Document, Tree
from tests.support.main_line import daily
from tests.support.simulated_publisher import archive_of, lines_of

FIRST = Document((("title", "Эреже"), ("effective", date(2026, 1, 5))), "# Эреже\n\nБир жыл.")
SECOND = FIRST.edited("# Эреже\n\nЭки жыл.", effective=date(2026, 2, 1))


def files(original: Document, translation: Document) -> Tree:
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
