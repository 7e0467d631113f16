"""The closed list of what may lie in ``docs/``: the place, name, suffix and size of each file.

MkDocs would publish a policy that lies in the wrong folder as a page that has no versions, without a word to
anybody.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from sayasat.builder.publication import Publication
from sayasat.check.finding import Finding, error
from sayasat.check.language.id_words import proposed_id
from sayasat.check.rule import CheckedText
from sayasat.markdown.links import is_resolved, links
from sayasat.policy_files.decoding import HEAD
from sayasat.policy_files.file_names import beside, is_markdown
from sayasat.policy_files.front_matter import KEYS, SLUG
from sayasat.policy_files.layout import DOCS
from sayasat.versions.archive import policy_path

_FREE = frozenset({".avif", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp", ".css", ".woff2"})
_TEXTS = frozenset({".md", ".markdown", ".txt"})
_DOCUMENTS = frozenset({".csv", ".docx", ".ods", ".odt", ".pdf", ".xlsx"})
_COPY = re.compile(r"[ _-]*(?:\(\d+\)|\bv\d+|\bcopy|\bкопия|\bfinal|\bdraft)", re.IGNORECASE)
_ENDED = re.compile(r"(.+)([._-])(\w+)")
"""A name with what may be a language at its end."""

_OWN = frozenset({"index", "README"})
PAGES = frozenset({"about", "changes", "contact", "cookies", "index"})
"""The pages beside policies that every site has; a policy may have the same name."""


LARGEST = 5_000_000
"""Bytes of one file; a picture of a page needs a tenth of it."""

_KEYS = re.compile(
    rf"^(?:{'|'.join(key for key in KEYS if key not in {'title', 'summary', 'source'})})[ \t]*:", re.MULTILINE
)
"""Keys that only policies have; a page of MkDocs may have the others."""

_SHARED = 0.6
_LEAST = 3
"""A page is a policy's text if so large a share of its paragraphs, and so many, stand in that policy."""


def in_docs(
    publication: Publication,
    policies: Collection[CheckedText],
    pages: Collection[CheckedText],
    source: Callable[[str], str],
) -> Iterator[Finding]:
    """An error for each file that may not lie where it does, with what was meant, or that is too large.

    ``source`` gives the text of a file. What was published is left alone.
    """
    if publication.settings.is_foreign:
        return
    archive, tree, languages = publication.archive, publication.tree, publication.settings.languages
    timelines = [edition.timeline for edition in publication.catalogue.editions]
    known = {each.lineage.path for each in timelines if any(placed.logged for placed in each.recorded)}
    linked = {
        beside(text.base, unquote(urlsplit(href).path))
        for text in (*policies, *pages)
        for href, _ in links(text.body)
        if is_resolved(href)
    }
    slugs = {policy.slug for policy in archive.policies if SLUG.fullmatch(policy.slug)}
    strays = _stray_pages(pages, policies, source)
    outside = ((path, _meant_outside(path, languages)) for path, _ in publication.repository.tree())
    strays |= {path: meant for path, meant in outside if meant and _has_keys(source(path))}
    for path in dict.fromkeys([*tree, *strays]):
        is_fixed = path in known or path not in tree
        found = None if is_fixed else _meant(path, languages, linked, slugs)
        meant = strays.get(path) if found is None else found
        if meant is not None:
            yield error("docs-misplaced" if meant else "docs-unknown", path, meant=meant)
    for path, blob in tree.items():
        size = 0 if is_markdown(path) else len(publication.repository.text(blob))
        if size > LARGEST:
            facts = {"size": f"{size / 1e6:.1f}", "limit": f"{LARGEST / 1e6:.0f}"}
            yield error("docs-too-large", path, **facts)


