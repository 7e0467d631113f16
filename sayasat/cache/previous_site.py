"""The site that a new one takes the place of: folders in which nothing has changed are moved out of it.

To make folders and to remove them takes a disk longer than all else takes that a page needs which is there
already, and a version has six. So the last site but one is not removed: what the new one has as well is taken
over. A folder is taken where it holds the very files that are to be in it, by their inodes, and no other.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


class PreviousSite:
    """A site that nobody reads any more. There may be none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def move_folder(self, name: str, files: Mapping[str, int], site: Path) -> bool:
        """Move a folder into a new site, at the same place; says whether it was moved.

        ``files`` are those that it is to hold: name below it to inode, on the disk that ``site`` is on.
        """
        if self._folder is None or not files:
            return False
        folder = os.path.join(self._folder, name)  # noqa: PTH118 (thousands of folders: a Path takes longer)
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
    """What stands in a folder: name to inode; an empty folder counts as a file. Raises OSError."""
    held: dict[str, int] = {}
    waiting = [""]
    while waiting:
        within = waiting.pop()
        count = len(held) + len(waiting)
        with os.scandir(folder + os.path.sep + within) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{within}{entry.name}/")
                else:
                    held[within + entry.name] = entry.inode()
        if len(held) + len(waiting) == count:
            held[within] = 0
    return held
