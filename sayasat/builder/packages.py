"""Makes the packages of the texts that are sealed and have none yet; texts are read from Git."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sayasat.builder.publication import Publication
from sayasat.proof.package import SOURCE, Bag, proof_files
from sayasat.proof.record import ProofRecord, SealedBy, package_path
from sayasat.versions.log_lines import GENERATOR
from sayasat.versions.model import PlacedRevision, Version
from sayasat.website.catalogue import Edition
from sayasat.website.links import Links


def new_packages(
    publication: Publication, record: ProofRecord, files: Mapping[str, bytes]
) -> Iterator[tuple[str, bytes]]:
    """The packages that are missing, as (path on the branch, bytes); ``files`` are those of the branch.

    A text is packed once the head that proves it has its seal and a timestamp of each authority that the
    settings name.
    """
    proof = publication.settings.proof
    wanted = {each.name for each in proof.authorities} if proof else set()
    for edition in publication.catalogue.editions:
        for version in edition.timeline.versions:
            for placed in version.revisions:
                text = record.of(placed) if placed.acts else None
                if text is None or text.package or text.sealed is None:
                    continue
                if wanted <= {authority for authority, _ in text.sealed.stamps}:
                    bag = _bag(publication, edition, version, placed, text.sealed, files)
                    yield package_path(text.line, text.sealed.head.number), bag.tar


def _bag(
    publication: Publication,
    edition: Edition,
    version: Version,
    placed: PlacedRevision,
    sealed: SealedBy,
    files: Mapping[str, bytes],
) -> Bag:
    settings, catalogue, slug = publication.settings, publication.catalogue, edition.policy.slug
    links = Links(catalogue.link_targets, placed.revision, "", "", dated=True)
    sources = {placed.revision.path: placed.revision.blob, **links.files(placed.source.hrefs)}
    texts = {f"{SOURCE}{path}": publication.repository.text(blob) for path, blob in sources.items()}
    where = publication.urls.absolute(edition.urls.revision(version.date, placed.number))
    info = (
        ("Source-Organization", settings.publisher[settings.authentic]),
        ("External-Identifier", where),
        ("External-Description", edition.title_of(placed)),
        ("Bag-Software-Agent", f"Sayasat {GENERATOR}"),
    )
    name = f"{slug}-{edition.language}-{version.date}-{placed.number}"
    log = publication.archive.log
    return Bag(
        name, placed.logged or placed.committed_on, info, {**texts, **proof_files(log, files, sealed.head)}
    )
