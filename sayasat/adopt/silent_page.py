"""The page of silent changes: words that changed under the same date, and dates that changed alone. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from sayasat.i18n.messages import Messages, messages
from sayasat.versions.model import ChangeClass, PlacedRevision, Version
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.urls import relative

_LINK = Markup('<li><a href="{}">{}</a>: {}</li>')


def silent_changes(catalogue: Catalogue, language: str) -> str:
    """The lists of the page in a language, in HTML: for each policy, how many there are, and each of them."""
    t, page = messages(language), f"{catalogue.urls.prefix(language)}silent/"
    lists = [
        Markup("<h2>{}</h2><ul>{}</ul>").format(
            f"{edition.title}: {t.count('adopted.silent-number', len(found))}", Markup("").join(found)
        )
        for edition in catalogue.editions
        if edition.language == language and (found := list(_changes(edition, page, t)))
    ]
    return Markup("\n").join(lists) or t("adopted.silent-none")


def _changes(edition: Edition, page: str, t: Messages) -> Iterator[Markup]:
    for version in edition.timeline.versions:
        for placed in version.silent_changes:
            yield _link(edition, version, placed, page, t)
        first = version.revisions[0]
        if first.acts and first.change is ChangeClass.READOPTED:
            yield _link(edition, version, first, page, t)


def _link(edition: Edition, version: Version, placed: PlacedRevision, page: str, t: Messages) -> Markup:
    url = edition.urls.revision_changes(version.date, placed.number)
    label = f"{edition.label(version.date)}, {t.moment(placed.revision.recorded)}"
    return _LINK.format(relative(url, page), label, t(f"change.{placed.change.value}"))
