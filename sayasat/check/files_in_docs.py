"""Finds what may not lie in docs/ at the head of a publication."""

from collections.abc import Callable, Collection, Iterator
from urllib.parse import unquote, urlsplit

from sayasat.builder.publication import Publication
from sayasat.check.docs_files import misplaced
from sayasat.check.finding import Finding, error
from sayasat.check.rule import CheckedText
from sayasat.check.stray_pages import has_keys, outside, stray_pages
from sayasat.markdown.links import is_resolved, links
from sayasat.policy_files.file_names import beside, is_markdown
from sayasat.policy_files.front_matter import SLUG

LARGEST = 5_000_000
"""Bytes of one file; a picture of a page needs a tenth of it."""


def in_docs(
    publication: Publication,
    policies: Collection[CheckedText],
    pages: Collection[CheckedText],
    source: Callable[[str], str],
) -> Iterator[Finding]:
    """Files below docs/ that may not lie there, those that are too large, and policies outside docs/.

    ``source`` gives the text of a file.
    """
    if publication.settings.is_foreign:
        return
    archive, tree = publication.archive, publication.tree
    timelines = [edition.timeline for edition in publication.catalogue.editions]
    known = {each.lineage.path for each in timelines if any(placed.logged for placed in each.recorded)}
    linked = {
        beside(text.base, unquote(urlsplit(href).path))
        for text in (*policies, *pages)
        for href, _ in links(text.body)
        if is_resolved(href)
    }
    slugs = {policy.slug for policy in archive.policies if SLUG.fullmatch(policy.slug)}
    languages = publication.settings.languages
    strays = stray_pages(pages, policies, source)
    for path, _ in publication.repository.tree():
        if (meant := outside(path, languages)) and has_keys(source(path)):
            strays[path] = meant
    yield from misplaced([*tree, *strays], languages, known, linked, slugs, strays)
    for path, blob in tree.items():
        if not is_markdown(path):
            size = len(publication.repository.text(blob))
            if size > LARGEST:
                facts = {"size": f"{size / 1e6:.1f}", "limit": f"{LARGEST / 1e6:.0f}"}
                yield error("docs-too-large", path, **facts)
