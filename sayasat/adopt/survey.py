"""Looks at a repository and proposes the choices of its archive: which texts, languages and dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from sayasat.adopt.findings import by_kind
from sayasat.adopt.options import AdoptOptions
from sayasat.adopt.path_forms import is_about_repository, is_hidden, languages_of, proposed_patterns
from sayasat.builder.text_faults import join_fault
from sayasat.builder.workers import Track, untracked
from sayasat.characters import showable
from sayasat.errors import Fault, HistoryError
from sayasat.i18n.messages import Messages
from sayasat.policy_files.date_sources import PRESETS, WEAK, date_source, dates_of_revision, read_dates
from sayasat.policy_files.decoding import LFS_LIMIT, is_lfs_pointer
from sayasat.policy_files.document import read_foreign
from sayasat.policy_files.file_names import is_markdown
from sayasat.repository.reader import Repository
from sayasat.versions.archive import identified_lineages
from sayasat.versions.lineage import Lineage, Revision
from sayasat.versions.path_identity import Join

_DOCUMENTS = frozenset({".pdf", ".docx", ".doc", ".odt", ".rtf"})
_OTHER_TEXTS = frozenset({".txt", ".rst", ".adoc", ".html"})
_LARGE = 20_000_000
_READ = 3_000
"""Texts that are read to find sources of dates, spread over the history."""

Trailers = Sequence[tuple[str, str]]

_SHOWN = 10
_MOSTLY = 0.9


class Survey(Struct, frozen=True):
    """What a repository holds, and the choices that it proposes."""

    options: AdoptOptions
    remarks: Mapping[str, list[str]]
    """Sentences about the value of each key."""

    findings: tuple[Fault, ...]
    """Joins of paths that are not Git's own renames, doubtful cuts, and files that cannot be published."""


def survey(repository: Repository, options: AdoptOptions, t: Messages, track: Track = untracked) -> Survey:
    """Look at the newest commit and the history; ``track`` shows how far the texts are read.

    Raises RepositoryError, and HistoryError if there is no Markdown.
    """
    files = [path for path, _ in repository.tree()]
    paths = (files, repository.history.paths_ever(repository.head))
    texts, ever = ([path for path in each if is_markdown(path) and not is_hidden(path)] for each in paths)
    patterns = options.policies or tuple(proposed_patterns(texts))
    if not any(not each.startswith("!") for each in patterns):
        suffixes = Counter(PurePosixPath(path).suffix or path for path in files)
        known = ", ".join(f"{each} ({number})" for each, number in suffixes.most_common(_SHOWN))
        raise HistoryError([Fault("adopt-no-markdown", str(options.path), (("known", known or "-"),))])
    named = languages_of(ever, patterns, options.languages[0])
    languages = named or options.languages[:1]
    options = replace(options, policies=patterns, languages=languages)
    lineages, joins, trailers = identified_lineages(repository, options.settings)
    dates = _Dates(repository, options.languages[0], lineages, trailers, track)
    proposed, sizes = tuple(dates.proposed()), repository.sizes()
    gone = _gone(set(ever).difference(texts), patterns, lineages, joins)
    findings = (*_unpublished(repository, sizes), *map(join_fault, joins), *gone)
    plain = ("site_url", "publisher", "archivist", "repository_url", "zone", "continues", "since", "only")
    remarks = {
        **{key: [t("survey.optional")] for key in ("branch", "title")},
        **{key: [t(f"survey.{key.replace('_', '-')}")] for key in plain},
        "policies": [
            *_of_files(files, texts, lineages, t),
            *_of_documents(sizes, t),
            *(f"{kind}: {len(each)}" for kind, each in by_kind(findings, t).items()),
        ],
        "languages": [
            t("survey.languages", languages=", ".join(languages)) if named else t("survey.language")
        ],
        "dates": [t("survey.date", source=each, number=number, all=dates.read) for each, number in proposed]
        or [t("survey.no-dates", all=dates.read)],
    }
    sources = tuple(source for source, _ in proposed) or PRESETS
    options = replace(options, title=options.name, publisher=options.publisher_name, dates=sources)
    return Survey(options, remarks, findings)


