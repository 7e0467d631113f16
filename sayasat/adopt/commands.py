"""The command ``sayasat adopt``."""

from __future__ import annotations

import argparse
import os
import re
import sys
from contextlib import closing
from pathlib import Path
from signal import SIGHUP, SIGINT, SIGTERM
from time import perf_counter

import msgspec
from msgspec import structs
from msgspec.structs import replace

from sayasat.adopt.arguments import as_arguments, today_in
from sayasat.adopt.findings import FINDINGS_FILE, expanded_patterns, finding_lines, findings_json
from sayasat.adopt.options import AdoptOptions, archive_settings, archive_text, read_archive_file
from sayasat.adopt.output_folder import output_folder, prepare_cache_folder, write_new_files
from sayasat.adopt.own_pages import own_pages
from sayasat.adopt.summary import contents, count_pages, summary
from sayasat.adopt.survey import survey
from sayasat.builder.open import open_publication
from sayasat.builder.workers import (
    CLUSTER,
    PREVIOUS_SITE_FOLDER,
    WORKERS,
    BuildOptions,
    Track,
    Workers,
    read_build_options,
    untracked,
)
from sayasat.cache.database import FILE, Cache
from sayasat.errors import EditError, Fault, UnknownError
from sayasat.i18n.messages import Messages, messages
from sayasat.mkdocs_plugin.config import ARCHIVE_FILE
from sayasat.mkdocs_plugin.progress import terminal_progress, track_of
from sayasat.mkdocs_plugin.standalone_build import StandaloneSite, build_site
from sayasat.pages.history import left_out_sentences
from sayasat.policy_files.path_patterns import languages_in
from sayasat.publish.release import exit_on_signals
from sayasat.repository.reader import Repository
from sayasat.settings import CACHE
from sayasat.website.provenance import web_url

_URL = re.compile(r"[a-z+]+://|[\w.-]+@[\w.-]+:", re.IGNORECASE)

_VARIABLES = {"cache": CACHE, "workers": WORKERS, "cluster": CLUSTER}
"""The variable of the environment that each option stands for, and overrides."""


def run_adopt(options: argparse.Namespace) -> int:
    """Build the site of a repository and put it in place, or look and write ``archive.yml``. Returns 0.

    Faults of the texts are reported on the standard error and do not stop the build. Raises SayasatError for
    any other fault.
    """
    began, t = perf_counter(), messages("en")
    adopt_options = _choices(options)
    cache = Cache(options.cache.absolute() / FILE)
    with Repository.open(adopt_options.path, adopt_options.branch, cache) as repository:
        if not options.quiet and sys.stderr.isatty():
            sys.stderr.write(f"{t('survey.reading', number=len(repository.times()))}\n")
        url = adopt_options.repository_url or web_url(repository.origin)
        adopt_options = structs.replace(adopt_options, repository_url=url)
        if not adopt_options.policies:
            return _write_survey(repository, adopt_options, options, t)
        expanded = expanded_patterns(adopt_options.policies, [path for path, _ in repository.tree()])
        adopt_options = _with_languages(adopt_options, repository)
    _build(adopt_options, expanded, options, began)
    return 0


