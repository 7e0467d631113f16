"""What was erased is written down where a restored database cannot undo it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat_contact.erasures import Erasure, read_journal, write_down
from sayasat_contact.reference import new_reference


def test_what_was_written_down_is_read_again(tmp_path: Path) -> None:
    journal = tmp_path / "erased"
    erasures = [
        Erasure(new_reference(), 1_764_000_000 + number, why) for number, why in enumerate(["", "өтүнүч"])
    ]
    write_down(journal, erasures[:1])
    write_down(journal, erasures[1:])
    assert read_journal(journal) == erasures


def test_a_journal_that_does_not_exist_is_empty(tmp_path: Path) -> None:
    assert read_journal(tmp_path / "erased") == []


def test_nothing_erased_makes_no_journal(tmp_path: Path) -> None:
    write_down(tmp_path / "erased", [])
    assert not (tmp_path / "erased").exists()


def test_a_line_that_is_not_whole_is_passed_over(tmp_path: Path) -> None:
    """The machine stopped while it was written, or somebody edited it."""
    journal = tmp_path / "erased"
    whole = Erasure(new_reference(), 5, "why")
    write_down(journal, [whole])
    with journal.open("ab") as stream:
        stream.write(b"K7M2-QX\n\nno reference\t5\t\n" + new_reference().encode() + b"\n\xff\xfe")
    assert read_journal(journal) == [whole]


def test_a_journal_that_cannot_be_written_raises(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="directory"):
        write_down(tmp_path / "none" / "erased", [Erasure(new_reference(), 5, "")])


def test_others_cannot_read_a_journal(tmp_path: Path) -> None:
    journal = tmp_path / "erased"
    write_down(journal, [Erasure(new_reference(), 5, "")])
    assert journal.stat().st_mode & 0o007 == 0
