"""The pages of an archive's site beside the policies. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping

from sayasat.i18n.messages import messages
from sayasat.pages.left_out import left_out_sentences
from sayasat.versions.left_out import LeftOut


def own_pages(
    silent: Mapping[str, str], about: Mapping[str, str], left_out: LeftOut
) -> Iterator[tuple[str, str]]:
    """The path of each page below MkDocs' docs folder, with its Markdown.

    By language, ``silent`` has the lists of silent changes in HTML, and ``about`` the text about the archive.
    """
    for language, changes in silent.items():
        t = messages(language)
        home = "\n\n".join((t("adopted.home"), *map(html.escape, left_out_sentences(left_out, t))))
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
