"""The settings of the handler, the worker and the operator's commands: environment variables, checked.

What each is for stands in sayasat_contact/README.md. A variable that is empty counts as absent.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sayasat_contact.errors import ContactFault, HandlerSettingsError
from sayasat_contact.limits import MOST_STORED
from sayasat_contact.setting_values import (
    Smtp,
    UnfitError,
    read_certificates,
    read_database,
    read_line,
    read_mailbox,
    read_mailboxes,
    read_number,
    read_recipients,
    read_secrets,
    read_smtp,
    read_zone,
)

PREFIX = "CONTACT_"

# Kubernetes puts these into every container beside a Service named "contact"
_KUBERNETES = re.compile(r"CONTACT_(SERVICE_\w+|PORT(_\w+)?)")


class Part(StrEnum):
    """Which process reads the settings."""

    HANDLER = "handler"
    DELIVERY = "delivery"
    OPERATION = "operation"
    """The operator's commands, apart from ``deliver``."""

    @property
    def required(self) -> tuple[str, ...]:
        """The variables that must be set for it."""
        return _REQUIRED[self]


@dataclass(frozen=True, slots=True)
class HandlerSettings:
    """What this process is told. Of what its part does not need, the absent is None or empty."""

    contract: Path | None
    database: str = field(repr=False)
    """``sqlite:///`` and a path, or ``postgresql+psycopg://…``; it may hold a password."""

    secrets: tuple[str, ...] = field(repr=False)
    """The first signs, all verify."""

    recipients: tuple[str, ...]
    """age recipients; without any, messages are stored unsealed."""

    identity: Path | None
    """A file with age identities."""

    proxies: int
    """How many proxies of our own append to X-Forwarded-For."""

    limit_address: int
    limit_total: int
    """Messages an hour."""

    limit_stored: int
    """MB that the messages that are kept take at most."""

    smtp: Smtp | None
    smtp_ca: Path | None
    """Certificates to trust at the mail server; None for those that the system trusts."""

    mail_from: str | None
    mail_to: tuple[str, ...]
    retention_days: int | None
    erasure_journal: Path | None
    """Where erased references are written down, outside the database: see `sayasat_contact.erasures`."""

    backup_hours: int | None
    """How old the last backup may be; None where backups are not watched."""

    answer_days: int | None
    answer_source: str
    """Which rule says so; empty where `answer_days` is None."""

    zone: ZoneInfo
    """In which times are shown."""


def read_settings(environ: Mapping[str, str], part: Part) -> HandlerSettings:
    """Check the variables ``CONTACT_*``; raises HandlerSettingsError with all faults at once.

    What is set is always checked; what may be absent depends on the part.
    """
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    faults = [_unknown(name) for name in environ if _is_unknown(name)]
    faults += [
        ContactFault(name, "It is not set.", _help(name)) for name in part.required if name not in given
    ]
    values: dict[str, Any] = {}
    for name, (field_name, convert, default) in _TABLE.items():
        try:
            values[field_name] = convert(given[name]) if name in given else default
        except UnfitError as error:
            faults.append(ContactFault(name, str(error), _help(name)))
    pair = ("CONTACT_ANSWER_DAYS", "CONTACT_ANSWER_SOURCE")
    absent = [name for name in pair if name not in given]
    if len(absent) == 1:
        faults.append(ContactFault(absent[0], "It is not set, and the other is.", "Set both, or neither."))
    if values.get("backup_hours") and str(values.get("database")).startswith("postgresql"):
        what = "PostgreSQL is not backed up by this program, so it cannot tell when that was."
        faults.append(
            ContactFault("CONTACT_BACKUP_HOURS", what, "Remove it, and watch pg_dump where it runs.")
        )
    if faults:
        raise HandlerSettingsError(faults)
    return HandlerSettings(**values)


def _help(name: str) -> str:
    # Here, for only a fault needs it
    import tomllib  # noqa: PLC0415

    table = tomllib.loads((files("sayasat_contact") / "texts/settings.toml").read_text(encoding="utf-8"))
    return str(table[name])


_REQUIRED: Mapping[Part, tuple[str, ...]] = {
    Part.HANDLER: ("CONTACT_CONTRACT", "CONTACT_SECRET"),
    Part.DELIVERY: ("CONTACT_CONTRACT", "CONTACT_SMTP", "CONTACT_MAIL_FROM", "CONTACT_MAIL_TO"),
    Part.OPERATION: (),
}


def _is_unknown(name: str) -> bool:
    return name.startswith(PREFIX) and name not in _TABLE and not _KUBERNETES.fullmatch(name)


def _unknown(name: str) -> ContactFault:
    near = difflib.get_close_matches(name, VARIABLES, n=1)
    return ContactFault(
        name, "No such setting is known.", f"Is it {near[0]}?" if near else "Remove it, or fix its name."
    )


_TABLE: Mapping[str, tuple[str, Callable[[str], object], object]] = {
    "CONTACT_CONTRACT": ("contract", Path, None),
    "CONTACT_DATABASE": ("database", read_database, "sqlite:///contact.db"),
    "CONTACT_SECRET": ("secrets", read_secrets, ()),
    "CONTACT_SEAL_TO": ("recipients", read_recipients, ()),
    "CONTACT_IDENTITY": ("identity", Path, None),
    "CONTACT_PROXIES": ("proxies", lambda text: read_number(text, 0, 10), 0),
    "CONTACT_LIMIT_ADDRESS": ("limit_address", read_number, 20),
    "CONTACT_LIMIT_TOTAL": ("limit_total", read_number, 500),
    "CONTACT_LIMIT_STORED": ("limit_stored", read_number, MOST_STORED),
    "CONTACT_SMTP": ("smtp", read_smtp, None),
    "CONTACT_SMTP_CA": ("smtp_ca", read_certificates, None),
    "CONTACT_MAIL_FROM": ("mail_from", read_mailbox, None),
    "CONTACT_MAIL_TO": ("mail_to", read_mailboxes, ()),
    "CONTACT_RETENTION_DAYS": ("retention_days", read_number, None),
    "CONTACT_ERASURE_JOURNAL": ("erasure_journal", Path, None),
    "CONTACT_BACKUP_HOURS": ("backup_hours", read_number, None),
    "CONTACT_ANSWER_DAYS": ("answer_days", read_number, None),
    "CONTACT_ANSWER_SOURCE": ("answer_source", read_line, ""),
    "CONTACT_ZONE": ("zone", read_zone, ZoneInfo("Asia/Bishkek")),
}
"""Of each variable: the setting, what reads it, and what it is where it is absent."""

VARIABLES = tuple(_TABLE)
"""Every variable that is read."""
