"""Finds dead links of pages that are no policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from sayasat.builder.publication import Publication
from sayasat.check.finding import Finding, error
from sayasat.check.rule import CheckedText
from sayasat.markdown.links import is_resolved, links
from sayasat.policy_files.file_names import beside


def broken_page_links(publication: Publication, pages: Iterable[CheckedText]) -> Iterator[Finding]:
    """Links of pages that are no policies to a file that is not published, or not with this language.

    MkDocs would stop at them.
    """
    policies = {
        timeline.lineage.path
        for policy in publication.archive.policies
        for timeline in (policy.authentic, *policy.translations)
        if timeline.removed is None
    }
    for page, href, line in ((each, *link) for each in pages for link in links(each.body)):
        path = unquote(urlsplit(href).path) if is_resolved(href) else ""
        target = beside(page.path, path) if path and not path.startswith("/") else path
        is_file = target in publication.tree and not publication.settings.layout.version_file(target)
        is_there = target in policies or is_file
        # MkDocs builds each language from its own folder
        is_near = publication.settings.is_foreign or target.split("/")[1:2] == [page.language]
        if target and not (is_there and is_near):
            code = "link-other-language" if is_there else "link-broken"
            yield error(code, page.path, page.line(line), href, target=href)
