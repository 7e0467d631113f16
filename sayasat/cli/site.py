"""The site that a command works on, and opening its publication."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from msgspec import Struct

from sayasat.adopt.options import archive_settings, read_archive_file
from sayasat.errors import UnknownError, unlisted
from sayasat.mkdocs_plugin.config import ARCHIVE_FILE, configuration_file, read_configuration
from sayasat.settings import CACHE, CACHE_FOLDER, TODAY, Settings, read_day
from sayasat.versions.archive import Archive
from sayasat.versions.policy import Policy

if TYPE_CHECKING:  # the modules of the pages are slow to import, and few commands need them
    from sayasat.builder.publication import Publication
    from sayasat.cache.database import Cache
    from sayasat.website.catalogue import Edition


def present() -> datetime:
    """The real time, whatever SAYASAT_TODAY says: certificates are valid at it or not."""
    return datetime.now(UTC)


class Site(Struct, frozen=True):
    """The site that a command works on, and the time."""

    root: Path
    """The folder of mkdocs.yml or archive.yml."""

    settings: Settings
    names: Mapping[str, str]
    """The site's name in each language."""

    moment: datetime
    """The present time in the publisher's time zone; noon of the day of SAYASAT_TODAY if that is set."""

    @classmethod
    def read(cls, options: argparse.Namespace) -> Self:
        """The site of the given mkdocs.yml or archive.yml, or of the nearest one. Raises SettingsError."""
        file = configuration_file(options.config_file)
        if file.name == ARCHIVE_FILE:
            archive = read_archive_file(file)
            settings, day = archive_settings(file, archive), os.environ.get(TODAY, "")
            names = dict.fromkeys(archive.languages, archive.name)
        else:
            settings, day, names = read_configuration(file)
        noon = time(12, tzinfo=settings.zone)
        moment = datetime.combine(read_day(day), noon) if day else datetime.now(settings.zone)
        return cls(file.parent, settings, names, moment)

    @property
    def today(self) -> date:
        """The present day in the publisher's time zone."""
        return self.moment.date()

    def open(self) -> Publication:
        """Open the site's publication; the caller closes it. Raises RepositoryError and HistoryError."""
        from sayasat.builder.open import open_publication  # noqa: PLC0415 (as above)

        return open_publication(self.root, self.settings, self.today, self.names, previous=self.cache)

    @property
    def cache(self) -> Cache | None:
        """The site's cache; None where no build has made one."""
        from sayasat.cache.database import FILE, Cache  # noqa: PLC0415 (slow to import)

        file = Path(os.environ.get(CACHE) or self.root / CACHE_FOLDER) / FILE
        return Cache(file) if file.is_file() else None


def chosen_policies(
    archive: Archive, settings: Settings, slug: str | None, language: str
) -> tuple[Policy, ...]:
    """The policy of this or this former name, or all policies, that have an edition in the language.

    Raises UnknownError for a language or policy that the site does not have.
    """
    if language not in settings.languages:
        raise UnknownError([unlisted("unknown-language", language, settings.languages)])
    there = tuple(each for each in archive.policies if each.timeline(language) is not None)
    if slug is None:
        return there
    policy = archive.policy(slug)
    if policy not in there:
        raise UnknownError([unlisted("unknown-policy", slug, [each.slug for each in there])])
    return (policy,)


def chosen_edition(publication: Publication, slug: str, language: str | None) -> Edition:
    """A policy in a language, by default the original's. Raises UnknownError as `chosen_policies` does."""
    settings = publication.settings
    language = language or settings.authentic
    (policy,) = chosen_policies(publication.archive, settings, slug, language)
    edition = publication.catalogue.edition(policy, language)
    assert edition is not None
    return edition
