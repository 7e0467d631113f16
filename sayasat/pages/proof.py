"""The proof on the pages: the page ``/proof/``, and the facts on the page of a text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from sayasat.i18n.messages import Messages, messages
from sayasat.pages.stubs import plain_page
from sayasat.proof.heads import stem
from sayasat.proof.record import ProofRecord, SealedBy, TextProof
from sayasat.templating import fragment
from sayasat.versions.model import PlacedRevision, Version
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.shell import Slots
from sayasat.website.urls import PROOF, relative


@dataclass(frozen=True, slots=True)
class ProofFacts:
    """What proves a text, as its page shows it. Plain text; the template escapes it."""

    sealed: str
    """The head that it is sealed with; empty while its seal is pending."""

    stamps: tuple[str, ...]
    package: str
    """The link to its package; empty while there is none."""

    how: str
    """The link to the page on the proof."""


def proof_facts(
    catalogue: Catalogue, edition: Edition, version: Version, placed: PlacedRevision, page: str
) -> ProofFacts | None:
    """What proves a revision, for the page at the URL ``page``; None where nothing does and nothing will.

    It changes when the text is sealed, stamped and packed, and never after.
    """
    proof = catalogue.proof.of(placed) if catalogue.proof else None
    if (proof is None or proof.sealed is None) and catalogue.settings.proof is None:
        return None
    proof, t = proof or TextProof(0), messages(edition.language)
    sealed, zone = proof.sealed, catalogue.settings.zone
    package = edition.urls.package(version.date, placed.number) if proof.package else ""
    return ProofFacts(
        t("proof-page.sealed", number=sealed.head.number, day=sealed.head.day) if sealed else "",
        tuple(f"{authority}, {_moment(at, zone, t)}" for authority, at in sealed.stamps) if sealed else (),
        relative(package, page) if package else "",
        relative(catalogue.urls.proof(edition.language), page),
    )


def _moment(at: datetime, zone: tzinfo, t: Messages) -> str:
    return t.moment(at.astimezone(zone))


def proof_page(catalogue: Catalogue, record: ProofRecord, language: str) -> Slots:
    """The page with the heads, their files, the certificates, and how to verify."""
    t, page = messages(language), catalogue.urls.proof(language)
    languages = catalogue.settings.languages
    frame = plain_page(
        catalogue, language, page, t("proof-page.title"), t("proof-page.description"), languages
    )
    files = relative(PROOF, page)
    content = fragment(
        "proof.html",
        t,
        files="" if files == "./" else files,
        heads=[(each, tuple(_files(each, catalogue.settings.zone, t))) for each in reversed(record.heads)],
        certificates=record.certificates,
        readme=readme_in(record.readme, t),
    )
    return replace(frame, content=content)


def _files(sealed: SealedBy, zone: tzinfo, t: Messages) -> Iterator[tuple[str, str]]:
    """What each file of a head is, and its path."""
    name = stem(sealed.head.number)
    times = {f"{name}.{authority}.tsr": (authority, at) for authority, at in sealed.stamps}
    kinds = {f"{name}.txt": t("proof-page.text"), f"{name}.p7s": t("proof-page.seal")}
    for file in sorted(sealed.files, key=lambda each: [*kinds, each].index(each)):
        authority, at = times.get(file, ("", None))
        stamp = t("proof-page.stamp", authority=authority, at=_moment(at, zone, t)) if at else file[6:]
        yield kinds.get(file, stamp), file


def readme_in(readme: str, t: Messages) -> str:
    """The part of ``README.txt`` in a language; all of it if it has none in that language."""
    pages = re.split(r"^===== (.+) =====$", readme, flags=re.MULTILINE)[1:]
    parts = dict(zip(pages[::2], pages[1::2], strict=True))
    return parts.get(t("language.name"), readme).strip("\n")