def _build(choices: AdoptOptions, expanded: list[Fault], options: argparse.Namespace, began: float) -> None:
    """Build the site in ``--out``, and print the findings and the summary. Raises SayasatError.

    ``expanded`` are the findings about the arguments; ``began`` is when the command did.
    """
    if options.out is None:
        raise UnknownError([Fault("adopt-no-out", "--out")])
    if options.archive:
        settings = archive_settings(options.archive, choices)
    else:
        with as_arguments():
            settings = choices.settings
    t = messages("en")
    prepare_cache_folder(options.cache.absolute())
    build_options = _build_options(options)
    with (
        exit_on_signals(SIGHUP, SIGINT, SIGTERM),
        output_folder(options.out, build_options.folder / PREVIOUS_SITE_FOLDER, t) as folder,
    ):
        site, names = folder.site, dict.fromkeys(choices.languages, choices.name)
        build_options = replace(build_options, previous_site=folder.before, shows_progress=not options.quiet)
        with (
            Workers(build_options, track_of(build_options)) as workers,
            closing(open_publication(site, settings, today_in(choices.zone), names, workers)) as publication,
        ):
            held, faults = contents(publication), [*expanded, *publication.remarks()]
            pages = dict(own_pages(choices, publication, held, faults))
        opened = publication.recipe
        del publication  # its texts take memory, and the build needs none of them
        sys.stderr.write(finding_lines(faults, str(options.out / FINDINGS_FILE), t))
        standalone = StandaloneSite(choices.name, choices.site_url, choices.values, pages)
        build_site(standalone, site, build_options, opened)
        site.joinpath(FINDINGS_FILE).write_text(findings_json(faults, t), "utf-8")
        number = count_pages(site)
    texts = {each.where.partition(":")[2].rsplit(":", 1)[0] for each in faults}  # of COMMIT:PATH:LINE
    line = summary(t, held, number, len(texts), perf_counter() - began)
    lines = (line, *left_out_sentences(opened.archive.left_out, t))
    sys.stdout.write("".join(f"{each}\n" for each in lines))


def _choices(options: argparse.Namespace) -> AdoptOptions:
    """The choices of ``archive.yml`` and of the arguments, which override them. Raises SettingsError."""
    repository = options.repository or ""
    if _URL.match(repository):
        raise UnknownError([Fault("adopt-url", repository)])
    if not (repository or options.archive):
        raise UnknownError([Fault("adopt-no-repository", "REPO")])
    choices = read_archive_file(options.archive) if options.archive else AdoptOptions(repository)
    given = {key: getattr(options, key, None) for key in AdoptOptions.__struct_fields__}
    given["languages"] = [options.language] if options.language else []
    given["site_url"] = options.site_url and options.site_url.rstrip("/") + "/"
    chosen = msgspec.to_builtins(choices) | {key: value for key, value in given.items() if value}
    return msgspec.convert(chosen, AdoptOptions)


def _with_languages(choices: AdoptOptions, repository: Repository) -> AdoptOptions:
    """The choices with folders as patterns of all below them, and with the languages of the newest texts.

    If more than the original's language is given, no other one is looked for.
    """
    paths = [path for path, _ in repository.tree()]
    folders = {path.rpartition("/")[0] for path in paths}
    patterns, only = (
        tuple(f"{each}/" if each in folders else each for each in given)
        for given in (choices.policies, choices.only)
    )
    found = sorted(languages_in(paths, patterns)) if len(choices.languages) == 1 else ()
    languages = tuple(dict.fromkeys((*choices.languages, *found)))
    return structs.replace(choices, policies=patterns, only=only, languages=languages)


def _write_survey(
    repository: Repository, choices: AdoptOptions, options: argparse.Namespace, t: Messages
) -> int:
    """Write ``archive.yml`` into the working folder, unless there is one, and print it."""
    file = options.archive or Path(ARCHIVE_FILE)
    if os.path.lexists(file):  # before the survey, which takes minutes on a long history
        raise EditError([Fault("adopt-archive-exists", str(file))])
    track: Track = untracked if options.quiet else terminal_progress
    found = survey(repository, choices, t, track)
    there = os.path.relpath(choices.path, file.parent.resolve())
    text = archive_text(structs.replace(found.options, repository=there), found.remarks)
    report = file.with_name(f"{file.stem}-{FINDINGS_FILE}")
    written = {file.name: text}
    if found.findings:
        written[report.name] = findings_json(found.findings, t)
        sys.stderr.write(finding_lines(found.findings, str(report), t))
    write_new_files(file.parent, {name: each.encode() for name, each in written.items()})
    sys.stdout.write(f"{text}\n{t('survey.next', file=file)}\n")
    return 0


def _build_options(options: argparse.Namespace) -> BuildOptions:
    """The options of the command line, or else those of the environment. Raises SettingsError."""
    given = {variable: getattr(options, name) for name, variable in _VARIABLES.items()}
    set_here = {variable: str(value) for variable, value in given.items() if value is not None}
    return read_build_options(os.environ | set_here, options.cache)
