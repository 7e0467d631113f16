"""Faults outside a single policy: broken links, conflict markers in other files, remarks on adopted texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from sayasat.conflicts import file_conflict
from sayasat.errors import Fault
from sayasat.versions.model import PlacedRevision
from sayasat.versions.path_identity import Join
from sayasat.website.catalogue import Catalogue
from sayasat.website.links import Links, broken

_COMMIT_LENGTH = 12


def conflicts(files: Mapping[str, str], read_blob: Callable[[str], bytes]) -> list[Fault]:
    """The first conflict marker of each file that has one; ``files`` are paths with their blobs."""
    found = ((path, file_conflict(read_blob(blob))) for path, blob in files.items())
    return [fault.at(path) for path, fault in found if fault]


def broken_links(catalogue: Catalogue) -> Iterator[tuple[PlacedRevision, Fault]]:
    """Links of the newest revisions that lead to nothing that is published, each with its revision."""
    for edition in catalogue.editions:
        if edition.timeline.removed:
            continue
        for placed in edition.timeline.heads:
            resolve = Links(catalogue.link_targets, placed.revision, edition.urls.main, "", dated=False)
            if all(resolve(href).href is not None for href in placed.source.hrefs):
                continue
            document = catalogue.document(placed)
            for fault in broken(placed, document.body, document.body_line, resolve):
                yield placed, fault


def remarks(catalogue: Catalogue) -> list[Fault]:
    """Faults in all revisions of a foreign repository, and its broken links, each at ``COMMIT:PATH:LINE``.

    A wrong value in the front matter usually stays for many revisions: it is reported once for each policy,
    at the first of them.
    """
    found: dict[tuple[object, ...], Fault] = {}
    for edition in catalogue.editions:
        for placed in edition.timeline.recorded:
            for fault in placed.faults:
                key = (edition.policy.slug, fault.code, _value_of(fault))
                found.setdefault(key, _at_commit(placed, fault))
    head = catalogue.archive.head[:_COMMIT_LENGTH]
    pointers = (replace(fault, code="adopt-lfs").at(head) for fault in catalogue.archive.pointers)
    return [
        *found.values(),
        *pointers,
        *(join_fault(each) for each in catalogue.archive.joins),
        *(fault.at(head) for fault in catalogue.archive.misfits),
        # A link out of a foreign repository's texts is no slip: its target may be a file that is no policy
        *(_at_commit(placed, replace(fault, code="adopt-link")) for placed, fault in broken_links(catalogue)),
    ]


def join_fault(join: Join) -> Fault:
    """The finding about two paths that Git did not join, at ``COMMIT:PATH``."""
    where = f"{join.commit[:_COMMIT_LENGTH]}:{join.new}"
    return Fault(f"adopt-join-{join.reason.value}", where, (("old", join.old), ("new", join.new)))


def _at_commit(placed: PlacedRevision, fault: Fault) -> Fault:
    return fault.at(placed.revision.commit[:_COMMIT_LENGTH])


def _value_of(fault: Fault) -> str | None:
    """The value in the text that a fault is about."""
    facts = dict(fault.facts)
    return facts.get("value") or facts.get("effective") or facts.get("id")