class _Dates:
    """The sources of dates that the texts of a history have."""

    def __init__(
        self,
        repository: Repository,
        language: str,
        lineages: Sequence[Lineage],
        trailers: Mapping[str, Trailers],
        track: Track,
    ) -> None:
        revisions = [(lineage.language, lineage.revisions) for lineage in lineages]
        self._step = 1 + sum(len(each) for _, each in revisions) // _READ
        names = (*PRESETS, *WEAK, "effective attr:datetime", *_other_trailers(trailers.values()))
        orders = ("", "dmy", "mdy")
        self._orders = {order: [date_source(_ordered(each, order)) for each in names] for order in orders}
        self._names = names
        self.read = 0
        self.counts: dict[str, Counter[int]] = {order: Counter() for order in self._orders}
        self.orders: Counter[tuple[int, str]] = Counter()
        self.kept: Counter[int] = Counter()
        """How often a source had the same date in two different texts of a policy, one after the other."""
        self.moved: Counter[int] = Counter()
        self._trailers = trailers
        for of_language, each in track(revisions, len(revisions)):
            self._read(repository, of_language or language, each)

    def _read(self, repository: Repository, language: str, revisions: Sequence[Revision]) -> None:
        chosen = [*revisions[:: self._step][:-1], revisions[-1]] if revisions else []
        found = []
        for revision in chosen:
            document = read_foreign(repository.text(revision.blob))
            self.read += 1
            days, trailers = {}, self._trailers.get(revision.commit, ())
            for order, sources in self._orders.items():
                of_file = read_dates(document.entries, document.body, document.body_line, sources, language)
                of_name = dates_of_revision(revision.path, trailers, sources, language)
                days[order] = {reading.source: reading.day for reading in (*of_file, *of_name)}
                self.counts[order].update(days[order].keys())
            for place in days["dmy"].keys() ^ days["mdy"].keys():
                self.orders[place, "dmy" if place in days["dmy"] else "mdy"] += 1
            found.append(days["dmy"] | days["mdy"] | days[""])
        for before, after in pairwise(found):
            for place in before.keys() & after.keys():
                (self.kept if before[place] == after[place] else self.moved)[place] += 1

    def proposed(self) -> Iterator[tuple[str, int]]:
        """The sources that have dates, with how many, the surest first."""
        for place, name in enumerate(self._names):
            # Dates that can have only one order of day and month decide it
            only, *others = [each for each in ("dmy", "mdy") if self.orders[place, each]] or [""]
            order = "" if others or self.counts[only][place] <= self.counts[""][place] else only
            number = self.counts[order][place]
            is_weak = place >= len(PRESETS)
            changes = self.kept[place] + self.moved[place]
            if number and (not is_weak or self.moved[place] >= _MOSTLY * changes):
                yield _ordered(name, order), number


def _other_trailers(commits: Iterable[Trailers]) -> list[str]:
    """Sources of the trailers with a name of a date that are in no preset."""
    known = {each.partition("trailer:")[2].casefold() for each in PRESETS}
    names = {name for trailers in commits for name, _ in trailers if name.casefold().endswith("date")}
    return sorted(f"dated trailer:{each}" for each in names if each.casefold() not in known)


def _ordered(source: str, order: str) -> str:
    meaning, _, rest = source.partition(" ")
    return " ".join(filter(None, (meaning, order, rest)))


def _of_files(
    files: Sequence[str], texts: Sequence[str], lineages: Sequence[Lineage], t: Messages
) -> Iterator[str]:
    revisions = sum(len(each.revisions) for each in lineages)
    yield t("survey.texts", files=len(files), texts=len(texts), editions=len(lineages), revisions=revisions)
    folders = Counter(path.rpartition("/")[0] or "." for path in texts)
    for folder, number in folders.most_common(_SHOWN):
        yield t("survey.folder", folder=showable(folder), number=number)
    others = Counter(PurePosixPath(path).suffix.lower() for path in files)
    for suffix in sorted(_OTHER_TEXTS & others.keys()):
        yield t("survey.no-markdown", suffix=suffix, number=others[suffix])


def _of_documents(sizes: Sequence[tuple[str, str, int | None]], t: Messages) -> Iterator[str]:
    documents = [size or 0 for path, _, size in sizes if PurePosixPath(path).suffix.lower() in _DOCUMENTS]
    if documents:
        yield t("survey.documents", number=len(documents), size=sum(documents) // 1000)


def _unpublished(repository: Repository, sizes: Iterable[tuple[str, str, int | None]]) -> Iterator[Fault]:
    """Files that are not there, or are very large."""
    for path, blob, size in sizes:
        where = showable(path)
        if size is None:
            yield Fault("adopt-missing", where)
        elif size > _LARGE:
            yield Fault("adopt-large", where, (("size", str(size // 1_000_000)),))
        elif size < LFS_LIMIT and is_lfs_pointer(repository.text(blob)):
            yield Fault("adopt-lfs", where)


def _gone(
    paths: Iterable[str], patterns: Sequence[str], lineages: Iterable[Lineage], joins: Iterable[Join]
) -> Iterator[Fault]:
    """The paths of removed texts that the archive has no text of; those that are excluded are meant to be."""
    known = {each.path for lineage in lineages for each in lineage.revisions}
    known |= {each.old for each in joins} | {each.removeprefix("!") for each in patterns}
    gone = (path for path in sorted(paths) if path not in known and not is_about_repository(path))
    yield from (Fault("adopt-gone", showable(path)) for path in gone)
