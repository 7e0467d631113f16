"""The archive of a repository that was not made for Sayasat, as ``sayasat adopt`` reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sayasat.adopt.options import AdoptOptions
from sayasat.policy_files.date_sources import PRESETS
from sayasat.versions.archive import Archive, read_archive
from sayasat.versions.published_history import open_repository
from tests.support.repo import PolicyRepo

URL = "https://policies.example.org/"


def adopted(
    repo: PolicyRepo,
    *patterns: str,
    languages: Sequence[str] = ("en",),
    dates: Sequence[str] = (),
    continues: Mapping[str, Sequence[str]] | None = None,
    since: str = "",
    only: Sequence[str] = (),
) -> Archive:
    """The archive of the newest commit; by default of all Markdown at the top, in English."""
    options = AdoptOptions(
        str(repo.path),
        policies=patterns or ("*.md",),
        languages=tuple(languages),
        site_url=URL,
        dates=tuple(dates or PRESETS),
        continues={new: tuple(old) for new, old in (continues or {}).items()},
        since=since,
        only=tuple(only),
    )
    with open_repository(repo.path, options.settings) as repository:
        return read_archive(repository, options.settings)
