"""The manifest of a site, compared with the site by a stock tool."""

from __future__ import annotations

import subprocess
from pathlib import Path

from sayasat.publish.manifest import FILE, Release, digests, manifest, read_release

RELEASE = Release(7, "a" * 40, "2026-12-01")
FILES = {"index.html": b"a", "policies/жеке/a.html": b"b", "with space.txt": b"c", "odd\\name\n.txt": b"d"}


def written(site: Path) -> Path:
    for path, data in FILES.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(data)
    (site / "proof").mkdir()
    (site / FILE).write_bytes(manifest(RELEASE, digests(site)))
    return site


def checked(site: Path) -> int:
    command = ["sha256sum", "--check", "--strict", "--quiet", FILE]
    return subprocess.run(command, cwd=site, check=False, capture_output=True).returncode


def test_sha256sum_finds_the_site_whole_and_sees_a_changed_file(tmp_path: Path) -> None:
    site = written(tmp_path)
    assert checked(site) == 0
    (site / "index.html").write_bytes(b"other")
    assert checked(site) == 1


def test_the_manifest_lists_every_file_but_itself(tmp_path: Path) -> None:
    assert set(digests(written(tmp_path))) == set(FILES)


def test_the_manifest_tells_what_the_site_was_built_from(tmp_path: Path) -> None:
    assert read_release(written(tmp_path)) == RELEASE
    (tmp_path / FILE).write_text("# sayasat manifest 1\n", encoding="utf-8")
    assert read_release(tmp_path) is None
    assert read_release(tmp_path / "nothing") is None