def _meant(
    path: str, languages: Sequence[str], linked: Collection[str], policies: Collection[str]
) -> str | None:
    """None for a file in its place; else the path that was meant, empty if there is none.

    ``linked``: paths that a text links to or shows; ``policies``: the slugs of policies.
    """
    _, *folders, file = path.split("/")
    stem, suffix = PurePosixPath(file).stem, PurePosixPath(file).suffix
    is_hidden = file.startswith((".", "~"))
    if not is_hidden and (suffix.lower() in _FREE or (suffix in _DOCUMENTS and path in linked)):
        return None if suffix in _FREE | _DOCUMENTS else f"{path.removesuffix(suffix)}{suffix.lower()}"
    if is_hidden or suffix.lower() not in _TEXTS or not folders:
        return ""
    if folders[0] not in languages:
        near = difflib.get_close_matches(folders[0], languages, n=1, cutoff=0)[0]
        return "/".join((DOCS, near, *folders[1:], file))
    if folders[1:2] == ["policies"] or (len(folders) == 1 and stem in policies and stem not in PAGES):
        meant = _policy_meant(folders[0], stem, languages, policies)
        return None if meant == path else meant
    return None if suffix == ".md" else f"{path.removesuffix(suffix)}.md"


def _policy_meant(language: str, stem: str, languages: Sequence[str], policies: Collection[str]) -> str:
    ended = _ENDED.fullmatch(stem)
    if ended and ended[3] in languages and (ended[2] == "." or ended[1] in policies):
        language, stem = ended[3], ended[1]
    slug = stem if stem in _OWN or SLUG.fullmatch(stem) else _policy_slug(stem, policies)
    return policy_path(language, slug) if slug else ""


def _policy_slug(stem: str, policies: Collection[str]) -> str:
    """The slug that the name of a file means: that of a policy with a name like it, else one made of it."""
    plain = re.sub(r"[^a-z0-9]+", "-", _COPY.sub("", stem).casefold()).strip("-")
    near = difflib.get_close_matches(plain, list(policies), n=1, cutoff=0.6)
    begun = [each for each in policies if plain.startswith(f"{each}-")]
    return next(iter([*begun, *near]), plain) or proposed_id(stem, "", "", ())


def _stray_pages(
    pages: Iterable[CheckedText], texts: Collection[CheckedText], source: Callable[[str], str]
) -> dict[str, str]:
    """The path that was meant by the path of each page that is a policy."""
    strays = {}
    slugs = {*map(_slug, texts)}
    for page in pages:
        stem = PurePosixPath(page.path).stem
        if stem in PAGES or page.path.split("/")[2:3] in (["policies"], ["versions"]):
            continue  # other rules check the names of files there, and what their texts lack
        named = stem if SLUG.fullmatch(stem) else _policy_slug(stem, slugs)
        if slug := named if _has_keys(source(page.path)) else _slug_of(page, texts):
            strays[page.path] = policy_path(page.language, slug)
    return strays


def _meant_outside(path: str, languages: Sequence[str]) -> str:
    """The path that was meant by one outside docs/, if a policy there lies in a wrong folder; else empty.

    Only folders are tried that somebody takes for those of policies; what has the front matter of a policy
    elsewhere may be a sample.
    """
    *folders, file = path.split("/")
    if not file.endswith(".md") or not set(folders) <= {*languages, "doc", "policies"}:
        return ""
    named = next((each for each in folders if each in languages), languages[0])
    return policy_path(named, _policy_slug(PurePosixPath(file).stem, ()))


def _has_keys(source: str) -> bool:
    """Whether a file has front matter that only policies have."""
    head = HEAD.match(source)
    return head is not None and _KEYS.search(head[1]) is not None


def _slug(text: CheckedText) -> str:
    path = PurePosixPath(text.path)
    return path.parent.name if path.parent.parent.name == "versions" else path.stem


def _slug_of(page: CheckedText, texts: Iterable[CheckedText]) -> str:
    """The slug of the policy that has the title or the words of a page; empty if none has."""
    title = _title(page)
    words = Counter(_paragraphs(page))
    for text in texts:
        if title and text.language == page.language and title == _title(text):
            return _slug(text)
        shared = (words & Counter(_paragraphs(text))).total()
        if shared >= max(_LEAST, words.total() * _SHARED):
            return _slug(text)
    return ""


def _title(text: CheckedText) -> str:
    headings = (section.heading for section in text.sections if section.level == 1)
    return (text.front_matter.title or next(headings, "")).casefold()


def _paragraphs(text: CheckedText) -> Iterator[str]:
    return (block.text for section in text.sections for block in section.blocks if len(block.text) > 1)
