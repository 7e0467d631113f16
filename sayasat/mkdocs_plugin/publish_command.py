"""``sayasat publish``, one act that checks, logs and publishes a commit, and ``rollback`` (decision 0025).

A private build of a commit → the gates → the lines are added to the publication log and shared → the site is
switched. So a site is never ahead of its log. A publication that is killed before the switch is finished by
the next one, which finds its lines in the log and adds none.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date, datetime
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from sayasat.builder.open import open_publication
from sayasat.builder.publication import write
from sayasat.builder.workers import BuildOptions, Workers, read_build_options
from sayasat.errors import EditError, Fault, HistoryError, LogRaceError, RepositoryError, SettingsError
from sayasat.i18n.messages import Messages, messages, report
from sayasat.mkdocs_plugin.build_command import new_site, refuse_others
from sayasat.mkdocs_plugin.config import configuration_file, read_configuration
from sayasat.mkdocs_plugin.preview_command import run_preview
from sayasat.mkdocs_plugin.run_mkdocs import run_mkdocs
from sayasat.publish.gate_run import run_gates, swapped
from sayasat.publish.lock import locked
from sayasat.publish.manifest import FILE as MANIFEST
from sayasat.publish.manifest import Release, digests, manifest, read_release
from sayasat.publish.overrides import logged
from sayasat.publish.release import release
from sayasat.publish.served_log import NOT_BEGUN, fetched_log, last_log, refuse_shorter
from sayasat.repository.checkout import check_out
from sayasat.repository.log_branch import LogBranch
from sayasat.repository.reader import Repository
from sayasat.settings import CACHE_FOLDER, read_day
from sayasat.versions.log_lines import is_named, new_lines
from sayasat.versions.publication_log import LogLine, PublicationLog, rendered

_TRIES = 5
"""How often a publication begins, where another publisher adds to the log each time."""

_LOG = "proof/log.txt"

_OTHER_LOG = Fault("publish-other-log", "extra.sayasat.log")


def run_publish(options: argparse.Namespace) -> int:
    """Publish the newest commit, or with ``--last`` the last published one again. Returns 0.

    With ``--preview``, a preview is built or removed instead (`run_preview`).

    Raises SayasatError; then the site and the log are unchanged.
    """
    t = messages(options.message_language)
    if options.preview is not None:
        return run_preview(options, t)
    refuse_others(options.to)
    file = configuration_file(options.config_file)
    build = read_build_options(os.environ, file.parent / CACHE_FOLDER)
    build.folder.mkdir(parents=True, exist_ok=True)
    waiting = partial(sys.stderr.write, t("build.waiting", path=build.folder) + "\n")
    with new_site(options.to, None, options) as folder, locked(build.folder / "publish.lock", waiting):
        publish = partial(_published, file, folder.site, build, options, t)
        done = _published_after_races(publish, folder.site)
    sys.stdout.write(f"{done}\n")
    return 0


def run_rollback(options: argparse.Namespace) -> int:
    """Put back the site that the present one has replaced, if both are of the last publication.

    Returns the exit code. Raises EditError if that site is missing or of another publication.
    """
    t = messages(options.message_language)
    refuse_others(options.to)
    file = configuration_file(options.config_file)
    last = last_log(LogBranch(file.parent), t).published
    with release(options.to, None, t) as folder:
        kept = read_release(folder.kept)
        if kept is None:
            raise EditError([Fault("rollback-none", str(options.to))])
        if last is None or kept.publication != last.number:
            number = str(last.number) if last else "–"
            facts = (("kept", str(kept.publication)), ("last", number), ("commit", kept.commit[:12]))
            raise EditError([Fault("rollback-other", str(options.to), facts)])
        folder.site.rmdir()
        folder.kept.rename(folder.site)
    done = t("publish.back", number=kept.publication, commit=kept.commit[:12], day=kept.as_of)
    sys.stdout.write(f"{done}\n")
    return 0


def _published_after_races(publish: Callable[[], str], site: Path) -> str:
    """Publish again from the start if another publisher was faster. Raises LogRaceError the fifth time."""
    for _ in range(_TRIES - 1):
        try:
            return publish()
        except LogRaceError:
            shutil.rmtree(site)
            site.mkdir()
    return publish()


def _published(file: Path, site: Path, build: BuildOptions, options: argparse.Namespace, t: Messages) -> str:
    """Build a commit into an empty folder, and add it to the log. Returns what was done, in a sentence.

    Raises SayasatError, and LogRaceError if another publisher was faster.
    """
    with closing(Repository.open(file.parent)) as repository:
        root, head = repository.root or file.parent, repository.head
    branch = LogBranch(root)
    log = last_log(branch, t) if options.last else fetched_log(branch)
    refuse_shorter(log, options.served or (None if options.bundle else options.to / _LOG))
    commit = _last_commit(log) if options.last else _newest_commit(branch, head)
    folder = build.folder / "commit"
    check_out(root, commit, folder)
    copy = branch.lent(folder)  # the build reads the log with the new lines
    place = folder / file.relative_to(root)
    built = _built(place, site, build, (copy, log), None if options.last else commit)
    if built.stops and not options.last:
        raise HistoryError(built.stops)
    sys.stderr.write("".join(f"{report([each], t)}\n" for each in (*built.stops, *built.remarks)))
    log_after = log.extended(built.lines)
    _write_proof(site, log_after, branch.files(), commit, built)
    if options.bundle:
        branch.bundle(rendered(built.lines), log.data, f"Publish {commit}", options.bundle)
    elif built.lines:
        branch.append(rendered(built.lines), log.data, f"Publish {commit}")
    return t("publish.done", commit=commit[:12], day=built.today.isoformat(), lines=len(built.lines))


class _Built(Struct, frozen=True):
    """A private build of a commit."""

    today: date
    lines: tuple[LogLine, ...]
    """What its publication adds to the log."""

    files: Mapping[str, str]
    """The files of the site, with their SHA-256."""

    stops: tuple[Fault, ...]
    """Why the gates stop its publication."""

    remarks: tuple[Fault, ...]


def _built(
    file: Path, site: Path, build: BuildOptions, shared: tuple[LogBranch, PublicationLog], new: str | None
) -> _Built:
    """Build the site of a checkout, whose ``mkdocs.yml`` is ``file``, and run the gates on it.

    ``shared`` is the branch of the checkout with its log; ``new`` is the commit whose publication is logged;
    None to add nothing to the log. Raises SayasatError.
    """
    settings, day, names = read_configuration(file)
    copy, log = shared
    if settings.is_foreign:
        raise SettingsError([Fault("publish-adopted", "extra.sayasat.adopt")])
    if not is_named(log, settings):
        raise SettingsError([_OTHER_LOG if settings.log else NOT_BEGUN])
    today = read_day(day) if day else datetime.now(settings.zone).date()
    with (
        Workers(build) as workers,
        closing(open_publication(file.parent, settings, today, names, workers)) as opened,
    ):
        lines = new_lines(opened.archive, settings, log, today, new) if new else ()
        copy.append(rendered(lines), log.data, "New lines")
        run_mkdocs(file, replace(build, published_on=today), site_dir=str(site))
        files = digests(site)
        stops, entries = run_gates(opened, log, lines, files)
        remarks = tuple(swapped(opened.repository, log))
    overrides = (logged(entry, today) for entry in entries) if new else ()
    return _Built(today, (*lines, *overrides), files, tuple(stop.reported for stop in stops), remarks)


def _write_proof(
    site: Path, log: PublicationLog, kept: Mapping[str, bytes], commit: str, built: _Built
) -> None:
    """Write the log, what proves it (``kept``), and the manifest into the site."""
    proof = {**{f"proof/{path}": data for path, data in kept.items()}, _LOG: log.data}
    for path, data in proof.items():
        write(site / path, data)
    number = log.published.number if log.published else None
    files = {**built.files, **{path: hashlib.sha256(data).hexdigest() for path, data in proof.items()}}
    write(site / MANIFEST, manifest(Release(number or 0, commit, built.today.isoformat()), files))


def _last_commit(log: PublicationLog) -> str:
    if not log.heads:
        raise RepositoryError([Fault("publish-none", "--last")])
    return log.heads[-1]


def _newest_commit(branch: LogBranch, head: str) -> str:
    if not branch.is_newest(head):
        raise RepositoryError([Fault("publish-not-newest", head[:12])])
    return head
