"""What the commands ``adopt`` and ``init`` have in common: faults of arguments, and the present day."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec.structs import replace

from sayasat.errors import SettingsError, UnknownError
from sayasat.settings import TODAY, read_day

_ARGUMENTS = {
    "extra.sayasat.languages": "--languages",
    "extra.sayasat.zone": "--zone",
    "extra.sayasat.tag": "--tag",
    "site_url": "--site-url",
}
"""The argument that each setting comes from."""


@contextmanager
def as_arguments() -> Iterator[None]:
    """Within the block, settings come from arguments: their faults are raised as UnknownError."""
    try:
        yield
    except SettingsError as error:
        named = (replace(each, where=_ARGUMENTS.get(each.where, each.where)) for each in error.faults)
        raise UnknownError(list(named)) from error


def today_in(zone: str) -> date:
    """The date of the environment variable `TODAY`, else the present day in a time zone.

    A zone that does not exist is reported later, with the other settings; until then, the zone is UTC.
    """
    day = os.environ.get(TODAY, "")
    try:
        return read_day(day) if day else datetime.now(ZoneInfo(zone or "UTC")).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.now(UTC).date()
