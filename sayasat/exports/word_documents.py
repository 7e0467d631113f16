"""The Word documents of versions and redlines, for the pages of a site and for the command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urljoin

from msgspec import Struct

from sayasat.extras import require
from sayasat.i18n.messages import messages
from sayasat.markdown.links import Link, Resolve
from sayasat.policy_files.foreign_markdown import without_foreign_marks
from sayasat.redline.compare import compare
from sayasat.redline.model import Redline
from sayasat.versions.model import PlacedRevision, Version
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.citations import citation
from sayasat.website.links import Links
from sayasat.website.status_notice import corrections, notice
from sayasat.word.runs import DocumentProperties


class ComparedText(Struct, frozen=True):
    """A text that is compared, outside the site."""

    title: str
    label: str
    """Its date, its date and commit, or its file name."""

    body: str
    resolve: Resolve
    """Makes its links absolute."""

    files: Mapping[str, str]
    """What its images show (`sayasat.markdown.sections.with_files`)."""

    citation: str = ""
    """Empty for a file."""

    published: datetime | None = None
    """When its commit was recorded; None for a file."""


def version_docx(
    catalogue: Catalogue, edition: Edition, version: Version, placed: PlacedRevision | None = None
) -> bytes:
    """One revision of a version as a Word document; without ``placed``, the version's text.

    Raises SettingsError if python-docx is not installed.
    """
    require("docx")
    from sayasat.word.documents import version_document  # noqa: PLC0415 (slow to import, and optional)

    text = revision_text(catalogue, edition, version, placed or version.text)
    properties = _properties(catalogue, edition, text, text.title, text.title)
    return version_document(text.body, properties, _facts(edition, version), text.resolve)


def redline_docx(catalogue: Catalogue, edition: Edition, old: ComparedText, new: ComparedText) -> bytes:
    """The redline of two texts as a Word document with tracked changes.

    Raises SettingsError if python-docx is not installed.
    """
    require("docx")
    from sayasat.word.documents import redline_document  # noqa: PLC0415 (as above)

    changes = messages(edition.language)("redline.changes-title", title=new.title)
    heading = f"{changes}. {old.label} → {new.label}"
    properties = _properties(catalogue, edition, new, changes, heading)
    redline = redline_of(old, new)
    return redline_document(redline, old.body, new.body, properties, old.resolve, new.resolve)


def _properties(
    catalogue: Catalogue, edition: Edition, text: ComparedText, title: str, heading: str
) -> DocumentProperties:
    language, publisher = edition.language, catalogue.settings.publisher[edition.language]
    return DocumentProperties(title, language, publisher, text.citation, heading, text.published)


def redline_of(old: ComparedText, new: ComparedText) -> Redline:
    """What changed between two texts."""
    return compare(old.body, new.body, old.files, new.files)


def revision_text(
    catalogue: Catalogue, edition: Edition, version: Version, placed: PlacedRevision
) -> ComparedText:
    """The text of one revision of a version."""
    body, label = catalogue.document(placed).body, edition.label(version.date)
    is_text = placed is version.text
    return ComparedText(
        title=edition.title_of(placed),
        label=label if is_text else f"{label} ({placed.revision.commit[:12]})",
        body=without_foreign_marks(body) if catalogue.settings.is_foreign else body,
        resolve=_absolute_links(catalogue, edition, version, placed),
        citation=citation(catalogue, edition, version, placed),
        published=placed.revision.recorded,
        files=catalogue.files(placed),
    )


def _facts(edition: Edition, version: Version) -> tuple[tuple[str, str], ...]:
    """(label, value) of the facts shown above a version's text; the label of a notice is empty."""
    t = messages(edition.language)
    shown = notice(edition.policy, edition.standing(version), t)
    translation = version.text.source.front_matter.translation or "unofficial"
    original = messages(edition.policy.authentic.lineage.language)("language.name")
    translated = f"{t(f'alert.translation-{translation}')} {original}" if version.translates else ""
    remarks = (*shown.remarks, *corrections(version.corrections, t), translated)
    return (
        ("", f"{shown.badge}: {shown.line}"),
        *((fact.label, fact.value) for fact in shown.facts),
        *(("", remark) for remark in (*remarks, t("alert.behind") if version.behind else "") if remark),
    )


def _absolute_links(
    catalogue: Catalogue, edition: Edition, version: Version, placed: PlacedRevision
) -> Resolve:
    """Makes the links of a revision absolute, for a reader who has the text outside the site."""
    page = edition.urls.version(version.date)
    links = Links(catalogue.link_targets, placed.revision, page)

    def resolve(href: str) -> Link:
        link = links(href)
        return Link(urljoin(catalogue.urls.absolute(page), link.href)) if link.href is not None else link

    return resolve
