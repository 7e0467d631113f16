"""Attachments: images and documents that policy texts show or link to. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import quote

from sayasat.markdown.active_files import is_active
from sayasat.policy_files.adopted_layout import Layout


@dataclass(frozen=True, slots=True, order=True)
class Attachment:
    """A file of one commit that a text shows or links to."""

    url: str
    """From the site's root. It contains the blob's id, so an image that changes gets a new URL."""

    blob: str


@dataclass(frozen=True, slots=True)
class AttachmentFinder:
    """Finds attachments in the commits of a repository."""

    layout: Layout
    find_blob: Callable[[str, str], str | None]
    """(commit, path) to the blob of that file; None if the commit has no such file."""

    read_blob: Callable[[str], bytes]
    is_whole: Callable[[str], bool] = lambda _: True
    """Whether a blob is there, and no pointer of Git LFS: in a foreign repository, attachments are published
    as far as they are."""

    def find(self, commit: str, path: str) -> Attachment | None:
        """The file that a commit has at ``path``; None if there is none or it is not published.

        Files that a browser would run are not published (`sayasat.markdown.active_files`).
        """
        blob = self.find_blob(commit, path) if self.layout.is_shown(path) else None
        if blob is None or not self.is_whole(blob) or is_active(path, partial(self.read_blob, blob)):
            return None
        return Attachment(file_url(blob, path), blob)


def file_url(blob: str, path: str) -> str:
    """The URL, from the site's root, of a file of a commit: all but the last part is the same for a blob."""
    return f"assets/files/{blob}/{quote(PurePosixPath(path).name)}"
