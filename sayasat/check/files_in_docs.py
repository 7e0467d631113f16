"""Finds what may not lie in docs/ at the head of a publication."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from sayasat.builder.publication import Publication
from sayasat.check.docs_files import misplaced
from sayasat.check.finding import Finding, error
from sayasat.check.rule import CheckedText
from sayasat.check.stray_pages import has_keys, outside, stray_pages
from sayasat.markdown.links import is_resolved, links
from sayasat.policy_files.decoding import decode
from sayasat.policy_files.file_names import beside, is_markdown
from sayasat.policy_files.front_matter import SLUG

LARGEST = 5_000_000
"""Bytes of one file; a picture of a page needs a tenth of it."""


def in_docs(
    publication: Publication, policies: list[CheckedText], pages: list[CheckedText]
) -> Iterator[Finding]:
    """Files below docs/ that may not lie there, those that are too large, and policies outside docs/."""
    if publication.settings.is_foreign:
        return
    archive, tree = publication.archive, publication.tree
    timelines = [each for policy in archive.policies for each in (policy.authentic, *policy.translations)]
    known = {each.lineage.path for each in timelines if any(placed.logged for placed in each.recorded)}
    linked = {
        beside(text.base, unquote(urlsplit(href).path))
        for text in (*policies, *pages)
        for href, _ in links(text.body)
        if is_resolved(href)
    }
    slugs = {policy.slug for policy in archive.policies if SLUG.fullmatch(policy.slug)}
    sources = {page.path: decode(publication.repository.text(tree[page.path]))[0] for page in pages}
    strays = stray_pages(pages, policies, sources)
    strays |= _outside(publication)
    languages = publication.settings.languages
    yield from misplaced([*tree, *strays], languages, known, linked, slugs, strays)
    for path, blob in tree.items():
        if not is_markdown(path):
            size = len(publication.repository.text(blob))
            if size > LARGEST:
                facts = {"size": f"{size / 1e6:.1f}", "limit": f"{LARGEST / 1e6:.0f}"}
                yield error("docs-too-large", path, **facts)


def _outside(publication: Publication) -> dict[str, str]:
    """The files outside docs/ that are policies in a wrong folder, each with the path that was meant."""
    repository, languages = publication.repository, publication.settings.languages
    found = ((path, blob, outside(path, languages)) for path, blob in repository.tree())
    return {
        path: meant for path, blob, meant in found if meant and has_keys(decode(repository.text(blob))[0])
    }
