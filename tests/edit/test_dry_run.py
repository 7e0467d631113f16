"""The dry run applies the version rules to files without publishing them."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from sayasat.builder.open import open_publication, read_publication
from sayasat.edit.dry_run import DryRun, dry_run
from sayasat.edit.front_matter_editor import Value
from sayasat.edit.open import open_working_copy
from sayasat.edit.working_copy import with_values
from sayasat.repository.reader import Repository
from sayasat.versions.archive import read_archive
from sayasat.versions.log_lines import new_lines
from sayasat.versions.publication_log import PublicationLog
from tests.edit.editor_clone import NAMES, EditorClone, announced, path
from tests.support.published import SETTINGS


def outlook(clone: EditorClone, values: dict[str, Value], *, to_be_written: bool = False) -> DryRun:
    """That of these keys in the Kyrgyz file."""
    opened = open_publication(clone.repo.path, SETTINGS, date.fromisoformat(clone.today), NAMES)
    with closing(opened) as publication:
        working_copy = open_working_copy(publication, publication.archive.policies[0])
        draft = with_values(working_copy.original, values)
        return dry_run(working_copy, [replace(draft, is_to_be_written=to_be_written)])


@pytest.mark.parametrize(
    ("values", "to_be_written", "change", "withdraws"),
    [
        ({"effective": date(2027, 1, 1)}, False, "readopted", [date(2026, 12, 1)]),
        ({"effective": date(2027, 1, 1), "replaces": "none"}, True, "new", []),
        ({"repealed": date(2026, 11, 30)}, False, "repeal", [date(2026, 12, 1)]),
    ],
)
def test_the_dry_run_has_the_outcome_of_publishing(
    tmp_path: Path, values: dict[str, Value], to_be_written: bool, change: str, withdraws: list[date]
) -> None:
    clone = announced(tmp_path)
    outcome = outlook(clone, values, to_be_written=to_be_written)
    (foreseen,) = outcome.placed
    assert (foreseen.change.value, list(outcome.withdraws)) == (change, withdraws)
    with closing(open_publication(tmp_path, SETTINGS, date(2026, 11, 24), NAMES)) as publication:
        working_copy = open_working_copy(publication, publication.archive.policies[0])
        clone.repo.write(path("ky"), with_values(working_copy.original, values).data)
    if to_be_written:
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
    foreseen = outlook(announced(tmp_path), {"effective": date(2027, 1, 1)}, to_be_written=True)
    assert [(fault.code, fault.where) for fault in foreseen.faults] == [("replaces-missing", path("ky"))]


def test_an_unchanged_file_has_no_outcome(tmp_path: Path) -> None:
    assert outlook(announced(tmp_path), {}) == DryRun((), (), (), ())


def test_files_in_versions_are_a_part_of_the_commit(tmp_path: Path) -> None:
    announced(tmp_path)
    with closing(open_publication(tmp_path, SETTINGS, date(2026, 11, 24), NAMES)) as publication:
        working_copy = open_working_copy(publication, publication.archive.policies[0])
        main, day = working_copy.original, date(2026, 12, 1)
        moved = working_copy.copied(main, working_copy.version_file(main, day), day, {})
        later = replace(with_values(main, {"effective": date(2027, 1, 1)}), is_to_be_written=True)
        both = dry_run(working_copy, [moved, later])
        alone = dry_run(working_copy, [later])
    assert [each.change.value for each in both.placed] == ["technical", "new"]
    assert (both.withdraws, both.faults) == ((), ())
    assert [fault.code for fault in alone.faults] == ["replaces-missing"]


def test_what_was_published_is_not_ruled_on_again(tmp_path: Path) -> None:
    """The log tells another date of the announced version than the rules of today make of it."""
    clone, day = announced(tmp_path), date(2026, 11, 24)
    with Repository.open(clone.repo.path) as repository:
        archive = read_archive(repository, SETTINGS)
        lines = new_lines(archive, SETTINGS, PublicationLog(), day, repository.head)
        lines = tuple(
            replace(each, date=date(2026, 12, 15)) if each.date == date(2026, 12, 1) else each
            for each in lines
        )
        publication = read_publication(repository, SETTINGS, day, NAMES, PublicationLog(lines))
        working_copy = open_working_copy(publication, publication.archive.policies[0])
        draft = with_values(working_copy.original, {"effective": date(2027, 1, 1)})
        (placed,) = dry_run(working_copy, [draft]).placed
    assert placed.withdraws == (date(2026, 12, 15),)
