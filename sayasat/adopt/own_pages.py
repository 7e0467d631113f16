"""The pages of an archive's site beside the policies: home, changes, silent changes, about it. Pure."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from sayasat.adopt.findings import FINDINGS_FILE, findings_html
from sayasat.adopt.options import AdoptOptions, showable_name
from sayasat.adopt.summary import counted
from sayasat.builder.publication import Publication
from sayasat.errors import Fault
from sayasat.i18n.messages import Messages, messages
from sayasat.pages.history import left_out_sentences
from sayasat.versions.model import ChangeClass
from sayasat.website.catalogue import Catalogue, Edition
from sayasat.website.urls import relative

_LINE = Markup("<li>{}</li>")


def own_pages(
    options: AdoptOptions, publication: Publication, held: Mapping[str, int], faults: Sequence[Fault]
) -> Iterator[tuple[str, str]]:
    """The path of each page below MkDocs' docs folder, with its Markdown; ``faults`` are the findings."""
    for language in publication.settings.languages:
        t = messages(language)
        unnamed = t("provenance.unnamed")
        archivist = showable_name(options.archivist) or unnamed
        named = t("adopted.names", publisher=options.publisher_name or unnamed, archivist=archivist)
        sentences = (named, *left_out_sentences(publication.archive.left_out, t))
        lines = (f"<p>{html.escape(each)}</p>" for each in sentences)
        silent = silent_changes(publication.catalogue, language)
        for name, template, key, text in (
            ("index", "home", "home", "\n\n".join((t("adopted.home"), *lines))),
            ("changes", "changes", "changes", t("adopted.changes")),
            ("silent", "main", "silent", f"{t('adopted.silent')}\n\n{silent}"),
            ("archive", "main", "about", _about(options, publication, held, faults, t)),
        ):
            title = t(f"adopted.{key}-title")
            head = f"---\ntitle: {title}\ntemplate: {template}.html\n---"
            yield f"{language}/{name}.md", f"{head}\n\n# {title}\n\n{text}\n"


def _about(
    options: AdoptOptions,
    publication: Publication,
    held: Mapping[str, int],
    faults: Sequence[Fault],
    t: Messages,
) -> str:
    """What the archive holds, where its dates come from, and what was found; Markdown and HTML."""
    archive = publication.archive
    numbers = ", ".join(counted(held, t)[:3])
    text = t("adopted.about", name=options.name, commit=archive.head[:12], counted=numbers)
    kinds = Counter(each.date_kind for policy in archive.policies for each in policy.authentic.versions)
    lines = (_LINE.format(t(f"adopted.about-{kind}", number=kinds[kind])) for kind in sorted(kinds))
    sources = (Markup("<li><code>{}</code></li>").format(each) for each in options.dates)
    lists = (Markup("").join(lines), t("adopted.about-sources"), Markup("").join(sources))
    dates = Markup("<ul>{}</ul>\n<p>{}</p>\n<ol>{}</ol>").format(*lists)
    url = relative(FINDINGS_FILE, f"{publication.urls.prefix(t.language)}archive/")
    parts = (Markup("<p>{}</p>").format(text), f"## {t('adopted.about-dates')}", dates)
    return "\n\n".join((*parts, f"## {t('adopted.about-findings')}", findings_html(faults, url, t)))


def silent_changes(catalogue: Catalogue, language: str) -> str:
    """The words that changed under the same date, and the dates that changed alone, of each policy; HTML."""
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
        first = version.revisions[0]
        is_date_alone = first.acts and first.change is ChangeClass.READOPTED
        for placed in (*version.silent_changes, *([first] if is_date_alone else [])):
            url = relative(edition.urls.revision_changes(version.date, placed.number), page)
            label = f"{edition.label(version.date)}, {t.moment(placed.revision.recorded)}"
            change = t(f"change.{placed.change.value}")
            yield Markup('<li><a href="{}">{}</a>: {}</li>').format(url, label, change)
