"""The commands ``sayasat show`` and ``sayasat diff``, and their arguments, which name texts."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sayasat.builder.publication import Publication
from sayasat.cli.argument_files import read_input, write_output
from sayasat.cli.site import Site, chosen_edition
from sayasat.cli.terminal import console, print_document
from sayasat.errors import Fault, SettingsError, UnknownError
from sayasat.exports.api_types import as_json
from sayasat.exports.word_documents import ComparedText, redline_docx, redline_of, revision_text, version_docx
from sayasat.i18n.messages import direction, messages
from sayasat.markdown.links import Link, is_resolved
from sayasat.markdown.section_reader import sections
from sayasat.policy_files.document import read_document
from sayasat.policy_files.reading import image_targets
from sayasat.redline.as_html import redline_html
from sayasat.redline.as_json import redline_json
from sayasat.redline.as_text import redline_text
from sayasat.redline.counts import count_changes, summary
from sayasat.redline.model import Redline
from sayasat.redline.risk_marks import with_risks
from sayasat.repository.plumbing import object_id
from sayasat.settings import DOCX, read_day
from sayasat.templating import fragment
from sayasat.version_days import NumberedDay, read_version_day
from sayasat.versions.edition_timeline import gaps
from sayasat.versions.model import PlacedRevision, Version
from sayasat.versions.policy import answer, unknown_days
from sayasat.website.catalogue import Edition
from sayasat.website.links import file_url
from sayasat.website.status_notice import last_day, past_remarks, reckoned

_VERSION = re.compile(r"(undated|\d{4}-\d\d-\d\d)(\.\d+)?")
"""The name of a version: its date, in archives also a number, or ``undated``."""

_COMMIT = re.compile(r"[0-9a-f]{4,64}")


def argument_day(given: str, name: str) -> date:
    """The date that an argument gives, or what stands for it in a version's name: ``undated``.

    Raises UnknownError if it is none.
    """
    with suppress(ValueError):
        return read_version_day(given)
    try:
        return read_day(given, name)
    except SettingsError as error:
        raise UnknownError(error.faults) from error


def compared_text(publication: Publication, edition: Edition, given: str) -> ComparedText:
    """The text that a date, a commit or a file's path names.

    Raises UnknownError for an impossible date, and if there is no such version, commit or file.
    """
    if _VERSION.fullmatch(given):
        version = version_on(edition, argument_day(given, given))
        return revision_text(publication.catalogue, edition, version, version.text)
    if Path(given).exists():
        return _of_file(publication, Path(given))
    version, placed = _of_commit(edition, given)
    return revision_text(publication.catalogue, edition, version, placed)


def version_on(edition: Edition, day: date) -> Version:
    """The version of this date, else the version in force on the day. Raises UnknownError."""
    exact = edition.timeline.dated(day)
    if exact:
        return exact
    is_named = isinstance(day, NumberedDay)  # by a name that no version has
    found = None if is_named else answer(edition.policy, day, language=edition.language)
    if found:
        return found[0]
    _refuse_unknown(edition, day, None)
    removed = next((gap for gap in gaps(edition.policy.authentic) if gap.has(day)), None)
    if removed:
        raise _unknown("unknown-date-removed", edition.policy.slug, date=day, on=removed.start)
    dates = ", ".join(version.date.isoformat() for version in edition.timeline.versions)
    raise _unknown("unknown-date", edition.policy.slug, date=day, dates=dates)


def published_text(
    publication: Publication, edition: Edition, day: date, as_published: date | None
) -> tuple[Version, PlacedRevision, tuple[str, ...]]:
    """The text that held on a day, as published by another day or now, and sentences about that.

    Without ``as_published``, a day that is a version's date gives that version. Raises UnknownError.
    """
    t = messages("en")
    if as_published is None:
        version = version_on(edition, day)
        past = past_remarks(edition.policy, edition.policy.authentic.version(version.date) or version, t)
        return version, version.text, tuple(past)
    found = answer(edition.policy, day, as_published, edition.language)
    if found is None:
        _refuse_unknown(edition, day, as_published)
        slug = edition.policy.slug
        raise _unknown("unknown-date-as-published", slug, date=day, published=as_published)
    return *found, (reckoned(publication.archive.log, t),)


def _refuse_unknown(edition: Edition, day: date, as_published: date | None) -> None:
    """Raise UnknownError for a day of which it is not known which text applied."""
    days = unknown_days(edition.policy, day, as_published)
    if days and days.end:
        last, slug = last_day(days.end), edition.policy.slug
        raise _unknown("unknown-days", slug, date=day, first=days.start, last=last)


def _unknown(code: str, where: str, **facts: object) -> UnknownError:
    return UnknownError([Fault(code, where, tuple((name, str(fact)) for name, fact in facts.items()))])


def _of_file(publication: Publication, file: Path) -> ComparedText:
    document = read_document(read_input(file))
    unreadable = [fault.at(str(file)) for fault in document.faults if fault.code in _NO_TEXT]
    if unreadable:
        raise UnknownError(unreadable)
    files = dict(_images_beside(file, document.body, len(publication.repository.head)))
    title = document.front_matter.title or file.stem
    return ComparedText(title, file.name, document.body, Link, files)


def _images_beside(file: Path, body: str, id_length: int) -> Iterator[tuple[str, str]]:
    """The images that a text on disk shows; as in a commit, one without a file is left out."""
    for url in {url for url in image_targets(sections(body)) if is_resolved(url)}:
        image = file.parent / unquote(urlsplit(url).path)
        if image.is_file():
            yield url, file_url(object_id(image.read_bytes(), b"blob", id_length), image.name)


_NO_TEXT = {"file-lfs", "file-utf-16", "file-nul", "file-not-utf-8"}


def _of_commit(edition: Edition, given: str) -> tuple[Version, PlacedRevision]:
    """The revision whose commit id starts with the argument, and its version. Raises UnknownError."""
    prefix = given.lower()
    found = [
        (version, placed)
        for version in edition.timeline.versions
        for placed in version.revisions
        if _COMMIT.fullmatch(prefix) and placed.revision.commit.startswith(prefix)
    ]
    if not found:
        raise _unknown("side-unknown", given, policy=edition.policy.slug)
    if len(found) > 1:
        commits = ", ".join(placed.revision.commit for _, placed in found)
        raise _unknown("side-ambiguous", given, commits=commits)
    return found[0]


def run_show(options: argparse.Namespace) -> int:
    """Print or write the text that was in force on a day. Returns 0. Raises SayasatError."""
    with closing(Site.read(options).open()) as publication:
        edition = chosen_edition(publication, options.policy, options.language)
        as_published = argument_day(options.as_published, "--as-published") if options.as_published else None
        version, placed, remarks = published_text(
            publication, edition, argument_day(options.date, "DATE"), as_published
        )
        _refuse_terminal(options)
        if options.format == DOCX:
            data = version_docx(publication.catalogue, edition, version, placed)
        else:
            data = publication.repository.text(placed.revision.blob)
        _write(data, options.output, exact=True)
        for sentence in remarks:
            print(f"{edition.policy.slug}: {sentence}", file=sys.stderr)
    return 0


def run_diff(options: argparse.Namespace) -> int:
    """Print or write the changes between two texts. Returns 0. Raises SayasatError."""
    with closing(Site.read(options).open()) as publication:
        edition = chosen_edition(publication, options.policy, options.language)
        old, new = (compared_text(publication, edition, given) for given in (options.old, options.new))
        _refuse_terminal(options)
        printer = console(soft_wrap=True)
        if options.format == "text" and options.output is None and printer.is_terminal:
            redline = with_risks(redline_of(old, new), edition.language)
            printer.print(redline_text(redline, messages(edition.language)))
            return 0
        data = _comparison(publication, edition, old, new, options.format)
        _write(data, options.output, exact=options.format == DOCX)
    return 0


def _refuse_terminal(options: argparse.Namespace) -> None:
    """Raise UnknownError if a Word document, which is binary, would be printed to a terminal."""
    if options.format == DOCX and options.output is None and sys.stdout.isatty():
        raise _unknown("output-terminal", f"--format {DOCX}")


def _write(data: bytes, file: Path | None, *, exact: bool) -> None:
    if file is None:
        print_document(data, exact=exact)
    else:
        write_output(file, data)


def _comparison(
    publication: Publication, edition: Edition, old: ComparedText, new: ComparedText, form: str
) -> bytes:
    """The redline of two texts in the format ``text``, ``html``, ``json`` or ``docx``."""
    if form == DOCX:
        return redline_docx(publication.catalogue, edition, old, new)
    redline = with_risks(redline_of(old, new), edition.language)
    match form:
        case "html":
            return _page(redline, edition.language, old, new).encode()
        case "json":
            return as_json(redline_json(redline))
        case _:
            return f"{redline_text(redline, messages(edition.language)).plain}\n".encode()


def _page(redline: Redline, language: str, old: ComparedText, new: ComparedText) -> str:
    """An HTML page with its styles inside, which needs no other file."""
    t = messages(language)
    return fragment(
        "standalone_redline.html",
        t,
        language=language,
        direction=direction(language),
        title=t("redline.changes-title", title=new.title),
        old=old.label,
        new=new.label,
        counted=summary(count_changes(redline), t),
        redline=redline_html(redline, t),
    )
