"""The part of the report on the preview: its address, and pictures of the pages that change. Pure.

``make preview`` writes the file that this reads: see `sayasat.forge.preview`.
"""

from __future__ import annotations

import msgspec

from sayasat.i18n.messages import Messages
from sayasat.redline.as_markdown import escaped


class PreviewPage(msgspec.Struct, frozen=True):
    """A page that the change affects."""

    title: str
    url: str
    """From the top of the preview."""

    pictures: tuple[str, ...]
    """URLs from the top of the preview, the narrowest screen first."""


class Preview(msgspec.Struct, frozen=True):
    """A preview of a proposal."""

    url: str
    """Of its top, with a slash at the end; empty if it is not on a server."""

    folder: str
    """The folder that has it."""

    pages: tuple[PreviewPage, ...]


def read_preview(data: bytes) -> Preview:
    """Read the file. Raises msgspec.DecodeError if it is none."""
    return msgspec.json.decode(data, type=Preview)


def preview_part(preview: Preview, t: Messages) -> str:
    """The preview's address, the changed pages, and their pictures, which are folded."""
    parts = [f"### {t('review.preview')}\n"]
    if preview.url:
        parts.append(t("review.preview-address", url=preview.url))
    if not preview.pages:
        parts.append(t("review.preview-none"))
    elif not preview.url:
        parts += [f"- {escaped(page.title)}" for page in preview.pages]
        parts.append("\n" + t("review.preview-file", folder=preview.folder))
    for page in preview.pages if preview.url else ():
        images = "\n".join(f"![{escaped(page.title)}](<{preview.url}{each}>)" for each in page.pictures)
        link = f'<a href="{preview.url}{page.url}">{escaped(page.title)}</a>'
        parts.append(f"\n<details><summary>{link}</summary>\n\n{images}\n\n</details>")
    return "\n".join(parts)
