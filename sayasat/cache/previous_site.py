"""An earlier site that is not served any more: a new site takes over its unchanged folders.

Creating and removing folders takes longer than linking the files in them, and each version has six folders.
So the site before the served one is not removed: the folder of each version is moved into the new site. It is
moved only if it has exactly the files that the new site has there, which their inodes show.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


class PreviousSite:
    """A site that is not served any more; without a folder there is none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def move_folder(self, name: str, files: Mapping[str, int], site: Path) -> bool:
        """Move a folder into a new site, to the same path; returns whether it was moved.

        ``files`` are the files that the folder must have: name relative to it, and inode on the file system
        of ``site``.
        """
        if self._folder is None or not name or not files:
            return False
        folder = os.path.join(self._folder, name)  # noqa: PTH118 (for thousands of folders: a Path takes longer)
        target = os.path.join(site, name)  # noqa: PTH118
        try:
            if _inodes_in(folder) != files:
                return False
            os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120
            os.rename(folder, target)  # noqa: PTH104
        except OSError:
            return False
        return True


def _inodes_in(folder: str) -> dict[str, int]:
    """The files in a folder: relative name to inode. An empty folder has inode 0. Raises OSError."""
    inodes: dict[str, int] = {}
    waiting = [""]
    while waiting:
        within = waiting.pop()
        count = len(inodes) + len(waiting)
        with os.scandir(folder + os.path.sep + within) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{within}{entry.name}/")
                else:
                    inodes[within + entry.name] = entry.inode()
        if len(inodes) + len(waiting) == count:
            inodes[within] = 0
    return inodes
