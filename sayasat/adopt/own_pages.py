"""The pages of an archive's site beside the policies. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from sayasat.adopt.about_page import about_page
from sayasat.adopt.options import AdoptOptions, showable_name
from sayasat.adopt.silent_page import silent_changes
from sayasat.adopt.summary import Contents
from sayasat.builder.publication import Publication
from sayasat.errors import Fault
from sayasat.i18n.messages import messages
from sayasat.pages.history import left_out_sentences


def own_pages(
    options: AdoptOptions, publication: Publication, held: Contents, faults: Sequence[Fault]
) -> Iterator[tuple[str, str]]:
    """The path of each page below MkDocs' docs folder, with its Markdown; ``faults`` are the findings."""
    for language in publication.settings.languages:
        t = messages(language)
        unnamed = t("provenance.unnamed")
        archivist = showable_name(options.archivist) or unnamed
        named = t("adopted.names", publisher=options.publisher_name or unnamed, archivist=archivist)
        lines = (html.escape(each) for each in (named, *left_out_sentences(publication.archive.left_out, t)))
        home = "\n\n".join((t("adopted.home"), *(f"<p>{each}</p>" for each in lines)))
        changes = silent_changes(publication.catalogue, language)
        texts = {
            "index": ("home.html", "home", home),
            "changes": ("changes.html", "changes", t("adopted.changes")),
            "silent": (
                "main.html",
                "silent",
                f"{t('adopted.silent')}\n\n{changes}",
            ),
            "archive": ("main.html", "about", about_page(options, publication, held, faults, t)),
        }
        for name, (template, key, text) in texts.items():
            title = t(f"adopted.{key}-title")
            yield (
                f"{language}/{name}.md",
                f"---\ntitle: {title}\ntemplate: {template}\n---\n\n# {title}\n\n{text}\n",
            )
