"""Pages beside the policies that are policies: a file that was put into the wrong folder. Pure.

MkDocs would publish such a text as a page that has no versions, without a word to anybody.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import PurePosixPath

from sayasat.check.docs_files import PAGES, policy_slug
from sayasat.check.rule import CheckedText
from sayasat.policy_files.decoding import HEAD
from sayasat.policy_files.front_matter import KEYS, SLUG
from sayasat.versions.archive import policy_path

_KEYS = re.compile(
    rf"^(?:{'|'.join(key for key in KEYS if key not in {'title', 'summary', 'source'})})[ \t]*:", re.MULTILINE
)
"""Keys that only policies have; a page of MkDocs may have the others."""

_SHARED = 0.6
_LEAST = 3
"""A page is a policy's text if so large a share of its paragraphs, and so many, stand in that policy."""


def stray_pages(
    pages: Iterable[CheckedText], texts: Collection[CheckedText], source: Callable[[str], str]
) -> dict[str, str]:
    """The path that was meant by the path of each page that is a policy. ``source``: gives a file's text."""
    strays = {}
    slugs = {*map(_slug, texts)}
    for page in pages:
        stem = PurePosixPath(page.path).stem
        if stem in PAGES or page.path.split("/")[2:3] in (["policies"], ["versions"]):
            continue  # other rules check the names of files there, and what their texts lack
        named = stem if SLUG.fullmatch(stem) else policy_slug(stem, slugs)
        slug = named if has_keys(source(page.path)) else _slug_of(page, texts)
        if slug:
            strays[page.path] = policy_path(page.language, slug)
    return strays


def outside(path: str, languages: Collection[str]) -> str:
    """The path that was meant by one outside docs/, if a policy there lies in a wrong folder; else empty.

    Only folders are tried that somebody takes for those of policies; what has the front matter of a policy
    elsewhere may be a sample.
    """
    *folders, file = path.split("/")
    named = next((each for each in folders if each in languages), next(iter(languages)))
    if not file.endswith(".md") or not set(folders) <= {*languages, "doc", "policies"}:
        return ""
    return policy_path(named, policy_slug(PurePosixPath(file).stem, ()))


def has_keys(source: str) -> bool:
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
