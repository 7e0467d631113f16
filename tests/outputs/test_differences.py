"""A comparison of outputs names each file that is not the same, and how it differs."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.outputs.commands import calls
from tests.outputs.differences import LINES, checksums, differences, digests, shown


def folder(path: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return path


def test_what_is_changed_missing_or_new_is_named_and_what_is_the_same_is_not(tmp_path: Path) -> None:
    old = folder(tmp_path / "old", {"same": b"1", "site/page.html": b"a", "gone": b"1"})
    new = folder(tmp_path / "new", {"same": b"1", "site/page.html": b"b", "more": b"1"})
    assert list(differences(digests(old), digests(new))) == [
        ("gone", "only old"),
        ("more", "only new"),
        ("site/page.html", "differs"),
    ]


def test_sha256sum_accepts_the_list_of_checksums(tmp_path: Path) -> None:
    site = folder(tmp_path / "site", {"demo/show privacy/stdout": b"1", "өзгөрүү.html": b"2"})
    command = ["sha256sum", "--check", "--strict", "--quiet", "-"]
    subprocess.run(command, cwd=site, input=checksums(digests(site)).encode(), check=True)


def test_the_difference_of_texts_is_shown_and_cut_and_that_of_other_files_is_not(tmp_path: Path) -> None:
    old = folder(tmp_path / "old", {"text": b"one\ntwo\n", "data": b"\xff", "long": b"a\n" * 99})
    new = folder(tmp_path / "new", {"text": b"one\nthree\n", "data": b"\xfe", "long": b"b\n" * 99})
    assert list(shown(old / "text", new / "text"))[3:] == ["-two", "+three"]
    assert list(shown(old / "data", new / "data")) == []
    assert len(list(shown(old / "long", new / "long"))) == LINES
    assert list(shown(old / "text", new / "nothing")) == []


def test_no_two_calls_write_to_the_same_folder() -> None:
    names = [each.name for each in calls()]
    assert len(set(names)) == len(names)
