"""The files that ``sayasat review`` reads and writes beside its report."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from sayasat.check.report.beside_words import changed_values
from sayasat.check.report.changed_editions import ChangedEdition
from sayasat.check.report.changed_files import ChangedFile
from sayasat.check.report.preview import Preview, read_preview
from sayasat.cli.argument_files import write_output
from sayasat.errors import Fault, UnknownError
from sayasat.exports.word_documents import redline_docx, revision_text, version_docx
from sayasat.mkdocs_plugin.config import FILE as CONFIGURATION
from sayasat.repository.proposed_commit import Proposal


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


_OF_RULES = tuple(f"extra.sayasat.{name}" for name in ("adopt", "contact.policy", "languages", "log", "zone"))


def write_documents(folder: Path | None, changed: Iterable[ChangedEdition]) -> tuple[str, ...]:
    """Write the Word documents of a change into a folder; returns their names. Raises UnknownError."""
    if folder is None:
        return ()
    names = []
    for name, data in documents(changed):
        write_output(folder / name, data, makes_folder=True)
        names.append(name)
    return tuple(names)


def preview_of(file: Path | None) -> Preview | None:
    """The preview that a file describes. Raises UnknownError if it is not one of ``make preview``."""
    if file is None:
        return None
    try:
        return read_preview(file.read_bytes())
    except (OSError, msgspec.MsgspecError) as error:
        raise UnknownError([Fault("preview-file", str(file), (("problem", str(error)),))]) from error


def changes_rules(proposal: Proposal) -> bool:
    """Whether a change touches settings that the rules go by: languages, the zone, what names a policy."""
    found = (each for each in changed_files(proposal) if each.path == CONFIGURATION)
    return any(value.what.startswith(_OF_RULES) for each in found for value in changed_values(*each.texts))


def changed_files(proposal: Proposal) -> Iterator[ChangedFile]:
    """The files that the change touches; those that the report shows with their bytes."""
    repository = proposal.repository
    for each in () if proposal.is_empty else repository.log()[-1].changes:
        file = ChangedFile(each.path, each.blob is not None, each.renamed_from or "")
        if file.is_settings or file.kind == "page":
            before = repository.find(proposal.base, each.renamed_from or each.path)
            old, new = (repository.text(blob) if blob else b"" for blob in (before, each.blob))
            file = replace(file, old=old, new=new)
        yield file
