"""A package proves its text by its own log, heads, seals and timestamps; a changed one is named."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sayasat.__main__ import main
from sayasat.errors import EditError
from sayasat.proof.files import digest
from sayasat.proof.package_reader import read_package
from tests.support.sealed_log import TEXT, SealedLog

Files = dict[str, bytes]


def bag(sealed: SealedLog) -> Files:
    data = {f"data/{name}": each for name, each in sealed.files.items()} | {"data/text/privacy.md": TEXT}
    rows = "".join(f"{digest(each)}  {path}\n" for path, each in sorted(data.items()))
    return {**data, "bagit.txt": b"BagIt-Version: 1.0\n", "manifest-sha256.txt": rows.encode()}


def tar(files: Mapping[str, bytes], folder: str = "") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as made:
        for name, data in files.items():
            member = tarfile.TarInfo(f"{folder}{name}")
            member.size = len(data)
            made.addfile(member, io.BytesIO(data))
    return stream.getvalue()


def verified(
    file: Path, capsys: pytest.CaptureFixture[str], *options: str
) -> tuple[int, dict[str, list[str]]]:
    code = main(["verify", "--package", str(file), "--json", *options])
    result = json.loads(capsys.readouterr().out)
    return code, {part: [each["code"] for each in found] for part, found in result.items()}


@pytest.mark.parametrize("folder", ["", "privacy-2026-12-01-1/"])
def test_a_package_proves_its_text(
    sealed: SealedLog, tmp_path: Path, capsys: pytest.CaptureFixture[str], folder: str
) -> None:
    file = tmp_path / "proof.tar"
    file.write_bytes(tar(bag(sealed), folder))
    code, found = verified(file, capsys, "--seal", sealed.pin)
    assert (code, found["wrong"]) == (0, [])
    assert found["proved"] == ["package-text", "heads", "sealed", "stamped", "stamped"]


def altered_text(files: Files) -> Files:
    other = TEXT + b"More.\n"
    manifest = files["manifest-sha256.txt"].replace(digest(TEXT).encode(), digest(other).encode())
    return {**files, "data/text/privacy.md": other, "manifest-sha256.txt": manifest}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (altered_text, "proof-package-text"),
        (lambda files: {**files, "data/text/privacy.md": b"other"}, "proof-package-manifest"),
        (lambda files: {**files, "data/more.txt": b"more"}, "proof-package-manifest"),
        (
            lambda files: {
                name: each for name, each in files.items() if "onday" not in name and "text/" not in name
            },
            "proof-package-manifest",
        ),
        (lambda files: {**files, "data/heads/0001.p7s": files["data/heads/0002.p7s"]}, "proof-seal-content"),
    ],
)
def test_a_changed_package_is_named(
    sealed: SealedLog,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[Files], Files],
    code: str,
) -> None:
    file = tmp_path / "proof.tar"
    file.write_bytes(tar(change(bag(sealed))))
    exit_code, found = verified(file, capsys)
    assert (exit_code, code in found["wrong"]) == (1, True)
    assert "package-text" not in found["proved"]


@pytest.mark.parametrize("data", [b"", b"no tar", tar({"a": b"b"}), tar({"bagit.txt": b"x"})])
def test_what_is_no_package_is_named(data: bytes) -> None:
    with pytest.raises(EditError, match="proof-package-broken"):
        read_package(data, "proof.tar")
