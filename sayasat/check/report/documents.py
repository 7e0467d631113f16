"""Word documents of a proposed change: each changed text with its changes as tracked changes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sayasat.check.report.changed_editions import ChangedEdition
from sayasat.exports.word_documents import redline_docx, revision_text, version_docx


def documents(changed: Iterable[ChangedEdition]) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of a document for each language of each policy.

    A text without one before it is shown as it is; one of which nothing changed has no document.
    """
    for each in changed:
        version, placed = each.entry.version, each.entry.placed
        if version is None or placed is None or (each.redline is not None and each.redline.is_empty):
            continue
        catalogue, edition = each.catalogue, each.edition
        name = f"{edition.policy.slug}.{edition.language}".replace("/", "-")
        if placed.revision.filed:
            name += f".{placed.revision.filed.isoformat()}"
        new = revision_text(catalogue, edition, version, placed)
        if each.before is None:
            yield f"{name}.docx", version_docx(catalogue, edition, version, placed)
        else:
            old = revision_text(catalogue, edition, *each.before)
            yield f"{name}.docx", redline_docx(catalogue, edition, old, new)
