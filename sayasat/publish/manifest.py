"""The manifest of a published site: the SHA-256 of each file, and the publication that wrote them.

``sha256sum --check --quiet proof/manifest.txt``, run in the site's folder, compares the files with it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

FILE: Final = "proof/manifest.txt"
"""The path in the site. The manifest does not list itself."""

_HEAD = re.compile(r"# sayasat manifest 1\n# publication: (\d+)\n# commit: ([0-9a-f]+)\n# as of: (\S+)\n")


class Release(Struct, frozen=True):
    """What a site was built from."""

    publication: int
    """The number of the publication in the log."""

    commit: str
    as_of: str
    """The day, YYYY-MM-DD, whose statuses the site shows."""


def digests(site: Path) -> dict[str, str]:
    """The SHA-256 of each file of a site, by its path with slashes, but of the manifest. Raises OSError."""
    files = (each for each in site.rglob("*") if each.is_file())
    paths = {each.relative_to(site).as_posix(): each for each in files}
    return {path: _digest(file) for path, file in paths.items() if path != FILE}


def manifest(release: Release, files: Mapping[str, str]) -> bytes:
    """The manifest of files and their digests, in the form of ``sha256sum``."""
    head = (
        f"# sayasat manifest 1\n# publication: {release.publication}\n# commit: {release.commit}\n"
        f"# as of: {release.as_of}\n"
    )
    return (head + "".join(_line(files[path], path) for path in sorted(files))).encode(
        errors="surrogateescape"
    )


def read_release(site: Path) -> Release | None:
    """What a site was built from; None where it has no manifest, or none that this program has written."""
    try:
        found = _HEAD.match((site / FILE).read_text(encoding="utf-8", errors="surrogateescape"))
    except OSError:
        return None
    return Release(int(found[1]), found[2], found[3]) if found else None


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _line(digest: str, path: str) -> str:
    """As ``sha256sum`` writes it: a backslash before the digest says that the name has escapes."""
    escaped = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{'' if escaped == path else chr(92)}{digest}  {escaped}\n"
