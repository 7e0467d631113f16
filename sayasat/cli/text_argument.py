"""Reads an argument that names a text: a version's date, a revision's commit, or a file's path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sayasat.builder.publication import Publication
from sayasat.cli.input_file import read_input
from sayasat.errors import Fault, SettingsError, UnknownError
from sayasat.exports.word_documents import ComparedText, revision_text
from sayasat.i18n.messages import messages
from sayasat.markdown.links import Link, is_resolved
from sayasat.markdown.section_reader import sections
from sayasat.policy_files.document import read_document
from sayasat.policy_files.reading import image_targets
from sayasat.repository.plumbing import object_id
from sayasat.settings import read_day
from sayasat.version_days import NumberedDay, read_version_day
from sayasat.versions.answers import answer, unknown_days
from sayasat.versions.gaps import gaps
from sayasat.versions.model import PlacedRevision, Version
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
    if found is None:
        _refuse_unknown(edition, day, None)
        removed = next((gap for gap in gaps(edition.policy.authentic) if gap.has(day)), None)
        if removed:
            facts = (("date", day.isoformat()), ("on", removed.start.isoformat()))
            raise UnknownError([Fault("unknown-date-removed", edition.policy.slug, facts)])
        dates = ", ".join(version.date.isoformat() for version in edition.timeline.versions)
        facts = (("date", day.isoformat()), ("dates", dates))
        raise UnknownError([Fault("unknown-date", edition.policy.slug, facts)])
    return found[0]


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
        facts = (("date", day.isoformat()), ("published", as_published.isoformat()))
        raise UnknownError([Fault("unknown-date-as-published", edition.policy.slug, facts)])
    return *found, (reckoned(publication.archive.log, t),)


def _refuse_unknown(edition: Edition, day: date, as_published: date | None) -> None:
    """Raise UnknownError for a day of which it is not known which text applied."""
    days = unknown_days(edition.policy, day, as_published)
    if days and days.end:
        dates = (("date", day), ("first", days.start), ("last", last_day(days.end)))
        facts = tuple((name, each.isoformat()) for name, each in dates)
        raise UnknownError([Fault("unknown-days", edition.policy.slug, facts)])


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
        raise UnknownError([Fault("side-unknown", given, (("policy", edition.policy.slug),))])
    if len(found) > 1:
        commits = ", ".join(placed.revision.commit for _, placed in found)
        raise UnknownError([Fault("side-ambiguous", given, (("commits", commits),))])
    return found[0]
