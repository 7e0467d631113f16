"""What the rules would say of files that are not published, asked without publishing them."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from sayasat.builder.open import open_publication
from sayasat.edit.dry_run import DryRun, dry_run
from sayasat.edit.front_matter_editor import Value
from sayasat.edit.open import open_working_copy
from sayasat.edit.working_copy import with_values
from tests.edit.office import NAMES, Office, announced, path
from tests.support.published import SETTINGS


def outlook(office: Office, values: dict[str, Value], *, other_words: bool = False) -> DryRun:
    """That of these keys in the Kyrgyz file."""
    opened = open_publication(office.repo.path, SETTINGS, date.fromisoformat(office.today), NAMES)
    with closing(opened) as publication:
        working_copy = open_working_copy(publication, publication.archive.policies[0])
        return dry_run(working_copy, [with_values(working_copy.original, values)], other_words=other_words)


@pytest.mark.parametrize(
    ("values", "other_words", "change", "withdraws"),
    [
        ({"effective": date(2027, 1, 1)}, False, "readopted", [date(2026, 12, 1)]),
        ({"effective": date(2027, 1, 1), "replaces": "none"}, True, "new", []),
        ({"effective": date(2025, 4, 1), "editorial": "a"}, True, "editorial", []),
        ({"repealed": date(2026, 11, 30)}, False, "repeal", [date(2026, 12, 1)]),
    ],
)
def test_what_publishing_would_do_is_what_it_does(
    tmp_path: Path, values: dict[str, Value], other_words: bool, change: str, withdraws: list[date]
) -> None:
    office = announced(tmp_path)
    foreseen = outlook(office, values, other_words=other_words).original
    assert foreseen is not None
    assert (foreseen.change.value, list(foreseen.withdraws)) == (change, withdraws)
    with closing(open_publication(tmp_path, SETTINGS, date(2026, 11, 24), NAMES)) as publication:
        working_copy = open_working_copy(publication, publication.archive.policies[0])
        office.repo.write(path("ky"), with_values(working_copy.original, values).data)
    if other_words:
        office.edit("ky", "cookies", "other words")
    office.publish()
    with closing(open_publication(tmp_path, SETTINGS, date(2026, 11, 24), NAMES)) as publication:
        newest = publication.archive.policies[0].authentic.newest
    assert (newest.version_date, newest.change, newest.withdraws) == (
        foreseen.version_date,
        foreseen.change,
        foreseen.withdraws,
    )


def test_a_fault_of_the_rules_is_foreseen(tmp_path: Path) -> None:
    foreseen = outlook(announced(tmp_path), {"effective": date(2027, 1, 1)}, other_words=True)
    assert [(fault.code, fault.where) for fault in foreseen.faults] == [("replaces-missing", path("ky"))]


def test_what_stays_as_it_is_published_does_nothing(tmp_path: Path) -> None:
    assert outlook(announced(tmp_path), {}) == DryRun(None, (), ())
