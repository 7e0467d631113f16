"""The dry run applies the version rules to files without publishing them."""

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
from tests.edit.editor_clone import NAMES, EditorClone, announced, path
from tests.support.published import SETTINGS


def outlook(clone: EditorClone, values: dict[str, Value], *, other_words: bool = False) -> DryRun:
    """That of these keys in the Kyrgyz file."""
    opened = open_publication(clone.repo.path, SETTINGS, date.fromisoformat(clone.today), NAMES)
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
def test_the_dry_run_has_the_outcome_of_publishing(
    tmp_path: Path, values: dict[str, Value], other_words: bool, change: str, withdraws: list[date]
) -> None:
    clone = announced(tmp_path)
    foreseen = outlook(clone, values, other_words=other_words).original
    assert foreseen is not None
    assert (foreseen.change.value, list(foreseen.withdraws)) == (change, withdraws)
    with closing(open_publication(tmp_path, SETTINGS, date(2026, 11, 24), NAMES)) as publication:
        working_copy = open_working_copy(publication, publication.archive.policies[0])
        clone.repo.write(path("ky"), with_values(working_copy.original, values).data)
    if other_words:
        clone.edit("ky", "cookies", "other words")
    clone.publish()
    with closing(open_publication(tmp_path, SETTINGS, date(2026, 11, 24), NAMES)) as publication:
        newest = publication.archive.policies[0].authentic.newest
    assert (newest.version_date, newest.change, newest.withdraws) == (
        foreseen.version_date,
        foreseen.change,
        foreseen.withdraws,
    )


def test_the_dry_run_has_the_faults_of_the_rules(tmp_path: Path) -> None:
    foreseen = outlook(announced(tmp_path), {"effective": date(2027, 1, 1)}, other_words=True)
    assert [(fault.code, fault.where) for fault in foreseen.faults] == [("replaces-missing", path("ky"))]


def test_an_unchanged_file_has_no_outcome(tmp_path: Path) -> None:
    assert outlook(announced(tmp_path), {}) == DryRun(None, (), ())
