"""Proposes patterns for the texts of a repository by the forms of their paths. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from sayasat.i18n.messages import is_language
from sayasat.policy_files.path_patterns import GROUPS, is_open, language_tag, languages_in, written_name_date

_ABOUT_THE_REPOSITORY = ("changelog", "code_of_conduct", "contributing", "license", "security", "support")
_FOLDERS = 5
"""Folders with texts at the top; a repository with more has one pattern for all texts."""

_DATED = re.compile(rf"(.*?[^\W_])?([\W_]*?)(?<!\d)({GROUPS['date']})(?!\d)([\W_]*)(.*)")
_MANY = 3
"""Languages that tell for sure that a part of a name after a hyphen is one: ``sign-in`` is not."""


def is_hidden(path: str) -> bool:
    """Whether a file, or a folder that it is in, has a name that begins with a dot."""
    return any(part.startswith(".") for part in path.split("/"))


def is_about_repository(path: str) -> bool:
    """Whether a file is about the repository, such as its license, and not a policy."""
    return PurePosixPath(path).stem.lower() in {"readme", *_ABOUT_THE_REPOSITORY}


def proposed_patterns(texts: Sequence[str]) -> Iterator[str]:
    """Patterns of the texts at these paths: by dates in their names, their languages, and their folders."""
    left = set(texts)
    languages = _of_languages(texts)
    folders = {
        path: pattern.split("/").index("{lang}")
        for pattern, paths in languages.items()
        if "{lang}" in pattern.split("/")
        for path in paths
    }
    # The first pattern that matches a text counts, so the narrower one comes first
    for found in (_of_dates(texts, folders), languages):
        for pattern, paths in found.items():
            if paths & left:
                yield pattern
                left -= paths
    about = {path for path in left if is_about_repository(path)}
    left -= about
    tops = {path.split("/")[0] if "/" in path else "" for path in left}
    # A name with a wildcard in it cannot be written in a pattern
    is_one = len(tops) > _FOLDERS or is_open(sorted(tops))
    yield from ["**/*.md"] if is_one else [f"{each}/**/*.md" if each else "*.md" for each in sorted(tops)]
    if "" in tops or is_one:
        at_top = (path for path in sorted(about) if "/" not in path)
        yield from (f"!{path}" for path in at_top if not path.lower().startswith("readme."))


def languages_of(texts: Iterable[str], patterns: Sequence[str], wanted: str) -> tuple[str, ...]:
    """The languages of the texts at these paths by ``{lang}``, that of the originals first; none without it.

    It is ``wanted`` where texts are in it, or where a text whose path names no language stands beside its
    translations; else another form of that language (``en-US`` for ``en``), else the first.
    """
    tagged: dict[bool, set[str]] = {False: set(), True: set()}
    named: set[str] = set()
    for path in texts:
        found = languages_in([path], patterns)
        named |= found
        name = PurePosixPath(path).stem
        tagged[bool(found)] |= {name, re.sub(rf"[._-]{GROUPS['lang']}$", "", name)} if found else {name}
    if not named:
        return ()
    like = sorted(named, key=lambda each: (each.split("-")[0] != wanted.split("-", maxsplit=1)[0], each))
    is_there = wanted in named or tagged[False] & tagged[True]
    return tuple(dict.fromkeys((wanted if is_there else like[0], *sorted(named))))


def _of_languages(texts: Iterable[str]) -> dict[str, set[str]]:
    """Patterns with ``{lang}``, where two languages have a text of the same name."""
    by_form: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    there = set(texts)
    for path in texts:
        for language, *key in _language_forms(path):
            by_form[tuple(key)][language] = path
    several = {
        form
        for (form, _, _, unnamed), paths in by_form.items()
        if len(paths) + (unnamed in there) >= (_MANY if "-{lang}" in form else 2)
    }
    patterns: dict[str, set[str]] = defaultdict(set)
    for (form, pattern, _, _), paths in by_form.items():
        if form in several:
            patterns[pattern].update(paths.values())
    return {pattern: patterns[pattern] for pattern in sorted(patterns)}


def _language_forms(path: str) -> Iterator[tuple[str, ...]]:
    """The languages that a path may name, each with the form of such paths and their pattern.

    Then what is the same for all languages of a text, and the path of one beside them that names none.
    """
    *folders, name = path.split("/")
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    for place, part in enumerate(folders):
        if _names_language(part):
            form, rest = "/".join((*folders[:place], "{lang}")), "/".join((*folders[place + 1 :], name))
            pattern = f"{form}/{'**/*' if '/' in rest else '{slug}'}{suffix}"
            yield part, form, pattern, rest, "/".join((*folders[:place], rest))
    if folders and _names_language(stem):
        form = "/".join((*folders[:-1], f"{{slug}}/{{lang}}{suffix}"))
        yield stem, form, form, folders[-1], ""
    found = re.fullmatch(rf"(.+?)([._-])({GROUPS['lang']})(\.\w+)", name)
    if found and _names_language(found[3]):
        form = "/".join((*folders, f"{{slug}}{found[2]}{{lang}}{found[4]}"))
        yield found[3], form, form, found[1], "/".join((*folders, found[1] + found[4]))


def _names_language(part: str) -> bool:
    is_like = re.fullmatch(r"[a-z]{2,3}([-_]([A-Z][a-z]{3}|[A-Za-z]{2}|\d{3}))*", part)
    return is_like is not None and is_language(language_tag(part))


def _of_dates(texts: Iterable[str], languages: Mapping[str, int]) -> dict[str, set[str]]:
    """Patterns with ``{date}``, where two files differ by the date in their paths alone.

    ``languages`` has the place of the folder that names the language of a text.
    """
    forms: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path in texts:
        *folders, name = path.split("/")
        if path in languages:
            folders[languages[path]] = "{lang}"
        stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
        for form, slug in _dated_forms(folders, stem):
            of_language = path.split("/")[languages[path]] if path in languages else ""
            forms[form + suffix, f"{of_language}/{slug}"].add(path)
    patterns: dict[str, set[str]] = defaultdict(set)
    several = {form for (form, _), paths in forms.items() if len(paths) > 1}
    for (form, _), paths in forms.items():
        if form in several:
            patterns[form] |= paths
    return patterns


def _dated_forms(folders: Sequence[str], stem: str) -> Iterator[tuple[str, str]]:
    """The forms of a path that has a date, without its suffix, each with the slug."""
    for place, part in enumerate(folders):
        if re.fullmatch(GROUPS["date"], part) and written_name_date(part):
            yield "/".join((*folders[:place], "{date}", *folders[place + 1 :], "{slug}")), stem
    found = _DATED.fullmatch(stem)
    if not found or not written_name_date(found[3]):
        return
    before, mark, _, after, rest = found.groups("")
    if before and not rest:
        yield "/".join((*folders, f"{{slug}}{mark}{{date}}{after}")), before
    elif rest and not before and after:
        yield "/".join((*folders, f"{mark}{{date}}{after}{{slug}}")), rest
    elif not before and folders and folders[-1] != "{lang}":
        yield "/".join((*folders[:-1], "{slug}", f"{mark}{{date}}{after}")), folders[-1]
