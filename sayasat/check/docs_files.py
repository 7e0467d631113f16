"""The closed list of what may lie in ``docs/``: place, name, suffix and size of each file. Pure."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

from sayasat.check.finding import Finding, error
from sayasat.check.language.id_words import proposed_id
from sayasat.policy_files.front_matter import SLUG
from sayasat.policy_files.layout import DOCS

_FREE = frozenset({".avif", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp", ".css", ".woff2"})
_TEXTS = frozenset({".md", ".markdown", ".txt"})
_DOCUMENTS = frozenset({".csv", ".docx", ".ods", ".odt", ".pdf", ".xlsx"})
_COPY = re.compile(r"[ _-]*(?:\(\d+\)|\bv\d+|\bcopy|\bкопия|\bfinal|\bdraft)", re.IGNORECASE)
_ENDED = re.compile(r"(.+)([._-])(\w+)")
"""A name with what may be a language at its end."""

_OWN = frozenset({"index", "README"})
PAGES = frozenset({"about", "changes", "contact", "cookies", "index"})
"""The pages beside policies that every site has; a policy may have the same name."""


def misplaced(
    paths: Collection[str],
    languages: tuple[str, ...],
    known: Collection[str],
    linked: Collection[str],
    policies: Collection[str],
    strays: Mapping[str, str],
) -> Iterator[Finding]:
    """An error for each file that may not lie where it does, with what may have been meant.

    ``known``: paths that are left alone, because they were published; ``linked``: paths that a text links to
    or shows; ``policies``: the slugs of policies; ``strays``: see `sayasat.check.stray_pages`.
    """
    for path in dict.fromkeys(paths):
        is_fixed = path in known or not path.startswith(f"{DOCS}/")
        meant = None if is_fixed else _meant(path, languages, linked, policies)
        meant = strays.get(path) if meant is None else meant
        if meant is not None:
            code = "docs-misplaced" if meant else "docs-unknown"
            yield error(code, path, meant=meant)


def _meant(
    path: str, languages: tuple[str, ...], linked: Collection[str], policies: Collection[str]
) -> str | None:
    """None for a file in its place; else the path that was meant, empty if there is none."""
    _, *folders, file = path.split("/")
    suffix = PurePosixPath(file).suffix
    if not file.startswith((".", "~")) and (suffix in _FREE or (suffix in _DOCUMENTS and path in linked)):
        return None
    if not file.startswith((".", "~")) and suffix.lower() in _FREE:
        return f"{path.removesuffix(suffix)}{suffix.lower()}"
    if file.startswith((".", "~")) or suffix.lower() not in _TEXTS or not folders:
        return ""
    return _text_meant(path, folders, file, languages, policies)


def _text_meant(
    path: str, folders: list[str], file: str, languages: tuple[str, ...], policies: Collection[str]
) -> str | None:
    """The same for a text in a folder below docs/."""
    suffix, stem = PurePosixPath(file).suffix, PurePosixPath(file).stem
    if folders[0] not in languages:
        near = difflib.get_close_matches(folders[0], languages, n=1, cutoff=0)[0]
        return "/".join((DOCS, near, *folders[1:], file))
    if folders[1:2] == ["policies"] or (len(folders) == 1 and stem in policies and stem not in PAGES):
        return _policy_meant(path, folders[0], stem, languages, policies)
    return None if suffix == ".md" else f"{path.removesuffix(suffix)}.md"


def _policy_meant(
    path: str, language: str, stem: str, languages: tuple[str, ...], policies: Collection[str]
) -> str | None:
    ended = _ENDED.fullmatch(stem)
    if ended and ended[3] in languages and (ended[2] == "." or ended[1] in policies):
        language, stem = ended[3], ended[1]
    slug = stem if stem in _OWN or SLUG.fullmatch(stem) else policy_slug(stem, policies)
    meant = f"{DOCS}/{language}/policies/{slug}.md" if slug else ""
    return None if meant == path else meant


def policy_slug(stem: str, policies: Collection[str]) -> str:
    """The slug that the name of a file means: that of a policy with a name like it, else one made of it."""
    plain = re.sub(r"[^a-z0-9]+", "-", _COPY.sub("", stem).casefold()).strip("-")
    near = difflib.get_close_matches(plain, list(policies), n=1, cutoff=0.6)
    begun = [each for each in policies if plain.startswith(f"{each}-")]
    return next(iter([*begun, *near]), plain) or proposed_id(stem, "", "", ())
