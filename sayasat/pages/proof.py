"""The page ``/proof/``. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo

from msgspec.structs import replace

from sayasat.i18n.messages import Messages, messages
from sayasat.pages.stubs import plain_page
from sayasat.proof.heads import stem
from sayasat.proof.record import ProofRecord, SealedBy
from sayasat.templating import fragment
from sayasat.website.catalogue import Catalogue
from sayasat.website.shell import Slots
from sayasat.website.urls import PROOF, relative


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
