"""The pages of an archive's site beside the policies. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping

from sayasat.adopt.options import AdoptOptions, showable_name
from sayasat.i18n.messages import messages
from sayasat.pages.left_out import left_out_sentences
from sayasat.versions.left_out import LeftOut


def own_pages(
    options: AdoptOptions, silent: Mapping[str, str], about: Mapping[str, str], left_out: LeftOut
) -> Iterator[tuple[str, str]]:
    """The path of each page below MkDocs' docs folder, with its Markdown.

    By language, ``silent`` has the lists of silent changes in HTML, and ``about`` the text about the archive.
    """
    for language, changes in silent.items():
        t = messages(language)
        unnamed = t("provenance.unnamed")
        archivist = showable_name(options.archivist) or unnamed
        named = t("adopted.names", publisher=options.publisher_name or unnamed, archivist=archivist)
        lines = (html.escape(each) for each in (named, *left_out_sentences(left_out, t)))
        home = "\n\n".join((t("adopted.home"), *(f"<p>{each}</p>" for each in lines)))
        texts = {
            "index": ("home.html", "home", home),
            "changes": ("changes.html", "changes", t("adopted.changes")),
            "silent": ("main.html", "silent", f"{t('adopted.silent')}\n\n{changes}"),
            "archive": ("main.html", "about", about[language]),
        }
        for name, (template, key, text) in texts.items():
            title = t(f"adopted.{key}-title")
            yield (
                f"{language}/{name}.md",
                f"---\ntitle: {title}\ntemplate: {template}\n---\n\n# {title}\n\n{text}\n",
            )
