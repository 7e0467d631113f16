"""Files are written completely and together or not at all, also on a full disk or in a killed process."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sayasat.edit.atomic_write import FileWrite, read, write
from sayasat.errors import EditError

ROOT = Path(__file__).parents[2]
NAMES = ("ky/a.md", "ru/a.md", "en/a.md")


def folder(tmp_path: Path, content: bytes | None = b"old") -> Path:
    for name in NAMES:
        (tmp_path / name).parent.mkdir()
        if content is not None:
            (tmp_path / name).write_bytes(content)
    return tmp_path


def writings(old: bytes | None = b"old", new: bytes = b"new") -> list[FileWrite]:
    return [FileWrite(name, old, new) for name in NAMES]


def held(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def test_all_files_are_written_and_no_temporary_file_is_left(tmp_path: Path) -> None:
    root = folder(tmp_path)
    write(root, writings())
    assert held(root) == dict.fromkeys(NAMES, b"new")


def test_a_file_is_deleted_and_another_written(tmp_path: Path) -> None:
    root = folder(tmp_path)
    write(root, [FileWrite(NAMES[0], b"old", None), FileWrite(NAMES[1], b"old", b"new")])
    assert held(root) == {NAMES[1]: b"new", NAMES[2]: b"old"}


def test_a_deleted_file_comes_back_if_a_later_one_cannot_be_written(tmp_path: Path) -> None:
    root = folder(tmp_path)
    (root / NAMES[2]).unlink()
    (root / NAMES[2]).mkdir()
    with pytest.raises(EditError) as caught:
        write(root, [FileWrite(NAMES[0], b"old", None), FileWrite(NAMES[2], None, b"new")])
    assert [(fault.code, fault.where) for fault in caught.value.faults] == [("edit-file", NAMES[2])]
    assert held(root) == {NAMES[0]: b"old", NAMES[1]: b"old"}


def test_a_new_file_gets_its_folder_and_the_usual_permissions(tmp_path: Path) -> None:
    write(tmp_path, [FileWrite("ky/policies/a.md", None, b"new")])
    usual = tmp_path / "usual"
    usual.write_bytes(b"")
    assert (tmp_path / "ky/policies/a.md").stat().st_mode == usual.stat().st_mode


def test_the_permissions_of_a_file_stay(tmp_path: Path) -> None:
    root = folder(tmp_path)
    (root / NAMES[0]).chmod(0o640)
    write(root, writings())
    assert (root / NAMES[0]).stat().st_mode & 0o777 == 0o640


def test_a_failure_at_the_last_file_removes_the_new_files_before_it(tmp_path: Path) -> None:
    root = folder(tmp_path, None)
    (root / NAMES[2]).mkdir()
    with pytest.raises(EditError) as caught:
        write(root, writings(old=None))
    assert [(fault.code, fault.where) for fault in caught.value.faults] == [("edit-file", NAMES[2])]
    assert held(root) == {}


def test_a_failure_restores_the_files_that_existed(tmp_path: Path) -> None:
    root = folder(tmp_path)
    (root / NAMES[2]).unlink()
    (root / NAMES[2]).mkdir()
    with pytest.raises(EditError):
        write(root, [*writings()[:2], FileWrite(NAMES[2], None, b"new")])
    assert held(root) == {NAMES[0]: b"old", NAMES[1]: b"old"}


def test_a_file_that_another_program_changed_is_not_overwritten(tmp_path: Path) -> None:
    root = folder(tmp_path)
    (root / NAMES[1]).write_bytes(b"edited")
    with pytest.raises(EditError) as caught:
        write(root, writings())
    assert [(fault.code, fault.where) for fault in caught.value.faults] == [("edit-meanwhile", NAMES[1])]
    assert held(root)[NAMES[0]] == b"old"


def test_a_symbolic_link_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"x")
    (tmp_path / "link.md").symlink_to("there")
    assert read(tmp_path, "link.md") is None
    assert read(tmp_path, "nothing.md") is None


def test_temporary_files_of_a_killed_run_are_deleted(tmp_path: Path) -> None:
    root = folder(tmp_path)
    (root / "ky/.a.md.x1.sayasat-new").write_bytes(b"half")
    (root / "ky/.b.md.x1.sayasat-new").write_bytes(b"another's")
    write(root, writings())
    assert sorted(held(root)) == sorted([*NAMES, "ky/.b.md.x1.sayasat-new"])


WRITE = """
import itertools, sys
from pathlib import Path
from sayasat.edit.atomic_write import FileWrite, write
from sayasat.errors import EditError
root, names, forever = Path(sys.argv[1]), sys.argv[2].split(), sys.argv[3] == "forever"
old, new = b"old" * 20000, b"new" * 20000
print("ready", flush=True)
try:
    for turn in itertools.count() if forever else range(1):
        write(root, [FileWrite(name, *((old, new) if turn % 2 == 0 else (new, old))) for name in names])
except EditError as error:
    print([(fault.code, fault.where) for fault in error.faults], flush=True)
"""


def _writer(root: Path, how: str, limit: int | None = None) -> subprocess.Popen[str]:
    def limited() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [sys.executable, "-c", WRITE, root, " ".join(NAMES), how],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=limited,  # noqa: PLW1509 (no thread runs here)
    )


def test_a_full_disk_changes_no_file(tmp_path: Path) -> None:
    """The system refuses to write more than a limit to a file, as on a full disk."""
    root = folder(tmp_path, b"old" * 20_000)
    said, _ = _writer(root, "once", limit=30_000).communicate(timeout=300)
    assert said.splitlines()[1] == f"[('edit-file', '{NAMES[0]}')]"
    assert held(root) == dict.fromkeys(NAMES, b"old" * 20_000)


def test_a_killed_run_leaves_whole_files(tmp_path: Path) -> None:
    root = folder(tmp_path, b"old" * 20_000)
    whole = {b"old" * 20_000, b"new" * 20_000}
    moments = random.Random(6)  # noqa: S311 (moments, no secrets)
    mixed = 0
    for _ in range(25):
        for name in NAMES:
            (root / name).write_bytes(b"old" * 20_000)
        with _writer(root, "forever") as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            time.sleep(moments.uniform(0.001, 0.03))
            writer.send_signal(signal.SIGKILL)
        left = [(root / name).read_bytes() for name in NAMES]
        assert set(left) <= whole
        mixed += len(set(left)) > 1
        old = left[0]
        write(root, [FileWrite(name, data, old) for name, data in zip(NAMES, left, strict=True)])
        assert held(root) == dict.fromkeys(NAMES, old)
